"""Normalised text that remembers where each of its characters stood in the verbatim text.

``verbatim`` text is never changed; searching and matching happen on a normalised copy, and every finding is
mapped back to a :class:`Span` of the verbatim text. NFKC: Unicode Standard Annex #15.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from assistant import lists
from assistant.records import Span

_VOICING = "\uff9e\uff9f"  # half-width ﾞ and ﾟ belong to the kana before them: ﾎﾟ -> ポ
_PLAIN = re.compile("[ -~\\n\\t、。「」・一-鿿ぁ-ゖァ-ヺー]+(?=[ -~\\n\\t、。「」・一-鿿ぁ-ゖァ-ヺー]|\\Z)")
"""A run of characters that stand for themselves, each alone; the last one may have a mark behind it and is left out."""
_FORMAT = {"Cf", "Cn", "Co", "Cs"}  # zero-width and unassigned characters carry no word
_SENTENCE_ENDS = "。!?\n"
_OPENING, _CLOSING = "「『(（【[", "」』)）】]"
_PART = re.compile("[①-⑳]")
_PARTS = re.compile("[\u2e80-\u2fdf]")
_AROUND_NUMBER = re.compile(r"^(?:no\.?|#)|[\s()\[\]:.。、番]+", re.IGNORECASE)
_NUMBERS = 10_000
"""So many printed numbers are kept as they were read: every row is asked for its own."""
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
    """NFKC of ``text``, look-alikes read as what they stand for, with an offset map. Control characters become blanks, zero-width ones vanish."""
    meant = text.translate(_meant())
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for run in _PLAIN.finditer(meant):
        for start, end in (*_clusters(meant, done, run.start()), (run.start(), run.end())):
            plain = start == run.start()
            piece = meant[start:end] if plain else _normal_cluster(meant[start:end])
            pieces.append(piece)
            starts.extend(range(start, end) if plain else [start] * len(piece))
            ends.extend(range(start + 1, end + 1) if plain else [end] * len(piece))
        done = run.end()
    for start, end in _clusters(meant, done, len(meant)):
        piece = _normal_cluster(meant[start:end])
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
    return Normalized(text, "".join(pieces), tuple(starts), tuple(ends))


def plain(text: str) -> str:
    """The normal form of ``text`` without an offset map: quick, for comparing only."""
    return unicodedata.normalize("NFKC", text.translate(_meant()))


def fold(text: str) -> str:
    """One character for each: lower case, 龍ヶ崎 -> 龍ケ崎, dashes alike. Never changes the length."""
    lowered = text.lower()
    return (lowered if len(lowered) == len(text) else text).translate(_FOLDED)


@lru_cache(_NUMBERS)
def number_of(printed: str) -> str:
    """The number of a row without what stands around it, as it is asked for: 「No.(３)」 is 「3」, 「a‐２」 is 「A-2」."""
    return _AROUND_NUMBER.sub("", fold(plain(printed)).strip()).upper()


def whole_kanji(text: str) -> str:
    """``text`` with parts of kanji that stand for whole ones (⾃治体, ⻑野) as the kanji that people see. Keeps the length."""
    return _PARTS.sub(lambda found: plain(found[0]), text)


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


def stretches(text: str, spans: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """``text`` cut into stretches, each with whether one of ``spans`` covers it. Spans may touch, overlap or reach beyond."""
    covered: list[Span] = []
    for span in sorted(spans):
        start, end = max(span.start, 0), min(span.end, len(text))
        if covered and start <= covered[-1].end:
            covered[-1] = Span(covered[-1].start, max(covered[-1].end, end))
        elif start < end:
            covered.append(Span(start, end))
    done = 0
    for span in covered:
        if done < span.start:
            yield text[done : span.start], False
        yield span.of(text), True
        done = span.end
    if done < len(text):
        yield text[done:], False


def trim(text: str, span: Span) -> Span:
    """``span`` without white space at either end."""
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def _clusters(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Stretches of ``text[start:stop]``: a character and the marks that belong to it."""
    for i in range(start + 1, stop):
        if not (unicodedata.combining(text[i]) or text[i] in _VOICING):
            yield start, i
            start = i
    if start < stop:
        yield start, stop


def _normal_cluster(cluster: str) -> str:
    if len(cluster) == 1:
        category = unicodedata.category(cluster)
        if category == "Cc":
            return cluster if cluster in "\n\t" else " "
        if category in _FORMAT:
            return ""
    return unicodedata.normalize("NFKC", cluster)


@cache
def _meant() -> dict[int, str]:
    """What characters stand for beyond NFKC, one for one: ⻑ -> 長, 髙 -> 高 (data/characters.tsv)."""
    return {ord(row["written"]): row["means"] for row in lists.rows("characters")}
