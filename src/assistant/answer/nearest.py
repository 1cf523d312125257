"""What of a FAQ or of running text comes nearest to a question, where its words do not settle which rows are meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from math import log, sqrt
from typing import Final

from assistant.answer.evidence import name_of
from assistant.answer.matching import Match
from assistant.answer.refusal import entries_lack
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
    Filter,
    Hit,
    Kind,
    Proposal,
    Query,
    Statement,
    Topic,
)
from assistant.text import fold, plain
from assistant.tokens import content_terms
from assistant.vocabulary import lexicon

Rank = Callable[[str, Collection[str] | None, int], Sequence[Hit]]
"""Ranks rows for words, among the ids given (or all), best first, so many at most."""

SHOWN: Final = 3
_LISTED: Final = 5
"""So many rows that hold all words of a question are listed; of more, those that come nearest."""
_LEAST: Final = 0.3
_RISE: Final = (0.07, 0.1)
"""How near a row must come, as a line over the square root of twice the logarithm of how many rows there are.

The nearest of many rows lies nearer by chance than that of a few, by that root (extremes of a normal distribution).
Chosen by benchmarks/results/nearest.md.
"""
_FEWEST: Final = 3
"""Of fewer entries (the title over a table) the nearest says nothing."""
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
_ARTICLE: Final = re.compile(r"\d(?:条|項|号|章|節|款)")
_EVERY: Final = {"all", "count"}


def nearest(query: Query, told: Answer, known: Known, rank: Rank) -> Answer:
    """``told``, which was found by the words of ``query``; or in its place the rows that come nearest to it.

    Those are given where the nearest of all is near enough, and is not in a short list that the words found.
    """
    entries = known.entries
    if len(entries) < _FEWEST or not _is_open(query, known):
        return told
    asked = " ".join((*query.earlier, query.question))
    ranked = [(nearness(asked, hit), hit) for hit in rank(asked, entries, SHOWN)]
    unknown = _unknown(query, known)
    exact = query.earlier or any(map(_ARTICLE.search, unknown))  # no other is as good: 第3条
    if not ranked or (exact and unknown):
        return told
    if ranked[0][0] < bound(len(entries)):
        near = [hit.passage.proposal for _, hit in ranked]
        doubtful = told.answered and not query.filters and not any(row in told.proposals for row in near)
        return entries_lack(query, unknown, known, near) if doubtful else told
    hits = [hit for near, hit in ranked if near >= _BESIDE * ranked[0][0]]
    rows = tuple(hit.passage.proposal for hit in hits)
    if len(told.proposals) <= _LISTED and rows[0] in told.proposals:
        return told
    kind: Kind = query.kind if query.kind in _TOLD else "list"
    plainly = replace(query, kind=kind, topics=(), filters=(), columns=(), attribute="", whether=False)
    said = tuple(_statement(hit, plainly, known) for hit in hits)
    remarks = _unsaid(query, rows, known)
    if len(told.proposals) > _LISTED:
        held = f"質問の言葉がすべて入った{known.noun}は{len(told.proposals)}件あります。"
        remarks = [*remarks, f"{held}「一覧」と付けて聞くと並べます。"]
    lead = f"{_denied(unknown)}{_shown(len(rows), known.noun)}"
    return Answer(plainly, answered=True, lead=lead, statements=said, proposals=rows, remarks=tuple(remarks))


def bound(number: int) -> float:
    """How near the nearest of so many rows must come to be an answer."""
    start, slope = _RISE
    return max(_LEAST, start + slope * sqrt(2 * log(number)))


def _is_open(query: Query, known: Known) -> bool:
    """Whether a question names no rows, and asks for no count, order or whole list; what ``known`` speaks of may be named."""
    asked = {match.value for match in lexicon("asks", "words", value="kind").find(fold(query.question))}
    taken = query.listed or query.like or query.but or query.picks or query.by or query.measure or query.order
    named = query.genre == "proposal" or any(_binds(item, query.question, known) for item in query.filters)
    return query.kind in _OPEN and not (taken or named or query.problems or query.sized or asked & _EVERY)


def _binds(item: Filter, question: str, known: Known) -> bool:
    """Whether a value says which rows are meant; a place may be where the asker lives or goes (東京に引っ越す)."""
    if item.facet not in _PLACES:
        return item.facet not in _READ_INTO
    said = rf"{re.escape(item.said)}(?:内|民)?(?:の|では?|って|における)(?!方|者)"
    return fold(item.value) not in known.text and bool(re.search(said, plain(question)))


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


def _things(query: Query) -> list[Topic]:
    """What the nouns of a question itself are about."""
    own = [topic for topic in query.topics if not topic.negated and topic.said in query.question]
    return [topic for topic in own if not topic.verbal]


def _unknown(query: Query, known: Known) -> list[str]:
    """The nouns of a question itself that stand in no row."""
    return [topic.said for topic in _things(query) if not known.share(topic)]


def _unsaid(query: Query, rows: Sequence[Proposal], known: Known) -> list[str]:
    """That the rows that are shown hold none of the nouns of a question, of which the rarest is named."""
    shown = [segment for segment in known.segments if segment.proposal in rows]
    things = [topic for topic in _things(query) if known.share(topic) and len(topic.said) > 1]
    if not things or any(segment.meets(topic) for segment in shown for topic in things):
        return []
    rarest = min(things, key=known.share).said
    return [f"「{rarest}」という言葉は、示した{known.noun}には書かれていません。"]


def _denied(words: Sequence[str]) -> str:
    return f"「{'」「'.join(words)}」という言葉は見つかりません。" if words else ""
