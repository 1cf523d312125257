"""Every way in which a place may be written, by key, and what it then means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from assistant.places.gazetteer import designations, key, municipalities, prefectures, regions

Kind = Literal["prefecture", "region", "municipality", "class"]
Form = Literal["full", "short", "kana"]
"""How much a way of writing says: 静岡県 is full, 静岡 short, しずおかけん kana."""

_KANA_STEM: Final = 3
_KANA_ALONE: Final = 4
_SUFFIX_KANA: Final = {"市": "し", "区": "く", "県": "けん", "府": "ふ", "都": "と"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a word: a place of this ``kind`` and ``name``, in these prefectures."""

    kind: Kind
    name: str
    prefectures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A way of writing and its meanings, likeliest first. ``needs``: one of these must follow."""

    form: Form
    readings: tuple[Reading, ...]
    needs: tuple[str, ...] = ()
    strict: bool = False
    """Whether the full name is also part of ordinary words (光市 in 観光市場), so that both sides are looked at."""


@cache
def words() -> dict[str, Word]:
    """All ways of writing a place, by key."""
    table: dict[str, Word] = {}
    for collect in (_kana, _short, _full):  # a fuller form takes the place of a shorter one
        table.update(collect())
    return table


@cache
def longest() -> int:
    """The number of characters of the longest word."""
    return max(map(len, words()))


def _full() -> dict[str, Word]:
    found: dict[str, Word] = {}
    for item in municipalities():
        here = Reading("municipality", item.now or item.name, (item.prefecture,))
        strict = len(item.stem) == 1 or not item.alone
        found[key(item.name)] = _joined(found.get(key(item.name)), here, strict=strict)
    for prefecture in prefectures():
        found[key(prefecture.name)] = Word("full", (_of_prefecture(prefecture.name),))
    for region in regions():
        reading = Reading("region", region.name, region.prefectures)
        for word in (region.name, *region.words):
            if key(word) not in found:
                plain = word == region.name
                found[key(word)] = Word("short" if plain else "full", (reading,), region.needs if plain else ())
    for designation in designations():
        for word in designation.words:
            found[key(word)] = Word("full", (Reading("class", designation.city_class, ()),))
    return found


def _short() -> dict[str, Word]:
    """静岡 is 静岡県 or 静岡市; 須坂 is 須坂市. One character alone names nothing (堺), nor do two kana (あま)."""
    readings: dict[str, list[Reading]] = {}
    for prefecture in prefectures():
        if prefecture.short != prefecture.name:
            readings.setdefault(key(prefecture.short), []).append(_of_prefecture(prefecture.name))
    for item in municipalities():
        least = _KANA_STEM if _is_kana(item.stem) else 2
        if item.alone and item.name[-1] in "市区" and len(item.stem) >= least:
            here = Reading("municipality", item.now or item.name, (item.prefecture,))
            readings.setdefault(key(item.stem), []).append(here)
    return {word: Word("kana" if _is_kana(word) else "short", _merged(meanings)) for word, meanings in readings.items()}


def _is_kana(word: str) -> bool:
    return all("ぁ" <= char <= "ゖ" for char in key(word))


def _kana() -> dict[str, Word]:
    """とやまけん, とやま県, せんだい市, せんだいし, せんだい: where only one place is read so."""
    readings: dict[str, list[Reading]] = {}
    for stem, name, reading in _spoken():
        forms = [stem + name[-1]] if len(stem) >= _KANA_STEM else []
        if len(stem) >= _KANA_STEM or reading.kind == "prefecture":
            forms.append(stem + _SUFFIX_KANA[name[-1]])
        if len(stem) >= _KANA_ALONE or (len(stem) == _KANA_STEM and reading.kind == "prefecture"):
            forms.append(stem)
        for form in forms:
            readings.setdefault(key(form), []).append(reading)
    merged = {form: _merged(meanings) for form, meanings in readings.items()}
    return {form: Word("kana", meanings) for form, meanings in merged.items() if _is_clear(meanings)}


def _spoken() -> Iterator[tuple[str, str, Reading]]:
    """Stem in kana, name, and meaning of prefectures, cities and wards."""
    for prefecture in prefectures():
        if prefecture.short != prefecture.name:
            stem = prefecture.kana.removesuffix(_SUFFIX_KANA[prefecture.name[-1]])
            yield stem, prefecture.name, _of_prefecture(prefecture.name)
    for item in municipalities():
        if item.alone and item.name[-1] in _SUFFIX_KANA:
            yield item.kana[:-1], item.name, Reading("municipality", item.now or item.name, (item.prefecture,))


def _is_clear(meanings: tuple[Reading, ...]) -> bool:
    """Whether they are one place, or a prefecture and the city of the same name in it (とやま)."""
    return len(meanings) == 1 or (
        len(meanings) == 2 and meanings[0].kind == "prefecture" and meanings[0].name[:-1] == meanings[1].name[:-1]
    )


def _of_prefecture(name: str) -> Reading:
    return Reading("prefecture", name, (name,))


def _joined(word: Word | None, here: Reading, *, strict: bool) -> Word:
    """``word`` with one more meaning: 府中市 of 東京都 and of 広島県 are one name in two prefectures."""
    return Word("full", _merged([*(word.readings if word else ()), here]), strict=strict)


def _merged(readings: list[Reading]) -> tuple[Reading, ...]:
    """Readings with the places of one name brought together."""
    found: dict[tuple[Kind, str], Reading] = {}
    for item in readings:
        same = found.get((item.kind, item.name))
        places = tuple(dict.fromkeys((*(same.prefectures if same else ()), *item.prefectures)))
        found[item.kind, item.name] = Reading(item.kind, item.name, places)
    return tuple(found.values())
