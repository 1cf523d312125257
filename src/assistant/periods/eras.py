"""The eras (元号) of data/eras.tsv: which year an era year is, and how a day is written in the era of its time.

Sources of the boundaries: the heading of data/eras.tsv. The law behind them: 元号法 (昭和54年法律第43号).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.errors import InputError
from assistant.lists import rows


@dataclass(frozen=True, slots=True)
class Era:
    """An era and its first and last day. ``latest`` is the greatest year that documents write in it."""

    name: str
    letter: str
    short: str
    first: date
    last: date
    latest: int

    def year(self, number: int) -> int:
        """The western year in which year ``number`` of the era lies: 平成25 -> 2013."""
        return self.first.year + number - 1

    def number(self, year: int) -> str:
        """A western year as a year of this era: 2013 -> 平成25, 1989 -> 平成元."""
        count = year - self.first.year + 1
        return f"{self.name}{'元' if count == 1 else count}"

    def fault(self, number: int) -> str:
        """What is wrong with year ``number`` of the era, in Japanese with what to do; "" where nothing is."""
        if number == 0:
            return (
                f"{self.name}0年はありません。{self.name}は元年({self.first.year}年)から始まります。"
                "年を確かめて入力し直してください。"
            )
        if number > self.latest:
            end = (
                ""
                if self.last == date.max
                else f"{self.name}は{self.number(self.last.year).removeprefix(self.name)}年({self.last.year}年)までです。"
            )
            return f"{self.name}{number}年は読めません。{end}元号と年を確かめて入力し直してください。"
        return ""


@cache
def eras() -> tuple[Era, ...]:
    """All eras, oldest first."""
    return tuple(
        Era(
            row["era"],
            row["letter"],
            row["short"],
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["last"]) if row["last"] else date.max,
            int(row["latest"]),
        )
        for row in rows("eras")
    )


@cache
def era_by_word(word: str) -> Era:
    """The era called 平成, 平 or H (h). Raises InputError where there is none."""
    for era in eras():
        if word.upper() in (era.name, era.short, era.letter):
            return era
    raise InputError(f"「{word}」という元号はありません。使えるのは {'、'.join(era.name for era in eras())} です。")


def era_on(day: date) -> Era | None:
    """The era of a day; None before 明治."""
    return next((era for era in eras() if era.first <= day <= era.last), None)
