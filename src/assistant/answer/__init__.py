"""From a query to an answer: extracts only, every statement with the words that prove it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import evidence, refusal
from assistant.answer.markdown import markdown
from assistant.answer.matching import Match, matches
from assistant.answer.wording import conditions, period
from assistant.facets import period_of
from assistant.question import Known
from assistant.records import (
    MUNICIPALITY,
    PREFECTURE,
    SITE,
    START,
    STATUS,
    Answer,
    Citation,
    Hit,
    Proposal,
    Query,
    Statement,
)

__all__ = ["compose", "markdown"]

Rank = Callable[[str, Collection[str] | None, int], Sequence[Hit]]
"""Ranks proposals for words, among the ids given (or all), best first, so many at most."""

_NEAR: Final = 3
_CONTENT: Final = ("title", "overview", "target", "site", "other")
_STATE: Final = ("status", "start")


def compose(query: Query, known: Known, rank: Rank) -> Answer:
    """The answer to ``query`` over all that is ``known``; ``rank`` puts matches in order and finds near misses."""
    if query.problems:
        return refusal.impossible(query)
    if query.kind == "unclear":
        return refusal.unclear(query)
    found = matches(query, known)
    if query.kind == "compare" and _is_contest(query) and query.topics:
        query = replace(query, topics=())  # what is compared is the bodies that are named, whole
        found = matches(query, known)
    if not found and (relaxed := _relaxed(query, known)):
        query, found = relaxed
    if query.kind == "unrecorded":
        return refusal.unrecorded(query, found)
    if query.kind in {"first", "last"} and not _is_contest(query):
        found = _extreme(found, query.kind)
    if not found:
        similar = [hit.passage.proposal for hit in rank(query.text or query.question, None, _NEAR)]
        return refusal.not_found(query, known, similar)
    ordered = _ordered(found, query, rank)
    proposals = tuple(match.proposal for match in ordered)
    count = _count(proposals, query.counted) if query.kind == "count" else None
    return Answer(
        query=query,
        answered=True,
        lead=_lead(query, ordered, known),
        statements=tuple(_statement(match, query) for match in ordered),
        proposals=proposals,
        count=count,
        remarks=_remarks(query, ordered, known),
    )


def _relaxed(query: Query, known: Known) -> tuple[Query, tuple[Match, ...]] | None:
    """``query`` without what it says only by the way, where something then matches.

    First the kind of body (「…している市」), then the activities that the corpus does speak of (体験できる).
    """
    firm = tuple(item for item in query.filters if not item.soft)
    soft = [topic for topic in query.topics if topic.soft]
    kept = tuple(topic for topic in query.topics if not topic.soft)
    candidates = [replace(query, filters=firm)] if firm != query.filters else []
    if soft and (kept or firm) and all(known.share(topic) for topic in soft):
        candidates.append(replace(query, filters=firm, topics=kept, unsaid=tuple(topic.said for topic in soft)))
    for wider in candidates:
        if wider.filters or wider.topics:
            found = matches(wider, known)
            if found:
                return wider, found
    return None


def _ordered(found: tuple[Match, ...], query: Query, rank: Rank) -> list[Match]:
    """Best first where there are topics to rank by, else as in the corpus; dates first where dates are asked."""
    if query.kind in {"when", "first"} and not query.topics:
        return sorted(found, key=_start_key)
    if not query.topics or len(found) == 1:
        return list(found)
    by_id = {match.proposal.id: match for match in found}
    hits = rank(query.text or query.question, set(by_id), len(by_id))
    return [by_id[hit.passage.proposal.id] for hit in hits]


def _is_contest(query: Query) -> bool:
    """Whether named bodies are set against each other (「仙台市と岡山市、先に始まるのは?」): all of them are shown."""
    return sum(item.facet == MUNICIPALITY and not item.negated for item in query.filters) > 1


def _start_key(match: Match) -> str:
    known = [p for p in (period_of(facet.value) for facet in match.facets(START)) if p is not None]
    return min((p.first.isoformat() for p in known), default="9999")


def _extreme(found: tuple[Match, ...], kind: str) -> tuple[Match, ...]:
    """The matches that surely start first (or last): by the end of a vague period (or its beginning)."""
    dated = []
    for match in found:
        for facet in match.facets(START):
            when = period_of(facet.value)
            if when is not None:
                dated.append((when.last if kind == "first" else when.first, match, facet.part))
    if not dated:
        return ()
    edge = (min if kind == "first" else max)(day for day, _, _ in dated)
    chosen: dict[str, Match] = {}
    for day, match, part in dated:
        if day == edge:
            segments = tuple(s for s in match.segments if not part or s.part == part)
            chosen.setdefault(match.proposal.id, replace(match, segments=segments or match.segments))
    return tuple(chosen.values())


def _count(proposals: Sequence[Proposal], counted: str) -> int:
    if counted == "自治体":
        return len({proposal.municipality for proposal in proposals})
    if counted == "都道府県":
        return len({value for proposal in proposals for value in proposal.values(PREFECTURE)})
    return len(proposals)


def _lead(query: Query, found: Sequence[Match], known: Known) -> str:
    """The count and the reading first, for a reader in a hurry; what one body is asked is said at once."""
    what = conditions(query)
    number = _number(query, found)
    if query.kind in {"first", "last"} and _is_contest(query):
        edge = "早く" if query.kind == "first" else "遅く"
        names = "・".join(match.proposal.municipality for match in _extreme(tuple(found), query.kind))
        return f"{what}のうち、{edge}始まるのは{names}です。" if names else f"{what}開始時期は書かれていません。"
    if query.kind in {"first", "last"}:
        edge = "最も早く" if query.kind == "first" else "最も遅く"
        return f"{what}提案のうち、{edge}始まるのは次の{number}です。"
    if query.others:
        return f"{what}提案は、次の{number}ですべてです。ほかにはありません。"
    if len(found) == 1 and (direct := _direct(query, found[0])):
        return direct
    if not what:
        return f"提案は全部で{number}です。" if len(found) == len(known.proposals) else f"{number}あります。"
    if query.kind == "compare" and len(found) > 1:
        return f"{what}提案{number}を並べます。"
    return f"{what}提案は{number}です。"


def _number(query: Query, found: Sequence[Match]) -> str:
    proposals = [match.proposal for match in found]
    if query.kind == "count" and query.counted != "件":
        return f"{_count(proposals, query.counted)}{query.counted}({len(proposals)}件)"
    return f"{len(proposals)}件"


def _direct(query: Query, match: Match) -> str:
    """One sentence that says what one body is asked: its start, its state or its place."""
    name = match.proposal.municipality
    if query.kind == "when" and (starts := match.facets(START)):
        times = "、".join(dict.fromkeys(period(facet.value) for facet in starts))
        return f"{name}の開始時期は{times}です。"
    if query.kind == "when":
        return f"{name}の開始時期は書かれていません。"
    if query.kind == "status" and (states := match.facets(STATUS)):
        return f"{name}の進捗は「{'」「'.join(dict.fromkeys(facet.value for facet in states))}」です。"
    if query.kind == "where" and (sites := match.facets(SITE)):
        words = dict.fromkeys(facet.span.of(match.proposal.text(facet.field)) for facet in sites)
        return f"{name}の実施場所は{'、'.join(words)}です。"
    return ""


def _statement(match: Match, query: Query) -> Statement:
    citations = evidence.tidy(_citations(match, query)) or (evidence.of_name(match.proposal),)
    return Statement(_sentence(match, query, citations), citations)


def _sentence(match: Match, query: Query, citations: Sequence[Citation]) -> str:
    name = match.proposal.municipality or match.proposal.source.title
    prefectures = [p for p in match.proposal.values(PREFECTURE) if p not in name]
    where = f"({'・'.join(prefectures)})" if prefectures else ""
    part = "".join(match.parts) if match.parts != match.proposal.parts else ""
    facts = _facts(match, query)
    told = {name, *prefectures}
    quotes = "".join(
        f"「{citation.quote.strip()}」"
        for citation in citations
        if citation.quote not in told and citation.quote not in name
    )
    return f"{name}{where}{part}: {facts}{quotes}".rstrip(": ")


def _facts(match: Match, query: Query) -> str:
    """What is read out of the words, before them: the start in both calendars, or the state."""
    if query.kind in {"when", "first", "last"} or any(item.facet == START for item in query.filters):
        starts = dict.fromkeys(period(facet.value) for facet in match.facets(START))
        if starts:
            return f"{'、'.join(starts)}開始 "
        return "開始時期の記載なし "
    return ""


def _citations(match: Match, query: Query) -> list[Citation]:
    proposal = match.proposal
    kinds = {query.kind, *query.also}
    found: list[Citation] = []
    if kinds & {"lookup", "compare", "define"}:
        found += evidence.of_fields(match, (*_CONTENT, *_STATE))
    if kinds & {"when", "first", "last"}:
        dates = [evidence.of_facet(proposal, facet) for facet in match.facets(START)]
        found += dates or evidence.of_fields(match, _STATE)
    if "status" in kinds:
        found += evidence.of_fields(match, _STATE)
    found += evidence.of_topics(match, query.topics)
    found += evidence.of_filters(match, query.filters)
    if "where" in kinds:
        found += [evidence.of_facet(proposal, facet) for facet in match.facets(SITE)]
    names = {field.name for field in proposal.fields if field.role in {"municipality", "prefecture"}}
    spoken = [citation for citation in found if citation.field not in names]
    if not spoken and query.kind in {"list", "where", "define", "count"}:
        found += evidence.of_fields(match, ("overview",))
    return found


def _remarks(query: Query, found: Sequence[Match], known: Known) -> tuple[str, ...]:
    """What the reader should know of rows that are not listed, or of what the table leaves open."""
    remarks = []
    if query.unsaid:
        remarks.append(f"「{'」「'.join(query.unsaid)}」という言葉は、これらの提案には書かれていません。")
    starts = [item for item in query.filters if item.facet == START and not item.negated]
    if starts:
        remarks += _overlapping(query, found, known)
    if query.kind == "status" and not any(match.facets(STATUS) for match in found):
        remarks.append("進捗の記載はありません。")
    remarks += _shared_names(query, found)
    if query.by:
        remarks.append(_breakdown(query.by, found))
    return tuple(remarks)


def _shared_names(query: Query, found: Sequence[Match]) -> list[str]:
    """Names that several prefectures share, where the question does not tell which is meant."""
    if any(item.facet == PREFECTURE for item in query.filters):
        return []
    asked = {item.value for item in query.filters if item.facet == MUNICIPALITY and not item.negated}
    places: dict[str, set[str]] = {}
    for match in found:
        if match.proposal.municipality in asked:
            places.setdefault(match.proposal.municipality, set()).update(match.proposal.values(PREFECTURE))
    return [
        f"「{name}」は{'と'.join(sorted(prefectures))}にあります。都道府県を付けて聞くと絞れます(例: {min(prefectures)}の{name})。"
        for name, prefectures in places.items()
        if len(prefectures) > 1
    ]


def _breakdown(facet: str, found: Sequence[Match]) -> str:
    """How many matches have each value of a facet: 「都道府県別: 新潟県 1件、…」."""
    values = [value for match in found for value in dict.fromkeys(f.value for f in match.facets(facet))]
    without = sum(not match.facets(facet) for match in found)
    counts = sorted(Counter(values).items(), key=lambda item: (item[0] if facet == START else "", -item[1]))
    shown = [f"{period(value) if facet == START else value} {count}件" for value, count in counts]
    return f"{facet}別: {'、'.join([*shown, *([f'記載なし {without}件'] if without else [])])}"


def _overlapping(query: Query, found: Sequence[Match], known: Known) -> list[str]:
    """Rows whose start is vague, so that it may lie in the period asked for."""
    asked = [period_of(item.value) for item in query.filters if item.facet == START]
    rest = replace(query, filters=tuple(item for item in query.filters if item.facet != START))
    listed = {match.proposal.id for match in found}
    names = []
    for match in matches(rest, known):
        times = [period_of(facet.value) for facet in match.facets(START)]
        vague = any(a and t and a.overlaps(t) for a in asked for t in times)
        if vague and match.proposal.id not in listed:
            names.append(match.proposal.municipality)
    if not names:
        return []
    return [f"開始時期の書き方に幅があり、この期間に入るかもしれないもの: {'、'.join(dict.fromkeys(names))}"]
