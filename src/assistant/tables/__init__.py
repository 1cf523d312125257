"""From a document to tables: headings, section lines, rows and notes told apart, the same for every format.

Nothing is lost in silence: what is left out is told with its place. Running text becomes a table of its own with a
row for what stands under each heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.readers.document import Cell, Document, Flaw, Grid, Line, Paragraph
from assistant.records import Place, Source, Table
from assistant.tables import headings
from assistant.tables.dates import as_of, named_date, read_date
from assistant.tables.notes import Note, note_of, with_notes
from assistant.tables.publishers import publisher_of
from assistant.tables.rows import Rows, is_total
from assistant.tables.running import Running
from assistant.text import plain

__all__ = ["as_of", "named_date", "publisher_of", "read_date", "tables_of", "title_of"]

_SECTION: Final = re.compile(r"\s*(?:[○●◯〇■□◆◇▼▲▽△]|【(?=[^【】]+】\s*\Z))\s*(?P<name>[^\t\n。]+?)\s*】?\s*\Z")
_GENERIC: Final = re.compile(r"(?:sheet|シート|表|table)\s*\d*", re.IGNORECASE)
_LONGEST_SECTION: Final = 40
_UNIT: Final = re.compile(r"単位\s*[::]\s*(?P<unit>(?:百万|千万|百|千|万|億)?円)")
_TOP: Final = 10
"""Lines of a grid above or among which a unit may stand."""


_NO_TITLE: Final = re.compile(
    r"(?:about:blank|untitled|無題|title|名称未設定|microsoft (?:word|excel|powerpoint)|スライド \d|print|\d*$|[^\s]+\.(?:docx?|xlsx?|xls|pptx?|pdf|html?|jtdc?)$)",
    re.IGNORECASE,
)
"""What programs write where nobody gave a title."""


def title_of(document: Document) -> str:
    """What the document is called: what the file says, else its first heading, else its first words."""
    if document.title and not _NO_TITLE.match(document.title):
        return document.title
    texts = [block for block in document.blocks if isinstance(block, Paragraph) and block.text.strip()]
    first = next((p for p in texts if p.level == 1), next(iter(texts), None))
    if first is not None and (document.blocks[0] is first or first.level or not isinstance(document.blocks[0], Grid)):
        return _one_line(first.text)
    grid = next((block for block in document.blocks if isinstance(block, Grid) and block.lines), None)
    if grid is not None and (alone := _alone(grid.lines[0], max(len(line.cells) for line in grid.lines))):
        return _one_line(alone.text)
    return ""


def tables_of(document: Document, source: Source) -> tuple[tuple[Table, ...], tuple[Flaw, ...]]:
    """The tables of ``document``, and what of it was left out. Notes go to the rows whose marks point at them."""
    walk = _Walk()
    for block in document.blocks:
        if isinstance(block, Grid):
            walk.grid(block)
        elif block.text.strip():
            walk.paragraph(block)
    unit = _unit(document)
    tables = [
        Table(source, rows.columns, tuple(with_notes(row, walk.notes, at) for row in rows.found), unit=unit)
        for at, rows in enumerate(walk.tables)
        if rows.found
    ]
    running = walk.running.table(source, beside=bool(tables))
    if running.rows:
        tables.append(running)
    return tuple(tables), tuple(walk.flaws)


def _unit(document: Document) -> str:
    """The unit of amounts that stands over a table: 「(単位:千円)」; "" where none does."""
    for block in document.blocks:
        texts = [block.text] if isinstance(block, Paragraph) else _first_words(block)
        for text in texts:
            if found := _UNIT.search(plain(text)):
                return found["unit"]
    return ""


def _first_words(grid: Grid) -> list[str]:
    return [cell.text for line in grid.lines[:_TOP] for cell in line.cells]


@dataclass(slots=True)
class _Walk:
    """Where the walk through a document stands: the section, the headings and the table that rows go to."""

    section: str = ""
    headings: list[Line] = field(default_factory=list)
    tables: list[Rows] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    running: Running = field(default_factory=Running)
    begun: bool = False
    waiting: tuple[str, Paragraph] | None = None
    """Unmarked words that head a section if rows follow, and the section before them."""
    cut: bool = False
    """Whether a page break lies between the row before and what comes."""

    def paragraph(self, block: Paragraph) -> None:
        """A section line, a note, or running text."""
        self._sheet(block.place)
        section = _SECTION.match(block.text) if len(block.text) <= _LONGEST_SECTION else None
        if section:
            self._open_section(section["name"])
        elif note := note_of(block.text, len(self.tables)):
            self.notes.append(note)
            self.running.add(block)
        else:
            if block.level and self.begun:
                self.section = _one_line(block.text)
            self.running.add(block)
        self.begun = True

    def grid(self, grid: Grid) -> None:
        """The lines of a grid, under headings of its own or those of the grid before it."""
        width = max((len(line.cells) for line in grid.lines), default=0)
        lines = [line for line in grid.lines if headings.filled(line)]
        if not lines:
            return
        self.cut = grid.continues
        self._sheet(lines[0].place)
        found = headings.find(lines)
        if not found and not self._goes_on(lines, grid):
            found = self._first_line(lines, width)
        at = 0
        while at < len(lines):
            if at == found.start and found:
                self._head([lines[number] for number in found])
                at = found.stop
                rest = headings.find(lines[at:])
                found = range(at + rest.start, at + rest.stop) if rest else range(0)
                continue
            self._line(lines[at], width)
            at += 1
        self._end_of_grid()
        self.begun = True

    def _line(self, line: Line, width: int) -> None:
        alone = _alone(line, width)
        if alone and self._stands_alone(alone, width):
            self._words(Paragraph(alone.text, line.place))
        elif not self.tables:
            self._flaw(line.place, "見出し行より前に行があります", "見出し行を表の先頭に置いてください。")
        elif self.headings and headings.is_repeated(line, self.headings):
            return
        elif is_total(line):
            self._flaw(line.place, "合計の行なので、提案に数えません", "")
        else:
            self.waiting = None
            self._row(line)

    def _words(self, block: Paragraph) -> None:
        """Words that stand alone in a line of a grid: a note, a section line, or running text."""
        section = _SECTION.match(block.text)
        if note := note_of(block.text, len(self.tables)):
            self.notes.append(note)
            self.running.add(block)
        elif section:
            self._open_section(section["name"])
        elif not self.tables:
            self.running.add(replace(block, level=2))
        elif len(block.text) <= _LONGEST_SECTION and "。" not in block.text:
            self.waiting = (self.section, block)
            self._open_section(_one_line(block.text))
        else:
            self.running.add(block)

    def _end_of_grid(self) -> None:
        """Words behind the last row head nothing: they are running text, and the section before goes on."""
        if self.waiting:
            self.section, block = self.waiting
            self.running.add(block)
            self.waiting = None

    def _row(self, line: Line) -> None:
        rows = self.tables[-1]
        columns = len(rows.columns)
        cells = line.cells
        if len(cells) > columns and not any(cell.text.strip() for cell in cells[columns:]):
            cells = cells[:columns]
        if len(cells) != columns:
            reason = f"セルが {len(cells)} 個です({columns} 個のはず: {'、'.join(rows.columns)})"
            self._flaw(line.place, reason, "列の区切りを直してください。ほかの行は読みました。")
            return
        rows.add(Line(cells, line.place), self.section, continues=self.cut)
        self.cut = False

    def _head(self, lines: list[Line]) -> None:
        names = headings.names(lines)
        self.headings = lines
        if not self.tables or self.tables[-1].columns != names:
            self.tables.append(Rows(names))

    def _first_line(self, lines: list[Line], width: int) -> range:
        """The first line that is no title as the heading, though none of its words is known; or names by number."""
        at = next((at for at, line in enumerate(lines) if not _alone(line, width)), None)
        if at is None:
            return range(0)
        if found := headings.guess(lines, at):
            return found
        self.headings = []
        self.tables.append(Rows(tuple(f"列{column + 1}" for column in range(len(lines[at].cells)))))
        return range(0)

    def _goes_on(self, lines: list[Line], grid: Grid) -> bool:
        """Whether a grid without known headings is more of the table before it."""
        if not self.tables:
            return False
        columns = len(self.tables[-1].columns)
        fits = all(len(line.cells) == columns or _alone(line, columns) for line in lines)
        return grid.continues or (fits and not headings.may_be(lines[0]))

    def _stands_alone(self, alone: Cell, width: int) -> bool:
        """Whether words alone in a line are no row: they have a mark, are merged across, or stand for a number."""
        if _SECTION.match(alone.text) or note_of(alone.text, 0) or alone.width >= max(2, width - 1) or not self.tables:
            return True
        roles = self.tables[-1].roles
        return width > 2 and alone.left == 0 and roles[:1] == ("no",) and not re.search(r"\d", plain(alone.text))

    def _open_section(self, name: str) -> None:
        self.section = name
        self.running.open(name)

    def _sheet(self, place: Place) -> None:
        """A sheet with a name of its own is a section, as long as no line says another."""
        if place.sheet and place.sheet != self.running.sheet:
            self.running.sheet = place.sheet
            self.section = "" if _GENERIC.fullmatch(place.sheet) else place.sheet

    def _flaw(self, place: Place, reason: str, advice: str) -> None:
        self.flaws.append(Flaw(str(place), reason, advice))


def _alone(line: Line, width: int) -> Cell | None:
    """The one cell of a line in which alone words stand, where the grid has room for more."""
    cells = headings.filled(line)
    return cells[0] if len(cells) == 1 and width > 1 else None


def _one_line(text: str) -> str:
    return " ".join(text.split())
