"""Which lines of a grid are its headings, in one, two or three levels, and the names of the columns they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.columns import is_heading
from assistant.readers.document import Cell, Line
from assistant.text import normalize
from assistant.vocabulary import role_of, role_within

_LONGEST: Final = 30
"""Characters of the longest cell that may be a heading."""
_LEVELS: Final = 3
_DATA: Final = re.compile(r"[0-9.,\-/]+|.*[。]|.*[0-9]年.*")
"""What stands in cells of values and hardly in headings: numbers, sentences, dates."""


def filled(line: Line) -> list[Cell]:
    """The cells of ``line`` that hold words, each merged cell once."""
    return list(dict.fromkeys(cell for cell in line.cells if cell.text.strip()))


def find(lines: Sequence[Line]) -> range:
    """The numbers of the heading lines of a grid; empty where no line of it is known to be one.

    A line is one where two of its cells are known headings. Lines above it that group its columns belong to it
    (「提案」 over 「概要」 and 「状況」), and so do lines below it that divide them.
    """
    known = next((at for at, line in enumerate(lines) if _is_known(line)), None)
    if known is None:
        return range(0)
    start = known
    while start > 0 and known - start < _LEVELS - 1 and _groups(lines[start - 1], lines[start]):
        start -= 1
    return range(start, _end(lines, start, known + 1))


def guess(lines: Sequence[Line], first: int) -> range:
    """The heading lines that begin with number ``first`` where no word of them is known; empty if it is none."""
    return range(first, _end(lines, first, first + 1)) if may_be(lines[first]) else range(0)


def _end(lines: Sequence[Line], start: int, end: int) -> int:
    while end < len(lines) and end - start < _LEVELS and _divides(lines[end - 1], lines[end]):
        end += 1
    return end


def may_be(line: Line) -> bool:
    """Whether a line of unknown words looks like headings: short, all different, no values, nearly all filled."""
    texts = [normalize(cell.text).text.strip() for cell in filled(line)]
    width = sum(cell.width for cell in filled(line))
    return (
        len(texts) >= 2
        and width >= len(line.cells) - 1
        and len(set(texts)) == len(texts)
        and all(len(text) <= _LONGEST and not _DATA.fullmatch(text) for text in texts)
    )


def names(lines: Sequence[Line]) -> tuple[str, ...]:
    """A name for each column under heading ``lines``, no two alike: the lowest heading, behind its group if need be.

    「提案」 over 「概要」 gives 「概要」; 「回答」 over 「国」 and 「回答」 over 「県」 give 「回答 国」 and 「回答 県」.
    """
    width = max(len(line.cells) for line in lines)
    paths = [_path(lines, column) for column in range(width)]
    lowest = [path[-1] if path else "" for path in paths]
    found: list[str] = []
    for column, (path, leaf) in enumerate(zip(paths, lowest, strict=True)):
        alone = len(path) < 2 or (role_of(leaf) != "other" and lowest.count(leaf) == 1)
        name = (leaf if alone else " ".join(path)) or f"列{column + 1}"
        same = sum(other == name or other.startswith(f"{name}(") for other in found)
        found.append(f"{name}({same + 1})" if same else name)
    return tuple(found)


def is_repeated(line: Line, lines: Sequence[Line]) -> bool:
    """Whether ``line`` is one of the heading ``lines`` again, as at the top of the next page."""
    texts = _texts(line)
    return bool(texts) and any(texts == _texts(heading) for heading in lines)


def _is_known(line: Line) -> bool:
    cells = filled(line)
    return all(len(cell.text) <= 2 * _LONGEST for cell in cells) and is_heading(tuple(_squeezed(c.text) for c in cells))


def _groups(above: Line, heading: Line) -> bool:
    """Whether ``above`` names groups of the columns of ``heading``."""
    cells = filled(above)
    if len(cells) < 2 or any(len(c.text) > _LONGEST or _DATA.fullmatch(normalize(c.text).text) for c in cells):
        return False
    return any(cell.width > 1 for cell in cells) or len(cells) < len(filled(heading))


def _divides(heading: Line, below: Line) -> bool:
    """Whether ``below`` divides columns of ``heading``: it stands under merged cells, or under none of its words."""
    own = [cell for cell in filled(below) if cell not in heading.cells]
    if not own or any(len(cell.text) > _LONGEST or _DATA.fullmatch(normalize(cell.text).text.strip()) for cell in own):
        return False
    over = {id(cell): cell for cell in filled(heading)}.values()
    if any(cell.height > 1 for cell in over if cell in below.cells):
        return True
    grouped = {column for cell in over if cell.width > 1 for column in range(cell.left, cell.left + cell.width)}
    if grouped:
        return all(cell.left in grouped for cell in own)
    free = {column for column, cell in enumerate(heading.cells) if not cell.text.strip()}
    under = {cell.left for cell in own}
    known = any(role_of(_squeezed(cell.text)) != "other" or role_within(cell.text) != "other" for cell in own)
    return bool(under & free) and known and 0 not in under


def _path(lines: Sequence[Line], column: int) -> list[str]:
    """The headings over a column, highest first. A blank of a higher level belongs to the group on its left."""
    found: list[str] = []
    for level, line in enumerate(lines):
        at = column
        if level + 1 < len(lines) and len(lines) > 1 and not any(cell.width > 1 for cell in line.cells):
            below_filled = any(column < len(low.cells) and low.cells[column].text.strip() for low in lines[level + 1 :])
            while below_filled and 0 < at < len(line.cells) and not line.cells[at].text.strip():
                at -= 1
        text = _squeezed(line.cells[at].text) if at < len(line.cells) else ""
        if text and text not in found[-1:]:
            found.append(text)
    return found


def _texts(line: Line) -> list[str]:
    return [_squeezed(normalize(cell.text).text) for cell in filled(line)]


def _squeezed(text: str) -> str:
    """A heading without the blanks and line breaks that only spread it: 「進 捗\n状 況」 is 「進捗状況」."""
    return re.sub(r"\s+", "" if re.search(r"[^\x00-\x7f]", text) else " ", text.strip())
