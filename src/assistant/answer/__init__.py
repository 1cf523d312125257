"""From a query to an answer: extracts only, every statement with the words that prove it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant import counters
from assistant.answer import contents, origins, picking, quantities, refusal
from assistant.answer.breakdown import of_size
from assistant.answer.changes import changed
from assistant.answer.evidence import called, columns_saying
from assistant.answer.lead import count_of, lead
from assistant.answer.markdown import markdown
from assistant.answer.matching import Match, matches, of_table, widened
from assistant.answer.nearest import Rank, nearest, nearness
from assistant.answer.ordering import by_start, extreme, is_contest, periods_of, ranked, starts, tied
from assistant.answer.relaxing import relaxations, unsaid
from assistant.answer.remarks import remarks_on
from assistant.answer.resemblance import Likest, likened
from assistant.answer.statements import statements
from assistant.answer.wording import label
from assistant.question import Known, is_reason, stated
from assistant.records import (
    FILTERS,
    MUNICIPALITY,
    NUMBER,
    PREFECTURE,
    SITE,
    STATUS,
    TOLD_BY,
    Answer,
    Filter,
    Hit,
    Kind,
    Proposal,
    Query,
)

__all__ = ["compose", "markdown"]

_NEAR: Final = 3
_NEAR_ENOUGH: Final = 0.15
"""How near a row must come to be shown beside a refusal; what is none of the table's business stays below it."""
_IN_ALL: Final = re.compile("(?:全部で|合わせて|合計で?)(?:何件|いくつ)")
_WHO: Final = "先"
_NAMED: Final = 3
"""So many rows are named where others are held against them."""


def _of_its_row(query: Query) -> Query:
    """「八戸市の雑がみの割合は?」 asks what the row of that body says, and not what part of all it is."""
    share = query.counted == "割合"
    return replace(query, kind="lookup", counted="件") if share and query.names_row else query


def _is_named(column: str, question: str) -> bool:
    """Whether a question says what a column is of: 連携していますか, of 連携先."""
    of = column.removesuffix(_WHO)
    return of != column and of in question


def compose(query: Query, known: Known, rank: Rank, likest: Likest) -> Answer:
    """The answer to ``query`` over all that is ``known``.

    ``rank`` puts matches in order and finds near misses, ``likest`` finds what is like one of them.
    """
    return _Composer(known, rank, likest).answer(query)


