"""What the columns of a table are about: by their headings, and where those do not tell, by their cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, cast

from assistant import periods, places
from assistant.records import Role, Table
from assistant.text import normalize
from assistant.vocabulary import lexicon, role_of, role_within

_MOST: Final = 0.6
"""Share of the filled cells that must look alike for a column to be judged by them."""
_SHORT: Final = 60
"""Longest cell, in characters, that may be all state or all date."""
_ONCE: Final = {"no", "municipality", "prefecture"}


def roles_of(table: Table) -> tuple[Role, ...]:
    """A role for each column. A role that only one column can have goes to the first that claims it."""
    roles = [role_of(column) for column in table.columns]
    for at, column in enumerate(table.columns):
        if roles[at] == "other":
            roles[at] = role_within(column)
    for at in range(len(roles)):
        if roles[at] == "other":
            roles[at] = _by_cells([row.cells[at] for row in table.rows], set(roles))
    return tuple(
        cast(Role, role if role not in _ONCE or role not in roles[:at] else "other") for at, role in enumerate(roles)
    )


def _by_cells(cells: Sequence[str], taken: set[str]) -> str:
    """The role that most of the cells speak for, among those that no column has yet."""
    filled = [normalize(cell).text.strip() for cell in cells if cell.strip()]
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("prefecture", places.is_prefecture),
        ("municipality", _is_body),
        ("status", _is_state),
        ("start", _is_date),
    )
    for role, test in tests:
        if role not in taken and filled and sum(map(test, filled)) >= _MOST * len(filled):
            return role
    return "other"


def _is_body(cell: str) -> bool:
    parsed = places.split_name(cell)
    return bool(parsed.members) and all(places.prefecture_of(member.of(cell)) for member in parsed.members)


def _is_state(cell: str) -> bool:
    return len(cell) <= _SHORT and next(lexicon("statuses", "words").find(cell), None) is not None


def _is_date(cell: str) -> bool:
    return len(cell) <= _SHORT and (cell == "未定" or bool(periods.find(cell, "令和")))
