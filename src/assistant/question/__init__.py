"""From the words of a question, and the questions before it, to a Query: everything that was understood."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from assistant.question import segments
from assistant.question.draft import Draft, draft
from assistant.question.filters import Asker
from assistant.question.known import Known
from assistant.question.segments import Segment
from assistant.records import (
    CITY_CLASS,
    MUNICIPALITY,
    NUMBER,
    ON_EARLIER,
    PREFECTURE,
    REGION,
    WHOLE,
    Asked,
    Filter,
    Kind,
    Query,
    Topic,
)

__all__ = ["Known", "Segment", "segments", "understand", "within"]

_PLACES: Final = {PREFECTURE, REGION, MUNICIPALITY, CITY_CLASS}


def within(query: Query, filters: Sequence[Filter]) -> Query:
    """``query`` asked within ``filters``, and the list that it picks from too."""
    listed = within(query.listed, filters) if query.listed else None
    kept = tuple(item for item in filters if item not in query.filters)
    return replace(query, filters=(*query.filters, *kept), listed=listed)


_OF_EVERYTHING: Final = frozenset({"all", "count", "first", "last", "changes", "source", "earliest", "latest"})
"""Ways of asking that mean the whole table where nothing is named."""


def understand(question: str | Asked, earlier: Sequence[str | Asked], known: Known, today: date) -> Query:
    """What ``question`` asks, as a continuation of the ``earlier`` questions of the chat, oldest first."""
    asker = Asker(known, today)
    before: Query | None = None
    for item in [*earlier, question]:
        asked = item if isinstance(item, Asked) else Asked(item)
        query = _continue(draft(asked.question, asker), None if ON_EARLIER in asked.without else before)
        before = _without(query, asked.without)
    if before is None:
        raise ValueError("a question is needed")
    return before


def _without(query: Query, keys: Collection[str]) -> Query:
    """``query`` with the filters and topics of these keys taken out, and how their words were read."""
    read: tuple[Filter | Topic, ...] = (*query.filters, *query.topics)
    gone = {item for item in read if item.key in keys}
    if not gone:
        return query
    if query.listed:
        query = replace(query, listed=_without(query.listed, keys))
    words = {word for item in gone for word in (item.said, *([item.value] if isinstance(item, Filter) else ()))}
    return replace(
        query,
        filters=_without_broken_alternatives(tuple(item for item in query.filters if item not in gone)),
        topics=tuple(topic for topic in query.topics if topic not in gone),
        readings=tuple(reading for reading in query.readings if not {reading.said, reading.read} & words),
    )


def _continue(own: Draft, before: Query | None) -> Query:
    """The query of ``own`` said after ``before``."""
    alone = _alone(own)
    if own.asks.kind == "similar":
        return _similar(own, alone, before)
    if own.picks:
        return _picked(own, alone, before)
    if before is None:
        return alone
    alone = replace(alone, kind=own.asks.kind) if alone.kind == "unclear" and own.asks.found else alone
    if before.like and "others" in own.asks and own.says_nothing:
        filters = tuple(dict.fromkeys((*before.filters, *own.filters)))
        earlier = (*before.earlier, before.question)
        return replace(alone, kind="similar", filters=filters, like=before.like, others=True, earlier=earlier)
    if before.listed and {"others", "count"} & own.asks.found:  # of the list, not of what was picked from it
        before = before.listed
    if own.asks.kind == "compare" and len(own.filters) == 1 and own.filters[0].facet in _PLACES:
        return _compared(alone, before)
    if "those" in own.asks:
        return _narrowed(alone, before)
    if "others" in own.asks and own.says_nothing:
        return replace(_narrowed(alone, before), others=True)
    if _narrows(own, before):
        return _narrowed(alone, before)
    if own.filters and not own.topics and own.elliptic and (own.turn or not own.generic):
        return _swapped(alone, before)
    return alone


def _narrows(own: Draft, before: Query) -> bool:
    """Whether a question asks on about what came before it, or only adds to it."""
    if own.says_nothing and (own.attribute or own.part or (not own.generic and _asks_on(own))):
        return True
    return bool(own.filters and not own.topics and "only" in own.asks and not _shares_facet(own, before))


def _shares_facet(own: Draft, before: Query) -> bool:
    """Whether a question names a facet anew that the one before had named."""
    return bool({item.facet for item in own.filters} & {item.facet for item in before.filters})


def _asks_on(own: Draft) -> bool:
    """Whether a question that names nothing asks on about what came before: 「何件?」「もっと詳しく」."""
    return bool(own.asks.found) or own.turn


def _alone(own: Draft) -> Query:
    topics = own.weak if own.says_nothing else own.topics
    kind: Kind = own.asks.kind
    everything = own.generic or own.asks.found & _OF_EVERYTHING
    if own.attribute:
        kind = "unrecorded"
    elif not (own.filters or topics or everything):
        kind = "unclear"
    return Query(
        question=own.question,
        kind=kind,
        extreme=kind if kind in {"first", "last"} else "",
        nth=own.asks.nth,
        order=own.asks.order,
        part=own.part,
        text=own.text,
        topics=topics,
        filters=own.filters,
        also=own.asks.also,
        readings=own.readings,
        attribute=own.attribute,
        counted=own.asks.counted,
        by=own.asks.by,
        problems=own.problems,
    )


def _narrowed(own: Query, before: Query) -> Query:
    """``own`` asked of what ``before`` found."""
    kind: Kind = "list" if own.kind == "unclear" else own.kind
    if own.filters and own.kind == "list" and before.kind != "count":
        kind = before.kind if before.kind not in _TOLD_OF_ITS_OWN else "list"
    return replace(
        own,
        kind=kind,
        extreme=own.extreme or before.extreme,
        nth=own.nth if own.extreme else before.nth,
        order=own.order or before.order,
        picks=(WHOLE,) if before.like else before.picks,
        listed=before if before.like else before.listed,
        part=own.part or before.part,
        text=f"{before.text} {own.text}".strip(),
        topics=tuple(dict.fromkeys((*before.topics, *own.topics))),
        filters=tuple(dict.fromkeys((*before.filters, *own.filters))),
        readings=tuple(dict.fromkeys((*before.readings, *own.readings))),
        earlier=(*before.earlier, before.question),
    )


_TOLD_ALIKE: Final[frozenset[Kind]] = frozenset({"where", "when", "status", "define"})
"""What is asked of one row of a list as it was asked of all."""
_TOLD_OF_ITS_OWN: Final[frozenset[Kind]] = frozenset(
    {"unclear", "unrecorded", "first", "last", "compare", "similar", "source"}
)
"""What is not asked again of what is narrowed."""


def _picked(own: Draft, alone: Query, before: Query | None) -> Query:
    """Some rows of a list by their places in it: of what came before, or of what the question names itself."""
    one = len(own.picks) == 1 and own.picks[0].first == own.picks[0].last
    if own.says_nothing and before is not None:
        listed = before.listed if before.listed and before.picks[0].first == before.picks[0].last else before
        if own.asks.order:
            listed = replace(_narrowed(alone, listed), kind="when")
        earlier: tuple[str, ...] = (*before.earlier, before.question)
    elif alone.kind == "unclear":
        return replace(alone, picks=own.picks)
    else:
        listed, earlier = replace(alone, kind="when" if own.asks.order else "list"), ()
    kind, last = own.asks.kind, (before or listed).kind
    if kind == "list":
        kind = last if last in _TOLD_ALIKE else "lookup" if one else "list"
    return replace(
        alone,
        kind="unrecorded" if own.attribute else kind,
        text=f"{listed.text} {own.text}".strip(),
        topics=listed.topics,
        filters=listed.filters,
        readings=tuple(dict.fromkeys((*listed.readings, *alone.readings))),
        picks=own.picks,
        listed=listed,
        earlier=earlier,
    )


def _similar(own: Draft, alone: Query, before: Query | None) -> Query:
    """Rows like the one that stands at a place, that ``own`` names before it asks, or that came before.

    Where nothing of that is said, there is nothing to be like.
    """
    named = tuple(item for item in own.like if isinstance(item, Filter))
    spoken = tuple(item for item in own.like if isinstance(item, Topic))
    earlier: tuple[str, ...] = ()
    if own.picks:
        like = replace(_picked(own, alone, before), kind="list")
        earlier = like.earlier
    elif own.like:
        like = replace(alone, kind="list", filters=named, topics=spoken)
    elif before is not None:
        like, earlier = before, (*before.earlier, before.question)
    else:
        return replace(alone, kind="list" if alone.filters or alone.topics else "similar")
    return replace(
        alone,
        kind="similar",
        filters=_without_broken_alternatives(tuple(item for item in alone.filters if item not in named)),
        topics=tuple(topic for topic in alone.topics if topic not in spoken),
        like=like,
        earlier=earlier,
    )


def _compared(own: Query, before: Query) -> Query:
    """The body that ``own`` names beside the one of ``before``: 仙台市の提案は? → 熊本市との違いは?"""
    bodies = tuple(item for item in before.filters if item.facet in _PLACES)
    named = tuple(replace(item, either=bool(bodies)) for item in own.filters)
    return replace(own, filters=(*bodies, *named), earlier=(*before.earlier, before.question))


def _swapped(own: Query, before: Query) -> Query:
    """``before`` with the facets that ``own`` names put in place of its own: 静岡県の事例 → 兵庫県は?"""
    if before.like:  # 仙台市と似た提案 → 川崎市は? → 静岡県では?
        rows = tuple(item for item in own.filters if item.facet in {MUNICIPALITY, NUMBER})
        others = before.filters if rows else own.filters
        like = replace(own, kind="list", filters=rows) if rows else before.like
        return replace(own, kind="similar", filters=others, like=like, earlier=(*before.earlier, before.question))
    named = {item.facet for item in own.filters}
    if named & _PLACES:
        named |= _PLACES
    kept: tuple[Filter, ...] = tuple(item for item in before.filters if item.facet not in named)
    kept = _without_broken_alternatives(kept)
    kind = before.kind if own.kind == "list" and before.kind not in {"unclear", "unrecorded"} else own.kind
    return replace(
        own,
        kind=kind,
        text=f"{before.text if before.topics else ''} {own.text}".strip(),
        topics=before.topics,
        filters=(*kept, *own.filters),
        earlier=(*before.earlier, before.question),
    )


def _without_broken_alternatives(kept: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """``kept`` where no filter is an alternative to one that is gone."""
    mended: list[Filter] = []
    for item in kept:
        follows = bool(mended) and mended[-1].facet == item.facet
        mended.append(item if follows or not item.either else replace(item, either=False))
    return tuple(mended)
