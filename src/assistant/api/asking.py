"""What callers send: a question, a search or an id, from JSON to the words of the façade."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.answer.matching import alternatives
from assistant.assistant import Assistant
from assistant.journal import Journal
from assistant.records import FILTERS, PREFECTURE, Answer, Filter

Open = Callable[[], Assistant]
"""Gives the open assistant. Raises IndexUnavailableError or ModelError while there is none."""

MAX_K: Final = 1000
_MAX_HISTORY: Final = 1000
_MAX_FILTERS: Final = 100
_EXAMPLE: Final = "生活保護受給者向けの窓口はどこ?"


def _whole(text: str) -> str:
    """``text``, unless half a character is in it: no answer could say that back. Raises ValueError."""
    text.encode()
    return text


Text = Annotated[str, AfterValidator(_whole)]


class FilterIn(BaseModel):
    """A facet value to stay within; a filter of an answer's interpretation can be sent back as it is."""

    model_config = ConfigDict(extra="forbid")
    facet: Text = Field(description=f"絞り込みの名前。{'、'.join(FILTERS)}", examples=[PREFECTURE])
    value: Text = Field(description="値", examples=["静岡県"])
    said: Text = Field(default="", description="質問の中の言葉")
    negated: bool = Field(default=False, description="「以外」のとき true")

    def filter(self) -> Filter:
        """The same as a record."""
        return Filter(self.facet, self.value, self.said or self.value, self.negated)


class AskIn(BaseModel):
    """A question, what was asked before it in the same chat, and filters."""

    model_config = ConfigDict(extra="forbid")
    question: Text = Field(description="質問", examples=[_EXAMPLE])
    history: list[Text] | None = Field(
        default=None, description="同じ会話の前の質問(古い順)", examples=[[]], max_length=_MAX_HISTORY
    )
    filters: list[FilterIn] | None = Field(
        default=None,
        description="絞り込み。同じ名前を重ねると「または」、違う名前は「かつ」",
        examples=[[{"facet": PREFECTURE, "value": "静岡県"}]],
        max_length=_MAX_FILTERS,
    )


class SearchIn(BaseModel):
    """Words to search by, how many rows, and filters."""

    model_config = ConfigDict(extra="forbid")
    q: Text = Field(description="探す言葉", examples=["若者の就職支援"])
    k: int = Field(default=10, ge=1, le=MAX_K, description="件数")
    filters: list[FilterIn] | None = Field(default=None, description="絞り込み", max_length=_MAX_FILTERS)


class ProposalIn(BaseModel):
    """The id of a row."""

    model_config = ConfigDict(extra="forbid")
    id: Text = Field(description="答えや検索の結果にある id")


def answer(assistant: Assistant, asked: AskIn, journal: Journal | None) -> Answer:
    """The answer to what was asked; the journal is told where there is none."""
    found = assistant.ask(asked.question, asked.history or (), filters_of(asked.filters))
    if journal and not found.answered:
        journal.note_unanswered(asked.question, found.lead)
    return found


def filters_of(given: Iterable[FilterIn] | None) -> tuple[Filter, ...]:
    """The filters as records, values of one facet as alternatives; all facets must hold."""
    return alternatives(item.filter() for item in given or ())
