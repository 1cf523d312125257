"""Notes under a table and the marks in its cells that point at them: ※1, (注2), *."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.records import Row
from assistant.text import normalize

_NUMBER: Final = r"\s*[0-9①-⑳]{0,2}"
_NOTE: Final = re.compile(rf"\s*\(?(?P<mark>(?:※|\*|注){_NUMBER})\)?\s*[:：.、]?\s*(?=\S)")
_MARK: Final = re.compile(rf"\(?(?P<mark>(?:※|\*|注){_NUMBER})\)?(?![\w「『])")


@dataclass(frozen=True, slots=True)
class Note:
    """A note: the mark it explains (「※1」), its words, and behind how many tables it stands."""

    mark: str
    text: str
    after: int


def note_of(text: str, after: int) -> Note | None:
    """The note that ``text`` is, or None where it does not begin with a mark."""
    found = _NOTE.match(normalize(text).text)
    return Note(_key(found["mark"]), text.strip(), after) if found else None


def with_notes(row: Row, notes: Sequence[Note], table: int) -> Row:
    """``row`` with the notes that marks in its cells point at: those behind its table first, then any."""
    marks = dict.fromkeys(_key(m["mark"]) for cell in row.cells for m in _MARK.finditer(normalize(cell).text))
    found = []
    for mark in marks:
        fitting = [note for note in notes if note.mark == mark]
        if fitting:
            note = next((n for n in fitting if n.after > table), fitting[-1])
            found.append((mark, note.text))
    return replace(row, notes=tuple(found))


def _key(mark: str) -> str:
    return re.sub(r"\s", "", mark)
