"""How a number is shown by its number format (表示形式): ECMA-376 Part 1, 18.8.31, as Excel with Japanese settings does.

A format has up to four sections divided by ; (positive, negative, zero, text), or sections with conditions. Padding
that only aligns (``_x``, ``*x``, ``?``) shows nothing. A fraction format (``# ?/?``) shows the plain number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final

from assistant.readers.date_formats import Token, as_digits, show_date

_ERA: Final = "[$-411]ge\\.m\\.d"
_LONG_ERA: Final = '[$-411]ggge"年"m"月"d"日"'
_JAPANESE: Final = {
    5: "\\¥#,##0;\\¥\\-#,##0", 6: "\\¥#,##0;\\¥\\-#,##0", 7: "\\¥#,##0.00;\\¥\\-#,##0.00", 8: "\\¥#,##0.00;\\¥\\-#,##0.00",
    14: "yyyy/m/d", 22: "yyyy/m/d h:mm", 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"',
    37: "#,##0;\\-#,##0", 38: "#,##0;\\-#,##0", 39: "#,##0.00;\\-#,##0.00", 40: "#,##0.00;\\-#,##0.00",
    41: '#,##0;\\-#,##0;"-";@', 42: '\\¥#,##0;\\¥\\-#,##0;\\¥"-";@',
    43: '#,##0.00;\\-#,##0.00;"-";@', 44: '\\¥#,##0.00;\\¥\\-#,##0.00;\\¥"-";@',
} | dict.fromkeys((27, 36, 50, 57), _ERA) | dict.fromkeys((28, 29, 51, 54, 58), _LONG_ERA) | (
    dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"') | dict.fromkeys((35, 53, 56), 'm"月"d"日"')
)  # fmt: skip
"""Built-in formats that mean another thing in Japanese Excel than the code that files name for them."""
_LONGEST: Final = 255
"""Characters of the longest format that Excel takes."""
_LARGEST: Final = 1e15
"""Whole numbers below are exact."""
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/標準)'
    r"|(?P<code>AM/PM|A/P|E[+-](?=[0#?])|y+|m+|d+|g+|e+|a{3,4}|h+|s+|[0#?.,%@])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
_DIGITS: Final = frozenset("0#?")
_EXACT: Final = Context(prec=400)


@dataclass(frozen=True, slots=True)
class _Section:
    """A section of a format: its tokens, the condition it is for, and which digits and names it is shown in."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None
    digits: str = ""
    locale: str = ""

    @property
    def is_date(self) -> bool:
        """Whether it shows a day or a time."""
        return any(t.code and t.text[0] in "ymdhsgea[" and t.text not in {"general", "e+", "e-"} for t in self.tokens)

    @property
    def is_text(self) -> bool:
        """Whether it is for text: it shows the words themselves."""
        return any(t.code and t.text == "@" for t in self.tokens)

    def holds(self, value: float) -> bool:
        """Whether its condition holds; none holds always."""
        if self.condition is None:
            return True
        sign, bound = self.condition
        compared = {"<": value < bound, ">": value > bound, "=": value == bound}
        return any(compared[part] for part in ("<>" if sign == "<>" else sign))


def japanese(number: int, code: str) -> str:
    """The format that Japanese Excel shows built-in format ``number`` by; else ``code``."""
    return _JAPANESE.get(number, code)


def show(value: float, code: str, *, since_1904: bool = False) -> str:
    """``value`` as seen under the format ``code``: 41365 under ``ggge"年"`` is 「平成25年」."""
    value = float(value)
    if not math.isfinite(value):
        return "#NUM!"
    if code == "General" and value.is_integer() and abs(value) < _LARGEST:
        return str(int(value))
    section, signed = _choose(_sections(code), value)
    if not section.tokens:
        return ""
    if section.is_date:
        return show_date(value + 1462 * since_1904, section.tokens, section.digits, section.locale)
    sign = "-" if value < 0 and signed else ""
    if any(t.code and t.text == "general" for t in section.tokens) or not any(t.code for t in section.tokens):
        plain = as_digits(_general(abs(value)), section.digits, whole=True)
        shown = "".join(plain if t.code else t.text for t in section.tokens)
    elif section.is_text or _is_fraction(section.tokens):
        shown = _general(abs(value))
    else:
        shown = _number(Decimal(repr(abs(value))), section.tokens, section.digits)
    return sign + shown if re.search(r"[1-9１-９一-九十百千壱弐参伍拾]", shown) else shown


def show_text(text: str, code: str) -> str:
    """``text`` as seen under the format ``code``: under ``@"様"`` with the words around it."""
    if code in {"General", "@"}:
        return text
    sections = _sections(code)
    section = sections[3] if len(sections) > 3 else sections[-1]
    if len(sections) > 3 or section.is_text:
        return "".join(text if t.code and t.text == "@" else "" if t.code else t.text for t in section.tokens)
    return text


def _choose(sections: Sequence[_Section], value: float) -> tuple[_Section, bool]:
    """The section for ``value``, and whether a minus sign goes before it."""
    numeric = [section for section in sections[:3] if not section.is_text] or sections[:1]
    if any(section.condition for section in numeric):
        found = next((section for section in numeric if section.holds(value)), numeric[-1])
        return found, True
    if value < 0 and len(numeric) > 1:
        return numeric[1], False
    if value == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], True


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[_Section, ...]:
    if len(code) > _LONGEST or not code:
        code = "General"
    return tuple(_section(part) for part in _divided(code))


