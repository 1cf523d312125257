"""From a proposal to the passages that are searched: its fields, long ones in overlapping windows of sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.records import Field, Passage, Proposal, Span
from assistant.text import sentences, trim

_WINDOW: Final = 200
"""Characters of a window: two to five sentences, one matter."""
_OVERLAP: Final = 50
"""Characters that a window repeats of the one before it, so that what stands at a seam is found whole."""
_NAMES: Final = {"no", "prefecture", "municipality"}
"""Roles of fields that name a proposal and say nothing of it."""


def split(proposal: Proposal) -> tuple[Passage, ...]:
    """The passages of ``proposal`` in the order of its fields; at least one wherever it has any text.

    A field that only names the proposal is a passage only where no other field has text.
    """
    filled = [field for field in proposal.fields if field.text.strip()]
    spoken = [field for field in filled if field.role not in _NAMES] or filled
    return tuple(
        Passage(f"{proposal.id}:{field.name}:{span.start}-{span.end}", proposal, field.name, span)
        for field in spoken
        for span in windows(field)
    )


def whole(proposal: Proposal) -> str:
    """All that ``proposal`` says, its names first: what its words are found by, and what it is about as a whole."""
    filled = [field for field in proposal.fields if field.text.strip()]
    return "\n".join(field.text for field in sorted(filled, key=lambda field: field.role not in _NAMES))


def windows(field: Field) -> Iterator[Span]:
    """Spans of at most about 200 characters that begin and end with sentences and cover ``field``."""
    if len(field.text) <= _WINDOW:
        yield trim(field.text, Span(0, len(field.text)))
        return
    pieces = list(_pieces(field.text))
    first = 0
    for at, piece in enumerate(pieces):
        if piece.end - pieces[first].start > _WINDOW and at > first:
            yield Span(pieces[first].start, pieces[at - 1].end)
            end = pieces[at - 1].end
            first = next((i for i in range(first + 1, at) if end - pieces[i].start <= _OVERLAP), at)
            while piece.end - pieces[first].start > _WINDOW and first < at:
                first += 1
    yield Span(pieces[first].start, pieces[-1].end)


def _pieces(text: str) -> Iterator[Span]:
    """Sentences of ``text``, those longer than a window cut hard."""
    for sentence in sentences(text):
        for start in range(sentence.start, sentence.end, _WINDOW):
            yield Span(start, min(start + _WINDOW, sentence.end))
