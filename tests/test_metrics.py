from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.metrics import ndcg, recall, reciprocal_rank

GRADES = {"a": 2, "b": 1, "c": 1, "z": 0}

# ranking, k, recall, nDCG, reciprocal rank
CASES = [
    ("abc", 10, 3 / 3, 1.0, 1 / 1),
    ("a", 10, 1 / 3, 2 / (2 + 1 / log2(3) + 1 / log2(4)), 1 / 1),
    ("xba", 10, 2 / 3, (1 / log2(3) + 2 / log2(4)) / (2 + 1 / log2(3) + 1 / log2(4)), 1 / 2),
    ("xba", 2, 1 / 3, (1 / log2(3)) / (2 + 1 / log2(3)), 1 / 2),  # the best possible order is cut at k, too
    ("xyba", 2, 0.0, 0.0, 0.0),
    ("zxyc", 10, 1 / 3, (1 / log2(5)) / (2 + 1 / log2(3) + 1 / log2(4)), 1 / 4),  # grade 0 is not relevant
    ("", 10, 0.0, 0.0, 0.0),
]


@pytest.mark.parametrize(("ranking", "k", "found", "gain", "first"), CASES)
def test_metrics(ranking, k, found, gain, first):
    assert recall(ranking, GRADES, k) == pytest.approx(found)
    assert ndcg(ranking, GRADES, k) == pytest.approx(gain)
    assert reciprocal_rank(ranking, GRADES, k) == pytest.approx(first)


@pytest.mark.parametrize("metric", [recall, ndcg, reciprocal_rank])
def test_nothing_relevant_gives_nothing(metric):
    assert metric("abc", {"a": 0}, 10) == 0.0


@given(st.permutations("abcdefz"), st.integers(1, 10))
def test_figures_lie_between_0_and_1(ranking, k):
    for metric in (recall, ndcg, reciprocal_rank):
        assert 0.0 <= metric(ranking, GRADES, k) <= 1.0
    assert ndcg(ranking, GRADES, k) <= ndcg("abcdefz", GRADES, k)
