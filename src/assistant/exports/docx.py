"""A Word document: a table on A4 in landscape, the heading repeated on every page, the source of each row in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from assistant.exports.lines import Line

_COLUMNS: Final = (("番号", 12), ("自治体名", 34), ("概要", 112), ("進捗", 48), ("出典", 61))
"""Headings and widths in mm: together what A4 in landscape leaves between margins of 15 mm."""
_FONT: Final = "游ゴシック"


def write(lines: Sequence[Line], today: date | None = None) -> bytes:
    """The document. ``today`` is the day that stands under its title."""
    document = Document()
    _set_up(document)
    document.add_heading("先行事例の一覧", level=1)
    day = today or date.today()
    document.add_paragraph(f"{len(lines)}件。{day.year}年{day.month}月{day.day}日に作成。文は資料の言葉のままです。")
    table = document.add_table(rows=1, cols=len(_COLUMNS), style="Table Grid")
    table.autofit = False
    _fill(table.rows[0], [name for name, _ in _COLUMNS])
    _repeat(table.rows[0])
    for number, line in enumerate(lines, start=1):
        name = f"{line.name}\n({line.prefecture})" if line.prefecture not in {"", line.name} else line.name
        overview = "\n".join([line.overview, *(f"{heading}: {text}" for heading, text in line.own)])
        _fill(table.add_row(), [str(number), name, overview, line.status, line.source])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any) -> None:
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(15)
    for name, size in (("Normal", 10), ("Heading 1", 14)):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)


def _fill(row: Any, texts: Sequence[str]) -> None:
    for cell, text, (_, width) in zip(row.cells, texts, _COLUMNS, strict=True):
        cell.width = Mm(width)
        cell.text = text


def _repeat(row: Any) -> None:
    """Marks a row as the heading that Word repeats on every page and reads out as one."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
