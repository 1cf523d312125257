"""The values of columns that hold one of a few, under their own headings: 分野, 関係府省, 対応区分."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.categories import value_of
from assistant.records import FACETS, Facet, Proposal, Span

_WITHIN: Final = re.compile(
    r"(?P<office>[^\s()（）]{1,10}[省庁府課局部室院])[(（](?P<inside>[^\s()（）]{1,10}[省庁府課局部室院])[)）]"
)
"""An office and one within it."""


def categories(proposal: Proposal) -> Iterator[Facet]:
    """A facet for each value; its name is the heading of the column."""
    for field in proposal.fields:
        if field.name not in FACETS:
            for span in field.values:
                words = span.of(field.text)
                yield Facet(field.name, value_of(words), field.name, span)
                if within := _WITHIN.fullmatch(words):  # 総務省(消防庁): of both
                    for part in ("office", "inside"):
                        where = Span(*within.span(part)).shift(span.start)
                        yield Facet(field.name, value_of(within[part]), field.name, where)
