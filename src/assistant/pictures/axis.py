"""The axis of a timeline: months by fiscal year, or fiscal years, and where on it a period lies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.facets import period_of
from assistant.periods import Period

NEAR: Final = 3
"""Of so many fiscal years months are shown one by one."""
_LONGEST: Final = 12
"""So many fiscal years stand next to each other; of more, only those are shown in which something starts."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a period lies: columns ``first`` to ``last``, and whether it begins before the axis or ends behind it."""

    first: int
    last: int
    before: bool
    after: bool


def fiscal_year(day: date) -> int:
    """The fiscal year of a day: 2012 for January 2013."""
    return day.year - (day.month < 4)


def year_name(year: int) -> str:
    """A fiscal year in both ways of writing: 平成24年度(2012)."""
    japanese = Period.of_fiscal_year(year).japanese
    return japanese if japanese == f"{year}年度" else f"{japanese}({year})"


def months_of_year(year: int) -> tuple[Period, ...]:
    """The months from April to March."""
    return tuple(Period.of_month(year + (month < 4), month) for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3))


def all_years(counts: Mapping[str, int], chosen: Collection[str]) -> tuple[int, ...]:
    """The fiscal years that the starts of ``counts`` lie in, or that are ``chosen``, with those between."""
    found = sorted(_years_of([*(value for value, rows in counts.items() if rows), *chosen]))
    if not found:
        return ()
    whole = range(found[0], found[-1] + 1)
    return tuple(whole) if len(whole) <= _LONGEST else tuple(found)


def near_years(counts: Mapping[str, int], chosen: Collection[str]) -> tuple[int, ...]:
    """The fiscal years whose months are shown: all where they are few, else the first of those that are chosen."""
    every = all_years(counts, chosen)
    return every if len(every) <= NEAR else tuple(sorted(_years_of(chosen)))[:NEAR]


def place(period: Period, columns: Sequence[Period]) -> Place | None:
    """Where ``period`` lies on ``columns``; None where it shares no day with any."""
    inside = [at for at, column in enumerate(columns) if column.overlaps(period)]
    if not inside:
        return None
    return Place(inside[0], inside[-1], period.first < columns[0].first, period.last > columns[-1].last)


def _years_of(values: Iterable[str]) -> set[int]:
    """The fiscal years of the ends of periods; the first and the last year there is stand for an open end."""
    found: set[int] = set()
    for value in values:
        if period := period_of(value):
            found |= {fiscal_year(day) for day in (period.first, period.last) if 1 < day.year < date.max.year}
    return found
