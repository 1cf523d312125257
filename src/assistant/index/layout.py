"""Which vectors of an index belong to which proposal, and how their cosines add up to its score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from assistant.records import Passage, Proposal

_FIELDS: Final = 2
"""How many fields of a proposal speak for it: a question and its answer, a heading and its body."""


@dataclass(frozen=True)
class Layout:
    """The rows of vectors: first the passages, in the order of proposals and fields, then a row for each proposal."""

    passages: NDArray[np.intp]
    """Number of the first passage of each proposal, and of one past the last: shape [proposals + 1]."""
    fields: NDArray[np.intp]
    """Number of the first passage of each field, shape [fields]."""
    owners: NDArray[np.intp]
    """Number of the proposal of each field, shape [fields], ascending."""

    @classmethod
    def of(cls, proposals: Sequence[Proposal], passages: Sequence[Passage]) -> Self:
        """The layout of ``passages``, which stand in the order of ``proposals`` and of their fields."""
        numbers = {id(proposal): number for number, proposal in enumerate(proposals)}
        owners = [numbers[id(passage.proposal)] for passage in passages]
        keys = list(zip(owners, (passage.field for passage in passages), strict=True))
        runs = [(next(run)[0], owner) for (owner, _), run in groupby(enumerate(keys), key=lambda pair: pair[1])]
        return cls(
            passages=np.searchsorted(owners, np.arange(len(proposals) + 1)),
            fields=np.array([start for start, _ in runs], dtype=np.intp),
            owners=np.array([owner for _, owner in runs], dtype=np.intp),
        )

    @property
    def size(self) -> int:
        """How many proposals there are."""
        return len(self.passages) - 1

    @property
    def spoken(self) -> NDArray[np.intp]:
        """Numbers of the proposals that have a passage."""
        return np.flatnonzero(np.diff(self.passages))

    def wholes(self, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """The rows of vectors that stand for these proposals as a whole."""
        rows: NDArray[np.intp] = numbers + self.passages[-1]
        return rows

    def scores(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        """The score of each proposal, shape [proposals], from the cosines of all rows.

        The best passage counts for a field, the two best fields count for a proposal, and so does it as a whole: a
        question may ask for what the heading says, for one sentence of a long text, or for all of it.
        """
        whole = cosines[self.passages[-1] :]
        if not len(self.fields):
            return whole
        best = np.maximum.reduceat(cosines[: self.passages[-1]], self.fields)
        best = best[np.lexsort((-best, self.owners))]  # the owners stay where they are: they ascend
        place = np.arange(len(best)) - np.searchsorted(self.owners, self.owners)
        counted = place < _FIELDS
        total = np.bincount(self.owners[counted], best[counted], self.size)
        number = np.bincount(self.owners[counted], minlength=self.size)
        spoken = np.where(number > 0, total / np.maximum(number, 1), whole)
        scores: NDArray[np.float32] = ((whole + _FIELDS * spoken) / (1 + _FIELDS)).astype(np.float32)
        return scores

    def best_passage(self, number: int, cosines: NDArray[np.float32]) -> int:
        """The number of the passage of proposal ``number`` with the highest cosine; the first one of several."""
        start, end = self.passages[number : number + 2]
        return int(start + np.argmax(cosines[start:end]))
