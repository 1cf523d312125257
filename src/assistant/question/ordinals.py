"""Places in the list that was answered before, as questions name them: 「2件目」「上から3つ」「一番下」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.periods.numbers import number
from assistant.question.marks import Sentence
from assistant.records import Pick, Span
from assistant.text import fold
from assistant.vocabulary import lexicon

_N: Final = r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})"
_UNIT: Final = r"(?:件|番|つ|個|例)"
_EDGE: Final = r"(?:上|頭|先頭)から|上位|(?:先頭|最初|始め|初め|はじめ)の|(?P<below>(?:下|後ろ|うしろ|最後|末尾)から|下位|(?:最後|末尾)の)"
_BY_TIME: Final = r"(?!に(?:早|遅|はや|おそ|始|開|実施|スタート|高|低|安|多|少|大き|小さ|長|短|[^、。?]{1,12}(?:が|の)(?:高|低|安|多|少|大き|小さ|長|短)))"
_PATTERNS: Final = tuple(
    re.compile(rf"(?<![\d一二三四五六七八九十])(?:{pattern}){_BY_TIME}")
    for pattern in (
        rf"(?P<first>{_N}){_UNIT}?[目め]?(?:から|~)(?P<last>{_N}){_UNIT}[目め](?:まで)?",
        rf"(?:{_EDGE})(?P<top>{_N})(?:{_UNIT}[目め]まで|(?:件|つ|個|例)(?![目め]))",
        rf"(?P<top>{_N}){_UNIT}[目め]まで",
        rf"(?P<from>{_N}){_UNIT}[目め](?:以降|から後|より後)",
        r"(?P<edge>最初|最後)の(?=[をと]|は[?。]?$)",
        rf"(?:(?<=順に)|(?<=順で)|(?<=ものから)|(?<=[いた]方から)|(?<=ほうから))(?P<top>{_N})(?:件|つ|個|例|市町村|市|県|自治体|団体|事業|位まで)(?![目め])",
        r"(?:表|一覧|リスト)の(?:一番)?(?P<edge>最初|最後)に(?:載って|書かれて|出て|並んで)い(?:る|ます)",
        rf"(?:(?:{_EDGE}))?(?P<place>{_N}){_UNIT}[目め]",
    )
)

_NUMBER: Final = re.compile(rf"(?:^|(?<=[、,・のと\s]))(?P<place>{_N})番(?=[はがをのとや、,?。\s]|$)")


def ordinals(sentence: Sentence, *, numbered: bool = True) -> Iterator[tuple[Span, Pick]]:
    """Where ``sentence`` names places in a list, and which.

    「5番」 is a place where the table is not ``numbered``, else the number that it prints.
    """
    folded = fold(sentence.text)
    for pattern in _PATTERNS if numbered else (*_PATTERNS, _NUMBER):
        for found in pattern.finditer(folded):
            yield _picked(sentence, *found.span(), *_places(found))
    for match in lexicon("ordinals", "words", value="place").find_all(folded):
        yield _picked(sentence, match.start, match.end, int(match.value), int(match.value))


def _picked(sentence: Sentence, start: int, end: int, first: int, last: int) -> tuple[Span, Pick]:
    return Span(start, end), Pick(sentence.said(start, end), first, last)


def _places(found: re.Match[str]) -> tuple[int, int]:
    """First and last place that a match names."""
    said = found.groupdict()
    if said.get("first"):
        return number(said["first"]), number(said["last"])
    if said.get("top"):
        top = number(said["top"])
        return (-top, -1) if said.get("below") else (1, top)
    if said.get("from"):
        return number(said["from"]), -1
    if said.get("edge"):
        return (1, 1) if said["edge"] == "最初" else (-1, -1)
    place = number(said["place"])
    return (-place, -place) if said.get("below") else (place, place)
