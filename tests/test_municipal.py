from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.numpy import load_file

from assistant.encoder import e5, municipal, open_encoder
from assistant.encoder.municipal import Tuning
from assistant.errors import ModelError

MODELS = Path(__file__).parents[1] / "models"
MATRIX = "encoder.layer.3.output.dense.weight"
VECTOR = "encoder.layer.3.output.dense.bias"


@given(
    matrix=arrays(np.float32, (3, 128), elements=st.floats(-2, 2, width=32)),
    vector=arrays(np.float32, 5, elements=st.floats(-2, 2, width=32)),
)
def test_a_weight_comes_back_within_half_a_step(
    matrix: np.ndarray, vector: np.ndarray, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("tuning") / "tuning.npz"
    Tuning({MATRIX: matrix, VECTOR: vector}, ()).write(file)
    again = Tuning.read(file).changes
    largest = np.abs(matrix.reshape(3, 2, 64)).max(axis=2, keepdims=True).repeat(64, axis=2).reshape(3, 128)
    # Half of a seventh of the largest, and what a step loses in float16.
    assert (np.abs(again[MATRIX] - matrix) <= largest / 14 * 1.002 + 1e-6).all()
    assert (again[VECTOR] == vector.astype(np.float16)).all()


def test_levels_are_what_they_should_be_by_hand(tmp_path: Path) -> None:
    row = np.zeros((1, 64), np.float32)
    row[0, :4] = [7, -7, 3.4, -0.6]  # a step of 1
    Tuning({MATRIX: row}, ()).write(tmp_path / "tuning.npz")
    assert Tuning.read(tmp_path / "tuning.npz").changes[MATRIX][0, :5].tolist() == [7, -7, 3, -1, 0]


def test_the_program_carries_a_tuning_of_every_layer() -> None:
    tuning = Tuning.read(municipal.FILE)
    layers = {name.split(".")[2] for name in tuning.changes if name.startswith("encoder.layer.")}
    assert layers == {str(layer) for layer in range(12)}
    for layer in range(12):
        assert np.abs(tuning.changes[MATRIX.replace("3", str(layer))]).max() > 0
    assert "embeddings.word_embeddings.weight" not in tuning.changes
    assert {known.side for known in tuning.known} == {"query", "passage"}


def test_the_model_is_the_base_and_the_tuning() -> None:
    for name in (municipal.NAME, e5.NAME):
        open_encoder(name, MODELS, int8=False)
    tuned, base = (load_file(MODELS / name / "model.safetensors") for name in (municipal.NAME, e5.NAME))
    changes = Tuning.read(municipal.FILE).changes
    assert tuned.keys() == base.keys()
    for name, weight in tuned.items():
        np.testing.assert_array_equal(weight, base[name] + changes[name] if name in changes else base[name])


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:1000])


def _another(file: Path) -> None:
    tuning = Tuning.read(file)
    Tuning({name: 3 * change for name, change in tuning.changes.items()}, tuning.known).write(file)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (Path.unlink, "学習した重みを読めません"),
        (_cut, "学習した重みを読めません"),
        (lambda file: file.write_bytes(b""), "学習した重みを読めません"),
        (_another, "ベクトルが元と合いません"),
    ],
    ids=["missing", "cut", "empty", "of another training"],
)
def test_a_damaged_tuning_is_refused(spoil: object, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "municipal.npz"
    shutil.copy(municipal.FILE, file)
    spoil(file)  # type: ignore[operator]
    monkeypatch.setattr(municipal, "FILE", file)
    with pytest.raises(ModelError, match=says):
        open_encoder(municipal.NAME, tmp_path / "models")
    assert not (tmp_path / "models" / municipal.NAME).exists()
