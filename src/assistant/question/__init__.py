"""From the words of a question, and the questions before it, to a Query: everything that was understood."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from assistant.question import segments
from assistant.question.asker import Asker
from assistant.question.attributes import is_reason, stated
from assistant.question.clauses import in_steps
from assistant.question.column_names import names_of
from assistant.question.deeds import put_in_order
from assistant.question.draft import Draft
from assistant.question.drafting import draft
from assistant.question.following import on_attribute
from assistant.question.known import PROGRESS, Known
from assistant.question.measures import at_least
from assistant.question.segments import Segment
from assistant.question.steps import mended, narrowed
from assistant.question.topics import wordings
from assistant.question.turns import back, continued
from assistant.records import ON_EARLIER, WHOLE, Asked, Filter, Query, Topic
from assistant.text import plain

_CASE: Final = re.compile(r"[^、。?]{1,12}?(?:の場合|のとき|の時|だと|なら|だったら)?(?:は|も)?[?]?$")
"""「教職員の場合は?」"""
_POINTS: Final = re.compile("そ[のれ]|うち|この")
_WHOLE_TABLE: Final = {"all", "reset", "count"}
__all__ = [
    "PROGRESS",
    "Known",
    "Segment",
    "at_least",
    "is_reason",
    "names_of",
    "segments",
    "stated",
    "understand",
    "within",
    "wordings",
]


def within(query: Query, filters: Sequence[Filter]) -> Query:
    """``query`` asked within ``filters``, and the list that it picks from too."""
    listed = within(query.listed, filters) if query.listed else None
    kept = tuple(item for item in filters if item not in query.filters)
    return replace(query, filters=(*query.filters, *kept), listed=listed)


def understand(question: str | Asked, earlier: Sequence[str | Asked], known: Known, today: date) -> Query:
    """What ``question`` asks, as a continuation of the ``earlier`` questions of the chat, oldest first."""
    asker = Asker(known, today)
    trail: list[Query] = []
    for item in [*earlier, question]:
        asked = item if isinstance(item, Asked) else Asked(item)
        own = draft(asked.question, asker)
        if ON_EARLIER in asked.without or "reset" in own.asks or ("about" in own.asks and own.says_nothing):
            trail.clear()
        if trail and known.noun == "提案":
            own = on_attribute(own, trail[-1])
        if trail and "back" in own.asks and own.says_nothing:
            query = back(own, trail)
        else:
            query = _stepped(asked.question, trail, asker) or _reachable(continued(own, trail), own, known)
        if trail and known.noun != "提案":
            query = _of_faq(query, trail[-1], known, whole=bool(own.asks.found & _WHOLE_TABLE))
        trail.append(_without(query, asked.without))
    return _dated(trail[-1], known)


def _dated(query: Query, known: Known) -> Query:
    """``query`` with what the dates are dates of: of what a column tells (受付日), or of a deed that it puts in order (結論)."""
    deed = put_in_order(query, known)
    return replace(query, dated=known.dated or deed, deed=deed)


def _stepped(question: str, trail: Sequence[Query], asker: Asker) -> Query | None:
    """The query of a question in two steps, whose second one is asked of the list that the first one means; None for others."""
    steps = in_steps(question)
    if len(steps) == 1:
        return None
    listed = continued(draft(steps[0], asker), trail)
    own = draft(steps[1], asker)
    if listed.kind == "unclear" or own.asks.kind == "similar" or own.picks or (own.says_nothing and not own.asks.found):
        return None
    asked = narrowed(continued(own, ()), listed)
    return replace(asked, question=question, listed=listed, picks=(WHOLE,), earlier=listed.earlier)


def _reachable(query: Query, own: Draft, known: Known) -> Query:
    """``query``, or what it asks by itself, where rows speak of that and none of what came before with it.

    洋上風力の事業は? → 風車の保守の人材育成をしているのは?
    """
    before = [topic for topic in query.topics if topic not in own.topics]
    wanted = [topic for topic in query.topics if not topic.negated]
    pointed = {"those", "only", "rest", "both", "others"} & own.asks.found or _POINTS.match(plain(own.question))
    if not (known.noun == "提案" and before and own.topics and query.earlier) or pointed or known.speaks(wanted):
        return query
    alone = continued(own, ())
    return replace(alone, apart=True) if known.speaks([topic for topic in own.topics if not topic.negated]) else query


def _of_faq(query: Query, before: Query, known: Known, *, whole: bool) -> Query:
    """``query`` asked on about the row of a FAQ that ``before`` means, where it is little more than a word.

    プロジェクターを借りられますか → 何台ありますか; パスワードを忘れました → 教職員の場合は?;
    何冊借りられますか → 読み終わらない時は延ばしてもらえる?, which names no thing. ``whole`` asks of the whole table.
    """
    said = query.topics or query.filters or query.columns or query.picks or query.earlier or whole
    if (query.kind == "unclear" or (query.kind == "list" and not said)) and before.kind != "unclear":
        return narrowed(query, before)
    things = [topic for topic in query.topics if not topic.verbal and known.share(topic)]
    little = _CASE.match(plain(query.question)) or not (things or query.filters)
    if not ((before.topics or before.filters) and query.topics and not query.earlier and little):
        return query
    asked = narrowed(query, before)
    return replace(asked, topics=(*(replace(topic, soft=True) for topic in before.topics), *query.topics))


def _without(query: Query, keys: Collection[str]) -> Query:
    """``query`` with the filters and topics of these keys taken out, and how their words were read.

    They are out of the queries too that it points at.
    """
    if not keys:
        return query
    query = replace(
        query,
        listed=_without(query.listed, keys) if query.listed else None,
        like=_without(query.like, keys) if query.like else None,
        but=_without(query.but, keys) if query.but else None,
        wider=tuple(_without(wider, keys) for wider in query.wider),
    )
    read: tuple[Filter | Topic, ...] = (*query.filters, *query.topics)
    gone = {item for item in read if item.key in keys}
    if not gone:
        return query
    words = {word for item in gone for word in (item.said, *([item.value] if isinstance(item, Filter) else ()))}
    return replace(
        query,
        filters=mended(tuple(item for item in query.filters if item not in gone)),
        topics=tuple(topic for topic in query.topics if topic not in gone),
        readings=tuple(reading for reading in query.readings if not {reading.said, reading.read} & words),
    )
