"""Running text: the sentences of a document under their headings, as rows of a table of two columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from assistant.readers.document import Paragraph
from assistant.records import Place, Row, Source, Table

COLUMNS: Final = ("見出し", "本文")
_LONGEST: Final = 1500
"""Characters of one row; what stands longer under one heading makes several."""


@dataclass(slots=True)
class Running:
    """Collects paragraphs under their headings. What holds no sentence (a caption, a date) makes no row."""

    sheet: str = ""
    heading: str = ""
    parents: list[tuple[int, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    place: Place = field(default_factory=Place)

    def add(self, block: Paragraph) -> None:
        """A heading, or more of the text under it."""
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

    def table(self, source: Source) -> Table:
        """All of it as a table; without rows where there is no sentence."""
        self._close()
        return Table(source, COLUMNS, tuple(self.rows), running=True)

    def _close(self) -> None:
        text = "\n".join(self.text)
        if "。" in text:
            self.rows.append(Row((self.heading, text), "", self.place))
        self.text = []
