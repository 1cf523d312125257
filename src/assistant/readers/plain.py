"""Plain texts, as published or in Markdown: lines with tabs and pipe tables are grids, the rest is paragraphs.

Markdown as far as tables, headings and lists go (GitHub Flavored Markdown 4.2, 4.3, 4.10); all else stays as it is
written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile
from typing import Final

from assistant.readers.delimited import lines_of, too_many, unreadable_characters
from assistant.readers.document import Document, Flaw, Grid, Limits, Paragraph, cells_of
from assistant.records import Place

_Numbered = tuple[int, str]
_PAGE_END: Final = "\f"
_HEADING: Final = re.compile(r"(#{1,6})[ \t\u3000]+")
_RULE: Final = re.compile(r"(?P<mark>[-=*_─━＝])(?:[ \t]*(?P=mark)){2,}")
_UNDERLINES: Final = {"=": 1, "-": 2}
_PIPE: Final = re.compile(r"(?<!\\)\|")
_ALIGNMENT: Final = re.compile(r":?-+:?")
_BREAK: Final = re.compile(r"[ \t]?<br\s?/?>[ \t]?", re.IGNORECASE)
_MARK: Final = re.compile(r"[-*+][ \t]|[・○●◯〇◎□■◆◇▼▲▽△※【①-⑳]|[(（]?[0-9０-９]{1,3}[)）.．、]\s*\D")
"""What begins a paragraph without a blank line before it: items of lists, section lines, notes."""
_SECTION: Final = re.compile(r"[○●◯〇■□◆◇▼▲▽△][^。、]{1,40}|【[^【】]{1,40}】")
"""A line that stands alone and heads what comes."""


@dataclass(slots=True)
class _Reading:
    """Where the reader stands: the blocks before, and the lines of the paragraph it is in."""

    blocks: list[Paragraph | Grid] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    start: int = 0
    page_ended: bool = False

    def close(self, level: int = 0) -> None:
        """Ends the paragraph."""
        if self.lines:
            self.blocks.append(Paragraph(_joined(self.lines), Place(line=self.start), level))
        self.lines = []

    def add(self, number: int, words: str) -> None:
        """A line of the paragraph."""
        self.start = self.start if self.lines else number
        self.lines.append(words)
        self.page_ended = False

    def grid(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """A grid, which continues the one before where only the end of a page lies between."""
        self.close()
        continues = self.page_ended and bool(self.blocks) and isinstance(self.blocks[-1], Grid)
        places = [Place(line=number) for number, _ in rows]
        self.blocks.append(Grid(cells_of([cells for _, cells in rows], places), continues))
        self.page_ended = False


def read(data: bytes, limits: Limits) -> Document:
    """The paragraphs and tables of a text. Raises UnreadableError where it is no text or too large."""
    text = lines_of(data, limits)
    lines = list(islice(_lines(text), limits.cells + 1))
    state = _Reading()
    flaws: list[Flaw] = []
    at, left = 0, limits.cells
    while at < len(lines):
        rows, after = _tabs(lines, at, left) if "\t" in lines[at][1] else _pipes(lines, at, left)
        if rows:
            state.grid(rows)
        else:
            _line(state, *lines[at])
        left -= sum(len(cells) for _, cells in rows) or 1
        at = max(after, at + 1)
        if left <= 0 and at < len(lines):
            flaws.append(too_many(lines[at][0], limits))
            break
    state.close()
    return Document(tuple(state.blocks), flaws=(*flaws, *unreadable_characters(text)))


def _lines(text: str) -> Iterator[_Numbered]:
    """The lines of ``text`` with their numbers, several blank ones as one, and the ends of pages."""
    at, number, blank = 0, 1, False
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        for count, piece in enumerate(text[at:end].split(_PAGE_END)):
            if count:
                yield number, _PAGE_END
            if piece.strip() or not blank:
                yield number, piece if piece.strip() else ""
            blank = not piece.strip()
        at, number = end + 1, number + 1


def _tabs(lines: Sequence[_Numbered], at: int, left: int) -> tuple[list[tuple[int, list[str]]], int]:
    """The rows of the run of lines with tabs that begins at ``at``, and where it ends; none for a line indented."""
    rows: list[tuple[int, list[str]]] = []
    if "\t" not in lines[at][1].strip():
        return rows, at
    for number, line in takewhile(lambda item: "\t" in item[1], islice(lines, at, None)):
        rows.append((number, line.split("\t")))
        left -= len(rows[-1][1])
        if left <= 0:
            break
    return rows, at + len(rows)


def _pipes(lines: Sequence[_Numbered], at: int, left: int) -> tuple[list[tuple[int, list[str]]], int]:
    """The rows of the pipe table that begins at ``at``, and where it ends.

    It has a row of dashes below its headings, or pipes at both ends of two lines and more.
    """
    rows: list[tuple[int, list[str]]] = []
    following = lines[at + 1][1] if at + 1 < len(lines) else ""
    width = len(_piped(lines[at][1]))
    ruled = width and _is_alignment(following) and len(_piped(following)) == width
    if not ruled and not (_is_framed(lines[at][1]) and _is_framed(following)):
        return rows, at
    while at < len(lines) and left > 0 and (cells := _piped(lines[at][1])):
        if not _is_alignment(lines[at][1]):
            rows.append((lines[at][0], cells + [""] * (width - len(cells))))
            left -= max(width, len(cells))
        at += 1
    return rows, at


def _piped(line: str) -> list[str]:
    """The cells of a line between pipes that are not escaped; none where it has no pipe."""
    words = line.strip()
    cells = _PIPE.split(words)
    if len(cells) == 1:
        return []
    if not cells[0]:
        del cells[0]
    if not cells[-1] and len(cells) > 1:
        del cells[-1]
    return [_BREAK.sub("\n", cell.strip().replace("\\|", "|")) for cell in cells]


def _is_framed(line: str) -> bool:
    words = line.strip()
    return len(words) > 2 and words.startswith("|") and words.endswith("|")


def _is_alignment(line: str) -> bool:
    return "|" in line and "-" in line and all(_ALIGNMENT.fullmatch(cell) for cell in _piped(line))


def _line(state: _Reading, number: int, line: str) -> None:
    """A line outside of tables: a heading, a rule, the beginning of a paragraph or more of one."""
    words = line.strip()
    if line == _PAGE_END or not words:
        state.close()
        state.page_ended = state.page_ended or line == _PAGE_END
    elif heading := _HEADING.match(words):
        state.close()
        state.add(number, _heading(words[heading.end() :]))
        state.close(level=len(heading[1]))
    elif rule := _RULE.fullmatch(words):
        state.close(level=_UNDERLINES.get(rule["mark"], 0) if len(state.lines) == 1 else 0)
    elif _SECTION.fullmatch(words):
        state.close()
        state.add(number, words)
        state.close()
    else:
        if _MARK.match(words):
            state.close()
        state.add(number, words)


def _heading(words: str) -> str:
    """The text of a heading without the marks that close it: 「概要 ##」."""
    bare = words.rstrip("#")
    return bare.rstrip() if bare.endswith((" ", "\t")) else words


def _joined(lines: Sequence[str]) -> str:
    """Lines broken by hand as one: between words in Latin letters with a blank, else without."""
    text = [*lines[:1]]
    for before, line in pairwise(lines):
        text.append(f" {line}" if before[-1].isascii() and line[0].isascii() else line)
    return "".join(text)
