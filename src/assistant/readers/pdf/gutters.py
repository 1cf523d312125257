"""Tables without lines: rows of text that white gutters, the same in all of them, divide into columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from assistant.readers.pdf.glyphs import Strip, merged
from assistant.readers.pdf.rules import Rule
from assistant.readers.pdf.wraps import joined

Text = list[Strip]
"""A line of text in strips."""

_NARROW: Final = 0.3
"""The least width of a gutter, in ems."""
_ALONE: Final = 1.0
"""The least width of the only gutter of a table."""
_COST: Final = 3
"""How many times rows must make use of gutters before it pays to see a table in them."""
_APART: Final = 4.0
"""White space of this height, in ems, ends a table."""
_LOOSER: Final = 1.12
"""Steps from line to line are of two kinds where some are this much larger than all others: these begin rows."""
_MARKER: Final = r"[・•●○◎◇◆□■※①-⑳\-－0-9０-９a-zA-Zア-ンｱ-ﾝ()（）.．、]"
_PROSE: Final = 12
"""The least width of a column of running text, in ems."""
_LINES: Final = 5
"""The least number of its lines."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of text between ``start`` and ``end`` that are a table, and the middles of its gutters."""

    start: int
    end: int
    gutters: tuple[tuple[float, float], ...]

    def column(self, strip: Strip) -> int:
        """The column, from 0, in which a strip stands."""
        return bisect_right(self.gutters, ((strip.left + strip.right) / 2, 0.0))


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines of running text, and where full ones end."""

    texts: Sequence[Text]
    right: float


@dataclass(frozen=True, slots=True)
class Loose:
    """A table without lines: the left edges of its columns, its rows, and the heights between which each stands."""

    xs: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    heights: tuple[tuple[float, float], ...]


def divided(texts: Sequence[Text], level: Sequence[Rule], right: float) -> Iterator[Flow | Loose]:
    """Lines of text from the top, with the tables that are found in them; text in two columns one after the other.

    ``level`` are the level lines of the page; at ``right`` its full lines end.
    """
    at = 0
    for columns in _tables(texts):
        yield Flow(texts[at : columns.start], right)
        at = columns.end
        rows = texts[columns.start : columns.end]
        if _is_prose(columns, rows):
            for side in (0, 1):
                lines = [found for row in rows if (found := [s for s in row if columns.column(s) == side])]
                yield Flow(lines, max(strip.right for line in lines for strip in line))
        else:
            yield _loose(columns, rows, level)
    yield Flow(texts[at:], right)


def _tables(texts: Sequence[Text]) -> list[Columns]:
    """The stretches of lines that make the most of gutters, by dynamic programming over where tables begin and end."""
    best: list[float] = [0.0]
    chosen: list[Columns | None] = [None]
    ending: dict[int, list[tuple[int, Columns]]] = {}
    for start in range(len(texts)):
        for score, columns in _stretches(texts, start):
            ending.setdefault(columns.end, []).append((score, columns))
    for end in range(1, len(texts) + 1):
        best.append(best[-1])
        chosen.append(None)
        for score, columns in ending.get(end, []):
            gained = best[columns.start] + score - _COST
            if gained > best[end] or (gained == best[end] and gained > best[columns.start]):
                best[end] = gained
                chosen[end] = columns
    found: list[Columns] = []
    end = len(texts)
    while end:
        last = chosen[end]
        if last is not None:
            found.append(last)
        end = end - 1 if last is None else last.start
    return found[::-1]


def _stretches(texts: Sequence[Text], start: int) -> Iterator[tuple[int, Columns]]:
    """The tables that may begin at a line, with how often their rows make use of gutters."""
    if len(texts[start]) < 2:
        return
    size = median(strip.size for strip in texts[start])
    free = [(float("-inf"), float("inf"))]
    uses: list[int] = []
    count = (0, 0)
    for end in range(start, len(texts)):
        row = texts[end]
        if end > start and row[0].top - max(strip.bottom for strip in texts[end - 1]) > _APART * size:
            return
        free = _without(free, row, size)
        if len(free) < 3:
            return
        columns = Columns(start, end + 1, _shared(free[1:-1], texts[start : end + 1]))
        if (len(free), len(columns.gutters)) != count:
            uses = [_used(columns, each) for each in texts[start:end]]
            count = len(free), len(columns.gutters)
        uses.append(_used(columns, row))
        if (
            uses[0]
            and (uses[-1] or _is_rest(columns, texts[end - 1], row))
            and _is_table(columns, texts[start : end + 1], uses, size)
        ):
            yield sum(uses), columns


def _shared(gutters: Sequence[tuple[float, float]], rows: Sequence[Text]) -> tuple[tuple[float, float], ...]:
    """The gutters without those that only divide the words of one row."""
    while gutters:
        columns = Columns(0, 0, tuple(gutters))
        filled = Counter(column for row in rows for column in {columns.column(strip) for strip in row})
        alone = next((column for column in range(len(gutters) + 1) if filled[column] < 2), None)
        if alone is None or len(rows) < 2:
            break
        gutters = [gutter for number, gutter in enumerate(gutters) if number != max(alone - 1, 0)]
    return tuple(gutters)


def _without(free: Iterable[tuple[float, float]], row: Text, size: float) -> list[tuple[float, float]]:
    """What is left of free stretches where a line of text stands."""
    for strip in row:
        left: list[tuple[float, float]] = []
        for start, end in free:
            if strip.right <= start or strip.left >= end:
                left.append((start, end))
            else:
                left += [(start, strip.left)] if strip.left - start >= _NARROW * size else []
                left += [(strip.right, end)] if end - strip.right >= _NARROW * size else []
        free = left
    return list(free)


def _used(columns: Columns, row: Text) -> int:
    return len({columns.column(strip) for strip in row}) - 1


def _is_rest(columns: Columns, before: Text, row: Text) -> bool:
    """Whether a line in one column goes on with what stands right above it."""
    near = row[0].top - max(strip.bottom for strip in before) < 0.8 * row[0].size
    return near and {columns.column(strip) for strip in row} <= {columns.column(strip) for strip in before}


def _is_table(columns: Columns, rows: Sequence[Text], uses: Sequence[int], size: float) -> bool:
    """Whether these rows look like a table, not like a list with marks or text with a wide gap in it."""
    number = len(columns.gutters) + 1
    if number > 2:
        return sum(use >= 2 for use in uses) >= 2
    start, end = columns.gutters[0]
    first = [strip.text.strip() for row in rows for strip in row if columns.column(strip) == 0]
    marked = sum(len(words) <= 4 and bool(re.fullmatch(f"{_MARKER}+", words)) for words in first)
    return sum(map(bool, uses)) >= 3 and end - start >= _ALONE * size and 2 * marked < len(first)


def _is_prose(columns: Columns, rows: Sequence[Text]) -> bool:
    """Whether two columns are text set in columns: both wide, and most of their lines full."""
    if len(columns.gutters) != 1 or len(rows) < _LINES:
        return False
    for side in (0, 1):
        lines = [merged(found) for row in rows if (found := [s for s in row if columns.column(s) == side])]
        left, right = min(line.left for line in lines), max(line.right for line in lines)
        size = median(line.size for line in lines)
        full = sum(line.right > right - 2 * size for line in lines)
        if right - left < _PROSE * size or full < 0.55 * len(rows):
            return False
    return True


def _loose(columns: Columns, texts: Sequence[Text], level: Sequence[Rule]) -> Loose:
    number = len(columns.gutters) + 1
    table: list[list[list[Strip]]] = []
    for text in texts:
        cells: list[list[Strip]] = [[] for _ in range(number)]
        for strip in text:
            cells[columns.column(strip)].append(strip)
        table.append(cells)
    strips = [[strip for row in table for strip in row[column]] for column in range(number)]
    edges = [(min(s.left for s in each), max(s.right for s in each)) for each in strips]
    rows: list[tuple[str, ...]] = []
    heights: list[tuple[float, float]] = []
    for start, end in pairwise([*_starts(table, texts, level, edges), len(texts)]):
        lines = [[merged(row[column]) for row in table[start:end] if row[column]] for column in range(number)]
        rows.append(tuple(joined(each, *edge) for each, edge in zip(lines, edges, strict=True)))
        inside = [strip for text in texts[start:end] for strip in text]
        heights.append((min(strip.top for strip in inside), max(strip.bottom for strip in inside)))
    return Loose((*(edge[0] for edge in edges), edges[-1][1]), tuple(rows), tuple(heights))


def _starts(
    table: Sequence[Sequence[Text]], texts: Sequence[Text], level: Sequence[Rule], edges: Sequence[tuple[float, float]]
) -> list[int]:
    """The lines that begin a row: by lines drawn between rows, else by wider steps, else by what stands in columns."""
    tops = [min(strip.top for strip in text) for text in texts]
    bottoms = [max(strip.bottom for strip in text) for text in texts]
    width = edges[-1][1] - edges[0][0]
    ruled = [
        any(bottoms[i - 1] - 2 <= r.at <= tops[i] + 2 and r.end - r.start > width / 2 for r in level)
        for i in range(1, len(texts))
    ]
    if sum(ruled) >= 3:
        return [0, *(i for i, rule in enumerate(ruled, start=1) if rule)]
    steps = [_step(before, after) for before, after in pairwise(table)]
    narrow = next((a for a, b in pairwise(sorted(steps)) if b > _LOOSER * max(a, 1.0)), max(steps))
    wider = [step > narrow for step in steps]
    if not (any(wider) and _is_wrapped(table, wider)):
        wider = [_begins(table, i, edges) for i in range(1, len(texts))]
    return [0, *(i for i, (rule, wide) in enumerate(zip(ruled, wider, strict=True), start=1) if rule or wide)]


def _step(above: Sequence[Text], row: Sequence[Text]) -> float:
    """How far a line is below the one above: in a column that has both, since fonts differ in height."""
    both = [after[0].top - before[0].top for before, after in zip(above, row, strict=True) if before and after]
    tops = [min(strip.top for cell in each for strip in cell) for each in (above, row)]
    return min(both, default=tops[1] - tops[0])


def _is_wrapped(table: Sequence[Sequence[Text]], wider: Sequence[bool]) -> bool:
    """Whether wider steps divide rows: most lines after a narrow step leave some column empty."""
    inner = [table[i] for i, wide in enumerate(wider, start=1) if not wide]
    return 2 * sum(not all(row) for row in inner) > len(inner) - 1


def _begins(table: Sequence[Sequence[Text]], i: int, edges: Sequence[tuple[float, float]]) -> bool:
    """Whether a line begins a row: its first column is filled, or most are, and none goes on with a full line above."""
    row, above = table[i], table[i - 1]
    if not row[0]:
        return 2 * sum(map(bool, row)) > len(row) and not any(
            bool(here) and bool(before) for here, before in zip(row, above, strict=True)
        )
    full = above[0] and edges[0][1] - merged(above[0]).right < 1.5 * above[0][0].size
    others = sum(map(bool, row[1:]))
    return others > 0 and not (full and 2 * others <= len(row) - 1 and edges[0][1] - edges[0][0] > 8 * row[0][0].size)
