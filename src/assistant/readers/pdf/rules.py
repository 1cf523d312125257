"""Straight lines on a page, level or upright, joined from the pieces that they are drawn in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from pdfminer.layout import LTCurve, LTRect

_NEAR: Final = 3.0
"""Lines nearer than this are one (double lines), and ends nearer than this touch."""
_THICK: Final = 4.0
"""A filled box no thicker than this is a line; a thicker one is a background."""
_SHORT: Final = 6.0
_WHITE: Final = ((1,), (1, 1, 1), (0, 0, 0, 0))


class Rule(NamedTuple):
    """A line at ``at`` (its height where it is level, else its distance from the left) from ``start`` to ``end``."""

    at: float
    start: float
    end: float


def rules_of(
    curves: Iterable[LTCurve], left: float, top: float, turn: int, extent: float
) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The level and the upright lines of a page whose upper left corner is at ``left`` and ``top``, turned as its text."""
    level: list[Rule] = []
    upright: list[Rule] = []
    for curve in curves:
        for (x0, y0), (x1, y1) in _pieces(curve):
            a, b = (_turned((x - left, top - y), turn, extent) for x, y in ((x0, y0), (x1, y1)))
            width, height = abs(a[0] - b[0]), abs(a[1] - b[1])
            if height <= 1 and width >= height:
                level.append(Rule((a[1] + b[1]) / 2, min(a[0], b[0]), max(a[0], b[0])))
            if width <= 1 and height >= width:
                upright.append(Rule((a[0] + b[0]) / 2, min(a[1], b[1]), max(a[1], b[1])))
    return tuple(joined(level)), tuple(joined(upright))


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Lines at one place as one, and the pieces of each joined where they touch; without the very short ones."""
    found: list[Rule] = []
    ordered = sorted(rules)
    band: list[Rule] = []
    for rule in [*ordered, None]:
        if rule is not None and (not band or rule.at - band[0].at <= _NEAR):
            band.append(rule)
            continue
        if band:
            length = sum(each.end - each.start + 0.01 for each in band)
            at = sum(each.at * (each.end - each.start + 0.01) for each in band) / length
            found += _runs(at, band)
        band = [] if rule is None else [rule]
    return found


def _runs(at: float, band: Sequence[Rule]) -> Iterator[Rule]:
    pieces = sorted((rule.start, rule.end) for rule in band)
    start, end = pieces[0]
    for after in [*pieces[1:], (float("inf"), float("inf"))]:
        if after[0] <= end + _NEAR:
            end = max(end, after[1])
            continue
        if end - start >= _SHORT:
            yield Rule(at, start, end)
        start, end = after


Point = tuple[float, float]


def _pieces(curve: LTCurve) -> Iterator[tuple[Point, Point]]:
    """The straight pieces of a drawn path that people see as lines."""
    stroked = curve.stroke and _is_seen(curve.stroking_color) and curve.linewidth <= 3 * _THICK
    if stroked:
        yield from pairwise(curve.pts)
        if isinstance(curve, LTRect):
            yield curve.pts[-1], curve.pts[0]
    elif curve.fill and _is_seen(curve.non_stroking_color):
        x0, y0, x1, y1 = curve.bbox
        if y1 - y0 <= _THICK:
            yield (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)
        if x1 - x0 <= _THICK:
            yield ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)


def _is_seen(color: object) -> bool:
    values = tuple(color) if isinstance(color, list | tuple) else (color,)
    return values not in _WHITE


def _turned(point: Point, turn: int, extent: float) -> Point:
    x, y = point
    return {1: (y, extent - x), -1: (extent - y, x)}.get(turn, point)
