"""What the columns of a table's own hold: amounts, dates that are no starts, and what cells say in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assistant import counters, periods
from assistant.amounts import Unit, amount_in, unit_of
from assistant.facets import is_event
from assistant.periods import Period
from assistant.question.segments import Segment
from assistant.records import Field, Proposal
from assistant.text import fold, plain

_FEWEST: Final = 3
_DATE: Final = 40
"""Longest cell, in characters, that may be a date."""
_MOSTLY: Final = 0.6
"""Share of the filled cells that have to be amounts for a column to be one of amounts."""
_SAYS: Final = re.compile(r"\A(?!\s*(?:特に)?(?:なし|無し|無)\s*\Z)[\s\S]*[^\s\-‐-―－ー–—・…]")


@dataclass(frozen=True)
class Cells:
    """The cells of the rows of an index, by the headings of their columns.

    ``era`` is the one that years of two digits are read in; ``dated`` is the column of dates that stands for starts.
    """

    proposals: Sequence[Proposal]
    segments: Sequence[Segment]
    era: str | None
    dated: str

    @cached_property
    def amounts(self) -> Mapping[str, Mapping[str, float]]:
        """The columns that hold amounts, by their headings: what each row says, by its id, in single units (円)."""
        found: dict[str, dict[str, float]] = {}
        for name, told in self._unread.items():
            unit = self.unit(name)
            read = {row: amount_in(text, unit) for row, text in told}
            amounts = {row: amount for row, amount in read.items() if amount is not None}
            if len(amounts) >= max(_FEWEST, _MOSTLY * len(told)):
                found[name] = amounts
        return found

    @cached_property
    def _unread(self) -> Mapping[str, list[tuple[str, str]]]:
        """The filled cells of the columns that nothing else is read from, by heading, each with the id of its row."""
        cells: dict[str, list[tuple[str, str]]] = {}
        for proposal in self.proposals:
            for field in proposal.fields:
                event = field.role == "start" and is_event(field.name) and field.name != self.dated
                if (field.role == "other" or event) and not field.values and field.text.strip():
                    cells.setdefault(field.name, []).append((proposal.id, field.text))
        return cells

    @cached_property
    def dates(self) -> Mapping[str, Mapping[str, Period]]:
        """The columns that hold dates which are no starts, by their headings: what each row says, by its id."""
        found: dict[str, dict[str, Period]] = {}
        for name, cells in self._unread.items():
            told = [(row, text) for row, text in cells if len(text.strip()) <= _DATE]
            read = {row: date for row, text in told if (date := self._date(text))}
            if name not in self.amounts and len(read) >= max(_FEWEST, _MOSTLY * len(told)):
                found[name] = read
        return found

    def _date(self, text: str) -> Period | None:
        return periods.first(plain(text), self.era)

    def scale(self, column: str) -> Mapping[str, float]:
        """What rows are put in order by in a column of amounts or dates, by the ids of the rows."""
        if column in self.amounts:
            return self.amounts[column]
        return {row: float(date.first.toordinal()) for row, date in self.dates.get(column, {}).items()}

    def saying(self, column: str, words: str) -> set[int]:
        """The places of the segments whose cell in ``column`` says just ``words`` (folded), or that before a bracket."""
        cells = ((at, segment.proposal.fields) for at, segment in enumerate(self.segments))
        return {at for at, fields in cells if any(f.name == column and words in _said(f) for f in fields)}

    @cached_property
    def money(self) -> str:
        """The first column of money; "" where there is none."""
        return next((column for column in self.amounts if self.unit(column).name == counters.MONEY), "")

    def unit(self, column: str) -> Unit:
        """What a column of amounts counts: by its heading, else by what stands over its table."""
        named, over = unit_of(column), self._units.get(column)
        return named if named.name or not over else unit_of(f"({over})")

    @cached_property
    def _units(self) -> Mapping[str, str]:
        """The unit that stands over the table of a column, by its heading."""
        return {f.name: f.unit for p in reversed(self.proposals) for f in p.fields if f.unit}

    def filled(self, column: str) -> frozenset[int]:
        """The places of the segments whose row says something in a column; in one of amounts, an amount."""
        amounts = self.amounts.get(column)
        return frozenset(
            at
            for at, segment in enumerate(self.segments)
            if (
                segment.proposal.id in amounts
                if amounts is not None
                else any(f.name == column and _SAYS.search(f.text) for f in segment.proposal.fields)
            )
        )


def _said(field: Field) -> tuple[str, str]:
    """What a cell says, to be compared: without blanks and a full stop around it, and what stands before a bracket."""
    whole = fold(plain(field.text)).strip(" 。\n")
    return whole, whole.partition("(")[0].strip()
