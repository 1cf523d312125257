"""The values of columns that hold one of a few, under their own headings: 分野, 関係府省, 対応区分."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.categories import value_of
from assistant.records import FACETS, Facet, Proposal


def categories(proposal: Proposal) -> Iterator[Facet]:
    """A facet for each value; its name is the heading of the column."""
    for field in proposal.fields:
        if field.name not in FACETS:
            for span in field.values:
                yield Facet(field.name, value_of(span.of(field.text)), field.name, span)
