"""What the columns of a table are about: by their headings, and where those do not tell, by their cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, cast

from assistant import periods, places
from assistant.records import Role, Table
from assistant.text import normalize
from assistant.vocabulary import lexicon, role_of, role_within

_MOST: Final = 0.6
"""Share of the filled cells that must look alike for a column to be judged by them."""
_SHORT: Final = 60
"""Longest cell, in characters, that may be all state or all date."""
_WITHIN: Final = 0.8
"""How sure a role is that only a part of the heading tells."""
_HEADINGS_NEEDED: Final = 2
_ONCE: Final = {"no", "municipality", "prefecture"}


@dataclass(frozen=True, slots=True)
class Judged:
    """What a column is taken to be about, what told so, and how sure that is, 0 to 1."""

    role: Role
    by: str
    confidence: float


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row is column headings: two of its cells or more are headings that we know."""
    return sum(role_of(cell) != "other" for cell in cells) >= _HEADINGS_NEEDED


def roles_of(table: Table) -> tuple[Role, ...]:
    """A role for each column."""
    return tuple(column.role for column in judge(table))


def judge(table: Table) -> tuple[Judged, ...]:
    """What each column is about. A role that only one column can have goes to the first that claims it."""
    found = [(role_of(column), "見出し", 1.0) for column in table.columns]
    for at, column in enumerate(table.columns):
        if found[at][0] == "other":
            found[at] = (role_within(column), "見出しの一部", _WITHIN)
    for at in range(len(found)):
        if found[at][0] == "other" and not table.running:
            role, share = _by_cells([row.cells[at] for row in table.rows], {role for role, _, _ in found})
            found[at] = (role, "セルの中身", share)
    taken: set[str] = set()
    judged: list[Judged] = []
    for role, by, confidence in found:
        if role == "other" or (role in _ONCE and role in taken):
            judged.append(Judged("other", "", 0.0))
        else:
            judged.append(Judged(cast(Role, role), by, round(confidence, 2)))
        taken.add(role)
    return tuple(judged)


def _by_cells(cells: Sequence[str], taken: set[str]) -> tuple[str, float]:
    """The role that most of the cells speak for, among those that no column has yet, and the share that does."""
    filled = [normalize(cell).text.strip() for cell in cells if cell.strip()]
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("prefecture", places.is_prefecture),
        ("municipality", _is_body),
        ("status", _is_state),
        ("start", _is_date),
    )
    for role, test in tests:
        if role not in taken and filled and (share := sum(map(test, filled)) / len(filled)) >= _MOST:
            return role, share
    return "other", 0.0


def _is_body(cell: str) -> bool:
    parsed = places.split_name(cell)
    return bool(parsed.members) and all(places.prefecture_of(member.of(cell)) for member in parsed.members)


def _is_state(cell: str) -> bool:
    return len(cell) <= _SHORT and next(lexicon("statuses", "words").find(cell), None) is not None


def _is_date(cell: str) -> bool:
    return len(cell) <= _SHORT and (cell == "未定" or bool(periods.find(cell, "令和")))
