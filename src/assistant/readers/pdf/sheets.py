"""Pages of a PDF file as people see them: characters and straight lines, upright."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTItem, LTPage
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import apply_matrix_rect

from assistant.readers.pdf.glyphs import LOST, Glyph, distinct, turned
from assistant.readers.pdf.rules import Rule, rules_of
from assistant.text import whole_kanji


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page. Where its text lies on its side, all of it is turned upright, by ``turn``.

    ``whole`` says whether nothing of it was found to be damaged.
    """

    number: int
    width: float
    height: float
    turn: int
    glyphs: tuple[Glyph, ...]
    rules: tuple[tuple[Rule, ...], tuple[Rule, ...]]
    pictures: int
    whole: bool

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        """A box of the turned page, as it lies on the page that people see."""
        if self.turn == 1:
            left, top, right, bottom = self.height - bottom, left, self.height - top, right
        elif self.turn == -1:
            left, top, right, bottom = top, self.width - right, bottom, self.width - left
        return tuple(round(at, 1) for at in (left, top, right, bottom))


def _seen(page: PDFPage, drawn: LTPage) -> tuple[float, float, float, float]:
    """The part of the page that people see, from its lower left corner: its crop box."""
    x0, y0, x1, y1 = page.mediabox
    matrix = {90: (0, -1, 1, 0, -y0, x1), 180: (-1, 0, 0, -1, x1, y1), 270: (0, 1, -1, 0, y1, -x0)}
    left, bottom, right, top = apply_matrix_rect(matrix.get(page.rotate, (1, 0, 0, 1, -x0, -y0)), page.cropbox)
    left, bottom, right, top = max(left, 0), max(bottom, 0), min(right, drawn.width), min(top, drawn.height)
    whole = (0.0, 0.0, drawn.width, drawn.height)
    return (left, bottom, right, top) if right - left > 10 and top - bottom > 10 else whole


def sheet_of(number: int, page: PDFPage, drawn: LTPage, whole: bool) -> Sheet:
    """The page as people see it, of what is drawn on it."""
    left, bottom, right, top = _seen(page, drawn)
    items = list(_items(drawn))
    found = [_glyph(item, left, top) for item in items if isinstance(item, LTChar) and item.get_text()]
    inside = [
        glyph
        for glyph in distinct(glyph for glyph in found if glyph is not None)
        if 0 <= glyph.x <= right - left and 0 <= glyph.y <= top - bottom
    ]
    turns = Counter(glyph.turn for glyph in inside)
    turn = max(turns, key=lambda each: turns[each]) if turns else 0
    width, height = right - left, top - bottom
    extent = {1: width, -1: height}.get(turn, 0.0)
    curves = [item for item in items if isinstance(item, LTCurve)]
    pictures = sum(isinstance(item, LTImage) for item in items)
    glyphs = tuple(turned(glyph, turn, extent) for glyph in inside)
    size = (height, width) if turn else (width, height)
    return Sheet(number, *size, turn, glyphs, rules_of(curves, left, top, turn, extent), pictures, whole)


def _items(container: Iterable[LTItem]) -> Iterator[LTItem]:
    stack: list[Iterator[LTItem]] = [iter(container)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, LTContainer):
            stack.append(iter(item))
        else:
            yield item


def _glyph(char: LTChar, left: float, top: float) -> Glyph | None:
    """A character in points from the upper left; None where it runs aslant (a watermark) or cannot be seen."""
    turn = _turn(char.matrix)
    size = char.width if turn else char.height
    if turn is None or not 0.5 < size < 2000:
        return None
    text = char.get_text().replace("\0", "")
    lost = LOST if any(c < " " and c not in "\t\n\r" for c in text) else text
    return Glyph(whole_kanji(lost or LOST), char.x0 - left, top - char.y1, char.x1 - left, top - char.y0, size, turn)


def _turn(matrix: Sequence[float]) -> int | None:
    a, b = matrix[0], matrix[1]
    if abs(b) < 0.05 * abs(a):
        return 0
    if abs(a) < 0.05 * abs(b):
        return 1 if b < 0 else -1
    return None
