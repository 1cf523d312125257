"""Reads a document from its beginning to its end, and counts what it reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from docx.opc.constants import RELATIONSHIP_TYPE

from assistant.readers.document import Flaw, Grid, Limits, Line, Paragraph
from assistant.readers.word.elements import Element, cells_of, rows_of, w
from assistant.readers.word.grids import Rows, is_grid
from assistant.readers.word.lists import Lists
from assistant.readers.word.package import Package
from assistant.readers.word.styles import Styles
from assistant.readers.word.texts import Text, Texts
from assistant.records import Place


@dataclass(slots=True)
class Reading:
    """Where the reader stands in a document: what it has read, and what it counts."""

    package: Package
    limits: Limits
    blocks: list[Paragraph | Grid] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    positions: int = 0
    full: bool = False
    texts: Texts = field(init=False)

    def __post_init__(self) -> None:
        styles = Styles(self.package.related(RELATIONSHIP_TYPE.STYLES))
        lists = Lists(self.package.related(RELATIONSHIP_TYPE.NUMBERING))
        self.texts = Texts(styles, lists, self._tell_embedded)

    def document(self) -> None:
        """Reads the whole document."""
        for body in self.package.document.findall(w("body")):
            self._read(body)
        kinds = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}
        roots = {name: self.package.related(kind) for name, kind in kinds.items()}
        texts = {
            (name, note.get(w("id"))): note
            for name, root in roots.items()
            for note in ([] if root is None else root.iter(w(name)))
        }
        for number, note in enumerate(tuple(self.texts.notes), start=1):
            if note in texts:
                self._add(f"※{number} ", self.texts.cell(texts[note]).strip())

    def _read(self, container: Element) -> None:
        for item in self.texts.flow(container):
            if self.full:
                return
            if isinstance(item, Text):
                self._add(item.mark, item.text, item.level)
                for box in item.boxes:
                    self._read(box)
            elif is_grid(item):
                self._table(item)
            else:
                for cell in (cell for row in rows_of(item) for cell in cells_of(row)):
                    self._read(cell)

    def _add(self, mark: str, text: str, level: int = 0) -> None:
        if text.strip():
            self.paragraphs += 1
            self.blocks.append(Paragraph(mark + text, Place(line=self.paragraphs), level))

    def _table(self, table: Element) -> None:
        self.tables += 1
        rows = Rows(table, self.texts.cell)
        lines: list[Line] = []
        for at in range(len(rows)):
            self.positions += rows.width(at)
            place = Place(table=self.tables, row=at + 1)
            if self.positions > self.limits.cells:
                self.full = True
                reason = f"セルが多すぎます(上限は {self.limits.cells:,} 個)。ここから後は読みませんでした"
                self.flaws.append(Flaw(str(place), reason, "文書を分けて保存し直してください。"))
                break
            lines.append(Line(rows.cells(at), place))
        if lines:
            self.blocks.append(Grid(tuple(lines)))

    def _tell_embedded(self) -> None:
        place = str(Place(table=self.tables) if self.tables else Place(line=self.paragraphs))
        reason = "文書の中に埋め込まれた別のファイル(Excel の表など)は読みませんでした"
        advice = "Word の表に貼り直すか、そのファイルも資料に加えてください。"
        flaw = Flaw(f"{place}より後" if place else "", reason, advice)
        if self.flaws[-1:] != [flaw]:
            self.flaws.append(flaw)
