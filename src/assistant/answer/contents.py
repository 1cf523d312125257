"""What the tables hold as such: a statement for each source, with how many rows it has and what its columns are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.answer.evidence import of_name
from assistant.answer.matching import Match
from assistant.answer.origins import title_of
from assistant.question import Known
from assistant.records import Answer, Proposal, Query, Source, Statement

_EXAMPLES: Final = 3
_READ: Final = "自治体、都道府県、対象者、場所、時期、進捗などの言葉で聞けます。数、一覧、比較も聞けます。"


def told(query: Query, found: Sequence[Match], known: Known) -> Answer:
    """The answer to 「この表には何が書いてありますか」: the sources, and questions that they answer."""
    by_source: dict[Source, list[Proposal]] = {}
    for match in found:
        by_source.setdefault(match.proposal.source, []).append(match.proposal)
    lead = f"{len(by_source)}つの資料に、{len(found)}件の{known.noun}が載っています。" if len(by_source) > 1 else ""
    return Answer(
        query=query,
        answered=True,
        lead=lead or f"この資料には、{len(found)}件の{known.noun}が載っています。",
        statements=tuple(_statements(by_source)),
        proposals=tuple(match.proposal for match in found),
        remarks=tuple(_how_to_ask(known)),
    )


def _statements(by_source: dict[Source, list[Proposal]]) -> Iterator[Statement]:
    for source, rows in by_source.items():
        columns = dict.fromkeys(field.name for row in rows for field in row.fields if row.genre != "text")
        named = f"。欄: {'、'.join(columns)}" if columns else ""
        yield Statement(f"{title_of(source)}: {len(rows)}件{named}", (of_name(rows[0]),))


def _how_to_ask(known: Known) -> Iterator[str]:
    if known.noun == "提案":
        yield _READ
    if known.examples:
        yield f"例: {''.join(f'「{text}」' for text in known.examples[:_EXAMPLES])}"
