"""Notes that stand behind the names of bodies, in a question: 提案の一部, 「一部」の注記, 「注記がない」."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.question.known import Known
from assistant.question.marks import Mark, Sentence
from assistant.records import ANY, NOTE, Filter
from assistant.text import fold

_HOLDING: Final = re.compile(r"「(?P<words>[^「」]{2,20})」(?:という|との|の)?(?:注記|但し書き|ただし書き|注釈)")
_ANY: Final = re.compile(
    r"(?<!と)(?<!という)(?<!との)(?<!の)(?:注記|但し書き|ただし書き|注釈)(?:が|の|は|も)?(?:まったく|全く|何も|一切|特に)?"
    r"(?:(?P<none>ない|なし|無い|ついていない|付いていない|付かない|つかない)|ある|あり|有り|つい(?:た|ている)|付い(?:た|ている)|付き|つき|された|されている)"
)


def notes(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """A mark for each note that is named, in whole or by words of it, and for whether there is one at all."""
    if known.notes:
        yield from _named(sentence, known)
        yield from _holding(sentence, known)
        yield from _any(sentence)


def _holding(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """「一部」の注記: the notes that hold these words."""
    for found in _HOLDING.finditer(sentence.text):
        held = [note for note in known.notes if fold(found["words"]) in fold(note)]
        said = sentence.said(found.start(), found.end())
        if held:
            chosen = tuple(Filter(NOTE, note, said, either=at > 0) for at, note in enumerate(held))
            yield Mark(found.start(), found.end(), "filter", said, chosen)


def _any(sentence: Sentence) -> Iterator[Mark]:
    """「注記がある」「注記がまったくない」: whether a note stands behind the name."""
    for found in _ANY.finditer(sentence.text):
        said = sentence.said(found.start(), found.end())
        item = Filter(NOTE, ANY, said, negated=found["none"] is not None)
        yield Mark(found.start(), found.end(), "filter", said, (item,))


def _named(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """Notes of the corpus that stand in the question word for word: 提案の一部."""
    folded = fold(sentence.text)
    for note in sorted(known.notes, key=len, reverse=True):
        at = folded.find(fold(note))
        if at >= 0:
            end = at + len(note)
            yield Mark(at, end, "filter", note, (Filter(NOTE, note, sentence.said(at, end)),))
