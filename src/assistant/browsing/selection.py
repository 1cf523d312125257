"""A selection of rows as it stands in an address: words, facet values, order, page, ticked rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Self

from assistant import periods
from assistant.errors import InputError
from assistant.facets import UNDECIDED
from assistant.records import ANY, FACETS, LEVEL, PREFECTURE, REGION, SITE, START, STATUS, TARGET, TIMES, Filter

SHOWN: Final = (PREFECTURE, REGION, LEVEL, TARGET, SITE, STATUS, START)
"""Facets that are offered with counts."""
SORTS: Final = {"municipality": "自治体", "prefecture": "都道府県", "status": "進捗", "start": "実施時期"}
"""Columns that rows can be sorted by, as the address and as people call them."""
MAX_TICKED: Final = 100
"""So many rows can be ticked: an address has to hold them."""
_MAX_FILTERS: Final = 50
_LAST_PAGE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows are wanted, and how they are shown. Values of one facet are alternatives, facets hold together."""

    text: str = ""
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    descending: bool = False
    page: int = 1
    ticked: tuple[str, ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """The selection of a query string: ``q``, ``f=facet:value``… (``-facet:value``: all others), ``sort``, ``page``, ``id``….

        The last one of ``sort`` and of ``page`` counts; ``toggle=facet:value`` adds a value, or takes it away where it
        is there. Other names are left alone. Raises InputError where something of it cannot be.
        """
        given: dict[str, list[str]] = {}
        for name, value in pairs:
            given.setdefault(name, []).append(value)
        chosen = dict.fromkeys(_filter(item) for item in given.get("f", ()))
        for item in map(_filter, given.get("toggle", ())):
            if item in chosen:
                del chosen[item]
            else:
                chosen[item] = None
        ticked = tuple(dict.fromkeys(item for item in given.get("id", ()) if item))
        if len(chosen) > _MAX_FILTERS:
            raise InputError(f"条件が多すぎます(上限 {_MAX_FILTERS})。いくつか外してください。")
        if len(ticked) > MAX_TICKED:
            raise InputError(f"選べるのは {MAX_TICKED} 件までです。いくつか外してください。")
        sort = given.get("sort", [""])[-1]
        if sort.removeprefix("-") not in {"", *SORTS}:
            raise InputError(f"「{sort}」では並べ替えられません。表の見出しから選んでください。")
        return cls(
            text=" ".join(given.get("q", [""])[-1].split()),
            filters=alternatives(chosen),
            sort=sort.removeprefix("-"),
            descending=sort.startswith("-"),
            page=_page(given.get("page", ["1"])[-1]),
            ticked=ticked,
        )

    def values(self, facet: str) -> tuple[str, ...]:
        """The values that are chosen of ``facet``."""
        return tuple(item.value for item in self.filters if item.facet == facet and not item.negated)

    def pairs(self) -> list[tuple[str, str]]:
        """The selection as names and values of a query string; what is as it is anyway is left out."""
        found = [("q", self.text)] if self.text else []
        found += [("f", item.key) for item in self.filters]
        found += [("sort", f"{'-' if self.descending else ''}{self.sort}")] if self.sort else []
        found += [("page", str(self.page))] if self.page > 1 else []
        return found + [("id", item) for item in self.ticked]

    @property
    def conditions(self) -> Selection:
        """The same words and values alone: no order, no page, nothing ticked."""
        return Selection(self.text, self.filters)

    def first_page(self) -> Selection:
        """The same selection from its first page."""
        return replace(self, page=1)


def alternatives(chosen: Iterable[Filter]) -> tuple[Filter, ...]:
    """Filters with those of one facet next to each other, as alternatives; negated ones hold each by itself."""
    groups: dict[tuple[str, bool], list[Filter]] = {}
    for item in chosen:
        groups.setdefault((item.facet, item.negated), []).append(item)
    return tuple(
        replace(item, either=at > 0 and not item.negated) for group in groups.values() for at, item in enumerate(group)
    )


def _filter(key: str) -> Filter:
    item = Filter.of(key)
    if not item.facet or not item.value:
        raise no_such(key, FACETS)
    return replace(item, value=_time(item.value)) if item.facet in TIMES else item


def _time(value: str) -> str:
    """A period as it is stored, also where it is written as people do: 令和6年度 -> 2024年度."""
    if value in {ANY, UNDECIDED} or periods.parse(value):
        return value
    return found.value if (found := periods.first(value)) else value


def no_such(key: str, facets: Iterable[str]) -> InputError:
    """What to say of a condition that is none of ``facets`` and a value."""
    return InputError(
        f"「{key[:100]}」という条件はありません。「{PREFECTURE}:静岡県」のように、"
        f"{'、'.join(facets)} のどれかと値を「:」でつないでください。"
    )


def _page(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < len(str(_LAST_PAGE)) and int(text) > 0:
        return int(text)
    raise InputError(f"「{text[:20]}」ページはありません。1 以上の数字を指定してください。")
