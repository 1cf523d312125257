"""Tables of a page as cells in rows and columns. WHATWG HTML, "Forming a table"."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from assistant.readers.document import Cell, Line
from assistant.readers.html.elements import Element, number_in
from assistant.readers.html.texts import text_of
from assistant.records import Place

_SPAN: Final = 1000
"""The columns that one cell may cover, as in browsers."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A cell where it stands before columns in which no cell begins are left out."""

    text: str
    top: int
    left: int
    height: int
    width: int


def draft_of(cell: Element, top: int, left: int, end: int) -> Draft:
    """A cell at a row and column; it ends with its group of rows at the latest."""
    height = number_in(cell.get("rowspan"), 1) or end - top
    width = number_in(cell.get("colspan"), 1) or 1
    return Draft(text_of(cell), top, left, min(height, end - top), min(width, _SPAN))


def lines_of(drafts: list[Draft], places: list[Place]) -> tuple[Line, ...]:
    """The rows of a grid. A column in which no cell begins is none: colspan="100" is as wide as the table."""
    starts = sorted({draft.left for draft in drafts})
    rows: list[dict[int, Cell]] = [{} for _ in places]
    for draft in drafts:
        left, right = bisect_left(starts, draft.left), bisect_left(starts, draft.left + draft.width)
        cell = Cell(draft.text, draft.top, left, draft.height, right - left)
        for row in rows[draft.top : draft.top + draft.height]:
            for column in range(left, right):
                row.setdefault(column, cell)
    return tuple(
        Line(tuple(row.get(column, Cell("", top, column)) for column in range(max(row, default=-1) + 1)), place)
        for top, (row, place) in enumerate(zip(rows, places, strict=True))
    )
