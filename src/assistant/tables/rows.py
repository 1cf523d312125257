"""From a line of a grid to a row of a table, or to more of the row before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from assistant import lists
from assistant.readers.document import Cell, Line
from assistant.records import Row
from assistant.text import normalize
from assistant.vocabulary import role_of, role_within

_BULLET: Final = re.compile(r"\s*[・○●◯◎□■◆◇※*＊①-⑳㋐-㋾]|\s*[(（]?[0-9０-９ア-ンa-zａ-ｚ]{1,2}[)）.．、]")
_ENDED: Final = re.compile(r"[。．:：]\s*\Z")
_CARRIED: Final = ("prefecture", "municipality")
"""Roles of columns in which a blank means what stands above: the table says it once for a group of rows."""
_NAMES: Final = ("no", "municipality")


@dataclass(slots=True)
class Rows:
    """The rows under one set of headings, filled line by line."""

    columns: tuple[str, ...]
    found: list[Row] = field(default_factory=list)
    last: Line | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """What the headings alone say of the columns."""
        return tuple(role if (role := role_of(name)) != "other" else role_within(name) for name in self.columns)

    def add(self, line: Line, section: str, *, continues: bool) -> None:
        """Takes in a line of values, as long as the columns; ``continues`` where a page break lies before it."""
        texts = [_own(cell, column) for column, cell in enumerate(line.cells)]
        if self.found and self._is_more(line, texts, continues=continues):
            fresh = [text if self._is_new(line, column) else "" for column, text in enumerate(texts)]
            self.found[-1] = _joined(self.found[-1], fresh, cut=continues)
        else:
            self.found.append(self._row(line, texts, section))
        self.last = line

    def _is_more(self, line: Line, texts: Sequence[str], *, continues: bool) -> bool:
        """Whether a line is more of the row before it and no row of its own.

        It is where the number and the name are one merged cell with those above and so is something else, or where
        both are blank and not everything that a row says is there.
        """
        before = self.found[-1].cells
        keys = [column for column, role in enumerate(self.roles) if role in _NAMES and before[column].strip()]
        if not keys:
            return False
        shared = [column for column in range(len(texts)) if not self._is_new(line, column)]
        if any(texts[column].strip() for column in keys) and set(keys) <= set(shared):
            return len(shared) > len(keys) + sum(self.roles[c] == "prefecture" for c in shared)
        if any(texts[column].strip() and self._is_new(line, column) for column in keys):
            return False
        said = [column for column, role in enumerate(self.roles) if role not in {*_NAMES, *_CARRIED}]
        blank = [column for column in said if not texts[column].strip() and before[column].strip()]
        return continues or bool(blank)

    def _is_new(self, line: Line, column: int) -> bool:
        """Whether the cell is not one merged cell with the one above it."""
        cell = line.cells[column]
        if self.last is None or column >= len(self.last.cells) or not cell.text.strip():
            return True
        return cell.height == 1 or cell != self.last.cells[column]

    def _row(self, line: Line, texts: list[str], section: str) -> Row:
        ditto: list[tuple[int, str]] = []
        before = self.found[-1].cells if self.found else None
        named = any(text.strip() for text in texts)
        placed = any(text.strip() for text, role in zip(texts, self.roles, strict=True) if role == "prefecture")
        for column, text in enumerate(texts):
            if before is None or not before[column].strip():
                continue
            role = self.roles[column]
            blank = not text.strip() and role in _CARRIED and named and self.found[-1].section == section
            blank = blank and not (placed and role == "municipality")  # 長野県 and no body: the prefecture itself
            if blank or _word(text) == "ditto":
                texts[column] = before[column]
                ditto.append((column, text.strip()))
        return Row(tuple(texts), section, line.place, ditto=tuple(ditto))


def is_total(line: Line) -> bool:
    """Whether a line adds up others: 「合計」 stands first in it."""
    first = next((cell.text for cell in line.cells if cell.text.strip()), "")
    return _word(first) == "total" or bool(re.fullmatch(r"(?:合|小|総|累)?計\(?\d+件?\)?", _key(first)))


def _own(cell: Cell, column: int) -> str:
    """The words of a cell; of a cell that is merged across columns, they stand in its first column alone."""
    return cell.text if cell.left == column else ""


def _joined(row: Row, texts: Sequence[str], *, cut: bool) -> Row:
    """``row`` with more words in its cells; ``cut`` where a page break cuts through a sentence."""
    cells = [
        _together(before, more, cut=cut) if more.strip() else before
        for before, more in zip(row.cells, texts, strict=True)
    ]
    return replace(row, cells=tuple(cells))


def _together(before: str, more: str, *, cut: bool) -> str:
    if not before.strip():
        return more
    parted = not cut or _ENDED.search(before) or _BULLET.match(more)
    return f"{before}\n{more}" if parted else before + more


def _word(text: str) -> str:
    return _words().get(_key(text), "")


@cache
def _words() -> dict[str, str]:
    return {_key(row["word"]): row["kind"] for row in lists.rows("row_words")}


def _key(text: str) -> str:
    return re.sub(r"\s", "", normalize(text).text)
