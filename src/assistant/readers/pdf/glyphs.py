"""Characters where they stand on a page, and the strips of text they make."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

_SAME: Final = 0.12
"""Two equal characters nearer than this (in ems) are one, printed twice to look bold."""
_GAP: Final = 0.35
"""A gap from this width (in ems) may divide two columns."""
_WIDE: Final = 0.8
"""A gap from this width is a blank, though none is written."""
_WORD: Final = 0.25
"""Between Latin letters, this is enough."""
LOST: Final = "\ufffd"
"""Stands for a character whose font does not tell which one it is."""


class Glyph(NamedTuple):
    """A character and its box, in points from the upper left corner.

    ``turn`` says where its line runs: 0 to the right, 1 down, -1 up.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    turn: int = 0

    @property
    def x(self) -> float:
        """Its middle, across."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Its middle, down."""
        return (self.top + self.bottom) / 2


class Strip(NamedTuple):
    """Characters of one line without a wide gap, and their box without the blanks at either end."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def distinct(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Each character once, though it was printed twice or more, a hair apart."""
    seen: dict[str, set[tuple[int, int]]] = defaultdict(set)
    found: list[Glyph] = []
    for glyph in glyphs:
        step = max(_SAME * glyph.size, 0.1)
        at = (round(glyph.left / step), round(glyph.top / step))
        taken = seen[glyph.text]
        near = ((at[0] + dx, at[1] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if glyph.text.isspace() or not any(spot in taken for spot in near):
            found.append(glyph)
            taken.add(at)
    return found


def turned(glyph: Glyph, turn: int, extent: float) -> Glyph:
    """The glyph on a page that is turned so that lines which ran down (1) or up (-1) run to the right.

    ``extent`` is the length of the side of the page that becomes its height (1) or its width (-1).
    """
    text, left, top, right, bottom, size, own = glyph
    if turn == 1:
        return Glyph(text, top, extent - right, bottom, extent - left, size, own - 1)
    if turn == -1:
        return Glyph(text, extent - bottom, left, extent - top, right, size, own + 1)
    return glyph


def rows_of(glyphs: Sequence[Glyph]) -> list[list[Strip]]:
    """Lines of text from top to bottom, each in strips from left to right."""
    return [_strips(line) for line in lines_of(glyphs) if any(not glyph.text.isspace() for glyph in line)]


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The characters line by line. What is raised or small (a mark of a note) stays in its line."""
    lines: list[list[Glyph]] = []
    largest: Glyph | None = None
    for glyph in sorted(glyphs, key=lambda glyph: glyph.y):
        if largest is None or glyph.y - largest.y > 0.55 * max(largest.size, glyph.size):
            lines.append([])
            largest = glyph
        elif glyph.size > largest.size:
            largest = glyph
        lines[-1].append(glyph)
    for line in lines:
        line.sort(key=lambda glyph: glyph.left)
    return lines


def merged(strips: Sequence[Strip]) -> Strip:
    """Strips of one line as one, with a blank for each wide gap that has none."""
    if len(strips) == 1:
        return strips[0]
    text = strips[0].text
    for before, after in pairwise(strips):
        text += _between(text, after.text, after.left - before.right, before.size) + after.text
    return Strip(
        text,
        min(strip.left for strip in strips),
        min(strip.top for strip in strips),
        max(strip.right for strip in strips),
        max(strip.bottom for strip in strips),
        max(strip.size for strip in strips),
    )


def spread(line: Sequence[Glyph]) -> Strip | None:
    """The few characters of a line that are spread over the width of their cell (都 道 府 県) as one word."""
    solid = [glyph for glyph in line if not glyph.text.isspace()]
    gaps = [after.left - before.right for before, after in pairwise(solid)]
    if len(solid) == len(line) and 2 <= len(solid) <= 10 and all(is_wide(glyph.text) for glyph in solid):
        size = max(glyph.size for glyph in solid)
        if min(gaps) > 0.3 * size and max(gaps) - min(gaps) < 0.25 * size:
            return _strip(line)
    return None


def is_wide(char: str) -> bool:
    """Whether a character is a kanji, a kana or of full width."""
    return unicodedata.east_asian_width(char[-1]) in "WFA"


def _strips(line: Sequence[Glyph]) -> list[Strip]:
    strips: list[list[Glyph]] = [[]]
    last: Glyph | None = None
    for glyph in line:
        if glyph.text.isspace():
            strips[-1].append(glyph)
            continue
        if last is not None:
            least = _WIDE if strips[-1][-1].text.isspace() else _GAP
            if glyph.left - last.right >= least * max(last.size, glyph.size):
                strips.append([])
        strips[-1].append(glyph)
        last = glyph
    return [_strip(strip) for strip in strips]


def _strip(glyphs: Sequence[Glyph]) -> Strip:
    solid = [glyph for glyph in glyphs if not glyph.text.isspace()] or glyphs
    text = ""
    end = solid[0].left
    for glyph in glyphs:
        if glyph.text.isspace():
            text += glyph.text
        else:
            gap = glyph.left - end
            text += (_between(text, glyph.text, gap, glyph.size) if gap < _GAP * glyph.size else "") + glyph.text
            end = glyph.right
    return Strip(
        text,
        min(glyph.left for glyph in solid),
        min(glyph.top for glyph in solid),
        max(glyph.right for glyph in solid),
        max(glyph.bottom for glyph in solid),
        max(glyph.size for glyph in solid),
    )


def _between(before: str, after: str, gap: float, size: float) -> str:
    """The blank that people see in a gap: none where one is written, or where the gap is only loose setting."""
    if not before or before[-1].isspace() or after[:1].isspace():
        return ""
    latin = not is_wide(before[-1]) and not is_wide(after[0])
    if latin:
        return " " if gap >= _WORD * size else ""
    return "\u3000" if gap >= _WIDE * size else ""
