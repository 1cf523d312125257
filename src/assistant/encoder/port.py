"""What the rest of the program knows of an embedding model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns verbatim texts into vectors of unit length, so that an inner product is a cosine."""

    @property
    def name(self) -> str:
        """The model as people call it: municipal-e5-small."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Names model and form in a line; vectors of two fingerprints must not be compared."""

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Vectors of texts to be found, shape [n, dimension], in their order.

        ``progress`` is called now and then with the number of texts encoded since its last call.
        """

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of questions, shape [n, dimension], in their order."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Vector of one question, shape [dimension]."""
