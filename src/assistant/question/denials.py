"""What a question takes out: names and phrases that are denied, and whatever stands before 「…を除いて」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.question.marks import Marks, Sentence
from assistant.question.negation import is_negated, is_word_negated
from assistant.question.spoken import Said
from assistant.records import Filter

_REMOVES: Final = re.compile(r"除[くいき](?!雪)|のぞ[くいき]|以外(?!に?も)|抜きで|(?:は|を)(?:いらない|省いて|外して)")
_CLAUSE: Final = re.compile("[、。?!]")


def denied(sentence: Sentence, found: Sequence[Said]) -> list[Said]:
    """``found``, each denied where the words behind it say so: 「おくやみコーナー」以外."""
    return [
        (start, end, replace(topic, negated=topic.negated or is_word_negated(sentence.text, end)))
        for start, end, topic in found
    ]


def taken_out(
    sentence: Sentence, marks: Marks, chosen: tuple[Filter, ...], found: list[Said]
) -> tuple[tuple[Filter, ...], list[Said]]:
    """``chosen`` and ``found`` with the last thing denied that stands before 「…を除く」, where nothing else is.

    Whatever lies between, 「高齢者に向けた取組を除いて」 never means those alone.
    """
    removes = _REMOVES.search(sentence.text)
    said_so = any(is_negated(sentence.text, mark.end) for mark in marks.of("filter"))  # 市以外 may mean 町 and 村
    if not removes or said_so or any(item.negated for item in chosen) or any(topic.negated for _, _, topic in found):
        return chosen, found
    named = [(mark.end, mark.filters[0].said) for mark in marks.of("filter") if mark.filters]
    spoken = [(end, topic.said) for _, end, topic in found]
    before = [
        (end, said)
        for end, said in (*named, *spoken)
        if end <= removes.start() and not _CLAUSE.search(sentence.text, end, removes.start())
    ]
    last = max(before, default=(0, ""))[1]
    return (
        tuple(replace(item, negated=True, either=False) if item.said == last else item for item in chosen),
        [(s, e, replace(topic, negated=topic.said == last)) for s, e, topic in found],
    )
