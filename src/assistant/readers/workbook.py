"""Excel workbooks (.xlsx, .xlsm): every sheet as it is seen. ECMA-376 Part 1, SpreadsheetML.

openpyxl opens the package, its strings and its styles; the sheets are streamed, so that a million formatted but empty
rows cost no memory. Nothing is computed, run or fetched: of formulas, the result that was saved is read. Comments, text
boxes, charts and the readings of kanji (phonetic runs) are left out.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from lxml import etree
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE, builtin_format_code
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, from_ISO8601, to_excel

from assistant.readers.document import Document, Flaw, Grid, Limits, Paragraph, UnreadableError
from assistant.readers.layout import Shown
from assistant.readers.number_formats import japanese, show, show_text
from assistant.readers.sheets import Area, Sheet, blocks, letters, refuse_ole, too_many

_MEGABYTE: Final = 1_000_000
_ROWS, _COLUMNS = 1_048_576, 16_384
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _COL, _MERGE = f"{_MAIN}row", f"{_MAIN}col", f"{_MAIN}mergeCell"
_CELL, _VALUE, _FORMULA = f"{_MAIN}c", f"{_MAIN}v", f"{_MAIN}f"
_INLINE, _TEXT, _READING = f"{_MAIN}is", f"{_MAIN}t", f"{_MAIN}rPh"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_DOCTYPES: Final = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_CONTROL: Final = re.compile("_x00([01][0-9A-Fa-f])_")
_YES: Final = {"1", "true", "on"}
_NAMED: Final = 5
"""Cells that a flaw names one by one."""
_SAVE_ANEW: Final = "Excel で開けるか確かめ、「Excel ブック (.xlsx)」で保存し直してください。"


def read(data: bytes, limits: Limits) -> Document:
    """The sheets of a workbook. Raises UnreadableError where it is damaged, locked or too large."""
    refuse_ole(data)
    try:
        _check(data, limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of what it leaves out
            package = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            package.read_manifest()
            package.read_strings()
            package.read_workbook()
            apply_stylesheet(package.archive, package.wb)
            return _Reading(package, limits).document()
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableError("Excel のファイルとして読めません(壊れているようです)", _SAVE_ANEW) from error


def _check(data: bytes, limits: Limits) -> None:
    """Raises UnreadableError where the package would unpack to too much, or holds what no workbook does."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        items = package.infolist()
        size = sum(item.file_size for item in items)
        if size > limits.size * _MEGABYTE:
            raise UnreadableError(
                f"展開すると大きすぎます({size // _MEGABYTE:,} MB。上限 {limits.size} MB)",
                "分けて保存するか、設定 file_megabytes を大きくしてください。",
            )
        if "xl/workbook.bin" in package.namelist():
            raise UnreadableError("バイナリ形式(.xlsb)のブックは読めません", _SAVE_ANEW)
        for item in items:
            content = b"" if "/media/" in item.filename else package.read(item)
            if any(doctype in content for doctype in _DOCTYPES):
                raise UnreadableError("ブックにはないはずの記述(DOCTYPE)があります", _SAVE_ANEW)
            if item.filename == "xl/workbook.xml" and _STRICT in content:
                raise UnreadableError("「Strict Open XML」形式のブックは読めません", _SAVE_ANEW)


