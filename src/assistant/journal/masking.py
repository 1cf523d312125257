"""Takes out of a text what may point at a person: addresses, numbers, dates of birth, names as far as MeCab tells.

What it cannot know stays: a name that is written in kana, that is an ordinary word, or that the dictionary lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.places import find
from assistant.text import normalize
from assistant.tokens import tokenizer

_NAME: Final = "〔氏名〕"
_DIGIT: Final = "[0-9〇零一二三四五六七八九十百元]"
_GAP: Final = r"[-‐‑–—―−ー・.()\s]{0,2}"
_MONTH: Final = r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])(?![-0-9])"
_ERA: Final = "明治|大正|昭和|平成|令和|[MTSHR]"
_PATTERNS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), mask)
    for pattern, mask in (
        (r"[a-z][a-z0-9+.-]*://[^\s、。」』〕]+", "〔アドレス〕"),
        (r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*", "〔メール〕"),
        (
            rf"(?:(?:{_ERA})\s*{_DIGIT}{{1,3}}|[0-9〇一二三四五六七八九]{{4}})\s*[年./-]\s*{_DIGIT}{{1,3}}\s*[月./-]"
            rf"\s*{_DIGIT}{{1,3}}(?![0-9])(?:\s*日)?",
            "〔日付〕",
        ),
        (
            rf"(?:(?:(?:{_ERA})?\s*{_DIGIT}{{1,4}}\s*年\s*)(?:{_DIGIT}{{1,3}}\s*月\s*)?(?:{_DIGIT}{{1,3}}\s*日\s*)?"
            rf"|{_DIGIT}{{1,3}}\s*月\s*{_DIGIT}{{1,3}}\s*日\s*)(?=生まれ|うまれ|誕生|生\b)",
            "〔日付〕",
        ),
        (
            r"〒\s*[0-9]{3}[-‐‑–—―−ー]?[0-9]{4}|(?<![-‐‑–—―−ー0-9])[0-9]{3}[-‐‑–—―−ー][0-9]{4}(?![-‐‑–—―−ー0-9])",
            "〔郵便番号〕",
        ),
        (rf"(?!{_MONTH})\+?(?:[0-9]{_GAP}){{5,}}[0-9](?![0-9])|[0-9]{{5,}}", "〔番号〕"),
        (r"[〇零一二三四五六七八九]{5,}", "〔番号〕"),
        (
            rf"{_DIGIT}{{1,4}}\s*丁目(?:\s*{_DIGIT}{{1,4}}\s*番地?(?:\s*の?{_DIGIT}{{1,4}}(?:\s*号)?)?)?"
            rf"|{_DIGIT}{{1,5}}\s*番地(?:の?{_DIGIT}{{1,4}})?|{_DIGIT}{{1,5}}\s*番\s*{_DIGIT}{{1,4}}\s*号",
            "〔番地〕",
        ),
        (r"(?<![-0-9])[0-9]{1,4}-[0-9]{1,4}-[0-9]{1,4}(?![-0-9])", "〔番地〕"),
    )
)
_HONORIFIC: Final = re.compile(r"\s?(?:さん|様|さま|氏|くん|君|ちゃん|殿|先生)")
_BEFORE_HONORIFIC: Final = re.compile(r"[一-龥々ァ-ヺーA-Za-z\U00020000-\U0003ffff]{1,8}$")
_REACH: Final = 8
_ORDINARY: Final = re.compile(
    r"(?:皆|客|奥|神|子|供|者|員|民|担当|医|母|父|親|兄|姉|弟|妹|婦|祖|孫|王|仏|生|児|童|校|課|係)$"
)
"""Ends of words that name nobody before 様 and さん."""


def _names(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each run of names of people in ``text`` (NFKC), and whether the run has several parts."""
    start, end, parts = 0, 0, 0
    for begin, stop, feature in tokenizer().nodes(text):
        if getattr(feature, "pos3", "") == "人名":
            if parts and begin - end > 1:
                yield start, end, parts > 1
                parts = 0
            start = start if parts else begin
            end, parts = stop, parts + 1
        elif parts:
            yield start, end, parts > 1
            parts = 0
    if parts:
        yield start, end, parts > 1


def masked(text: str) -> str:
    """``text`` in NFKC on one line, with a mask such as 〔氏名〕 for each thing that may point at a person."""
    plain = " ".join(normalize(text).text.split())
    for pattern, mask in _PATTERNS:
        plain = pattern.sub(mask, plain)
    return _without_names(plain)


def _without_names(text: str) -> str:
    places = [(place.span.start, place.span.end) for place in find(text)]
    found = []
    for start, end, several in _names(text):
        inside = any(left <= start and end <= right for left, right in places)
        if several or not inside or _HONORIFIC.match(text, end):
            found.append((start, end))
    for honorific in _HONORIFIC.finditer(text):
        end = honorific.start()
        word = _BEFORE_HONORIFIC.search(text[max(0, end - _REACH) : end])
        if word and not _ORDINARY.search(word[0]) and not any(left < end <= right for left, right in found):
            found.append((end - len(word[0]), end))
    pieces, cursor = [], 0
    for start, end in sorted(found):
        if start >= cursor:
            pieces += [text[cursor:start], _NAME]
            cursor = end
    return "".join((*pieces, text[cursor:]))
