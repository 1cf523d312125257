"""Web pages (.html, .htm): paragraphs and tables in the order of the page. WHATWG HTML, "Forming a table".

lxml's HTML parser is used, not the one for XML: it closes what pages leave open as a browser does, and reads XHTML as
well; pages that ministries publish are seldom well-formed. It fetches nothing and runs nothing. What a browser shows
is read, blanks as it shows them; not menus, forms, hidden parts, comments, the readings of ruby. A line end between
two wide characters is nothing (CSS Text 3, 4.1.3), save in pages from word processors, which break lines at blanks
only. A blank of full width stays.

A table that lays out others, or has a single cell, is no grid: what stands in it is read as if it stood on the page.
A table with tables in it is one of data only where it says so itself, by headings, a caption or borders; then the
inner ones become lines of the cell, cells divided by tabs. Marks of lists are added where the text brings none.
Places: tables by number and row as shown, paragraphs by number, counting those with text outside of tables.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from assistant.readers.document import Document, Limits, UnreadableError
from assistant.readers.encodings import decode
from assistant.readers.html.blanks import OURS, collapsed
from assistant.readers.html.reading import Reading

_CHARSET: Final = re.compile(
    rb"""(?:<meta[^>]{1,200}?charset|<\?xml[^>]{1,100}?encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.I
)
_PROCESSOR: Final = re.compile(r"""<meta\s[^>]{0,100}?generator[^>]{1,40}?(?:office|microsoft word)""", re.IGNORECASE)
_ARCHIVE: Final = re.compile(rb"\s*(?:mime-version|from|content-type):", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(r"\W*|untitled.*|無題.*|新しいページ.*|no title|document", re.IGNORECASE)


def read(data: bytes, limits: Limits) -> Document:
    """The paragraphs and tables of a web page. Raises UnreadableError."""
    if len(data) > limits.size * 1_000_000:
        raise UnreadableError(
            f"大きすぎます({len(data) / 1_000_000:,.0f} MB。上限は {limits.size} MB)",
            "ページを分けて保存し直してください。",
        )
    if _ARCHIVE.match(data):
        raise UnreadableError(
            "Web アーカイブ(.mht)は読めません",
            "ブラウザーで開き、「名前を付けて保存」で「ウェブページ、HTML のみ」を選んで保存し直してください。",
        )
    said = _CHARSET.search(data[:4096])
    text = decode(data, said[1].decode("ascii", "ignore") if said else "")
    if _PROCESSOR.search(text[:4096]):
        text = text.replace("\n", " ")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.LxmlError as error:
        raise UnreadableError("Web ページとして読めません", "元のページを保存し直してください。") from error
    if root is None:
        raise UnreadableError("Web ページとして読めません(中身がありません)", "元のページを保存し直してください。")
    reading = Reading(limits)
    try:
        reading.page(root)
    except RecursionError as error:
        raise _too_deep() from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise _too_deep()
    if root.find(".//frameset") is not None:
        reading.tell("", "フレームの中は別のファイルなので読みませんでした")
    title = root.find(".//title")
    shown = "" if title is None else collapsed(OURS.sub("", "".join(title.itertext())))
    return Document(tuple(reading.blocks), "" if _PLACEHOLDER.fullmatch(shown) else shown, tuple(reading.flaws))


def _too_deep() -> UnreadableError:
    return UnreadableError(
        "Web ページの入れ子が深すぎます", "表の部分だけを表計算ソフトに貼り付け、.xlsx に保存して資料に加えてください。"
    )
