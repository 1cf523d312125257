"""How good a ranking is, from 0 to 1, against grades that people gave: recall, nDCG, reciprocal rank.

A grade above 0 means relevant. What nobody graded counts as 0. Where a question has no relevant document at all,
there is nothing to measure, and every figure is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2


def recall(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """The share of all relevant documents that stand among the first ``k``.

    Manning, Raghavan, Schütze (2008), Introduction to Information Retrieval, section 8.3.
    """
    relevant = {name for name, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Discounted gain of the first ``k``, over that of the best possible order; a gain is the grade itself.

    Järvelin, Kekäläinen (2002), Cumulated Gain-Based Evaluation of IR Techniques, with the discount 1 / log2(rank + 1).
    """
    best = _discounted(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k])
    return _discounted(max(0, grades.get(name, 0)) for name in ranking[:k]) / best if best else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """1 / rank of the first relevant document, 0 where none stands among the first ``k``; its mean is the MRR.

    Voorhees (1999), The TREC-8 Question Answering Track Report.
    """
    return next((1 / rank for rank, name in enumerate(ranking[:k], start=1) if grades.get(name, 0) > 0), 0.0)


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))
