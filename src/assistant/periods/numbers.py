"""Numbers in ASCII digits or in kanji: 25, 二十五, 二〇一三, 元."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
_UNITS: Final = {"十": 10, "百": 100}
NUMBER: Final = r"(?:[0-9]{1,4}(?![0-9])|[〇零一二三四五六七八九十百]{1,5})"
"""Pattern of a number of up to four digits."""


def kanji(value: int) -> str:
    """``value``, 1 to 999, in kanji: 25 -> 二十五."""
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    parts = ((hundreds, "百"), (tens, "十"))
    return "".join(("" if n == 1 else _DIGITS[n]) + unit for n, unit in parts if n) + (_DIGITS[ones] if ones else "")


def number(word: str) -> int:
    """The value of a word that NUMBER matches, or of 元: 二十五 -> 25, 二〇一三 -> 2013, 元 -> 1."""
    if word == "元":
        return 1
    if word.isascii():
        return int(word)
    total, digits = 0, ""
    for char in word.replace("零", "〇"):
        if char in _UNITS:
            total += (int(digits) if digits else 1) * _UNITS[char]
            digits = ""
        else:
            digits += str(_DIGITS.index(char))
    return total + (int(digits) if digits else 0)
