"""An Excel workbook: one sheet, headings that stay in sight, every cell text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant.exports.lines import Line, columns, own_headings

_WIDTHS: Final = (18, 12, 70, 30, 22)
_OWN_WIDTH: Final = 24
_SOURCE_WIDTH: Final = 50
_MOST: Final = 32_767
"""Longest text of a cell in Excel."""
_CUT: Final = "…(長いため途中まで)"


def write(lines: Sequence[Line]) -> bytes:
    """The workbook. Words that look like a formula are text, as all others."""
    own = own_headings(lines)
    headings = columns(own)
    book = Workbook(write_only=True)
    sheet: Worksheet = book.create_sheet("先行事例")
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number, width in enumerate((*_WIDTHS, *(_OWN_WIDTH for _ in own), _SOURCE_WIDTH), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    bold, ground = Font(bold=True), PatternFill("solid", fgColor="E6EEF6")
    top = Alignment(vertical="top", wrap_text=True)
    heading = [_cell(sheet, name, top) for name in headings]
    for cell in heading:
        cell.font, cell.fill = bold, ground
    sheet.append(heading)
    for line in lines:
        sheet.append([_cell(sheet, text, top) for text in line.cells(own)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(lines) + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Worksheet, text: str, alignment: Alignment) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text if len(text) <= _MOST else text[: _MOST - len(_CUT)] + _CUT)
    cell.data_type = "s"  # a text that begins with = is no formula
    cell.quotePrefix = True  # nor does it become one when somebody edits it
    cell.alignment = alignment
    return cell
