"""What of a FAQ or of running text comes nearest to a question, where its words do not settle which rows are meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

from assistant.answer.evidence import asks, name_of
from assistant.answer.matching import Match
from assistant.answer.statements import statements
from assistant.passages import split, whole
from assistant.question import Known
from assistant.records import (
    END,
    MUNICIPALITY,
    PREFECTURE,
    REGION,
    SITE,
    START,
    STATUS,
    TARGET,
    Answer,
    Citation,
    Hit,
    Kind,
    Query,
    Statement,
)
from assistant.text import fold
from assistant.tokens import content_terms
from assistant.vocabulary import lexicon

Rank = Callable[[str, Collection[str] | None, int], Sequence[Hit]]
"""Ranks rows for words, among the ids given (or all), best first, so many at most."""

SHOWN: Final = 3
_LISTED: Final = 5
"""So many rows that hold all words of a question are listed; of more, those that come nearest."""
SURE: Final = 0.45
"""How near a row must come: chosen by benchmarks/results/nearest.md."""
_BESIDE: Final = 2 / 3
"""How near another row must come to be shown beside the nearest, as a part of that."""
_WORDS: Final = 0.2
"""How much it counts that all words of the question stand in the row, beside how near its meaning is."""
_TOLD: Final[frozenset[Kind]] = frozenset({"where", "who", "when", "until", "status", "list", "lookup", "define"})
_OPEN: Final[frozenset[Kind]] = _TOLD | {"compare", "unrecorded", "unclear", "advice"}
"""What may be asked of rows that are not named."""
_READ_INTO: Final = {TARGET, SITE, START, END, STATUS}
"""Facets that are read into running text by the way: 会社を辞めた is not about 企業."""
_PLACES: Final = {MUNICIPALITY, PREFECTURE, REGION}
_EVERY: Final = {"all", "count"}


def nearest(query: Query, told: Answer, known: Known, rank: Rank) -> Answer:
    """``told``, which was found by the words of ``query``; or in its place the rows that come nearest to it.

    Those are given where the nearest of all is near enough, and is not in a short list that the words found.
    """
    entries = {row.id for row in known.proposals if row.genre == "text" or asks(row)}
    if not entries or not _is_open(query, known):
        return told
    asked = " ".join((*query.earlier, query.question))
    ranked = [(nearness(asked, hit), hit) for hit in rank(asked, entries, SHOWN)]
    if not ranked or ranked[0][0] < SURE:
        return told
    hits = [hit for near, hit in ranked if near >= _BESIDE * ranked[0][0]]
    listed = {row.id for row in told.proposals}
    if hits[0].passage.proposal.id in listed and len(listed) <= _LISTED:
        return told
    rows = tuple(hit.passage.proposal for hit in hits)
    kind: Kind = query.kind if query.kind in _TOLD else "list"
    plainly = replace(query, kind=kind, topics=(), filters=(), columns=(), attribute="", whether=False)
    count = f"質問の言葉がすべて入った{known.noun}は{len(listed)}件あります。「一覧」と付けて聞くと並べます。"
    return Answer(
        query=plainly,
        answered=True,
        lead=f"{_unknown(query, known)}{_shown(len(rows), known.noun)}",
        statements=tuple(_statement(hit, plainly, known) for hit in hits),
        proposals=rows,
        remarks=(count,) if listed else (),
    )


def _is_open(query: Query, known: Known) -> bool:
    """Whether a question names no rows, and asks for no count, order or whole list; what ``known`` speaks of may be named."""
    asked = {match.value for match in lexicon("asks", "words", value="kind").find(fold(query.question))}
    taken = query.listed or query.like or query.but or query.picks or query.by or query.measure or query.order
    bound = [
        item
        for item in query.filters
        if item.facet not in _READ_INTO and not (item.facet in _PLACES and fold(item.value) in known.text)
    ]
    named = query.genre == "proposal" or bound
    return query.kind in _OPEN and not (taken or named or query.problems or query.sized or asked & _EVERY)


def nearness(asked: str, hit: Hit) -> float:
    """How near a row comes: by its meaning, and by the share of the words of the question that stand in it."""
    held, words = set(content_terms(whole(hit.passage.proposal))), content_terms(asked)
    return hit.rise + _WORDS * sum(word in held for word in words) / max(1, len(words))


def _statement(hit: Hit, query: Query, known: Known) -> Statement:
    """The whole entry of a FAQ; of running text the passage that comes nearest."""
    row = hit.passage.proposal
    if row.genre == "text":
        body = (piece for piece in split(row) if piece.text not in name_of(row))  # a heading alone says nothing
        best = next(body, hit.passage) if hit.passage.text in name_of(row) else hit.passage
        citation = Citation(row, best.field, best.span)
        return Statement(f"{name_of(row)}: 「{citation.quote.strip()}」", (citation,))
    own = tuple(segment for segment in known.segments if segment.proposal.id == row.id)
    return statements(query, [Match(row, own)])[0]


def _shown(number: int, noun: str) -> str:
    return f"質問に近い{noun}を、近い順に{number}件示します。" if number > 1 else f"質問に最も近い{noun}を示します。"


def _unknown(query: Query, known: Known) -> str:
    """Which words of a question stand in no row."""
    said = [topic.said for topic in query.topics if not topic.negated and not known.share(topic)]
    return f"「{'」「'.join(said)}」という言葉が入った{known.noun}はありません。" if said else ""
