"""Elements of a cell that lists values, such as 「高齢者、子育て世帯」, for what the vocabulary does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.records import Facet, Field, Span
from assistant.text import Normalized, trim
from assistant.vocabulary import Match

_BETWEEN: Final = re.compile(r"[、,，;/／\n・]|及び|および|並びに")
_EMPTY: Final = {"", "-", "―", "—", "ー", "なし", "特になし", "未定"}


def elements(
    facet: str, field: Field, part: str, span: Span, normal: Normalized, known: Sequence[Match]
) -> Iterator[Facet]:
    """A facet for each element of ``span`` that holds none of the ``known`` matches; its value is its own words."""
    start = 0
    text = normal.text
    for end in [*(m.start() for m in _BETWEEN.finditer(text)), len(text)]:
        piece = trim(text, Span(start, end))
        start = end + 1
        inside = any(piece.start <= match.start < piece.end for match in known)
        value = piece.of(text).strip("、,;/・")
        if value in _EMPTY or inside:
            continue
        yield Facet(facet, value, field.name, normal.span(piece.start, piece.end).shift(span.start), part)
