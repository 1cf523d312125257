"""Paragraphs, and the text of cells, notes and boxes, as people see them.

Inserted text, fields as last computed and the marks of lists are read; not deleted or hidden text, the readings of ruby.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from docx.oxml.ns import qn

from assistant.readers.word.elements import (
    Element,
    boxes_in,
    cells_of,
    children,
    is_on,
    level_of,
    rows_of,
    w,
    word,
)
from assistant.readers.word.lists import Lists
from assistant.readers.word.styles import Styles
from assistant.readers.word.symbols import SYMBOLS, char

_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OLE_OBJECT: Final = "{urn:schemas-microsoft-com:office:office}OLEObject"
_SIGNS: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: the mark of its list, its text, its level, and the text boxes that hang on it."""

    mark: str
    text: str
    level: int
    boxes: tuple[Element, ...]


@dataclass(slots=True)
class Texts:
    """Reads texts in the order of the page, since lists count on. ``embedded`` is called where another file lies."""

    styles: Styles
    lists: Lists
    embedded: Callable[[], None]
    notes: list[tuple[str, str]] = field(default_factory=list)
    """The notes that were referred to: footnote or endnote, and its id."""

    def flow(self, container: Element) -> Iterator[Text | Element]:
        """The paragraphs and the tables of a body, a cell or a box, in order."""
        before: Text | None = None  # a paragraph whose end was deleted: it goes on in the next
        for child in children(container):
            if child.tag == w("p"):
                before = self._paragraph(child, before)
                if child.find(w("pPr/rPr/del")) is not None:
                    continue
            elif child.tag == w("altChunk"):
                self.embedded()
            if before is not None and child.tag in (w("p"), w("tbl")):
                yield before
                before = None
            if child.tag == w("tbl"):
                yield child
        if before is not None:
            yield before

    def cell(self, container: Element) -> str:
        """What stands in a cell, a note or a box: a line for each paragraph, and for each row of a table in it."""
        lines: list[str] = []
        for item in self.flow(container):
            if isinstance(item, Text):
                lines.append(item.mark + item.text if item.text else item.mark.rstrip(" "))
                lines += filter(None, map(self.cell, item.boxes))
            else:
                lines += ["\t".join(map(self.cell, cells_of(row))) for row in rows_of(item)]
        return "\n".join(lines).strip("\n")

    def _paragraph(self, paragraph: Element, before: Text | None) -> Text:
        style = word(paragraph.find(w("pPr/pStyle")))
        own = paragraph.find(w("pPr/numPr"))
        numbering = own if own is not None else self.styles.find(style, "pPr/numPr")
        mark = "" if numbering is None else self.lists.mark(numbering, style)
        boxes: list[Element] = []
        text = "".join(self._inline(paragraph, boxes, self.styles.find(style, "rPr/vanish"))).translate(SYMBOLS)
        outline = paragraph.find(w("pPr/outlineLvl"))
        level = self.styles.level(style) if outline is None else level_of(outline)
        if before is not None:
            text, boxes = before.text + text, [*before.boxes, *boxes]
        return Text(mark, text, level, tuple(boxes))

    def _inline(self, container: Element, boxes: list[Element], hidden: Element | None) -> Iterator[str]:
        for child in children(container):
            if child.tag == w("r"):
                own = child.find(w("rPr/vanish"))
                if own is None:
                    own = self.styles.find(word(child.find(w("rPr/rStyle"))), "rPr/vanish")
                if not is_on(hidden if own is None else own):
                    yield from self._run(child, boxes)
            elif child.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
                yield "".join(part.text or "" for part in child.iter(f"{_MATH}t"))

    def _run(self, run: Element, boxes: list[Element]) -> Iterator[str]:
        for child in children(run):
            if child.tag == w("t"):
                yield child.text or ""
            elif child.tag in _SIGNS and child.get(w("type"), "textWrapping") == "textWrapping":
                yield _SIGNS[child.tag]
            elif child.tag == w("sym"):
                yield char(str(child.get(w("char"), "")))
            elif child.tag == w("ruby"):
                for base in child.findall(w("rubyBase")):
                    yield from self._inline(base, boxes, None)
            elif child.tag in (w("footnoteReference"), w("endnoteReference")):
                self.notes.append((child.tag.rpartition("}")[2].removesuffix("Reference"), child.get(w("id"))))
            elif child.tag in (w("drawing"), w("pict"), w("object")):
                boxes += boxes_in(child)
                if any("Equation" not in item.get("ProgID", "") for item in child.iter(_OLE_OBJECT)):
                    self.embedded()
