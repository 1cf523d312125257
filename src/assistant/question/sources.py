"""Sources in a question: by who published them (厚労省), by their file, or by words of their title (脱炭素の表)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.question.known import Known
from assistant.question.marks import Mark, Marks, Sentence, occurrences
from assistant.question.topics import is_weak_word
from assistant.records import SOURCE, Filter
from assistant.text import fold, plain

_CARRIER: Final = re.compile(
    r"(?:の|に関する|についての)?(?:資料|一覧表?|表|ファイル|データ|FAQ|faq|要綱|要領|規程|マニュアル|ほう|側)(?![一-龥])"
)
_CALLED: Final = re.compile(
    r"(?P<words>[^\s、。?「」のはがをにで]{2,20})(?:の|に関する|についての)?"
    r"(?:資料|一覧表?|表|ファイル|データ|FAQ|faq|要綱|要領|規程|マニュアル|提案|事例|取組|取り組み)(?![一-龥])"
)
_NAME: Final = re.compile("[一-龥ァ-ヺa-z]{2}")


def sources(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """A mark for each source that is named: a filter where there are others beside it, else words that say nothing."""
    folded = fold(sentence.text)
    several = _are_several(known)
    for name, value in sorted(known.source_names.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        for at in occurrences(folded, name):
            end = at + len(name)
            carrier = _CARRIER.match(sentence.text, end)
            yield _mark(sentence, at, carrier.end() if carrier else end, value, several=several)


def titled(sentence: Sentence, marks: Marks, known: Known) -> None:
    """Marks what names one of several sources by words of its title: 「脱炭素の表」「再エネの提案」.

    What names a state or a group is that, though a title holds it: 協議中の一覧.
    """
    if not _are_several(known):
        return
    for found in _CALLED.finditer(fold(sentence.text)):
        if not _NAME.search(found["words"]) or is_weak_word(found["words"]):
            continue
        named = {source.title for source in known.sources if found["words"] in fold(plain(source.title))}
        if len(named) == 1:
            marks.add(_mark(sentence, found.start(), found.end("words"), named.pop(), several=True))


def _are_several(known: Known) -> bool:
    return len({source.path for source in known.sources}) > 1


def _mark(sentence: Sentence, start: int, end: int, value: str, *, several: bool) -> Mark:
    if not several:
        return Mark(start, end, "filler")
    return Mark(start, end, "filter", value, (Filter(SOURCE, value, sentence.said(start, end)),))
