"""How a serial number is shown as a day or a time: western years, eras (令和5年, R5), weekdays, hours, elapsed time.

Serial numbers count days from 1900-01-00, with a 29 February 1900 that never was, as Excel does.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from assistant.periods.eras import Era, eras

_LAST: Final = 2_958_466
"""The serial number after the last day that can be shown, 9999-12-31."""
_OUTSIDE: Final = "########"
_WEEKDAYS: Final = "土日月火水木金"
_DAYS: Final = ("Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_MONTHS: Final = tuple(calendar.month_name)
_DIGITS: Final = {"1": "〇一二三四五六七八九", "2": "〇壱弐参四伍六七八九", "3": "０１２３４５６７８９"}
_UNITS: Final = {"1": ("", "十", "百", "千"), "2": ("", "拾", "百", "阡")}
_MYRIADS: Final = ("", "万", "億", "兆")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format: words that are shown as they are, or a code (lower case) that stands for a value."""

    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class _Moment:
    """A serial number taken apart."""

    serial: int
    year: int
    month: int
    day: int
    milliseconds: int

    @property
    def era(self) -> Era:
        """The era of the day."""
        day = date(self.year, self.month, max(1, min(self.day, calendar.monthrange(self.year, self.month)[1])))
        return next(era for era in eras() if day <= era.last)


def show_date(value: float, tokens: Sequence[Token], digits: str = "", locale: str = "") -> str:
    """``value`` as a day or a time; ######## where there is no such day. ``digits`` is the N of DBNumN, or ""."""
    fine = any(t.code and t.text == "0" for t in tokens)
    step = 1 if fine else 1000
    total = round(value * 86_400_000 / step) * step if 0 <= value < _LAST else -1
    if not 0 <= total < _LAST * 86_400_000:
        return _OUTSIDE
    moment = _moment(*divmod(total, 86_400_000))
    twelve = any(t.code and t.text in {"am/pm", "a/p"} for t in tokens)
    japanese = locale.lower().endswith("411") or locale.lower().startswith("ja")
    shown = []
    for at, token in enumerate(tokens):
        if not token.code:
            shown.append(token.text)
            continue
        code = _minutes(tokens, at)
        text = _time(moment, code, tokens, at, twelve=twelve) if code[0] in "h[is0.,a" and code[:3] != "aaa" else None
        if text is None:
            text = _day(moment, code, japanese=japanese, first="元" if "gannen" in locale.lower() else "1")
        shown.append(as_digits(text, digits, whole=not code.startswith("y")))
    return "".join(shown)


def as_digits(text: str, digits: str, *, whole: bool = False) -> str:
    """``text`` in the digits of DBNum1 (一二), 2 (壱弐) or 3 (full width); ``whole`` with 十 and 百."""
    if not digits:
        return text
    if whole and digits in _UNITS and text.isascii() and text.isdigit() and len(text) <= 16:
        return _counted(int(text), digits) or _DIGITS[digits][0]
    return text.translate({ord(str(n)): char for n, char in enumerate(_DIGITS[digits])})


def _counted(number: int, digits: str) -> str:
    """A number in words: 1234 -> 千二百三十四."""
    shown = ""
    for power, myriad in enumerate(_MYRIADS):
        four = number // 10_000**power % 10_000
        words = ""
        for place, unit in enumerate(_UNITS[digits]):
            digit = four // 10**place % 10
            if digit:
                words = ("" if digit == 1 and unit and digits == "1" else _DIGITS[digits][digit]) + unit + words
        shown = words + myriad * bool(four) + shown
    return shown


def _moment(serial: int, milliseconds: int) -> _Moment:
    if serial in {0, 60}:
        return _Moment(serial, 1900, 1 if serial == 0 else 2, 0 if serial == 0 else 29, milliseconds)
    day = date(1899, 12, 31 if serial < 60 else 30) + timedelta(serial)
    return _Moment(serial, day.year, day.month, day.day, milliseconds)


def _minutes(tokens: Sequence[Token], at: int) -> str:
    """The code at ``at``; an m that stands for minutes, behind hours or before seconds, as i."""
    code = tokens[at].text
    if code not in {"m", "mm"}:
        return code
    codes = [(n, t.text.strip("[]")) for n, t in enumerate(tokens) if t.code and t.text[0] in "ymdhsgea["]
    codes = [(n, text) for n, text in codes if text not in {"am/pm", "a/p"}]
    here = next(n for n, (place, _) in enumerate(codes) if place == at)
    after_hours = here > 0 and codes[here - 1][1][0] == "h"
    before_seconds = here + 1 < len(codes) and codes[here + 1][1][0] == "s"
    return "i" * len(code) if after_hours or before_seconds else code


def _time(moment: _Moment, code: str, tokens: Sequence[Token], at: int, *, twelve: bool) -> str:
    seconds = moment.milliseconds // 1000
    if code.startswith("["):
        elapsed = (moment.serial * 86_400 + seconds) // {"h": 3600, "m": 60, "s": 1}[code[1]]
        return f"{elapsed:0{len(code) - 2}d}"
    if code in {"am/pm", "a/p"}:
        return code.upper().split("/")[seconds >= 43_200]
    if code == "0":
        place = sum(1 for t in tokens[:at] if t.code and t.text == "0")
        return f"{moment.milliseconds % 1000:03d}"[place : place + 1]
    if code in {".", ","}:
        return code
    hour = seconds // 3600
    value = {"h": (hour % 12 or 12) if twelve else hour, "i": seconds // 60 % 60, "s": seconds % 60}[code[0]]
    return f"{value:0{min(len(code), 2)}d}"


def _day(moment: _Moment, code: str, *, japanese: bool, first: str) -> str:
    weekday = moment.serial % 7
    match code[0], len(code):
        case "y", size:
            return f"{moment.year:04d}" if size > 2 else f"{moment.year % 100:02d}"
        case "m", (1 | 2) as size:
            return f"{moment.month:0{size}d}"
        case "m", size:
            name = _MONTHS[moment.month]
            return name[:3] if size == 3 else name[:1] if size == 5 else name
        case "d", (1 | 2) as size:
            return f"{moment.day:0{size}d}"
        case ("a" | "d") as kind, size:
            if kind == "a" or japanese:
                return _WEEKDAYS[weekday] + "曜日" * (size > 3)
            return _DAYS[weekday][:3] if size == 3 else _DAYS[weekday]
        case "g", size:
            return (moment.era.letter, moment.era.short, moment.era.name)[min(size, 3) - 1]
        case "e", size:
            number = moment.year - moment.era.first.year + 1
            return first if number == 1 and first != "1" else f"{number:0{min(size, 2)}d}"
    return ""
