"""Runs the 8-bit form of a model: a table of words and, on ONNX Runtime, a graph from them to the finished vector.

Neither torch nor sentence-transformers is imported, and the weights are mapped from disk: a start takes one
second and 400 MB, most of it the tokenizer, where the float32 form takes six seconds and 900 MB.
Each text runs by itself, as the scale of dynamic quantisation belongs to a run: so a vector depends on its text
alone, and nothing is padded. Texts in bulk share the processor cores one text each; one alone has several of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import manifest
from assistant.encoder.pipeline import Side

GRAPH: Final = "encoder.onnx"
TOKENIZER: Final = "tokenizer.json"
INPUT: Final = "words"
"""Input with the vector of each word of the tokenizer, shape [1, tokens, width]."""
SENTENCE: Final = "sentence_embedding"
_LEVELS: Final = "words.bin"
_STEPS: Final = "steps.bin"
_MOST: Final = 127
_TOGETHER: Final = 4
"""Processor cores that work on one text at most; more wait for each other."""
_WAIT: Final = "2000"
"""Microseconds that a core waits for the next piece of work before it sleeps: longer than an operation takes, much
shorter than people take between two questions."""


class Words:
    """The vectors of the words of a tokenizer, the largest part of a small model: levels of 8 bits and a step each."""

    def __init__(self, levels: NDArray[np.int8], steps: NDArray[np.float32]) -> None:
        self._levels = levels
        self._steps = steps

    @staticmethod
    def write(stretches: Iterable[NDArray[np.float32]], folder: Path) -> None:
        """Writes the table of the vectors in ``stretches``, each of shape [words, width], into ``folder``."""
        with (folder / _LEVELS).open("wb") as levels, (folder / _STEPS).open("wb") as steps:
            for vectors in stretches:
                step = np.maximum(np.abs(vectors).max(axis=1, keepdims=True) / _MOST, np.finfo(np.float32).tiny)
                levels.write(np.rint(vectors / step).astype(np.int8).tobytes())
                steps.write(step.astype(np.float32).tobytes())

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The table in ``folder``, of which only what is used is read. Raises OSError or ValueError."""
        steps = np.fromfile(folder / _STEPS, np.float32).reshape(-1, 1)
        return cls(np.memmap(folder / _LEVELS, np.int8, "r").reshape(len(steps), -1), steps)

    def vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of the words of these ids, shape [n, width]."""
        found: NDArray[np.float32] = self._levels[ids] * self._steps[ids]
        return found


class Int8Form:
    """A model in 8 bits with its tokenizer (which cuts a text at the length the model takes) and prompts."""

    def __init__(self, tokenizer: Any, words: Words, graph: Path, prompts: dict[str, str], dimension: int) -> None:
        self.dimension = dimension
        self._tokenizer = tokenizer
        self._words = words
        together = min(_cores(), _TOGETHER)
        self._single = _session(graph, 1)
        self._shared = _session(graph, together) if together > 1 else self._single
        self._prompts = prompts

    @classmethod
    def load(cls, folder: Path, facts: dict[str, Any]) -> Self:
        """The form in ``folder``, whose manifest holds ``facts``. Raises ModelError where it is damaged."""
        from tokenizers import Tokenizer  # noqa: PLC0415 - only where it is used

        try:
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            return cls(tokenizer, Words.open(folder), folder / GRAPH, dict(facts["prompts"]), int(facts["dimension"]))
        except Exception as error:  # both libraries raise plain Exception subclasses of their own
            raise manifest.damaged(folder, f"読み込めません: {type(error).__name__}") from error

    def encode(self, texts: Sequence[str], side: Side) -> NDArray[np.float32]:
        """Vectors of at least one text with the prompt of ``side``, shape [n, dimension], unit length."""
        prompt = self._prompts[side]
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch([prompt + text for text in texts])]
        if len(ids) == 1:
            vectors = self._vector(ids[0], self._shared)
        else:
            with ThreadPoolExecutor(_cores()) as pool:
                vectors = np.vstack(list(pool.map(lambda row: self._vector(row, self._single), ids)))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
        return unit

    def token_ids(self, text: str, side: Side) -> list[int]:
        """The tokens of ``text`` with the prompt of ``side``, special ones included."""
        ids: list[int] = self._tokenizer.encode(self._prompts[side] + text).ids
        return ids

    def _vector(self, ids: list[int], session: Any) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = session.run([SENTENCE], {INPUT: self._words.vectors(ids)[None]})[0]
        return vector


def _session(graph: Path, cores: int) -> Any:
    """The graph ready to run, on so many processor cores at once."""
    import onnxruntime  # noqa: PLC0415 - only where it is used

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.spin_duration_us", _WAIT)
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
