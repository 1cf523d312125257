"""Tables of Word as cells in rows and columns. Its own grid is one of edges; merged cells are chained from row to row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from assistant.readers.document import Cell
from assistant.readers.word.elements import Element, cells_of, rows_of, value, value_of, w

_NEAR: Final = 100
"""Edges of cells nearer than this, in twentieths of a point, are one edge drawn by an unsteady hand."""


@dataclass(slots=True)
class _Draft:
    """A cell whose height is not known yet. ``start`` and ``end`` are edges of Word's own grid."""

    text: str
    top: int
    start: int
    end: int
    height: int = 1


class Rows:
    """The rows of a table, whose cells ``text`` reads."""

    def __init__(self, table: Element, text: Callable[[Element], str]) -> None:
        self._drafts = _drafts(table, text)
        cells = {(draft.start, draft.end) for row in self._drafts for draft in row}
        self._columns = _columns(cells, _widths(table))
        self._made: dict[int, Cell] = {}

    def __len__(self) -> int:
        return len(self._drafts)

    def width(self, at: int) -> int:
        """The number of columns of a row."""
        return sum(self._columns[draft.end] - self._columns[draft.start] for draft in self._drafts[at])

    def cells(self, at: int) -> tuple[Cell, ...]:
        """The cells of a row, one for each column."""
        cells: list[Cell] = []
        for draft in self._drafts[at]:
            left, width = self._columns[draft.start], self._columns[draft.end] - self._columns[draft.start]
            cell = self._made.setdefault(id(draft), Cell(draft.text, draft.top, left, draft.height, width))
            cells += [cell] * width
        return tuple(cells)


def is_grid(table: Element) -> bool:
    """Whether a table holds data; else it has a single cell, or only frames others."""
    rows = [cells_of(row) for row in rows_of(table)]
    inner = any(next(cell.iter(w("tbl")), None) is not None for cells in rows for cell in cells)
    return not (sum(map(len, rows)) == 1 or (inner and all(len(cells) <= 1 for cells in rows)))


def _drafts(table: Element, text: Callable[[Element], str]) -> list[list[_Draft]]:
    """The cells of each row; a cell that is merged with the one above is the one above."""
    found: list[list[_Draft]] = []
    open_: dict[tuple[int, int], _Draft] = {}
    for top, row in enumerate(rows_of(table)):
        at = value(row.find(w("trPr/gridBefore")), 0)
        drafts = [_Draft("", top, 0, at)] if at > 0 else []
        above, open_ = open_, {}
        for cell in cells_of(row):
            end = at + max(1, value(cell.find(w("tcPr/gridSpan")), 1))
            merge = cell.find(w("tcPr/vMerge"))
            draft = above.get((at, end))
            if merge is None or merge.get(w("val")) == "restart" or draft is None:
                draft = _Draft(text(cell), top, at, end)
            else:
                draft.height += 1
            if merge is not None:
                open_[at, end] = draft
            drafts.append(draft)
            at = end
        found.append(drafts)
    return found


def _columns(cells: set[tuple[int, int]], widths: Sequence[int]) -> dict[int, int]:
    """The column that begins at each edge of ``cells``. Edges no cell has are none, and near ones are the same."""
    starts: defaultdict[int, list[int]] = defaultdict(list)
    for start, end in cells:
        starts[end].append(start)
    sums = list(accumulate(widths, initial=0))
    columns: dict[int, int] = {}
    column = -1
    last = -_NEAR
    for edge in sorted({edge for cell in cells for edge in cell}):
        at = sums[edge] if edge < len(sums) else sums[-1] + (edge - len(sums) + 1) * 1000
        if at - last >= _NEAR or any(columns[start] == column for start in starts[edge]):
            column += 1
            last = at
        columns[edge] = column
    return columns


def _widths(table: Element) -> list[int]:
    return [max(0, value_of(each, "w", 0)) or 1000 for each in table.findall(w("tblGrid/gridCol"))]
