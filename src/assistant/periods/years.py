"""The year part of a date: 平成25年, R7年度, 2012年度, 24年度, 今年度, 翌年."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from assistant.periods.eras import Era, era_by_word, eras
from assistant.periods.numbers import NUMBER, number
from assistant.periods.period import Period

TILDE: Final = r"\s*[〜~-]\s*"
"""Pattern of what joins two numbers of which only the second has its unit: 24〜26年度."""

_NO_YEAR: Final = r"(?![間目])"  # 3年間, 2年度目
_WESTERN: Final = re.compile(
    rf"(?:西暦\s*)?(?P<year>(?:1[89]|2[01])[0-9]{{2}}|[一二][〇零一二三四五六七八九]{{3}})\s*"
    rf"(?:(?P<unit>年度|年){_NO_YEAR}|(?={TILDE}(?:1[89]|2[01])[0-9]{{2}}\s*(?P<later>年度|年)))"
)
_BARE_NUMBER: Final = r"(?:[0-9]{1,2}(?![0-9])|[一二三四五六七八九十]{2,3})"  # not 同一年度
_BARE: Final = re.compile(
    rf"(?P<year>元|{_BARE_NUMBER})\s*(?:(?P<unit>年度){_NO_YEAR}|(?P<year_only>年)(?=\s*の?\s*{NUMBER}\s*月)"
    rf"|(?={TILDE}{NUMBER}\s*(?P<later>年度){_NO_YEAR}))"
)
_FISCAL_AWAY: Final = {
    "年度内": 0,
    "今年度": 0,
    "本年度": 0,
    "来年度": 1,
    "次年度": 1,
    "再来年度": 2,
    "昨年度": -1,
    "一昨年度": -2,
}
_YEARS_AWAY: Final = {"年内": 0, "今年": 0, "本年": 0, "来年": 1, "再来年": 2, "昨年": -1, "去年": -1, "一昨年": -2}
_RELATIVE: Final = re.compile("|".join(sorted([*_FISCAL_AWAY, *_YEARS_AWAY], key=len, reverse=True)))
_OF_CARRIED: Final = re.compile("(?P<of>翌|同)年(?!度)")


@dataclass(frozen=True, slots=True)
class Year:
    """The western year that something lies or, where ``fiscal``, begins in, and the era it was said in.

    ``assumed``: the words leave the year open, and the era of the corpus or today's date decided.
    """

    western: int
    fiscal: bool
    era: Era | None = None
    assumed: bool = False

    @property
    def period(self) -> Period:
        """The whole of it."""
        return Period.of_fiscal_year(self.western) if self.fiscal else Period.of_year(self.western)

    def of_month(self, month: int) -> int:
        """The western year in which a month of it lies: 1月 of 平成24年度 -> 2013."""
        return self.western + (self.fiscal and month <= 3)


@dataclass(frozen=True, slots=True)
class YearPart:
    """A year part that ends at ``end``: the year, or None and the reason why there is none."""

    end: int
    year: Year | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a date may be read by: the era of the corpus, today, and the year of the date that it is joined to."""

    era: Era | None
    today: date | None
    carried: Year | None


def read_year(text: str, at: int, context: Context) -> YearPart | None:
    """The year part at ``at``, or None."""
    if found := _era_year().match(text, at):  # 平成25年, 令和元年度, H25年度, 平成24〜26年度
        fiscal = "年度" in (found["unit"], found["later"])
        return _of_era(found.end(), era_by_word(found["era"]), number(found["year"]), fiscal=fiscal)
    if found := _WESTERN.match(text, at):  # 2013年, 西暦2012年度, 二〇一三年
        return YearPart(found.end(), Year(number(found["year"]), "年度" in (found["unit"], found["later"])))
    return _relative(text, at, context) or _bare(text, at, context)


def _relative(text: str, at: int, context: Context) -> YearPart | None:
    if context.today and (found := _RELATIVE.match(text, at)):  # 今年度, 来年
        fiscal = found[0] in _FISCAL_AWAY
        now = context.today.year - (fiscal and context.today.month <= 3)
        away = _FISCAL_AWAY[found[0]] if fiscal else _YEARS_AWAY[found[0]]
        return YearPart(found.end(), Year(now + away, fiscal, assumed=True))
    if context.carried and (found := _OF_CARRIED.match(text, at)):  # 平成24年4月から翌年3月
        year = context.carried.western + (found["of"] == "翌")
        return YearPart(found.end(), Year(year, False, context.carried.era))
    return None


def _bare(text: str, at: int, context: Context) -> YearPart | None:
    """A year of two digits: 24年度, 25年4月; read in the era, or century, of the date it is joined to."""
    spoken = context.carried.era if context.carried else context.era
    if context.carried is None and spoken is None:
        return None
    found = _BARE.match(text, at)
    if found is None:
        return None
    count, fiscal = number(found["year"]), not found["year_only"]
    if spoken:
        return _of_era(found.end(), spoken, count, fiscal=fiscal, assumed=context.carried is None)
    century = context.carried.western // 100 * 100 if context.carried else 0
    return YearPart(found.end(), Year(century + count, fiscal))


def _of_era(end: int, era: Era, count: int, *, fiscal: bool, assumed: bool = False) -> YearPart:
    fault = era.fault(count)
    return YearPart(end, None if fault else Year(era.year(count), fiscal, era, assumed), fault)


@cache
def _era_year() -> re.Pattern[str]:
    """平成25年, 令和元年度, H25年度, 平25年; and 平成24 before 〜26年度."""
    names = "|".join(era.name for era in eras())
    letters = "".join(era.letter + era.letter.lower() for era in eras())
    short = "".join(era.short for era in eras())
    return re.compile(
        rf"(?P<era>{names}|[{letters}]|(?<![一-龠])[{short}](?=[0-9]))\s*(?P<year>元|{NUMBER})\s*"
        rf"(?:(?P<unit>年度|年){_NO_YEAR}|(?={TILDE}{NUMBER}\s*(?P<later>年度|年){_NO_YEAR}))"
    )
