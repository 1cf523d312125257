"""An Excel workbook: one sheet, headings that stay in sight, every cell text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from assistant.exports.lines import COLUMNS, Line

_WIDTHS: Final = (18, 12, 70, 30, 22, 50)
_MOST: Final = 32_767
"""Longest text of a cell in Excel."""
_CUT: Final = "…(長いため途中まで)"


def write(lines: Sequence[Line]) -> bytes:
    """The workbook. Words that look like a formula are text, as all others."""
    book = Workbook(write_only=True)
    sheet: Worksheet = book.create_sheet("先行事例")
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    bold, ground = Font(bold=True), PatternFill("solid", fgColor="E6EEF6")
    top = Alignment(vertical="top", wrap_text=True)
    heading = [WriteOnlyCell(sheet, name) for name in COLUMNS]
    for cell in heading:
        cell.font, cell.fill, cell.alignment = bold, ground, top
    sheet.append(heading)
    for line in lines:
        sheet.append([_cell(sheet, text, top) for text in line.cells])
    sheet.auto_filter.ref = f"A1:F{len(lines) + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Worksheet, text: str, alignment: Alignment) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text if len(text) <= _MOST else text[: _MOST - len(_CUT)] + _CUT)
    cell.data_type = "s"  # a text that begins with = is no formula
    cell.quotePrefix = True  # nor does it become one when somebody edits it
    cell.alignment = alignment
    return cell
