"""Reads a page from its beginning to its end, and counts what it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.readers.document import Flaw, Grid, Limits, Paragraph
from assistant.readers.html.blanks import AFTER_MARK, BLOCK, collapsed
from assistant.readers.html.elements import Element, own, rows_of
from assistant.readers.html.grids import Draft, draft_of, lines_of
from assistant.readers.html.texts import text_of, walk
from assistant.records import Place


@dataclass(slots=True)
class Reading:
    """Where the reader stands in a page: what it has read, and what it counts."""

    limits: Limits
    blocks: list[Paragraph | Grid] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    positions: int = 0
    full: bool = False

    def page(self, root: Element) -> None:
        """Reads the whole page."""
        level = 0
        pieces: list[str] = []
        for piece in walk(root, on_page=True):
            if isinstance(piece, str):
                pieces.append(piece)
                continue
            self._paragraphs("".join(pieces), level)
            pieces.clear()
            if isinstance(piece, int):
                level = piece
            elif not self.full:
                self._table(piece)
        self._paragraphs("".join(pieces), level)

    def tell(self, place: str, reason: str) -> None:
        """Notes a flaw; the advice is the same for all of them."""
        self.flaws.append(Flaw(place, reason, "その部分を別のファイルに保存して、資料に加えてください。"))

    def _paragraphs(self, text: str, level: int) -> None:
        for block in AFTER_MARK.sub("", text).split(BLOCK):
            for paragraph in re.split("\n{2,}", collapsed(block)):
                if paragraph.strip() and not self.full:
                    self.paragraphs += 1
                    self.blocks.append(Paragraph(paragraph, Place(line=self.paragraphs), level))

    def _table(self, table: Element) -> None:
        self.tables += 1
        for caption in own(table, ("caption",)):
            if text := text_of(caption):
                self.blocks.append(Paragraph(text, Place(table=self.tables)))
        drafts: list[Draft] = []
        taken: dict[int, int] = {}
        rows = rows_of(table)
        height = len(rows)
        for top, (row, end) in enumerate(rows):
            column = 0
            for cell in own(row, ("td", "th")):
                while taken.get(column, 0) > top:
                    column += 1
                    self.positions += 1
                draft = draft_of(cell, top, column, end)
                self.positions += draft.width * draft.height
                if self.positions > self.limits.cells:
                    self.full = True
                    break
                drafts.append(draft)
                taken |= dict.fromkeys(range(column, column + draft.width), top + draft.height)
                column += draft.width
            if self.full:
                height = top
                reason = f"セルが多すぎます(上限は {self.limits.cells:,} 個)。ここから後は読みませんでした"
                self.tell(str(Place(table=self.tables, row=top + 1)), reason)
                break
        if height:
            places = [Place(table=self.tables, row=number) for number in range(1, height + 1)]
            self.blocks.append(Grid(lines_of(drafts, places)))
