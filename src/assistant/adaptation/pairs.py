"""From a corpus without labels to pairs of a text that asks and a text that answers it.

A proposal of several fields gives its first field with each later one (question and answer, title and overview,
heading and body). One of a single field gives crops: a sentence of a passage, and the rest of that passage
(inverse cloze task: Lee, Chang, Toutanova 2019, arXiv:1906.00300).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.passages import split
from assistant.records import Proposal, Span
from assistant.text import sentences

_SHORTEST_QUESTION: Final = 4
_SHORTEST_PASSAGE: Final = 15
"""Characters that a text needs to say something: 「準備中」 answers nothing in particular."""
_SHARE: Final = 10
"""One in this many is held out."""


@dataclass(frozen=True, slots=True)
class Pair:
    """``question`` is answered by ``passage``; both verbatim. Pairs of one ``group`` speak of the same matter."""

    question: str
    passage: str
    group: str

    @property
    def held_out(self) -> bool:
        """Whether the pair is kept from training, to judge by; a whole group is, on every machine alike."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % _SHARE == 0


def pairs_of(proposals: Iterable[Proposal]) -> tuple[Pair, ...]:
    """The pairs of ``proposals`` in order, each once."""
    return tuple(dict.fromkeys(Pair(*map(_plain, pair)) for proposal in proposals for pair in _pairs(proposal)))


def digest(pairs: Sequence[Pair]) -> str:
    """SHA-256 over all pairs, as 64 hexadecimal digits: what a corpus teaches."""
    total = hashlib.sha256()
    for pair in pairs:
        total.update(f"{pair.question}\x1f{pair.passage}\x1f{pair.group}\x1e".encode())
    return total.hexdigest()


def _pairs(proposal: Proposal) -> Iterator[tuple[str, str, str]]:
    """Question, passage and group of each pair of ``proposal``."""
    names = dict.fromkeys(passage.field for passage in split(proposal))
    fields = [field for field in proposal.fields if field.name in names]
    if not fields:
        return
    head, *rest = fields
    group = head.text.strip()
    bodies = [body for body in (field.text.strip() for field in rest) if len(body) >= _SHORTEST_PASSAGE]
    if bodies and len(group) >= _SHORTEST_QUESTION:
        yield from ((group, body, group) for body in bodies)
    else:
        yield from ((*crop, group) for passage in split(proposal) for crop in _crop(passage.text))


def _crop(text: str) -> Iterator[tuple[str, str]]:
    """A sentence of ``text``, chosen by its hash, and the rest of ``text``; nothing where either says too little."""
    spans = [span for span in sentences(text) if len(span.of(text)) >= _SHORTEST_PASSAGE]
    if len(spans) < 2:
        return
    chosen = spans[hashlib.sha256(_plain(text).encode()).digest()[0] % len(spans)]
    before, after = Span(0, chosen.start).of(text).strip(), Span(chosen.end, len(text)).of(text).strip()
    yield chosen.of(text), f"{before}\n{after}".strip()


def _plain(text: str) -> str:
    """``text`` with "?" for half a surrogate pair, which is no text and which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode()
