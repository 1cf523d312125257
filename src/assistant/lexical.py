"""Search by words: BM25 over terms, kept by bm25s. One class for both legs, words and pairs of characters.

BM25: Robertson, Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond. bm25s: Lù (2024),
arXiv 2407.03618: the score of every term in every text is computed when the index is built.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final, Literal, Self

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.text import normalize
from assistant.tokens import content_terms, tokenizer

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells every build of an index on stderr

Unit = Literal["words", "bigrams"]
"""What is compared: content words, or pairs of neighbouring characters."""

_RUN: Final = re.compile(r"\w+")
_UNIT_FILE: Final = "unit.json"
_SATURATION: Final[dict[Unit, float]] = {"words": 1.2, "bigrams": 0.6}
"""BM25's k1: how much it counts that a term comes again. A pair of characters comes again by chance."""
_LENGTH: Final = 0.75
"""BM25's b: how much a long text is held against it."""


def bigrams(text: str) -> tuple[str, ...]:
    """Pairs of neighbouring characters of each run of letters, in order; a letter alone counts as itself."""
    folded = normalize(text).folded
    return tuple(folded[start:end] for start, end in _pairs(folded))


def content_bigrams(text: str) -> tuple[str, ...]:
    """Those pairs of ``text`` that share a letter with a content word: how a question ends (…のですか) names no topic."""
    spans = [token.span for token in tokenizer()(text) if token.content]
    content = {place for span in spans for place in range(span.start, span.end)}
    normal = normalize(text)
    asked = ((start, end, normal.span(start, end)) for start, end in _pairs(normal.folded))
    return tuple(
        normal.folded[start:end] for start, end, span in asked if not content.isdisjoint(range(span.start, span.end))
    )


def _pairs(folded: str) -> Iterator[tuple[int, int]]:
    """Where the pairs of a text start and end."""
    for run in _RUN.finditer(folded):
        for start in range(run.start(), max(run.start() + 1, run.end() - 1)):
            yield start, min(start + 2, run.end())


_Terms = Callable[[str], Sequence[str]]

_TERMS: Final[dict[Unit, _Terms]] = {"words": content_terms, "bigrams": bigrams}
"""What is kept of a text."""
_ASKED: Final[dict[Unit, _Terms]] = {"words": content_terms, "bigrams": content_bigrams}
"""What is looked for of a question."""


class Lexical:
    """BM25 scores of texts, by their number in the sequence they were built from."""

    def __init__(
        self, unit: Unit, index: bm25s.BM25 | None, size: int, terms: Sequence[Sequence[str]] | None = None
    ) -> None:
        self.name = unit
        self.size = size
        self.terms = terms
        """The terms of each text, where it was built and not opened."""
        self._index = index
        self._asked = _ASKED[unit]

    @classmethod
    def build(cls, texts: Sequence[str], unit: Unit = "words", known: Sequence[Sequence[str] | None] = ()) -> Self:
        """The index of ``texts``. Texts without a term are kept and never found.

        ``known`` gives the terms of each text, None where they are not known yet.
        """
        terms = [_TERMS[unit](text) if found is None else found for text, found in zip_longest(texts, known)]
        vocabulary = {term: number for number, term in enumerate(sorted({term for row in terms for term in row}))}
        if not vocabulary:
            return cls(unit, None, len(texts), terms)
        index = bm25s.BM25(k1=_SATURATION[unit], b=_LENGTH, method="lucene")
        index.index(([[vocabulary[term] for term in row] for row in terms], vocabulary), show_progress=False)
        return cls(unit, index, len(texts), terms)

    def save(self, folder: Path) -> None:
        """Writes the index into ``folder``: the same bytes for the same texts."""
        folder.mkdir(parents=True, exist_ok=True)
        if self._index is not None:
            self._index.save(folder, show_progress=False)
        facts = {"unit": self.name, "size": self.size, "empty": self._index is None}
        (folder / _UNIT_FILE).write_text(json.dumps(facts) + "\n", encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index that was saved in ``folder``. Raises OSError, ValueError or KeyError where there is none."""
        facts = json.loads((folder / _UNIT_FILE).read_text(encoding="utf-8"))
        index = None if facts["empty"] else bm25s.BM25.load(folder, mmap=True, show_progress=False)
        return cls(facts["unit"], index, facts["size"])

    def scores(self, query: str) -> NDArray[np.float32]:
        """The score of every text for ``query``, shape [size]; 0 where no term is shared."""
        return self.scores_of(self._asked(query))

    def scores_of(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """The score of every text for ``terms``, shape [size]; 0 where none is in it."""
        known = self._index.vocab_dict if self._index else {}
        numbers = [known[term] for term in terms if term in known]
        if self._index is None or not numbers:
            return np.zeros(self.size, dtype=np.float32)
        scores: NDArray[np.float32] = self._index.get_scores_from_ids(numbers)
        return scores
