"""The seed table as Word documents, in the ways staff write them, and documents from hand-written WordprocessingML.

tests/data/renderings/seed-one-table.docx and seed-prefectures.html came from LibreOffice 7.4 Writer:
soffice --headless --convert-to docx (or html) of what one_table() and with_prefectures() give here.
"""

from __future__ import annotations

import io
import re
import zipfile

import docx
from docx.document import Document
from docx.table import Table

from renderings.seed import COLUMNS, TITLE, sections

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DOCUMENT = f"{_TYPES}.document.main+xml"
WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def plain() -> bytes:
    """A title, and for each section a heading paragraph and a table."""
    document = _begun()
    for section in sections():
        document.add_paragraph(f"○{section.name}")
        _fill(document.add_table(0, len(COLUMNS), style="Table Grid"), [COLUMNS, *section.rows])
    return _saved(document)


def one_table() -> bytes:
    """One table: section lines in rows merged over all columns, the headings repeated below each."""
    document = _begun()
    table = document.add_table(0, len(COLUMNS), style="Table Grid")
    for section in sections():
        line = table.add_row().cells
        line[0].merge(line[-1]).text = f"○{section.name}"
        _fill(table, [COLUMNS, *section.rows])
    return _saved(document)


def with_prefectures() -> bytes:
    """A column 都道府県 whose cells are merged over the rows of one prefecture."""
    document = _begun()
    for section in sections():
        document.add_paragraph(f"○{section.name}")
        table = document.add_table(0, len(COLUMNS) + 1, style="Table Grid")
        rows = [(row[0], prefecture(row[1]), *row[1:]) for row in section.rows]
        _fill(table, [(COLUMNS[0], "都道府県", *COLUMNS[1:]), *rows])
        for at in range(len(rows) - 1, 0, -1):
            if rows[at][1] == rows[at - 1][1]:
                table.cell(at + 1, 1).text = ""
                table.cell(at, 1).merge(table.cell(at + 1, 1)).text = rows[at][1]
    return _saved(document)


def two_levels() -> bytes:
    """Headings on two levels: 提案 over 提案概要 and 進捗状況, the others over both levels."""
    document = _begun()
    for section in sections():
        document.add_paragraph(f"○{section.name}")
        table = document.add_table(0, len(COLUMNS), style="Table Grid")
        _fill(table, [(*COLUMNS[:2], "提案", ""), ("", "", *COLUMNS[2:]), *section.rows])
        table.cell(0, 0).merge(table.cell(1, 0)).text = COLUMNS[0]
        table.cell(0, 1).merge(table.cell(1, 1)).text = COLUMNS[1]
        table.cell(0, 2).merge(table.cell(0, 3)).text = "提案"
    return _saved(document)


def prefecture(name: str) -> str:
    """The prefecture that a name cell tells: 横浜市 (神奈川県) -> 神奈川県, 新潟県及び新潟市 -> 新潟県."""
    found = re.search(r"[((](\w+?[都道府県])[))]|^(北海道|東京都|大阪府|京都府|\w{2,3}県)", name)
    return next(filter(None, found.groups())) if found else ""


def package(body: str, main: str = DOCUMENT, **parts: str) -> bytes:
    """A .docx with this content of w:body; ``parts`` are styles, numbering, footnotes, endnotes by name."""
    names = {"document": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"}
    names |= {name: f"<w:{name} {NAMES}>{content}</w:{name}>" for name, content in parts.items()}
    return archive(names, main)


def archive(parts: dict[str, str], main: str = DOCUMENT) -> bytes:
    """A package of these whole parts under word/ by name."""
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="'
        f'{main if name == "document" else f"{_TYPES}.{name}+xml"}"/>'
        for name in parts
    )
    related = "".join(
        f'<Relationship Id="r{name}" Type="{_RELATIONS}/{name}" Target="{name}.xml"/>'
        for name in parts
        if name != "document"
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
    } | {f"word/{name}.xml": content for name, content in parts.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 11, 24, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _begun() -> Document:
    document = docx.Document()
    document.core_properties.title = TITLE
    document.add_heading(TITLE, level=1)
    return document


def _fill(table: Table, rows: list[tuple[str, ...]]) -> None:
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _saved(document: Document) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
