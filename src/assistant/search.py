"""From a question to ranked proposals: three legs made comparable and added up, and what the first hits say of the rest.

Each leg (words, pairs of characters, vectors) scores every proposal. The scores of a leg are standardised over all
proposals (mean 0, standard deviation 1), so that a leg counts by how far a proposal stands out in it: the weighted
sum of standard scores beats fusion by rank here (Bruch, Gai, Ingber 2023, An Analysis of Fusion Functions for Hybrid
Retrieval, arXiv 2210.11934). Proposals near the first hits then gain: pseudo-relevance feedback in the space of
vectors (Rocchio 1971; Li et al. 2021, Pseudo Relevance Feedback with Deep Language Models and Dense Retrievers,
arXiv 2108.11044).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.index import Index
from assistant.records import Hit

Scores = NDArray[np.float32]

WEIGHTS: Final = {"words": 0.2, "bigrams": 0.2, "vectors": 1.0}
"""How much a leg counts. Scores of words reach far further from their mean than those of vectors: so they count less."""
_FEEDBACK: Final = 0.25
"""How much nearness to the first hits counts."""
_FIRST: Final = 3
"""How many first hits are believed, the n-th 1/n as much as the first."""
_FLAT: Final = 1e-6
"""A spread of scores that is rounding and tells nothing apart."""


def search(index: Index, query: str, k: int, allowed: Collection[str] | None = None) -> tuple[Hit, ...]:
    """The ``k`` best proposals for ``query``, best first, ties by proposal id; one hit, its best passage, each.

    ``allowed`` keeps the search to the proposals of these ids; ranks are then among them alone, scores stay the same.
    A leg of words in which a proposal shares nothing with the query gives it no rank.
    """
    chosen = index.layout.spoken
    if allowed is not None:
        chosen = np.array([n for n in chosen if index.proposals[n].id in allowed], dtype=np.intp)
    if not len(chosen) or k <= 0:
        return ()
    cosines = index.vectors.scores(index.encoder.encode_query(query))
    legs = {
        "words": index.words.scores(query),
        "bigrams": index.bigrams.scores(query),
        "vectors": index.layout.scores(cosines),
    }
    total = with_feedback(index, fused(legs))
    rises = risen(legs["vectors"])
    ranks = {leg: _ranks(scores, chosen) for leg, scores in legs.items()}
    return tuple(
        Hit(
            passage=index.passages[index.layout.best_passage(number, cosines)],
            score=float(total[number]),
            ranks={leg: int(ranks[leg][number]) for leg, s in legs.items() if leg == "vectors" or s[number] > 0},
            rise=float(rises[number]),
        )
        for number in _best(index, total, chosen, k)
    )


def fused(legs: dict[str, Scores]) -> Scores:
    """The weighted sum of the standardised scores of the legs, shape [proposals]."""
    total: Scores = np.sum([WEIGHTS[leg] * standardized(scores) for leg, scores in legs.items()], axis=0)
    return total


def standardized(scores: Scores) -> Scores:
    """``scores`` with mean 0 and standard deviation 1; all 0 where they are all alike."""
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > _FLAT else np.zeros_like(scores)


def risen(cosines: Scores) -> Scores:
    """How far each cosine rises from the mean of all (0) towards that of the same words (1), shape [proposals].

    Cosines of one model lie between .75 and .9, of another between 0 and .6: this is comparable among models.
    """
    mean = float(cosines.mean())
    return (cosines - mean) / max(1 - mean, _FLAT)


def with_feedback(index: Index, total: Scores) -> Scores:
    """``total`` after what is near to its first proposals has gained, shape [proposals]."""
    return total + _FEEDBACK * standardized(_nearness(index, total)) if len(total) else total


def _nearness(index: Index, total: Scores) -> Scores:
    """How near each proposal as a whole is to the first ones by ``total``, shape [proposals]."""
    first = np.argsort(-total, kind="stable")[:_FIRST]
    shares = 1 / np.arange(1, len(first) + 1, dtype=np.float32)
    centre = shares @ index.vectors.rows(index.layout.wholes(first)) / shares.sum()
    return index.vectors.scores(centre)[index.layout.wholes(np.arange(len(total)))]


def _best(index: Index, total: Scores, chosen: NDArray[np.intp], k: int) -> list[int]:
    """The numbers of the ``k`` chosen proposals with the highest totals, best first, ties by id."""
    last = np.sort(total[chosen])[-min(k, len(chosen))]
    close = chosen[total[chosen] >= last]
    return sorted(close.tolist(), key=lambda number: (-total[number], index.proposals[number].id))[:k]


def _ranks(scores: Scores, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
    """The place of each of the chosen proposals among them by its score, from 1, ties by number; shape [proposals]."""
    places = np.zeros(len(scores), dtype=np.intp)
    places[chosen[np.argsort(-scores[chosen], kind="stable")]] = np.arange(1, len(chosen) + 1)
    return places
