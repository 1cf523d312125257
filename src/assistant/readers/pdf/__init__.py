"""PDF files (ISO 32000-1): tables with and without lines, and running text, where they stand on the page.

What a PDF file holds is characters at places. Tables are found by the lines around their cells, else by white gutters
between columns; what is left is running text. Nothing in the file is run or followed.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.readers.document import Cell, Document, Flaw, Grid, Limits, Line, Paragraph, UnreadableError
from assistant.readers.pdf.device import OverloadError
from assistant.readers.pdf.files import File
from assistant.readers.pdf.findings import Findings
from assistant.readers.pdf.glyphs import Glyph, Strip, rows_of
from assistant.readers.pdf.gutters import Loose, divided
from assistant.readers.pdf.lattice import Lattice, lattices
from assistant.readers.pdf.margins import without_margins
from assistant.readers.pdf.prose import body_of, level_of, levels_of, rounded, runs_of
from assistant.readers.pdf.sheets import Sheet
from assistant.readers.pdf.wraps import text_of
from assistant.records import Place

_TIME = 0.75
"""The share of the time limit after which no further page is begun: what was read until then is given."""
_NEAR = 5.0
"""Columns nearer than this are the same on two pages."""
_SPLIT = "ページを分けて保存するか、元の表(Excel など)を入れてください。"


def read(data: bytes, limits: Limits) -> Document:
    """The tables and paragraphs of a PDF file. Raises UnreadableError."""
    if len(data) > limits.size * 1_000_000:
        raise UnreadableError(f"大きすぎます(上限は {limits.size} MB)", _SPLIT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _Reading(File(data), limits).document()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What is kept of a page: its tables with lines, and its other lines of text."""

    sheet: Sheet
    tables: tuple[tuple[Lattice, Grid], ...]
    texts: tuple[list[Strip], ...]


