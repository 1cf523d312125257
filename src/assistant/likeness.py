"""Rows that are alike: found by vectors and words as in :mod:`assistant.search`, and what they share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.errors import InputError
from assistant.facets import is_particular, with_facets
from assistant.index import Index
from assistant.passages import whole, windows
from assistant.question.topics import is_weak
from assistant.records import LEVEL, PREFECTURE, SITE, START, STATUS, TARGET, Field, Place, Proposal, Source, Span
from assistant.search import Scores, fused, standardized, with_feedback
from assistant.tokens import Token, tokenizer

MAX_DRAFT: Final = 5000
"""Longest draft that is compared, in characters."""
_COMPARED: Final = (TARGET, SITE, PREFECTURE, LEVEL, STATUS, START)
_AGREED: Final = (TARGET, SITE)
"""Facets in which rows that are alike agree, whatever their words."""
_AGREEING: Final = 0.3
"""How much agreement counts beside the legs of a search."""
_WORDS: Final = 8
_COMMON: Final = 0.5
"""The share of the rows from which on a word tells nothing."""
_ENOUGH: Final = 8
_NOUNS: Final = {"名詞", "接頭辞", "接尾辞"}
_WINDOWS: Final = 16
"""So many stretches of a draft are compared by meaning; each costs time."""
_SPOKEN: Final = {"title", "overview", "target", "site", "other"}
"""Roles of fields in which words are compared."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A row like another one or like a draft: shared facets (name and value) and shared words, the rarest first."""

    proposal: Proposal
    facets: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    marks: tuple[tuple[str, tuple[Span, ...]], ...]
    """Where the shared words stand in the row, by field."""


def closeness(index: Index, text: str) -> Scores:
    """How close each row is to ``text``, shape [rows], as a search ranks them."""
    return with_feedback(index, _legs(index, text, index.encoder.encode_query(text)))


