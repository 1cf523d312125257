"""Vectors of a build that is under way, kept as they come, so that a build that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

_PREFIX: Final = ".encoded-"
_DIGEST: Final = 32
_CHECK: Final = 8


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A file of records: the hash of a text, its vector, and a check of both. One file for each model."""

    path: Path
    dimension: int

    @classmethod
    def of(cls, folder: Path, fingerprint: str, dimension: int) -> Self:
        """The checkpoint of builds into the index ``folder`` with the model of this fingerprint."""
        name = hashlib.sha256(f"{fingerprint} {dimension}".encode()).hexdigest()[:12]
        return cls(folder / f"{_PREFIX}{name}", dimension)

    def rows(self) -> dict[str, NDArray[np.float32]]:
        """Vectors by the hash of their text, as far as the records are whole."""
        try:
            data = self.path.read_bytes()
        except OSError:
            return {}
        size = _DIGEST + 4 * self.dimension
        found = {}
        for start in range(0, len(data) - size - _CHECK + 1, size + _CHECK):
            record = data[start : start + size]
            if _check(record) == data[start + size : start + size + _CHECK]:
                found[record[:_DIGEST].hex()] = np.frombuffer(record, dtype=np.float32, offset=_DIGEST)
        return found

    def add(self, digests: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Appends a record for each text. A torn record of an earlier stop is cut off first."""
        size = _DIGEST + 4 * self.dimension + _CHECK
        with self.path.open("ab") as out:
            out.truncate(out.tell() // size * size)
            for digest, vector in zip(digests, vectors, strict=True):
                record = bytes.fromhex(digest) + vector.astype(np.float32).tobytes()
                out.write(record + _check(record))

    @staticmethod
    def discard(folder: Path) -> None:
        """Removes the checkpoints of ``folder``: what they hold is in the index now."""
        for path in folder.glob(f"{_PREFIX}*"):
            path.unlink(missing_ok=True)


def _check(record: bytes) -> bytes:
    return hashlib.sha256(record).digest()[:_CHECK]
