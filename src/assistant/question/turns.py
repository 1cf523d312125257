"""A question as a turn of a chat: what it takes over from the questions before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.question.asks import CONTENTS
from assistant.question.checks import asks_whether
from assistant.question.draft import Draft
from assistant.question.filters import PLACES
from assistant.question.following import (
    excludes,
    is_one,
    is_side,
    kinds_only,
    narrows,
    of_edge,
    of_prefecture,
    of_states,
    recalled,
    shares_facet,
    takes_place,
    widened,
)
from assistant.question.pointing import pointed
from assistant.question.steps import asked_before, compared, mended, narrowed, swapped
from assistant.records import (
    CITY_CLASS,
    LEVEL,
    MUNICIPALITY,
    NOTE,
    PREFECTURE,
    Filter,
    Kind,
    Query,
    Topic,
)

_OF_EVERYTHING: Final = frozenset(
    {"reset", "all", "count", "first", "last", "changes", "source", "about", "earliest", "latest"}
)
"""Ways of asking that mean the whole table where nothing is named."""
_OF_COLUMNS: Final[frozenset[Kind]] = frozenset({"where", "who", "list", "define", "source"})
"""What is asked of a column is what it says: 「共同提案団体はどこ?」."""
_THERE: Final = re.compile("(?:その|同じ)?[県府都道](?:内|の中)の")
"""「県内の市は?」 after a prefecture."""
_AREA: Final = {"県", "府", "都", "道"}
_RIVAL: Final = re.compile("と(?:どちら|どっち|どれ)")
"""「名古屋市とどちらの予算が多い」"""
_RANKED: Final = {"descending", "ascending"}
_TOLD_ALIKE: Final[frozenset[Kind]] = frozenset({"where", "who", "when", "status", "define"})
"""What is asked of one row of a list as it was asked of all."""


def continued(own: Draft, trail: Sequence[Query]) -> Query:
    """The query of ``own`` said after those of ``trail``."""
    alone, before = _alone(own), trail[-1] if trail else None
    if before and own.says_nothing and own.asks.kind == "list":  # 「県は?」 asks for nothing else
        alone = replace(alone, filters=tuple(replace(item, soft=False) for item in alone.filters))
    if before and own.says_nothing and (placed := _placed(own, before)):
        return placed
    if before and (contest := _against(own, alone, before)):
        return contest
    if own.asks.kind == "similar" or own.picks:
        return _similar(own, alone, before) if own.asks.kind == "similar" else _picked(own, alone, before)
    return alone if before is None else _after(own, alone, before, trail)


def _against(own: Draft, alone: Query, before: Query) -> Query | None:
    """The body of ``before`` held against the one that ``own`` names: 神戸市の実施時期は → 丹波市より早いですか."""
    bodies = [item for item in before.filters if item.facet in PLACES and not item.negated]
    named = [item for item in own.filters if item.facet in PLACES and not item.negated]
    if not (own.asks.than and asks_whether(own.question) and len(bodies) == len(named) == 1 and not own.topics):
        return None
    if own.asks.than == "earlier":
        return compared(replace(alone, kind="first", extreme="first", like=None), before)
    return compared(replace(alone, kind="last", extreme="last", like=None), before)


def _placed(own: Draft, before: Query) -> Query | None:
    """The place after the first by what was asked before: 事業費が一番高いのは? → 2番目は?"""
    one = own.picks[0] if len(own.picks) == 1 and "番" in own.picks[0].said else None
    peak = before.extreme or (before.measure and before.measured in {"most", "least"})
    if not (one and peak and 0 < one.first == one.last):
        return None
    return replace(before, question=own.question, nth=one.first, earlier=asked_before(before))


def _after(own: Draft, alone: Query, before: Query, trail: Sequence[Query]) -> Query:
    """The query of ``own`` said after ``before``, the last of ``trail``."""
    alone = replace(alone, kind=own.asks.kind) if alone.kind in {"unclear", "about"} and own.asks.found else alone
    if _THERE.match(own.question) and any(item.facet == PREFECTURE for item in before.filters):
        firm = mended(tuple(replace(item, soft=False) for item in alone.filters if item.said not in _AREA))
        return narrowed(replace(alone, filters=firm), before)
    if own.says_nothing and (meant := pointed(own, alone, trail)):
        return meant
    if before.listed and ({"others", "count"} & own.asks.found or (of_edge(own) and is_one(before))):
        before = before.listed  # of the list, not of what was picked from it
    rivals = own.asks.kind == "compare" or (own.measure.how and _RIVAL.search(own.question))
    if rivals and len(own.filters) == 1 and own.filters[0].facet in PLACES:
        return compared(alone, before)
    if "others" in own.asks and own.says_nothing and "those" not in own.asks:
        return replace(narrowed(alone, before), others=True)
    if meant := recalled(own, trail):
        return narrowed(alone, meant)
    if "rest" in own.asks or ("others" in own.asks and any(item.facet == MUNICIPALITY for item in before.filters)):
        return replace(alone, but=before)  # 熊本市は? → ほかにサテライトを置くところは?
    if itself := of_prefecture(own, before):
        return replace(alone, kind=before.kind, filters=itself, earlier=asked_before(before))
    if kinds := kinds_only(own, before):
        others = tuple(item for item in before.filters if item.facet not in {LEVEL, CITY_CLASS})
        return narrowed(replace(alone, filters=kinds), replace(before, filters=others))
    return _narrowed(own, alone, before) or _in_place(own, alone, before)


def _narrowed(own: Draft, alone: Query, before: Query) -> Query | None:
    """``own`` asked of what ``before`` found; None where it is not asked of that."""
    if is_side(own) and shares_facet(own, before) and "those" not in own.asks:  # 協議中は? → いや、準備中のほう
        return swapped(alone, before)
    if narrows(own, before) or "those" in own.asks or excludes(own, before) or is_side(own):
        return narrowed(alone, before)
    return None


def _in_place(own: Draft, alone: Query, before: Query) -> Query:
    """``own`` with values in place of those of ``before``, or added to them; else by itself."""
    if "both" in own.asks and own.whether and own.filters and not own.topics and of_states(own):
        return narrowed(replace(alone, kind="status", filters=(), whether=False), before)  # 両方とも対応されたのですか
    if own.adds and (wider := widened(own, before)):
        return replace(before, question=own.question, filters=wider, earlier=asked_before(before))
    return swapped(alone, before) if takes_place(own, before) else alone


def _alone(own: Draft) -> Query:
    topics = own.weak if own.says_nothing else own.topics
    kind: Kind = own.asks.kind
    everything = own.generic or own.asks.found & _OF_EVERYTHING
    if own.measure.how and kind == "compare":  # 事業費の多い順に並べて
        kind = "list"
    if own.columns and kind in _OF_COLUMNS:
        kind = "lookup"
    if kind == "define" and any(item.facet == NOTE for item in own.filters):  # ※1とは
        kind = "list"
    if own.attribute:
        kind = "unrecorded"
    elif not (own.columns or own.measure.how or own.filters or topics or everything):
        kind = "unclear"
    if own.judged and not (own.columns or own.filters or topics):
        kind = "advice"
    if kind == "unclear" and CONTENTS in own.asks:
        kind = "about"
    elif kind == "about" and not own.says_nothing:  # 横浜市の欄には何が書いてありますか
        kind = "lookup"
    return Query(
        question=own.question,
        kind=kind,
        extreme=kind if kind in {"first", "last"} else "",
        nth=own.measure.nth if own.measure.column else own.asks.nth,
        order=own.asks.order,
        sole=own.sole,
        same=own.same,
        whether=own.whether,
        part=own.part,
        text=own.text,
        topics=topics,
        hints=tuple(topic for topic in own.weak if topic not in topics and len(topic.phrases) > 1),
        filters=own.filters,
        also=own.asks.also,
        readings=own.readings,
        measure=own.measure.column,
        measured=own.measure.how if own.measure.column else "most" if own.asks.most else "",
        columns=own.columns,
        attribute=own.attribute,
        counted=own.asks.counted,
        by=own.asks.by,
        sized=own.sized,
        genre=own.genre,
        problems=own.problems,
        unsaid=(*own.judged, *own.beside),
    )


def _picked(own: Draft, alone: Query, before: Query | None) -> Query:
    """Some rows of a list by their places in it: of what came before, or of what the question names itself."""
    one = len(own.picks) == 1 and own.picks[0].first == own.picks[0].last
    if own.says_nothing and before is not None:
        listed = before.listed if before.listed and before.picks[0].first == before.picks[0].last else before
        if own.asks.order:
            listed = replace(narrowed(alone, listed), kind="when")
        elif own.measure.how in _RANKED:  # 予算が多い順に5つ
            listed = narrowed(alone, listed)
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