class Likeness:
    """Compares rows and drafts with the rows of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._numbers = {proposal.id: number for number, proposal in enumerate(index.proposals)}
        self._share = lru_cache(10_000)(self._share_of)

    def to_row(self, proposal: Proposal, k: int, among: Collection[str] | None = None) -> tuple[Alike, ...]:
        """The ``k`` rows most like a row of the index, of those with the ids ``among`` where these are given."""
        number = self._numbers[proposal.id]
        vector = self._index.vectors.rows(self._index.layout.wholes(np.array([number], dtype=np.intp)))[0]
        totals = _legs(self._index, whole(proposal), vector) + _AGREEING * standardized(self._agreement(proposal))
        others = (n for n, other in enumerate(self._index.proposals) if among is None or other.id in among)
        chosen = np.array([n for n in others if n != number], dtype=np.intp)
        return tuple(self._alike(proposal, self._index.proposals[chosen[at]]) for at in _best(totals[chosen], k))

    def to_draft(self, text: str, k: int, era: str | None) -> tuple[Alike, ...]:
        """The ``k`` rows most like a draft, in which years of two digits are of ``era``.

        Raises InputError where it is empty or too long.
        """
        if len(text) > MAX_DRAFT:
            raise InputError(f"案が長すぎます({len(text)}文字)。{MAX_DRAFT}文字以内に短くしてください。")
        draft = with_facets(_draft(text), era)
        if not any(token.content for field in draft.fields for token in tokenizer()(field.text)):
            raise InputError("案の文がありません。似た事例をさがす文を貼り付けてください。")
        pieces = [field.text for field in draft.fields]
        vectors = self._index.encoder.encode_passages(pieces[:: -(-len(pieces) // _WINDOWS)])
        centre = vectors.mean(axis=0)
        totals = _legs(self._index, text, (centre / np.linalg.norm(centre)).astype(np.float32))
        return tuple(self._alike(draft, self._index.proposals[n]) for n in _best(totals, k))

    def _agreement(self, proposal: Proposal) -> Scores:
        """How many bits each row has in common with ``proposal`` in its groups and places, shape [rows].

        What few rows have tells more: 児童扶養手当受給者, beside 生活保護受給者.
        """
        size = len(self._index.proposals)
        found = np.zeros(size, dtype=np.float32)
        for name in _AGREED:
            for value in filter(is_particular, proposal.values(name)):
                rows = self._bearers[name, value]
                found[rows] += np.log2(size / len(rows))
        return found

    @cached_property
    def _bearers(self) -> dict[tuple[str, str], NDArray[np.intp]]:
        """The numbers of the rows that have each value of the facets in which rows agree."""
        found: dict[tuple[str, str], list[int]] = {}
        for number, row in enumerate(self._index.proposals):
            for name in _AGREED:
                for value in row.values(name):
                    found.setdefault((name, value), []).append(number)
        return {said: np.array(rows, dtype=np.intp) for said, rows in found.items()}

    def _alike(self, one: Proposal, other: Proposal) -> Alike:
        own = {(name, value) for name in _COMPARED for value in one.values(name)}
        said = _neighbours(one)
        found: dict[str, float] = {}
        places: dict[str, list[Span]] = {}
        for field, run in _runs(other, said):
            if all(is_weak(token) for token in run):
                continue
            share = min((self._share(token.term) for token in run if len(token.term) > 1), default=1.0)
            if share <= _COMMON:
                span = Span(run[0].span.start, run[-1].span.end)
                found.setdefault(span.of(field.text), share)
                places.setdefault(field.name, []).append(span)
        words = [word for word in found if not any(word in longer for longer in found if longer != word)]
        return Alike(
            proposal=other,
            facets=tuple((name, value) for name in _COMPARED for value in other.values(name) if (name, value) in own),
            words=tuple(sorted(words, key=lambda word: (found[word], word))[:_WORDS]),
            marks=tuple((name, tuple(spans)) for name, spans in places.items()),
        )

    def _share_of(self, term: str) -> float:
        """The share of the rows that hold a word; 0 in a corpus that is too small to tell."""
        size = len(self._index.proposals)
        return float((self._index.words.scores(term) > 0).sum()) / size if size >= _ENOUGH else 0.0


def _legs(index: Index, text: str, vector: NDArray[np.float32]) -> Scores:
    if not index.proposals:
        return np.zeros(0, dtype=np.float32)
    return fused(
        {
            "words": index.words.scores(text),
            "bigrams": index.bigrams.scores(text),
            "vectors": index.layout.scores(index.vectors.scores(vector)),
        }
    )


def _best(totals: Scores, k: int) -> Sequence[int]:
    best: list[int] = np.argsort(-totals, kind="stable")[:k].tolist()
    return best


def _nouns(proposal: Proposal) -> Iterator[tuple[Field, Token]]:
    """The nouns of what a row speaks of, where they stand."""
    for field in proposal.fields:
        if field.role in _SPOKEN:
            yield from ((field, token) for token in tokenizer()(field.text) if token.content and token.pos in _NOUNS)


def _neighbours(proposal: Proposal) -> set[tuple[str, str]]:
    """Pairs of nouns that touch in ``proposal``, and each noun with nothing before it."""
    found: set[tuple[str, str]] = set()
    before: tuple[Field, Token] | None = None
    for field, token in _nouns(proposal):
        found.add(("", token.term))
        if before and before[0] is field and before[1].span.end == token.span.start:
            found.add((before[1].term, token.term))
        before = field, token
    return found


def _runs(proposal: Proposal, said: set[tuple[str, str]]) -> Iterator[tuple[Field, list[Token]]]:
    """Nouns of ``proposal`` that are ``said`` elsewhere, those that touch in both together: 生活, 保護, 受給, 者."""
    run: list[Token] = []
    home: Field | None = None
    for field, token in _nouns(proposal):
        touches = home is field and bool(run) and run[-1].span.end == token.span.start
        if touches and (run[-1].term, token.term) in said:
            run.append(token)
            continue
        if home and run:
            yield home, run
        home, run = field, [token] if ("", token.term) in said else []
    if home and run:
        yield home, run


def _draft(text: str) -> Proposal:
    """A draft as a row; a field for each of its windows, since facets take long to find in a long one."""
    whole_text = Field("案", "overview", text)
    pieces = dict.fromkeys(span.of(text) for span in windows(whole_text)) if text.strip() else ()
    source = Source("", "", "", "", "", "")
    return Proposal("", source, Place(), "", "", "", tuple(replace(whole_text, text=piece) for piece in pieces))
