"""The words of a proposal, part by part: what a topic is looked up in. Cut once, when an index is built."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.records import Proposal, Topic
from assistant.text import fold, parts, plain
from assistant.tokens import tokenizer

_LATIN: Final = re.compile(r"[0-9a-z]+")
_KATAKANA: Final = re.compile("[ァ-ヺー]{3,}")
_SHORT_KATAKANA: Final = re.compile("[ァ-ヺ][ァ-ヺー]")
_TWO_KANJI: Final = re.compile("[一-龥]{2}")
_KANJI: Final = re.compile(r"[一-龥]")
_SHORT_WORD: Final = 3
_PREFIXES: Final = frozenset("本当同各全新旧前後主副諸約")
"""Kanji that begin words in which they are none themselves: 本 of 本人."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The words of a proposal, or of one of its parts together with the words all parts share."""

    proposal: Proposal
    part: str
    text: str
    terms: frozenset[str]
    edges: frozenset[str]
    """First and last kanji of its words that are no names: 雪 of 除雪, 島 of 離島."""

    def meets(self, topic: Topic) -> bool:
        """Whether the segment speaks of ``topic``, in the column that it is asked of."""
        if topic.column:
            text = next((f.text for f in self.proposal.fields if f.name == topic.column), "")
            return topic.met(fold(plain(text)).__contains__)
        return topic.met(self.has)

    def has(self, wording: str) -> bool:
        """Whether ``wording`` stands here: as a term, or as a phrase that cuts no Latin word and begins no katakana in the middle; a lone kanji begins or ends a word."""
        if wording in self.terms:
            return True
        if len(wording) == 1:
            return wording in self.edges and wording not in _PREFIXES
        if wording not in self.text:
            return False
        if _LATIN.fullmatch(wording):
            return bool(re.search(rf"(?<![0-9a-z]){wording}(?![0-9a-z])", self.text))
        if _TWO_KANJI.fullmatch(wording) and not self._holds(wording):
            return False
        if _KATAKANA.fullmatch(wording):  # ライン does not stand in オンライン
            return bool(re.search(rf"(?<![ァ-ヺー]){wording}", self.text))
        if _SHORT_KATAKANA.fullmatch(wording):  # ログ does not stand in ログイン
            return bool(re.search(rf"(?<![ァ-ヺー]){wording}(?![ァ-ヺー])", self.text))
        return True

    def _holds(self, wording: str) -> bool:
        """Whether two kanji are a word here, a piece of one or two words: 案内 does not stand in 提案内容."""
        pieces = (term for term in self.terms if len(term) > len(wording))
        return any(wording in term for term in pieces) or all(char in self.terms for char in wording)


def segments(proposal: Proposal) -> Sequence[Segment]:
    """One segment for each part of ``proposal``, or one for all of it."""
    shared: list[str] = [proposal.section] if proposal.section else []
    own: dict[str, list[str]] = {part: [] for part in proposal.parts}
    for field in proposal.fields:
        for part, span in parts(field.text):
            own.get(part, shared).append(span.of(field.text))
    return [_segment(proposal, part, [*shared, *texts]) for part, texts in own.items()]


def write(path: Path, found: Iterable[Segment]) -> None:
    """One segment a line."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for item in found:
            row = [item.proposal.id, item.part, item.text, sorted(item.terms), sorted(item.edges)]
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def read(path: Path, proposals: Mapping[str, Proposal]) -> tuple[Segment, ...]:
    """The segments of a file that :func:`write` wrote, as far as they are of ``proposals`` (by id), in its order.

    Raises OSError, ValueError or KeyError where it is no such file.
    """
    found = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            name, part, text, terms, edges = json.loads(line)
            if name in proposals:
                shared = frozenset(map(sys.intern, terms))
                found.append(Segment(proposals[name], part, text, shared, frozenset(edges)))
    return tuple(found)


def _segment(proposal: Proposal, part: str, texts: Iterable[str]) -> Segment:
    joined = "\n".join(texts)
    tokens = [token for token in tokenizer()(joined) if token.content]
    plain_nouns = [token.term for token in tokens if token.pos == "名詞" and token.subpos != "固有名詞"]
    edges = {char for term in plain_nouns if len(term) <= _SHORT_WORD for char in (term[0], term[-1])}
    return Segment(
        proposal,
        part,
        fold(plain(joined)),
        frozenset(token.term for token in tokens),
        frozenset(char for char in edges if _KANJI.match(char)),
    )
