"""One point or stretch of time as it is written at a place in a text: 平成25年4月上旬, R7年度上半期, 2013/1, 4月.

A moment has a year part (written, numeric, relative, or carried over from the moment before it) and what follows
within that year. Texts are NFKC: digits and letters are ASCII.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from assistant.periods.eras import Era, era_by_word, eras
from assistant.periods.numbers import NUMBER, number
from assistant.periods.parts import Part, find_part
from assistant.periods.period import Period
from assistant.periods.years import TILDE, Context, Year, read_year

_NO_MONTH: Final = r"(?![曜額給次報例刊謝間])"  # 第1月曜, 5月間

_SEPARATED: Final = re.compile(
    r"(?P<by>[./-])\s?(?P<month>[0-9]{1,2})(?:(?P=by)\s?(?P<day>[0-9]{1,2}))?(?![0-9])(?!(?P=by)[0-9])"
)
_WESTERN_NUMERIC: Final = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?=[./][0-9]|(?<![0-9]-[0-9]{4})-[0-9])")
_MONTH: Final = re.compile(
    rf"\s*の?\s*(?P<month>{NUMBER})\s*(?:月{_NO_MONTH}|(?={TILDE}{NUMBER}\s*月{_NO_MONTH}))"
    rf"(?:\s*の?\s*(?P<day>{NUMBER})\s*日(?![間目]))?"
)
_DECADE: Final = re.compile(r"(?P<era>令和|平成|昭和|大正|明治)?(?P<years>(?<=[一-龥])[1-6]0|(?:18|19|20)[0-9]0)年代")
_RELATIVE_MONTH: Final = re.compile("今月|本月|先月|来月|再来月")
_MONTHS_AWAY: Final = {"今月": 0, "本月": 0, "先月": -1, "来月": 1, "再来月": 2}


_UNSAID: Final = Year(2000, False)
"""Stands in for a year that is not said: a leap year, since 2月29日 may be."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What is written at ``start:end``: a period, or months (or a day of one) of an unsaid year, or why it cannot be."""

    start: int
    end: int
    period: Period | None = None
    year: Year | None = None
    months: tuple[int, ...] = ()
    day: int = 0
    notes: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    fault: str = ""


_BEGINS: Final = frozenset("0123456789〇零一二三四五六七八九十百元西今本来次再昨去先翌同上下第年春夏秋冬")


def read(text: str, at: int, context: Context) -> Moment | None:
    """The moment that begins at ``at``, or None."""
    if (text[at] not in _BEGINS and text[at] not in _era_initials()) or _inside_a_number(text, at):
        return None
    numeric = _read_numeric(text, at)
    if numeric:
        return numeric
    month = _read_relative_month(text, at, context)
    if month:
        return month
    if decade := _read_decade(text, at):
        return decade
    head = read_year(text, at, context)
    if head is None:
        return _read_without_year(text, at, context)
    if head.year is None:
        return Moment(at, head.end, fault=head.fault)
    return _noted(text, _read_within(text, at, head.end, head.year))


def _read_decade(text: str, at: int) -> Moment | None:
    """2010年代, 昭和50年代: ten years."""
    found = _DECADE.match(text, at)
    if not found:
        return None
    era = era_by_word(found["era"]) if found["era"] else None
    first = era.year(int(found["years"])) if era else int(found["years"])
    return Moment(at, found.end(), Period(date(first, 1, 1), date(first + 9, 12, 31)))


def _inside_a_number(text: str, at: int) -> bool:
    """Whether a number or word begins before ``at``: 25 in 第25回, 13 in 2013, R5 in USR5."""
    before, here = text[at - 1 : at], text[at]
    if here.isascii() and here.isalnum():
        behind_point = before in {".", ",", "/"} and at > 1 and text[at - 2].isdigit()
        return before == "第" or (before.isascii() and before.isalnum()) or behind_point
    return bool(re.match(NUMBER, here)) and (before == "第" or bool(before and re.match(NUMBER, before)))


def _read_numeric(text: str, at: int) -> Moment | None:
    """平成25.4.1, H25/4/1, R6.10, 2013-01, 2013/4/1; the letter alone with a year (H25, R5)."""
    era: Era | None = None
    if found := _era_short().match(text, at):
        era, count = era_by_word(found["era"]), number(found["year"])
        fault = era.fault(count)
        western = era.year(count)
    elif found := _WESTERN_NUMERIC.match(text, at):
        western, fault = int(found["year"]), ""
    else:
        return None
    rest = _SEPARATED.match(text, found.end())
    year = Year(western, False, era)
    if rest is None:
        if fault or era is None or not found["alone"]:
            return None
        return _noted(text, _read_within(text, at, found.end(), year))
    if fault:
        return Moment(at, rest.end(), fault=fault)
    day = int(rest["day"]) if rest["day"] else None
    return _noted(text, _dated(at, rest.end(), year, int(rest["month"]), day))