@dataclass(slots=True)
class _Reading:
    """Where the reader stands in a file."""

    file: File
    limits: Limits
    flaws: list[Flaw] = field(default_factory=list)
    found: Findings = field(default_factory=Findings)
    cells: int = 0

    def document(self) -> Document:
        """Reads the whole file."""
        leaves = list(self._leaves())
        self.flaws += self.found.flaws(any_read=bool(leaves), missing=self.file.missing())
        outside = Counter(
            rounded(strip.size) for leaf in leaves for text in leaf.texts for strip in text for _ in strip.text
        )
        body = body_of(self.found.sizes, outside)
        levels = levels_of(self.found.sizes, body)
        texts = without_margins([leaf.texts for leaf in leaves], [leaf.sheet.height for leaf in leaves], body)
        blocks: list[Paragraph | Grid] = []
        above: tuple[float, ...] = ()
        for leaf, lines in zip(leaves, texts, strict=True):
            edges: tuple[float, ...] = ()
            for number, (block, edges) in enumerate(self._blocks(leaf, lines, levels)):
                if number == 0 and isinstance(block, Grid) and _are_same(edges, above):
                    blocks.append(Grid(block.lines, continues=True))
                else:
                    blocks.append(block)
            above = edges
        return Document(tuple(blocks), self.file.title(), tuple(self.flaws))

    def _leaves(self) -> Iterator[_Leaf]:
        """The pages, as far as time and limits allow."""
        deadline = time.monotonic() + _TIME * self.limits.seconds
        for index in range(len(self.file)):
            name = f"{index + 1}ページ"
            try:
                sheet = self.file.sheet(index, deadline)
                leaf = self._leaf(sheet)
            except OverloadError:
                if time.monotonic() <= deadline:
                    self.flaws.append(Flaw(name, "描かれたものが多すぎるため読みませんでした", _SPLIT))
                    continue
            except Exception as error:  # the library raises whatever a damaged page leads it to
                reason = f"読めませんでした({type(error).__name__})"
                self.flaws.append(Flaw(name, reason, "PDF を開いてこのページを確かめ、保存し直してください。"))
                continue
            else:
                yield leaf
            if self.cells > self.limits.cells:
                reason = f"セルが多すぎます(上限は {self.limits.cells:,} 個)。この後は読みませんでした"
                self.flaws.append(Flaw(name, reason, _SPLIT))
                return
            if time.monotonic() > deadline:
                reason = f"時間内に読み終わりませんでした(全 {len(self.file)} ページ)。この後は読みませんでした"
                self.flaws.append(Flaw(name, reason, _SPLIT))
                return

    def _leaf(self, sheet: Sheet) -> _Leaf:
        self.found.add(sheet)
        found = lattices(*sheet.rules, self.limits.cells)
        inside: list[list[Glyph]] = [[] for _ in found]
        outside: list[Glyph] = []
        for glyph in sheet.glyphs:
            holder = next(
                (each for lattice, each in zip(found, inside, strict=True) if lattice.holds(glyph.x, glyph.y)), outside
            )
            holder.append(glyph)
        tables: list[tuple[Lattice, Grid]] = []
        for lattice, glyphs in zip(found, inside, strict=True):
            if any(not glyph.text.isspace() for glyph in glyphs):
                tables.append((lattice, _grid(sheet, lattice, glyphs)))
                self.cells += (len(lattice.xs) - 1) * (len(lattice.ys) - 1)
        return _Leaf(sheet, tuple(tables), tuple(rows_of(outside)))

    def _blocks(
        self, leaf: _Leaf, texts: Sequence[list[Strip]], levels: dict[float, int]
    ) -> Iterator[tuple[Paragraph | Grid, tuple[float, ...]]]:
        """The paragraphs and the tables of a page from the top, and the edges of the columns of tables."""
        ends = [lattice.box[2] for lattice, _ in leaf.tables]
        right = max([*ends, *(strip.right for text in texts for strip in text)], default=0.0)
        waiting = list(texts)
        for table in [*leaf.tables, None]:
            stretch = [text for text in waiting if table is None or text[0].bottom <= table[0].ys[0] + 2]
            waiting = waiting[len(stretch) :]
            for part in divided(stretch, leaf.sheet.rules[0], right):
                if isinstance(part, Loose):
                    self.cells += len(part.rows) * (len(part.xs) - 1)
                    yield _loose_grid(leaf.sheet, part), part.xs
                    continue
                for run in runs_of(part.texts, part.right):
                    place = Place(page=leaf.sheet.number, box=leaf.sheet.box(*run.box))
                    yield Paragraph(run.text, place, level_of(run, levels)), ()
            if table is not None:
                yield table[1], table[0].xs


def _grid(sheet: Sheet, lattice: Lattice, glyphs: Sequence[Glyph]) -> Grid:
    rows: list[list[Cell]] = [[Cell("", i, j) for j in range(len(lattice.xs) - 1)] for i in range(len(lattice.ys) - 1)]
    for area, inside in zip(lattice.areas, lattice.filled(glyphs), strict=True):
        text = text_of(inside, lattice.xs[area.left], lattice.xs[area.right])
        cell = Cell(text, area.top, area.left, area.bottom - area.top, area.right - area.left)
        for i in range(area.top, area.bottom):
            rows[i][area.left : area.right] = [cell] * cell.width
    left, right = lattice.xs[0], lattice.xs[-1]
    return Grid(
        tuple(
            Line(tuple(row), Place(page=sheet.number, box=sheet.box(left, lattice.ys[i], right, lattice.ys[i + 1])))
            for i, row in enumerate(rows)
        )
    )


def _loose_grid(sheet: Sheet, table: Loose) -> Grid:
    return Grid(
        tuple(
            Line(
                tuple(Cell(text, i, j) for j, text in enumerate(row)),
                Place(page=sheet.number, box=sheet.box(table.xs[0], top, table.xs[-1], bottom)),
            )
            for i, (row, (top, bottom)) in enumerate(zip(table.rows, table.heights, strict=True))
        )
    )


def _are_same(edges: Sequence[float], above: Sequence[float]) -> bool:
    """Whether the columns of two tables are the same."""
    return (
        bool(edges) and len(edges) == len(above) and all(abs(a - b) <= _NEAR for a, b in zip(edges, above, strict=True))
    )
