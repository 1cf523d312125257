"""A question as a turn of a chat: what it takes over from the questions before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant import counters
from assistant.question.draft import Draft
from assistant.question.filters import PLACES
from assistant.question.pointing import pointed
from assistant.question.steps import asked_before, compared, mended, narrowed, of_a_kind, swapped
from assistant.records import (
    CITY_CLASS,
    LEVEL,
    MUNICIPALITY,
    NOTE,
    NUMBER,
    PREFECTURE,
    SITE,
    SOURCE,
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
_BACK: Final = re.compile("(?:さっき|先ほど|先程|最初|はじめ|前)の")
_OF_COLUMNS: Final[frozenset[Kind]] = frozenset({"where", "who", "list", "define", "source"})
"""What is asked of a column is what it says: 「共同提案団体はどこ?」."""
_RANKED: Final = {"descending", "ascending"}
_AMONG: Final = re.compile(
    r"[るたいな]の(?:は|って)?(?:どこ|どれ|どの[^、。?]{1,4}|ある|あり)?(?:です|ます)?か?[?。]*$"
)
"""「大学が関わるのは?」 asks of the rows before."""
_OF_THOSE: Final = re.compile(r"^[^、。?]{2,8}のは")
"""「大阪のはどんな施設?」 after a list: that of 大阪 among them."""
_TOLD_ALIKE: Final[frozenset[Kind]] = frozenset({"where", "who", "when", "status", "define"})
"""What is asked of one row of a list as it was asked of all."""


def continued(own: Draft, trail: Sequence[Query]) -> Query:
    """The query of ``own`` said after those of ``trail``."""
    alone, before = _alone(own), trail[-1] if trail else None
    if before and own.says_nothing and own.asks.kind == "list":  # 「県は?」 asks for nothing else
        alone = replace(alone, filters=tuple(replace(item, soft=False) for item in alone.filters))
    if before and own.says_nothing and (placed := _placed(own, before)):
        return placed
    if own.asks.kind == "similar" or own.picks:
        return _similar(own, alone, before) if own.asks.kind == "similar" else _picked(own, alone, before)
    return alone if before is None else _after(own, alone, before, trail)


def _placed(own: Draft, before: Query) -> Query | None:
    """The place after the first by what was asked before: 事業費が一番高いのは? → 2番目は?"""
    one = own.picks[0] if len(own.picks) == 1 and "番" in own.picks[0].said else None
    peak = before.extreme or (before.measure and before.measured in {"most", "least"})
    if not (one and peak and 0 < one.first == one.last):
        return None
    return replace(before, question=own.question, nth=one.first, earlier=asked_before(before))


def _after(own: Draft, alone: Query, before: Query, trail: Sequence[Query]) -> Query:
    """The query of ``own`` said after ``before``, the last of ``trail``."""
    alone = replace(alone, kind=own.asks.kind) if alone.kind == "unclear" and own.asks.found else alone
    if own.says_nothing and (meant := pointed(own, alone, trail)):
        return meant
    if before.listed and ({"others", "count"} & own.asks.found or (_of_edge(own) and _is_one(before))):
        before = before.listed  # of the list, not of what was picked from it
    if own.asks.kind == "compare" and len(own.filters) == 1 and own.filters[0].facet in PLACES:
        return compared(alone, before)
    if "others" in own.asks and own.says_nothing and "those" not in own.asks:
        return replace(narrowed(alone, before), others=True)
    if recalled := _recalled(own, trail):
        return narrowed(alone, recalled)
    if "rest" in own.asks or ("others" in own.asks and any(item.facet == MUNICIPALITY for item in before.filters)):
        return replace(alone, but=before)  # 熊本市は? → ほかにサテライトを置くところは?
    if kinds := _kinds_only(own, before):
        others = tuple(item for item in before.filters if item.facet not in {LEVEL, CITY_CLASS})
        return narrowed(replace(alone, filters=kinds), replace(before, filters=others))
    if _is_side(own) and _shares_facet(own, before) and "those" not in own.asks:  # 協議中は? → いや、準備中のほう
        return swapped(alone, before)
    if "those" in own.asks or _narrows(own, before) or _excludes(own, before) or _is_side(own):
        return narrowed(alone, before)
    if own.adds and (wider := _widened(own, before)):
        return replace(before, question=own.question, filters=wider, earlier=asked_before(before))
    return swapped(alone, before) if _takes_place(own, before) else alone


def _of_edge(own: Draft) -> bool:
    """Whether a question asks which of several comes first, or in what order they come."""
    return bool({"first", "last", "earliest", "latest"} & own.asks.found)


def _is_one(query: Query) -> bool:
    """Whether one place of a list is asked of."""
    return len(query.picks) == 1 and query.picks[0].first == query.picks[0].last


def _is_side(own: Draft) -> bool:
    """Whether one of two is meant by what it is: 「協議中のほうは?」. A body, or a source, is named anew."""
    named = {item.facet for item in own.filters if not item.negated} & {MUNICIPALITY, SOURCE}
    return bool(own.side and own.filters and not own.topics and not named)


def _takes_place(own: Draft, before: Query) -> bool:
    """Whether a question gives other values in place of those before, and nothing else."""
    if own.topics or not own.filters:
        return False
    of_source = not own.generic and all(
        item.facet == SOURCE for item in own.filters
    )  # 環境省の富士市の提案は? → 厚労省のほうでは?
    return of_source or _qualifies(own, before) or (own.elliptic and (own.turn or not own.generic))


def _recalled(own: Draft, trail: Sequence[Query]) -> Query | None:
    """The question before the last one that 「さっきの静岡のほう」 points back at by what it named."""
    if not (own.filters and _BACK.search(own.question)):
        return None
    wanted = {(item.facet, item.value) for item in own.filters if not item.soft}
    before = reversed(trail[:-1])
    return next((query for query in before if wanted <= {(i.facet, i.value) for i in query.filters}), None)


def _kinds_only(own: Draft, before: Query) -> tuple[Filter, ...]:
    """The kinds of body that a question only adds: 兵庫県はやってる? → いや、県じゃなくて市; 大阪は? → 大阪府のほうだけ.

    () where it says more, or where no place was named before.
    """
    within = {item.value for item in before.filters if item.facet == PREFECTURE and not item.negated}
    if own.topics or not own.filters or not within:
        return ()
    kinds = [item for item in own.filters if item.facet in {LEVEL, CITY_CLASS}]
    if len(kinds) == len(own.filters):
        return tuple(replace(item, soft=False) for item in kinds) if not own.generic or own.turn else ()
    (first, *rest) = own.filters
    itself = first.facet == PREFECTURE and first.value in within and first.said == first.value and not first.negated
    pointed = own.side or "only" in own.asks
    return (replace(first, facet=LEVEL, value="都道府県"),) if itself and pointed and not rest else ()


def _narrows(own: Draft, before: Query) -> bool:
    """Whether a question asks on about what came before it, or only adds to it."""
    if own.asks.counted in counters.known() and _of_one(before) and not {MUNICIPALITY, PREFECTURE} & _named(own):
        return True  # 川崎市について教えて → 区役所は何か所?
    only = "only" in own.asks or any(item.said.endswith(_ONLY) for item in own.filters)
    pointed = own.attribute or own.columns or own.measure.how or own.part or only
    if own.says_nothing and (pointed or (not own.generic and _asks_on(own))):
        return True
    if only and own.topics and not own.filters:
        return True
    if own.filters and not own.topics and not own.generic and _OF_THOSE.search(own.question) and _lists(before):
        return not _named(own) - PLACES and not {item.facet for item in before.filters} & PLACES
    if own.topics and not own.filters and not own.generic and _AMONG.search(own.question) and _lists(before):
        return True
    return bool(own.filters and not own.topics and only and not _shares_facet(own, before))


def _named(own: Draft) -> set[str]:
    """The facets that a question names."""
    return {item.facet for item in own.filters}


def _of_one(before: Query) -> bool:
    """Whether what came before asks of one body."""
    return any(item.facet in {MUNICIPALITY, NUMBER} and not item.negated for item in before.filters)


def _lists(before: Query) -> bool:
    """Whether what came before lists rows that it names by what they are."""
    return before.kind not in {"unclear", "unrecorded", "changes", "source"} and bool(before.filters or before.topics)


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
    if not said or own.topics or own.generic or (_of_one(before) and {"where", "which", "count"} & own.asks.found):
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
    if kind == "define" and any(item.facet == NOTE for item in own.filters):  # ※1とは
        kind = "list"
    if own.attribute:
        kind = "unrecorded"
    elif not (own.columns or own.measure.how or own.filters or topics or everything):
        kind = "unclear"
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
