"""What the reader should know beside the listed rows: assumptions, vague dates, shared names, counts by facet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant import places
from assistant.answer.breakdown import overlaps
from assistant.answer.evidence import called
from assistant.answer.matching import Match, grouped, matches, proofs
from assistant.answer.ordering import times
from assistant.answer.wording import label
from assistant.facets import period_of
from assistant.lists import rows
from assistant.question import Known
from assistant.records import (
    END,
    FILTERS,
    JOINT,
    LEVEL,
    MUNICIPALITY,
    NUMBER,
    PARTNER,
    PREFECTURE,
    START,
    STATUS,
    Query,
    Topic,
)
from assistant.text import number_of, plain

_SINGLE: Final = {MUNICIPALITY, PREFECTURE, LEVEL, NUMBER, START, STATUS}
"""Facets of which a row has one value."""
_OWN: Final = 2
"""So many wordings of a word are its own: as it is said, and its dictionary form."""
_NAMED: Final = 3
"""So many bodies are named in a remark."""
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
        remarks += overlapping(query, found, known)
    if query.extreme == "first" and not query.dated:
        remarks += _perhaps_earlier(query, found, known)
    if query.kind == "status" and not any(match.facets(STATUS) or _tells_state(match) for match in found):
        remarks.append("進捗の記載はありません。")
    remarks += _vague_in_order(query, found)
    remarks += _of_other_tables(query, found)
    remarks += _one_of_two(query, found, known)
    remarks += _in_other_words(query, found)
    remarks += _by_synonyms(query, found, known)
    remarks += _counted_once(query, found)
    if query.by and overlaps(query, found):
        remarks.append(f"2つ以上の値がある{known.noun}は、それぞれに数えています。")
    remarks += _absent(query, known)
    remarks += _spoken_of(query, known)
    remarks += _partnered(query, known)
    remarks += _together(query, found, known)
    remarks += _unended(query, found, known)
    remarks += _nowhere(query, known)
    remarks += _in_part(query, found, known)
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


def _one_of_two(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """How many rows have one of two words that stand side by side with nothing between: 「Uターン Iターン」."""
    said = query.question.split()
    topics = [topic for topic in query.topics if not topic.negated]
    values = [item for item in query.filters if not item.negated and item.facet not in _SINGLE]
    if len(said) != 2 or query.earlier or (len(topics), len(values)) not in {(2, 0), (0, 2), (1, 1)}:
        return []
    alone = [replace(query, topics=(topic,), filters=()) for topic in topics]
    alone += [replace(query, topics=(), filters=(item,)) for item in values]
    either = {match.proposal.id for each in alone for match in matches(each, known)}
    more = len(either) > len(found)
    return (
        [f"どちらか一方だけのものも入れると{len(either)}件あります(「{said[0]}か{said[1]}」と聞くと出ます)。"]
        if more
        else []
    )


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


def _in_other_words(query: Query, found: Sequence[Match]) -> list[str]:
    """How the source itself calls a state, where only some rows use the word that is asked for: 開始済み for 実施中."""
    for item in query.filters:
        if item.facet != STATUS or item.negated or item.either:
            continue
        said = [{plain(match.words(facet)) for facet in proofs(match, item)} for match in found]
        other = [words for words in said if words and not any(item.value in text for text in words)]
        if 0 < len(other) < len(found):
            named = "」「".join(dict.fromkeys(text for words in other for text in sorted(words)))
            return [f"資料の言葉では「{named}」の{len(other)}件も、「{item.value}」に含めています。"]
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


def _partnered(query: Query, known: Known) -> list[str]:
    """That a body takes part in proposals of others too, which its own are not."""
    named = [item.value for item in query.filters if item.facet == MUNICIPALITY and not item.negated]
    if len(named) != 1 or PARTNER in {item.facet for item in query.filters}:
        return []
    joined = sum(named[0] in proposal.values(PARTNER) for proposal in known.proposals)
    return (
        [
            f"ほかに、{named[0]}が共同提案団体の{known.noun}が{joined}件あります(「{named[0]}が共同提案」と聞くと出ます)。"
        ]
        if joined
        else []
    )


def _together(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """What bodies of a kind propose together with others, where what those propose alone is asked for."""
    asked = [item for item in query.filters if item.facet == LEVEL]
    if len(asked) != 1 or asked[0].negated or asked[0].value == JOINT:
        return []
    filters = tuple(replace(item, value=JOINT) if item == asked[0] else item for item in query.filters)
    listed = {match.proposal.id for match in found}
    rows = [m.proposal for m in matches(replace(query, filters=filters), known) if m.proposal.id not in listed]
    named = "、".join(called(row) for row in rows[:_NAMED])
    more = " など" if len(rows) > _NAMED else ""
    return [f"ほかに、共同の{known.noun}が{len(rows)}件あります({named}{more})。"] if rows else []


def _unended(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """That some of what goes on at a time has no end written down, or may go on after it for that."""
    said = {item.said for item in query.filters if item.facet == START and not item.negated}
    names = [called(match.proposal) for match in found if not match.facets(END)]
    if names and any(item.facet == END and item.said in said for item in query.filters):
        return [f"うち{len(names)}件は終了時期が書かれていません: {'、'.join(names)}"]
    onward = [item for item in query.filters if item.facet == END and item.value.endswith("/") and not item.negated]
    if not onward:
        return []
    rest = replace(query, filters=tuple(item for item in query.filters if item not in onward))
    open_ended = {known.segments[at].proposal.id for at in known.unended}
    among = (
        {row.id for row in known.proposals}
        if not (rest.filters or rest.topics)
        else {m.proposal.id for m in matches(rest, known)}
    )
    names = [called(row) for row in known.proposals if row.id in open_ended & among]
    return [f"ほかに、終了時期が書かれていないものが{len(names)}件あります: {'、'.join(names)}"] if names else []


def _in_part(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """Rows that are in part what is asked for: 一部対応, beside 対応する."""
    parts = {row["value"]: row.get("part") or "" for row in rows("statuses")}
    listed, remarks = {match.proposal.id for match in found}, []
    for item in query.filters:
        told = item.facet in {STATUS, known.headings.state_column, *known.headings.outcomes}
        if not (told and parts.get(item.value)) or item.negated or item.either:
            continue
        partly = tuple(replace(other, value=parts[item.value]) if other == item else other for other in query.filters)
        more = [m for m in matches(replace(query, filters=partly), known) if m.proposal.id not in listed]
        if more:
            named = "、".join(called(match.proposal) for match in more[:_NAMED])
            others = " など" if len(more) > _NAMED else ""
            remarks.append(f"ほかに、「{parts[item.value]}」が{len(more)}件あります({named}{others})。")
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


def _perhaps_earlier(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """Rows that may start before the first one, since only a year or so is written of them."""
    times = [period for match in found for facet in match.facets(START) if (period := period_of(facet.value))]
    if not times:
        return []
    first, listed = min(time.first for time in times), {match.proposal.id for match in found}
    names = [
        match.proposal.municipality
        for match in matches(replace(query, extreme=""), known)
        if match.proposal.id not in listed
        and any((time := period_of(facet.value)) and time.first < first <= time.last for facet in match.facets(START))
    ]
    named = "、".join(dict.fromkeys(names))
    return [f"開始時期の書き方に幅があり、これより早いかもしれないもの: {named}"] if named else []


def overlapping(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """Rows whose start is vague, so that it may lie in the period asked for."""
    starts = grouped([item for item in query.filters if item.facet == START and not item.negated])
    asked = [[period for item in group if (period := period_of(item.value))] for group in starts]
    times = {value: period for value in known.values(START) if (period := period_of(value))}
    vague = {
        value
        for value, time in times.items()
        if all(any(each.overlaps(time) for each in group) for group in asked)
        and not all(any(each.contains(time) for each in group) for group in asked)
    }
    if not vague:
        return []
    rest = replace(query, filters=tuple(item for item in query.filters if item.facet != START))
    listed = {match.proposal.id for match in found}
    names = [
        match.proposal.municipality
        for match in matches(rest, known)
        if match.proposal.id not in listed and any(facet.value in vague for facet in match.facets(START))
    ]
    if not names:
        return []
    return [f"開始時期の書き方に幅があり、この期間に入るかもしれないもの: {'、'.join(dict.fromkeys(names))}"]
