"""Words by how they sound: typed in hiragana (きょうぎちゅう), or in other kanji of the same sound (個別非難計画)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from assistant.question.topics import is_filler, synonym_lexicon, synonyms_of
from assistant.records import SITE, STATUS, TARGET, Reading
from assistant.text import hiragana
from assistant.tokens import tokenizer
from assistant.vocabulary import lexicon

_LISTS: Final = {TARGET: "targets", SITE: "sites", STATUS: "statuses"}
SOUNDING: Final = tuple(_LISTS)
"""The facets whose words are known by their sound."""
_LONG: Final = 4
_COMPOUND: Final = re.compile(f"[一-龥]{{{_LONG},}}")
"""Shorter words sound like others by chance: 公園 and 講演."""
_NOUNS: Final = {"名詞", "代名詞", "接頭辞", "接尾辞", "形状詞"}
_RUN: Final = re.compile("(?<![一-龥ァ-ヺ])[ぁ-んー]{4,}")
_GOES_ON: Final = re.compile("[一-龥ァ-ヺ]")
_KANA_NOUN: Final = re.compile("(?<![一-龥ぁ-んー])[ぁ-んー]{4,12}?(?=[をがはのにでともやへ]?(?:[^ぁ-んー]|$))")
_KATAKANA: Final = re.compile(r"[ァ-ヺー]{4,}")
_KANJI: Final = re.compile(r"[一-龥]")
_KANA: Final = 4
"""So many kana make a word that is not met by chance."""
_SPELT: Final = 3
"""So many katakana without long vowels make a word that is not met by chance: サポタ."""
_HIRAGANA: Final = re.compile("[ぁ-んー]+")


@dataclass(frozen=True)
class Sounds:
    """The words of a corpus by how they sound. ``text`` is all it says, folded; ``values`` are those of SOUNDING."""

    text: str
    values: Mapping[str, Sequence[str]]

    def put_right(self, question: str) -> tuple[str, tuple[Reading, ...]]:
        """``question`` with words of the corpus that were typed otherwise put back: はろーわーく, 個別非難計画."""
        readings = []
        typed_so = self._words | self._katakana | self._heard(question)
        for typed, word in sorted(typed_so.items(), key=lambda pair: (-len(pair[0]), pair[0])):
            if typed in question:
                question = question.replace(typed, word)
                readings.append(Reading(typed, word))
        for typed in _KATAKANA.findall(question):  # サポター
            long = self._unlengthened.get(typed.replace("ー", "")) if typed not in self.text else None
            if long:
                question = question.replace(typed, long)
                readings.append(Reading(typed, long))
        for typed in _COMPOUND.findall(question):
            meant = self._compounds.get(_sound(typed)) if typed not in self.text else None
            if meant and len(meant) == len(typed):
                question = question.replace(typed, meant)
                readings.append(Reading(typed, meant))
        return question, tuple(readings)

    def kana_words(self, question: str) -> Iterator[tuple[int, int]]:
        """Where ``question`` holds a noun of the corpus that is written in hiragana: てまえどり."""
        for run in _RUN.finditer(question):
            here = [
                word
                for word in self._kana_nouns
                if question.startswith(word, run.start()) and not _GOES_ON.match(question, run.start() + len(word))
            ]  # ふるさと住民登録 is one noun
            if here:
                yield run.start(), run.start() + len(max(here, key=len))

    @cached_property
    def _kana_nouns(self) -> frozenset[str]:
        """Nouns of the corpus in hiragana, of some length."""
        found = set()
        for word in dict.fromkeys(_KANA_NOUN.findall(self.text)):
            tokens = tokenizer()(word)
            nouns = tokens[-1].pos in {"名詞", "接尾辞", "助動詞"} and all(token.pos in _NOUNS for token in tokens[:-1])
            if nouns and not all(map(is_filler, tokens)):
                found.add(word)
        return frozenset(found)

    @cached_property
    def _katakana(self) -> dict[str, str]:
        """Katakana words by how they are spelt in hiragana: まいなんばーかーど."""
        return {hiragana(word): word for word in _KATAKANA.findall(self.text)}

    @cached_property
    def _unlengthened(self) -> dict[str, str]:
        """Katakana words by how they are spelt without long vowels, of those that are long without them."""
        words = dict.fromkeys(_KATAKANA.findall(self.text))
        return {word.replace("ー", ""): word for word in words if len(word.replace("ー", "")) >= _SPELT}

    @cached_property
    def _words(self) -> dict[str, str]:
        """Words for the groups, places and states of the corpus: きょうぎちゅう -> 協議中."""
        return dict(
            _by_sound(
                phrase
                for facet, name in _LISTS.items()
                for phrase, value in lexicon(name, "words").phrases
                if value in self.values.get(facet, ())
            )
        )

    def _heard(self, question: str) -> dict[str, str]:
        """Words that the corpus uses, in one wording or another, if they sound in ``question``."""
        sounding = ((sound, word) for sound, word in _synonyms_by_sound() if sound in question)
        return {sound: word for sound, word in sounding if any(way in self.text for way in synonyms_of(word))}

    @cached_property
    def _compounds(self) -> Mapping[str, str]:
        """The long words of the corpus, and of their pieces; a sound that several have is left out."""
        found: dict[str, str] = {}
        several: set[str] = set()
        for word in dict.fromkeys(_COMPOUND.findall(self.text)):
            for piece, sound in _pieces(word):
                if found.setdefault(sound, piece) != piece:
                    several.add(sound)
        return {sound: word for sound, word in found.items() if sound not in several}


def _pieces(word: str) -> Iterator[tuple[str, str]]:
    """The stretches of whole tokens of ``word`` that are long, and how they sound."""
    tokens = tokenizer()(word)
    for first in range(len(tokens)):
        for last in range(first, len(tokens)):
            piece = word[tokens[first].span.start : tokens[last].span.end]
            if len(piece) >= _LONG:
                yield piece, hiragana("".join(token.reading for token in tokens[first : last + 1]))


def _sound(word: str) -> str:
    return hiragana("".join(token.reading for token in tokenizer()(word)))


def _by_sound(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """How words with kanji sound, and the words; those left out that are too short to be told from others."""
    kanji = (word for word in dict.fromkeys(words) if _KANJI.search(word))
    readings = ((_sound(word), word) for word in kanji)
    return tuple(pair for pair in readings if len(pair[0]) >= _KANA and _HIRAGANA.fullmatch(pair[0]))


@cache
def _synonyms_by_sound() -> tuple[tuple[str, str], ...]:
    """How all wordings of data/synonyms.tsv sound, and the wordings."""
    return _by_sound(phrase for phrase, _ in synonym_lexicon().phrases)
