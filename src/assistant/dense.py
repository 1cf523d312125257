"""Search by meaning: exact inner products over sentence vectors, kept by FAISS (Douze et al. 2024, arXiv 2401.08281)."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Self

import faiss
import numpy as np
from numpy.typing import NDArray

_FILE: Final = "vectors.faiss"
_EVERY: Final = -2.0
"""No cosine is as low: a search by range down to it gives every row."""


class Dense:
    """Cosines of texts with a query, by their number in the rows of vectors they were built from."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        self.size = int(index.ntotal)

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> Self:
        """The index of ``vectors``, shape [n, dimension], of unit length."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def save(self, folder: Path) -> None:
        """Writes the index into ``folder``: the same bytes for the same vectors."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index that was saved in ``folder``. Raises OSError or RuntimeError where there is none."""
        data = np.frombuffer((folder / _FILE).read_bytes(), dtype=np.uint8)
        return cls(faiss.deserialize_index(data))

    @property
    def vectors(self) -> NDArray[np.float32]:
        """All rows, shape [size, dimension]."""
        return self.rows(np.arange(self.size))

    def rows(self, numbers: NDArray[np.intp]) -> NDArray[np.float32]:
        """The rows of these numbers, shape [n, dimension]."""
        rows: NDArray[np.float32] = self._index.reconstruct_batch(numbers.astype(np.int64))
        return rows

    def scores(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """The inner product of every row with ``query`` (shape [dimension]), shape [size]."""
        _, products, numbers = self._index.range_search(query[None, :].astype(np.float32), _EVERY)
        scores = np.zeros(self.size, dtype=np.float32)
        scores[numbers] = products
        return scores
