"""Which matches start first or last, and whether bodies are set against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Literal

from assistant.answer.evidence import called
from assistant.answer.matching import Match
from assistant.facets import deed_of, period_of
from assistant.periods import Period
from assistant.records import DEED, MUNICIPALITY, START, Facet, Proposal, Query

_TIED: Final = 10
"""So many rows are named that start with the last one."""


def is_contest(query: Query) -> bool:
    """Whether named bodies are set against each other (「仙台市と岡山市、先に始まるのは?」): all of them are shown."""
    return sum(item.facet == MUNICIPALITY and not item.negated for item in query.filters) > 1


def by_start(found: Sequence[Match], order: Literal["earliest", "latest"], deed: str = "") -> list[Match]:
    """All matches in the order in which they surely start (see extreme); those without a date last, whichever way.

    With ``deed`` (結論) they stand in the order in which that is done.
    """
    latest = order == "latest"
    days: dict[str, date] = {}
    for match in found:
        surely = [period.first if latest else period.last for period in times(match, deed)]
        if surely:
            days[match.proposal.id] = max(surely) if latest else min(surely)
    dated = [match for match in found if match.proposal.id in days]
    undated = [match for match in found if match.proposal.id not in days]
    return [*sorted(dated, key=lambda match: days[match.proposal.id], reverse=latest), *undated]


def times(match: Match, deed: str = "") -> list[Period]:
    """The periods in which the matching parts start, or ``deed`` is done, those without a date left out."""
    return [period for facet in _dates(match, deed) if (period := period_of(facet.value)) is not None]


def _dates(match: Match, deed: str) -> tuple[Facet, ...]:
    """The facets that tell when a match starts, or when ``deed`` is done."""
    return tuple(f for f in match.facets(DEED) if deed_of(f.value) == deed) if deed else match.facets(START)


def periods_of(rows: Sequence[Proposal]) -> list[Period]:
    """The periods in which ``rows`` start, those without a date left out."""
    return [period for row in rows for value in row.values(START) if (period := period_of(value)) is not None]


def starts(found: Sequence[Match], deed: str = "") -> list[date]:
    """The days of all starts, each once, the earliest first: for a vague period its end."""
    return sorted({period.last for match in found for period in times(match, deed)})


def extreme(found: Sequence[Match], kind: str, nth: int = 1, deed: str = "") -> tuple[Match, ...]:
    """The matches that surely start first (or last), or ``nth``: by the end of a vague period (or its beginning)."""
    dated = []
    for match in found:
        for facet in _dates(match, deed):
            when = period_of(facet.value)
            if when is not None:
                day = when.last if kind == "first" else when.first
                dated.append((day, match, facet.part, when.is_exact))
    days = sorted({day for day, _, _, _ in dated}, reverse=kind == "last")
    if nth > len(days):
        return ()
    edge = days[nth - 1]
    exact = any(day == edge and sure for day, _, _, sure in dated)
    chosen: dict[str, Match] = {}
    for day, match, part, sure in dated:
        if day == edge and (sure or not exact):  # 平成24年度中 may be March, and need not
            segments = tuple(s for s in match.segments if not part or s.part == part)
            chosen.setdefault(match.proposal.id, replace(match, segments=segments or match.segments))
    return tuple(chosen.values())


def ranked(found: Sequence[Match], query: Query, amounts: Mapping[str, float]) -> tuple[Match, ...]:
    """The matches by a column of amounts, as ``query`` asks: those with the most or the least, or all in order.

    Those without an amount come last; they are never the most or the least, and add nothing.
    """
    told = [match for match in found if match.proposal.id in amounts]
    if query.measured in {"most", "least"} and told:
        told_amounts = {amounts[match.proposal.id] for match in told}
        edges = sorted(told_amounts, reverse=query.measured == "most")[query.nth - 1 : query.nth]
        return tuple(match for match in told if amounts[match.proposal.id] in edges)
    rest = [match for match in found if match.proposal.id not in amounts]
    if query.measured in {"descending", "ascending"}:
        told.sort(key=lambda match: amounts[match.proposal.id], reverse=query.measured == "descending")
        return (*told, *rest)
    return tuple(found)


def tied(chosen: Sequence[Proposal], rows: Sequence[Proposal]) -> tuple[str, ...]:
    """That others start when the last of those does that were chosen of ``rows``, which stand in the order of their starts."""
    exact = {row.id: [p for p in periods_of([row]) if p.is_exact] for row in rows}
    starts = {row: min((period.last for period in found), default=None) for row, found in exact.items()}
    last, listed = starts.get(chosen[-1].id), {row.id for row in chosen}
    names = [called(row) for row in rows if row.id not in listed and last is not None and starts[row.id] == last]
    return (f"最後の1件と同じ時期のものが、ほかに{len(names)}件あります: {'、'.join(names[:_TIED])}",) if names else ()
