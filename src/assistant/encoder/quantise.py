"""Makes the 8-bit form of a model once, and refuses it where it would not rank as the model does.

The vectors of words become a table; all else of a sentence-transformers model - encoder, pooling, normalisation,
whatever it lists - one ONNX graph, whose products are then quantised. So the largest part of a small model is never
in memory as a whole, and the making takes little more memory than the model. Graph and result are checked against
the model itself: the same tokens, cosines of at least 0.9999 and 0.98, no clear preference reversed.
"""

from __future__ import annotations

import gc
import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import int8, products
from assistant.encoder.graph import Graph
from assistant.encoder.int8 import Int8Form, Words
from assistant.encoder.manifest import Manifest, read, written_whole
from assistant.encoder.pipeline import Pipeline, Side
from assistant.lists import rows

RECIPE: Final = 5
"""Raised whenever other weights are made than before, here or in what is called: older forms are made anew."""
_AGREEMENT: Final = 0.98
"""Cosine of a vector with that in float32: rounding turns vectors that lie far apart more than those of a narrow cone."""
_SAME: Final = 0.9999
"""The same before anything is rounded: what is left out of the graph shows here."""
_CLEAR: Final = 0.6
"""Difference of two cosines in float32, in standard deviations of them all, from which their order must be kept."""
_TEXTS: Final[Mapping[Side, tuple[str, ...]]] = {
    "query": (
        "駅前の空き店舗はどう使えますか",
        "生活保護を受けている人の就労支援",
        "２０２４年度に始まった ＩＣＴ Education の取組",
        "ごみの出し方",
    ),
    "passage": (
        "駅前の空き店舗を子育て支援の場として使う。",
        "ハローワークと市が一体となって、生活保護受給者の就労を支援する。令和6年4月から(一部は準備中)。",
        "①小中学校でのICT教育\n②Wi-Fi の整備　③研修",
        "粗大ごみは電話で申し込む。10:00～17:00",
        "",
        "高齢者の見守りと買い物の支援を、地域の事業者と協定を結んで行う。" * 40,
    ),
}

_AT_ONCE: Final = 1024
"""Words whose vectors are rounded together."""
_OPENED: Final = 64 * _AT_ONCE
"""Words that are read until the model is opened anew: what was read of its file is in memory until it is let go."""

_log = logging.getLogger(__name__)


class _UnsuitableError(Exception):
    """The model has no 8-bit form that could stand in for it; the message says why, in Japanese."""


def int8_form(source: Path, digest: str, folder: Path) -> Int8Form | None:
    """The 8-bit form of the model in ``source``, made in ``folder`` first where that holds none (half a minute, once).

    ``digest`` names the contents of ``source``. None where the model has no such form; that is logged as a
    warning and remembered. Raises ModelError where ``source`` cannot be loaded or ``folder`` is damaged.
    """
    made_of = {"source": digest, "recipe": RECIPE}
    manifest = read(folder) if folder.exists() else None
    if manifest is None or not made_of.items() <= manifest.facts.items():
        manifest = _make(source, folder, made_of)
    if refusal := manifest.facts.get("refusal"):
        _log.warning("%s は 8 ビット形式にできないため、元の形式で動かします(%s)。", source.name, refusal)
        return None
    return Int8Form.load(folder, dict(manifest.facts))


@dataclass(frozen=True, slots=True)
class _Expected:
    """What the model itself makes of a few Japanese texts."""

    tokens: Mapping[Side, list[list[int]]]
    """The ids of each text."""
    words: Mapping[Side, list[NDArray[np.float32]]]
    """The vectors of its words, shape [tokens, width]."""
    vectors: Mapping[Side, NDArray[np.float32]]
    """The vector of each text, shape [texts, dimension]."""

    @property
    def all_words(self) -> list[NDArray[np.float32]]:
        """The vectors of the words of all texts."""
        return [words for side in self.words for words in self.words[side]]

    @property
    def all_vectors(self) -> NDArray[np.float32]:
        """The vectors of all texts, in the same order."""
        return np.concatenate([self.vectors[side] for side in self.words])


def _make(source: Path, folder: Path, made_of: dict[str, Any]) -> Manifest:
    """Makes the form of the model in ``source``, or notes in ``folder`` that it has none; the new manifest."""
    facts = dict(made_of)
    try:
        with written_whole(folder, facts) as side, tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            Words.write(_vocabulary(source), side)
            pipeline = Pipeline.load(source)
            facts |= {"dimension": pipeline.dimension, "prompts": dict(pipeline.prompts)}
            _write_tokenizer(pipeline, side / int8.TOKENIZER)
            expected = _expected(pipeline)
            usual = _usual(pipeline)
            del pipeline
            gc.collect()
            with _refusing("ONNX に書き出せません"):
                graph = Graph.of(Pipeline.load(source), expected.words["passage"][0], Path(scratch))
            gc.collect()
            with _refusing("8 ビットにできません"):
                _settle(graph, expected, Path(scratch))
                words = Words.open(side)
                texts = [*(words.vectors(ids) for ids in usual), *expected.all_words]
                products.quantise(graph, _inputs(graph, texts, Path(scratch)))
                graph.save(side / int8.GRAPH)
            del graph
            gc.collect()
            _check(Int8Form.load(side, facts), expected)
    except _UnsuitableError as error:
        with written_whole(folder, {**made_of, "refusal": str(error)}):
            pass
    return read(folder)


