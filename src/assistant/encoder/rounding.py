"""Rounds the weights of a product so that the product changes least, rather than each weight.

What the rounding of one row of weights does to the product is made good, as far as inputs go together, by the rows
that are not rounded yet (Frantar, Ashkboos, Hoefler, Alistarh 2022, GPTQ: Accurate Post-Training Quantization for
Generative Pre-trained Transformers, arXiv 2210.17323).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

LEVELS: Final = 63
"""Levels on either side of 0: 7 of the 8 bits, since processors without VNNI add two products in 16 bits."""
_DAMPING: Final = 0.01
"""What is added to the mean square of each input, as a share of all of them: inputs seen may have gone together by chance."""
_BLOCK: Final = 64
"""Rows that are rounded before the rest is corrected for them."""


def rounded(weights: NDArray[np.float32], moments: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Levels of ``weights``, shape [inputs, outputs], and the step of each output, shape [outputs].

    ``moments`` are the sums of the products of each two inputs over the texts seen, shape [inputs, inputs].
    """
    steps = np.maximum(np.abs(weights).max(axis=0) / LEVELS, np.finfo(np.float32).tiny)
    order = np.argsort(-np.diag(moments), kind="stable")
    rest = (weights / steps)[order]
    shares = _shares(moments[np.ix_(order, order)])
    levels = np.empty(weights.shape, np.int8)
    for first in range(0, len(rest), _BLOCK):
        rows = slice(first, first + _BLOCK)
        block, own = rest[rows], shares[rows, rows]
        errors = np.empty_like(block)
        for number, row in enumerate(block):
            level = np.clip(np.rint(row), -LEVELS, LEVELS)
            levels[order[first + number]] = level
            errors[number] = (row - level) / own[number, number]
            block[number + 1 :] -= np.outer(own[number, number + 1 :], errors[number])
        rest[first + _BLOCK :] -= shares[rows, first + _BLOCK :].T @ errors
    return levels, steps.astype(np.float32)


def _shares(moments: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much of the error of a row each later row takes over: the Cholesky factor of the inverse, upper triangle."""
    damped = moments.astype(np.float64)
    mean = float(np.diag(damped).mean()) or 1.0
    damped[np.diag_indices(len(damped))] += _DAMPING * mean
    return np.linalg.cholesky(np.linalg.inv(damped)).T.astype(np.float32)
