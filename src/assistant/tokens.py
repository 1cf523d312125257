"""Japanese words with the spans they came from: MeCab by fugashi, dictionary unidic-lite.

A ``surface`` is verbatim; a ``term`` is normalised and is what the word search compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import Any, Protocol

from fugashi import Tagger

from assistant.records import Span
from assistant.text import Normalized, fold, normalize

_CONTENT = {"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞", "代名詞"}
_EMPTY_LEMMAS = {"為る", "有る", "居る", "成る", "出来る", "下さる", "頂く", "事", "物", "為", "等", "様"}
_LATIN = re.compile(r"[0-9a-z.+#&-]+")
_KATAKANA_LETTER = re.compile(r"[ァ-ヺ]")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: the term to compare, its part of speech, its reading in katakana, its verbatim span."""

    term: str
    surface: str
    pos: str
    subpos: str
    reading: str
    span: Span
    content: bool


class Tokenizer(Protocol):
    """Cuts a text into words."""

    def __call__(self, text: str) -> Sequence[Token]:
        """The words of ``text`` in order; spans are of the verbatim text."""
        ...


class MecabTokenizer:
    """The tokenizer in use. Safe to share between threads."""

    def __init__(self) -> None:
        self._tagger = Tagger()
        self._lock = Lock()

    def __call__(self, text: str) -> tuple[Token, ...]:
        """The words of ``text``; blanks and symbols are left out."""
        normal = normalize(text)
        return tuple(self._tokens(normal))

    def nodes(self, text: str) -> Iterator[tuple[int, int, Any]]:
        """Start, end and features of all that MeCab divides ``text`` (NFKC) into, symbols too."""
        with self._lock:
            nodes = [(n.white_space, n.surface, n.feature) for n in self._tagger(text)]
        cursor = 0
        for blank, surface, feature in nodes:
            start = cursor + len(blank)
            cursor = start + len(surface)
            yield start, cursor, feature

    def _tokens(self, normal: Normalized) -> Iterator[Token]:
        for start, end, feature in self.nodes(normal.text):
            surface = normal.text[start:end]
            if not _WORD.search(surface):
                continue
            span = normal.span(start, end)
            term = _term(surface, feature)
            yield Token(
                term=term,
                surface=span.of(normal.original),
                pos=feature.pos1 or "",
                subpos=feature.pos2 or "",
                reading=feature.kana or "",
                span=span,
                content=_is_content(term, feature),
            )


@cache
def tokenizer() -> MecabTokenizer:
    """The one tokenizer of this process: the dictionary takes a moment to open."""
    return MecabTokenizer()


def dictionary_version() -> str:
    """Name and version of the dictionary: terms of an index depend on it."""
    return f"unidic-lite {version('unidic-lite')}"


def content_terms(text: str) -> tuple[str, ...]:
    """Terms of the content words of ``text``, in order, repeats kept."""
    return tuple(t.term for t in tokenizer()(text) if t.content)


def _term(surface: str, feature: object) -> str:
    # Proper nouns keep their letters: the lemma of 東京 is トウキョウ.
    # A katakana letter alone keeps its form: the lemma of ロ is 露.
    lemma = getattr(feature, "lemma", None)
    folded = fold(surface)
    proper = getattr(feature, "pos2", "") == "固有名詞"
    if lemma is None or proper or _KATAKANA_LETTER.fullmatch(surface) or _LATIN.fullmatch(folded):
        return folded
    return fold(lemma.split("-", 1)[0])  # 申込み, 申し込み -> 申し込み; パーソナル-personal -> パーソナル


def _is_content(term: str, feature: object) -> bool:
    return getattr(feature, "pos1", "") in _CONTENT and term not in _EMPTY_LEMMAS
