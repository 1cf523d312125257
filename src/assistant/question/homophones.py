"""Long words that were typed with other kanji of the same sound: 個別非難計画 for 個別避難計画."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from assistant.records import Reading
from assistant.text import hiragana
from assistant.tokens import tokenizer

_LONG: Final = 4
_KANJI: Final = re.compile(f"[一-龥]{{{_LONG},}}")
"""Shorter words sound like others by chance: 公園 and 講演."""


def by_sound(text: str) -> Mapping[str, str]:
    """The long words of ``text``, and of their pieces, by how they sound; a sound that several have is left out."""
    found: dict[str, str] = {}
    several: set[str] = set()
    for word in dict.fromkeys(_KANJI.findall(text)):
        for piece, sound in _pieces(word):
            if found.setdefault(sound, piece) != piece:
                several.add(sound)
    return {sound: word for sound, word in found.items() if sound not in several}


def strange(question: str, text: str) -> bool:
    """Whether ``question`` has a long word that is not in ``text``."""
    return any(typed not in text for typed in _KANJI.findall(question))


def put_right(question: str, text: str, words: Mapping[str, str]) -> tuple[str, tuple[Reading, ...]]:
    """``question`` with each long word that is not in ``text`` as the one of ``words`` (by sound) that sounds like it."""
    readings = []
    for typed in _KANJI.findall(question):
        word = words.get(_sound(typed)) if typed not in text else None
        if word and len(word) == len(typed):
            question = question.replace(typed, word)
            readings.append(Reading(typed, word))
    return question, tuple(readings)


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
