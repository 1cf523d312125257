import json

import pytest

from assistant.errors import InputError
from assistant.readers import beir

DOCUMENTS = [
    {"_id": "a", "title": "ごみ", "text": "Question: ごみはいつ?\nAnswer: 月曜。\n注意: 朝8時まで。"},
    {"_id": "b", "text": "Question: 税は?\nAnswer: 窓口で。\nQuestion: とも書く。"},
]
QUERIES = [{"_id": "q1", "text": "ごみの日"}, {"_id": "q2", "text": "税"}]
GRADES = "query-id\tcorpus-id\tscore\nq2\tb\t2\nq2\ta\t0\n"


def write(folder, documents=DOCUMENTS, queries=QUERIES, grades=GRADES):
    (folder / "qrels").mkdir(exist_ok=True)
    for name, rows in (("corpus", documents), ("queries", queries)):
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "qrels/test.tsv").write_text(grades, encoding="utf-8")
    return folder


def test_a_set_is_read(tmp_path):
    found = beir.read(write(tmp_path))
    assert [item.id for item in found.proposals] == ["a", "b"]
    assert found.queries == {"q1": "ごみの日", "q2": "税"}
    assert found.grades == {"q2": {"b": 2, "a": 0}}


# texts of a set, names and texts of the fields of its first document
FIELDS = [
    (["質問: 何?\n回答:これ。", "質問: 誰?\n回答: 私。"], {"質問": "何?", "回答": "これ。"}),
    (
        ["Q：何?\nA：これ。\n続き。", "Q：誰?\nA：私。"],
        {"Q": "何?", "A": "これ。\n続き。"},
    ),  # lines behind it belong to it
    (["前。\nQ: 何?\nA: これ。", "Q: 誰?\nA: 私。"], {"本文": "前。", "Q": "何?", "A": "これ。"}),
    (["注意: これ。", "それ。", "どれ。"], {"本文": "注意: これ。"}),  # one text in three: a label of none
    (["Q: \nA: これ。", "Q: 誰?\nA: 私。"], {"A": "これ。"}),
    (["題: 何\n本文: これ。", "題: 誰\n本文: 私。"], {"題": "何", "本文": "これ。"}),
    (["", "それ。"], {"本文": ""}),
]


@pytest.mark.parametrize(("texts", "fields"), FIELDS)
def test_labels_that_most_texts_have_are_fields(tmp_path, texts, fields):
    documents = [{"_id": name, "text": text} for name, text in zip("abc", texts, strict=False)]
    found = beir.read(write(tmp_path, documents, grades="q1\ta\t1"))
    assert {field.name: field.text for field in found.proposals[0].fields} == fields


def test_the_title_is_a_field_and_a_second_label_is_text(tmp_path):
    first, second = beir.read(write(tmp_path)).proposals
    assert [(f.name, f.role) for f in first.fields] == [("題名", "title"), ("Question", "other"), ("Answer", "other")]
    assert first.text("Answer") == "月曜。\n注意: 朝8時まで。"
    assert second.text("Answer") == "窓口で。\nQuestion: とも書く。"


# what is wrong, what the message must hold
FAULTS = [
    ({"documents": [*DOCUMENTS, "{"]}, r"corpus\.jsonl 3行目: JSON ではありません"),
    ({"documents": ["[]"]}, r"corpus\.jsonl 1行目: JSON の辞書"),
    ({"documents": [{"_id": 1, "text": "x"}]}, r"corpus\.jsonl 1行目: _id が文字列"),
    ({"documents": [{"_id": "a"}]}, r"corpus\.jsonl 1行目: text が文字列"),
    ({"documents": [DOCUMENTS[0], DOCUMENTS[0]]}, r"corpus\.jsonl 2行目: _id「a」が2度"),
    ({"documents": []}, r"corpus\.jsonl: 中身がありません"),
    ({"queries": [{"_id": "q1", "text": None}]}, r"queries\.jsonl 1行目: text"),
    ({"grades": "query-id\tcorpus-id\tscore\nq1\ta\n"}, r"test\.tsv 2行目: 3列"),
    ({"grades": "query-id\tcorpus-id\tscore\nq1\ta\tyes\n"}, r"test\.tsv 2行目: 3列"),
    ({"grades": "query-id\tcorpus-id\tscore\n\nq9\ta\t1\n"}, r"test\.tsv 3行目: 質問「q9」"),
    ({"grades": "q1\tx\t1\n"}, r"test\.tsv 1行目: 文書「x」"),
    ({"grades": "query-id\tcorpus-id\tscore\n"}, r"test\.tsv: 正解が1つもありません"),
]


@pytest.mark.parametrize(("fault", "message"), FAULTS)
def test_a_fault_is_told_with_file_and_line(tmp_path, fault, message):
    with pytest.raises(InputError, match=message):
        beir.read(write(tmp_path, **fault))


def test_a_missing_file_and_one_that_is_not_utf8_are_told(tmp_path):
    write(tmp_path)
    (tmp_path / "queries.jsonl").write_bytes('{"_id": "q", "text": "あ"}'.encode("shift_jis"))
    with pytest.raises(InputError, match="UTF-8"):
        beir.read(tmp_path)
    (tmp_path / "queries.jsonl").unlink()
    with pytest.raises(InputError, match=r"queries\.jsonl: ファイルがありません"):
        beir.read(tmp_path)
