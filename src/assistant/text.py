"""Normalised text that remembers where each of its characters stood in the verbatim text.

``verbatim`` text is never changed; searching and matching happen on a normalised copy, and every finding is
mapped back to a :class:`Span` of the verbatim text. NFKC: Unicode Standard Annex #15.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.records import Span

_VOICING = "\uff9e\uff9f"  # half-width ﾞ and ﾟ belong to the kana before them: ﾎﾟ -> ポ
_FORMAT = {"Cf", "Cn", "Co", "Cs"}  # zero-width and unassigned characters carry no word
_SENTENCE_ENDS = "。!?\n"
_OPENING, _CLOSING = "「『(（【[", "」』)）】]"
_PART = re.compile("[①-⑳]")
_FOLDED = str.maketrans("ヶヵ〜‐‑–—―−", "ケカ~------")


@dataclass(frozen=True)
class Normalized:
    """NFKC form of ``original``. ``starts[i]:ends[i]`` is the cluster of ``original`` that ``text[i]`` came from."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The verbatim span behind ``text[start:end]``, rounded outwards to whole clusters (㈱ -> (株))."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])

    @cached_property
    def folded(self) -> str:
        """``text`` with one form for what is written in several ways, character for character (see fold)."""
        return fold(self.text)


def normalize(text: str) -> Normalized:
    """NFKC of ``text`` with an offset map. Control characters become blanks, zero-width ones vanish."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = _normal_cluster(text[start:end])
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
    return Normalized(text, "".join(pieces), tuple(starts), tuple(ends))


def fold(text: str) -> str:
    """One character for each: lower case, 龍ヶ崎 -> 龍ケ崎, dashes alike. Never changes the length."""
    lowered = text.lower()
    return (lowered if len(lowered) == len(text) else text).translate(_FOLDED)


def hiragana(text: str) -> str:
    """Katakana read as hiragana: センダイ -> せんだい. Never changes the length."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)


def sentences(text: str) -> Iterator[Span]:
    """Spans of the sentences of ``text``, without blanks at either end. A 。 in brackets ends nothing."""
    depth = 0
    cuts = [0]
    for i, char in enumerate(text):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(0, depth - 1)
        elif char in _SENTENCE_ENDS and (depth == 0 or char == "\n"):
            depth = 0
            cuts.append(i + 1)
    cuts.append(len(text))
    for start, end in pairwise(cuts):
        span = trim(text, Span(start, end))
        if span.start < span.end:
            yield span


def parts(text: str) -> Iterator[tuple[str, Span]]:
    """The parts of a field that begin with circled numbers, or one part named "" for the whole.

    「①県が… ②県が…」 gives ① and ②; words before the first number belong to no part and come as "".
    """
    starts = [match.start() for match in _PART.finditer(text)]
    bounds = [0, *starts, len(text)]
    for start, end in pairwise(bounds):
        span = trim(text, Span(start, end))
        if span.start < span.end:
            label = text[start] if start in starts else ""
            yield label, span


def trim(text: str, span: Span) -> Span:
    """``span`` without white space at either end."""
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for i in range(1, len(text)):
        if not (unicodedata.combining(text[i]) or text[i] in _VOICING):
            yield start, i
            start = i
    if text:
        yield start, len(text)


def _normal_cluster(cluster: str) -> str:
    if len(cluster) == 1:
        category = unicodedata.category(cluster)
        if category == "Cc":
            return cluster if cluster in "\n\t" else " "
        if category in _FORMAT:
            return ""
    return unicodedata.normalize("NFKC", cluster)
