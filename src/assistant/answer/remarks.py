"""What the reader should know beside the listed rows: assumptions, vague dates, shared names, counts by facet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant import places
from assistant.answer import beside
from assistant.answer.breakdown import overlaps
from assistant.answer.evidence import called
from assistant.answer.matching import Match, grouped, proofs
from assistant.answer.ordering import times
from assistant.answer.wording import label
from assistant.question import Known
from assistant.records import (
    FILTERS,
    LEVEL,
    MUNICIPALITY,
    NUMBER,
    PREFECTURE,
    START,
    STATUS,
    Query,
    Topic,
)
from assistant.text import number_of, plain

_OWN: Final = 2
"""So many wordings of a word are its own: as it is said, and its dictionary form."""
_AND_OTHERS: Final = re.compile("等|など|をはじめ")
_BODIES: Final = ("市", "区", "町", "村")


def remarks_on(query: Query, found: Sequence[Match], known: Known) -> tuple[str, ...]:
    """What the reader should know of rows that are not listed, or of what the table leaves open."""
    remarks = list(dict.fromkeys(item.assumed for item in query.filters if item.assumed))
    if query.unsaid:
        these = "この" if len(found) == 1 else "これらの"
        remarks.append(f"「{'」「'.join(query.unsaid)}」という言葉は、{these}{known.noun}には書かれていません。")
    if query.apart:
        remarks.append("前の質問の中には見つからないので、全体から探しました。")
    starts = [item for item in query.filters if item.facet == START and not item.negated]
    if starts:
        remarks += beside.overlapping(query, found, known)
    if query.extreme == "first" and not query.dated:
        remarks += beside.perhaps_earlier(query, found, known)
    if query.kind == "status" and not any(match.facets(STATUS) or _tells_state(match) for match in found):
        remarks.append("進捗の記載はありません。")
    remarks += _vague_in_order(query, found)
    remarks += _of_other_tables(query, found)
    remarks += beside.one_of_two(query, found, known)
    remarks += _in_other_words(query, found, known)
    remarks += _by_synonyms(query, found, known)
    remarks += _counted_once(query, found)
    if query.by and overlaps(query, found):
        remarks.append(f"2つ以上の値がある{known.noun}は、それぞれに数えています。")
    remarks += _absent(query, known)
    remarks += _spoken_of(query, known)
    remarks += beside.partnered(query, known)
    remarks += beside.together(query, found, known)
    remarks += beside.unended(query, found, known)
    remarks += _nowhere(query, known)
    remarks += beside.in_part(query, found, known)
    remarks += _and_others(query, found)
    remarks += _only_spoken_of(query, found, known)
    remarks += _shared_names(query, found)
    remarks += _shared_numbers(query, found)
    return tuple(remarks)


def _tells_state(match: Match) -> bool:
    """Whether a column of states says something, in whatever words."""
    return any(field.role == "status" and field.text.strip() for field in match.proposal.fields)


def _vague_in_order(query: Query, found: Sequence[Match]) -> list[str]:
    """Where rows stand of whose start only a year or so is written, and within which others start: 平成24年度中."""
    if not query.order:
        return []
    told = [(match, period) for match in found for period in times(match)]
    exact = [period for _, period in told if period.is_exact]
    vague = [
        called(match.proposal)
        for match, period in told
        if not period.is_exact and any(period.first <= other.first and other.last <= period.last for other in exact)
    ]
    edge = "終わり" if query.order == "earliest" else "始まり"
    named = "、".join(dict.fromkeys(vague))
    return [f"開始時期の書き方に幅があるものは、その{edge}の時期に置いています: {named}"] if vague else []


def _of_other_tables(query: Query, found: Sequence[Match]) -> list[str]:
    """That rows of tables without the column of a value were taken for what they speak of."""
    remarks = []
    for item in query.filters:
        lacking = [m for m in found if all(f.name != item.facet for f in m.proposal.fields)]
        if item.facet not in FILTERS and not item.negated and 0 < len(lacking) < len(found):
            remarks.append(
                f"「{label(item.facet)}」の欄がない資料からは、「{item.said}」について書かれた{len(lacking)}件を入れています。"
            )
    return remarks


def _by_synonyms(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """How many rows were taken for a word of the question, because they say another that stands for it."""
    told = []
    for topic in query.topics:
        each = (topic, *topic.alternatives)
        others = [match for match in found if not any(_says(match, one) for one in each)]
        if topic.negated or not 0 < len(others) < len(found):
            continue
        words = dict.fromkeys(word for match in others if (word := _said_instead(match, each)))
        if words:
            named = f"「{'」「'.join(words)}」"
            told.append(f"うち{len(others)}件は「{topic.said}」の言葉がなく、{named}と書かれた{known.noun}です。")
    return told


def _says(match: Match, topic: Topic) -> bool:
    """Whether a match holds the very words of a topic, or each of them."""
    own = [words[:_OWN] for words in topic.components]
    return any(
        segment.has(topic.phrases[0]) or (own and all(any(map(segment.has, words)) for words in own))
        for segment in match.segments
    )


def _said_instead(match: Match, topics: Sequence[Topic]) -> str:
    """The wording by which a match meets one of ``topics``; "" where it meets none of them as a whole."""
    wordings = (phrase for topic in topics for phrase in topic.phrases[1:])
    return next((phrase for phrase in wordings if any(segment.has(phrase) for segment in match.segments)), "")


def _in_other_words(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """How the source itself calls a state, where only some rows use the word that is asked for: 開始済み for 実施中."""
    for item in query.filters:
        told = {STATUS, *known.headings.outcomes}
        if item.facet not in told or item.negated or item.either:
            continue
        said = [{plain(match.words(facet)) for facet in proofs(match, item)} for match in found]
        other = [words for words in said if words and not any(item.value in text for text in words)]
        if 0 < len(other) < len(found):
            named = "」「".join(dict.fromkeys(text for words in other for text in sorted(words)))
            return [f"資料の言葉では「{named}」の{len(other)}件も、「{item.value}」に含めています。"]
        if other and item.facet != STATUS:
            named = "」「".join(dict.fromkeys(text for words in other for text in sorted(words)))
            return [f"資料の言葉では「{named}」です。"]
    return []


def _counted_once(query: Query, found: Sequence[Match]) -> list[str]:
    """That what has several of the values that are counted is counted once: 生活保護受給者 and 障害者."""
    if query.kind != "count" or query.by:
        return []
    groups = [group for group in grouped(query.filters) if len(group) > 1 and not group[0].negated]
    several = sum(any(sum(any(proofs(match, item)) for item in group) > 1 for group in groups) for match in found)
    return [f"2つ以上に当てはまる{several}件は、1件と数えています。"] if several else []


def _absent(query: Query, known: Known) -> list[str]:
    """Bodies that are named beside others and propose nothing."""
    named = [item.value for item in query.filters if item.facet == MUNICIPALITY and not item.negated]
    proposing = set(known.values(MUNICIPALITY))
    missing = [name for name in named if name not in proposing] if len(named) > 1 else []
    return [f"{'・'.join(missing)}の{known.noun}はありません。"] if missing else []


def _spoken_of(query: Query, known: Known) -> list[str]:
    """That a body which rows only speak of proposes nothing itself: 松本市 in a proposal of 長野県."""
    spoken = [topic.said for topic in query.topics if not topic.negated and topic.said.endswith(_BODIES)]
    named = [name for name in spoken if places.prefecture_of(name)]
    return [f"{name}自身の{known.noun}はありません。{name}に触れたものを示します。" for name in named]


def _and_others(query: Query, found: Sequence[Match]) -> list[str]:
    """That words behind a value that shall stand alone leave room for others: 「生活保護受給者等」."""
    alone = [item for item in query.filters if item.number == "one" and not item.negated]
    texts = [(m.proposal.text(f.field), f.span.end) for m in found for item in alone for f in proofs(m, item)]
    vague = sum(bool(_AND_OTHERS.match(text, end)) for text, end in texts)
    return [f"うち{vague}件は「等」などと書かれ、ほかも含むことがあります。"] if vague else []


def _only_spoken_of(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """How many rows only speak of a group, and are not said to be for it."""
    remarks = []
    for item in query.filters:
        others = [match for match in found if item.spoken and not item.negated and not any(proofs(match, item))]
        if 0 < len(others) < len(found):
            remarks.append(
                f"うち{len(others)}件は対象の欄になく、ほかの欄に「{item.said}」と書かれた{known.noun}です。"
            )
    return remarks


def _nowhere(query: Query, known: Known) -> list[str]:
    """Of things of which one is enough, those that no row speaks of: 商工会議所か漁協."""
    each = [
        one
        for topic in query.topics
        if topic.alternatives and not topic.negated
        for one in (replace(topic, alternatives=()), *topic.alternatives)
    ]
    gone = [one.said.partition("」か「")[0] for one in each if not known.share(one)]
    return [f"「{'」「'.join(gone)}」という言葉は見つかりません。"] if gone else []


def _shared_names(query: Query, found: Sequence[Match]) -> list[str]:
    """Names that several prefectures share, where the question does not tell which is meant."""
    if any(item.facet == PREFECTURE for item in query.filters):
        return []
    asked = {item.value for item in query.filters if item.facet == MUNICIPALITY and not item.negated}
    places: dict[str, set[str]] = {}
    for match in found:
        if match.proposal.municipality in asked:
            places.setdefault(match.proposal.municipality, set()).update(match.proposal.values(PREFECTURE))
    return [
        f"「{name}」は{'と'.join(sorted(prefectures))}にあります。都道府県を付けて聞くと絞れます(例: {min(prefectures)}の{name})。"
        for name, prefectures in places.items()
        if len(prefectures) > 1
    ]


def _shared_numbers(query: Query, found: Sequence[Match]) -> list[str]:
    """Numbers that rows of several levels bear, where the question does not tell which is meant."""
    if any(item.facet == LEVEL for item in query.filters):
        return []
    asked = [item.value for item in query.filters if item.facet == NUMBER and not item.negated]
    levels: dict[str, list[str]] = {}
    for match in found:
        levels.setdefault(number_of(match.proposal.no), []).extend(match.proposal.values(LEVEL))
    shared = {number: tuple(dict.fromkeys(levels[number])) for number in asked if len(set(levels.get(number, ()))) > 1}
    return [
        f"「No.{number}」は{'と'.join(named)}にあります。区分を付けて聞くと絞れます(例: {named[-1]}のNo.{number})。"
        for number, named in list(shared.items())[:1]
    ]
