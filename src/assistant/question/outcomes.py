"""Which of several columns a question means that tell how something came out: 第1次回答, and then 最終的な調整結果."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.question.headings import Headings
from assistant.question.marks import Mark, Sentence
from assistant.text import fold

_AT_FIRST: Final = re.compile(
    r"(?:当初|最初|はじめ|初め|一次|1次|第1次|第一次)(?:の)?(?:回答|判断)?(?:段階)?(?:で|に|の|から)?(?:は|も)?(?![一-龥])"
)
_IN_THE_END: Final = re.compile(
    r"(?:最終的|結果的|最終結果|最終)(?:に|な|の)?(?:段階|回答|判断|結論|結果)?(?:で|に|として|が|の)?(?:は|も)?(?![一-龥])|結局(?:のところ)?(?:は|、)?|結果として(?:は)?|最後(?:に)?は"
)
_SAID: Final = re.compile("」?(?:との|という|とする|とした|と言う)")
"""「検討する」との一次回答."""
_CLAUSE: Final = re.compile("[、。?!]")


def column_meant(sentence: Sentence, at: int, end: int, headings: Headings) -> tuple[str, Mark | None]:
    """The column of outcomes that is named right behind ``at:end``, or last before it in its clause; and a mark of what names it.

    「最初は対応困難と言われた」 means 第1次回答; "" and None where none is named.
    """
    if not headings.outcomes:
        return "", None
    cues = list(_cues(sentence, headings))
    before = [cue for cue in cues if cue.end <= at and not _apart(sentence.text, cue.end, at)]
    behind = [cue for cue in cues if _SAID.fullmatch(sentence.text, end, cue.start)]
    last = max(behind or before, key=lambda cue: (cue.end, cue.end - cue.start), default=None)
    return (last.value, last) if last else ("", None)


def _apart(text: str, start: int, end: int) -> bool:
    """Whether another clause begins between; a comma right behind the cue is none."""
    found = _CLAUSE.search(text, start, end)
    return found is not None and bool(text[start : found.start()].strip())


def _cues(sentence: Sentence, headings: Headings) -> Iterator[Mark]:
    """What names a column of outcomes: its heading, or when it was (最初は, 最終的に)."""
    for found in headings.named(fold(sentence.text)):
        columns = set(headings.columns[found[0]]) & set(headings.outcomes)
        if len(columns) == 1:
            yield Mark(found.start(), found.end(), "filler", columns.pop())
    for cue, column in ((_AT_FIRST, headings.outcomes[0]), (_IN_THE_END, headings.outcomes[-1])):
        for found in cue.finditer(sentence.text):
            yield Mark(found.start(), found.end(), "filler", column)
