"""For whom a proposal is: groups of data/targets.tsv, and whatever a column of targets lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from assistant.facets.listed import elements
from assistant.lists import rows
from assistant.records import TARGET, Facet, Proposal
from assistant.text import normalize, parts
from assistant.vocabulary import lexicon

_SEARCHED = {"title", "overview", "target", "other"}
_BLANK = " \u3000\n-－―—ー‐・"


@cache
def implied() -> dict[str, tuple[str, ...]]:
    """The groups that each group is counted in too: 小学生 -> 児童生徒."""
    return {row["value"]: tuple(row["also"].split("|")) for row in rows("targets") if row.get("also")}


def targets(proposal: Proposal) -> Iterator[Facet]:
    """A facet for each mention of a group: in the column of targets, and where that says nothing anywhere in the row.

    Elements of a column of targets that no group covers stand for themselves.
    """
    words = lexicon("targets", "words")
    told = any(field.role == "target" and field.text.strip(_BLANK) for field in proposal.fields)
    searched = {"target"} if told else _SEARCHED
    for field in proposal.fields:
        if field.role not in searched:
            continue
        for part, span in parts(field.text):
            normal = normalize(span.of(field.text))
            matches = list(words.find(normal.folded))
            for match in matches:
                where = normal.span(match.start, match.end).shift(span.start)
                for value in (match.value, *implied().get(match.value, ())):
                    yield Facet(TARGET, value, field.name, where, part)
            if field.role == "target":
                yield from elements(TARGET, field, part, span, normal, matches)
