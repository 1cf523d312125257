"""The text of cells and of what stands between tables, with the marks of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from assistant.readers.html.blanks import AFTER_MARK, BLOCK, LINE, MARK, TAB, collapsed, piece_of
from assistant.readers.html.elements import Element, is_grid, is_shown, number_in

_MARKED: Final = re.compile(
    r"\s*(?:[・･•○●◎◯□■◇◆△▲▼☆★※*→①-⒛⓪-⓿㈠-㈩Ⅰ-ⅿ-]|[(（]?[0-9０-９a-zA-Zア-ン一二三四五六七八九十]{1,2}[.．、)）])"
)
_UNMARKED: Final = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_BLOCKS: Final = {
    "h1", "h2", "h3", "h4", "h5", "h6", "html", "body", "address", "article", "aside", "blockquote", "center",
    "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
    "hgroup", "hr", "li", "main", "menu", "ol", "p", "pre", "section", "summary", "ul", "table", "caption",
    "thead", "tbody", "tfoot", "tr",
}  # fmt: skip
_LETTERS: Final = {"a": "abcdefghijklmnopqrstuvwxyz", "i": "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ"} | {
    "A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "I": "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ",
}
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")


def text_of(element: Element) -> str:
    """What stands in a cell or a caption, a line for each block and each row of a table in it."""
    pieces = (piece for piece in walk(element, on_page=False) if isinstance(piece, str))
    return collapsed(AFTER_MARK.sub("", "".join(pieces)))


def walk(element: Element, *, on_page: bool, verbatim: bool = False) -> Iterator[str | int | Element]:
    """The text in ``element`` with marks for what stands between; on the page also levels of headings, and grids."""
    verbatim = verbatim or element.tag == "pre"
    yield piece_of(element.text, verbatim)
    number = number_in(element.get("start"), 1)
    for child in element:
        if not is_shown(child):
            yield ""
        elif child.tag == "br":
            yield LINE
        elif on_page and child.tag == "table" and is_grid(child):
            yield child
        elif on_page and child.tag in _HEADINGS:
            yield int(child.tag[1])
            yield from walk(child, on_page=True, verbatim=verbatim)
            yield 0
        elif child.tag in ("td", "th"):
            before = any(each.tag in ("td", "th") for each in child.itersiblings(preceding=True))
            yield BLOCK if on_page else TAB if before else ""
            yield from walk(child, on_page=on_page, verbatim=verbatim)
        else:
            edge = BLOCK if child.tag in _BLOCKS else ""
            yield edge
            if child.tag == "li":
                number = number_in(child.get("value"), number)
                yield _mark(child, number)
                number += 1
            yield from walk(child, on_page=on_page, verbatim=verbatim)
            yield edge
        yield piece_of(child.tail, verbatim)


def _mark(item: Element, number: int) -> str:
    """The mark that a browser shows before an item, unless its text brings its own."""
    holder = item.getparent()
    words = "".join(islice(item.itertext(), 20))
    styles = f"{item.get('style', '')};{holder.get('style', '')}"
    if not words.strip() or _MARKED.match(words) or _UNMARKED.search(styles) or item.find(".//table") is not None:
        return ""
    if holder.tag != "ol":
        return f"・{MARK}"
    letters = _LETTERS.get(item.get("type") or holder.get("type") or "1", "")
    return f"{letters[number - 1] if 0 < number <= len(letters) else number}. {MARK}"