def _write_tokenizer(pipeline: Pipeline, file: Path) -> None:
    """Writes the model's tokenizer so that it cuts at the length the model takes and pads nothing.

    The one in use is changed; the library sets length and padding anew whenever it calls it.
    """
    from tokenizers import Tokenizer  # noqa: PLC0415

    fast = getattr(pipeline.model.tokenizer, "backend_tokenizer", pipeline.model.tokenizer)
    if not isinstance(fast, Tokenizer):
        raise _UnsuitableError("トークナイザーが tokenizers のものではありません")
    fast.no_padding()
    if pipeline.model.max_seq_length:
        fast.enable_truncation(pipeline.model.max_seq_length)
    fast.save(str(file), pretty=False)


def _embedding(pipeline: Pipeline) -> Any:
    """The module that gives the vectors of words. Raises _UnsuitableError where the model has none."""
    import torch  # noqa: PLC0415

    with _refusing("単語のベクトルを取り出せません"):
        embedding = pipeline.model[0].model.get_input_embeddings()
    if not isinstance(embedding, torch.nn.Embedding):
        raise _UnsuitableError("単語のベクトルの表がありません")
    return embedding


def _vectors(pipeline: Pipeline, ids: Sequence[int]) -> NDArray[np.float32]:
    """The vectors of the words of these ids, shape [n, width]."""
    import torch  # noqa: PLC0415

    with torch.inference_mode():
        vectors: NDArray[np.float32] = _embedding(pipeline)(torch.tensor(ids)).numpy()
    return vectors


def _vocabulary(source: Path) -> Iterator[NDArray[np.float32]]:
    """The vectors of all words, stretch by stretch."""
    count = _embedding(Pipeline.load(source)).num_embeddings
    for opened in range(0, count, _OPENED):
        pipeline = Pipeline.load(source)
        for first in range(opened, min(opened + _OPENED, count), _AT_ONCE):
            yield _vectors(pipeline, range(first, min(first + _AT_ONCE, count)))
        del pipeline
        gc.collect()  # modules refer to each other; what was read of the file would stay in memory


def _usual(pipeline: Pipeline) -> list[list[int]]:
    """The tokens of everyday questions and sentences."""
    sides: tuple[tuple[str, Side], ...] = (("question", "query"), ("passage", "passage"))
    return [pipeline.token_ids(row[column], side) for row in rows("general_pairs") for column, side in sides]


def _settle(graph: Graph, expected: _Expected, scratch: Path) -> None:
    """Settles the shapes of ``graph``.

    Raises _UnsuitableError where the graph, in float32 still, does not give the vectors of the model.
    """
    texts = expected.all_words
    shapes: dict[str, list[tuple[int, ...]]] = {name: [] for name in graph.arranged}
    for _, values in graph.run(texts, list(shapes), scratch):
        for name, found in shapes.items():
            found.append(values[name].shape)
    graph.settle(shapes)
    vectors = np.stack([vector for vector, _ in graph.run(texts, [], scratch)])
    cosines = (vectors * expected.all_vectors).sum(axis=1)
    least = float((cosines / np.linalg.norm(vectors, axis=1)).min())
    if not least >= _SAME:
        raise _UnsuitableError(f"ONNX のグラフのベクトルが元のモデルと合いません: 類似度 {least:.4f}")


def _inputs(graph: Graph, texts: Sequence[NDArray[np.float32]], scratch: Path) -> dict[str, products.Inputs]:
    """What comes to the products of ``graph`` for ``texts``, by the name of the value."""
    inputs = {node.input[0]: products.Inputs(graph.weights[node.input[1]].dims[0]) for node in products.products(graph)}
    for _, values in graph.run(texts, list(inputs), scratch):
        for name, seen in inputs.items():
            seen.see(values[name].reshape(-1, values[name].shape[-1]))
    return inputs


@contextmanager
def _refusing(reason: str) -> Iterator[None]:
    """Turns what a library raises on a model that it was not written for into _UnsuitableError."""
    try:
        yield
    except (OSError, MemoryError, _UnsuitableError):
        raise
    except Exception as error:  # exporters fail in any way
        raise _UnsuitableError(f"{reason}: {type(error).__name__}") from error


def _expected(pipeline: Pipeline) -> _Expected:
    tokens = {side: [pipeline.token_ids(text, side) for text in texts] for side, texts in _TEXTS.items()}
    words = {side: [_vectors(pipeline, ids) for ids in texts] for side, texts in tokens.items()}
    return _Expected(tokens, words, {side: pipeline.encode(texts, side) for side, texts in _TEXTS.items()})


def _check(form: Int8Form, expected: _Expected) -> None:
    """Raises _UnsuitableError where ``form`` does not do with a few Japanese texts what the model does."""
    for side, texts in _TEXTS.items():
        if [form.token_ids(text, side) for text in texts] != expected.tokens[side]:
            raise _UnsuitableError("トークンが元のモデルと違います")
    with _refusing("ONNX Runtime で動きません"):
        vectors = {side: form.encode(texts, side) for side, texts in _TEXTS.items()}
    cosine = min(float((vectors[side] * expected.vectors[side]).sum(axis=1).min()) for side in vectors)
    if not cosine >= _AGREEMENT:
        raise _UnsuitableError(f"ベクトルが元のモデルと合いません: 類似度 {cosine:.3f}")
    scores = vectors["query"] @ vectors["passage"].T
    true_scores = expected.vectors["query"] @ expected.vectors["passage"].T
    clear = true_scores[:, :, None] - true_scores[:, None, :] > _CLEAR * true_scores.std()
    if np.any(clear & (scores[:, :, None] <= scores[:, None, :])):
        raise _UnsuitableError("順位が元のモデルと変わります")
