"""What callers get, for /openapi.json: the objects of the contract. A test holds real answers against them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Out(BaseModel):
    """An object that may have more keys than these."""

    model_config = ConfigDict(extra="allow")


class ProposalOut(_Out):
    """A row with what was read out of it."""

    id: str = Field(description="資料の中身から作る番号。索引を作り直しても変わらない")
    municipality: str = Field(description="自治体(資料の書き方のまま)")
    prefecture: str = Field(description="都道府県")
    level: str = Field(description="共同提案、都道府県、市区町村のどれか")
    section: str = Field(description="表の中の見出し")
    no: str = Field(description="表の中の番号")
    status: list[str] = Field(description="進捗")
    start: list[str] = Field(description="実施時期。2013-04 の形か、年度だけ分かるものは 2012年度 の形")
    notes: list[str] = Field(description="注記")
    fields: dict[str, str] = Field(description="資料の言葉そのまま")
    source: str = Field(description="資料のファイル")
    locator: str = Field(description="資料の中の場所")


class PassageOut(_Out):
    """A stretch of a field: ``quote`` is ``fields[field][start:end]``."""

    field: str
    start: int
    end: int
    quote: str


class CitationOut(PassageOut):
    """Words of a row that prove a statement."""

    proposal: str = Field(description="提案の id")
    municipality: str
    source: str
    locator: str


class HitOut(ProposalOut):
    """A ranked row."""

    passage: PassageOut = Field(description="見つかった部分")
    score: float
    ranks: dict[str, int] = Field(description="検索の方法ごとの順位")


class FilterOut(_Out):
    """A filter as it was read out of the question."""

    facet: str
    value: str
    said: str = Field(description="質問の中の言葉")
    negated: bool = Field(description="「以外」のとき true")


class ReadingOut(_Out):
    """Words that were read as others."""

    said: str = Field(alias="from")
    read: str = Field(alias="to")


class InterpretationOut(_Out):
    """What was understood of the question."""

    kind: str = Field(description="尋ねられたこと(where、when、status、count など)")
    filters: list[FilterOut]
    readings: list[ReadingOut] = Field(description="別の言葉として読んだもの")
    topics: list[str] = Field(description="言葉で探したもの")
    picks: list[str] = Field(description="並びの何番目かを言った言葉")
    earlier: list[str] = Field(description="踏まえた前の質問")


class StatementOut(_Out):
    """A sentence of the answer; ``citations`` are places in the list of citations."""

    text: str
    citations: list[int]


class AnswerOut(_Out):
    """The answer object."""

    question: str
    answered: bool = Field(description="false のときは、当てはまるものがない")
    text: str = Field(description="画面に出る答え(Markdown)")
    count: int | None = Field(description="件数を尋ねられたときの数")
    interpretation: InterpretationOut
    statements: list[StatementOut]
    citations: list[CitationOut]
    proposals: list[ProposalOut] = Field(description="当てはまるもののすべて")
    near: list[ProposalOut] = Field(description="当てはまらないが近いもの")
    elapsed_ms: float


class ValueOut(_Out):
    """A value of a facet and how many rows have it."""

    value: str
    count: int


class HealthOut(_Out):
    """What is being served."""

    status: str
    counts: dict[str, Any]
    model: Any


class FaultOut(BaseModel):
    """What went wrong and what to do next."""

    message: str
