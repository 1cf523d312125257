import numpy as np
import pytest

from assistant.dense import Dense

ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], dtype=np.float32)


def test_scores_are_cosines():
    scores = Dense.build(ROWS).scores(np.array([0.8, 0.6], dtype=np.float32))
    np.testing.assert_allclose(scores, [0.8, 0.6, 0.6 * 0.8 + 0.8 * 0.6, -0.8], rtol=1e-6)


def test_what_is_opened_scores_as_what_was_saved(tmp_path):
    built = Dense.build(ROWS)
    built.save(tmp_path)
    opened = Dense.open(tmp_path)
    query = np.array([0.28, 0.96], dtype=np.float32)
    np.testing.assert_array_equal(opened.scores(query), built.scores(query))
    np.testing.assert_array_equal(opened.vectors, ROWS)
    np.testing.assert_array_equal(opened.rows(np.array([2, 0])), ROWS[[2, 0]])


def test_no_rows(tmp_path):
    Dense.build(np.zeros((0, 3), dtype=np.float32)).save(tmp_path)
    empty = Dense.open(tmp_path)
    assert empty.size == 0
    assert empty.scores(np.ones(3, dtype=np.float32)).shape == (0,)
    assert empty.vectors.shape == (0, 3)


@pytest.mark.parametrize("content", ["", "IxFI", "nothing"])
def test_a_damaged_file_is_no_index(tmp_path, content):
    Dense.build(ROWS).save(tmp_path)
    (tmp_path / "vectors.faiss").write_text(content)
    with pytest.raises(RuntimeError):
        Dense.open(tmp_path)
