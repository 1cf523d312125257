"""The words that prove an answer: the clause around a facet or a topic, not more than a reader needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from assistant.answer.matching import Match, proofs, words_of
from assistant.question import Segment
from assistant.records import (
    FILTERS,
    MUNICIPALITY,
    PREFECTURE,
    STATUS,
    Citation,
    Facet,
    Field,
    Filter,
    Proposal,
    Span,
    Topic,
)
from assistant.text import fold, normalize, parts, plain, sentences, trim
from assistant.tokens import tokenizer

_BULLET: Final = re.compile(r"(?:^|(?<=\s))[・●○▪■◆](?=\S)")
_SHORT: Final = 60
_LONG: Final = 110
_NAME: Final = 40
_LIST_ITEM: Final = 12
_NOUN_END: Final = re.compile("[一-龥ァ-ヺー」)）](?<![上際後中前間])$")
_VERB_END: Final = re.compile(
    r"(?:し|により|ことで|ともに|図り|つつ|行い|設け|もって|加え|にて|において|って|えて|して)$"
)


def of_filters(match: Match, filters: Iterable[Filter]) -> Iterator[Citation]:
    """A clause for each filter: the first words that prove it."""
    for item in filters:
        if item.negated:
            states = item.facet == STATUS or item.facet not in FILTERS
            proof = next(iter(match.facets(item.facet)), None) if states else None  # what it is instead
        else:
            proof = next(proofs(match, item), None)
            if item.spoken and not proof:
                yield from of_topics(match, (words_of(item),))
        if proof:
            yield of_facet(match.proposal, proof)


def of_facet(proposal: Proposal, facet: Facet) -> Citation:
    """The clause that holds the evidence of ``facet``; a name is cited as it is."""
    text = proposal.text(facet.field)
    if _role(proposal, facet.field) in {"municipality", "prefecture"}:
        return Citation(proposal, facet.field, facet.span)
    return Citation(proposal, facet.field, clause(text, facet.span))


def of_topics(match: Match, topics: Iterable[Topic]) -> Iterator[Citation]:
    """The clauses in which a match speaks of each topic."""
    for topic in topics:
        if topic.negated:
            continue
        for segment in match.segments[:1]:
            yield from _of_topic(segment, topic)


def of_name(proposal: Proposal) -> Citation:
    """The words that name the proposing body; the first words of a proposal that names none."""
    for facet in proposal.facets:
        if facet.name == MUNICIPALITY:
            return Citation(proposal, facet.field, facet.span)
    field = next((item for item in proposal.fields if item.text), proposal.fields[0])
    return Citation(proposal, field.name, clause(field.text, Span(0, min(1, len(field.text)))))


def name_of(proposal: Proposal) -> str:
    """What a row is called: the proposing body, else its title, heading or question, else its source."""
    short = shortened(heading_of(proposal))
    return proposal.municipality or short or proposal.section or proposal.source.title


def heading_of(proposal: Proposal) -> str:
    """The words that stand over what a row says: its title, the heading of a text, the question of a FAQ."""
    title = next((field.text for field in proposal.fields if field.role == "title" and field.text), "")
    if title or proposal.genre == "proposal":
        return title
    asked = (field.text for field in proposal.fields if field.asks and field.text)
    return next(asked, proposal.fields[0].text)


def shortened(text: str) -> str:
    """``text`` in one line, cut where it is too long to be a name."""
    line = " ".join(text.split())
    return line if len(line) <= _NAME else f"{line[:_NAME]}…"


def titled(proposal: Proposal) -> str:
    """What a row is called, with its prefecture where the name does not say it: 「仙台市(宮城県)」."""
    name = name_of(proposal)
    where = "・".join(value for value in proposal.values(PREFECTURE) if value not in name)
    return f"{name}({where})" if where else name


def called(proposal: Proposal) -> str:
    """What a row is called within a sentence: 「仙台市(宮城県)」; a question or a heading in quotation marks."""
    return titled(proposal) if proposal.municipality else f"「{name_of(proposal)}」"


def position(proposal: Proposal) -> str:
    """Where a row stands in its table: 「市区町村 No.2」; "" where the table does not say."""
    return " ".join(filter(None, (proposal.section, f"No.{proposal.no}" if proposal.no else "")))


def of_fields(match: Match, roles: Sequence[str]) -> Iterator[Citation]:
    """The matching parts of every field of these roles, whole."""
    return of_columns(match, [field.name for field in match.proposal.fields if field.role in roles])


def of_columns(match: Match, names: Sequence[str]) -> Iterator[Citation]:
    """The matching parts of the columns of these headings, whole."""
    for field in match.proposal.fields:
        if field.name in names and field.text:
            for part, span in parts(field.text):
                if part in ("", *match.parts) or match.parts == ("",):
                    yield Citation(match.proposal, field.name, span)


def columns_saying(row: Proposal, words: Sequence[str]) -> Iterator[str]:
    """The columns of state and notes that hold one of ``words``; of any row but a proposal, whichever do."""
    for field in row.fields:
        told = field.role in {"status", "note"} or row.genre != "proposal"
        if told and any(word in field.text for word in words):
            yield field.name


def tidy(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Citations of one proposal in the order of the source; those that overlap or touch become one."""
    kept: list[Citation] = []
    for new in citations:
        if new.span.start >= new.span.end:
            continue
        apart, spans = [], [new.span]
        for old in kept:
            touches = old.field == new.field and old.span.start <= new.span.end and new.span.start <= old.span.end
            if touches:
                spans.append(old.span)
            else:
                apart.append(old)
        span = Span(min(each.start for each in spans), max(each.end for each in spans))
        kept = [*apart, Citation(new.proposal, new.field, span)]
    if len(kept) < 2:
        return tuple(kept)
    order = {field.name: at for at, field in enumerate(kept[0].proposal.fields)}
    return tuple(sorted(kept, key=lambda c: (order[c.field], c.span)))


