import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.evaluation import evaluate_retrieval
from assistant.evaluation.answers import Question, _f1, read_questions
from assistant.evaluation.retrieval import RetrievalReport
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]

DOCUMENTS = {"a": "粗大ごみは電話で予約する。", "b": "住民票は市民課で交付する。", "c": "保育所の申込みは秋に行う。"}


@pytest.fixture
def retrieval_set(tmp_path):
    (tmp_path / "qrels").mkdir()
    rows = [json.dumps({"_id": name, "title": "", "text": text}) for name, text in DOCUMENTS.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(rows), encoding="utf-8")
    queries = {"q1": "粗大ゴミを捨てたい", "q2": "住民票がほしい"}
    rows = [json.dumps({"_id": name, "text": text}) for name, text in queries.items()]
    (tmp_path / "queries.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t2\nq2\tb\t1\n", encoding="utf-8")
    return tmp_path


def test_a_retrieval_set_is_ranked_by_the_true_search(retrieval_set):
    report = evaluate_retrieval(retrieval_set, Settings.load(ROOT, {})).to_json()
    assert report["queries"] == 2
    assert report["recall@10"] == report["ndcg@10"] == report["mrr@10"] == 1.0
    assert set(report) == {
        "queries", "recall@10", "ndcg@10", "mrr@10", "encode_docs_per_s", "query_ms_p50", "query_ms_p95",
    }  # fmt: skip


def test_figures_are_means_over_the_questions():
    report = RetrievalReport(
        rankings={"q1": ("a", "b"), "q2": ("a", "b")},
        grades={"q1": {"a": 1}, "q2": {"b": 2}},
        documents=10,
        encode_seconds=2.0,
        query_seconds=(0.010, 0.030),
    ).to_json()
    assert report["mrr@10"] == (1 + 1 / 2) / 2
    assert report["recall@10"] == 1.0
    assert report["encode_docs_per_s"] == 10 / 2.0
    assert report["query_ms_p50"] == 20.0


def test_an_evaluation_needs_a_set(tmp_path):
    with pytest.raises(InputError, match=r"corpus\.jsonl"):
        evaluate_retrieval(tmp_path, replace(Settings.load(ROOT, {}), index=tmp_path))


@pytest.mark.parametrize(
    ("listed", "wanted", "optional", "f1"),
    [
        ("ab", "ab", "", 1.0),
        ("a", "ab", "", 2 * 1 / (2 + 1)),
        ("abc", "ab", "c", 1.0),  # an optional name counts neither way
        ("abd", "ab", "c", 2 * 2 / (2 + 3)),
        ("", "ab", "", 0.0),
        ("", "", "", 1.0),
        ("a", "", "", 0.0),
    ],
)
def test_f1_of_a_listed_set(listed, wanted, optional, f1):
    question = Question("?", (), "", tuple(wanted), tuple(optional), None, (), answered=bool(wanted))
    assert _f1(tuple(listed), question) == pytest.approx(f1)


@pytest.mark.parametrize("line", ["{", "[]", '{"question": "何件?"}', '{"question": "何件?", "municipalities": []}'])
def test_a_line_that_is_no_question_is_named(tmp_path, line):
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "何件?", "municipalities": null, "answered": true}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="2行目"):
        list(read_questions(file))
