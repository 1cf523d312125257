"""Parts of a year or month: 上半期, 第1四半期, 年度末, 年始, 夏, 上旬.

Seasons are the months of 気象庁's glossary (時に関する用語): 春 3–5月, 夏 6–8月, 秋 9–11月, 冬 12–2月.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.periods.numbers import number

_LINK: Final = r"\s*の?\s*"
_HALVES: Final = re.compile(_LINK + r"(?P<said>(?P<first>上半期|上期|前半|前期)|(?:下半期|下期|後半|後期))(?!高齢)")
_QUARTER: Final = re.compile(_LINK + r"(?P<said>第?\s*(?P<which>[1-4一二三四])\s*四半期)")
_SEASON: Final = re.compile(
    _LINK + r"(?P<said>(?P<which>[春夏秋冬])(?:季|期)?)(?=頃|以[降前]|中|実施|開始|予定|始|[^一-龠]|$)"
)
_STARTING: Final = re.compile("(?:頃|ごろ)?(?:に|から|以降|の?(?:開始|予定|始ま|スタート))")
_KANJI: Final = re.compile("[一-龠]")
_EDGE: Final = re.compile(
    _LINK + r"(?P<said>(?P<year_end>年度末)|(?P<year_start>年度(?:当初|初め|始め|はじめ|頭))"
    r"|(?P<december>年末(?!調整|年始))|(?P<january>(?<!年末)年始|年初|年頭|年明け))"
)
_EDGE_AFTER_YEAR: Final = re.compile(
    r"(?P<said>(?P<end>末)|(?P<start>当初|初め|始め|はじめ|初頭|初(?!旬)|頭|明け|始(?!ま)))"
)
_TENS: Final = re.compile(_LINK + r"(?P<said>(?P<early>上旬|初旬)|(?P<middle>中旬)|(?P<late>下旬))")
_SEASONS: Final = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 2)}


@dataclass(frozen=True, slots=True)
class Part:
    """A part named ``said`` that ends at ``end`` of the text.

    ``first`` and ``last`` are months counted from the start of the year it is of (1 is 4月 of a 年度 and 1月 of a 年),
    months of the calendar where ``calendar`` is set, or days of a month. ``alone``: it can stand without a year.
    """

    said: str
    end: int
    first: int
    last: int
    calendar: bool = False
    alone: bool = True

    def months(self, *, fiscal: bool) -> tuple[int, int]:
        """First and last month of the calendar in a fiscal year or in a year."""
        if self.calendar and fiscal and (self.first, self.last) == _SEASONS["春"]:
            return 4, 5  # 令和7年度春: 3月 would be the one before it, or a year later
        if self.calendar or not fiscal:
            return self.first, self.last
        return (self.first + 2) % 12 + 1, (self.last + 2) % 12 + 1

    def notes(self, *, fiscal: bool) -> tuple[str, ...]:
        """What was assumed, in Japanese, where the words leave it open."""
        first, last = self.months(fiscal=fiscal)
        if self.said[0] in _SEASONS:
            return (f"「{self.said}」は{first}月から{last}月と読みました",)
        if not fiscal and "四半期" in self.said:
            return (f"「{self.said}」は暦年の{first}月から{last}月と読みました",)
        return ()


def find_part(text: str, at: int, *, of_month: bool = False) -> Part | None:
    """The part of a year (or month) that is named at ``at``."""
    if of_month:
        return _find_tens(text, at)
    if found := _HALVES.match(text, at):  # 上半期, 後半
        first, last = (1, 6) if found["first"] else (7, 12)
        return Part(found["said"], found.end(), first, last, alone=found["said"][0] in "上下")
    if found := _QUARTER.match(text, at):  # 第1四半期
        which = number(found["which"])
        return Part(found["said"], found.end(), which * 3 - 2, which * 3)
    if found := _SEASON.match(text, at):  # 夏
        first, last = _SEASONS[found["which"]]
        alone = bool(_STARTING.match(text, found.end())) and not _KANJI.match(text[at - 1 : at])
        return Part(found["said"], found.end(), first, last, calendar=True, alone=alone)
    return _find_edge(text, at)


def _find_edge(text: str, at: int) -> Part | None:
    """年度末, 年始, and 末 or 当初 right after a year."""
    if found := _EDGE.match(text, at):
        month = next(m for name, m in _EDGE_MONTHS.items() if found[name])
        return Part(found["said"], found.end(), month, month, calendar=True)
    if text[at - 1 : at] in {"年", "度"} and (found := _EDGE_AFTER_YEAR.match(text, at)):
        month = 12 if found["end"] else 1
        return Part(found["said"], found.end(), month, month, alone=False)
    return None


_EDGE_MONTHS: Final = {"year_end": 3, "year_start": 4, "december": 12, "january": 1}


def _find_tens(text: str, at: int) -> Part | None:
    found = _TENS.match(text, at)  # 上旬
    if not found:
        return None
    first, last = (1, 10) if found["early"] else (11, 20) if found["middle"] else (21, 31)
    return Part(found["said"], found.end(), first, last)
