"""The first sentence of an answer: the count and the reading, or what one body is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer.breakdown import breakdown, busiest
from assistant.answer.evidence import called, name_of, of_topics, titled
from assistant.answer.matching import Match, grouped, matches, proofs
from assistant.answer.ordering import extreme, is_contest
from assistant.answer.picking import said, subject, told
from assistant.answer.sayings import sentence
from assistant.answer.wording import amount, column_name, conditions, filter_value, label
from assistant.question import Known, at_least
from assistant.records import (
    FILTERS,
    MUNICIPALITY,
    PREFECTURE,
    STATUS,
    TOLD_BY,
    WHOLE,
    Proposal,
    Query,
)
from assistant.text import plain

_LISTING: Final = {"descending", "ascending"}
_COUNTED_ALREADY: Final = re.compile(
    r"(?P<number>[0-9]+)件(?:だけ)?(?:です(?:よね|ね|か)|だよね|でしたよね|で(?:合って|あって|間違い|よろし|いい|良い|正し))"
)
"""「協議中は4件ですよね?」"""
_DENIES: Final = re.compile(
    "せず|しない|していない|されていない|行わない|行わず|なくした|廃止|取りやめ|やめた|ではない|できない|終了|中止|見送"
)
"""What may say that a thing that is spoken of is not so."""
_SAID: Final = ("はい。", "いいえ。")
_DECIDED: Final = re.compile("決まって(?:い)?(?:る|ます)|決まりました|決定して(?:い)?(?:る|ます)")
_UNDECIDED: Final = re.compile("未定|調整中|検討中|協議中|未確定|未決定")
_SHORT: Final = 40
"""A cell of so many characters is said in the lead."""


def lead(query: Query, found: Sequence[Match], known: Known) -> str:
    """The count and the reading first, for a reader in a hurry; what one body is asked is said at once."""
    if query.sole:
        return _sole(query, found, known)
    told = _lead(query, found, known)
    least = at_least(query.question)
    if least and query.counted == "件" and not told.startswith(_SAID):
        return f"{_SAID[least > len(found)]}{told}"
    counted = _COUNTED_ALREADY.search(plain(query.question))
    if counted and query.counted == "件" and not told.startswith(_SAID):
        return f"{_SAID[int(counted['number']) != len(found)]}{told}"
    return told


def _lead(query: Query, found: Sequence[Match], known: Known) -> str:
    """The lead of a question that does not tell the answer itself."""
    what, whole = conditions(query), subject(query, known.noun)
    number = _number(query, found)
    if query.but:
        left = f"{conditions(query.but)}もの" if conditions(query.but) and not query.but.listed else "前の答え"
        return f"{whole}のうち、{left}以外は{number}です。"
    if len(found) == 1 and query.kind == "count" and query.counted in {"都道府県", "自治体"}:
        return _named(query, found[0].proposal, whole)
    if query.kind in {"first", "last"}:
        return _edge(query, found, what, f"{whole}のうち、", number)
    if query.same and len(found) > 1 and (told_same := _whether_same(query, found)):
        return told_same
    if query.whether and (confirmed := _of_each(query, found) or _confirmed(query, found[0], known)):
        return confirmed
    if query.others:
        return f"{whole}は、次の{number}ですべてです。"
    if not query.measure and len(found) == 1 and (direct := _direct(query, found[0], known.noun)):
        return direct
    if query.order:
        return _in_order(query, known, whole, number, "早い" if query.order == "earliest" else "遅い")
    if query.measure:
        return _measured(query, found, known, f"{whole}{number}" if query.measured in _LISTING else whole)
    if query.by:
        return f"{_counted(query, found, whole, number)}{breakdown(query, found)}"
    if query.counted in {"割合", "半数", "過半数"}:
        return _share(query, found, known)
    return told(query, found, known.noun) if query.listed else _plainly(query, found, known, what, number)


def _counted(query: Query, found: Sequence[Match], whole: str, number: str) -> str:
    """How many rows are counted by their values; of values that so many rows have, how many those are."""
    if query.sized:
        values = {value for match in found for value in match.proposal.values(query.by)}
        return f"{whole}が{query.sized}ある{query.by}は{len(values)}つです。"
    return f"{whole}は{number}です。{busiest(query, found)}"


def _plainly(query: Query, found: Sequence[Match], known: Known, what: str, number: str) -> str:
    if not what:
        return f"{known.noun}は全部で{number}です。" if len(found) == len(known.proposals) else f"{number}あります。"
    if query.kind == "define" and not query.topics:
        return f"この資料に言葉の説明の欄はありません。{what}{known.noun}は{number}です。"
    if query.kind == "compare" and len(found) > 1:
        return f"{what}{known.noun}{number}を並べます。"
    return f"{what}{known.noun}は{number}です。"


def _edge(query: Query, found: Sequence[Match], what: str, among: str, number: str) -> str:
    """What starts first or last: of bodies that are set against each other their names, else how many rows."""
    early = query.kind == "first"
    if query.dated and not is_contest(query):
        how = "最も" if query.nth == 1 else f"{query.nth}番目に"
        return f"{among}{query.dated}が{how}{'早い' if early else '遅い'}のは次の{number}です。"
    if is_contest(query):
        names = "・".join(match.proposal.municipality for match in extreme(tuple(found), query.kind))
        if not names:
            return f"{what}開始時期は書かれていません。"
        return f"{what.removesuffix('の')}のうち、{'早く' if early else '遅く'}始まるのは{names}です。"
    how = "最も" if query.nth == 1 else f"{query.nth}番目に"
    return f"{among}{how}{'早く' if early else '遅く'}始まるのは次の{number}です。"


def _sole(query: Query, found: Sequence[Match], known: Known) -> str:
    """Whether the values that are asked about are the only ones: 「協議中なのは大阪府だけですか」."""
    kinds = {item.said for item in query.sole if item.negated}
    named = "・".join("市" if item.said in kinds else filter_value(item) for item in query.sole if not item.negated)
    groups = [[i for i in query.sole if i.facet == facet] for facet in dict.fromkeys(i.facet for i in query.sole)]
    meant = {
        m.proposal.id
        for m in found
        if all(any(any(proofs(m, item)) != item.negated for item in group) for group in groups)
    }
    rest = len(found) - len(meant)
    if not meant:
        return f"いいえ。{named}の中にはありません。{conditions(query)}{known.noun}は{len(found)}件です。"
    if not rest:
        return f"はい。{conditions(query)}{known.noun}は{named}だけです。"
    return f"いいえ。{conditions(query)}{known.noun}は{len(found)}件で、{named}のほかに{rest}件あります。"


def count_of(proposals: Sequence[Proposal], counted: str) -> int:
    """How many proposals there are, or bodies or prefectures among them, as ``counted`` says."""
    if counted == "自治体":
        return len({(proposal.municipality, proposal.values(PREFECTURE)) for proposal in proposals})
    if counted == "都道府県":
        return len({value for proposal in proposals for value in proposal.values(PREFECTURE)})
    return len(proposals)


def _share(query: Query, found: Sequence[Match], known: Known) -> str:
    """What part of the table the matches are, or of the list that they were chosen from; and whether most of it."""
    sources = {match.proposal.source for match in found}
    of_list = len(matches(query.listed, known)) if query.listed else 0
    total = of_list or sum(proposal.source in sources for proposal in known.proposals)
    whole = subject(query, known.noun)
    enough = len(found) * 2 > total or (query.counted == "半数" and len(found) * 2 == total)
    answer = "" if query.counted == "割合" else "はい。" if enough else "いいえ。"
    share = f"{len(found) / total:.1%}".replace(".0%", "%")
    return f"{answer}{whole}は{len(found)}件で、{'その' if of_list else '全'}{total}件の{share}です。"


def _number(query: Query, found: Sequence[Match]) -> str:
    proposals = [match.proposal for match in found]
    if query.kind == "count" and query.counted in {"自治体", "都道府県"}:
        return f"{count_of(proposals, query.counted)}{query.counted}({len(proposals)}件)"
    return f"{len(proposals)}件"


def _names_one(query: Query) -> bool:
    """Whether a question names the body that it asks of, or points at a row."""
    named = sum(item.of_row and not item.negated for item in query.filters)
    return named == 1 or bool(query.picks)


def _direct(query: Query, match: Match, noun: str) -> str:
    """What one body is asked, a sentence each: its start, its end, its state, its place, for whom it is."""
    part = "".join(match.parts) if match.parts != match.proposal.parts else ""
    name = f"{match.proposal.municipality}{part}"
    if query.columns:
        return _of_columns(query.columns, match.proposal, query.question)
    if not match.proposal.municipality:  # a FAQ or a text: what it says is quoted, and not worked out
        return ""
    told = {kind: said for kind in (query.kind, *query.also) if (said := sentence(kind, match, query))}
    if query.kind not in told:
        return ""
    what = conditions(query)
    if query.kind == "where" and not _names_one(query) and what.removesuffix("の") not in {"", name}:
        return f"{what}{noun}は{called(match.proposal)}です。{'。'.join(told.values())}。"
    return f"{name}の{'。'.join(told.values())}。"


def _in_order(query: Query, known: Known, whole: str, number: str, how: str) -> str:
    """「提案18件を、早い順に並べます」, or where places are counted in that order: 「提案を早い順に並べた「5つ」です」."""
    if query.listed and query.picks not in ((), (WHOLE,)):
        return f"{subject(query.listed, known.noun)}を{how}順に並べた{said(query)}です。"
    return f"{whole}{'' if query.picks and query.picks != (WHOLE,) else number}を、{how}順に並べます。"


def _whether_same(query: Query, found: Sequence[Match]) -> str:
    """Whether bodies have the same values of a facet, and which: 「富士市と北見市は同じ時期ですか」; "" where one has none."""
    kind = TOLD_BY.get(query.same)
    if kind != query.kind or not all(match.facets(query.same) for match in found):
        return ""
    values = [frozenset(facet.value for facet in match.facets(query.same)) for match in found]
    told = "。".join(f"{match.proposal.municipality}の{sentence(kind, match, query)}" for match in found)
    return f"{'はい' if len(set(values)) == 1 else 'いいえ'}。{told}。"


def _of_each(query: Query, found: Sequence[Match]) -> str:
    """Whether something is so of all the bodies that are named: 「熊本市と神戸市はどちらも区役所ですか」; "" for fewer than two."""
    named = dict.fromkeys(i.value for i in query.filters if i.facet == MUNICIPALITY and not i.negated)
    others = [item for item in query.filters if item.facet != MUNICIPALITY]
    if len(named) < 2 or not (others or query.topics):
        return ""
    met = {name for name in named if any(name in match.proposal.values(MUNICIPALITY) for match in found)}
    what = conditions(replace(query, filters=tuple(others)))
    if len(met) == len(named):
        return (
            f"はい。{'・'.join(named)}のどちらも、{what}提案です。"
            if len(named) == 2
            else f"はい。{len(named)}つとも、{what}提案です。"
        )
    so = "・".join(name for name in named if name in met)
    return f"いいえ。{'・'.join(named)}のうち、{what}提案は{so}だけです。"


def _confirmed(query: Query, match: Match, known: Known) -> str:
    """「はい。」, and what one body that is named says of it: 「仙台市は準備中ですか」; "" where no body is named."""
    if not _names_one(query):
        return ""
    kinds = dict.fromkeys(TOLD_BY[item.facet] for item in query.filters if item.facet in TOLD_BY)
    whole = Match(match.proposal, tuple(s for s in known.segments if s.proposal.id == match.proposal.id))
    if "status" in kinds and not query.part and len({facet.value for facet in whole.facets(STATUS)}) > 1:
        return f"{called(match.proposal)}の{sentence('status', whole, query)}。"  # 長野県は準備中ですか: one part is
    told = [said for kind in kinds if (said := sentence(kind, match, query))]
    told += [f"{label(item.facet)}は「{item.value}」です" for item in query.filters if item.facet not in FILTERS]
    if told:  # 「準備中ではないの?」: yes would say both
        yes = "" if query.unsaid or any(item.negated for item in query.filters) else "はい。"
        return f"{yes}{called(match.proposal)}の{'。'.join(told)}。"
    spoken = [topic.said for topic in query.topics if not topic.negated]
    denied = any(_DENIES.search(citation.quote) for citation in of_topics(match, query.topics))
    yes = "" if denied else "はい。"  # 「国の補助金は活用せず」 says of the 補助金 that it is not used
    return (
        f"{yes}{called(match.proposal)}の{known.noun}には、「{'」「'.join(spoken)}」について書かれています。"
        if spoken
        else ""
    )


def _measured(query: Query, found: Sequence[Match], known: Known, whole: str) -> str:
    """What is asked of a column of amounts: which rows have the most, in what order they stand, or their sum."""
    amounts = known.cells.scale(query.measure)
    told = [amounts[match.proposal.id] for match in found if match.proposal.id in amounts]
    name, unit = label(query.measure), known.cells.unit(query.measure)
    if not told:
        return f"{whole}の{name}は書かれていません。"
    much, little = ("遅い", "早い") if query.measure in known.cells.dates else ("大きい", "小さい")
    if query.measured in {"most", "least"}:
        how = "最も" if query.nth == 1 else f"{query.nth}番目に"
        return f"{whole}のうち、{name}が{how}{much if query.measured == 'most' else little}のは次の{len(found)}件です。"
    if query.measured in {"descending", "ascending"}:
        how = f"{name}の{much if query.measured == 'descending' else little}"
        return _in_order(query, known, whole, "", how)
    total = sum(told) if query.measured == "sum" else sum(told) / len(told)
    said = amount(total, unit)
    what = "合計" if query.measured == "sum" else "平均"
    each = _each(query, found, known)
    return f"{whole}{len(found)}件のうち、{name}が書かれた{len(told)}件の{what}は{said}です。{each}"


def _each(query: Query, found: Sequence[Match], known: Known) -> str:
    """The sums of the values that the question names one by one: 「内訳: TYPE1 936,800,000円、…」; "" for one alone."""
    groups = (group for group in grouped(query.filters) if len(group) > 1 and not group[0].negated)
    group = next(groups, ())
    amounts, unit = known.cells.amounts[query.measure], known.cells.unit(query.measure)
    told = []
    for item in group if query.measured == "sum" else ():
        own = [amounts.get(match.proposal.id, 0) for match in found if any(proofs(match, item))]
        told.append(f"{filter_value(item)} {amount(sum(own), unit)}")
    return f"内訳: {'、'.join(told)}" if told else ""


def _of_columns(columns: Sequence[str], proposal: Proposal, question: str) -> str:
    """What one row says in the columns that are asked for; a short cell is said at once."""
    asked = [field for field in proposal.fields if field.name in columns]
    if not asked:
        return f"{called(proposal)}が載っている表に「{'」「'.join(map(label, columns))}」の欄はありません。"
    texts = {field.name: field.text for field in asked if field.text}
    what = f"{called(proposal)}の{'、'.join(map(column_name, sorted(asked, key=lambda f: columns.index(f.name))))}は"
    if not texts:
        return f"{what}書かれていません。"
    short = [text for text in texts.values() if len(text) <= _SHORT and "\n" not in text]
    if len(short) == 1 and _DECIDED.search(plain(question)) and _UNDECIDED.search(short[0]):
        what = f"いいえ。{what}"  # 財源はもう決まっていますか
    return f"{what}「{short[0]}」です。" if len(texts) == len(columns) == len(short) == 1 else f"{what}次のとおりです。"


def _named(query: Query, only: Proposal, whole: str) -> str:
    """What 「何県?」 and 「何市?」 ask of one row."""
    if query.counted == "都道府県":
        return f"{name_of(only)}の都道府県は{'・'.join(only.values(PREFECTURE))}です。"
    return f"{whole}は{titled(only)}です。"
