"""The first sentence of an answer: the count and the reading, or what one body is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.answer.breakdown import breakdown
from assistant.answer.evidence import called, name_of, titled
from assistant.answer.matching import Match
from assistant.answer.ordering import extreme, is_contest
from assistant.answer.picking import subject, told
from assistant.answer.wording import conditions, period
from assistant.question import Known
from assistant.records import (
    PREFECTURE,
    SITE,
    START,
    STATUS,
    TARGET,
    WHOLE,
    Proposal,
    Query,
)

_SHORT: Final = 40
"""A cell of so many characters is said in the lead."""


def lead(query: Query, found: Sequence[Match], known: Known) -> str:
    """The count and the reading first, for a reader in a hurry; what one body is asked is said at once."""
    what, whole = conditions(query), subject(query, known.noun)
    number = _number(query, found)
    if query.but:
        return f"{whole}のうち、前の答え以外は{number}です。"
    if len(found) == 1 and query.kind == "count" and query.counted in {"都道府県", "自治体"}:
        return _named(query, found[0].proposal, whole)
    if query.kind in {"first", "last"} and is_contest(query):
        edge = "早く" if query.kind == "first" else "遅く"
        names = "・".join(match.proposal.municipality for match in extreme(tuple(found), query.kind))
        return (
            f"{what.removesuffix('の')}のうち、{edge}始まるのは{names}です。"
            if names
            else f"{what}開始時期は書かれていません。"
        )
    if query.kind in {"first", "last"}:
        how = "最も" if query.nth == 1 else f"{query.nth}番目に"
        edge = f"{how}早く" if query.kind == "first" else f"{how}遅く"
        return f"{whole}のうち、{edge}始まるのは次の{number}です。"
    if query.others:
        return f"{whole}は、次の{number}ですべてです。"
    if len(found) == 1 and (direct := _direct(query, found[0])):
        return direct
    if query.order:
        many = "" if query.picks and query.picks != (WHOLE,) else number
        return f"{whole}{many}を、{'早い' if query.order == 'earliest' else '遅い'}順に並べます。"
    if query.by:
        return f"{whole}は{number}です。{breakdown(query, found)}"
    if query.listed:
        return told(query, found, known.noun)
    if not what:
        return f"{known.noun}は全部で{number}です。" if len(found) == len(known.proposals) else f"{number}あります。"
    if query.kind == "compare" and len(found) > 1:
        return f"{what}{known.noun}{number}を並べます。"
    return f"{what}{known.noun}は{number}です。"


def count_of(proposals: Sequence[Proposal], counted: str) -> int:
    """How many proposals there are, or bodies or prefectures among them, as ``counted`` says."""
    if counted == "自治体":
        return len({(proposal.municipality, proposal.values(PREFECTURE)) for proposal in proposals})
    if counted == "都道府県":
        return len({value for proposal in proposals for value in proposal.values(PREFECTURE)})
    return len(proposals)


def _number(query: Query, found: Sequence[Match]) -> str:
    proposals = [match.proposal for match in found]
    if query.kind == "count" and query.counted != "件":
        return f"{count_of(proposals, query.counted)}{query.counted}({len(proposals)}件)"
    return f"{len(proposals)}件"


def _direct(query: Query, match: Match) -> str:
    """One sentence that says what one body is asked: its start, its state or its place."""
    name = match.proposal.municipality
    if query.columns:
        return _of_columns(query.columns, match.proposal)
    if not name:  # a FAQ or a text: what it says is quoted, and not worked out
        return ""
    if query.kind == "when" and (starts := match.facets(START)):
        dates = "、".join(dict.fromkeys(period(facet.value) for facet in starts))
        return f"{name}の開始時期は{dates}です。"
    if query.kind == "when":
        return f"{name}の開始時期は書かれていません。"
    if query.kind == "status" and (states := match.facets(STATUS)):
        return f"{name}の進捗は「{'」「'.join(dict.fromkeys(facet.value for facet in states))}」です。"
    if query.kind == "where" and (sites := match.facets(SITE)):
        words = dict.fromkeys(facet.span.of(match.proposal.text(facet.field)) for facet in sites)
        return f"{name}の実施場所は{'、'.join(words)}です。"
    if query.kind == "who" and (targets := match.facets(TARGET)):
        return f"{name}の対象者は{'、'.join(dict.fromkeys(facet.value for facet in targets))}です。"
    return ""


def _of_columns(columns: Sequence[str], proposal: Proposal) -> str:
    """What one row says in the columns that are asked for; a short cell is said at once."""
    texts = {field.name: field.text for field in proposal.fields if field.name in columns and field.text}
    what = f"{called(proposal)}の{'、'.join(columns)}は"
    if not texts:
        return f"{what}書かれていません。"
    short = [text for text in texts.values() if len(text) <= _SHORT and "\n" not in text]
    return f"{what}「{short[0]}」です。" if len(texts) == len(columns) == len(short) == 1 else f"{what}次のとおりです。"


def _named(query: Query, only: Proposal, whole: str) -> str:
    """What 「何県?」 and 「何市?」 ask of one row."""
    if query.counted == "都道府県":
        return f"{name_of(only)}の都道府県は{'・'.join(only.values(PREFECTURE))}です。"
    return f"{whole}は{titled(only)}です。"
