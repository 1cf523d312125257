"""The seed table as Excel workbooks, in the ways that staff lay it out."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from renderings.seed import COLUMNS, TITLE, sections


def one_table() -> bytes:
    """One sheet: the title, then for each section a merged line, the headings once more, and the rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = "提案一覧"
    _line(sheet, 1, [TITLE], across=4)
    row = 3
    for section in sections():
        _line(sheet, row, [f"○{section.name}"], across=4)
        _line(sheet, row + 1, COLUMNS)
        for at, cells in enumerate(section.rows, start=row + 2):
            _line(sheet, at, [int(cells[0]), *cells[1:]])
        row += 2 + len(section.rows)
    return _saved(book)


def merged_prefectures() -> bytes:
    """A column 都道府県 in which neighbours of one prefecture share a merged cell, and 区分 instead of section lines."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    _line(sheet, 1, [TITLE])
    _line(sheet, 2, ["区分", "都道府県", *COLUMNS])
    row = 3
    for section in sections():
        start, named, since = row, "", row
        for cells in section.rows:
            prefecture = prefecture_of(cells[1])
            if prefecture != named or not named:
                _merge(sheet, since, row - 1, 2)
                named, since = prefecture, row
            _line(sheet, row, [section.name if row == start else None, prefecture if row == since else None])
            for column, cell in enumerate(cells, start=3):
                sheet.cell(row, column, cell)
            row += 1
        _merge(sheet, since, row - 1, 2)
        _merge(sheet, start, row - 1, 1)
    return _saved(book)


def two_headings() -> bytes:
    """Headings of two levels: 「提案」 over 「提案概要」 and 「進捗状況」; section lines stand in the first column."""
    book = Workbook()
    sheet = book.active
    sheet.title = "別紙"
    _line(sheet, 1, [TITLE])
    _line(sheet, 2, [*COLUMNS[:2], "提案"])
    _line(sheet, 3, [None, None, *COLUMNS[2:]])
    for area in ("A2:A3", "B2:B3", "C2:D2"):
        sheet.merge_cells(area)
    row = 4
    for section in sections():
        _line(sheet, row, [f"○{section.name}"])
        for at, cells in enumerate(section.rows, start=row + 1):
            _line(sheet, at, cells)
        row += 1 + len(section.rows)
    return _saved(book)


def three_sheets() -> bytes:
    """A sheet for each section, named after it."""
    book = Workbook()
    book.remove(book.active)
    for section in sections():
        sheet = book.create_sheet(section.name)
        _line(sheet, 1, [TITLE])
        _line(sheet, 2, COLUMNS)
        for at, cells in enumerate(section.rows, start=3):
            _line(sheet, at, [int(cells[0]), *cells[1:]])
    return _saved(book)


RENDERINGS = {
    "one-table": one_table,
    "merged-prefectures": merged_prefectures,
    "two-headings": two_headings,
    "three-sheets": three_sheets,
}
"""The renderings by the name of their .xls in tests/data/renderings."""


def prefecture_of(name: str) -> str:
    """What stands in brackets behind a name: 「北見市（北海道）」 -> 「北海道」; "" where nothing does."""
    before, _, rest = name.replace("（", "(").replace("）", ")").partition("(")
    return rest.partition(")")[0] if before and rest.partition(")")[0].endswith(("都", "道", "府", "県")) else ""


def _line(sheet: Worksheet, row: int, values: Sequence[object], across: int = 1) -> None:
    for column, value in enumerate(values, start=1):
        sheet.cell(row, column, value).alignment = Alignment(wrap_text=True, vertical="top")
    if across > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=across)


def _merge(sheet: Worksheet, first: int, last: int, column: int) -> None:
    if last > first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def _saved(book: Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
