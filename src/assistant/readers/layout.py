"""Where tables end on a sheet: its filled cells cut into pieces, each a table or words that stand outside of one.

A sheet is cut at blank rows and blank columns.

- Rows that stand above a table and hold one cell are pieces of their own; further down they stay in the table.
- One blank row does not end a table whose numbering goes on below it.
- A blank column divides tables of two or more columns and rows, and parts a table from remarks beside it. It does not
  cut off a single column that is filled row by row: there, cells were only spread out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

_DEEPEST: Final = 8
"""Cuts inside of cuts; nobody lays out a sheet with more."""


class Shown(NamedTuple):
    """What a cell shows, and whether it is a number or a date."""

    text: str
    number: bool = False


class Box(NamedTuple):
    """A filled cell as it lies among what is not hidden, and the row and column of the sheet where it begins."""

    top: int
    left: int
    bottom: int
    right: int
    shown: Shown
    row: int
    column: int


_NOTHING: Final = Box(-1, -1, -1, -1, Shown(""), 0, 0)


def pieces(boxes: list[Box], depth: int = _DEEPEST) -> Iterator[list[Box]]:
    """``boxes``, in order of rows, cut where tables end: each piece is a table, or words that stand outside of one."""
    for band in _joined(_cut(boxes, 0)):
        parts = _parts(band) if depth else [band]
        titles = _titles(band) if depth and len(parts) == 1 else 0
        if len(parts) > 1:
            for part in parts:
                yield from pieces(part, depth - 1)
        elif titles:
            yield band[:titles]
            yield from pieces(band[titles:], depth - 1)
        else:
            yield band


def _cut(boxes: list[Box], axis: Literal[0, 1]) -> list[list[Box]]:
    """``boxes`` divided at blank rows (axis 0) or blank columns (axis 1)."""
    groups: list[list[Box]] = []
    end = 0
    for box in sorted(boxes, key=lambda box: box[axis]) if axis else boxes:
        if groups and box[axis] <= end + 1:
            groups[-1].append(box)
        else:
            groups.append([box])
            end = 0
        end = max(end, box.right if axis else box.bottom)
    return [sorted(group, key=lambda box: box[:2]) for group in groups] if axis else groups


def _joined(bands: list[list[Box]]) -> list[list[Box]]:
    """``bands`` of rows, with those put together between which one blank row lies and a numbering goes on."""
    found: list[list[Box]] = []
    lefts: set[int] = set()
    end = 0
    last = _NOTHING
    for band in bands:
        first = band[0]
        own = {box.left for box in band}
        follows = first.top == end + 2 and first.left == last.left == min(lefts) and own <= lefts
        if follows and len(band) > 1 and band[1].top == first.top and _is_number(first) and _is_number(last):
            found[-1] += band
        else:
            found.append(list(band))
            lefts = set()
        lefts |= own
        end = max(box.bottom for box in band)
        last = next(box for box in band if box.top == band[-1].top)
    return found


def _is_number(box: Box) -> bool:
    return box.shown.number or box.shown.text.strip().isdecimal()


def _parts(band: list[Box]) -> list[list[Box]]:
    """``band`` divided at the blank columns between tables, and between a table and remarks beside it."""
    segments = _cut(band, 1)
    rows = Counter(top for segment in segments for top in {box.top for box in segment})
    if len(segments) == 1 or len(rows) == 1:
        return segments
    parts: list[list[Box]] = []
    loose: list[Box] = []
    for segment in segments:
        tops = {box.top for box in segment}
        table = len(tops) > 1 and len({box.left for box in segment}) > 1
        remark = 2 * len(tops) < len(rows) and all(rows[top] > 1 for top in tops)
        if table or remark:
            parts.append(loose + segment)
            loose = []
        elif parts:
            parts[-1] += segment
        else:
            loose += segment
    return [sorted(part, key=lambda box: box[:2]) for part in parts] if parts and not loose else [band]


def _titles(band: list[Box]) -> int:
    """How many cells stand alone in the rows above a table: its title, its date, the section it belongs to."""
    if not is_table(band):
        return 0
    left = min(box.left for box in band)
    for count, (box, below) in enumerate(pairwise(band)):
        groups = box.right > box.left > left
        if groups or below.top <= box.bottom:
            return count
    return 0


def is_table(boxes: Sequence[Box]) -> bool:
    """Whether two cells stand side by side anywhere."""
    return any(below.top <= box.bottom for box, below in pairwise(boxes)) and len({box.left for box in boxes}) > 1
