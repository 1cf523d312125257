"""A question as a turn of a chat: what it takes over from the questions before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.question.draft import Draft
from assistant.question.filters import PLACES
from assistant.question.pointing import pointed
from assistant.question.steps import asked_before, compared, mended, narrowed, of_a_kind, swapped
from assistant.records import (
    MUNICIPALITY,
    NUMBER,
    SITE,
    START,
    STATUS,
    TARGET,
    Filter,
    Kind,
    Query,
    Topic,
)

_OF_EVERYTHING: Final = frozenset({"reset", "all", "count", "first", "last", "changes", "source", "earliest", "latest"})
"""Ways of asking that mean the whole table where nothing is named."""
_ONLY: Final = ("だけ", "のみ")
_OF_COLUMNS: Final[frozenset[Kind]] = frozenset({"where", "who", "list", "define", "source"})
"""What is asked of a column is what it says: 「共同提案団体はどこ?」."""
_TOLD_ALIKE: Final[frozenset[Kind]] = frozenset({"where", "who", "when", "status", "define"})
"""What is asked of one row of a list as it was asked of all."""


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
    if own.says_nothing and (meant := pointed(own, alone, trail)):
        return meant
    if before.listed and {"others", "count"} & own.asks.found:  # of the list, not of what was picked from it
        before = before.listed
    if own.asks.kind == "compare" and len(own.filters) == 1 and own.filters[0].facet in PLACES:
        return compared(alone, before)
    if "others" in own.asks and own.says_nothing and "those" not in own.asks:
        return replace(narrowed(alone, before), others=True)
    if "those" in own.asks or _narrows(own, before) or _excludes(own, before):
        return narrowed(alone, before)
    if own.adds and (wider := _widened(own, before)):
        return replace(before, question=own.question, filters=wider, earlier=asked_before(before))
    if (
        own.side
        and own.filters
        and not own.topics
        and not any(item.facet == MUNICIPALITY for item in own.filters if not item.negated)
    ):
        return narrowed(alone, before)
    if "others" in own.asks and any(item.facet == MUNICIPALITY for item in before.filters):
        return replace(alone, but=before)  # 熊本市は? → ほかにサテライトを置くところは?
    if _qualifies(own, before):
        return swapped(alone, before)
    if own.filters and not own.topics and own.elliptic and (own.turn or not own.generic):
        return swapped(alone, before)
    return alone


def _narrows(own: Draft, before: Query) -> bool:
    """Whether a question asks on about what came before it, or only adds to it."""
    only = "only" in own.asks or any(item.said.endswith(_ONLY) for item in own.filters)
    pointed = own.attribute or own.columns or own.measure.how or own.part or only
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
        kin = [at for at, old in enumerate(found) if not old.negated and of_a_kind(old, new)]
        if not kin:
            return ()
        found.insert(kin[-1] + 1, replace(new, either=True))
    return tuple(dict.fromkeys(found))


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
    if own.measure.how and kind == "compare":  # 事業費の多い順に並べて
        kind = "list"
    if own.columns and kind in _OF_COLUMNS:
        kind = "lookup"
    if own.attribute:
        kind = "unrecorded"
    elif not (own.columns or own.measure.how or own.filters or topics or everything):
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
        measure=own.measure.column,
        measured=own.measure.how if own.measure.column else "",
        columns=own.columns,
        attribute=own.attribute,
        counted=own.asks.counted,
        by=own.asks.by,
        genre=own.genre,
        problems=own.problems,
    )


def _picked(own: Draft, alone: Query, before: Query | None) -> Query:
    """Some rows of a list by their places in it: of what came before, or of what the question names itself."""
    one = len(own.picks) == 1 and own.picks[0].first == own.picks[0].last
    if own.says_nothing and before is not None:
        listed = before.listed if before.listed and before.picks[0].first == before.picks[0].last else before
        if own.asks.order:
            listed = replace(narrowed(alone, listed), kind="when")
        earlier: tuple[str, ...] = asked_before(before)
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
        like, earlier = before, asked_before(before)
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


def back(own: Draft, trail: list[Query]) -> Query:
    """The list that the last question of ``trail`` narrowed, or picked from; the trail then ends before it."""
    last = trail.pop()
    target = last.listed or (trail.pop() if trail else last)
    return replace(target, question=own.question, earlier=asked_before(last))
