"""Ruled tables: the cells that level and upright lines enclose, open sides and missing lines included."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from assistant.readers.pdf.glyphs import Glyph
from assistant.readers.pdf.rules import Rule

_TOUCH: Final = 3.5
"""Lines that end nearer than this to another one touch it."""
_BEYOND: Final = 8.0
"""Level lines that reach this far beyond the last upright one leave a side open: it has a column of its own."""
_COVERED: Final = 0.5
"""A line divides two cells where it runs along this share of their side."""
_OTHERS: Final = 2
"""Edges that each of two rows has and the other has not, from which they belong to two tables."""
_MOST: Final = 4_000_000
"""Pairs of lines on a page; more is a drawing."""


@dataclass(frozen=True, slots=True)
class Area:
    """A cell: its rows and columns, half-open."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: its edges across and down, and the areas of its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the table."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def filled(self, glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
        """The characters in each of the areas."""
        at = {
            (i, j): n for n, a in enumerate(self.areas) for i in range(a.top, a.bottom) for j in range(a.left, a.right)
        }
        cells: list[list[Glyph]] = [[] for _ in self.areas]
        for glyph in glyphs:
            i = min(max(bisect_right(self.ys, glyph.y) - 1, 0), len(self.ys) - 2)
            j = min(max(bisect_right(self.xs, glyph.x) - 1, 0), len(self.xs) - 2)
            cells[at[i, j]].append(glyph)
        return cells


def lattices(level: Sequence[Rule], upright: Sequence[Rule], cells: int) -> list[Lattice]:
    """The tables of a page, from the top; none in another. At most ``cells`` cells each, larger ones are drawings."""
    if len(level) * len(upright) > _MOST:
        return []
    found: list[Lattice] = []
    groups = [_closed(*group) for group in _groups(level, upright)]
    for across, down in sorted(groups, key=lambda group: -_extent(*group)):
        lattice = _lattice(across, down, cells)
        if lattice is not None and not any(_is_inside(lattice, other) for other in found):
            found.append(lattice)
    parts = [part for lattice in found for part in _parts(lattice)]
    return sorted(parts, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _parts(lattice: Lattice) -> Iterator[Lattice]:
    """The tables that stand one upon the other without a gap: told by their columns, which are others."""
    edges = [
        {area.left for area in lattice.areas if area.top <= row < area.bottom} for row in range(len(lattice.ys) - 1)
    ]
    crossed = {row for area in lattice.areas for row in range(area.top + 1, area.bottom)}
    cuts = [
        row
        for row in range(1, len(edges))
        if row not in crossed and min(len(edges[row - 1] - edges[row]), len(edges[row] - edges[row - 1])) >= _OTHERS
    ]
    for top, bottom in pairwise([0, *cuts, len(edges)]):
        areas = [area for area in lattice.areas if top <= area.top < bottom]
        kept = sorted({edge for area in areas for edge in (area.left, area.right)})
        yield Lattice(
            tuple(lattice.xs[edge] for edge in kept),
            lattice.ys[top : bottom + 1],
            tuple(
                Area(area.top - top, kept.index(area.left), area.bottom - top, kept.index(area.right)) for area in areas
            ),
        )


def _groups(level: Sequence[Rule], upright: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """The lines that hang together: each touches another one of its group."""
    parents = list(range(len(level) + len(upright)))
    for i, h in enumerate(level):
        for j, v in enumerate(upright, start=len(level)):
            if v.start - _TOUCH <= h.at <= v.end + _TOUCH and h.start - _TOUCH <= v.at <= h.end + _TOUCH:
                parents[_root(parents, i)] = _root(parents, j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i in range(len(parents)):
        group = groups.setdefault(_root(parents, i), ([], []))
        if i < len(level):
            group[0].append(level[i])
        else:
            group[1].append(upright[i - len(level)])
    return (group for group in groups.values() if len(group[0]) + len(group[1]) > 2 and all(group))


def _root(parents: list[int], node: int) -> int:
    while parents[node] != node:
        parents[node] = parents[parents[node]]
        node = parents[node]
    return node


def _extent(level: Sequence[Rule], upright: Sequence[Rule]) -> float:
    width = max(rule.end for rule in level) - min(rule.start for rule in level)
    return width * (max(rule.end for rule in upright) - min(rule.start for rule in upright))


def _closed(level: list[Rule], upright: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The lines, with one more along each open side (tables without lines at the left and the right)."""
    return [*level, *_sides(level, upright)], [*upright, *_sides(upright, level)]


def _sides(rules: Sequence[Rule], across: Sequence[Rule]) -> Iterator[Rule]:
    """The missing first and last one of ``rules``, where at least two of the lines that cross them reach beyond."""
    first, last = min(rule.at for rule in rules), max(rule.at for rule in rules)
    before = sorted(rule.start for rule in across if rule.start < first - _BEYOND)
    behind = sorted(rule.end for rule in across if rule.end > last + _BEYOND)
    span = min(rule.at for rule in across), max(rule.at for rule in across)
    if len(before) > 1:
        yield Rule(before[0], *span)
    if len(behind) > 1:
        yield Rule(behind[-1], *span)


def _lattice(level: Sequence[Rule], upright: Sequence[Rule], cells: int) -> Lattice | None:
    ys, xs = _edges(level), _edges(upright)
    while len(xs) > 1 and len(ys) > 1 and (len(xs) - 1) * (len(ys) - 1) <= cells:
        above, beside = _walls(level, ys, xs), _walls(upright, xs, ys)
        kept_ys = [y for i, y in enumerate(ys) if i in (0, len(ys) - 1) or any(above[i])]
        kept_xs = [x for j, x in enumerate(xs) if j in (0, len(xs) - 1) or any(beside[j])]
        if len(kept_ys) == len(ys) and len(kept_xs) == len(xs):
            areas = tuple(_areas(above, beside))
            return Lattice(tuple(xs), tuple(ys), areas) if len(areas) > 1 else None
        ys, xs = kept_ys, kept_xs
    return None


def _edges(rules: Iterable[Rule]) -> list[float]:
    edges: list[float] = []
    for rule in sorted(rules):
        if not edges or rule.at - edges[-1] > _TOUCH:
            edges.append(rule.at)
    return edges


def _walls(rules: Sequence[Rule], edges: Sequence[float], across: Sequence[float]) -> list[list[bool]]:
    """For each edge, along which of the stretches between ``across`` a line runs."""
    walls = []
    for edge in edges:
        near = [rule for rule in rules if abs(rule.at - edge) <= _TOUCH]
        walls.append(
            [
                sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in near) >= _COVERED * (end - start)
                for start, end in pairwise(across)
            ]
        )
    return walls


def _areas(above: Sequence[Sequence[bool]], beside: Sequence[Sequence[bool]]) -> Iterator[Area]:
    """The cells, row by row: each as wide, then as high as no line divides it."""
    rows, columns = len(above) - 1, len(beside) - 1
    taken: set[tuple[int, int]] = set()
    for top in range(rows):
        for left in range(columns):
            if (top, left) in taken:
                continue
            right = left + 1
            while right < columns and not beside[right][top] and (top, right) not in taken:
                right += 1
            bottom = top + 1
            while bottom < rows and _goes_on(above, beside, bottom, left, right, columns):
                bottom += 1
            taken |= {(i, j) for i in range(top, bottom) for j in range(left, right)}
            yield Area(top, left, bottom, right)


def _goes_on(
    above: Sequence[Sequence[bool]], beside: Sequence[Sequence[bool]], row: int, left: int, right: int, columns: int
) -> bool:
    """Whether the columns from ``left`` to ``right`` are one cell in ``row`` too, and the same as above."""
    return (
        not any(above[row][left:right])
        and not any(beside[j][row] for j in range(left + 1, right))
        and (left == 0 or beside[left][row])
        and (right == columns or beside[right][row])
    )


def _is_inside(lattice: Lattice, other: Lattice) -> bool:
    left, top, right, bottom = lattice.box
    return other.holds((left + right) / 2, (top + bottom) / 2)
