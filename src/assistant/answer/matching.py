"""Which proposals a query means: all filters hold, in one part of the proposal, and every topic is spoken of there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.amounts import bound_of
from assistant.facets import UNDECIDED, counted, deed_of, meets, period_of
from assistant.question import PROGRESS, Known, Segment, names_of, wordings
from assistant.records import (
    ANY,
    COUNTED,
    DEED,
    END,
    FILTERS,
    NUMBER,
    SOURCE,
    START,
    STATUS,
    TIMES,
    Facet,
    Filter,
    Proposal,
    Query,
    Reading,
    Topic,
)
from assistant.text import fold, number_of, plain

_PEOPLE: Final = re.compile("(?:の(?:人|方|ひと|かた|高齢者)|者)$")


@dataclass(frozen=True, slots=True)
class Match:
    """A proposal that a query means, and the parts of it in which everything holds."""

    proposal: Proposal
    segments: tuple[Segment, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """Circled numbers of the parts that match; ("",) for a proposal without parts."""
        return tuple(segment.part for segment in self.segments)

    def speaks(self, topic: Topic) -> bool:
        """Whether one of the matching parts speaks of ``topic``."""
        return any(segment.meets(topic) for segment in self.segments)

    def words(self, facet: Facet) -> str:
        """The words of the row that prove ``facet``."""
        return facet.span.of(self.proposal.text(facet.field))

    def facets(self, name: str) -> tuple[Facet, ...]:
        """The facets of one name that hold for the matching parts."""
        facets = counted(self.proposal) if name == COUNTED else self.proposal.facets
        return tuple(f for f in facets if f.name == name and f.part in ("", *self.parts))


def matches(query: Query, known: Known) -> tuple[Match, ...]:
    """Every proposal of the corpus that ``query`` means, in the order of the corpus: no top k."""
    allowed = _bearing(query.filters, known)
    denied = [topic for topic in query.topics if topic.negated]
    speaking = {s.proposal.id for s in known.segments if any(map(s.meets, denied))} if denied else set()
    wanted = [topic for topic in query.topics if not topic.negated]
    found: dict[str, list[Segment]] = {}
    for number in range(len(known.segments)) if allowed is None else sorted(allowed):
        segment = known.segments[number]
        if query.part and segment.part != query.part:
            continue
        if segment.proposal.id not in speaking and _speaks(segment, wanted):
            found.setdefault(segment.proposal.id, []).append(segment)
    return tuple(Match(segments[0].proposal, tuple(segments)) for segments in found.values())


def _speaks(segment: Segment, topics: Sequence[Topic]) -> bool:
    """Whether a segment speaks of all ``topics``; some may stand over a FAQ or a text alone, in its title."""
    unmet = [topic for topic in topics if not segment.meets(topic)]
    if not unmet or segment.proposal.genre == "proposal" or len(unmet) == len(topics):
        return not unmet
    title = fold(plain(segment.proposal.source.title))
    return all(topic.met(title.__contains__) for topic in unmet)


def _bearing(filters: Sequence[Filter], known: Known) -> set[int] | None:
    """Numbers of the segments in which all ``filters`` hold; None where there are none to hold."""
    allowed: set[int] | None = None
    groups = grouped(filters)
    states = [group for group in groups if group[0].facet == STATUS and not group[0].negated]
    for group in groups:
        passing: set[int] = set()
        for item in group:
            if (
                item.facet in known.cells.amounts
                or item.facet in known.cells.dates
                or (item.facet not in FILTERS and item.facet not in known.bearers)
            ):
                bearers = _saying(item, known)
                passing |= set(range(len(known.segments))) - bearers if item.negated else bearers
                continue
            values = known.counted if item.facet == COUNTED else known.bearers.get(item.facet, {})
            bearers = set[int]().union(*(values[value] for value in values if _proves(item.facet, value, item)))
            if item.facet == END and not item.negated and _goes_on(item, filters):
                bearers |= known.unended
            if item.spoken:
                bearers |= {at for at, segment in enumerate(known.segments) if segment.meets(words_of(item))}
            if item.number:
                bearers = {at for at in bearers if _is_number(item, known.segments[at].proposal)}
            every = set(range(len(known.segments)))
            if item.facet == STATUS:
                # A table without states says nothing of them, and a cell may say one in words of its own.
                of_states, filled = known.with_state
                bearers = set(filled) if item.value == ANY else bearers
                every = set(known.with_progress if item.value in PROGRESS else of_states) or every
            elif not (item.negated or item.number):
                bearers |= set(_spoken_of(item, known))
            passing |= every - bearers if item.negated else bearers
        if len(states) > 1 and group in states:  # a part is in one state, and a row in one for each part
            passing = _whole(passing, known)
        allowed = passing if allowed is None else allowed & passing
    return allowed


def words_of(item: Filter) -> Topic:
    """What rows say that speak of a group: 認知症, of 「認知症の人」."""
    said = fold(item.said)
    bare = _PEOPLE.sub("", said)
    return Topic(item.said, tuple(dict.fromkeys((*wordings(said), *(wordings(bare) if len(bare) > 1 else ())))))


def _goes_on(item: Filter, filters: Sequence[Filter]) -> bool:
    """Whether it is asked what goes on at some time (令和7年度に動いている): what has no end written down may."""
    return any(other.facet == START and other.said == item.said for other in filters)


def _is_number(item: Filter, row: Proposal) -> bool:
    """Whether a row has so many values of a facet as a filter asks."""
    return (len(row.values(item.facet)) > 1) == (item.number == "several")


def _spoken_of(item: Filter, known: Known) -> Iterator[int]:
    """The segments of proposals whose table lacks the column of a value that stood alone in the question, and that
    speak of it: 「空き家」 is a value of 分野 in one table, and spoken of in another."""
    if item.facet in FILTERS or item.negated or any(name in fold(item.said) for name in names_of(item.facet)):
        return
    topic = Topic(item.said, tuple(dict.fromkeys((*wordings(fold(item.said)), *wordings(fold(item.value))))))
    for at, segment in enumerate(known.segments):
        lacks = segment.proposal.genre == "proposal" and all(f.name != item.facet for f in segment.proposal.fields)
        if lacks and segment.meets(topic):
            yield at


def _whole(segments: set[int], known: Known) -> set[int]:
    """All segments of the rows of ``segments``."""
    rows = {known.segments[at].proposal.id for at in segments}
    return {at for at, segment in enumerate(known.segments) if segment.proposal.id in rows}


def _saying(item: Filter, known: Known) -> set[int]:
    """The segments whose row says something in a column, an amount in the bounds that are asked for, or just these words."""
    filled = known.cells.filled(item.facet)
    if item.value == ANY:
        return set(filled)
    asked, dates = period_of(item.value), known.cells.dates.get(item.facet, {})
    if asked and dates:
        rows = {row for row, date in dates.items() if asked.contains(date)}
        return {at for at, segment in enumerate(known.segments) if segment.proposal.id in rows}
    bound = bound_of(item.value)
    if bound is None:
        return known.cells.saying(item.facet, item.value)
    amounts = known.cells.amounts[item.facet]
    return {at for at in filled if bound.holds(amounts[known.segments[at].proposal.id])}


def satisfied(proposal: Proposal, filters: Sequence[Filter]) -> bool:
    """Whether all ``filters`` hold in one part of ``proposal``."""
    groups = grouped(filters)
    return any(_passes(proposal, part, groups) for part in proposal.parts)


def grouped(filters: Sequence[Filter]) -> tuple[tuple[Filter, ...], ...]:
    """Filters as groups, of each of which one must hold: 東北か関東 is one group."""
    groups: list[list[Filter]] = []
    for item in filters:
        if item.either and groups and not groups[-1][0].negated:
            groups[-1].append(item)
        else:
            groups.append([item])
    return tuple(tuple(group) for group in groups)


def alternatives(filters: Iterable[Filter]) -> tuple[Filter, ...]:
    """The same filters, values of one facet next to each other as alternatives; all facets must hold."""
    ordered = sorted(filters, key=lambda item: (item.facet, item.negated))
    return tuple(
        replace(item, either=not item.negated and at > 0 and ordered[at - 1].facet == item.facet)
        for at, item in enumerate(ordered)
    )


def proofs(match: Match, item: Filter) -> Iterator[Facet]:
    """The facets of a match that prove a filter."""
    return (facet for facet in match.facets(item.facet) if holds(facet, item))


def holds(facet: Facet, item: Filter) -> bool:
    """Whether one facet proves one filter, its negation left aside.

    A period is proved by one that lies within it: 平成25年1月 lies in 平成24年度, 平成24年度中 does not in 平成25年1月.
    """
    return _proves(facet.name, facet.value, item)


def _proves(name: str, value: str, item: Filter) -> bool:
    if name != item.facet:
        return False
    if item.value == ANY:
        return value != UNDECIDED
    if item.value == value:
        return True
    if item.facet == COUNTED:
        return meets(value, item.value)
    if item.facet not in TIMES:
        return False
    if item.facet == DEED and deed_of(item.value) not in {"", deed_of(value)}:
        return False
    asked, found = period_of(item.value), period_of(value)
    return asked is not None and found is not None and asked.contains(found)


def _passes(proposal: Proposal, part: str, groups: Sequence[Sequence[Filter]]) -> bool:
    numbers = any(item.facet == COUNTED for group in groups for item in group)
    facets = (*proposal.facets, *counted(proposal)) if numbers else proposal.facets
    here = [(facet.name, facet.value) for facet in facets if facet.part in ("", part)]
    here.append((NUMBER, number_of(proposal.no)))
    here.extend((SOURCE, name) for name in proposal.source.names)
    states = [field for field in proposal.fields if field.role == "status"]
    if any(field.text.strip() for field in states):
        here.append((STATUS, ANY))
    return all(any(_is_so(item, here, stated=bool(states)) for item in group) for group in groups)


def _is_so(item: Filter, here: Sequence[tuple[str, str]], *, stated: bool) -> bool:
    """Whether one filter holds; a table without states says nothing of them."""
    if item.facet == STATUS and not stated:
        return False
    return any(_proves(*said, item) for said in here) != item.negated


def of_table(query: Query, found: tuple[Match, ...]) -> tuple[Match, ...]:
    """``found`` without the rows of tables that lack the columns that are asked of, where others have them.

    「状況が選定でない提案」 means no row of a table without 状況.
    """
    named = {query.by, query.measure, *query.columns} - {"", *FILTERS}
    columns = named | ({item.facet for item in query.filters} - {*FILTERS})
    owners = tuple(m for m in found if any(field.name in columns for field in m.proposal.fields))
    if not named and not any(item.negated for item in query.filters if item.facet in columns):
        return found  # each row meets the value, in its column or in words
    return owners or found


def widened(found: tuple[Match, ...], query: Query) -> Iterator[Reading]:
    """Other wordings by which a match meets a topic whose own words it does not hold: 求人開拓 → 求人の確保."""
    for topic in query.topics:
        for match in found:
            if topic.negated or any(segment.has(fold(topic.said)) for segment in match.segments):
                continue
            used = (phrase for phrase in topic.phrases if any(segment.has(phrase) for segment in match.segments))
            if phrase := next(used, None):
                yield Reading(topic.said, phrase)
