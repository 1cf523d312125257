"""All rows by the values of their facets, in arrays: which rows pass filters, and how many each value has.

A row with parts (①, ②) counts once for each part, a segment, so that filters hold together in one part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.answer.matching import grouped, holds
from assistant.facets import UNDECIDED, period_of
from assistant.periods import Period
from assistant.records import FACETS, REGION, START, Facet, Filter, Proposal, Span

Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]

_REGIONS: Final = ("北海道", "東北", "関東", "中部", "近畿", "中国", "四国", "九州・沖縄")
"""Regions that do not overlap: these are counted, the others only where they are chosen."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have a value of a facet, and whether it is chosen."""

    facet: str
    value: str
    rows: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """The values of one facet: entry i says that segment ``segments[i]`` has value ``values[numbers[i]]``.

    Entries stand in the order of values, then of segments, each once.
    """

    values: tuple[str, ...]
    numbers: Numbers
    segments: Numbers


class Catalogue:
    """The rows of an index in the order of the corpus, ready to be filtered and counted."""

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        parts = [(number, part) for number, proposal in enumerate(proposals) for part in proposal.parts]
        self._rows = len(proposals)
        self._owners = np.array([number for number, _ in parts], dtype=np.intp)
        self._parts = [part for _, part in parts]
        self._ids = {proposal.id: number for number, proposal in enumerate(proposals)}
        self._firsts = np.searchsorted(self._owners, np.arange(len(proposals) + 1))
        own = dict.fromkeys(facet.name for proposal in proposals for facet in proposal.facets)
        self.facets: tuple[str, ...] = (*FACETS, *(name for name in own if name not in FACETS))
        entries: dict[str, set[tuple[str, int]]] = {facet: set() for facet in self.facets}
        for number, proposal in enumerate(proposals):
            for facet in proposal.facets:
                entries[facet.name].update((facet.value, at) for at in self._segments(number, facet.part))
        self._columns = {facet: _column(found) for facet, found in entries.items()}
        self._counted = {**self._columns, START: _renamed(self._columns[START], _start_option)}

    def allowed(self, filters: Iterable[Filter], inside: Mask | None = None) -> Mask:
        """The segments that pass ``filters`` (and lie ``inside``), shape [segments]."""
        mask = np.ones(len(self._owners), dtype=bool) if inside is None else inside.copy()
        for group in grouped(tuple(filters)):
            here = self._mask(group[0].facet, group)
            mask &= ~here if group[0].negated else here
        return mask

    def rows(self, allowed: Mask) -> Numbers:
        """Numbers of the rows that have an allowed segment, ascending."""
        return np.flatnonzero(np.bincount(self._owners[allowed], minlength=self._rows))

    def mask_of(self, found: Iterable[tuple[str, Sequence[str]]]) -> Mask:
        """The segments of rows, given by id, and of their parts."""
        mask = np.zeros(len(self._owners), dtype=bool)
        for proposal_id, parts in found:
            for part in parts:
                mask[list(self._segments(self._ids[proposal_id], part))] = True
        return mask

    def counts(self, facet: str, allowed: Mask, chosen: Sequence[str] = ()) -> tuple[Count, ...]:
        """The rows among the allowed segments by value: periods in their order, other values by how many they are."""
        column = self._counted[facet]
        kept = allowed[column.segments]
        numbers, owners = column.numbers[kept], self._owners[column.segments[kept]]
        new = np.ones(len(numbers), dtype=bool)
        new[1:] = (numbers[1:] != numbers[:-1]) | (owners[1:] != owners[:-1])
        totals = np.bincount(numbers[new], minlength=len(column.values))
        found = {
            value: int(total)
            for value, total in zip(column.values, totals, strict=True)
            if total and (facet != REGION or value in _REGIONS)
        }
        for value in chosen:
            if value not in found:
                found[value] = len(self.rows(allowed & self._mask(facet, [Filter(facet, value, value)])))
        return tuple(
            Count(facet, value, found[value], value in chosen)
            for value in sorted(found, key=lambda value: _place(facet, value, found[value]))
        )

    def _segments(self, number: int, part: str) -> range | tuple[int, ...]:
        """The segments of row ``number`` that a facet of ``part`` is about: all of them where it is about the whole."""
        every = range(self._firsts[number], self._firsts[number + 1])
        return every if not part else tuple(at for at in every if self._parts[at] == part)

    def _mask(self, facet: str, group: Sequence[Filter]) -> Mask:
        column = self._columns[facet]
        wanted = [
            number
            for number, value in enumerate(column.values)
            if any(holds(Facet(facet, value, "", Span(0, 0)), item) for item in group)
        ]
        mask = np.zeros(len(self._owners), dtype=bool)
        mask[column.segments[np.isin(column.numbers, wanted)]] = True
        return mask


def _column(entries: Iterable[tuple[str, int]]) -> _Column:
    ordered = sorted(entries)
    values = tuple(dict.fromkeys(value for value, _ in ordered))
    places = {value: number for number, value in enumerate(values)}
    return _Column(
        values,
        np.array([places[value] for value, _ in ordered], dtype=np.intp),
        np.array([segment for _, segment in ordered], dtype=np.intp),
    )


def _renamed(column: _Column, rename: Callable[[str], str]) -> _Column:
    """``column`` with its values under other names, those that fall together made one."""
    return _column({(rename(column.values[n]), int(at)) for n, at in zip(column.numbers, column.segments, strict=True)})


def _start_option(value: str) -> str:
    """The fiscal year in which a start lies; the start itself where it lies in none, or is undecided."""
    period = period_of(value)
    if period is None or not 1 < period.first.year < 9999:
        return value
    year = Period.of_fiscal_year(period.first.year - (period.first.month < 4))
    return year.value if year.contains(period) else value


def _place(facet: str, value: str, rows: int) -> tuple[object, ...]:
    """What a value is sorted by."""
    if facet == START:
        period = None if value == UNDECIDED else period_of(value)
        return (period is None, period.first.isoformat() if period else "", value)
    if facet == REGION:
        return (_REGIONS.index(value) if value in _REGIONS else len(_REGIONS), -rows, value)
    return (-rows, value)
