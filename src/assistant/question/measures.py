"""Columns of amounts in a question: bounds (1億円以上), the most and the least, orders, sums; and columns that are empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from assistant.amounts import Bound, bounds, unit_of
from assistant.question.headings import Headings
from assistant.question.marks import Mark, Marks, Sentence
from assistant.records import ANY, Filter, Measured
from assistant.text import fold

_MUCH: Final = r"(?:高額|高[いかく]|多[いかく]|大き[いかく]|長[いかく]|最大)"
_LITTLE: Final = r"(?:低額|低[いかく]|少な[いかく]|小さ[いかく]|安[いかく]|短[いかく]|最小|最少)"
_MOST: Final = r"(?:一番|最も|もっとも|いちばん|最)"
_HOW: Final[tuple[tuple[Measured, re.Pattern[str]], ...]] = (
    ("descending", re.compile(rf"{_MUCH}(?:もの|方|ほう)?(?:から)?順|{_MUCH}(?:もの|方|ほう)から")),
    ("ascending", re.compile(rf"{_LITTLE}(?:もの|方|ほう)?(?:から)?順|{_LITTLE}(?:もの|方|ほう)から")),
    ("most", re.compile(rf"{_MOST}[^。、?]{{0,8}}?{_MUCH}|最大|最高額?|トップ")),
    ("least", re.compile(rf"{_MOST}[^。、?]{{0,8}}?{_LITTLE}|最小|最少|最低額?")),
    ("mean", re.compile("平均")),
    ("sum", re.compile("合計|総額|総計|全部でいくら|足すと|合わせて(?:いくら|何)")),
)
_EMPTY: Final = re.compile(
    r"(?:が|の|は|も|に|を)?(?:記載|記入|記述)?(?:が|の|は)?(?:ない|無い|なし|無し|空欄|空白|未定|未記入|未記載|不明|ありません|入っていない|決まってい?ない|書かれていない|書いていない|示されていない|載っていない)"
)
_FILLED: Final = re.compile(
    r"(?:が|の|は|も|に)(?:ある|書かれている|書いてある|書かれた|決まっている|決まった|記載されている|記載された|記載のある|示されている)(?=もの|提案|事例|ところ|取組|の|自治体|[?。]|$)"
)
_REST: Final = re.compile(r"(?:が|は|の|も|で|[:=])*")


def mark_bounds(sentence: Sentence, marks: Marks, headings: Headings, amounts: Mapping[str, object]) -> None:
    """Marks the amounts that a question asks for, each with the name of its column where that stands before it."""
    folded = fold(sentence.text)
    for bound in bounds(folded):
        column, start = _column(folded, bound, headings, amounts)
        if column:
            said = sentence.said(bound.start, bound.end)
            marks.add(Mark(start, bound.end, "filter", said, (Filter(column, folded[bound.start : bound.end], said),)))


def mark_filled(sentence: Sentence, marks: Marks, headings: Headings) -> None:
    """Marks what asks for rows in which a column is empty, or is not: 「備考がない提案」「事業費が未定のもの」."""
    folded = fold(sentence.text)
    for found in headings.named(folded):
        columns = headings.columns[found[0]]
        empty, filled = _EMPTY.match(folded, found.end()), _FILLED.match(folded, found.end())
        if len(columns) == 1 and headings.is_whole(found[0], columns[0]) and (ends := empty or filled):
            said = sentence.said(found.start(), ends.end())
            item = Filter(columns[0], ANY, said, negated=empty is not None)
            marks.add(Mark(found.start(), ends.end(), "filter", said, (item,)))


def mark_measure(
    sentence: Sentence, marks: Marks, headings: Headings, amounts: Mapping[str, object]
) -> tuple[str, Measured]:
    """The column of amounts that rows are ranked by or that is added up, and how; marks the words that say so."""
    folded = fold(sentence.text)
    for name in headings.named(folded):
        column = next((item for item in headings.columns[name[0]] if item in amounts), "")
        if not column:
            continue
        for how, pattern in _HOW:
            if (
                (found := pattern.search(folded))
                and found.start() - name.end() <= _NEAR
                and name.start() - found.end() <= _NEAR
            ):
                marks.add(Mark(name.start(), name.end(), "ask", "list"))
                marks.add(Mark(found.start(), found.end(), "ask", "list"))
                for start, end in _around(found.start(), found.end(), name.start(), name.end()):
                    marks.add(Mark(start, end, "filler"))
                return column, how
    return "", ""


_NEAR: Final = 4
"""So many characters at most lie between the name of a column and what is asked of it."""


def _around(start: int, end: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """What of ``start:end`` lies before ``first:last``, and what after it."""
    if start < first < end:
        yield start, first
    if start < last < end:
        yield last, end


def _column(text: str, bound: Bound, headings: Headings, amounts: Mapping[str, object]) -> tuple[str, int]:
    """The column that a bound is meant for, and where its words begin: the one named before it, else the one of its unit."""
    for found in headings.named(text):
        column = next((item for item in headings.columns[found[0]] if item in amounts), "")
        if column and _REST.fullmatch(text, found.end(), bound.start):
            return column, found.start()
    of_unit = [column for column in amounts if bound.unit and unit_of(column).name == bound.unit]
    return (of_unit[0], bound.start) if len(of_unit) == 1 else ("", bound.start)
