"""Runs a model in float32 through sentence-transformers, as its makers run it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError

Side = Literal["query", "passage"]
"""Whether a text asks or is to be found; many models put another prompt before each."""

_PROMPT_NAMES: Final[dict[Side, tuple[str, ...]]] = {
    "query": ("query",),
    "passage": ("document", "passage", "corpus"),
}


class Pipeline:
    """A loaded sentence-transformers model: its tokenizer, encoder, pooling, normalisation and prompts."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.dimension: int = model.get_embedding_dimension()
        self.prompts: dict[Side, str] = {side: _prompt(model.prompts, names) for side, names in _PROMPT_NAMES.items()}

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model in ``folder``, on the CPU. Nothing is fetched. Raises ModelError where it cannot be loaded."""
        os.environ["HF_HUB_OFFLINE"] = "1"
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds and 400 MB
        from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

        disable_progress_bar()
        try:
            return cls(SentenceTransformer(str(folder), device="cpu", local_files_only=True))
        except Exception as error:  # a damaged folder makes the libraries raise anything
            reason = f"モデルを読み込めません({type(error).__name__})"
            advice = "sentence-transformers の形のフォルダーか、ファイルが欠けていないかを確かめてください。"
            raise ModelError(str(folder), reason, advice) from error

    def encode(self, texts: Sequence[str], side: Side) -> NDArray[np.float32]:
        """Vectors of at least one text with the prompt of ``side``, shape [n, dimension], unit length."""
        encode = self.model.encode_query if side == "query" else self.model.encode_document
        vectors: NDArray[np.float32] = encode(
            list(texts), prompt=self.prompts[side], normalize_embeddings=True, show_progress_bar=False
        )
        return vectors

    def token_ids(self, text: str, side: Side) -> list[int]:
        """The tokens of ``text`` with the prompt of ``side``, special ones included."""
        features = self.model.preprocess([text], prompt=self.prompts[side])
        ids: list[int] = features["input_ids"][0].tolist()
        return ids


def _prompt(prompts: dict[str, str], names: tuple[str, ...]) -> str:
    """The first prompt that says something; sentence-transformers itself would stop at an empty "document"."""
    return next((prompts[name] for name in names if prompts.get(name)), "")
