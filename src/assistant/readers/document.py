"""What a reader gives: the paragraphs and grids of a file in their order, verbatim, before anything is made of them.

A reader knows one file format and nothing of proposals. What a grid means (headings, sections, notes, rows that
continue) is read by :mod:`assistant.tables`, the same for all formats.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import AssistantError
from assistant.records import Place


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid. ``top`` and ``left`` are the row and column, from 0, of its upper left corner in the grid.

    Each position that a merged cell covers holds the same cell: one with ``top`` and ``left`` of its corner.
    """

    text: str
    top: int
    left: int
    height: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a grid as it lies on the page: one cell for each column, and where it stands."""

    cells: tuple[Cell, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows and columns: a table, or what looks like one. Lines may differ in length."""

    lines: tuple[Line, ...]
    continues: bool = False
    """Whether it goes on where the grid before it was cut by the end of a page."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text outside of grids. ``level`` is 0 for running text, 1 and up for headings."""

    text: str
    place: Place
    level: int = 0


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something of a file that was left out or looks wrong, where it stood, and what to do."""

    place: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds. ``title`` is what the file itself says it is called, or ""."""

    blocks: tuple[Paragraph | Grid, ...]
    title: str = ""
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read: seconds, MB of memory, MB of the file (and of what it unpacks to), cells."""

    seconds: int = 120
    memory: int = 2000
    size: int = 100
    cells: int = 2_000_000


class UnreadableError(AssistantError):
    """A file cannot be read. ``reason`` says what is wrong with it, ``advice`` what to do next."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}。{advice}")
        self.reason = reason
        self.advice = advice


def cells_of(texts: list[list[str]], places: list[Place]) -> tuple[Line, ...]:
    """Lines of a grid without merged cells."""
    return tuple(
        Line(tuple(Cell(text, top, left) for left, text in enumerate(row)), place)
        for top, (row, place) in enumerate(zip(texts, places, strict=True))
    )
