"""Running text: the sentences of a document under their headings, as rows of a table of two columns.

The articles of an ordinance (「(趣旨)第1条 …」) are headed by their numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from assistant.readers.document import Paragraph
from assistant.records import Place, Row, Source, Table
from assistant.tables.notes import note_of

COLUMNS: Final = ("見出し", "本文")
_LONGEST: Final = 1500
"""Characters of one row; what stands longer under one heading makes several."""
_CAPTION: Final = r"[(（][^()（）]{1,40}[)）]"
_ARTICLE: Final = re.compile(
    rf"(?:{_CAPTION}\s*)?第[0-9０-９一二三四五六七八九十百]+条(?:の[0-9０-９一二三四五六七八九十]+)*(?![のにをがはと、])"
)
_SUPPLEMENT: Final = re.compile(r"附\s*則(?![のにをがはと、])")
_ALONE: Final = re.compile(_CAPTION)


@dataclass(slots=True)
class Running:
    """Collects paragraphs under their headings. What holds no sentence (a caption, a date) makes no row."""

    sheet: str = ""
    heading: str = ""
    parents: list[tuple[int, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    only_notes: set[int] = field(default_factory=set)
    """Which of ``rows``, by identity, hold no sentence but notes (※)."""
    caption: Paragraph | None = None
    """Words in parentheses that head an article, where one follows: 「(趣旨)」."""

    def add(self, block: Paragraph) -> None:
        """A heading, the beginning of an article, or more of the text under it."""
        text, caption = block.text.strip(), self.caption
        self.caption = None
        article = _ARTICLE.match(text) or _SUPPLEMENT.match(text)
        if caption and not article:
            self._more(caption)
        if not block.level and _ALONE.fullmatch(text):
            self.caption = block
        elif not block.level and article:
            self._close()
            above = [name for _, name in self.parents]
            self.heading = " ".join([*above, *([caption.text.strip()] if caption else []), article[0]])
            self._more(block)
        else:
            self._more(block)

    def _more(self, block: Paragraph) -> None:
        if block.level:
            self._close()
            self.parents = [(level, name) for level, name in self.parents if level < block.level]
            self.parents.append((block.level, " ".join(block.text.split())))
            self.heading = " ".join(name for _, name in self.parents)
            return
        if self.text and sum(map(len, self.text)) + len(block.text) > _LONGEST:
            self._close()
        if not self.text:
            self.place = block.place
        self.text.append(block.text.strip())

    def open(self, section: str) -> None:
        """A section line heads what follows."""
        self._close()
        self.parents = []
        self.heading = section

    def table(self, source: Source, *, beside: bool = False) -> Table:
        """All of it as a table; without rows where there is no sentence, or, ``beside`` other tables, none but notes."""
        if self.caption:
            self._more(self.caption)
        self._close()
        told = tuple(row for row in self.rows if not (beside and id(row) in self.only_notes))
        return Table(source, COLUMNS, told, running=True)

    def _close(self) -> None:
        text = "\n".join(self.text)
        if "。" in text:
            self.rows.append(Row((self.heading, text), "", self.place))
            if not any("。" in block and note_of(block, 0) is None for block in self.text):
                self.only_notes.add(id(self.rows[-1]))
        self.text = []
