"""Names of proposing bodies in a question: as written, without 市, or with one character mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rapidfuzz.distance import Levenshtein

from assistant import places
from assistant.question.known import Known
from assistant.question.marks import Mark, Sentence
from assistant.records import MUNICIPALITY, Filter
from assistant.text import fold

_SUFFIX: Final = "都道府県市区町村"
_MISTYPED_SUFFIX: Final = {
    "市": "氏死私史誌志師紙四",
    "県": "権件検剣兼",
    "町": "待街丁",
    "村": "群損",
    "府": "付不富布",
    "区": "句苦駆",
}
"""What an input method offers where the suffix of a name was meant: 川崎氏."""
_MIN_FUZZY: Final = 3
_JOINTS: Final = "ノのケが之"
"""Kana that names are written with and without, as :func:`fold` leaves them."""


def names(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """A mark for each proposing body that is named; the longest name wins."""
    folded = fold(sentence.text)
    for typed, name in sorted(known.names.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        if places.is_prefecture(name):  # a prefecture is a place first: see filters
            continue
        at = folded.find(typed)
        while at >= 0:
            end = at + len(typed)
            full = typed == fold(name)
            if _is_name(sentence, folded, at, end, full=full) and (full or not _is_prefecture(typed)):
                yield _mark(sentence, at, end, name)
            at = folded.find(typed, end)


def mistyped(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """A mark for each stretch that is one character away from the name of a proposing body and names no other place."""
    folded = fold(sentence.text)
    for typed, name in known.names.items():
        if len(typed) < _MIN_FUZZY or typed != fold(name):
            continue
        for start in sorted(sentence.bounds):
            for size in (len(typed), len(typed) + 1):
                window = folded[start : start + size]
                if _is_slip(window, typed):
                    yield _mark(sentence, start, start + len(window), name, slip=True)


def _is_name(sentence: Sentence, folded: str, start: int, end: int, *, full: bool) -> bool:
    """Whether a name stands there and not the middle of a longer one: 大阪 in 大阪市, 府中市 in 甲府中市."""
    following = folded[end : end + 1]
    if full:
        return start in sentence.bounds or start == 0 or not re.match(r"[一-龥]", folded[start - 1])
    return start in sentence.bounds and end in sentence.bounds and following not in set(_SUFFIX)


def _is_prefecture(typed: str) -> bool:
    """Whether a name without its suffix is that of a prefecture too: 新潟 is 新潟県 first, which 新潟市 lies in."""
    return any(places.is_prefecture(typed + suffix) for suffix in "都府県")


def _is_slip(window: str, typed: str) -> bool:
    if len(window) == len(typed) + 1:  # 鴻ノ巣市
        return any(window[at] in _JOINTS and window[:at] + window[at + 1 :] == typed for at in range(1, len(typed)))
    if len(window) != len(typed) or Levenshtein.distance(window, typed) != 1 or places.prefecture_of(window):
        return False
    if window[0] != typed[0] and places.prefecture_of(window[1:]):  # と大阪市 is no 東大阪市
        return False
    return window[-1] == typed[-1] or window[-1] in _MISTYPED_SUFFIX.get(typed[-1], "")


def _mark(sentence: Sentence, start: int, end: int, name: str, *, slip: bool = False) -> Mark:
    said = sentence.said(start, end)
    assumed = f"「{said}」は見当たらないため、{name}と読みました" if slip else ""
    return Mark(start, end, "filter", name, (Filter(MUNICIPALITY, name, said, assumed=assumed),))
