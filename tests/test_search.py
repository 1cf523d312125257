from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index import Index
from assistant.index import folder as folders
from assistant.records import Field, Place, Proposal, Source
from assistant.search import WEIGHTS, fused, search, standardized

SOURCE = Source("corpus/t.txt", "0" * 64, "表", "市", "", "")


class LetterEncoder:
    """Texts that share letters lie close: counts of letters, folded into 32 dimensions."""

    name = fingerprint = "letters"
    dimension = 32

    def encode_query(self, text):
        counts = np.bincount([ord(letter) % 32 for letter in text], minlength=32) + 0.01
        return (counts / np.linalg.norm(counts)).astype(np.float32)

    def encode_queries(self, texts):
        return np.array([self.encode_query(text) for text in texts], dtype=np.float32).reshape(-1, 32)

    def encode_passages(self, texts, progress=None):
        return self.encode_queries(texts)


def proposal(name, **fields):
    return Proposal(name, SOURCE, Place(), "", "", "", tuple(Field(key, "other", text) for key, text in fields.items()))


TABLE = (
    proposal("p5", 概要="就労支援の窓口を区役所に置く。", 状況="準備中"),
    proposal("p4", 概要="就労支援の窓口を区役所に置く。", 状況="準備中"),
    proposal("p3", 概要="粗大ごみの申込みを電話で受ける。" * 20, 状況="実施中"),
    proposal("p2", 概要="見守りにICTを使う。"),
    proposal("p1", 概要=""),
    proposal("p0", 概要="保育所の入所手続きを簡単にする。", 状況="障がい児の保育所も対象とする。"),
)
SPEAKING = {item.id for item in TABLE} - {"p1"}


@pytest.fixture(scope="module")
def index():
    return Index.build(TABLE, LetterEncoder())


def ids(hits):
    return [hit.passage.proposal.id for hit in hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [("就労支援", "p4"), ("申し込み", "p3"), ("ＩＣＴ", "p2"), ("障害児", "p0"), ("保育所の手続", "p0")],
)
def test_what_is_asked_for_comes_first(index, query, first):
    assert ids(search(index, query, 3))[0] == first  # p4 and p5 are alike: the id decides


def test_a_hit_shows_its_best_passage_and_why_it_is_here(index):
    hit = search(index, "障がい児の保育所", 1)[0]
    assert (hit.passage.field, hit.passage.text) == ("状況", "障がい児の保育所も対象とする。")
    assert hit.ranks == {"words": 1, "bigrams": 1, "vectors": 1}
    others = search(index, "障がい児の保育所", 9)[1:]
    assert all("words" not in hit.ranks for hit in others)  # no word in common: no place in that leg


def test_legs_add_up_as_written():
    legs = {
        "words": np.array([3, 0, 0], dtype=np.float32),
        "bigrams": np.array([0, 0, 0], dtype=np.float32),  # tells nothing apart
        "vectors": np.array([0.80, 0.82, 0.84], dtype=np.float32),
    }
    # words: mean 1, deviation sqrt((4 + 1 + 1) / 3) = sqrt(2); vectors: mean .82, deviation .02 * sqrt(2 / 3)
    words = np.array([2, -1, -1]) / sqrt(2) * WEIGHTS["words"]
    vectors = np.array([-1, 0, 1]) / sqrt(2 / 3) * WEIGHTS["vectors"]
    np.testing.assert_allclose(fused(legs), words + vectors, rtol=1e-4)


def test_equal_scores_tell_nothing_apart():
    assert standardized(np.full(5, 0.83, dtype=np.float32)).tolist() == [0.0] * 5


@pytest.mark.parametrize("query", ["", "。", "zzz", "図書館"])
def test_a_question_without_a_known_word_still_ranks(index, query):
    hits = search(index, query, 10)
    assert set(ids(hits)) == SPEAKING
    assert all("words" not in hit.ranks for hit in hits)


@pytest.mark.parametrize(("k", "allowed"), [(0, None), (-1, None), (5, ()), (5, {"unknown"}), (5, {"p1"})])
def test_nothing_is_found_where_nothing_may_be(index, k, allowed):
    assert search(index, "窓口", k, allowed) == ()


def test_an_empty_index_finds_nothing():
    assert search(Index.build((), LetterEncoder()), "窓口", 5) == ()


def test_one_proposal_is_found():
    assert ids(search(Index.build(TABLE[:1], LetterEncoder()), "ごみ", 5)) == ["p5"]


QUERIES = st.text("就労支援窓口ごみ申込保育所ICT障害の。 ", max_size=12)


@given(QUERIES, st.sets(st.sampled_from(sorted(SPEAKING | {"p1"}))), st.integers(1, 9))
def test_the_ranking_is_a_permutation_of_what_is_allowed(index, query, allowed, k):
    everything = ids(search(index, query, 99))
    assert sorted(everything) == sorted(SPEAKING)
    hits = search(index, query, k, allowed)
    assert ids(hits) == [name for name in everything if name in allowed][:k]  # and in the same order
    for leg in WEIGHTS:
        places = [hit.ranks[leg] for hit in search(index, query, 99, allowed) if leg in hit.ranks]
        assert sorted(places) == list(range(1, len(places) + 1))


@pytest.fixture(scope="module")
def opened(index, tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    with folders.writing(folder) as generation:
        index.save(generation)
    return Index.open(folder, LetterEncoder())


@given(QUERIES)
def test_what_is_opened_answers_as_what_was_saved(index, opened, query):
    assert search(opened, query, 9) == search(index, query, 9)


def test_each_field_and_the_whole_count(index):
    # One field: (whole + 2 * field) / 3. Two fields: (whole + field + field) / 3. No field: the whole alone.
    cosines = np.arange(index.vectors.size, dtype=np.float32)
    layout, passages = index.layout, index.passages
    wholes = {item.id: cosines[len(passages) + number] for number, item in enumerate(TABLE)}
    best = {(p.proposal.id, p.field): cosines[number] for number, p in enumerate(passages)}  # the last one is highest
    scores = dict(zip((item.id for item in TABLE), layout.scores(cosines), strict=True))
    assert scores["p2"] == pytest.approx((wholes["p2"] + 2 * best["p2", "概要"]) / 3)
    assert scores["p3"] == pytest.approx((wholes["p3"] + best["p3", "概要"] + best["p3", "状況"]) / 3)
    assert scores["p1"] == wholes["p1"]
    assert layout.best_passage(2, cosines) == max(n for n, p in enumerate(passages) if p.proposal.id == "p3")
    assert layout.best_passage(2, -cosines) == min(n for n, p in enumerate(passages) if p.proposal.id == "p3")
