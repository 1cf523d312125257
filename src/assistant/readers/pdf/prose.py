"""Running text: lines joined to paragraphs, headings told by their size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.readers.pdf.glyphs import Strip, merged
from assistant.readers.pdf.wraps import appended, begins_anew, is_marked

_LARGER: Final = 1.12
"""Text this much larger than the running text is a heading."""
_LONGEST: Final = 120
"""Characters of a heading."""
_LEVELS: Final = 3
_ASIDE: Final = 0.4
"""Lines that begin beyond this share of the width are set to the right, each for itself (a date, an author)."""


@dataclass(frozen=True, slots=True)
class Run:
    """A paragraph: its text, its box and the size of its characters."""

    text: str
    box: tuple[float, float, float, float]
    size: float


def runs_of(texts: Sequence[Sequence[Strip]], right: float) -> Iterator[Run]:
    """The paragraphs of lines of text that follow one another; ``right`` is where full lines of the page end."""
    lines = [merged(text) for text in texts]
    left = min((line.left for line in lines), default=0.0)
    group: list[Strip] = []
    for line in lines:
        if group and _begins(group, line, left, right):
            yield _run(group)
            group = []
        group.append(line)
    if group:
        yield _run(group)


def body_of(everywhere: Mapping[float, int], outside: Mapping[float, int]) -> float:
    """The size of running text: the most common one, or the one outside of tables where that is more than titles."""
    body = max(everywhere, key=lambda size: everywhere[size])
    own = max(outside, key=lambda size: outside[size], default=body)
    return max(body, own) if outside.get(own, 0) > _LONGEST else body


def levels_of(sizes: Iterable[float], body: float) -> dict[float, int]:
    """The level of headings for each size of characters that is larger than running text: the largest is 1."""
    larger = sorted((size for size in sizes if size >= _LARGER * body), reverse=True)
    return {size: min(level, _LEVELS) for level, size in enumerate(larger, start=1)}


def level_of(run: Run, levels: Mapping[float, int]) -> int:
    """The level of a paragraph as a heading, 0 for running text."""
    return levels.get(run.size, 0) if len(run.text) <= _LONGEST else 0


def rounded(size: float) -> float:
    """A size of characters to half a point."""
    return round(2 * size) / 2


def _begins(group: Sequence[Strip], line: Strip, left: float, right: float) -> bool:
    """Whether a line begins a paragraph of its own after those of ``group``."""
    before = group[-1]
    size = max(before.size, line.size)
    if abs(before.size - line.size) > 0.15 * size or line.top - before.bottom > 1.1 * size:
        return True
    if before.left - left > _ASIDE * (right - left):
        return True
    if begins_anew("".join(each.text for each in group), before, line, right):
        return True
    deeper = line.left - before.left
    if len(group) == 1:  # the first line may stand in (indented) or out (after the mark of an item)
        return (deeper > 0.7 * size and not is_marked(before.text)) or deeper < -3 * size
    return abs(deeper) > 0.7 * size


def _run(group: Sequence[Strip]) -> Run:
    text = group[0].text
    for line in group[1:]:
        text = appended(text, line.text, anew=False)
    whole = merged(group)
    return Run(
        text,
        (whole.left, whole.top, whole.right, whole.bottom),
        Counter(rounded(s.size) for s in group).most_common(1)[0][0],
    )
