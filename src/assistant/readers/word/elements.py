"""Elements of WordprocessingML: what stands in them as people see it, and the values of their attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

__all__ = [
    "Element",
    "boxes_in",
    "cells_of",
    "children",
    "is_on",
    "level_of",
    "rows_of",
    "value",
    "value_of",
    "w",
    "word",
]

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WRAPPERS: Final = {
    qn(f"w:{name}") for name in ("ins", "moveTo", "hyperlink", "fldSimple", "smartTag", "customXml", "dir", "bdo")
}


@cache
def w(path: str) -> str:
    """The path with the namespace of WordprocessingML before each name: tcPr/gridSpan."""
    return "/".join(qn(f"w:{name}") for name in path.split("/"))


def children(element: Element) -> Iterator[Element]:
    """What stands in ``element`` as people see it: wrappers are opened, what was deleted or is a prompt is left out."""
    for child in element:
        if child.tag in _WRAPPERS:
            yield from children(child)
        elif child.tag == w("sdt"):
            content = child.find(w("sdtContent"))
            if content is not None and not is_on(child.find(w("sdtPr/showingPlcHdr"))):
                yield from children(content)
        elif child.tag == f"{_MC}AlternateContent":
            choice = child.find(f"{_MC}Choice")
            chosen = child.find(f"{_MC}Fallback") if choice is None else choice
            if chosen is not None:
                yield from children(chosen)
        elif isinstance(child.tag, str) and child.tag not in (w("del"), w("moveFrom")):
            yield child


def boxes_in(element: Element) -> Iterator[Element]:
    """The text boxes in a drawing."""
    for child in children(element):
        if child.tag == w("txbxContent"):
            yield child
        else:
            yield from boxes_in(child)


def rows_of(table: Element) -> list[Element]:
    """The rows of a table that are shown."""
    rows = [child for child in children(table) if child.tag == w("tr")]
    return [row for row in rows if row.find(w("trPr/del")) is None and not is_on(row.find(w("trPr/hidden")))]


def cells_of(row: Element) -> list[Element]:
    """The cells of a row."""
    return [child for child in children(row) if child.tag == w("tc")]


def word(element: Element | None) -> str:
    """The value of an element, "" where it has none or is missing."""
    return "" if element is None else str(element.get(w("val"), ""))


def value(element: Element | None, default: int) -> int:
    """The value of an element as a number; ``default`` where it is none."""
    return default if element is None else value_of(element, "val", default)


def value_of(element: Element, name: str, default: int) -> int:
    """An attribute as a number; ``default`` where it is none."""
    words = str(element.get(w(name), ""))
    return int(words) if re.fullmatch("-?[0-9]{1,6}", words) else default


def is_on(element: Element | None) -> bool:
    """Whether a switch is there and on."""
    return element is not None and element.get(w("val"), "1") not in ("0", "false", "off")


def level_of(outline: Element) -> int:
    """The level of headings of an outline level; 0 for running text."""
    return level + 1 if 0 <= (level := value(outline, 9)) < 9 else 0
