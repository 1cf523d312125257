"""Addresses, relative to the page: the one that asks a question again, and the one that shows a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from urllib.parse import quote, urlencode

from assistant.records import NUMBER, Asked, Citation, Filter, Proposal, Query


def question_link(asked: Asked, history: Sequence[Asked], filters: Iterable[Filter], home: str) -> str:
    """「?q=…&f=facet:value」; ``h`` are the questions before it, ``x`` what is taken out of the question before it."""
    pairs = [("f", item.key) for item in filters]
    for name, item in (*(("h", earlier) for earlier in history), ("q", asked)):
        pairs += [(name, item.question), *(("x", key) for key in item.without)]
    return f"{home or './'}?{urlencode(pairs, quote_via=quote)}"


def browse_link(query: Query, home: str) -> str:
    """The page that lists what ``query`` means, a page at a time; "" where no address of it says the same."""
    narrower = query.extreme or query.part or query.picks or query.like or any(topic.negated for topic in query.topics)
    mixed = any(item.either and item.facet != before.facet for before, item in pairwise(query.filters))
    if narrower or mixed or any(item.facet == NUMBER for item in query.filters):
        return ""
    words = " ".join(topic.said for topic in query.topics)
    pairs = [*([("q", words)] if words else []), *(("f", item.key) for item in query.filters)]
    return f"{home}browse?{urlencode(pairs, quote_via=quote)}"


def marks(citations: Iterable[Citation]) -> str:
    """「mark=field:start-end」 for each citation."""
    found = [("mark", f"{item.field}:{item.span.start}-{item.span.end}") for item in citations]
    return urlencode(found, quote_via=quote)


def row_link(proposal: Proposal, citations: Iterable[Citation], home: str) -> str:
    """The page of a row with the cited words marked; ``home`` leads from the page to the root of all."""
    marked = marks(citations)
    return f"{home}rows/{quote(proposal.id, safe='')}{f'?{marked}' if marked else ''}"
