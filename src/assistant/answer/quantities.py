"""How many of what the matches tell of in their words: 「横浜市は何区役所?」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant import counters
from assistant.amounts import bound_of
from assistant.answer.evidence import called, clause
from assistant.answer.matching import Match
from assistant.answer.picking import subject
from assistant.facets import spelt
from assistant.records import COUNTED, MUNICIPALITY, Facet, Query
from assistant.text import plain

_NAMES: Final = {counters.PLACES: "箇所数", counters.PEOPLE: "人数", counters.MONEY: "金額"}
_NAMED: Final = 10
_PART: Final = re.compile("のうち|内訳")
_MOST: Final = re.compile("数[がは](?:より|一番|最も|いちばん)?多")


def is_asked(query: Query) -> bool:
    """Whether ``query`` asks how many of something there are, and not how many rows."""
    return query.counted in counters.known()


def numbers(match: Match, counter: str) -> tuple[Facet, ...]:
    """The numbers of ``counter`` that a match tells."""
    wanted = counters.places() if counter == counters.PLACES else {counter}
    return tuple(f for f in match.facets(COUNTED) if (number := bound_of(f.value)) and number.unit in wanted)


def told_by_one(query: Query, found: Sequence[Match]) -> bool:
    """Whether one match alone tells what is asked, or one that is named: of many, none tells the whole."""
    telling = sum(bool(numbers(match, query.counted)) for match in found)
    named = any(item.facet == MUNICIPALITY and not item.negated for item in query.filters)
    return telling == 1 or (named and telling > 0)


def lead(query: Query, found: Sequence[Match], noun: str) -> str:
    """What one match says in its own words, or how many tell a number."""
    asked = name(query.counted)
    if len(found) > 1 and _MOST.search(plain(query.question)) and (top := _most(found, query.counted)):
        return f"{asked}が最も多いのは{'・'.join(called(match.proposal) for match in top)}で、{_words(top[0], query.counted)}と書かれています。"
    if len(found) > 1:
        return (
            f"{subject(query, noun)}のうち、{asked}が書かれているのは{len(found)}件です。{total(found, query.counted)}"
        )
    words = _words(found[0], query.counted)
    return f"{called(found[0].proposal)}の{asked}は{f'、{words}と書かれています' if words else '書かれていません'}。"


def _most(found: Sequence[Match], counter: str) -> list[Match]:
    """The matches that tell the greatest number, if each tells just one."""
    told = [[bound.low for f in numbers(match, counter) if (bound := bound_of(f.value))] for match in found]
    if not all(len(each) == 1 for each in told):
        return []
    top = max(each[0] for each in told)
    return [match for match, each in zip(found, told, strict=True) if each[0] == top]


def remark(query: Query, found: Sequence[Match]) -> tuple[str, ...]:
    """Which of several matches tell how many places there are."""
    telling = [match for match in found if numbers(match, query.counted)]
    told = "、".join(f"{called(match.proposal)}{_words(match, query.counted)}" for match in telling[:_NAMED])
    return (f"{name(query.counted)}が書かれているもの: {told}",) if telling else ()


def total(found: Sequence[Match], counter: str) -> str:
    """What the matches tell together, if each tells one number and all of them count the same; else ""."""
    told = [numbers(match, counter) for match in found]
    bounds = [bound for values in told if len(values) == 1 and (bound := bound_of(values[0].value))]
    if len(bounds) < len(found) or len({bound.unit for bound in bounds}) > 1:
        return ""
    return f"書かれた{name(counter)}は、合わせて{spelt(sum(bound.low for bound in bounds), bounds[0].unit)}です。"


def name(counter: str) -> str:
    """What is asked for: 「区役所の数」."""
    return _NAMES.get(counter, f"{counter}の数")


def _said(match: Match, facet: Facet) -> str:
    """A number in the words of the match; one of which a part is told with what is said of it: 24人のうち20人が就職."""
    text = match.proposal.text(facet.field)
    around = clause(text, facet.span).of(text).strip()
    return around if _PART.search(around) else match.words(facet)


def _words(match: Match, counter: str) -> str:
    """「3区役所」「2区役所」, in the words of the match."""
    words = dict.fromkeys(_said(match, facet) for facet in numbers(match, counter))
    return "".join(f"「{word}」" for word in words)
