"""Columns that hold one of a few values (分野, 関係府省, 対応区分), and the values in each of their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from assistant import places, vocabulary
from assistant.records import Role, Span, Table
from assistant.text import plain, trim

Divider = Callable[[str], tuple[Span, ...]]
"""From a cell to its values: all of it, or each element of a list."""

_ROLES: Final[set[Role]] = {"other", "status"}
"""What a column may be about to be one of these: groups, places and dates have readings of their own."""
_LONGEST: Final = 24
"""Longest value, in characters."""
_FEWEST: Final = 6
"""So many values have to be filled in before a column is judged."""
_FEWEST_NAMED: Final = 3
_KIND: Final = re.compile("(?:分野|区分|種別|分類|類型|カテゴリー?|ジャンル|テーマ|部門)$")
"""Headings of columns that hold one of a few values, however few rows there are."""
_USES: Final = 2.0
"""So often each value is used, on the average."""
_MOST: Final = 60
"""So many different values at most."""
_MOSTLY: Final = 0.7
_BETWEEN: Final = re.compile(r"[、,，;；/／\n\r]+|(?<=\S)[  ]{2,}")
_NUMBER: Final = re.compile(r"(?!\d+/\d+\Z)(?:令和|平成|昭和|[RHS])?[\d元,.\s%円千百万億年月日件人〜~\-－―/]+")
"""A number or a date; a share (2/3) is a value like others."""
_OPENING: Final = re.compile(r"[^\s。、(（:：]{2,12}(?=[。(（:：])")
_EMPTY: Final = re.compile(r"[\s\-－―—ー–・…]*|なし|無し|該当なし|未定")


def dividers(table: Table, roles: Sequence[Role]) -> tuple[Divider | None, ...]:
    """For each column what divides its cells into values; None where it holds no such values."""
    if table.running:
        return tuple(None for _ in roles)
    cells = zip(*(row.cells for row in table.rows), strict=True) if table.rows else [()] * len(roles)
    columns = zip(table.columns, roles, cells, strict=True)
    return tuple(_divider(heading, column, role) if role in _ROLES else None for heading, role, column in columns)


def is_kind(heading: str) -> bool:
    """Whether a column is called by what kind a row is of: 分野, カテゴリー."""
    return bool(_KIND.search(plain(heading)))


def value_of(words: str) -> str:
    """The value that ``words`` of a cell stand for: one line, without blanks at either end."""
    return " ".join(plain(words).split())


def _divider(heading: str, cells: Sequence[str], role: Role) -> Divider | None:
    """Lists are taken apart where that leaves fewer values: 厚生労働省、文部科学省."""
    ways: tuple[Divider, ...] = (_whole, _listed, *((_leading,) if role == "status" else ()))
    found = [(divide, [value_of(span.of(cell)) for cell in cells for span in divide(cell)]) for divide in ways]
    named = is_kind(heading)
    few = [(len(set(values)), at) for at, (_, values) in enumerate(found) if _are_few(values, named=named)]
    if not few or _are_bodies(found[min(few)[1]][1]) or (role == "status" and _are_states(found[min(few)[1]][1])):
        return None
    return ways[min(few)[1]]


def _are_few(values: Sequence[str], *, named: bool) -> bool:
    """Whether values come again as those of a column of kinds do; one that is ``named`` so (分野) need not show it."""
    different = set(values)
    numbers = sum(bool(_NUMBER.fullmatch(value)) for value in values)
    return (
        len(values) >= (_FEWEST_NAMED if named else _FEWEST)
        and 1 < len(different) <= _MOST
        and (named or len(values) >= _USES * len(different))
        and max(map(len, different)) <= _LONGEST
        and numbers * 2 < len(values)
    )


def _are_bodies(values: Sequence[str]) -> bool:
    """Whether the values are kinds of body or prefectures, which are read as such whatever their column is called."""
    kinds = vocabulary.lexicon("levels", "words")
    known = sum(places.is_prefecture(value) or any(kinds.find(vocabulary.key(value))) for value in values)
    return known * 2 >= len(values)


def _are_states(values: Sequence[str]) -> bool:
    """Whether most values are states by their usual names (準備中), which are read as such."""
    usual = set(vocabulary.values("statuses"))
    return sum(value in usual for value in values) >= _MOSTLY * len(values)


def _whole(cell: str) -> tuple[Span, ...]:
    span = trim(cell, Span(0, len(cell)))
    return () if _EMPTY.fullmatch(plain(span.of(cell))) else (span,)


def _listed(cell: str) -> tuple[Span, ...]:
    return tuple(span for span in _pieces(cell) if not _EMPTY.fullmatch(plain(span.of(cell))))


def _leading(cell: str) -> tuple[Span, ...]:
    """The word with which a reply opens, before what explains it: 「対応可。要綱を改正する。」; all of a short one."""
    span = trim(cell, Span(0, len(cell)))
    opening = _OPENING.match(span.of(cell))
    return (Span(span.start, span.start + opening.end()),) if opening else _whole(cell)


def _pieces(cell: str) -> Iterator[Span]:
    start = 0
    for cut in _BETWEEN.finditer(cell):
        yield trim(cell, Span(start, cut.start()))
        start = cut.end()
    yield trim(cell, Span(start, len(cell)))
