"""The first sentence of an answer: the count and the reading, or what one body is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.amounts import unit_of
from assistant.answer.breakdown import breakdown
from assistant.answer.evidence import called, name_of, titled
from assistant.answer.matching import Match
from assistant.answer.ordering import extreme, is_contest
from assistant.answer.picking import subject, told
from assistant.answer.wording import conditions, label, period
from assistant.question import Known
from assistant.records import (
    END,
    PREFECTURE,
    SITE,
    START,
    STATUS,
    TARGET,
    WHOLE,
    Proposal,
    Query,
)

_LISTING: Final = {"descending", "ascending"}
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
    if not query.measure and len(found) == 1 and (direct := _direct(query, found[0])):
        return direct
    if query.order:
        many = "" if query.picks and query.picks != (WHOLE,) else number
        return f"{whole}{many}を、{'早い' if query.order == 'earliest' else '遅い'}順に並べます。"
    if query.measure:
        return _measured(query, found, known, f"{whole}{number}" if query.measured in _LISTING else whole)
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
    if query.kind == "until":
        ends = dict.fromkeys(period(facet.value) for facet in match.facets(END))
        return f"{name}の終了時期は{'、'.join(ends)}です。" if ends else f"{name}の終了時期は書かれていません。"
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


def _measured(query: Query, found: Sequence[Match], known: Known, whole: str) -> str:
    """What is asked of a column of amounts: which rows have the most, in what order they stand, or their sum."""
    told = [amount for match in found if (amount := known.amounts[query.measure].get(match.proposal.id)) is not None]
    name, unit = label(query.measure), unit_of(query.measure)
    if not told:
        return f"{whole}の{name}は書かれていません。"
    if query.measured in {"most", "least"}:
        return f"{whole}のうち、{name}が最も{'大きい' if query.measured == 'most' else '小さい'}のは次の{len(found)}件です。"
    if query.measured in {"descending", "ascending"}:
        return f"{whole}を、{name}の{'大きい' if query.measured == 'descending' else '小さい'}順に並べます。"
    total = sum(told) if query.measured == "sum" else sum(told) / len(told)
    said = f"{total:,.0f}{unit.name}" if total == int(total) or unit.scale > 1 else f"{total:,.2f}{unit.name}"
    what = "合計" if query.measured == "sum" else "平均"
    return f"{whole}{len(found)}件のうち、{name}が書かれた{len(told)}件の{what}は{said}です。"


def _of_columns(columns: Sequence[str], proposal: Proposal) -> str:
    """What one row says in the columns that are asked for; a short cell is said at once."""
    texts = {field.name: field.text for field in proposal.fields if field.name in columns and field.text}
    what = f"{called(proposal)}の{'、'.join(map(label, columns))}は"
    if not texts:
        return f"{what}書かれていません。"
    short = [text for text in texts.values() if len(text) <= _SHORT and "\n" not in text]
    return f"{what}「{short[0]}」です。" if len(texts) == len(columns) == len(short) == 1 else f"{what}次のとおりです。"


def _named(query: Query, only: Proposal, whole: str) -> str:
    """What 「何県?」 and 「何市?」 ask of one row."""
    if query.counted == "都道府県":
        return f"{name_of(only)}の都道府県は{'・'.join(only.values(PREFECTURE))}です。"
    return f"{whole}は{titled(only)}です。"
