"""What a time in a question is said of: of a start, or of what ministries did then (施行, 結論)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.facets import DEEDS, deed_of
from assistant.question.known import Known
from assistant.question.marks import Mark, Sentence
from assistant.records import DEED, START, Query
from assistant.text import plain

_CLAUSE: Final = re.compile("[、。?]|の(?:うち|中)")
_STARTS: Final = re.compile("始ま|始め|開始|スタート|実施|運用|稼働|行[わっう]|やる")
_SURELY: Final = re.compile("始ま|始め|開始|スタート|運用|稼働")
_ANY_DEED: Final = "措置"
_KANJI: Final = re.compile("[一-龥]")


def told_of(sentence: Sentence, at: int, known: Known) -> tuple[tuple[str, str], ...]:
    """What a time that ends at ``at`` is said of: of a start, or where replies tell what was done then, of deeds by their verbs.

    「令和6年12月に施行された」 is of a deed, 「4月に始まる」 of a start, 「令和6年10月のもの」 of either.
    """
    if known.dated or known.has_starts or not known.values(DEED):
        return ((START, ""),)
    clause = sentence.text[at:]
    clause = clause[: found.start()] if (found := _CLAUSE.search(clause)) else clause
    verbs = tuple((DEED, verb) for verb in dict.fromkeys(DEEDS.findall(clause)) if verb != _ANY_DEED)
    if _SURELY.search(clause) and not verbs:
        return ((START, ""),)
    if not verbs:
        return ((START, ""), (DEED, ""))
    return ((START, ""), *verbs) if _STARTS.search(clause) else verbs


def verbs(sentence: Sentence, at: int) -> Iterator[Mark]:
    """The verbs of deeds behind a time, which say what the time is of; 連絡 of 事務連絡 is none."""
    for found in DEEDS.finditer(sentence.text, at):
        alone = not _KANJI.match(sentence.text, found.start() - 1) and not _KANJI.match(sentence.text, found.end())
        if alone and not _CLAUSE.search(sentence.text, at, found.start()):
            yield Mark(*found.span(), "filler")


def put_in_order(query: Query, known: Known) -> str:
    """The deed by whose dates rows are put in order: 「結論の期限が早い順」; "" where they stand in the order of their starts."""
    told = {deed_of(value) for value in known.values(DEED)} if query.order or query.extreme else set()
    return next((verb for verb in DEEDS.findall(plain(query.question)) if verb in told and verb != _ANY_DEED), "")
