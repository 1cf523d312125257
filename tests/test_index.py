"""An index that is built, saved, opened again, and refused where it does not fit."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import Assistant
from assistant.errors import IndexUnavailableError
from assistant.index import SCHEMA, Checkpoint, Index, Saved, store
from assistant.index import folder as folders

DATA = Path(__file__).parent / "data"
QUESTIONS = ["生活保護受給者の就労支援", "Uターン 就職", "女性", "求人端末を置く区役所", "xyz"]


@pytest.fixture
def copied(assistant, tmp_path):
    """Settings of a copy of the index that may be damaged."""
    folder = shutil.copytree(assistant.settings.index, tmp_path / "index")
    return replace(assistant.settings, index=folder)


def test_what_is_saved_is_opened_equal(assistant, copied):
    opened = Assistant.open(copied)
    assert opened.proposals == assistant.proposals
    assert [p.id for p in opened.index.passages] == [p.id for p in assistant.index.passages]
    for question in QUESTIONS:
        before, after = assistant.search(question, 18), opened.search(question, 18)
        assert [(h.passage.id, h.ranks) for h in before] == [(h.passage.id, h.ranks) for h in after]
        assert [h.score for h in before] == pytest.approx([h.score for h in after])


def test_proposals_are_read_as_they_were_written(assistant, tmp_path):
    store.write(tmp_path / "proposals.jsonl", assistant.proposals)
    assert store.read(tmp_path / "proposals.jsonl") == assistant.proposals


def test_an_index_built_in_memory_ranks_as_a_saved_one(assistant):
    built = Index.build(assistant.proposals, assistant.index.encoder)
    fresh = replace(assistant, index=built)
    for question in QUESTIONS:
        assert [h.passage.id for h in fresh.search(question)] == [h.passage.id for h in assistant.search(question)]


def test_vectors_of_unchanged_texts_are_taken_over(assistant, copied):
    saved = Saved.of(copied.index)
    again = Index.build(assistant.proposals, assistant.index.encoder, saved=saved)
    assert again.encoded == 0
    fewer = replace(saved, vectors=dict(list(saved.vectors.items())[:5]))
    assert Index.build(assistant.proposals, assistant.index.encoder, saved=fewer).encoded == len(saved.vectors) - 5
    other = replace(saved, fingerprint="another model")
    assert Index.build(assistant.proposals, assistant.index.encoder, saved=other).encoded == len(saved.vectors)


def test_terms_of_unchanged_texts_are_taken_over_and_fit_their_texts(assistant, copied):
    proposals, encoder = assistant.proposals, assistant.index.encoder
    fresh = Index.build(proposals, encoder, saved=replace(Saved.of(copied.index), terms={}))
    saved = Saved.of(copied.index)
    assert len(saved.terms) == len(proposals)
    turned = Index.build(proposals[::-1], encoder, saved=saved)
    assert [tuple(terms) for terms in turned.words.terms] == list(fresh.words.terms)[::-1]
    marked = replace(saved, terms={digest: ["松明"] for digest in saved.terms})
    assert Index.build(proposals, encoder, saved=marked).words.terms == [["松明"]] * len(proposals)


def test_terms_of_other_lists_or_another_dictionary_are_not_believed(copied):
    generation, manifest = folders.current(copied.index)
    assert Saved.read(generation, manifest).terms
    for place in range(len(manifest["terms"])):
        others = [*manifest["terms"]]
        others[place] = "another"
        assert Saved.read(generation, {**manifest, "terms": others}).terms == {}


def test_a_build_that_was_stopped_goes_on_where_it_was(assistant, tmp_path):
    encoder = assistant.index.encoder
    checkpoint = Checkpoint.of(tmp_path, encoder.fingerprint, encoder.dimension)
    whole = Index.build(assistant.proposals, encoder, checkpoint=checkpoint)
    texts = len(checkpoint.rows())
    assert texts == whole.encoded > 0
    data = checkpoint.path.read_bytes()
    checkpoint.path.write_bytes(data[: len(data) // 2 + 7])  # stopped in the middle of a record
    left = len(checkpoint.rows())
    assert 0 < left < texts
    again = Index.build(assistant.proposals, encoder, checkpoint=checkpoint)
    assert again.encoded == texts - left
    assert np.array_equal(again.vectors.vectors, whole.vectors.vectors)
    assert len(checkpoint.rows()) == texts
    assert Checkpoint.of(tmp_path, "another model", encoder.dimension).rows() == {}


def test_a_damaged_record_of_a_checkpoint_is_not_believed(tmp_path):
    checkpoint = Checkpoint.of(tmp_path, "model", 2)
    checkpoint.add(["00" * 32, "11" * 32], np.array([[1, 2], [3, 4]], dtype=np.float32))
    data = bytearray(checkpoint.path.read_bytes())
    data[40] ^= 1
    checkpoint.path.write_bytes(bytes(data))
    assert list(checkpoint.rows()) == ["11" * 32]
    Checkpoint.discard(tmp_path)
    assert checkpoint.rows() == {}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("schema", SCHEMA + 1, "索引の形式が違います"),
        ("model", "ruri-v3 float32 0123", "モデルが違います(索引: ruri-v3 float32 0123"),
        ("dimension", 768, "次元数が違います"),
        ("dictionary", "unidic 9", "辞書が違います"),
    ],
)
def test_an_index_of_another_make_is_refused_by_name(copied, name, value, reason):
    file = copied.index / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**manifest, name: value}, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(IndexUnavailableError) as caught:
        Assistant.open(copied)
    assert caught.value.reason.startswith(reason)
    assert "assistant build" in str(caught.value)


@pytest.mark.parametrize("pattern", ["*/vectors.faiss", "*/proposals.jsonl", "*/words/*.npy", "manifest.json"])
def test_a_truncated_index_is_refused_and_a_build_mends_it(copied, pattern):
    file = sorted(copied.index.glob(pattern))[0]
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(IndexUnavailableError, match="assistant build"):
        Assistant.open(copied)
    assert Assistant.stale(copied)
    Assistant.build(copied)
    assert not Assistant.stale(copied)
    assert Assistant.open(copied).ask("全部で何件?").count == 18


def test_a_build_that_fails_leaves_the_old_index(copied, tmp_path):
    before = (copied.index / "manifest.json").read_bytes()
    with pytest.raises(Exception, match="資料のフォルダがありません"):
        Assistant.build(replace(copied, corpus=tmp_path / "missing"))
    assert (copied.index / "manifest.json").read_bytes() == before
    assert Assistant.open(copied).ask("全部で何件?").count == 18


def test_a_changed_setting_makes_the_index_stale(copied):
    assert not Assistant.stale(copied)
    assert "モデルの設定" in Assistant.stale(replace(copied, int8=False))
    assert "資料" in Assistant.stale(replace(copied, corpus=DATA / "third-corpus"))
