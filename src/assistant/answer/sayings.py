"""What one row says of its times, its state, its places and its people, in a sentence each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from assistant.answer.evidence import clause
from assistant.answer.matching import Match
from assistant.answer.wording import label, period
from assistant.facets import DEEDS
from assistant.records import DEED, END, SITE, START, STATUS, TARGET, Facet, Field, Kind, Query
from assistant.text import plain, sentences

_TIMES: Final[dict[Kind, str]] = {"when": START, "until": END}
_SHORT: Final = 20
"""A cell of so many characters is said whole."""
_NAME_ASKED: Final = re.compile(r"名前|名称|何という|なんという|何て名|なんて名")
_NAME: Final = re.compile(r"「(?:[^「」]|「[^「」]*」)+」(?:[(（]仮称[)）])?")
_WHICH: Final = re.compile(
    r"(?:どこの|どの|何という|なんという|何)(?P<which>区|市|町|村|地区|駅|施設|館)"
    r"|[0-9一二三四五六七八九十]+(?:つの)?(?P<of>区|市|町|村|地区|駅|施設|館)(?:は|って|とは)(?:どこ|どれ|何)"
)
"""「3区はどこの区ですか」 asks for names."""


def sentence(kind: Kind, match: Match, query: Query) -> str:
    """「開始時期は平成25年4月(2013年4月)です」, of several parts with the number of each; "" for what is not said so."""
    if kind in _TIMES:
        facet = _TIMES[kind]
        name = "終了時期" if facet == END else query.dated or "開始時期"
        dates = _by_part(match, ((each, period(each.value)) for each in match.facets(facet)))
        if deeds := deeds_asked(match, query, facet):
            return f"時期は、{'、'.join(f'「{words}」' for words in deeds)}と書かれています"
        if not dates and (cell := _undated(match, facet)):
            return f"{label(cell.name)}は「{cell.text.strip()}」です"
        return f"{name}は{'、'.join(dates)}です" if dates else f"{name}は書かれていません"
    own = [field for field in match.proposal.fields if field.role == "status" and field.values and field.text]
    if kind == "status" and own:
        return f"{label(own[0].name)}は「{own[0].text.strip()}」です"
    if kind == "status" and (outcomes := _outcomes(match)):
        return "、".join(f"{label(name)}は「{words}」" for name, words in outcomes) + "です"
    if kind == "status" and (states := match.facets(STATUS)):
        told = _by_part(match, ((each, f"「{match.words(each)}」") for each in states))
        return f"進捗は{('、' if any('が「' in words for words in told) else '').join(told)}です"
    if kind == "where" and (sites := match.facets(SITE)):
        return _places(match, list(dict.fromkeys(match.words(each) for each in sites)), plain(query.question))
    if kind == "who" and (targets := match.facets(TARGET)):
        return f"対象者は{'、'.join(dict.fromkeys(facet.value for facet in targets))}です"
    return ""


def _undated(match: Match, facet: str) -> Field | None:
    """The short cell of the column of starts, where it says something that is no date: 措置済み."""
    cells = (field for field in match.proposal.fields if field.role == "start" and facet == START)
    return next((cell for cell in cells if 0 < len(cell.text.strip()) <= _SHORT), None)


def deeds_asked(match: Match, query: Query, facet: str) -> list[str]:
    """What a reply says of when something was done, where that is asked, or where no start or end (``facet``) is told.

    「いつ改定されたの?」 is of no start, though the row has one.
    """
    told = [(each, clause(match.proposal.text(each.field), each.span)) for each in match.facets(DEED)]
    words = {each: span.of(match.proposal.text(each.field)).strip() for each, span in told}
    asked = [verb for verb in DEEDS.findall(plain(query.question)) if any(verb in said for said in words.values())]
    if match.facets(facet) and not asked:
        return []
    return list(dict.fromkeys(said for said in words.values() if not asked or any(verb in said for verb in asked)))


def _outcomes(match: Match) -> list[tuple[str, str]]:
    """What each of several columns says of how a row came out, with its heading; the sentence that states it."""
    told = []
    for field in (field for field in match.proposal.fields if field.role == "status" and field.text.strip()):
        states = [facet for facet in match.proposal.facets if facet.name == facet.field == field.name]
        inside = (span for span in sentences(field.text) if states and span.start <= states[0].span.start < span.end)
        span = next(inside, next(iter(sentences(field.text))))
        told.append((field.name, span.of(field.text).strip().rstrip("。")))
    return told if len(told) > 1 else []


def _by_part(match: Match, told: Iterable[tuple[Facet, str]]) -> list[str]:
    """What is told, each once; of a row with parts with the number of the part: ①が「協議中」."""
    apart = len(match.parts) > 1
    return list(dict.fromkeys(f"{facet.part}が{words}" if apart and facet.part else words for facet, words in told))


def _places(match: Match, words: list[str], question: str) -> str:
    """Where something is; with its name, where that is asked for, or that no names are written: 「市内3区役所」."""
    where = f"実施場所は{'、'.join(words)}です"
    if _NAME_ASKED.search(question):
        texts = dict.fromkeys(match.proposal.text(facet.field) for facet in match.facets(SITE))
        names = dict.fromkeys(name for text in texts for name in _NAME.findall(text))
        return f"施設などの名前は{'、'.join(names)}です。{where}" if names else where
    asked = _WHICH.search(question)
    noun = (asked["which"] or asked["of"]) if asked else ""
    only_counted = noun and any(re.search(rf"[0-9０-９一二三四五六七八九十]+{noun}", each) for each in words)
    return f"{where}。どの{noun}かは書かれていません" if only_counted else where
