"""Whether an adapted model is better than its base: on pairs that it did not learn, and on a general sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.adaptation.pairs import Pair
from assistant.adaptation.training import shortened
from assistant.encoder.pipeline import Pipeline, Side
from assistant.lists import rows

MARGIN: Final = 0.02
"""How much of its general figure a model may lose."""
_MOST: Final = 400
"""Held-out pairs that are judged; more would only take longer."""
_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True)
class Quality:
    """Mean reciprocal rank (0 to 1) of the right passage among all, for the questions of two samples."""

    held_out: float
    """Pairs of the corpus that were kept from training."""
    general: float
    """Questions of daily and municipal life (data/general_pairs.tsv)."""

    def better_than(self, base: Quality) -> bool:
        """Whether held-out pairs are found better than by ``base``, and general ones not worse beyond MARGIN."""
        return self.held_out > base.held_out and self.general >= base.general - MARGIN


class Judge:
    """Samples to judge by. ``rounds`` is how often one judgement reports that it went on."""

    def __init__(self, held_out: Sequence[Pair]) -> None:
        self._held_out = tuple(held_out[:_MOST])
        self._general = tuple(Pair(row["question"], row["passage"], "") for row in rows("general_pairs"))
        self.rounds = 2 * sum(ceil(len(sample) / _AT_ONCE) for sample in (self._held_out, self._general))

    def quality(self, pipeline: Pipeline, went_on: Callable[[], None]) -> Quality:
        """The figures of a model, in float32."""
        with shortened(pipeline.model):
            return Quality(*(_found(pipeline, sample, went_on) for sample in (self._held_out, self._general)))


def reciprocal_ranks(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """1 / rank of the right passage, shape [n], where ``scores[i, j]`` is that of passage j for question i."""
    ranks = 1 + (scores > np.diag(scores)[:, None]).sum(axis=1)
    inverse: NDArray[np.float64] = 1 / ranks
    return inverse


def _found(pipeline: Pipeline, sample: Sequence[Pair], went_on: Callable[[], None]) -> float:
    questions = _vectors(pipeline, [pair.question for pair in sample], "query", went_on)
    passages = _vectors(pipeline, [pair.passage for pair in sample], "passage", went_on)
    return float(reciprocal_ranks(questions @ passages.T).mean())


def _vectors(pipeline: Pipeline, texts: list[str], side: Side, went_on: Callable[[], None]) -> NDArray[np.float32]:
    found = []
    for start in range(0, len(texts), _AT_ONCE):
        found.append(pipeline.encode(texts[start : start + _AT_ONCE], side))
        went_on()
    return np.vstack(found)