def _read_relative_month(text: str, at: int, context: Context) -> Moment | None:
    found = _RELATIVE_MONTH.match(text, at)  # 今月, 来月上旬
    if not found or not context.today:
        return None
    count = context.today.year * 12 + context.today.month - 1 + _MONTHS_AWAY[found[0]]
    year = Year(count // 12, False, assumed=True)
    return _noted(text, _with_part(text, _dated(at, found.end(), year, count % 12 + 1, None)))


def _read_without_year(text: str, at: int, context: Context) -> Moment | None:
    """A month or a part of an unsaid year, in the year of the moment before it where there is one (carried)."""
    found = None if text[at] == "の" or text[at].isspace() else _MONTH.match(text, at)
    if found and not text.endswith("生後", 0, at):  # 4月, 3月10日
        month, day = number(found["month"]), number(found["day"]) if found["day"] else None
        year = context.carried or _UNSAID
        moment = _with_part(text, _dated(at, found.end(), year, month, day))
    else:  # 上半期, 第1四半期, 年度末
        part = find_part(text, at)
        if part is None or not part.alone:
            return None
        year = context.carried or Year(2000, True)
        moment = _of_part(at, year, part)
    if context.carried or moment.fault or moment.period is None:
        return moment
    day = moment.period.first.day if moment.period.unit == "day" else 0
    return Moment(at, moment.end, months=_months_of(moment.period), day=day, hedges=moment.hedges)


def _read_within(text: str, start: int, end: int, year: Year) -> Moment:
    """The month, or part of the year, that follows a year part ending at ``end``; else the year itself."""
    if found := _MONTH.match(text, end):
        day = number(found["day"]) if found["day"] else None
        return _with_part(text, _dated(start, found.end(), year, number(found["month"]), day))
    part = find_part(text, end)
    if part:
        return _of_part(start, year, part)
    return Moment(start, end, year.period, year)


def _dated(start: int, end: int, year: Year, month: int, day: int | None) -> Moment:
    """A month or day of ``year``; a moment with a fault where the calendar has none."""
    if not 1 <= month <= 12:
        return Moment(start, end, fault=f"{month}月はありません。1月から12月の間で入力し直してください。")
    western = year.of_month(month)
    if day is None:
        return Moment(start, end, Period.of_month(western, month), year)
    try:
        return Moment(start, end, Period.of_day(western, month, day), year)
    except ValueError:
        said = f"{month}月" if year is _UNSAID else f"{western}年{month}月"
        last = Period.of_month(western, month).last.day
        fault = f"{month}月{day}日はありません({said}は{last}日まで)。日付を確かめて入力し直してください。"
        return Moment(start, end, fault=fault)


def _with_part(text: str, moment: Moment) -> Moment:
    """``moment`` narrowed to the 上旬, 中旬 or 下旬 that follows it."""
    if moment.period is None or moment.period.unit != "month":
        return moment
    part = find_part(text, moment.end, of_month=True)
    if part is None:
        return moment
    first, last = moment.period.first, moment.period.last
    days = Period(first.replace(day=part.first), last.replace(day=min(part.last, last.day)))
    return Moment(moment.start, part.end, days, moment.year, hedges=(part.said,))


def _of_part(start: int, year: Year, part: Part) -> Moment:
    """A half, quarter, season or edge of a year."""
    first_month, last_month = part.months(fiscal=year.fiscal)
    first = Period.of_month(year.of_month(first_month), first_month)
    last_year = year.of_month(last_month) + (not year.fiscal and last_month < first_month)  # 2025年冬 -> 2026年2月まで
    last = Period.of_month(last_year, last_month)
    period = first if first == last else Period(first.first, last.last)
    return Moment(start, part.end, period, year, notes=part.notes(fiscal=year.fiscal), hedges=(part.said,))


def _noted(text: str, moment: Moment) -> Moment:
    """``moment`` with notes on what was assumed about its era."""
    year = moment.year
    if moment.period is None or year is None:
        return moment
    elsewhere = year.era is not None and (moment.period.first > year.era.last or moment.period.last < year.era.first)
    if not (year.assumed or elsewhere):  # 25年4月, 今年度; 平成32年, 令和元年4月
        return moment
    note = f"「{text[moment.start : moment.end]}」は{moment.period.japanese}と読みました"
    return replace(moment, notes=(*moment.notes, note))


def _months_of(period: Period) -> tuple[int, ...]:
    count = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    return tuple((period.first.month - 1 + i) % 12 + 1 for i in range(count))


@cache
def _era_initials() -> frozenset[str]:
    return frozenset(char for era in eras() for char in (era.name[0], era.letter, era.letter.lower(), era.short))


@cache
def _era_short() -> re.Pattern[str]:
    """平成25 or H25 or 平25 before .4 or /4; and the letters of the last two eras with a year only: H25, R5."""
    names = "|".join(era.name for era in eras())
    short = "".join(era.short for era in eras()[-3:])
    letters = "".join(era.letter + era.letter.lower() for era in eras()[-3:])
    alone = "".join(era.letter for era in eras()[-2:])
    return re.compile(
        rf"(?=(?P<alone>[{alone}][0-9]{{1,2}}(?![0-9A-Za-z.,/-]))?)"
        rf"(?P<era>{names}|[{letters}]|(?<![一-龠])[{short}])\s*(?P<year>元|[0-9]{{1,2}})(?![0-9年A-Za-z])"
    )
