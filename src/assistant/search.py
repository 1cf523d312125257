"""From a question to ranked proposals: three legs, made comparable, added up.

Each leg (words, pairs of characters, vectors) scores every passage. The best passage counts for its proposal. The
scores of a leg are standardised over the proposals searched (Lee 1997, Analyses of Multiple Evidence Combination),
and the weighted sum puts them in order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.dense import Dense
from assistant.lexical import Lexical
from assistant.records import Hit, Passage

Scores = NDArray[np.float32]

WEIGHTS: Final = {"words": 0.6, "bigrams": 0.4, "vectors": 1.0}
"""How much a leg counts."""


class QueryEncoder(Protocol):
    """Gives a question a vector."""

    def encode_query(self, text: str) -> Scores:
        """The unit vector of ``text``, shape [dimension]."""
        ...


class Searchable(Protocol):
    """What is searched: passages, and three legs over them by passage number."""

    @property
    def passages(self) -> Sequence[Passage]:
        """The passages; those of a proposal stand together."""
        ...

    @property
    def words(self) -> Lexical:
        """BM25 over content words."""
        ...

    @property
    def bigrams(self) -> Lexical:
        """BM25 over pairs of characters."""
        ...

    @property
    def vectors(self) -> Dense:
        """Cosines of sentence vectors."""
        ...

    @property
    def encoder(self) -> QueryEncoder:
        """Gives the question its vector."""
        ...


def search(index: Searchable, query: str, k: int, allowed: Collection[str] | None = None) -> tuple[Hit, ...]:
    """The ``k`` best proposals for ``query``, best first, ties by proposal id; one hit, its best passage, each.

    ``allowed`` keeps the search to the proposals of these ids: ranks and scores are then among them alone.
    """
    chosen = [n for n, p in enumerate(index.passages) if allowed is None or p.proposal.id in allowed]
    if not chosen or k <= 0:
        return ()
    numbers = np.array(chosen)
    legs = {
        "words": index.words.scores(query)[numbers],
        "bigrams": index.bigrams.scores(query)[numbers],
        "vectors": index.vectors.scores(index.encoder.encode_query(query))[numbers],
    }
    ids = [index.passages[n].proposal.id for n in chosen]
    names = sorted(set(ids))
    owner = np.searchsorted(names, ids)
    best = {leg: _best(scores, owner, len(names)) for leg, scores in legs.items()}
    total = sum(WEIGHTS[leg] * standardized(scores) for leg, scores in best.items())
    places = {leg: _places(scores) for leg, scores in best.items()}
    passage = _best_passage(legs, owner, len(names))
    order = np.argsort(-np.asarray(total), kind="stable")[:k]
    return tuple(
        Hit(
            index.passages[chosen[passage[at]]],
            float(np.asarray(total)[at]),
            {leg: int(place[at]) for leg, place in places.items() if leg == "vectors" or best[leg][at] > 0},
        )
        for at in order
    )


def standardized(scores: Scores) -> Scores:
    """``scores`` with mean 0 and standard deviation 1; all 0 where they are all alike."""
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread > 1e-6 else np.zeros_like(scores)


def _best(scores: Scores, owner: NDArray[np.intp], size: int) -> Scores:
    best = np.full(size, -np.inf, dtype=np.float32)
    np.maximum.at(best, owner, scores)
    return best


def _best_passage(legs: dict[str, Scores], owner: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """For each proposal, the position of the passage that speaks most for it; the first one where several do."""
    total = np.asarray(sum(WEIGHTS[leg] * standardized(scores) for leg, scores in legs.items()))
    order = np.lexsort((np.arange(len(owner)), -total, owner))
    _, first = np.unique(owner[order], return_index=True)
    return order[first][:size]


def _places(scores: Scores) -> NDArray[np.intp]:
    """The rank of each score, from 1, best first, ties by position."""
    places = np.empty(len(scores), dtype=np.intp)
    places[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return places
