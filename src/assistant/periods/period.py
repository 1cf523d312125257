"""A stretch of whole days: a day, month, year, fiscal year (4月 to 翌年3月, 地方自治法第208条) or any range of them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from assistant.errors import InputError
from assistant.periods.eras import era_on

Unit = Literal["day", "month", "fiscal_year", "year", "range"]

_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")
_YEAR: Final = re.compile(r"([0-9]{4})年(度?)")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both included. date.min and date.max mean that an end is open.

    ``unit`` says what it was written as: 2012年度 and 2012-04/2013-03 hold the same days and are not equal.
    Raises ValueError where ``last`` comes before ``first``.
    """

    first: date
    last: date
    unit: Unit = "range"

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")

    @classmethod
    def of_day(cls, year: int, month: int, day: int) -> Period:
        """One day. Raises ValueError where there is no such day."""
        when = date(year, month, day)
        return cls(when, when, "day")

    @classmethod
    def of_month(cls, year: int, month: int) -> Period:
        """One month. Raises ValueError where there is no such month."""
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")

    @classmethod
    def of_year(cls, year: int) -> Period:
        """The year from January to December."""
        return cls(date(year, 1, 1), date(year, 12, 31), "year")

    @classmethod
    def of_fiscal_year(cls, year: int) -> Period:
        """The fiscal year that begins in April of ``year``."""
        return cls(date(year, 4, 1), date(year + 1, 3, 31), "fiscal_year")

    @classmethod
    def parse(cls, value: str) -> Period:
        """The period whose ``value`` this is. Raises InputError where it is none."""
        try:
            return _read(value)
        except ValueError as error:
            raise InputError(
                f"「{value}」は期間として読めません。2013-04、2012年度、2013-01/2013-03 のように書いてください。"
            ) from error

    @property
    def is_exact(self) -> bool:
        """Whether it is a day or a month, and not only a year or a stretch of time."""
        return self.unit in {"day", "month"}

    @property
    def value(self) -> str:
        """The period as it is stored: 2013-04, 2012年度, 2013年, 2013-04-01, 2013-01/2013-03, 2013-04/, /2013-03."""
        if self.unit == "day":
            return self.first.isoformat()
        if self.unit == "month":
            return self.first.isoformat()[:7]
        if self.unit == "year":
            return f"{self.first.year:04d}年"
        if self.unit == "fiscal_year":
            return f"{self.first.year:04d}年度"
        cut = 7 if self._is_of_months else 10
        start = "" if self.first == date.min else self.first.isoformat()[:cut]
        end = "" if self.last == date.max else self.last.isoformat()[:cut]
        return f"{start}/{end}"

    @property
    def japanese(self) -> str:
        """The period in the era of its time: 平成25年4月, 平成24年度, 平成25年1月〜3月, 平成25年4月以降."""
        if self.unit != "range":
            return self._named(_era_year)
        return self._range(_era_year)

    @property
    def western(self) -> str:
        """The period in western years: 2013年4月, 2012年度, 2013年1月〜3月, 2013年4月以降."""
        if self.unit != "range":
            return self._named(_western_year)
        return self._range(_western_year)

    @property
    def described(self) -> str:
        """Both ways of writing: 平成25年4月(2013年4月), 平成24年度(2012年4月〜2013年3月)."""
        if self.unit == "fiscal_year":
            return f"{self.japanese}({Period(self.first, self.last).western})"
        return self.japanese if self.japanese == self.western else f"{self.japanese}({self.western})"

    def contains(self, other: Period) -> bool:
        """Whether all days of ``other`` lie in this period."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    def _named(self, year: Callable[[int, date], str]) -> str:
        day = self.first
        if self.unit == "fiscal_year":  # 2019年度 -> 令和元年度: the era of the greater part of it
            return f"{year(day.year, date(day.year, 10, 1))}年度"
        if self.unit == "year":  # 2019年 -> 令和元年
            return f"{year(day.year, date(day.year, 7, 1))}年"
        written = f"{year(day.year, day)}年{day.month}月"
        return written if self.unit == "month" else f"{written}{day.day}日"

    def _range(self, year: Callable[[int, date], str]) -> str:
        def written(day: date, *, with_year: bool = True) -> str:
            head = f"{year(day.year, day)}年" if with_year else ""
            return f"{head}{day.month}月" if self._is_of_months else f"{head}{day.month}月{day.day}日"

        if self.first == date.min:
            return "全期間" if self.last == date.max else f"{written(self.last)}まで"
        if self.last == date.max:
            return f"{written(self.first)}以降"
        if self._is_of_months and (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return written(self.first)
        same_year = year(self.first.year, self.first) == year(self.last.year, self.last)
        return f"{written(self.first)}〜{written(self.last, with_year=not same_year)}"

    @property
    def _is_of_months(self) -> bool:
        """Whether both ends that are not open are ends of months."""
        return (self.first == date.min or self.first.day == 1) and (
            self.last == date.max or self.last.day == monthrange(self.last.year, self.last.month)[1]
        )


def parse(value: str) -> Period | None:
    """The period whose value this is, or None for a word that is none (未定)."""
    try:
        return _read(value)
    except ValueError:
        return None


def _era_year(year: int, day: date) -> str:
    """The year as one of the era of ``day``; as a western one before 明治."""
    era = era_on(day)
    return era.number(year) if era else str(year)


def _western_year(year: int, _: date) -> str:
    return str(year)


def _read(value: str) -> Period:
    if "/" in value:
        start, _, end = value.partition("/")
        return Period(
            _read_end(start).first if start else date.min,
            _read_end(end).last if end else date.max,
        )
    if found := _YEAR.fullmatch(value):
        year = int(found[1])
        return Period.of_fiscal_year(year) if found[2] else Period.of_year(year)
    return _read_end(value)


def _read_end(value: str) -> Period:
    if found := _MONTH.fullmatch(value):
        return Period.of_month(int(found[1]), int(found[2]))
    if found := _DAY.fullmatch(value):
        return Period.of_day(int(found[1]), int(found[2]), int(found[3]))
    raise ValueError(value)
