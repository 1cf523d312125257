"""What to ask next, made from an answer: of what else its rows hold, and of the values that tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from assistant.answer.matching import matches
from assistant.question import Known
from assistant.records import PREFECTURE, SITE, START, STATUS, TARGET, Answer, Filter, Kind, Proposal, Query

_MOST: Final = 3
_ONE: Final[tuple[tuple[Kind, str, str], ...]] = (
    ("when", START, "いつから?"),
    ("status", STATUS, "進捗は?"),
    ("where", SITE, "場所はどこ?"),
)
_CONTENT: Final = "提案の内容は?"
_APART: Final = (STATUS, TARGET, PREFECTURE)


def suggested(answer: Answer, known: Known) -> tuple[str, ...]:
    """Three questions at most, each of which has an answer, best first."""
    if answer.query.kind == "changes" or any(row.genre != "proposal" for row in answer.proposals):
        return ()
    if not answer.answered:
        found = _nearby(answer, known)
    elif len(answer.proposals) == 1:
        found = _of_one(answer, known)
    else:
        found = _of_many(answer, known)
    fresh = (text for text in dict.fromkeys(found) if text != answer.query.question)
    return tuple(islice(fresh, _MOST))


def _nearby(answer: Answer, known: Known) -> Iterator[str]:
    """What the near rows are about; where there are none, what this corpus answers."""
    names = dict.fromkeys(proposal.municipality for proposal in answer.near if proposal.municipality)
    yield from (f"{name}の提案は?" for name in names if _is_named(name, known))
    if not names:
        yield from known.examples


def _is_named(name: str, known: Known) -> bool:
    """Whether a question may name a body as the source does."""
    return name in known.names.values()


def _of_one(answer: Answer, known: Known) -> Iterator[str]:
    proposal, asked = answer.proposals[0], {answer.query.kind, *answer.query.also}
    facts = (text for kind, facet, text in _ONE if kind not in asked and proposal.values(facet))
    yield from islice(facts, _MOST - 1)
    if _has_kin(proposal, known):
        yield f"これと似た{known.noun}は?"
    yield from facts
    if "lookup" not in asked:
        yield _CONTENT
    for facet in (PREFECTURE, TARGET):
        for value in proposal.values(facet):
            if sum(value in other.values(facet) for other in known.proposals) > 1:
                yield f"{value}の提案は何件?" if facet == PREFECTURE else f"{value}を対象にした提案は?"


def _has_kin(proposal: Proposal, known: Known) -> bool:
    """Whether another row shares what makes rows alike."""
    own = {(facet, value) for facet in (TARGET, SITE) for value in proposal.values(facet)}
    others = (other for other in known.proposals if other.id != proposal.id)
    return any(value in other.values(facet) for other in others for facet, value in own)


def _of_many(answer: Answer, known: Known) -> Iterator[str]:
    """The value that halves the rows best, for each facet; what comes first; how they are spread."""
    rows, query = answer.proposals, answer.query
    if query.extreme:  # what follows would be asked of the first ones only
        yield from known.examples
        return
    asked = {item.facet for item in query.filters}
    among = {row.id for row in rows}
    here = Known(rows, tuple(segment for segment in known.segments if segment.proposal.id in among))
    narrower = (_halving(query, here, facet) for facet in _APART if facet not in asked)
    halves = [f"そのうち{value}のものは?" for value in narrower if value]
    yield from halves[:1]
    if len({value for row in rows for value in row.values(START)}) > 1:
        yield "一番早いのはどこ?"
    if query.kind != "count" and PREFECTURE not in asked and len({v for r in rows for v in r.values(PREFECTURE)}) > 1:
        yield "都道府県別の件数は?"
    yield from halves[1:]
    if query.kind != "lookup":
        yield _CONTENT


def _halving(query: Query, here: Known, facet: str) -> str:
    """The value that most nearly half of the rows have, and that can be asked for; "" where none tells them apart."""
    counts = Counter(value for row in here.proposals for value in row.values(facet))
    apart = (value for value, count in counts.items() if count < len(here.proposals))
    best = sorted(apart, key=lambda value: abs(2 * counts[value] - len(here.proposals)))
    narrowed = (value for value in best if matches(replace(query, filters=(*query.filters, _only(facet, value))), here))
    return next(narrowed, "")


def _only(facet: str, value: str) -> Filter:
    return Filter(facet, value, value)
