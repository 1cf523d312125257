"""The seed table as PDF files, by LibreOffice, Chromium and reportlab; and pages drawn by hand for single cases.

The files made by those programs are kept in tests/data/renderings, since the programs are not there where the tests
run: ``python -m renderings.pdf FOLDER`` in tests/ makes them anew (needs these programs, IPA fonts and Noto CJK).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from importlib import import_module
from pathlib import Path

from renderings.seed import COLUMNS, TITLE, sections

Point = tuple[float, float]

_XML = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'office:mimetype="application/vnd.oasis.opendocument.{kind}">{body}</office:document>'
)


@dataclass
class Drawing:
    """A page drawn by hand: text, lines and boxes, in points from the upper left corner of the page as shown."""

    width: float = 595
    height: float = 842
    rotate: int = 0
    unicode: bool = True
    operators: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, size: float = 10) -> Drawing:
        """``words`` from left to right, their top at ``y``."""
        code = words.encode("utf-16-be").hex()
        self.operators.append(f"BT /F {size} Tf {self._turned((x, y + 0.88 * size))} Tm <{code}> Tj ET")
        return self

    def lines(self, *ends: tuple[Point, Point], width: float = 0.5) -> Drawing:
        """Straight lines."""
        for start, end in ends:
            self.operators.append(f"{width} w {self._at(start)} m {self._at(end)} l S")
        return self

    def box(self, left: float, top: float, right: float, bottom: float, paint: str = "S") -> Drawing:
        """A rectangle, ``paint``: S draws its outline, f fills it."""
        (x0, y0), (x1, y1) = self._flip((left, top)), self._flip((right, bottom))
        self.operators.append(f"{min(x0, x1)} {min(y0, y1)} {abs(x1 - x0)} {abs(y1 - y0)} re {paint}")
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Drawing:
        """A ruled table with all its lines."""
        self.lines(*(((x, ys[0]), (x, ys[-1])) for x in xs))
        return self.lines(*(((xs[0], y), (xs[-1], y)) for y in ys))

    def picture(self) -> Drawing:
        """An image over most of the page, as a scanner makes it."""
        self.operators.append(f"q {self.width} 0 0 {self.height} 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q")
        return self

    def table(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> Drawing:
        """A ruled table with one line of text in each cell."""
        self.grid(xs, ys)
        for y, row in zip(ys, rows, strict=False):
            for x, words in zip(xs, row, strict=False):
                self.text(x + 3, y + 3, words)
        return self

    def _flip(self, point: Point) -> Point:
        """A point as shown, in the space of the page, which lies on its side where it is rotated."""
        x, y = point
        return (y, x) if self.rotate == 90 else (x, self.height - y)

    def _at(self, point: Point) -> str:
        return "{} {}".format(*self._flip(point))

    def _turned(self, point: Point) -> str:
        return f"{'0 1 -1 0' if self.rotate == 90 else '1 0 0 1'} {self._at(point)}"


def drawn(*pages: Drawing, title: str = "") -> bytes:
    """A PDF file of pages drawn by hand. Its font is not embedded; half-width characters are half as wide."""
    wide = "/W [32 126 500 65377 65439 500]"
    to_unicode = "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange"
    kids = [f"{6 + 2 * i} 0 R" for i in range(len(pages))]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>".encode(),
        b"<</Title<feff%s>>>" % title.encode("utf-16-be").hex().encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/Drawn/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/DW 1000{wide}/FontDescriptor<</Type/FontDescriptor/FontName/Drawn/Flags 4/Ascent 880"
        f"/Descent -120/CapHeight 880/ItalicAngle 0/StemV 80/FontBBox[0 -120 1000 880]>>>>".encode(),
        _stream(to_unicode.encode()),
    ]
    for number, page in enumerate(pages):
        size = (page.height, page.width) if page.rotate == 90 else (page.width, page.height)
        mapped = "/ToUnicode 5 0 R" if page.unicode else ""
        font = f"<</Type/Font/Subtype/Type0/BaseFont/Drawn/Encoding/Identity-H/DescendantFonts[4 0 R]{mapped}>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]/Rotate {page.rotate}"
            f"/Contents {7 + 2 * number} 0 R/Resources<</Font<</F {font}>>>>>>".encode()
        )
        objects.append(_stream("\n".join(page.operators).encode()))
    return _file(objects)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)


def _file(objects: Sequence[bytes]) -> bytes:
    data = b"%PDF-1.7\n"
    starts = []
    for number, content in enumerate(objects, start=1):
        starts.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    entries = b"".join(b"%010d 00000 n \n" % start for start in starts)
    trailer = b"trailer<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(starts) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(starts) + 1, entries, trailer)


def portrait() -> str:
    """Writer, A4 upright: one ruled table, section lines across it, rows that break across pages, headings repeated."""
    head = "".join(_cell(words, "c") for words in COLUMNS)
    rows = [f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>"]
    for section in sections():
        rows.append(
            _row(_cell(f"○{section.name}", "c", span=4) + '<table:covered-table-cell table:style-name="c"/>' * 3)
        )
        rows += [_row("".join(_cell(words, "c") for words in row)) for row in section.rows]
    table = _table("t", (1.2, 3.6, 8.2, 4), "".join(rows))
    return _writer(f'<text:h text:style-name="H" text:outline-level="1">{escape(TITLE)}</text:h>{table}')


def unruled() -> str:
    """Writer, A4 upright: a table without any line for each section, its name as a line of text above."""
    parts = [f'<text:h text:style-name="H" text:outline-level="1">{escape(TITLE)}</text:h>']
    for section in sections():
        rows = [_row("".join(_cell(words, "n") for words in row)) for row in (COLUMNS, *section.rows)]
        parts.append(f'<text:p text:style-name="S">○{section.name}</text:p>')
        parts.append(_table("t", (1.2, 3.6, 8.2, 4), "".join(rows)))
    return _writer("".join(parts))


def landscape() -> str:
    """Calc, A4 across: 区分 merged down and written vertically, a heading of two levels."""
    head = (
        f"{_sheet_cell('区分', rows=2)}{_sheet_cell('番号', rows=2)}{_sheet_cell('自治体名', rows=2)}"
        f"{_sheet_cell('提案', columns=2)}<table:covered-table-cell/>",
        f"{'<table:covered-table-cell/>' * 3}{_sheet_cell('提案概要')}{_sheet_cell('進捗状況')}",
    )
    rows = [_row(_sheet_cell(TITLE, style="title", columns=5) + "<table:covered-table-cell/>" * 4)]
    rows.append(f"<table:table-header-rows>{''.join(map(_row, head))}</table:table-header-rows>")
    for section in sections():
        for i, row in enumerate(section.rows):
            first = "<table:covered-table-cell/>"
            if i == 0:
                first = _sheet_cell(section.name, style="down", rows=len(section.rows))
            rows.append(_row(first + "".join(map(_sheet_cell, row))))
    styles = "".join(
        f'<style:style style:name="w{i}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width}cm"/></style:style>'
        for i, width in enumerate((1.4, 1.2, 4, 12.5, 6))
    )
    for name, cell, font in (
        (
            "cell",
            'fo:border="0.5pt solid #000000" fo:wrap-option="wrap" style:vertical-align="top"',
            'fo:font-size="9pt"',
        ),
        (
            "down",
            'fo:border="0.5pt solid #000000" style:direction="ttb" style:vertical-align="middle"',
            'fo:font-size="9pt"',
        ),
        ("title", 'fo:wrap-option="wrap"', 'fo:font-size="14pt"'),
    ):
        styles += (
            f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties {cell}/>'
            f'<style:text-properties {font} style:font-name-asian="IPAPGothic" style:font-size-asian={font[13:]}'
            f' style:font-name="IPAPGothic"/></style:style>'
        )
    columns = "".join(f'<table:table-column table:style-name="w{i}"/>' for i in range(5))
    return _document(
        "spreadsheet",
        styles,
        f'<table:table table:name="一覧" table:style-name="ta">{columns}{"".join(rows)}</table:table>',
    )


def web_page() -> str:
    """A web page with a ruled table for each section, as Chromium prints it."""
    parts = [f"<h1>{escape(TITLE)}</h1>"]
    for section in sections():
        rows = "".join(f"<tr>{''.join(f'<td>{escape(words)}</td>' for words in row)}</tr>" for row in section.rows)
        head = "".join(f"<th>{words}</th>" for words in COLUMNS)
        parts.append(f"<h2>○{section.name}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    style = (
        "body{font:10pt IPAPGothic}h1,h2,th,td:nth-child(2){font-family:'Noto Sans CJK JP'}h1{font-size:15pt}h2{font-size:12pt}table{border-collapse:collapse}"
        "td,th{border:1px solid #333;padding:3px;vertical-align:top}th{background:#ddd}"
        "td:nth-child(2){width:7em}td:nth-child(4){width:13em}"
    )
    return f"<!doctype html><html lang=ja><meta charset=utf-8><title>{escape(TITLE)}</title><style>{style}</style>{''.join(parts)}"


def laid_out(path: Path) -> None:
    """reportlab: one ruled table over several pages, in a font that is named but not embedded (HeiseiMin-W3)."""
    fonts, platypus = import_module("reportlab.pdfbase.cidfonts"), import_module("reportlab.platypus")
    import_module("reportlab.pdfbase.pdfmetrics").registerFont(fonts.UnicodeCIDFont("HeiseiMin-W3"))
    style_of = import_module("reportlab.lib.styles").ParagraphStyle
    style = style_of("cell", fontName="HeiseiMin-W3", fontSize=9, leading=12, wordWrap="CJK")
    rows: list[list[object]] = [[platypus.Paragraph(words, style) for words in COLUMNS]]
    spans = []
    for section in sections():
        spans.append(("SPAN", (0, len(rows)), (-1, len(rows))))
        rows.append([platypus.Paragraph(f"○{section.name}", style), "", "", ""])
        rows += [[platypus.Paragraph(escape(words), style) for words in row] for row in section.rows]
    grid = [("GRID", (0, 0), (-1, -1), 0.4, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP"), *spans]
    table = platypus.LongTable(rows, colWidths=(36, 110, 400, 200), repeatRows=1, style=grid, splitInRow=0)
    title = platypus.Paragraph(TITLE, style_of("title", parent=style, fontSize=14, leading=20))
    platypus.SimpleDocTemplate(str(path), pagesize=(842, 595), title=TITLE).build([title, table])


def _document(kind: str, styles: str, body: str) -> str:
    side = ("29.7cm", "21cm") if kind == "spreadsheet" else ("21cm", "29.7cm")
    page = (
        f'<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="{side[0]}" '
        f'fo:page-height="{side[1]}" fo:margin="2cm" style:print-orientation="{"landscape" if kind == "spreadsheet" else "portrait"}"/>'
        "<style:footer-style/></style:page-layout>"
        '<style:style style:name="ta" style:family="table" style:master-page-name="Default"/>'
    )
    number = '<style:footer><text:p text:style-name="C">- <text:page-number/> -</text:p></style:footer>'
    master = f'<style:master-page style:name="{"Default" if kind == "spreadsheet" else "Standard"}" style:page-layout-name="L">{number}</style:master-page>'
    return _XML.format(
        kind=kind,
        body=f"<office:automatic-styles>{styles}{page}</office:automatic-styles>"
        f"<office:master-styles>{master}</office:master-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>",
    )


def _writer(body: str) -> str:
    styles = "".join(
        f'<style:style style:name="t.{i}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width}cm"/></style:style>'
        for i, width in enumerate((1.2, 3.6, 8.2, 4))
    )
    for name, size, place in (
        ("P", 10, ""),
        ("H", 14, ""),
        ("S", 10, 'fo:margin-top="0.4cm"'),
        ("C", 9, 'fo:text-align="center"'),
    ):
        styles += (
            f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {place}/>'
            f'<style:text-properties style:font-name="IPAMincho" style:font-name-asian="IPAMincho" '
            f'fo:font-size="{size}pt" style:font-size-asian="{size}pt"/></style:style>'
        )
    for name, border in (
        ("c", 'fo:border="0.5pt solid #000000" fo:padding="0.1cm"'),
        ("n", 'fo:border="none" fo:padding="0.1cm"'),
    ):
        styles += f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties {border}/></style:style>'
    return _document("text", styles, body)


def _table(name: str, widths: Sequence[float], rows: str) -> str:
    columns = "".join(f'<table:table-column table:style-name="{name}.{i}"/>' for i in range(len(widths)))
    return f'<table:table table:name="{name}">{columns}{rows}</table:table>'


def _row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(words: str, style: str, span: int = 1) -> str:
    return (
        f'<table:table-cell table:style-name="{style}" table:number-columns-spanned="{span}">'
        f'<text:p text:style-name="P">{escape(words)}</text:p></table:table-cell>'
    )


def _sheet_cell(words: str, style: str = "cell", rows: int = 1, columns: int = 1) -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string" table:number-rows-spanned="{rows}" '
        f'table:number-columns-spanned="{columns}"><text:p>{escape(words)}</text:p></table:table-cell>'
    )


def office(source: Path, folder: Path) -> None:
    """LibreOffice makes a PDF of a file."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/.profile", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=300)


def print_page(source: Path, target: Path) -> None:
    """Chromium prints a web page to a PDF file."""
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--print-to-pdf={target}",
        source.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def main(folder: Path) -> None:
    """Makes all files anew in ``folder``."""
    with tempfile.TemporaryDirectory() as temporary:
        for name, content in (
            ("seed-portrait.fodt", portrait()),
            ("seed-unruled.fodt", unruled()),
            ("seed-landscape.fods", landscape()),
        ):
            source = Path(temporary, name)
            source.write_text(content, encoding="utf-8")
            office(source, folder)
        source = Path(temporary, "seed-web.html")
        source.write_text(web_page(), encoding="utf-8")
        print_page(source, folder / "seed-web.pdf")
    laid_out(folder / "seed-laid-out.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
