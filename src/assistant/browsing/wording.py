"""What the words of a search box mean: the answer's own notion where it understands them, else an order by likeness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.answer.matching import matches
from assistant.answer.wording import filter_phrase
from assistant.assistant import Assistant
from assistant.browsing.catalogue import Catalogue, Mask
from assistant.likeness import closeness
from assistant.records import Answer, Topic

_KEPT: Final = 32
"""So many texts are remembered, in memory alone, so that a click on a facet does not read the words again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was made of the words. ``segments`` are those they choose; None where they only put rows in order.

    ``places`` is the place of each row, best first; ``read`` says what was understood, ``refused`` why nothing was.
    """

    segments: Mask | None
    places: NDArray[np.intp]
    read: tuple[str, ...] = ()
    refused: str = ""

    @property
    def chooses(self) -> bool:
        """Whether the words choose rows; else all rows stay, those like the words first."""
        return self.segments is not None


class Wording:
    """Reads the words of a search box over one open assistant."""

    def __init__(self, assistant: Assistant, catalogue: Catalogue) -> None:
        self._assistant = assistant
        self._catalogue = catalogue
        self._numbers = {proposal.id: number for number, proposal in enumerate(assistant.proposals)}
        self.of = lru_cache(_KEPT)(self._read)
        """What is wanted by a text. Raises InputError where it is too long or holds no word."""

    def _read(self, text: str) -> Wanted:
        answer = self._assistant.ask(text)
        best = [self._numbers[proposal.id] for proposal in answer.proposals]
        if answer.answered and answer.query.like:
            return Wanted(None, _places(best, len(self._numbers)))
        if not answer.answered or not (answer.query.filters or answer.query.topics):
            order = np.argsort(-closeness(self._assistant.index, text), kind="stable")
            return Wanted(None, _places(order, len(self._numbers)), refused="" if answer.answered else answer.lead)
        ids = {proposal.id for proposal in answer.proposals}
        shelves = self._assistant.shelves
        found = [match for known in shelves for match in matches(answer.query, known) if match.proposal.id in ids]
        segments = self._catalogue.mask_of((match.proposal.id, match.parts) for match in found)
        return Wanted(segments, _places(best, len(self._numbers)), _said(answer))


def _places(order: Sequence[int] | NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """The place of each row in ``order``; rows that do not stand in it come last."""
    places = np.full(size, size, dtype=np.intp)
    places[np.asarray(order, dtype=np.intp)] = np.arange(len(order))
    return places


def _said(answer: Answer) -> tuple[str, ...]:
    query = answer.query
    return (
        *(filter_phrase(item) for item in query.filters),
        *(f"言葉: {_topic(topic)}" for topic in query.topics),
        *(f"「{reading.said}」→「{reading.read}」" for reading in query.readings),
    )


def _topic(topic: Topic) -> str:
    words = dict.fromkeys([topic.said, *(other.said for other in topic.alternatives)])
    return f"{'・'.join(words)}{' 以外' if topic.negated else ''}"
