"""The encoder of the program: any sentence-transformers model, in 8 bits where that keeps its quality."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import e5, manifest, municipal
from assistant.encoder.pipeline import Pipeline, Side
from assistant.encoder.quantise import RECIPE, int8_form
from assistant.errors import ModelError

_CHUNK: Final = 64
_MADE: Final[Mapping[str, Callable[[Path], None]]] = {e5.NAME: e5.convert, municipal.NAME: municipal.convert}
"""Models that the program carries, and what writes their folders."""


class Form(Protocol):
    """A model that is loaded and ready to run."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str], side: Side) -> NDArray[np.float32]:
        """Vectors of at least one text with the prompt of ``side``, shape [n, dimension], unit length."""


class SentenceEncoder:
    """An :class:`~assistant.encoder.port.Encoder` over one form of one model."""

    def __init__(self, name: str, fingerprint: str, form: Form) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = form.dimension
        self._form = form

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Vectors of texts to be found, shape [n, dimension], unit length, in their order.

        ``progress`` is called after each stretch of texts with the number of texts in it.
        """
        return self._encode(texts, "passage", progress)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of questions, shape [n, dimension], unit length, in their order."""
        return self._encode(texts, "query", None)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of one question, shape [dimension], unit length."""
        vector: NDArray[np.float32] = self._encode([text], "query", None)[0]
        return vector

    def _encode(self, texts: Sequence[str], side: Side, progress: Callable[[int], None] | None) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        # Texts of one length run together, so that little is padded; the longest first shows a lack of memory early.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            vectors[chunk] = self._form.encode([_encodable(texts[i]) for i in chunk], side)
            if progress is not None:
                progress(len(chunk))
        return vectors


def open_encoder(model: str, models: Path, *, int8: bool = True) -> SentenceEncoder:
    """The encoder of ``model``, which is one that the program carries, a folder, or a name that was downloaded before.

    ``models`` is where converted models lie; what is missing there is made now (half a minute, once). With
    ``int8`` the model runs in 8 bits unless it cannot be brought into that form. Nothing is fetched.
    Raises ModelError where the model is missing, damaged, or gives vectors it should not.
    """
    folder = locate(model, models)
    name = Path(model).name or folder.resolve().name
    digest = manifest.content_digest(folder)
    form: Form | None = int8_form(folder, digest, models / f"{name}-int8") if int8 else None
    kind = f"float32 {digest[:16]}" if form is None else f"int8 {digest[:16]} {RECIPE}"
    return SentenceEncoder(name, f"{name} {kind}", form or Pipeline.load(folder))


def locate(model: str, models: Path) -> Path:
    """The folder of ``model``; one that the program carries is converted into ``models`` first if it is not there.

    Raises ModelError where there is no such folder.
    """
    if model in _MADE:
        folder = models / model
        if not folder.exists():
            _MADE[model](folder)
        manifest.read(folder)
        return folder
    for folder in (Path(model).expanduser(), models / model):
        if folder.is_dir():
            return folder
    return _downloaded(model)


def _downloaded(name: str) -> Path:
    """The folder in which the model called ``name`` was stored when it was downloaded earlier."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name if "/" in name else f"sentence-transformers/{name}", local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        advice = f"モデルのフォルダーを設定 model に書くか、{municipal.NAME} に戻してください。実行中のダウンロードはしません。"
        raise ModelError(name, "モデルが見つかりません", advice) from error


def _encodable(text: str) -> str:
    """``text`` without NUL, which ends or blurs a word, and with "?" for half a surrogate pair, which is no text."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
