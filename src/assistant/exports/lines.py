"""What every kind of file says of a row: the body, what it does, how far it is, what else its table has, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answer.evidence import position, shortened, titled
from assistant.answer.wording import period
from assistant.records import PREFECTURE, START, Proposal

NAME: Final = "自治体名"
FACTS: Final = ("都道府県", "概要", "進捗", "実施時期")
SOURCE: Final = "出典"
"""Headings that every file has, the first, those after it, and the last; a table's own stand before the last."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NAMES: Final = {"no", "prefecture", "municipality", "status", "start"}
_SAID: Final = _NAMES | {"title", "overview"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row in words. All but ``start`` and ``source`` are words of the source."""

    name: str
    prefecture: str
    overview: str
    status: str
    start: str
    source: str
    own: tuple[tuple[str, str], ...] = ()
    """What other columns of its table say (担当課, 事業費): heading and text, those that are filled."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The texts in the order of FACTS."""
        return (self.prefecture, self.overview, self.status, self.start)

    def cells(self, own: Sequence[str]) -> tuple[str, ...]:
        """The texts in the order of ``columns(own)``."""
        texts = dict(self.own)
        return (self.name, *self.facts, *(texts.get(heading, "") for heading in own), self.source)


def line(row: Proposal) -> Line:
    """What is said of ``row``, without characters that no document may hold."""
    return Line(
        _clean(row.municipality or name_of(row)),
        _clean("・".join(row.values(PREFECTURE))),
        _clean(_overview(row)),
        _clean(_texts(row, "status")),
        _clean(_texts(row, "start") or "、".join(period(value) for value in row.values(START))),
        _clean(citation(row)),
        own=tuple((_clean(name), _clean(text)) for name, text in _own(row)),
    )


def own_headings(lines: Sequence[Line]) -> tuple[str, ...]:
    """The headings of the tables' own columns, each once, in the order in which they come."""
    return tuple(dict.fromkeys(heading for item in lines for heading, _ in item.own))


def columns(own: Sequence[str]) -> tuple[str, ...]:
    """The headings of a file whose tables have the columns ``own`` of their own."""
    return (NAME, *FACTS, *own, SOURCE)


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
    # A row of questions and answers, say.
    return "\n".join(f"{field.name}: {field.text}" for field in row.fields if field.role not in _NAMES and field.text)


def _own(row: Proposal) -> list[tuple[str, str]]:
    """The filled columns of which nothing is said elsewhere; none of a table without title and overview."""
    if not _texts(row, "title", "overview"):
        return []
    filled = [field for field in row.fields if field.role not in _SAID and field.text.strip()]
    return [(f"{field.name}({field.unit})" if field.unit else field.name, field.text) for field in filled]


def _clean(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _texts(row: Proposal, *roles: str) -> str:
    return "\n".join(field.text for field in row.fields if field.role in roles and field.text)
