"""Rows of a list by their places in it: 「2件目」「上から3つ」「最後の1件」."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer.evidence import called
from assistant.answer.matching import Match
from assistant.answer.wording import conditions
from assistant.records import WHOLE, Answer, Pick, Proposal, Query

_NAMED: Final = 5
"""So many rows are named in a sentence."""


def picked(picks: Sequence[Pick], rows: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The rows at these places, each once, in the order in which they are named; none where a place lies outside."""
    found: dict[str, Proposal] = {}
    for pick in picks:
        first, last = _place(pick.first, len(rows)), _place(pick.last, len(rows))
        if pick.first == pick.last and not 1 <= first <= len(rows):
            return ()
        found |= {row.id: row for row in rows[max(first, 1) - 1 : max(last, 0)]}
    return tuple(found.values())


def merged(query: Query, listed: Query) -> Query:
    """``query`` with the conditions by which the list was made, as it was ``listed`` in the end, beside its own."""
    own = _own(query, query.listed or listed)
    return replace(
        query,
        filters=tuple(dict.fromkeys((*listed.filters, *own.filters))),
        topics=tuple(dict.fromkeys((*listed.topics, *own.topics))),
        readings=tuple(dict.fromkeys((*listed.readings, *query.readings))),
        unsaid=listed.unsaid,
        listed=listed,
    )


def told(query: Query, found: Sequence[Match], noun: str) -> str:
    """Which rows stand at the places that are asked of: 「静岡県の提案のうち、「2件目」は富士市(静岡県)です。」.

    Where conditions were added, how many of them meet those.
    """
    listed = query.listed or query
    if conditions(_own(query, listed)):
        return f"{subject(query, noun)}は{len(found)}件です。"
    names = [called(match.proposal) for match in found]
    what = "・".join(names) if len(names) <= _NAMED else f"次の{len(names)}件"
    places = f"のうち、{said(query)}" if query.picks != (WHOLE,) else ""
    return f"{_rows(listed, noun)}{places}は{what}です。"


def told_near(query: Query, rows: Sequence[Proposal]) -> str:
    """Which of the rows that stood by where nothing was found are asked of."""
    names = "・".join(called(row) for row in rows)
    return f"前の質問に当てはまるものはありません。近いもののうち、{said(query)}は{names}です。"


def subject(query: Query, noun: str) -> str:
    """What an answer is about: 「静岡県の提案」, 「静岡県の提案の「上から3つ」のうち、進捗が「協議中」の提案」."""
    if query.listed is None:
        return _rows(query, noun)
    added = conditions(_own(query, query.listed))
    if in_steps(query) and added:
        return f"そのうち、{added}{noun}"
    places = f"の{said(query)}" if query.picks != (WHOLE,) else ""
    return f"{_rows(query.listed, noun)}{places}{f'のうち、{added}{noun}' if added else ''}"


def in_steps(query: Query) -> bool:
    """Whether a question asks of a list that it names itself: 「静岡県の提案は何件で、そのうち協議中は?」."""
    return query.listed is not None and query.listed.like is None and query.picks == (WHOLE,)


def in_two(first: Answer, second: Answer, noun: str) -> Answer:
    """The answer to a question in two steps: of the list, then of those of it that are asked for, or that there are none."""
    if second.answered:
        return replace(second, lead=f"{first.lead}{second.lead}")
    return replace(first, query=second.query, lead=f"{first.lead}{subject(second.query, noun)}はありません。")


def _rows(query: Query, noun: str) -> str:
    """The rows that a query means by its conditions, and by what they are like: 「仙台市に似た提案」."""
    like = query.like
    if like is None or query.than:
        return f"{conditions(query)}{noun}"
    what = said(like) if like.picks else (conditions(like) if not like.topics else "").removesuffix("の") or "前の答え"
    return f"{conditions(query)}{what}に似た{noun}"


def _own(query: Query, listed: Query) -> Query:
    """``query`` with those conditions alone that the list does not have."""
    return replace(
        query,
        filters=tuple(item for item in query.filters if item not in listed.filters),
        topics=tuple(topic for topic in query.topics if topic not in listed.topics),
    )


def said(query: Query) -> str:
    """The places in the words of the question."""
    return "と".join(f"「{pick.said}」" for pick in query.picks)


def outside(query: Query, listed: Answer) -> str:
    """Why there is no row at the places that are asked of."""
    if not listed.answered:
        return f"見つかりません。前の質問に当てはまるものがないので、{said(query)}は選べません。"
    return f"見つかりません。並んでいるのは{len(listed.proposals)}件で、{said(query)}はありません。"


def _place(place: int, size: int) -> int:
    return place if place > 0 else size + 1 + place
