"""What a question that names nothing points at in the chat: what follows, the rest, both, all of it together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.question.draft import Draft
from assistant.question.steps import asked_before, narrowed, of_a_kind
from assistant.records import (
    NUMBER,
    SITE,
    TARGET,
    Filter,
    Kind,
    Pick,
    Query,
)

_OF_TWO: Final = re.compile("どちら|どっち")


def pointed(own: Draft, alone: Query, trail: Sequence[Query]) -> Query | None:
    """What a question that names nothing points at beside the last answer: what follows it, is left of it, or stood before it."""
    before = trail[-1]
    earlier = asked_before(before)
    if own.measure.how and not own.measure.named and before.measure:  # 事業費の高い順 → 低い順は?
        return replace(before, question=own.question, measured=own.measure.how, earlier=earlier)
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
        return narrowed(alone, before)  # of a list that nothing was picked from, none is the other
    if {"rest", "other_one"} & own.asks.found:
        lists = (before.listed, *reversed(trail[:-1])) if before.listed else tuple(reversed(trail[:-1]))
        kinds = tuple(replace(item, soft=False) for item in alone.filters)  # それ以外の市は?
        kind: Kind = "count" if "count" in own.asks else "list"
        return replace(alone, kind=kind, filters=kinds, but=before, wider=tuple(filter(None, lists)), earlier=earlier)
    if "together" in own.asks and (union := _union(trail)):
        return replace(before, question=own.question, kind="count", filters=union, earlier=earlier)
    if "both" in own.asks and own.adds and (union := _union(trail)):
        return replace(before, question=own.question, kind="list", filters=union, earlier=earlier)
    if "both" in own.asks and (both := _both(trail)):
        return replace(trail[-1], question=own.question, kind=alone.kind, filters=both, earlier=earlier)
    bodies = _bodies(trail)
    of_two = {"compare", "both"} & own.asks.found or _OF_TWO.search(own.question)
    if of_two and bodies:
        kind = "compare" if alone.kind in {"list", "unclear"} else alone.kind
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
        alike = mine and theirs and all(not item.negated and of_a_kind(item, values[0]) for item in values)
        if not alike or query.topics != last.topics or (own and mine != own):
            break
        own = mine
        others.insert(0, theirs)
    each = dict.fromkeys(item for group in (*others, own) for item in group)
    kept = (item for item in last.filters if item not in own)
    return (*kept, *(replace(item, either=at > 0) for at, item in enumerate(each))) if others else ()


def _both(trail: Sequence[Query]) -> tuple[Filter, ...]:
    """The conditions of the last two questions, where those differ in one group or place: 若者は? → 女性は? → どっちも対象なのは?"""
    if len(trail) < 2:
        return ()
    one, other = trail[-2:]
    mine = [item for item in other.filters if item not in one.filters]
    theirs = [item for item in one.filters if item not in other.filters]
    several = {TARGET, SITE}
    if not (len(mine) == len(theirs) == 1 and mine[0].facet == theirs[0].facet and mine[0].facet in several):
        return ()
    return (*(item for item in other.filters if item not in mine), *theirs, replace(mine[0], either=False))


def _bodies(trail: Sequence[Query]) -> tuple[Filter, ...]:
    """The bodies of the last two questions, where each names one and they differ: 横浜市の提案 → 川崎市は? → 違いは?"""
    named = [[item for item in query.filters if item.of_row] for query in trail[-2:]]
    if len(named) < 2 or any(len(items) != 1 for items in named) or named[0] == named[1]:
        return ()
    (first,), (second,) = named
    return (replace(first, either=False), replace(second, either=first.facet == second.facet))
