"""The seed table as web pages, in the ways ministries publish them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from renderings.seed import COLUMNS, TITLE, sections
from renderings.word import prefecture


def plain(charset: str = "UTF-8") -> bytes:
    """A title, and for each section a paragraph and a table. ``charset`` is declared, and what the page is in."""
    return page(
        "".join(
            f"<p>○{escape(section.name)}</p><table border=1>{_row(COLUMNS, 'th')}{_rows(section.rows)}</table>"
            for section in sections()
        ),
        charset,
    )


def one_table() -> bytes:
    """One table: section lines in rows over all columns, the headings repeated below each; td and th left open."""
    rows = "".join(
        f"<tr><td colspan={len(COLUMNS)}>○{escape(section.name)}{_row(COLUMNS, 'th')}{_rows(section.rows)}"
        for section in sections()
    )
    return page(f"<table>{rows}</table>".replace("</td>", "").replace("</th>", "").replace("</tr>", ""))


def with_prefectures() -> bytes:
    """A column 都道府県 whose cells are merged over the rows of one prefecture."""
    tables = []
    for section in sections():
        rows = []
        for name, group in groupby(section.rows, key=lambda row: prefecture(row[1])):
            for at, row in enumerate(group):
                height = sum(prefecture(each[1]) == name for each in section.rows) if at == 0 else 0
                merged = f'<td rowspan="{height}">{name}</td>' if height else ""
                rows.append(f"<tr>{_cells(row[:1])}{merged}{_cells(row[1:])}</tr>")
        head = _row((COLUMNS[0], "都道府県", *COLUMNS[1:]), "th")
        tables.append(f"<h2>○{escape(section.name)}</h2><table><thead>{head}</thead>{''.join(rows)}</table>")
    return page("".join(tables))


def two_levels() -> bytes:
    """Headings on two levels: 提案 over 提案概要 and 進捗状況, the others over both levels."""
    first, second = (f'<th rowspan="2">{name}</th>' for name in COLUMNS[:2])
    head = f'<tr>{first}{second}<th colspan="2">提案</th></tr>{_row(COLUMNS[2:], "th")}'
    return page(
        "".join(
            f"<table><caption>○{escape(section.name)}</caption><thead>{head}</thead><tbody>{_rows(section.rows)}</tbody>"
            "</table>"
            for section in sections()
        )
    )


def page(body: str, charset: str = "UTF-8") -> bytes:
    """A whole page around ``body``, with the menus and scripts that pages have."""
    text = (
        f'<!DOCTYPE html>\n<html lang="ja"><head><meta charset="{charset}"><title>{TITLE}</title>'
        "<script>document.write('<table><tr><td>x</table>')</script><style>td{color:red}</style></head>\n"
        f"<body><nav><ul><li>トップ</li><li>政策</li></ul></nav>\n<h1>{TITLE}</h1>\n{body}\n"
        "<footer>〒100-8916</footer></body></html>"
    )
    return text.encode({"Shift_JIS": "cp932", "EUC-JP": "euc_jis_2004"}.get(charset, charset))


def _rows(rows: Sequence[Sequence[str]]) -> str:
    return "".join(map(_row, rows))


def _row(cells: Sequence[str], tag: str = "td") -> str:
    return f"<tr>{_cells(cells, tag)}</tr>\n"


def _cells(cells: Sequence[str], tag: str = "td") -> str:
    return "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells)
