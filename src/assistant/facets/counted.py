"""How many of what a row tells of in running text: 「市内3区役所」, 「150人」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from assistant.amounts import bound_of, told
from assistant.counters import PLACES, places
from assistant.records import COUNTED, MUNICIPALITY, Facet, Proposal, Span
from assistant.text import normalize, parts

_BANDS: Final = re.compile("人口")
"""The heading of a column that tells of the body itself."""
BODIES: Final = "団体"
"""What those are counted in who propose something together."""
_APART: Final = {"no", "municipality", "prefecture", "start"}
"""Roles of columns that tell of no number of things."""


def counted(proposal: Proposal) -> Iterator[Facet]:
    """A facet for each number of things; its value is the number and its counter: 「3区役所」."""
    for field in proposal.fields:
        if field.role in _APART or _BANDS.search(field.name):
            continue
        for part, span in parts(field.text):
            for value, where in _numbers(span.of(field.text)):
                yield Facet(COUNTED, value, field.name, where.shift(span.start), part)
    yield from _members(proposal)


def _members(proposal: Proposal) -> Iterator[Facet]:
    """How many bodies propose it together, where the cell of their names tells several: 「熊本県、熊本市、宇城市」."""
    named = [facet for facet in proposal.facets if facet.name == MUNICIPALITY]
    whole = named[0] if named else None
    members = {facet.value for facet in named if whole and facet.value != whole.value and facet.field == whole.field}
    if whole and len(members) > 1:
        yield Facet(COUNTED, spelt(len(members), BODIES), whole.field, whole.span)


def meets(value: str, asked: str) -> bool:
    """Whether the number ``value`` (「3区役所」) is one of those that are asked for: 「2区役所以上」. Of 「2か所以上」, of any places."""
    number, bound = bound_of(value), bound_of(asked)
    if number is None or bound is None:
        return False
    alike = number.unit == bound.unit or (bound.unit == PLACES and number.unit in places())
    return alike and bound.holds(number.low)


def spelt(number: float, counter: str) -> str:
    """「1,260人」."""
    return f"{number:,.0f}{counter}" if number == int(number) else f"{number:,}{counter}"


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[tuple[str, Span], ...]:
    """The numbers of things in a text, with where they stand."""
    normal = normalize(text)
    found = told(normal.folded)
    return tuple((spelt(item.low, item.unit), normal.span(item.start, item.end)) for item in found)
