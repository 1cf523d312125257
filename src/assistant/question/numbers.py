"""Numbers that a table prints beside its rows, as questions name them: 「No.3」「3番の提案」「No.2とNo.5」「No.3〜5」."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from assistant.question.known import Known
from assistant.question.marks import Mark, Sentence
from assistant.records import NUMBER, Filter
from assistant.text import fold, number_of

_ONE: Final = r"[a-z]{0,3}-?\d+(?:-\d+)*"
_NAMED: Final = r"(?:(?:[一-龥]{1,4})?no\.?|ナンバー|(?<!電話)(?<!口座)(?<!郵便)(?:[一-龥]{0,4})番号|項番|通番|#)\s*(?:が|は|[:.])?\s*"
_JOINT: Final = r"(?:[、,・とや~]|から|及び|または|or)"
_LISTED: Final = re.compile(
    rf"(?<![a-z])(?:{_NAMED})(?P<first>{_ONE})(?:番)?"
    rf"(?P<more>(?:\s*{_JOINT}\s*(?:{_NAMED})?{_ONE}(?![\d件年月つか])(?:番)?)*)(?:まで)?(?![a-z\d])"
)
_COUNTED: Final = re.compile(
    rf"(?:^|(?<=[、,・「\sぁ-ん]))(?P<first>\d+(?:-\d+)*)番(?P<more>(?:\s*{_JOINT}\s*\d+(?:-\d+)*番)*)"
    r"(?=[はがをもとや、,?。「」・\s]|の|まで|について|に関|です|だけ|のみ|以外|って|$)(?:まで)?"
)
_BARE: Final = re.compile(r"\s*(?P<first>\d{1,4})(?P<more>)(?:番)?(?:は|も|って)?[?。]?\s*")
"""A number that is all that is asked: 「26は?」 after 「管理番号25」."""
_CODE: Final = re.compile(r"(?<![a-z0-9./-])(?P<first>[a-z0-9]+(?:-[a-z0-9]+)+)(?P<more>)(?![a-z0-9-])")
"""「R7-07」: a number that can be nothing else where rows bear some of its series."""
_NEXT: Final = re.compile(rf"(?P<joint>{_JOINT})?\s*(?:{_NAMED})?(?P<number>{_ONE})番?")
_MOST: Final = 200
"""So many rows are named by a range at most."""


def numbers(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """A mark for each number, or list of numbers, that names rows.

    「3番」 that no row bears, and that the corpus speaks of otherwise (「119番」), names none.
    """
    borne = known.bearers.get(NUMBER, {})
    folded = fold(sentence.text)
    for found in _LISTED.finditer(folded):
        yield _mark(sentence, found, borne)
    for found in _CODE.finditer(folded):
        series = number_of(found[0]).rpartition("-")[0]
        if series and any(number.startswith(f"{series}-") for number in borne):
            yield _mark(sentence, found, borne)
    if (bare := _BARE.fullmatch(folded)) and bare["first"] in borne:
        yield _mark(sentence, bare, borne)
    for found in _COUNTED.finditer(folded) if borne else ():
        if found["first"] in borne or found[0] not in known.text:
            yield _mark(sentence, found, borne)


def _mark(sentence: Sentence, found: re.Match[str], borne: Collection[str]) -> Mark:
    said = sentence.said(found.start(), found.end())
    named = dict.fromkeys(_named(found["first"] + found["more"], borne))
    chosen = tuple(Filter(NUMBER, number, said, either=at > 0) for at, number in enumerate(named))
    return Mark(found.start(), found.end(), "filter", said, chosen)


def _whole(number: str, borne: Collection[str]) -> str:
    """``number``, or the one that rows bear which ends on it: 37 of 「R7-37」."""
    if number in borne:
        return number
    ends = [other for other in borne if re.fullmatch(rf".*\D0*{re.escape(number)}", other)]
    return ends[0] if len(ends) == 1 else number


def _named(listed: str, borne: Collection[str]) -> Iterator[str]:
    """The numbers of a list; a range stands for the numbers in it that rows bear."""
    before = ""
    for found in _NEXT.finditer(listed):
        number = _whole(number_of(found["number"]), borne)
        if found["joint"] in {"~", "から"} and before.isdigit() and number.isdigit():
            between = range(int(before) + 1, min(int(number), int(before) + _MOST))
            yield from (str(inside) for inside in between if str(inside) in borne)
        yield number
        before = number
