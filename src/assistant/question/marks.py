"""Stretches of a question that are understood: which facet, which way of asking, or mere politeness."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from assistant.records import Filter
from assistant.text import Normalized
from assistant.tokens import Token, tokenizer

MarkKind = Literal["filter", "ask", "filler", "generic", "attribute", "problem", "topic", "pick"]
_NOUNS: Final = {"名詞", "接頭辞", "接尾辞", "形状詞", "代名詞"}
_LOOSE: Final = frozenset(
    (
        "うち",
        "それぞれ",
        "すべて",
        "おのおの",
        "など",
        "等",
        "さん",
        "様",
        "たち",
        "側",
        "別",
        "向け",
        "用",
        "内",
        "者",
        "中",
        "頃",
    )
)
"""Suffixes that make no new noun of what stands before them."""
_NOMINAL: Final = re.compile(r"[をのにはがへとも、。?!\s]|$")
_STEM: Final = re.compile(r"[いきぎしちにびみりえけせてねべめれ]$")
_KANA: Final = re.compile(r"[ぁ-ん]")
_ASKS: Final = "何"
"""Begins a word wherever it stands: それぞれ何件."""


OR: Final = re.compile(r"\s*(?:や|か|または|又は|もしくは|あるいは)\s*")
"""What joins two of which one is enough."""
OR_DO: Final = re.compile(r"[をがに][ぁ-ん一-龥]{1,5}[うくすつぬむるい](?:か|、?(?:または|又は|もしくは|あるいは))、?")
"""What joins two that are each said with a verb, of which one is enough: 求人端末を置くか、サテライトを設ける."""
LISTED: Final = re.compile(r"\s*(?:と|や|、|・|及び)\s*")
"""What joins two that are named in one breath."""


@dataclass(frozen=True, slots=True)
class Mark:
    """``start:end`` of the normalised question, what kind of thing stands there, and its value.

    A mark may stand for several filters that are alternatives: 4月 in each year that the corpus speaks of.
    """

    start: int
    end: int
    kind: MarkKind
    value: str = ""
    filters: tuple[Filter, ...] = ()

    @property
    def facet(self) -> str:
        """The facet that it is of; "" for a month in a corpus without any time, which is no filter."""
        return self.filters[0].facet if self.filters else ""


@dataclass(frozen=True)
class Sentence:
    """A question, normalised and cut into words whose spans are of the normalised text."""

    normal: Normalized

    @property
    def text(self) -> str:
        """The normalised question."""
        return self.normal.text

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words; a verb that stands as a noun (「見守りに取り組む」) is one."""
        return tuple(self._nominal(token) for token in tokenizer()(self.normal.text))

    def _nominal(self, token: Token) -> Token:
        noun = token.pos == "動詞" and _STEM.search(token.surface) and _NOMINAL.match(self.text, token.span.end)
        return replace(token, pos="名詞") if noun and len(token.surface) > 1 else token

    @cached_property
    def bounds(self) -> frozenset[int]:
        """Where a word begins or ends."""
        return frozenset(at for token in self.tokens for at in (token.span.start, token.span.end))

    def said(self, start: int, end: int) -> str:
        """The verbatim words behind ``start:end``."""
        return self.normal.span(start, end).of(self.normal.original)


class Marks:
    """Marks that do not overlap; a later one is taken only where nothing is marked yet."""

    def __init__(self) -> None:
        self._marks: list[Mark] = []

    def __iter__(self) -> Iterator[Mark]:
        return iter(sorted(self._marks, key=lambda mark: mark.start))

    def add(self, mark: Mark) -> bool:
        """Takes ``mark`` unless it overlaps one that stands. Says whether it did."""
        if mark.start >= mark.end or any(m.start < mark.end and mark.start < m.end for m in self._marks):
            return False
        self._marks.append(mark)
        return True

    def drop(self, mark: Mark) -> None:
        """Takes ``mark`` back."""
        self._marks.remove(mark)

    def covers(self, start: int, end: int) -> bool:
        """Whether a mark overlaps ``start:end``."""
        return any(m.start < end and start < m.end for m in self._marks)

    def of(self, kind: MarkKind) -> tuple[Mark, ...]:
        """The marks of one kind, in order."""
        return tuple(mark for mark in self if mark.kind == kind)


def stands_alone(sentence: Sentence, marks: Marks, start: int, end: int) -> bool:
    """Whether ``start:end`` begins and ends with words, and is not the middle of a longer noun.

    「状況」 asks in 「状況は?」 but not in 「利用状況」; what is marked before it is no part of a noun.
    """
    text = sentence.text
    if text[start:end].endswith("?"):  # no word, and the end of any
        end -= 1
    if start not in sentence.bounds or end not in sentence.bounds:
        return False
    for token in sentence.tokens:
        touching = token.span.end == start or token.span.start == end
        if not touching or marks.covers(token.span.start, token.span.end) or token.pos not in _NOUNS:
            continue
        edge = text[start] if token.span.end == start else text[end - 1]
        if text[start] == _ASKS:  # 何件採択, それぞれ何件
            continue
        if token.surface not in _LOOSE and not _KANA.match(edge):
            return False
    return True


def snapped(sentence: Sentence, end: int) -> int:
    """``end``, or the end of the verb that it cuts: 「いつから始ま」 takes in 始まる."""
    for token in sentence.tokens:
        if token.span.start < end < token.span.end and token.pos in {"動詞", "形容詞", "形状詞"}:
            return token.span.end
    return end


def first_free(marks: Marks, candidates: Iterable[Mark]) -> None:
    """Adds ``candidates``, the longest first, so that 「生活保護受給者」 wins over 「生活保護」."""
    for mark in sorted(candidates, key=lambda mark: (mark.start - mark.end, mark.start)):
        marks.add(mark)


def occurrences(text: str, name: str) -> Iterator[int]:
    """Where ``name`` begins in ``text``."""
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + len(name))


_ASIDE: Final = re.compile(
    r"(?<=[^\s、。?])(?<!の)[(（][^()（）]*(?:から[^()（）]*まで|[〜~～][^()（）]+|(?<=[(（])[^()（）・、/]{1,8}(?:[・、/][^()（）・、/]{1,8})+|など|を含む|を含め)[)）]"
)


def asides(sentence: Sentence, marks: Marks) -> tuple[tuple[int, int], ...]:
    """Where a sentence explains in brackets what stands before them: 子ども(就学前から中学生まで).

    What stands behind a word for rows as such says which rows are meant: 提案(協議中のもの).
    """
    generic = {mark.end for mark in marks.of("generic")}
    return tuple(found.span() for found in _ASIDE.finditer(sentence.text) if found.start() not in generic)
