"""Rows like another one: what each has in common with it, and the words that show it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from assistant.answer import evidence
from assistant.answer.wording import conditions
from assistant.facets import is_particular
from assistant.likeness import Alike
from assistant.records import PREFECTURE, SITE, TARGET, Answer, Citation, Proposal, Query, Statement

Likest = Callable[[Proposal, Collection[str], int], Sequence[Alike]]
"""The rows most like one, among those of the ids given, so many at most."""

_SHOWN: Final = 5
_LOOKED_AT: Final = 20
"""So many rows are looked at for something in common with the one."""
_WORDS: Final = 4
_TELLING: Final = (TARGET, SITE, PREFECTURE)
"""Facets that make rows alike; half of a table shares a level or a state."""
_REMARK: Final = "言葉と意味の近さで選んだものです。同じ条件に当てはまるとは限りません。"


def likened(query: Query, row: Proposal, among: Collection[str], likest: Likest, noun: str) -> Answer:
    """The rows ``among`` most like ``row`` that have something in common with it, most alike first.

    Where others are asked for, those that come after them.
    """
    alike = [each for each in likest(row, among, _LOOKED_AT) if each.words or any(_facets(each))]
    found = alike[_SHOWN:] if query.others else alike[:_SHOWN]
    within = f"{told}{noun}のうち、" if (told := conditions(query)) else ""
    what, more = f"{within}{evidence.called(row)}の{noun}", "ほかに" if query.others else ""
    if not found:
        return Answer(query, answered=False, lead=f"見つかりません。{what}に{more}似ているものはありません。")
    lead = f"{what}に{more}似ているのは、近い順に次の{len(found)}件です。"
    statements = tuple(_statement(each) for each in found)
    return Answer(query, True, lead, statements, tuple(each.proposal for each in found), remarks=(_REMARK,))


def _statement(alike: Alike) -> Statement:
    name = evidence.titled(alike.proposal)
    citations = evidence.tidy(_citations(alike)) or (evidence.of_name(alike.proposal),)
    quotes = "".join(f"「{citation.quote.strip()}」" for citation in citations if citation.quote not in name)
    return Statement(f"{name}: {_common(alike)}{quotes}".rstrip(), citations)


def _common(alike: Alike) -> str:
    """What both have, in words: 「対象者(生活保護受給者)、言葉(ケースワーカー・受給者)が共通」."""
    said: dict[str, list[str]] = {}
    for name, value in (*_facets(alike), *(("言葉", word) for word in alike.words[:_WORDS])):
        said.setdefault(name, []).append(value)
    return "、".join(f"{name}({'・'.join(values)})" for name, values in said.items()) + "が共通 "


def _facets(alike: Alike) -> Iterator[tuple[str, str]]:
    return (said for said in alike.facets if said[0] in _TELLING and is_particular(said[1]))


def _citations(alike: Alike) -> Iterator[Citation]:
    """The clauses that hold the shared facets, and those of the first shared words."""
    row = alike.proposal
    for name, value in dict.fromkeys(_facets(alike)):
        yield evidence.of_facet(row, next(facet for facet in row.facets if (facet.name, facet.value) == (name, value)))
    for field, spans in alike.marks:
        rarest = min(spans, key=lambda span: _rank(alike, span.of(row.text(field))))
        yield Citation(row, field, evidence.clause(row.text(field), rarest))


def _rank(alike: Alike, word: str) -> int:
    """How far from the rarest shared word ``word`` stands."""
    return alike.words.index(word) if word in alike.words else len(alike.words)
