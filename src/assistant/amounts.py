"""Amounts as tables and questions write them: 「48,500」 under 「事業費(千円)」, 「1億2,000万円」, 「1億円以上」, 「30人から50人」."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant import counters
from assistant.text import fold, plain

_SCALES: Final = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "億": 100_000_000,
    "兆": 10**12,
}
_SCALE: Final = r"(?:百万|千万|百|千|万|億|兆)"
_UNIT: Final = rf"(?:{counters.pattern()}|kwh|kw|mw|kl|キロワット|メガワット|トン|平方メートル|ヘクタール|km2|m3|件|%|パーセント|km|キロ|ha|m2|m|t|kg|年|か月|ヶ月|日|時間)"
_DIGITS: Final = r"\d[\d,]*(?:\.\d+)?"
_WORDS: Final = rf"{_DIGITS}\s*{_SCALE}?(?:\s*{_DIGITS}\s*{_SCALE})*"
_ONE: Final = re.compile(rf"(?P<digits>{_DIGITS})\s*(?P<scale>{_SCALE}?)")
_CELL: Final = re.compile(
    rf"(?:約|計|総額)?\s*(?P<words>{_WORDS})\s*(?P<unit>{_UNIT}?)\s*(?:程度|以内|弱|強)?\s*(?:[(※].*)?", re.DOTALL
)
_HEADING: Final = re.compile(
    rf"[(\[](?:単位[::])?(?:[一-龥]{{2,6}}\s*)??\s*(?P<scale>{_SCALE}?)(?P<unit>{_UNIT})(?:/(?:年|月|日|人|回))?[)\]]"
)
_KANJI: Final = dict(zip("一二三四五六七八九", "123456789", strict=True))
_KANJI_NUMBER: Final = re.compile(rf"[一二三四五六七八九](?={_SCALE}|つの|[かカ箇個]所|区役所)")
_TOLD: Final = re.compile(
    rf"(?<!第)(?<!うち)(?<![\d,.])(?P<words>{_WORDS})\s*(?:つの)?(?P<unit>{counters.pattern()})(?!{counters.NO_COUNT})"
)
_SAID: Final = re.compile(
    rf"(?P<first>{_WORDS}|(?<![\d百千万億兆]){_SCALE}(?=円))\s*(?:(?<!1)つの)?(?P<unit>{_UNIT})?\s*(?:(?:から|[~〜-])\s*(?P<second>{_WORDS})\s*(?P<other>{_UNIT})\s*(?:まで|の間)?"
    r"|(?P<least>以上|を超え[るた]?|超|より(?:多|高|大|長)[いくき]|を上回る)|(?P<most>以下|未満|以内|より(?:少な|低|小さ|短)[いくき]|を下回る|に満たない|まで))?"
)
_JOINED: Final = re.compile(r"[\s、,]*(?:で|かつ|から|の)?[\s、,]*")
_OPEN: Final = ("を超え", "超", "より", "未満", "を上回", "を下回", "に満た")


@dataclass(frozen=True, slots=True)
class Unit:
    """What the numbers of a column count: 円, and how many of them one is (1,000 under 「(千円)」)."""

    name: str = ""
    scale: int = 1

    @property
    def word(self) -> str:
        """How that many are said: 千."""
        return next(word for word, scale in _SCALES.items() if scale == self.scale)


@dataclass(frozen=True, slots=True)
class Bound:
    """``start:end`` of a text, and the amounts that are meant there, in the unit ``unit`` ("" where none is said)."""

    start: int
    end: int
    low: float
    high: float
    unit: str

    def holds(self, amount: float) -> bool:
        """Whether ``amount`` lies within."""
        return self.low <= amount <= self.high


def unit_of(heading: str) -> Unit:
    """The unit that a heading names: 「事業費(千円)」."""
    found = _HEADING.search(fold(plain(heading)))
    return Unit(_plain_unit(found["unit"]), _SCALES[found["scale"]]) if found else Unit()


def amount_in(cell: str, unit: Unit) -> float | None:
    """The amount that a cell says, in single units (円); None where it says none. A unit in the cell counts before ``unit``."""
    found = _CELL.fullmatch(fold(plain(cell)).strip())
    if found is None:
        return None
    own = found["unit"] or any(char in found["words"] for char in "百千万億兆")
    return _number(found["words"]) * (1 if own else unit.scale)


def told(text: str) -> Iterator[Bound]:
    """The numbers of things that running text (folded) tells: 「市内3区役所」, but not those of a part (「うち1か所」)."""
    for found in _TOLD.finditer(text):
        number = _number(found["words"])
        yield Bound(found.start(), found.end(), number, number, _plain_unit(found["unit"]))


def bounds(text: str) -> Iterator[Bound]:
    """The amounts that a question (folded) names with a unit, or with words that compare."""
    last: Bound | None = None
    for bound in _bounds(text):
        if last and last.high == math.inf and bound.low == -math.inf and _JOINED.fullmatch(text, last.end, bound.start):
            last = Bound(last.start, bound.end, last.low, bound.high, bound.unit or last.unit)  # 1億円以上5億円未満
            continue
        if last:
            yield last
        last = bound
    if last:
        yield last


def _bounds(text: str) -> Iterator[Bound]:
    """Each amount by itself."""
    digits = _KANJI_NUMBER.sub(lambda found: _KANJI[found[0]], text)
    for found in _SAID.finditer(digits):
        unit = found["unit"] or found["other"] or ""
        compares = found["least"] or found["most"] or found["second"]
        if not (unit or compares):
            continue
        first = _number(found["first"])
        low, high = first, first
        if found["second"]:
            high = _number(found["second"])
            scale = "" if found["unit"] or _scale(found["first"]) else _scale(found["second"])
            low = first * _SCALES[scale]  # 1〜2億円
        elif found["least"]:
            low, high = first, math.inf
        elif found["most"]:
            low, high = -math.inf, first
        if compares and compares.startswith(_OPEN):
            low, high = (math.nextafter(low, math.inf), high) if found["least"] else (low, math.nextafter(high, low))
        end = found.start() + len(found[0].rstrip())
        yield Bound(found.start(), end, low, high, _plain_unit(unit))


@lru_cache(maxsize=1024)
def bound_of(value: str) -> Bound | None:
    """The amounts that a filter asks for in words: 「1億円以上」; None where it asks for none."""
    found = list(bounds(fold(plain(value))))
    return found[0] if len(found) == 1 and (found[0].start, found[0].end) == (0, len(value)) else None


def _number(words: str) -> float:
    """「1億2,000万」 -> 120,000,000."""
    if words in _SCALES:
        return _SCALES[words]  # 百万円に満たない
    return sum(float(one["digits"].replace(",", "")) * _SCALES[one["scale"]] for one in _ONE.finditer(words))


def _scale(words: str) -> str:
    """The scale of the last number: 億 of 「2億」."""
    return words if words in _SCALES else [one["scale"] for one in _ONE.finditer(words)][-1]


def _plain_unit(unit: str) -> str:
    return {"パーセント": "%", "ヶ月": "か月", "トン": "t"}.get(unit, counters.counter(unit))
