"""What every kind of file says of a row: the body, what it does, how far it is, and where that is written."""

from __future__ import annotations

import re
from dataclasses import astuple, dataclass
from typing import Final

from assistant.answer.evidence import position, shortened, titled
from assistant.answer.wording import period
from assistant.records import PREFECTURE, START, Proposal

COLUMNS: Final = ("自治体名", "都道府県", "概要", "進捗", "実施時期", "出典")
"""Headings of the columns, in the order of the fields of Line."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NAMES: Final = {"no", "prefecture", "municipality", "status", "start"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row in words. All but ``start`` and ``source`` are words of the source."""

    name: str
    prefecture: str
    overview: str
    status: str
    start: str
    source: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts in the order of COLUMNS."""
        cells: tuple[str, ...] = astuple(self)
        return cells


def line(row: Proposal) -> Line:
    """What is said of ``row``, without characters that no document may hold."""
    said = (
        row.municipality or name_of(row),
        "・".join(row.values(PREFECTURE)),
        _overview(row),
        _texts(row, "status"),
        _texts(row, "start") or "、".join(period(value) for value in row.values(START)),
        citation(row),
    )
    return Line(*(_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")) for text in said))


def name_of(row: Proposal) -> str:
    """What a row is called: 「仙台市(宮城県)」; the first words of one that names no body."""
    if row.municipality:
        return titled(row)
    words = next((field.text for field in row.fields if field.text.strip() and field.role != "no"), row.source.title)
    return shortened(words)


def citation(row: Proposal) -> str:
    """The source as one cites it: 厚生労働省「…」(平成24年度) 市区町村 No.2 3ページ."""
    source = row.source
    title = f"{source.publisher}「{source.title or source.path}」" + (f"({source.as_of})" if source.as_of else "")
    return " ".join(filter(None, (title, position(row), row.locator)))


def _overview(row: Proposal) -> str:
    """Title and overview; of a table that has neither, all other fields under their headings."""
    if said := _texts(row, "title", "overview"):
        return said
    return "\n".join(f"{field.name}: {field.text}" for field in row.fields if field.role not in _NAMES and field.text)


def _texts(row: Proposal, *roles: str) -> str:
    return "\n".join(field.text for field in row.fields if field.role in roles and field.text)
