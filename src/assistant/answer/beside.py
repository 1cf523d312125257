"""Rows that are told of beside those that match: what is so in part, together with others, or at a vague time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer.evidence import called
from assistant.answer.matching import Match, grouped, matches
from assistant.facets import period_of
from assistant.lists import rows
from assistant.question import Known
from assistant.records import (
    END,
    JOINT,
    LEVEL,
    MUNICIPALITY,
    NUMBER,
    PARTNER,
    PREFECTURE,
    START,
    STATUS,
    Query,
)

_SINGLE: Final = {MUNICIPALITY, PREFECTURE, LEVEL, NUMBER, START, STATUS}
"""Facets of which a row has one value."""
_NAMED: Final = 3
"""So many bodies are named in a remark."""


def one_of_two(query: Query, found: Sequence[Match], known: Known) -> list[str]:
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


def partnered(query: Query, known: Known) -> list[str]:
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


def together(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """What bodies of a kind propose together with others, where what those propose alone is asked for."""
    asked = [item for item in query.filters if item.facet == LEVEL]
    if len(asked) != 1 or asked[0].negated or asked[0].value == JOINT or "単独" in query.question:
        return []
    filters = tuple(replace(item, value=JOINT) if item == asked[0] else item for item in query.filters)
    listed = {match.proposal.id for match in found}
    rows = [m.proposal for m in matches(replace(query, filters=filters), known) if m.proposal.id not in listed]
    named = "、".join(called(row) for row in rows[:_NAMED])
    more = " など" if len(rows) > _NAMED else ""
    return [f"ほかに、共同の{known.noun}が{len(rows)}件あります({named}{more})。"] if rows else []


def unended(query: Query, found: Sequence[Match], known: Known) -> list[str]:
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


def in_part(query: Query, found: Sequence[Match], known: Known) -> list[str]:
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


def perhaps_earlier(query: Query, found: Sequence[Match], known: Known) -> list[str]:
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
