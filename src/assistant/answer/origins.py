"""Where rows are written: a statement for each source, with who published it, when, and the places of the rows in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.answer.evidence import name_of, of_name, position
from assistant.answer.matching import Match
from assistant.answer.picking import subject
from assistant.records import Proposal, Query, Source, Statement

_LISTED: Final = 20
"""So many rows of a source are named with their places."""


def lead(query: Query, found: Sequence[Match], noun: str) -> str:
    """「静岡県の提案2件の出典は、次の資料です。」."""
    whole = subject(query, noun)
    number = f"{len(found)}件" if whole != noun and len(found) > 1 else ""
    return f"{whole}{number}の出典は、次の資料です。"


def statements(query: Query, found: Sequence[Match]) -> Iterator[Statement]:
    """One for each source; its rows are named where the question is about some of all rows."""
    by_source: dict[Source, list[Proposal]] = {}
    for match in found:
        by_source.setdefault(match.proposal.source, []).append(match.proposal)
    some = bool(query.filters or query.topics or query.picks or query.extreme)
    for source, rows in by_source.items():
        named = rows[: _LISTED if some else 1]
        where = _places(rows) if some else f"{len(rows)}件"
        said = f"{title_of(source)}: {' / '.join((*_facts(source), where))}"
        yield Statement(said, tuple(of_name(row) for row in named))


def _places(rows: Sequence[Proposal]) -> str:
    more = len(rows) - _LISTED
    return "、".join(map(_place, rows[:_LISTED])) + (f" ほか{more}件" if more > 0 else "")


def _place(row: Proposal) -> str:
    """Where a row stands, with its name: 「仙台市 市区町村 No.2 30行目」."""
    return " ".join(filter(None, (name_of(row), position(row), row.locator)))


def title_of(source: Source) -> str:
    """What a source is called: its title, or where it has none its path."""
    return " ".join(source.title.split()) or source.path


def _facts(source: Source) -> Iterator[str]:
    yield source.publisher or "公表した所の記載なし"
    yield source.as_of or "時点の記載なし"
    yield source.path
    yield source.url or "アドレスの記載なし"