@dataclass(frozen=True, slots=True)
class _Composer:
    known: Known
    rank: Rank
    likest: Likest

    def answer(self, query: Query) -> Answer:
        """The answer to ``query``, or why there is none."""
        return nearest(query, self._by_words(query), self.known, self.rank)

    def _by_words(self, query: Query) -> Answer:
        """The answer of the rows in which all that ``query`` says holds."""
        if query.problems:
            return refusal.impossible(query)
        if query.kind == "advice":
            return refusal.advice(query, self.known)
        if unreadable := refusal.unreadable(query, self.known):
            return unreadable
        if query.kind == "unclear":
            return refusal.unclear(query, self.known)
        if query.kind == "changes":
            return changed(query, self.known)
        if query.kind == "similar":
            return self._likened(query, query.like) if query.like else refusal.unlike(query, self.known)
        if query.but and query.but.kind != "unclear":
            return self._rest(query, query.but)
        return self._picked(query, query.listed) if query.listed else self._of(query)

    def _likened(self, query: Query, like: Query) -> Answer:
        """What is like the one row that ``like`` means, of the rows that ``query`` means.

        Where words name many rows (「若者の就職支援に似た事例」), those rows are what is asked for.
        """
        meant = self.answer(like)
        if not meant.answered:
            return replace(meant, query=query)
        if query.than:
            return self._than(query, meant.proposals)
        if len(meant.proposals) > 1:
            bodies = any(item.facet in {MUNICIPALITY, PREFECTURE, NUMBER} for item in like.filters)
            pointed = query.earlier or like.picks or bodies
            return refusal.which(query, meant) if pointed else meant
        row = meant.proposals[0]
        if query.same:
            return self._same(query, row)
        among = {match.proposal.id for match in matches(query, self.known)} - {row.id}
        return likened(query, row, among, self.likest, self.known.noun)

    def _rest(self, query: Query, but: Query) -> Answer:
        """What ``query`` means but for the rows of ``but``, of the nearest list that they are a part of."""
        left = {row.id for row in self.answer(but).proposals}
        lists = (self.answer(wider) for wider in query.wider)
        whole = next((found for found in lists if left < {row.id for row in found.proposals}), None)
        if whole:
            among = [row for row in whole.proposals if row.id not in left]
            return self._of(replace(picking.merged(query, whole.query), listed=None), among)
        columns = {item.facet for item in but.filters if item.facet not in FILTERS}
        rows = [row for row in self.known.proposals if columns <= {field.name for field in row.fields}]
        told = self._of(query, [row for row in rows if row.id not in left])
        return told if told.answered else refusal.none_beside(query, "前の答え", self.known)

    def _than(self, query: Query, rows: Sequence[Proposal]) -> Answer:
        """What starts before all of ``rows``, or after all of them."""
        own = periods_of(rows)
        if not own:
            return refusal.undated(query, rows)
        first, last = min(period.first for period in own), max(period.last for period in own)
        among = [
            row
            for row in self.known.proposals
            if any(p.last < first if query.than == "earlier" else p.first > last for p in periods_of([row]))
        ]
        named = "・".join(called(row) for row in rows) if len(rows) <= _NAMED else "前の答え"
        how = f"{named}より{'早く' if query.than == 'earlier' else '遅く'}始まる"
        told = self._of(replace(query, kind="when", like=None, order="earliest"), among)
        if not told.answered:
            return refusal.none(query, how, self.known)
        lead = f"{how}{picking.subject(query, self.known.noun)}は{len(told.proposals)}件です。"
        return replace(told, query=replace(told.query, like=query.like), lead=lead)

    def _same(self, query: Query, row: Proposal) -> Answer:
        """What has a value of one facet in common with ``row``."""
        values = row.values(query.same)
        if not values:
            return refusal.valueless(query, row)
        wanted = tuple(Filter(query.same, value, value, either=at > 0) for at, value in enumerate(values))
        if _IN_ALL.search(query.question):  # 同じ県の提案は全部で何件
            return self._of(replace(query, kind="count", filters=(*query.filters, *wanted), like=None))
        others = [other for other in self.known.proposals if other.id != row.id]
        kind: Kind = "list" if query.kind == "similar" else query.kind
        asked = replace(query, kind=kind, filters=(*query.filters, *wanted))
        told = self._of(replace(asked, like=None), others)
        if not told.answered:
            return refusal.none_beside(asked, called(row), self.known)
        return replace(told, lead=f"{called(row)}のほかに、{told.lead}")

    def _unrecorded(self, query: Query, found: Sequence[Match]) -> Answer:
        """No column records what is asked; a state or a note may say it all the same (「制度改正が必要なため対応困難」)."""
        if quantities.is_asked(query) and quantities.told_by_one(query, found):
            return self._how_many(query, found)
        words = stated(query.attribute)
        saying = [match for match in found if any(columns_saying(match.proposal, words))]
        if replies := self._replying(query, found):
            return replies
        if len(found) == 1 and query.earlier and found[0].proposal.genre != "proposal":
            return replace(self._told(replace(query, kind="lookup"), found), query=query)
        if not saying or not (query.filters or query.topics or query.picks):
            return refusal.unrecorded(query, self.known, found)
        if saying[0].proposal.genre != "proposal":
            return replace(self._told(replace(query, kind="lookup"), saying), query=query)
        columns = dict.fromkeys(name for match in saying for name in columns_saying(match.proposal, words))
        told = self._told(replace(query, kind="lookup", columns=tuple(columns)), saying)
        remark = f"「{query.attribute}」の欄はありません。{'、'.join(columns)}に書かれている言葉を示します。"
        return replace(told, query=query, remarks=(*told.remarks, remark))

    def _replying(self, query: Query, found: Sequence[Match]) -> Answer | None:
        """What the columns of outcomes say, where it is asked why something came out so: 「対応困難とされた理由は?」."""
        columns = self.known.headings.outcomes
        states = {STATUS, *columns} & {
            item.facet for item in (*query.filters, *(query.listed.filters if query.listed else ()))
        }
        if not (found and columns and states and is_reason(query.attribute)):
            return None
        return self._told(replace(query, kind="lookup", attribute="", columns=columns), found)

    def _picked(self, query: Query, asked: Query) -> Answer:
        """The answer of the rows that ``query`` picks from the answer to ``asked``."""
        listed = self.answer(asked)
        if not listed.answered and asked.like:  # the rows of which one was to be chosen
            listed = self.answer(asked.like)
        if picking.in_steps(query):
            return self._in_steps(query, listed)
        if not listed.answered and not asked.like and (near := picking.picked(query.picks, listed.near)):
            told = self._of(replace(query, filters=(), topics=(), listed=None), near)
            return replace(told, query=replace(told.query, listed=query.listed), lead=picking.told_near(query, near))
        among = picking.picked(query.picks, listed.proposals)
        if not among:
            return refusal.unpicked(query, listed)
        told = self._of(picking.merged(query, listed.query), among)
        alike = tied(among, listed.proposals) if asked.order else ()
        return replace(told, remarks=(*told.remarks, *alike))

    def _in_steps(self, query: Query, first: Answer) -> Answer:
        """What a question asks of the list that it names itself, after what that list is."""
        if not first.answered:
            return replace(first, query=query)
        second = self._of(picking.merged(query, first.query), first.proposals)
        return picking.in_two(first, second, self.known.noun)

    def _of(self, query: Query, among: Sequence[Proposal] | None = None) -> Answer:
        """The answer of all rows that ``query`` means, or of those of them that are ``among`` some."""
        if query.kind == "compare" and is_contest(query) and query.topics:
            query = replace(query, topics=())  # what is compared is the bodies that are named, whole
        found = self._meant(query, among)
        if not found and (relaxed := self._relaxed(query, among)):
            query, found = relaxed
        if query.kind == "unrecorded":
            return self._unrecorded(query, found)
        query = _of_its_row(query) if len(found) == 1 else query
        if quantities.is_asked(query) and found and found[0].proposal.genre == "proposal":
            return self._how_many(query, found)
        if query.extreme and not is_contest(query):
            if found and not starts(found, query.deed):
                return refusal.undated(query, [match.proposal for match in found])
            if query.nth > (number := len(starts(found, query.deed))) > 0:
                return refusal.no_such_start(query, number)
            found = extreme(found, query.extreme, query.nth, query.deed)
        if query.measure:
            found = ranked(found, query, self.known.cells.scale(query.measure))
        if query.sized and not (found := of_size(found, query)):
            return refusal.unsized(query, self.known)
        if not found and query.whether and (other := self._otherwise(query, among)):
            return other
        if not found and among:
            return refusal.none_among(query, self.known, among)
        if not found:
            asked = query.text or query.question
            similar = [hit.passage.proposal for hit in self.rank(asked, None, _NEAR) if self._is_near(asked, hit)]
            return refusal.not_found(query, self.known, similar)
        query = replace(query, readings=tuple(dict.fromkeys((*query.readings, *widened(found, query)))))
        kept = (among and not query.order) or query.measure
        ordered = list(found) if kept else self._ordered(found, query)
        return self._told(query, ordered)

    def _is_near(self, asked: str, hit: Hit) -> bool:
        """Whether a row that does not match is worth showing; an entry of a FAQ always is."""
        return hit.passage.proposal.genre != "proposal" or nearness(asked, hit) >= _NEAR_ENOUGH

    def _how_many(self, query: Query, found: Sequence[Match]) -> Answer:
        """How many of what the matches tell of; where one of them tells no number of places, where it is."""
        telling = [match for match in found if quantities.numbers(match, query.counted)]
        of_places = query.counted == counters.PLACES
        if len(found) > 1 and of_places:
            told = self._told(query, self._ordered(found, query))
            lead = f"{told.lead}{quantities.total(found, query.counted)}"
            return replace(told, lead=lead, remarks=(*quantities.remark(query, found), *told.remarks))
        if not telling and not (len(found) == 1 and query.counted in counters.places()):
            asked = replace(query, kind="unrecorded", attribute=quantities.name(query.counted))
            return refusal.unrecorded(asked, self.known, found)
        rows = telling or found
        told = self._told(replace(query, kind="where"), rows)
        return replace(told, lead=quantities.lead(query, rows, self.known.noun))

    def _otherwise(self, query: Query, among: Sequence[Proposal] | None) -> Answer | None:
        """What a body says, where it is asked if it is something that it is not: 「仙台市は協議中ですか」.

        Of several things that are asked at once, the first that is not so is told.
        """
        asked = dict.fromkeys(
            item.facet for item in query.filters if item.facet in TOLD_BY or item.facet not in FILTERS
        )
        for facet in asked if query.names_row or query.topics else ():
            kept = tuple(item for item in query.filters if item.facet != facet)
            columns = () if facet in TOLD_BY else (facet,)
            rest = replace(
                query, kind=TOLD_BY.get(facet, "lookup"), also=(), filters=kept, columns=columns, whether=False
            )
            told = self._of(rest, among)
            if len(told.proposals) == 1 and told.answered:
                row = told.proposals[0]
                if row.values(facet):  # another place may lie within the one that is asked for
                    return replace(told, lead=f"{'' if facet == SITE else 'いいえ。'}{told.lead}")
                return refusal.unwritten(query, row, label(facet))
        return self._of_column(query, among) if query.names_row and query.topics else None

    def _of_column(self, query: Query, among: Sequence[Proposal] | None) -> Answer | None:
        """What the column says that a question speaks of, where it lacks what is asked: 「浜松市は社協と連携していますか」."""
        bare = replace(query, kind="lookup", topics=(), whether=False)
        found = self._meant(bare, among)
        if len(found) != 1:
            return None
        named = [field for field in found[0].proposal.fields if _is_named(field.name, query.question) and field.text]
        if not named:
            return None
        told = self._told(replace(bare, columns=(named[0].name,)), found)
        return replace(told, query=replace(told.query, topics=query.topics), lead=f"いいえ。{told.lead}")

    def _told(self, query: Query, ordered: Sequence[Match]) -> Answer:
        proposals = tuple(match.proposal for match in ordered)
        if query.kind == "source":
            said = tuple(origins.statements(query, ordered))
            return Answer(query, True, origins.lead(query, ordered, self.known.noun), said, proposals)
        if query.kind == "about":
            return contents.told(query, ordered, self.known)
        return Answer(
            query=query,
            answered=True,
            lead=lead(query, ordered, self.known),
            statements=statements(query, ordered),
            proposals=proposals,
            count=count_of(proposals, query.counted) if query.kind == "count" else None,
            remarks=remarks_on(query, ordered, self.known),
        )

    def _meant(self, query: Query, among: Sequence[Proposal] | None) -> tuple[Match, ...]:
        """What ``query`` means, of the rows ``among`` which it asks where there are such, and in their order."""
        found = of_table(query, matches(query, self.known))
        if among is None:
            return found
        by_id = {match.proposal.id: match for match in found}
        return tuple(by_id[row.id] for row in among if row.id in by_id)

    def _relaxed(self, query: Query, among: Sequence[Proposal] | None) -> tuple[Query, tuple[Match, ...]] | None:
        """``query`` without what it says only by the way, where something then matches."""
        for wider in relaxations(query, self.known):
            if found := self._meant(wider, among):
                return replace(wider, unsaid=unsaid(query, wider, found)), found
        return None

    def _ordered(self, found: Sequence[Match], query: Query) -> list[Match]:
        """Best first where there are topics to rank by, else as in the corpus; dates first where dates are asked."""
        if query.order or (query.kind in {"when", "first"} and not query.topics):
            return by_start(found, query.order or "earliest", query.deed)
        if not query.topics or len(found) == 1:
            return list(found)
        by_id = {match.proposal.id: match for match in found}
        hits = self.rank(query.text or query.question, set(by_id), len(by_id))
        return [by_id[hit.passage.proposal.id] for hit in hits]
