from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.encoder.rounding import LEVELS, rounded


def _weights_and_values(seed: int, inputs: int, outputs: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights, and values of which many go together, as those of a model do."""
    rng = np.random.default_rng(seed)
    few = rng.normal(size=(400, max(inputs // 8, 1))) @ rng.normal(size=(max(inputs // 8, 1), inputs))
    values = few + 0.1 * rng.normal(size=(400, inputs))
    return rng.normal(size=(inputs, outputs)).astype(np.float32), values.astype(np.float32)


def _error(values: np.ndarray, weights: np.ndarray, levels: np.ndarray, steps: np.ndarray) -> float:
    return float(np.square(values @ (levels * steps - weights)).mean())


@pytest.mark.parametrize(("inputs", "outputs"), [(32, 16), (128, 40), (200, 8)])
def test_the_product_changes_less_than_with_each_weight_rounded_by_itself(inputs: int, outputs: int) -> None:
    weights, values = _weights_and_values(1, inputs, outputs)
    levels, steps = rounded(weights, values.T @ values)
    alone = np.rint(weights / steps)
    assert _error(values, weights, levels, steps) < 0.5 * _error(values, weights, alone, steps)


def test_inputs_that_do_not_go_together_are_rounded_each_by_itself() -> None:
    weights = np.random.default_rng(2).normal(size=(70, 5)).astype(np.float32)
    levels, steps = rounded(weights, np.diag(np.arange(1.0, 71)).astype(np.float32))
    np.testing.assert_array_equal(levels, np.rint(weights / steps))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 90), st.integers(1, 6))
def test_levels_fit_seven_bits_and_steps_reach_the_largest_weight(seed: int, inputs: int, outputs: int) -> None:
    weights, values = _weights_and_values(seed, inputs, outputs)
    levels, steps = rounded(weights, values.T @ values)
    assert levels.dtype == np.int8
    assert np.abs(levels.astype(int)).max() <= LEVELS
    np.testing.assert_allclose(steps * LEVELS, np.abs(weights).max(axis=0), rtol=1e-6)


def test_weights_that_are_levels_stay_as_they_are() -> None:
    given_levels = np.array([[63, -63, 5], [-7, 0, 63], [1, 62, -1]], np.float32)
    levels, steps = rounded(given_levels * np.float32(0.5), np.ones((3, 3), np.float32))
    np.testing.assert_array_equal(levels, given_levels)
    assert steps.tolist() == [0.5, 0.5, 0.5]


@pytest.mark.parametrize("moments", [np.zeros((4, 4), np.float32), np.ones((4, 4), np.float32)])
def test_inputs_never_seen_or_always_alike_are_no_hindrance(moments: np.ndarray) -> None:
    weights = np.arange(12, dtype=np.float32).reshape(4, 3) - 6
    weights[:, 1] = 0
    levels, steps = rounded(weights, moments)
    assert np.isfinite(steps).all()
    assert (levels[:, 1] == 0).all()
