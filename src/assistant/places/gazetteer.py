"""The tables of places and what follows from a name: its prefectures, its regions, its class of city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Final

from assistant.lists import rows
from assistant.text import fold, hiragana

SUFFIXES: Final = "市区町村"


@dataclass(frozen=True, slots=True)
class Municipality:
    """A city, ward of Tokyo, town or village. ``now`` is its name today where ``name`` is a former one.

    ``alone`` says whether the name without 市 or 区 still names it (須坂, not 中央).
    """

    prefecture: str
    name: str
    kana: str
    alone: bool
    now: str

    @property
    def stem(self) -> str:
        """The name without 市, 区, 町 or 村."""
        return self.name[:-1]


@dataclass(frozen=True, slots=True)
class Prefecture:
    """One of the 47. ``short`` is the name without 都, 府 or 県; 北海道 has no other."""

    name: str
    kana: str

    @property
    def short(self) -> str:
        """静岡県 -> 静岡."""
        return self.name if self.name == "北海道" else self.name[:-1]


@dataclass(frozen=True, slots=True)
class Region:
    """A region and its prefectures. Where there are ``needs``, one of them must follow the name itself."""

    name: str
    words: tuple[str, ...]
    needs: tuple[str, ...]
    prefectures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Designation:
    """A city's membership of a class, from a day on and until a day; date.min and date.max where open."""

    city_class: str
    name: str
    first: date
    until: date
    words: tuple[str, ...]


def key(text: str) -> str:
    """The form in which names are compared, character for character: 龍ヶ崎 and 竜ケ崎, センダイ and せんだい alike."""
    return hiragana(fold(text).translate(_old_kanji()))


@cache
def prefectures() -> tuple[Prefecture, ...]:
    """All prefectures, from north to south."""
    return tuple(Prefecture(row["prefecture"], row["kana"]) for row in rows("municipalities") if not row["name"])


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities, with the former names that the table knows."""
    return tuple(
        Municipality(row["prefecture"], row["name"], row["kana"], row["alone"] != "いいえ", row["now"])
        for row in rows("municipalities")
        if row["name"]
    )


@cache
def regions() -> tuple[Region, ...]:
    """All regions, in the order in which they are shown."""
    return tuple(
        Region(row["region"], _split(row["words"]), _split(row["needs"]), _split(row["prefectures"]))
        for row in rows("regions")
    )


@cache
def designations() -> tuple[Designation, ...]:
    """All memberships of classes, past and present."""
    return tuple(
        Designation(
            row["class"],
            row["name"],
            date.fromisoformat(row["from"]) if row["from"] else date.min,
            date.fromisoformat(row["until"]) if row["until"] else date.max,
            _split(row["words"]),
        )
        for row in rows("city_classes")
    )


@cache
def _prefecture_keys() -> dict[str, str]:
    """Full names of the prefectures by their key, from north to south."""
    return {key(prefecture.name): prefecture.name for prefecture in prefectures()}


@lru_cache(maxsize=8192)
def prefecture_of(name: str) -> tuple[str, ...]:
    """The prefectures in which a body of this name lies: several where they share it (府中市), () where none is known.

    A prefecture lies in itself, with or without 県. The name may carry its prefecture and 郡 (三重県三重郡菰野町).
    """
    wanted = key(name)
    if wanted in _by_name():
        return _by_name()[wanted]
    for start, prefecture in _prefecture_keys().items():
        if wanted.startswith(start):
            within = prefecture_of(_without_county(wanted[len(start) :].strip()))
            return tuple(p for p in within if p == prefecture)
    return _by_name().get(_without_county(wanted), ())


def is_prefecture(name: str) -> bool:
    """Whether this is the full name of a prefecture."""
    return key(name) in _prefecture_keys()


def from_north(prefecture: str) -> int:
    """The place of a prefecture from north to south; what is none comes last."""
    names = [each.name for each in prefectures()]
    return names.index(prefecture) if prefecture in names else len(names)


def regions_of(prefecture: str) -> tuple[str, ...]:
    """The regions that a prefecture lies in, in the order of the table: 静岡県 -> 中部, 東海, 西日本."""
    return tuple(region.name for region in regions() if prefecture in region.prefectures)


def classes_of(municipality: str, on: date | None = None) -> tuple[str, ...]:
    """The classes (政令指定都市, 中核市 …) of a city on a day; without a day, as the table stands."""
    wanted = key(municipality)
    for start in _prefecture_keys():
        wanted = wanted.removeprefix(start).strip()
    return tuple(
        item.city_class
        for item in _by_designated().get(wanted, ())
        if (item.until == date.max if on is None else item.first <= on < item.until)
    )


def current_name(municipality: str) -> str:
    """The name a municipality has today: 篠山市 -> 丹波篠山市."""
    return next((item.now for item in municipalities() if item.now and item.name == municipality), municipality)


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Prefectures by key of the full name, and of the name without its last character where that names one."""
    found: dict[str, list[str]] = {}
    for item in municipalities():
        found.setdefault(key(item.name), []).append(item.prefecture)
    for item in municipalities():
        if item.alone and item.name[-1] in "市区" and len(item.stem) > 1:
            found.setdefault(key(item.stem), []).append(item.prefecture)
    for prefecture in prefectures():
        found[key(prefecture.name)] = found[key(prefecture.short)] = [prefecture.name]
    return {name: tuple(dict.fromkeys(items)) for name, items in found.items()}


@cache
def _by_designated() -> dict[str, tuple[Designation, ...]]:
    found: dict[str, tuple[Designation, ...]] = {}
    for item in designations():
        found[key(item.name)] = (*found.get(key(item.name), ()), item)
    return found


def _without_county(name: str) -> str:
    """菰野町 of 三重郡菰野町."""
    return name.partition("郡")[2] or name


@cache
def _old_kanji() -> dict[int, str]:
    """Old forms of kanji to the forms in use, from data/old_kanji.tsv."""
    return str.maketrans({row["old"]: row["new"] for row in rows("old_kanji")})


def _split(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("|") if word)
