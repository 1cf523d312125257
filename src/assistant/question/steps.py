"""What a query becomes where a next question goes on from it: narrowed, compared, with other values in place of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant import places
from assistant.facets import period_of
from assistant.periods import Period
from assistant.question.filters import PLACES, site_words
from assistant.records import (
    CITY_CLASS,
    END,
    MUNICIPALITY,
    PREFECTURE,
    SITE,
    START,
    TARGET,
    TIMES,
    WHOLE,
    Filter,
    Kind,
    Query,
    Topic,
)
from assistant.text import fold
from assistant.vocabulary import lexicon

_AREAS: Final = PLACES - {CITY_CLASS}
_PEAKS: Final = frozenset({"most", "least"})
"""How a column of amounts picks rows: what is asked next is asked of those."""
_OF_ONE: Final[frozenset[Kind]] = frozenset({"when", "until", "status", "where", "who", "lookup"})
"""What is asked of a row that is named: 認知症の取組は? → 大府市のはいつから? is told though its row speaks of something else."""
_TOLD_OF_ITS_OWN: Final[frozenset[Kind]] = frozenset(
    {"unclear", "unrecorded", "first", "last", "compare", "similar", "source", "about"}
)
"""What is not asked again of what is narrowed."""


def of_a_kind(one: Filter, other: Filter) -> bool:
    """Whether two values may stand for each other: of one facet, or both places."""
    return one.facet == other.facet or {one.facet, other.facet} <= _AREAS


def narrowed(own: Query, before: Query) -> Query:
    """``own`` asked of what ``before`` found."""
    if before.kind == "unrecorded" and not (before.filters or before.topics or before.picks):
        return replace(before, question=own.question, earlier=asked_before(before))
    kind: Kind = "list" if own.kind == "unclear" else own.kind
    if own.filters and own.kind == "list" and before.kind != "count":
        kind = before.kind if before.kind not in _TOLD_OF_ITS_OWN else "list"
    filters, topics = _carried(own, before.filters, tuple(replace(topic, soft=False) for topic in before.topics))
    return replace(
        own,
        kind=kind,
        extreme=own.extreme or before.extreme,
        nth=own.nth if own.extreme or own.measure else before.nth,
        order=own.order or before.order,
        measure=own.measure or (before.measure if own.measured or before.measured in _PEAKS else ""),
        measured=own.measured or (before.measured if before.measured in _PEAKS else ""),
        but=before.but,
        wider=before.wider,
        picks=(WHOLE,) if before.like else before.picks,
        listed=before if before.like else before.listed,
        part=own.part or before.part,
        text=f"{before.text} {own.text}".strip(),
        topics=tuple(dict.fromkeys((*topics, *own.topics))),
        filters=tuple(dict.fromkeys((*filters, *own.filters))),
        readings=tuple(dict.fromkeys((*before.readings, *own.readings))),
        earlier=asked_before(before),
    )


def _carried(
    own: Query, filters: tuple[Filter, ...], topics: tuple[Topic, ...]
) -> tuple[tuple[Filter, ...], tuple[Topic, ...]]:
    """What is carried over, only by the way where ``own`` asks something of a row that it names itself."""
    if not (own.names_row and own.kind in _OF_ONE):
        return filters, topics
    return tuple(replace(item, soft=True) for item in filters), tuple(replace(topic, soft=True) for topic in topics)


def compared(own: Query, before: Query) -> Query:
    """The body that ``own`` names beside the one of ``before``: 仙台市の提案は? → 熊本市との違いは?"""
    bodies = tuple(item for item in before.filters if item.facet in PLACES)
    named = tuple(replace(item, either=bool(bodies)) for item in own.filters)
    return replace(own, filters=(*bodies, *named), earlier=asked_before(before))


def swapped(own: Query, before: Query) -> Query:
    """``before`` with the facets that ``own`` names put in place of its own: 静岡県の事例 → 兵庫県は?"""
    if before.like:  # 仙台市と似た提案 → 川崎市は? → 静岡県では?
        rows = tuple(item for item in own.filters if item.of_row)
        others = before.filters if rows else own.filters
        like = replace(own, kind="list", filters=rows) if rows else before.like
        earlier = asked_before(before)
        return replace(
            own, kind="similar", filters=others, like=like, same=before.same, than=before.than, earlier=earlier
        )
    if {END} == {item.facet for item in before.filters} & set(TIMES) and any(i.facet == START for i in own.filters):
        ends = tuple(replace(item, facet=END) if item.facet == START else item for item in own.filters)
        own = replace(own, filters=ends)  # 令和7年度まで続く → 令和6年度までは?
    own = replace(own, filters=tuple(_in_year_of(before, item) for item in own.filters))
    named = {item.facet for item in own.filters}
    bodies = [item.value for item in before.filters if item.facet == MUNICIPALITY and not item.negated]
    within = {item.value for item in own.filters if item.facet == PREFECTURE}
    if within and any(within & set(places.prefecture_of(body)) for body in bodies):
        return narrowed(own, before)  # 府中市の提案 → 広島県は?
    if named & _AREAS:
        named |= _AREAS
    kept: tuple[Filter, ...] = tuple(item for item in before.filters if item.facet not in named)
    kept = mended(kept)
    topics = tuple(topic for topic in before.topics if not _gives_way(topic, own.filters))
    kept, topics = _carried(own, kept, topics)
    kind = before.kind if own.kind == "list" and before.kind not in {"unclear", "unrecorded"} else own.kind
    return replace(
        own,
        kind=kind,
        whether=own.whether or before.whether,
        counted=own.counted if own.counted != "件" or own.kind != "list" else before.counted,
        text=f"{before.text if before.topics else ''} {own.text}".strip(),
        topics=topics,
        filters=(*kept, *own.filters),
        earlier=asked_before(before),
    )


def _in_year_of(before: Query, item: Filter) -> Filter:
    """A month without a year in the year of the month before: 平成25年4月は? → 8月は?"""
    month = period_of(item.value) if item.facet == START and item.assumed else None
    said = next((period_of(i.value) for i in before.filters if i.facet == START and not i.negated), None)
    if month is None or said is None or not month.unit == said.unit == "month":
        return item
    moved = Period.of_month(said.first.year, month.first.month)
    return replace(item, value=moved.value, assumed=f"前の質問と同じ年の{moved.described}と読みました")


def _gives_way(topic: Topic, filters: Sequence[Filter]) -> bool:
    """Whether ``topic`` names a place or a group, and so do ``filters``: 公民館を使う提案 → 図書館は?"""
    kinds = {item.facet for item in filters}
    words = ((SITE, site_words()), (TARGET, lexicon("targets", "words", "asked")))
    return any(
        facet in kinds and any(match.end - match.start == len(topic.said) for match in found.find(fold(topic.said)))
        for facet, found in words
    )


def asked_before(query: Query) -> tuple[str, ...]:
    """What a question that goes on from ``query`` carries over: its question and those before it."""
    return (*query.earlier, query.question)


def mended(kept: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """``kept`` where no filter is an alternative to one that is gone."""
    mended: list[Filter] = []
    for item in kept:
        follows = bool(mended) and mended[-1].facet == item.facet
        mended.append(item if follows or not item.either else replace(item, either=False))
    return tuple(mended)
