"""Rows side by side: a line for each facet and each column, with what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.pages.rendering import shown
from assistant.records import LEVEL, PREFECTURE, SITE, START, STATUS, TARGET, Proposal

MOST: Final = 20
"""So many rows stand side by side."""
_FACETS: Final = (PREFECTURE, LEVEL, TARGET, SITE, STATUS, START)
_NAMED: Final = {"no", "municipality", "prefecture"}


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line of the comparison: a cell for each row, and in it the values, each with whether all rows share it."""

    label: str
    cells: tuple[tuple[tuple[str, bool], ...], ...]
    verbatim: bool

    @property
    def differs(self) -> bool:
        """Whether not all rows say the same."""
        return len({tuple(value for value, _ in cell) for cell in self.cells}) > 1


def comparison(rows: Sequence[Proposal]) -> list[ComparedLine]:
    """The lines of ``rows``: facets first, then columns, those of several tables that are about the same as one."""
    lines = [_facet(name, rows) for name in _FACETS]
    labels: dict[str, dict[str, None]] = {}
    for row in rows:
        for field in row.fields:
            if field.role not in _NAMED:
                labels.setdefault(field.role if field.role != "other" else f"other {field.name}", {})[field.name] = None
    lines += [_column(key, "・".join(names), rows) for key, names in labels.items()]
    return [line for line in lines if any(line.cells)]


def _facet(name: str, rows: Sequence[Proposal]) -> ComparedLine:
    values = [dict.fromkeys(row.values(name)) for row in rows]
    cells = [tuple((shown(value, name), all(value in other for other in values)) for value in own) for own in values]
    return ComparedLine(name, tuple(cells), verbatim=False)


def _column(key: str, label: str, rows: Sequence[Proposal]) -> ComparedLine:
    texts = []
    for row in rows:
        own = [f.text for f in row.fields if key in {f.role, f"other {f.name}"} and f.role not in _NAMED and f.text]
        texts.append("\n".join(own))
    same = len(set(texts)) == 1
    return ComparedLine(label, tuple(((text, same),) if text else () for text in texts), verbatim=True)
