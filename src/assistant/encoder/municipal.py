"""The model that the program starts with: multilingual-e5-small, taught further to find Japanese texts.

``municipal.npz`` beside this module holds what training added to the weights (benchmarks/tuning tells of which texts
and how). A fine-tuned model differs little from its base, so few bits of the difference do (Liu et al. 2024, BitDelta,
arXiv 2402.10193): of a matrix it keeps 4-bit levels and a step for each stretch of a row, of a vector its values.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import e5
from assistant.errors import ModelError

NAME: Final = "municipal-e5-small"
FILE: Final = Path(__file__).with_name("municipal.npz")
_STRETCH: Final = 64
"""Weights of a row that share a step."""
_MOST: Final = 7
"""Levels go from -7 to 7."""
_LEVELS: Final = ".levels"
_STEPS: Final = ".steps"
_SIDES: Final = "known.sides"
_TEXTS: Final = "known.texts"
_VECTORS: Final = "known.vectors"


@dataclass(frozen=True, slots=True)
class Tuning:
    """What training added to the weights of the base, by their names, and vectors that the result gives."""

    changes: Mapping[str, NDArray[np.float32]]
    known: Sequence[e5.Known]

    @classmethod
    def read(cls, file: Path) -> Self:
        """The tuning in ``file``. Raises OSError, EOFError, ValueError, KeyError or BadZipFile where it is damaged."""
        with file.open("rb") as stream, np.load(stream) as held:
            changes = {}
            for name in held.files:
                if name.endswith(_LEVELS):
                    weight = name.removesuffix(_LEVELS)
                    changes[weight] = _unpacked(held[name], held[weight + _STEPS])
                elif not name.endswith(_STEPS) and not name.startswith("known."):
                    changes[name] = held[name].astype(np.float32)
            rows = zip(held[_SIDES].tolist(), held[_TEXTS].tolist(), held[_VECTORS], strict=True)
            known = [e5.Known(side, text, vector) for side, text, vector in rows]
        return cls(changes, known)

    def write(self, file: Path) -> None:
        """Writes the tuning into ``file``, a matrix in 4 bits: what is read again is near to it, not the same."""
        arrays: dict[str, NDArray[np.generic]] = {
            _SIDES: np.array([known.side for known in self.known]),
            _TEXTS: np.array([known.text for known in self.known]),
            _VECTORS: np.array([known.vector for known in self.known], np.int8),
        }
        for name, change in self.changes.items():
            if change.ndim == 2:
                arrays[name + _LEVELS], arrays[name + _STEPS] = _packed(change)
            else:
                arrays[name] = change.astype(np.float16)
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # its stubs take the arrays for a flag


def convert(folder: Path) -> None:
    """Writes the model into ``folder``, whole or not at all (480 MB, a quarter of a minute).

    Raises ModelError where the base or the tuning is damaged, the folder cannot be written, or the vectors of the
    result differ from those that it gave when it was trained.
    """
    try:
        tuning = Tuning.read(FILE)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        advice = "プログラムを入れ直してください。それまでは設定 model に " + e5.NAME + " と書いて使えます。"
        raise ModelError(str(FILE), "学習した重みを読めません", advice) from error
    e5.convert(folder, tuning.changes, tuning.known)


def _packed(change: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Two levels a byte, shape [rows, columns / 2], and steps, shape [rows, columns / 64]."""
    stretches = change.reshape(len(change), -1, _STRETCH)
    steps = (np.abs(stretches).max(axis=2) / _MOST).astype(np.float16)
    divisors = np.where(steps > 0, steps, 1).astype(np.float32)[:, :, None]
    levels = (np.clip(np.rint(stretches / divisors), -_MOST, _MOST) + _MOST).astype(np.uint8)
    pairs = levels.reshape(len(change), -1, 2)
    return pairs[:, :, 0] | pairs[:, :, 1] << 4, steps


def _unpacked(levels: NDArray[np.uint8], steps: NDArray[np.float16]) -> NDArray[np.float32]:
    """The matrix of what ``_packed`` gave, each weight within half a step of what it was."""
    apart = np.stack([levels & 15, levels >> 4], axis=2).reshape(len(levels), -1, _STRETCH)
    change: NDArray[np.float32] = (apart.astype(np.float32) - _MOST) * steps.astype(np.float32)[:, :, None]
    return change.reshape(len(levels), -1)