def clause(text: str, evidence: Span) -> Span:
    """The stretch of ``text`` to quote for ``evidence``: its sentence if short, else from comma to comma.

    It grows to the right until a verb closes the thought, as long as it stays readable.
    """
    sentence = next((s for s in sentences(text) if s.start <= evidence.start < s.end), Span(0, len(text)))
    part = next((span for _, span in parts(text) if span.start <= evidence.start < span.end), sentence)
    sentence = Span(max(sentence.start, part.start), max(min(sentence.end, part.end), evidence.end))
    sentence = _bullet(text, sentence, evidence)
    if sentence.end - sentence.start <= _SHORT:
        return sentence
    pieces = list(_pieces(text, sentence))
    first = max((i for i, piece in enumerate(pieces) if piece.start <= evidence.start), default=0)
    last = next((i for i, piece in enumerate(pieces) if piece.end >= evidence.end), len(pieces) - 1)
    while first and _is_item(text, pieces[first - 1], pieces[last]):
        first -= 1
    while last + 1 < len(pieces) and not _VERB_END.search(pieces[last].of(text).rstrip("、")):
        if pieces[last + 1].end - pieces[first].start > _LONG:
            break
        last += 1
    end = pieces[last].end
    return Span(pieces[first].start, end - 1 if text[end - 1] == "、" else end)


def _is_item(text: str, piece: Span, last: Span) -> bool:
    """Whether a piece is of one list with what follows it: ハローワーク、社会福祉協議会、市が; 事業に無料職業紹介、求人受理等の."""
    ends_in_noun = _NOUN_END.search(piece.of(text).rstrip("、")) and last.end - piece.start <= _LONG
    return piece.end - piece.start <= _LIST_ITEM or bool(ends_in_noun)


def _bullet(text: str, sentence: Span, evidence: Span) -> Span:
    """The item of a list in one line that holds ``evidence``: 「・準備中 ・4月から実施予定」 -> 「4月から実施予定」."""
    marks = [m.start() for m in _BULLET.finditer(text, sentence.start, sentence.end)]
    start = max((at + 1 for at in marks if at < evidence.start), default=sentence.start)
    end = min((at for at in marks if at >= evidence.end), default=sentence.end)
    return trim(text, Span(start, end))


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    depth, start = 0, sentence.start
    for at in range(sentence.start, sentence.end):
        char = text[at]
        depth += (char in "「『(（") - (char in "」』)）")
        if char == "、" and depth <= 0:
            yield Span(start, at + 1)
            start = at + 1
    if start < sentence.end:
        yield Span(start, sentence.end)


def _role(proposal: Proposal, name: str) -> str:
    return next(field.role for field in proposal.fields if field.name == name)


def _of_topic(segment: Segment, topic: Topic) -> Iterator[Citation]:
    """Where a segment says a topic: the whole phrase if it stands there, else each of its components once."""
    for other in topic.alternatives:
        yield from _of_topic(segment, other)
    wanted: list[Sequence[str]] = [topic.phrases]
    if not any(segment.has(phrase) for phrase in topic.phrases):
        wanted = list(topic.components)
    for wordings in wanted:
        cited: set[str] = set()
        for field, span in _places(segment, wordings):
            if field.name not in cited and topic.column in ("", field.name):
                cited.add(field.name)
                named = field.role in {"municipality", "prefecture"}
                yield Citation(segment.proposal, field.name, span if named else clause(field.text, span))


def _places(segment: Segment, wordings: Sequence[str]) -> Iterator[tuple[Field, Span]]:
    """Where the wordings stand in the fields of a segment, those that come first in ``wordings`` first."""
    present = [wording for wording in wordings if segment.has(wording)]
    if not present:
        return
    stretches = [
        (field, span)
        for field in segment.proposal.fields
        for part, span in parts(field.text)
        if part in ("", segment.part) or not segment.part
    ]
    folded = [fold(plain(span.of(field.text))) for field, span in stretches]
    for wording in present:
        inflected = wording in segment.terms
        for (field, span), text in zip(stretches, folded, strict=True):
            if (inflected or wording in text) and (where := _place(span.of(field.text), wording)):
                yield field, where.shift(span.start)


def _place(text: str, wording: str) -> Span | None:
    """Where ``wording`` stands in ``text``, letter for letter or in another form of the word."""
    normal = normalize(text)
    if len(wording) > 1 and (at := normal.folded.find(wording)) >= 0:
        return normal.span(at, at + len(wording))
    return next((span for term, span in _terms(text) if term == wording), None)


@lru_cache(maxsize=4096)
def _terms(text: str) -> tuple[tuple[str, Span], ...]:
    """The terms of a cell, with where they stand; cells of a table repeat."""
    return tuple((token.term, token.span) for token in tokenizer()(text))
