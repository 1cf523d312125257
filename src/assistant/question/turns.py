"""A question as a turn of a chat: what it takes over from the questions before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant import places
from assistant.question.draft import Draft
from assistant.question.filters import PLACES, site_words
from assistant.records import (
    CITY_CLASS,
    MUNICIPALITY,
    NUMBER,
    PREFECTURE,
    SITE,
    START,
    STATUS,
    TARGET,
    WHOLE,
    Filter,
    Kind,
    Pick,
    Query,
    Topic,
)
from assistant.text import fold
from assistant.vocabulary import lexicon

_AREAS: Final = PLACES - {CITY_CLASS}
_OF_EVERYTHING: Final = frozenset({"reset", "all", "count", "first", "last", "changes", "source", "earliest", "latest"})
"""Ways of asking that mean the whole table where nothing is named."""
_ONLY: Final = ("だけ", "のみ")
_OF_COLUMNS: Final[frozenset[Kind]] = frozenset({"where", "who", "list", "define", "source"})
"""What is asked of a column is what it says: 「共同提案団体はどこ?」."""
_OF_TWO: Final = re.compile("どちら|どっち")
_TOLD_ALIKE: Final[frozenset[Kind]] = frozenset({"where", "who", "when", "status", "define"})
"""What is asked of one row of a list as it was asked of all."""
_TOLD_OF_ITS_OWN: Final[frozenset[Kind]] = frozenset(
    {"unclear", "unrecorded", "first", "last", "compare", "similar", "source"}
)
"""What is not asked again of what is narrowed."""


def continued(own: Draft, trail: Sequence[Query]) -> Query:
    """The query of ``own`` said after those of ``trail``."""
    alone, before = _alone(own), trail[-1] if trail else None
    if before and own.says_nothing and own.asks.kind == "list":  # 「県は?」 asks for nothing else
        alone = replace(alone, filters=tuple(replace(item, soft=False) for item in alone.filters))
    if own.asks.kind == "similar" or own.picks:
        return _similar(own, alone, before) if own.asks.kind == "similar" else _picked(own, alone, before)
    return alone if before is None else _after(own, alone, before, trail)


def _after(own: Draft, alone: Query, before: Query, trail: Sequence[Query]) -> Query:
    """The query of ``own`` said after ``before``, the last of ``trail``."""
    alone = replace(alone, kind=own.asks.kind) if alone.kind == "unclear" and own.asks.found else alone
    if own.says_nothing and (pointed := _pointed(own, alone, trail)):
        return pointed
    if before.listed and {"others", "count"} & own.asks.found:  # of the list, not of what was picked from it
        before = before.listed
    if own.asks.kind == "compare" and len(own.filters) == 1 and own.filters[0].facet in PLACES:
        return _compared(alone, before)
    if "others" in own.asks and own.says_nothing and "those" not in own.asks:
        return replace(_narrowed(alone, before), others=True)
    if "those" in own.asks or _narrows(own, before) or _excludes(own, before):
        return _narrowed(alone, before)
    if own.adds and (wider := _widened(own, before)):
        return replace(before, question=own.question, filters=wider, earlier=_asked_before(before))
    if (
        own.side
        and own.filters
        and not own.topics
        and not any(item.facet == MUNICIPALITY for item in own.filters if not item.negated)
    ):
        return _narrowed(alone, before)
    if "others" in own.asks and any(item.facet == MUNICIPALITY for item in before.filters):
        return replace(alone, but=before)  # 熊本市は? → ほかにサテライトを置くところは?
    if _qualifies(own, before):
        return _swapped(alone, before)
    if own.filters and not own.topics and own.elliptic and (own.turn or not own.generic):
        return _swapped(alone, before)
    return alone


def _pointed(own: Draft, alone: Query, trail: Sequence[Query]) -> Query | None:
    """What a question that names nothing points at beside the last answer: what follows it, is left of it, or stood before it."""
    before = trail[-1]
    earlier = _asked_before(before)
    if "others" in own.asks and before.like:
        filters = tuple(dict.fromkeys((*before.filters, *own.filters)))
        return replace(alone, kind="similar", filters=filters, like=before.like, others=True, earlier=earlier)
    if "next" in own.asks and before.extreme:
        return replace(before, question=own.question, nth=before.nth + 1, earlier=earlier)
    if "next" in own.asks and before.picks and 0 < before.picks[0].first == before.picks[0].last:
        place = before.picks[0].first + 1
        return replace(before, question=own.question, picks=(Pick(f"{place}件目", place, place),), earlier=earlier)
    if "next" in own.asks and (after := _next_number(before)):
        return replace(before, question=own.question, filters=after, earlier=earlier)
    if "other_one" in own.asks and len(trail) == 1 and not before.listed:
        return _narrowed(alone, before)  # of a list that nothing was picked from, none is the other
    if {"rest", "other_one"} & own.asks.found:
        lists = (before.listed, *reversed(trail[:-1])) if before.listed else tuple(reversed(trail[:-1]))
        return replace(alone, kind="list", filters=(), but=before, wider=tuple(filter(None, lists)), earlier=earlier)
    if "together" in own.asks and (union := _union(trail)):
        return replace(before, question=own.question, kind="count", filters=union, earlier=earlier)
    bodies = _bodies(trail)
    of_two = {"compare", "both"} & own.asks.found or _OF_TWO.search(own.question)
    if of_two and bodies:
        kind: Kind = "compare" if alone.kind in {"list", "unclear"} else alone.kind
        return replace(alone, kind=kind, filters=bodies, earlier=earlier)
    return None


def _next_number(before: Query) -> tuple[Filter, ...]:
    """The filters of ``before`` with the number after the one row that it names; () where it names none."""
    named = [item for item in before.filters if item.facet == NUMBER and not item.negated]
    if len(named) != 1 or not named[0].value.isdigit():
        return ()
    after = replace(named[0], value=str(int(named[0].value) + 1))
    return tuple(after if item == named[0] else item for item in before.filters)


def _union(trail: Sequence[Query]) -> tuple[Filter, ...]:
    """What the last questions asked for, as alternatives: 県の提案は何件? → 市の提案は? → 合計は?

    () where they do not differ in values of one kind.
    """
    last = trail[-1]
    own: tuple[Filter, ...] = ()
    others: list[tuple[Filter, ...]] = []
    for query in reversed(trail[:-1]):
        mine = tuple(item for item in last.filters if item not in query.filters)
        theirs = tuple(item for item in query.filters if item not in last.filters)
        values = (*mine, *theirs)
        alike = mine and theirs and all(not item.negated and _of_a_kind(item, values[0]) for item in values)
        if not alike or query.topics != last.topics or (own and mine != own):
            break
        own = mine
        others.insert(0, theirs)
    each = dict.fromkeys(item for group in (*others, own) for item in group)
    kept = (item for item in last.filters if item not in own)
    return (*kept, *(replace(item, either=at > 0) for at, item in enumerate(each))) if others else ()


def _bodies(trail: Sequence[Query]) -> tuple[Filter, ...]:
    """The bodies of the last two questions, where each names one and they differ: 横浜市の提案 → 川崎市は? → 違いは?"""
    named = [[item for item in query.filters if item.facet in {MUNICIPALITY, NUMBER}] for query in trail[-2:]]
    if len(named) < 2 or any(len(items) != 1 for items in named) or named[0] == named[1]:
        return ()
    (first,), (second,) = named
    return (replace(first, either=False), replace(second, either=first.facet == second.facet))


def _narrows(own: Draft, before: Query) -> bool:
    """Whether a question asks on about what came before it, or only adds to it."""
    only = "only" in own.asks or any(item.said.endswith(_ONLY) for item in own.filters)
    pointed = own.attribute or own.columns or own.measure or own.part or only
    if own.says_nothing and (pointed or (not own.generic and _asks_on(own))):
        return True
    if only and own.topics and not own.filters:
        return True
    return bool(own.filters and not own.topics and only and not _shares_facet(own, before))


def _excludes(own: Draft, before: Query) -> bool:
    """Whether a question only takes something out of what came before: 兵庫県の提案 → 神戸市以外は?"""
    named = {(item.facet, item.value) for item in before.filters if not item.negated}
    out = [item for item in own.filters if not item.soft]
    if own.topics and not out:
        return all(topic.negated for topic in own.topics) and not own.generic
    denied = bool(out) and all(item.negated and (item.facet, item.value) not in named for item in out)
    return denied and not own.topics and own.elliptic


def _widened(own: Draft, before: Query) -> tuple[Filter, ...]:
    """The filters of ``before`` with those of ``own`` as alternatives: 準備中の提案 → 検討中も含めて; () where none are of a kind."""
    if own.topics or not own.filters:
        return ()
    found = list(before.filters)
    for new in own.filters:
        kin = [at for at, old in enumerate(found) if not old.negated and _of_a_kind(old, new)]
        if not kin:
            return ()
        found.insert(kin[-1] + 1, replace(new, either=True))
    return tuple(dict.fromkeys(found))


def _of_a_kind(one: Filter, other: Filter) -> bool:
    return one.facet == other.facet or {one.facet, other.facet} <= _AREAS


def _qualifies(own: Draft, before: Query) -> bool:
    """Whether a question names nothing but a state or a time: 高齢者向けの取組 → 実施中は何件?

    After one body, a question that asks for bodies starts anew: 横浜市の進捗は? → 平成25年2月に始まるのはどこ?
    """
    said = [item for item in own.filters if not item.soft]
    one = any(item.facet in {MUNICIPALITY, NUMBER} and not item.negated for item in before.filters)
    if not said or own.topics or own.generic or (one and {"where", "which", "count"} & own.asks.found):
        return False
    return all(item.facet in {STATUS, START} for item in said)


def _shares_facet(own: Draft, before: Query) -> bool:
    """Whether a question names a facet anew that the one before had named, and of which a row has only one value."""
    several = {TARGET, SITE}
    return bool({item.facet for item in own.filters} & {item.facet for item in before.filters} - several)


def _asks_on(own: Draft) -> bool:
    """Whether a question that names nothing asks on about what came before: 「何件?」「もっと詳しく」."""
    return bool(own.asks.found) or own.turn


def _alone(own: Draft) -> Query:
    topics = own.weak if own.says_nothing else own.topics
    kind: Kind = own.asks.kind
    everything = own.generic or own.asks.found & _OF_EVERYTHING
    if own.measure and kind == "compare":  # 事業費の多い順に並べて
        kind = "list"
    if own.columns and kind in _OF_COLUMNS:
        kind = "lookup"
    if own.attribute:
        kind = "unrecorded"
    elif not (own.columns or own.measure or own.filters or topics or everything):
        kind = "unclear"
    return Query(
        question=own.question,
        kind=kind,
        extreme=kind if kind in {"first", "last"} else "",
        nth=own.asks.nth,
        order=own.asks.order,
        sole=own.sole,
        part=own.part,
        text=own.text,
        topics=topics,
        filters=own.filters,
        also=own.asks.also,
        readings=own.readings,
        measure=own.measure,
        measured=own.measured,
        columns=own.columns,
        attribute=own.attribute,
        counted=own.asks.counted,
        by=own.asks.by,
        genre=own.genre,
        problems=own.problems,
    )


def _narrowed(own: Query, before: Query) -> Query:
    """``own`` asked of what ``before`` found."""
    if before.kind == "unrecorded" and not (before.filters or before.topics or before.picks):
        return replace(before, question=own.question, earlier=_asked_before(before))
    kind: Kind = "list" if own.kind == "unclear" else own.kind
    if own.filters and own.kind == "list" and before.kind != "count":
        kind = before.kind if before.kind not in _TOLD_OF_ITS_OWN else "list"
    return replace(
        own,
        kind=kind,
        extreme=own.extreme or before.extreme,
        nth=own.nth if own.extreme else before.nth,
        order=own.order or before.order,
        but=before.but,
        wider=before.wider,
        picks=(WHOLE,) if before.like else before.picks,
        listed=before if before.like else before.listed,
        part=own.part or before.part,
        text=f"{before.text} {own.text}".strip(),
        topics=tuple(dict.fromkeys((*before.topics, *own.topics))),
        filters=tuple(dict.fromkeys((*before.filters, *own.filters))),
        readings=tuple(dict.fromkeys((*before.readings, *own.readings))),
        earlier=_asked_before(before),
    )


def _picked(own: Draft, alone: Query, before: Query | None) -> Query:
    """Some rows of a list by their places in it: of what came before, or of what the question names itself."""
    one = len(own.picks) == 1 and own.picks[0].first == own.picks[0].last
    if own.says_nothing and before is not None:
        listed = before.listed if before.listed and before.picks[0].first == before.picks[0].last else before
        if own.asks.order:
            listed = replace(_narrowed(alone, listed), kind="when")
        earlier: tuple[str, ...] = _asked_before(before)
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
        like, earlier = before, _asked_before(before)
    else:
        return replace(alone, kind="list" if alone.filters or alone.topics else "similar")
    return replace(
        alone,
        kind="similar",
        filters=mended(tuple(item for item in alone.filters if item not in named)),
        topics=tuple(topic for topic in alone.topics if topic not in spoken),
        like=like,
        same=own.same,
        than=own.asks.than,
        earlier=earlier,
    )


def _compared(own: Query, before: Query) -> Query:
    """The body that ``own`` names beside the one of ``before``: 仙台市の提案は? → 熊本市との違いは?"""
    bodies = tuple(item for item in before.filters if item.facet in PLACES)
    named = tuple(replace(item, either=bool(bodies)) for item in own.filters)
    return replace(own, filters=(*bodies, *named), earlier=_asked_before(before))


def _swapped(own: Query, before: Query) -> Query:
    """``before`` with the facets that ``own`` names put in place of its own: 静岡県の事例 → 兵庫県は?"""
    if before.like:  # 仙台市と似た提案 → 川崎市は? → 静岡県では?
        rows = tuple(item for item in own.filters if item.facet in {MUNICIPALITY, NUMBER})
        others = before.filters if rows else own.filters
        like = replace(own, kind="list", filters=rows) if rows else before.like
        earlier = _asked_before(before)
        return replace(
            own, kind="similar", filters=others, like=like, same=before.same, than=before.than, earlier=earlier
        )
    named = {item.facet for item in own.filters}
    bodies = [item.value for item in before.filters if item.facet == MUNICIPALITY and not item.negated]
    within = {item.value for item in own.filters if item.facet == PREFECTURE}
    if within and any(within & set(places.prefecture_of(body)) for body in bodies):
        return _narrowed(own, before)  # 府中市の提案 → 広島県は?
    if named & _AREAS:
        named |= _AREAS
    kept: tuple[Filter, ...] = tuple(item for item in before.filters if item.facet not in named)
    kept = mended(kept)
    kind = before.kind if own.kind == "list" and before.kind not in {"unclear", "unrecorded"} else own.kind
    return replace(
        own,
        kind=kind,
        text=f"{before.text if before.topics else ''} {own.text}".strip(),
        topics=tuple(topic for topic in before.topics if not _gives_way(topic, own.filters)),
        filters=(*kept, *own.filters),
        earlier=_asked_before(before),
    )


def _gives_way(topic: Topic, filters: Sequence[Filter]) -> bool:
    """Whether ``topic`` names a place or a group, and so do ``filters``: 公民館を使う提案 → 図書館は?"""
    kinds = {item.facet for item in filters}
    words = ((SITE, site_words()), (TARGET, lexicon("targets", "words", "asked")))
    return any(
        facet in kinds and any(match.end - match.start == len(topic.said) for match in found.find(fold(topic.said)))
        for facet, found in words
    )


def _asked_before(query: Query) -> tuple[str, ...]:
    """What a question that goes on from ``query`` carries over: its question and those before it."""
    return (*query.earlier, query.question)


def mended(kept: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """``kept`` where no filter is an alternative to one that is gone."""
    mended: list[Filter] = []
    for item in kept:
        follows = bool(mended) and mended[-1].facet == item.facet
        mended.append(item if follows or not item.either else replace(item, either=False))
    return tuple(mended)


def back(own: Draft, trail: list[Query]) -> Query:
    """The list that the last question of ``trail`` narrowed, or picked from; the trail then ends before it."""
    last = trail.pop()
    target = last.listed or (trail.pop() if trail else last)
    return replace(target, question=own.question, earlier=_asked_before(last))