@dataclass(slots=True)
class _Reading:
    """A workbook that is being read, how many filled cells were met, and the formulas without a result."""

    package: ExcelReader
    limits: Limits
    count: int = 0
    formats: dict[int, str] = field(default_factory=dict)
    uncalculated: list[str] = field(default_factory=list)

    def document(self) -> Document:
        """All sheets that are not hidden."""
        found: list[Paragraph | Grid] = []
        flaws: list[Flaw] = []
        for listed, part in self.package.parser.find_sheets():
            if not part.Type.endswith("/worksheet"):
                continue
            place = f"シート「{listed.name}」"
            if listed.state != "visible":
                advice = "要るものなら、再表示して保存し直してください。"
                flaws.append(Flaw(place, "非表示のシートは読みませんでした", advice))
                continue
            self.uncalculated = []
            shown, hidden = blocks(self._sheet(listed.name, part.target), self.limits)
            found += shown
            flaws += hidden
            if self.uncalculated:
                cells = "、".join(self.uncalculated[:_NAMED]) + "など" * (len(self.uncalculated) > _NAMED)
                reason = f"計算結果のない数式が {len(self.uncalculated)} 個あり、空白として読みました({cells})"
                flaws.append(Flaw(place, reason, "Excel で開き、上書き保存してから入れ直してください。"))
        return Document(tuple(found), flaws=tuple(flaws))

    def _sheet(self, name: str, path: str) -> Sheet:
        cells: dict[tuple[int, int], Shown] = {}
        merged: list[Area] = []
        hidden_rows: list[int] = []
        hidden_columns: list[int] = []
        row = -1
        for element in _elements(self.package.archive, path):
            if element.tag == _MERGE:
                left, top, right, bottom = range_boundaries(element.get("ref"))
                merged.append(Area(top - 1, left - 1, bottom - 1, right - 1))
            elif element.tag == _COL:
                if _is_hidden(element, "width"):
                    hidden_columns += range(int(element.get("min")) - 1, min(int(element.get("max")), _COLUMNS))
                if len(hidden_columns) > _COLUMNS:
                    raise ValueError("columns overlap")
            else:
                row = int(element.get("r", row + 2)) - 1
                if _is_hidden(element, "ht"):
                    hidden_rows.append(row)
                for column, shown in self._row(element, row):
                    cells[row, column] = shown
                    self.count += 1
                if self.count > self.limits.cells or not 0 <= row < _ROWS:
                    raise too_many(self.limits)
        return Sheet(name, cells, merged, hidden_rows, hidden_columns)

    def _row(self, element: Any, row: int) -> Iterator[tuple[int, Shown]]:
        """The filled cells of a row by column."""
        if next(element.iter(_VALUE, _INLINE, _FORMULA), None) is None:
            return
        column = -1
        for cell in element.iterchildren(_CELL):
            reference = cell.get("r")
            column = _column(reference.rstrip("0123456789")) if reference else column + 1
            if len(cell):
                shown = self._shown(cell)
                if shown is None:
                    self.uncalculated.append(f"{letters(column)}{row + 1}")
                elif shown.text:
                    yield column, shown

    def _shown(self, cell: Any) -> Shown | None:
        """What a cell shows; None for a formula without a result."""
        kind = cell.get("t", "n")
        value = cell.findtext(_VALUE) or ""
        code = self._format(int(cell.get("s", 0)))
        if kind == "inlineStr":
            value = "".join(text.text or "" for text in cell.iter(_TEXT) if text.getparent().tag != _READING)
        elif not value:
            return None if kind != "str" and cell.find(_FORMULA) is not None else Shown("")
        match kind:
            case "s":
                return Shown(show_text(_clean(self.package.shared_strings[int(value)]), code))
            case "str" | "inlineStr":
                return Shown(show_text(_clean(value), code))
            case "b":
                return Shown("TRUE" if value in _YES else "FALSE")
            case "e":
                return Shown(value)
            case "d":
                number = float(to_excel(from_ISO8601(value), self.package.wb.epoch))
            case _:
                number = float(value)
        return Shown(show(number, code, since_1904=self.package.wb.epoch == CALENDAR_MAC_1904), number=True)

    def _format(self, style: int) -> str:
        """The number format of a style of the workbook."""
        if style not in self.formats:
            number = self.package.wb._cell_styles[style].numFmtId
            custom = number >= BUILTIN_FORMATS_MAX_SIZE
            code = self.package.wb._number_formats[number - BUILTIN_FORMATS_MAX_SIZE] if custom else ""
            self.formats[style] = code or japanese(number, builtin_format_code(number) or "General")
        return self.formats[style]


def _elements(archive: zipfile.ZipFile, path: str) -> Iterator[Any]:
    """The columns, rows and merged cells of a sheet one by one; each is forgotten before the next comes."""
    with archive.open(path) as source:
        parser = etree.iterparse(source, tag=(_ROW, _COL, _MERGE), resolve_entities=False, no_network=True)
        for _, element in parser:
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _is_hidden(element: Any, size: str) -> bool:
    """Whether a row or column is hidden, or drawn so small that nothing of it is seen."""
    return element.get("hidden") in _YES or (size in element.attrib and float(element.get(size)) == 0)


def _clean(text: str) -> str:
    """``text`` with line breaks as they are seen: files write other control characters as _x000D_."""
    text = _CONTROL.sub(lambda found: {"0A": "\n", "0D": "\r", "09": "\t"}.get(found[1].upper(), ""), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


@cache
def _column(name: str) -> int:
    return int(column_index_from_string(name)) - 1
