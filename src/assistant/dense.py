"""Search by meaning: exact inner products over sentence vectors, kept by FAISS (Douze et al. 2024, arXiv 2401.08281)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

import faiss
import numpy as np
from numpy.typing import NDArray

_FILE: Final = "vectors.faiss"


class Dense:
    """Cosines of texts with a query, by their number in the rows of vectors they were built from."""

    name: Final = "vectors"

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        self.size = int(index.ntotal)
        self.dimension = int(index.d)

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
        """All rows, shape [size, dimension]; a view, not to be written to."""
        rows: NDArray[np.float32] = faiss.rev_swig_ptr(self._index.get_xb(), self.size * self.dimension)
        return rows.reshape(self.size, self.dimension)

    def scores(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of every row with ``query`` (shape [dimension]), shape [size]."""
        scores: NDArray[np.float32] = self.vectors @ query.astype(np.float32)
        return scores

    def rank(self, query: NDArray[np.float32], k: int) -> Sequence[tuple[int, float]]:
        """The ``k`` rows nearest to ``query``, best first, ties by number."""
        scores, numbers = self._index.search(query[None, :].astype(np.float32), min(k, self.size))
        found = zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))
