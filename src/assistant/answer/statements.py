"""A sentence for each match, and the quotes that prove it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from assistant.answer import evidence, quantities
from assistant.answer.matching import Match
from assistant.answer.wording import column_name, period
from assistant.categories import is_kind
from assistant.facets import UNDECIDED
from assistant.records import DEED, END, NOTE, SITE, START, TARGET, Citation, Field, Kind, Proposal, Query, Statement
from assistant.text import fold, plain

_CONTENT: Final = ("title", "overview", "target", "site", "other")
_WHOLE: Final = 400
"""A text of so many characters is quoted whole."""
_WIDE: Final = 6
"""A table of so many columns is wide."""
_TELLING: Final = {"title", "overview", "municipality", "prefecture"}
"""Roles of columns whose cells are known for what they are."""
_NUMBER: Final = re.compile(r"[0-9０-９][0-9０-９,，.．]*")
_ONLY_NAMES: Final = re.compile(
    "(?:団体名|自治体名?|市町村名?|市名|県名|団体)(?:だけ|のみ)(?:を|で|教|知|並|列|一覧|挙)"
)
"""「団体名だけ並べて」"""
_STATE: Final = ("status", "start")


def statements(query: Query, found: Sequence[Match]) -> tuple[Statement, ...]:
    """What each match says to the question; several of one body are told apart by their numbers."""
    names = Counter(evidence.titled(match.proposal) for match in found)
    return tuple(_statement(match, query, alone=names[evidence.titled(match.proposal)] == 1) for match in found)


def _statement(match: Match, query: Query, *, alone: bool) -> Statement:
    """One sentence, with at least one citation."""
    citations = evidence.tidy(_citations(match, query)) or (evidence.of_name(match.proposal),)
    return Statement(_sentence(match, query, citations, alone=alone), citations)


def _sentence(match: Match, query: Query, citations: Sequence[Citation], *, alone: bool) -> str:
    name = evidence.titled(match.proposal)
    if not alone and match.proposal.no:
        name = f"{name} No.{match.proposal.no}"
    part = "".join(match.parts) if match.parts != match.proposal.parts else ""
    facts = _facts(match, query)
    named = _named_columns(match, query, citations)
    quotes = "".join(
        f"{named.get(citation.field, '')}「{citation.quote.strip()}」"
        for citation in citations
        if citation.quote not in name
    )
    return f"{name}{part}: {facts}{quotes}".rstrip(": ")


def _asked_columns(match: Match, query: Query) -> set[str]:
    """The columns of amounts that are asked of, and those that shall be empty or not."""
    return {query.measure, *(item.facet for item in query.filters if not match.facets(item.facet))} - {""}


def _named_columns(match: Match, query: Query, citations: Sequence[Citation]) -> dict[str, str]:
    """The columns whose cells say little without their name: amounts, several columns that are asked for at once, and of a
    wide table all but what a row is."""
    several = len(query.columns) > 1
    told = _asked_columns(match, query) | {
        field.name for field in match.proposal.fields if field.name in query.columns and (several or _is_bare(field))
    }
    if len(match.proposal.fields) >= _WIDE and len({citation.field for citation in citations}) > 1:
        told |= {field.name for field in match.proposal.fields if field.role not in _TELLING}
    return {field.name: column_name(field) for field in match.proposal.fields if field.name in told}


def _is_bare(field: Field) -> bool:
    """Whether a cell is a number that says nothing without the heading of its column."""
    return bool(_NUMBER.fullmatch(field.text.strip()))


def _facts(match: Match, query: Query) -> str:
    """What is read out of the words, before them: the start in both calendars, or the state."""
    section = fold(plain(match.proposal.section))
    over = (topic for topic in query.topics if not topic.negated and topic.met(section.__contains__))
    if any(not any(evidence.of_topics(match, (topic,))) for topic in over):  # it stands over the rows, and not in them
        return f"区分「{match.proposal.section}」 "
    if match.proposal.genre != "proposal":
        return ""
    if query.columns and not any(evidence.of_columns(match, query.columns)):
        return "記載なし "
    if query.kind == "until" or any(item.facet == END for item in query.filters):
        ends = dict.fromkeys(period(facet.value) for facet in match.facets(END))
        if not ends and match.facets(DEED):
            return ""
        return f"{'、'.join(ends)}終了 " if ends else "終了時期の記載なし "
    if query.kind in {"when", "first", "last"} or any(item.facet == START for item in query.filters):
        starts = dict.fromkeys(period(facet.value) for facet in match.facets(START))
        if (not starts and match.facets(DEED)) or any(item.facet == DEED for item in query.filters):
            return ""
        if query.dated:
            return f"{query.dated} {'、'.join(starts) or '記載なし'} "
        if list(starts) == [UNDECIDED]:
            return "開始時期は未定 "
        if starts:
            return f"{'、'.join(starts)}開始 "
        return "開始時期の記載なし "
    return ""


def _is_short_text(proposal: Proposal) -> bool:
    """Whether it is a stretch of running text that is quoted whole: the answer to a question, an article."""
    return proposal.genre == "text" and sum(len(field.text) for field in proposal.fields) <= _WHOLE


def _whole_cells(match: Match, query: Query, kinds: set[Kind]) -> list[Citation]:
    """The cells that are quoted whole: those that are asked for, or all of a row that is told whole."""
    proposal = match.proposal
    if query.columns:
        return list(evidence.of_columns(match, query.columns))
    if proposal.is_entry:  # what kind of question it is says nothing
        said = [field.name for field in proposal.fields if field.role in (*_CONTENT, *_STATE)]
        return list(evidence.of_columns(match, [name for name in said if not is_kind(name)]))
    if kinds & {"lookup", "compare", "define"} or proposal.genre == "record" or _is_short_text(proposal):
        return list(evidence.of_fields(match, (*_CONTENT, *_STATE)))
    return []


def _citations(match: Match, query: Query) -> list[Citation]:
    proposal = match.proposal
    kinds = {query.kind, *query.also}
    if query.by or (query.kind == "count" and not (query.topics or query.filters)):  # the number is what is asked for
        counted = [evidence.of_facet(proposal, facet) for facet in match.facets(query.by)]
        return counted or [evidence.of_name(proposal)]
    if _ONLY_NAMES.search(plain(query.question)):
        return [evidence.of_name(proposal)]
    found = _whole_cells(match, query, kinds)
    if kinds & {"when", "first", "last"}:
        dates = [evidence.of_facet(proposal, facet) for facet in match.facets(START) or match.facets(DEED)]
        found += dates or evidence.of_fields(match, _STATE)
    if quantities.is_asked(query):
        found += [evidence.of_facet(proposal, facet) for facet in quantities.numbers(match, query.counted)]
    if "until" in kinds:
        found += [evidence.of_facet(proposal, facet) for facet in match.facets(END) or match.facets(DEED)]
    if any(item.facet == END for item in query.filters) and not match.facets(END):  # the cell that tells no end
        found += [evidence.of_facet(proposal, facet) for facet in match.facets(START)]
    if "status" in kinds:
        found += evidence.of_fields(match, _STATE)
    found += evidence.of_topics(match, query.topics)
    found += evidence.of_topics(match, query.hints) if query.kind == "where" else ()
    found += evidence.of_filters(match, query.filters)
    found += evidence.of_columns(match, [item.value for item in query.filters if item.facet == NOTE])  # ※1 itself
    if "where" in kinds:
        found += [evidence.of_facet(proposal, facet) for facet in match.facets(SITE)]
    if "who" in kinds:
        found += [evidence.of_facet(proposal, facet) for facet in match.facets(TARGET)]
    names = {field.name for field in proposal.fields if field.role in {"municipality", "prefecture"}}
    spoken = [citation for citation in found if citation.field not in names]
    asked = _asked_columns(match, query)
    if asked:
        found += evidence.of_columns(match, tuple(asked))
        spoken = [citation for citation in found if citation.field not in names]
    valued = asked | {field.name for field in proposal.fields if field.values}
    if spoken and not query.columns and all(citation.field in valued for citation in spoken):
        found += list(evidence.of_fields(match, ("title",))) or list(evidence.of_fields(match, ("overview",)))
    if not spoken and not query.columns and query.kind in {"list", "where", "who", "define", "count"}:
        found += evidence.of_fields(match, ("title", "overview"))
    return found
