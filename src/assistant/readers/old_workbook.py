"""Excel workbooks of the old form (.xls, BIFF 5 and 8): every sheet as it is seen, read by xlrd. [MS-XLS].

Nothing is computed or run: of formulas, the result that was saved is read. A formula that was never computed cannot be
told from one whose result is 0.
"""

from __future__ import annotations

import io
from typing import Any, Final

import xlrd
from xlrd.compdoc import SIGNATURE, CompDoc, CompDocError
from xlrd.formatting import std_format_strings

from assistant.readers.document import Document, Flaw, Grid, Limits, Paragraph, UnreadableError
from assistant.readers.layout import Shown
from assistant.readers.number_formats import japanese, show, show_text
from assistant.readers.sheets import Area, Sheet, blocks, locked, refuse_ole, too_many

_SAVE_ANEW: Final = "Excel で開けるか確かめ、「Excel ブック (.xlsx)」で保存し直してください。"
_COLUMNS: Final = 256


def read(data: bytes, limits: Limits) -> Document:
    """The sheets of a workbook. Raises UnreadableError where it is damaged, locked or too large."""
    refuse_ole(data)
    try:
        stream, log = _stream(data), io.StringIO()
        with xlrd.open_workbook(file_contents=stream, formatting_info=True, ragged_rows=True, logfile=log) as book:
            return _document(book, limits)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:
        if "encrypted" in str(error):
            raise locked() from error
        raise UnreadableError("Excel のファイルとして読めません(壊れているようです)", _SAVE_ANEW) from error


class _Package(CompDoc):  # type: ignore[misc]  # xlrd has no types
    """An OLE file that refuses streams whose sectors go in circles; xlrd would follow short ones for ever."""

    def _get_stream(
        self, mem: bytes, base: int, sat: Any, sec_size: int, start_sid: int, *rest: Any, **more: Any
    ) -> Any:
        seen: set[int] = set()
        sector = start_sid
        while sector >= 0:
            if sector in seen:
                raise CompDocError("sectors go in circles")
            seen.add(sector)
            sector = sat[sector]
        return super()._get_stream(mem, base, sat, sec_size, start_sid, *rest, **more)


def _stream(data: bytes) -> bytes:
    """The workbook in an OLE file; the oldest workbooks lie in none."""
    if not data.startswith(SIGNATURE):
        return data
    package = _Package(data, logfile=io.StringIO())
    for name in ("Workbook", "Book"):
        content, start, length = package.locate_named_stream(name)
        if content:
            return bytes(content[start : start + length])
    raise CompDocError("no workbook")


def _document(book: Any, limits: Limits) -> Document:
    found: list[Paragraph | Grid] = []
    flaws: list[Flaw] = []
    left = limits.cells
    for worksheet in book.sheets():
        if worksheet.visibility:
            place, advice = f"シート「{worksheet.name}」", "要るものなら、再表示して保存し直してください。"
            flaws.append(Flaw(place, "非表示のシートは読みませんでした", advice))
            continue
        sheet = _sheet(book, worksheet)
        left -= len(sheet.cells)
        if left < 0:
            raise too_many(limits)
        shown, hidden = blocks(sheet, limits)
        found += shown
        flaws += hidden
    return Document(tuple(found), flaws=tuple(flaws))


def _sheet(book: Any, worksheet: Any) -> Sheet:
    cells = {}
    for row in range(worksheet.nrows):
        for column in range(worksheet.row_len(row)):
            shown = _shown(book, worksheet, row, column)
            if shown.text:
                cells[row, column] = shown
    return Sheet(
        worksheet.name,
        cells,
        [Area(top, left, bottom - 1, right - 1) for top, bottom, left, right in worksheet.merged_cells],
        [row for row, info in worksheet.rowinfo_map.items() if info.hidden or info.height == 0],
        [n for n, info in worksheet.colinfo_map.items() if n < _COLUMNS and (info.hidden or info.width == 0)],
    )


def _shown(book: Any, worksheet: Any, row: int, column: int) -> Shown:
    kind, value = worksheet.cell_type(row, column), worksheet.cell_value(row, column)
    if kind in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return Shown("")
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Shown("TRUE" if value else "FALSE")
    if kind == xlrd.XL_CELL_ERROR:
        return Shown(xlrd.error_text_from_code.get(value, "#N/A"))
    number = book.xf_list[worksheet.cell_xf_index(row, column)].format_key
    code = book.format_map[number].format_str
    if number not in std_format_strings or code == std_format_strings[number]:
        code = japanese(number, code)
    if kind == xlrd.XL_CELL_TEXT:
        return Shown(show_text(value.replace("\r\n", "\n").replace("\r", "\n"), code))
    return Shown(show(value, code, since_1904=book.datemode == 1), number=True)
