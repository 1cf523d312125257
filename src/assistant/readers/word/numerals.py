"""Numbers as Word writes them before the paragraphs of lists: ①, ア, 一, iv. ISO/IEC 29500-1, ST_NumberFormat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

_KANA: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_HALF_KANA: Final = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
_IROHA: Final = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_ROUND: Final = {"aiueo": _HALF_KANA, "aiueoFullWidth": _KANA, "irohaFullWidth": _IROHA, "lowerLetter": _LATIN} | {
    "upperLetter": _LATIN.upper()
}
"""Marks that begin anew, doubled, after the last: z, aa, bb."""
_ONCE: Final = {"decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "ideographTraditional": "甲乙丙丁戊己庚辛壬癸"}
"""Marks that are followed by plain numbers after the last."""
_DIGITS: Final = {
    "decimalFullWidth": str.maketrans("0123456789", "０１２３４５６７８９"),
    "decimalFullWidth2": str.maketrans("0123456789", "０１２３４５６７８９"),
    "japaneseDigitalTenThousand": str.maketrans("0123456789", "〇一二三四五六七八九"),
    "ideographDigital": str.maketrans("0123456789", "〇一二三四五六七八九"),
}
_ROMAN_UNITS: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def numeral(number: int, kind: str) -> str:
    """``number`` as Word writes it in a list: ①, ア, 一, iv."""
    if number <= 0 or kind == "none":
        return "" if kind == "none" else str(number)
    if kind in _ONCE:
        return _ONCE[kind][number - 1] if number <= len(_ONCE[kind]) else str(number)
    if kind in _ROUND and number <= 10 * len(_ROUND[kind]):
        again, index = divmod(number - 1, len(_ROUND[kind]))
        return _ROUND[kind][index] * (again + 1)
    if kind in _DIGITS:
        return str(number).translate(_DIGITS[kind])
    if kind in ("lowerRoman", "upperRoman") and number < 4000:
        roman = "".join(_units(number, _ROMAN_UNITS))
        return roman.upper() if kind == "upperRoman" else roman
    if kind in ("japaneseCounting", "chineseCounting", "chineseCountingThousand") and number < 10000:
        return "".join(_kanji(number))
    return f"{number:02}" if kind == "decimalZero" else str(number)


def _units(number: int, units: Sequence[tuple[int, str]]) -> Iterator[str]:
    for size, letters in units:
        yield letters * (number // size)
        number %= size


def _kanji(number: int) -> Iterator[str]:
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            yield ("" if digit == 1 and unit else "一二三四五六七八九"[digit - 1]) + unit
