"""Sheets of cells, whatever file they come from, as grids and paragraphs; what is hidden is left out and told.

Rows and columns in which no cell begins, since merged cells cover them or since nothing stands there, are left out:
a table drawn on squared paper comes out with the columns that people see.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from assistant.readers.document import Cell, Flaw, Grid, Limits, Line, Paragraph, UnreadableError
from assistant.readers.layout import Box, Shown, is_table, pieces
from assistant.records import Place

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED: Final = 5
"""Runs of hidden rows or columns that are named one by one."""
_ADVICE: Final = "要るものなら、Excel でフィルターを解除し、再表示して保存し直してください。"


class Area(NamedTuple):
    """A rectangle of cells, rows and columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The filled cells of a sheet by row and column, its merged cells, and what of it is hidden, in order."""

    name: str
    cells: Mapping[tuple[int, int], Shown]
    merged: Sequence[Area] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()


def blocks(sheet: Sheet, limits: Limits) -> tuple[list[Paragraph | Grid], list[Flaw]]:
    """What stands on a sheet, in its order, and what of it is hidden. Raises UnreadableError beyond the limits."""
    boxes, flaws = _boxes(sheet, limits)
    found: list[Paragraph | Grid] = []
    left = limits.cells
    for piece in pieces(boxes):
        if is_table(piece):
            tops, lefts = sorted({box.top for box in piece}), sorted({box.left for box in piece})
            left -= len(tops) * len(lefts)
            if left < 0:
                raise too_many(limits)
            found.append(_grid(piece, tops, lefts, sheet.name))
        else:
            found += (Paragraph(box.shown.text, _place(sheet.name, box.row, box.column)) for box in piece)
    return found, flaws


def too_many(limits: Limits) -> UnreadableError:
    """The error for a file with more cells than are read."""
    return UnreadableError(
        f"セルが多すぎます(上限 {limits.cells:,} 個)", "シートを分けるか、使っていない範囲を消して保存してください。"
    )


def refuse_ole(data: bytes) -> None:
    """Raises UnreadableError for a workbook that is locked with a password, which lies in an OLE file."""
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise locked()


def locked() -> UnreadableError:
    """The error for a file with a password."""
    return UnreadableError("パスワードで保護されています", "パスワードを外して保存し直してください。")


def letters(column: int) -> str:
    """The name of a column: 0 -> A, 27 -> AB."""
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name = chr(65 + rest) + name
        column -= 1
    return name


def _place(name: str, row: int, first: int, last: int | None = None) -> Place:
    cells = f"{letters(first)}{row + 1}"
    return Place(sheet=name, cells=cells if last in {None, first} else f"{cells}:{letters(last or 0)}{row + 1}")


def _boxes(sheet: Sheet, limits: Limits) -> tuple[list[Box], list[Flaw]]:
    """The filled cells that are not hidden, by row and column, and flaws that name the others."""
    rows, columns = sorted(set(sheet.hidden_rows)), sorted(set(sheet.hidden_columns))
    merged = {(area.top, area.left): area for area in sheet.merged}
    covered = _covered(sheet, limits)
    boxes: list[Box] = []
    lost_rows: set[int] = set()
    lost_columns: set[int] = set()
    for (row, column), shown in sheet.cells.items():
        if not shown.text.strip() or (row, column) in covered:
            continue
        area = merged.get((row, column), Area(row, column, row, column))
        top, bottom = row - bisect_left(rows, row), area.bottom - bisect_right(rows, area.bottom)
        left, right = column - bisect_left(columns, column), area.right - bisect_right(columns, area.right)
        if top > bottom:
            lost_rows.add(row)
        elif left > right:
            lost_columns.add(column)
        else:
            first = (_seen(row, rows), _seen(column, columns))
            boxes.append(Box(top, left, bottom, right, shown, *first))
    boxes.sort(key=lambda box: box[:2])
    return boxes, [
        Flaw(f"シート「{sheet.name}」", f"非表示の {said}は読みませんでした", _ADVICE)
        for said in (_runs(lost_rows, "行目", lambda n: str(n + 1)), _runs(lost_columns, "列", letters))
        if said
    ]


def _covered(sheet: Sheet, limits: Limits) -> set[tuple[int, int]]:
    """Filled cells that lie under a merged cell, and so are not seen."""
    corners = {(area.top, area.left) for area in sheet.merged}
    by_row: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(sheet.cells) if sheet.merged else ():
        by_row[row].append(column)
    filled = sorted(by_row)
    found: set[tuple[int, int]] = set()
    steps = 0
    for area in sheet.merged:
        rows = filled[bisect_left(filled, area.top) : bisect_right(filled, area.bottom)]
        steps += len(rows)
        if steps > limits.cells:
            raise too_many(limits)
        for row in rows:
            columns = by_row[row]
            inside = columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]
            found.update((row, column) for column in inside if (row, column) not in corners)
    return found


def _seen(number: int, hidden: Sequence[int]) -> int:
    """The first row (or column) from ``number`` on that is not hidden."""
    at = bisect_left(hidden, number)
    while at < len(hidden) and hidden[at] == number:
        number, at = number + 1, at + 1
    return number


def _runs(numbers: set[int], unit: str, name: Callable[[int], str]) -> str:
    """Rows or columns in words: 「5〜7、9 行目」; "" where there are none."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = "、".join(name(run[0]) + (f"〜{name(run[-1])}" if len(run) > 1 else "") for run in runs[:_NAMED])
    more = sum(map(len, runs[_NAMED:]))
    return f"{said} {unit}" + (f"など{len(numbers)}{unit[0]}" if more else "") if runs else ""


def _grid(boxes: Sequence[Box], tops: list[int], lefts: list[int], name: str) -> Grid:
    filled: list[list[Cell | None]] = [[None] * len(lefts) for _ in tops]
    room = len(tops) * len(lefts)
    for box in boxes:
        top, left = bisect_left(tops, box.top), bisect_left(lefts, box.left)
        height, width = bisect_right(tops, box.bottom) - top, bisect_right(lefts, box.right) - left
        room -= height * width
        if room < 0:
            raise UnreadableError("結合セルが重なっています", "Excel で開いて上書き保存してください。")
        cell = Cell(box.shown.text, top, left, height, width)
        for row in filled[top : top + height]:
            row[left : left + width] = [cell] * width
    row_of = {box.top: box.row for box in boxes}
    column_of = {box.left: box.column for box in boxes}
    ends = column_of[lefts[0]], column_of[lefts[-1]]
    lines = []
    for top, row in enumerate(filled):
        cells = tuple(cell or Cell("", top, left) for left, cell in enumerate(row))
        lines.append(Line(cells, _place(name, row_of[tops[top]], *ends)))
    return Grid(tuple(lines))