def _divided(code: str) -> list[str]:
    """The sections of a format; a ; that is quoted or escaped divides nothing."""
    parts = [""]
    for match in _TOKEN.finditer(code):
        if match[0] == ";":
            parts.append("")
        else:
            parts[-1] += match[0]
    return parts


def _section(part: str) -> _Section:
    tokens: list[Token] = []
    condition = None
    digits = locale = ""
    for match in _TOKEN.finditer(part):
        bracket = match["bracket"]
        if bracket is not None:
            if found := _CONDITION.fullmatch(bracket):
                condition = (found[1], float(found[2])) if found[2].count(".") < 2 else None
            elif bracket.startswith("$"):
                sign, _, locale = bracket[1:].partition("-")
                tokens += [Token(sign)] if sign else []
            elif re.fullmatch(r"h+|m+|s+", bracket, re.IGNORECASE):
                tokens.append(Token(f"[{bracket.lower()}]", code=True))
            elif re.fullmatch(r"DBNum[123]", bracket, re.IGNORECASE):
                digits = bracket[-1]
        elif match["general"]:
            tokens.append(Token("general", code=True))
        elif match["code"]:
            tokens.append(Token(match["code"].lower(), code=True))
        elif text := match["quoted"] or match["escaped"] or match["plain"]:
            tokens.append(Token(text))
    if re.fullmatch(r"F800|x-sysdate", locale, re.IGNORECASE):
        return _section('yyyy"年"m"月"d"日"')
    if re.fullmatch(r"F400|x-systime", locale, re.IGNORECASE):
        return _section("h:mm:ss")
    return _Section(tuple(tokens), condition, digits, locale)


def _is_fraction(tokens: Sequence[Token]) -> bool:
    at = next((at for at, t in enumerate(tokens) if t == Token("/")), None)
    return at is not None and at > 0 and tokens[at - 1].text in {"#", "?"}


def _general(value: float) -> str:
    """A number without a format: at most 11 characters or as 1.2E-05, but whole numbers in full."""
    if value.is_integer() and value < _LARGEST:
        return str(int(value))
    exact = f"{Decimal(repr(value)):f}"
    if value < 1e-4 and len(exact) <= 11:
        return exact
    if value >= 1e11 or value < 1e-4:
        mantissa, exponent = f"{value:.5E}".split("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    whole = len(str(int(value)))
    return _rounded(Decimal(repr(value)), max(0, 10 - whole)).rstrip("0").rstrip(".")


def _rounded(value: Decimal, places: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT):f}"


def _number(value: Decimal, tokens: Sequence[Token], digits: str) -> str:
    power = next((at for at, t in enumerate(tokens) if t.code and t.text in {"e+", "e-"}), None)
    if power is not None:
        return _scientific(value, tokens[:power], tokens[power:])
    codes = [at for at, t in enumerate(tokens) if t.code]
    point = next((at for at in codes if tokens[at].text == "."), len(tokens))
    whole = [at for at in codes if at < point and tokens[at].text in _DIGITS]
    places = [at for at in codes if at > point and tokens[at].text in _DIGITS]
    last = (places or whole or [point])[-1]
    thousands = any(tokens[at].text == "," and whole and whole[0] < at < whole[-1] for at in codes)
    scale = sum(2 for at in codes if tokens[at].text == "%")
    scale -= sum(3 for at in codes if tokens[at].text == "," and (at > last or (whole and whole[-1] < at < point)))
    number, _, fraction = _rounded(value.scaleb(scale, _EXACT), len(places)).partition(".")
    least = max((n for n, at in enumerate(places, start=1) if tokens[at].text == "0"), default=0)
    fraction = fraction[:least] + fraction[least:].rstrip("0")
    shown = dict(zip(places, fraction, strict=False)) | _whole(number.lstrip("0"), whole, tokens, thousands=thousands)
    signs = {at: tokens[at].text for at in codes if tokens[at].text in ".%"}
    return "".join(
        as_digits(shown.get(at, signs.get(at, "")), digits) if t.code else t.text for at, t in enumerate(tokens)
    )


def _whole(number: str, places: Sequence[int], tokens: Sequence[Token], *, thousands: bool) -> dict[int, str]:
    """The digits of a whole number at the places for them, from the right; the first place takes what is left."""
    shown: dict[int, str] = {}
    count = 0
    for at in reversed(places):
        cut = len(number) if at == places[0] else 1
        taken, number = number[len(number) - cut :] if number else "", number[: len(number) - cut] if number else ""
        text = ""
        for digit in reversed(taken or ("0" if tokens[at].text == "0" else "")):
            text = digit + ("," if thousands and count and count % 3 == 0 else "") + text
            count += 1
        shown[at] = text
    return shown


def _scientific(value: Decimal, mantissa: Sequence[Token], power: Sequence[Token]) -> str:
    """A number under a format such as 0.00E+00."""
    point = next((at for at, t in enumerate(mantissa) if t.code and t.text == "."), len(mantissa))
    places = sum(1 for t in mantissa[point:] if t.code and t.text in _DIGITS)
    digits, exponent = f"{value:.{places}E}".split("E")
    width = sum(1 for t in power if t.code and t.text in _DIGITS)
    sign = "-" if int(exponent) < 0 else "+" if power[0].text == "e+" else ""
    return f"{digits}E{sign}{abs(int(exponent)):0{width}d}"
