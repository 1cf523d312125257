"""Sentence models with random weights that are as small as can be: their words are single characters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertModel,
    ModernBertConfig,
    ModernBertModel,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaModel,
)

Architecture = Callable[[int], PreTrainedModel]
"""Makes a model for so many words."""

WIDTH: Final = 32
_SIZES: Final[dict[str, Any]] = {
    "hidden_size": WIDTH,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 96,
    "initializer_range": 0.3,
}
_PAD, _UNKNOWN, _FIRST, _LAST = range(4)


def bert(words: int) -> PreTrainedModel:
    return BertModel(BertConfig(vocab_size=words, **_SIZES))


def modern_bert(words: int) -> PreTrainedModel:
    """The architecture of ruri-v3: words are near to some alone in every other layer, places are rotations."""
    sizes = _SIZES | {"num_hidden_layers": 4, "local_attention": 16, "global_attn_every_n_layers": 2}
    ends = {"cls_token_id": _FIRST, "sep_token_id": _LAST, "bos_token_id": _FIRST, "eos_token_id": _LAST}
    return ModernBertModel(ModernBertConfig(vocab_size=words, pad_token_id=_PAD, **sizes, **ends))


def xlm_roberta(words: int) -> PreTrainedModel:
    """The architecture of multilingual-e5 and bge-m3."""
    return XLMRobertaModel(XLMRobertaConfig(vocab_size=words, pad_token_id=_PAD, **_SIZES))


def save_parts(folder: Path, characters: set[str], architecture: Architecture = bert) -> None:
    """Writes a tokenizer of ``characters`` and a model of random weights, the same each time, into ``folder``."""
    vocabulary = {token: i for i, token in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted(characters)])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", _FIRST), ("[SEP]", _LAST)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(folder)
    torch.manual_seed(1)
    architecture(len(vocabulary)).save_pretrained(folder)
