"""Which matches start first or last, and whether bodies are set against each other."""

from __future__ import annotations

from dataclasses import replace

from assistant.answer.matching import Match
from assistant.facets import period_of
from assistant.records import MUNICIPALITY, START, Query


def is_contest(query: Query) -> bool:
    """Whether named bodies are set against each other (「仙台市と岡山市、先に始まるのは?」): all of them are shown."""
    return sum(item.facet == MUNICIPALITY and not item.negated for item in query.filters) > 1


def start_key(match: Match) -> str:
    """When a match starts, to sort by; matches without a date come last."""
    known = [p for p in (period_of(facet.value) for facet in match.facets(START)) if p is not None]
    return min((p.first.isoformat() for p in known), default="9999")


def extreme(found: tuple[Match, ...], kind: str) -> tuple[Match, ...]:
    """The matches that surely start first (or last): by the end of a vague period (or its beginning)."""
    dated = []
    for match in found:
        for facet in match.facets(START):
            when = period_of(facet.value)
            if when is not None:
                dated.append((when.last if kind == "first" else when.first, match, facet.part))
    if not dated:
        return ()
    edge = (min if kind == "first" else max)(day for day, _, _ in dated)
    chosen: dict[str, Match] = {}
    for day, match, part in dated:
        if day == edge:
            segments = tuple(s for s in match.segments if not part or s.part == part)
            chosen.setdefault(match.proposal.id, replace(match, segments=segments or match.segments))
    return tuple(chosen.values())
