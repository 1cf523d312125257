"""Words that people correct, from the TSV files under data/: phrases, what they mean, and finding them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from assistant.lists import rows
from assistant.text import fold, normalize

_LATIN: Final = re.compile(r"[0-9a-z]")
_NOTHING: Final = "-"
_SPOKEN: Final = re.compile("([てで])いる")
"""「準備している」 is said 「準備してる」 too."""
_OF_TIME: Final = re.compile(r"(?:日|月|時期|期限|日時|日付|年度)$")
"""回答日 tells no state."""
_ENDS: Final = re.compile(r"(?:等|など|名|欄|別|一覧|について)*(?:$|[・/、,&]|及び|並びに)")
"""What may follow the word that tells what a column is about."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a text: ``start:end`` in that text, and the value that it stands for."""

    start: int
    end: int
    value: str


def key(text: str) -> str:
    """The form in which words are compared: NFKC, folded."""
    return fold(normalize(text).text)


@dataclass(frozen=True)
class Lexicon:
    """Phrases and their values. A phrase whose value is "-" only keeps shorter phrases inside it from matching."""

    phrases: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, entries: Iterable[tuple[str, str]]) -> Lexicon:
        """A lexicon of (phrase, value) pairs; several phrases may share a cell, divided by ``|``."""
        pairs = {key(phrase): value for words, value in entries for phrase in words.split("|") if phrase.strip()}
        pairs = {_SPOKEN.sub(r"\1る", phrase): value for phrase, value in pairs.items()} | pairs
        return cls(tuple(sorted(pairs.items(), key=lambda pair: (-len(pair[0]), pair[0]))))

    @cached_property
    def _values(self) -> dict[str, str]:
        return dict(self.phrases)

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        return tuple(sorted({len(phrase) for phrase, _ in self.phrases}, reverse=True))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(phrase) for phrase, _ in self.phrases) or r"(?!)")

    def find(self, text: str) -> Iterator[Match]:
        """Phrases in ``text`` (already a key), leftmost and longest first, none overlapping."""
        at = 0
        while found := self._pattern.search(text, at):
            phrase = found[0]
            if _cuts_word(text, found.start(), found.end()):
                at = found.start() + 1
                continue
            at = found.end()
            if self._values[phrase] != _NOTHING:
                yield Match(found.start(), found.end(), self._values[phrase])

    def find_all(self, text: str) -> Iterator[Match]:
        """Every phrase in ``text`` (already a key), also those inside or across others."""
        for start in range(len(text)):
            for size in self._sizes:
                phrase = text[start : start + size]
                if self._values.get(phrase, _NOTHING) != _NOTHING and not _cuts_word(text, start, start + size):
                    yield Match(start, start + size, self._values[phrase])


def _cuts_word(text: str, start: int, end: int) -> bool:
    """Whether a match begins or ends inside a run of Latin letters or digits (HW in HWA)."""
    before = start > 0 and _LATIN.match(text[start - 1]) and _LATIN.match(text[start])
    after = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return bool(before or after)


@cache
def lexicon(name: str, *columns: str, value: str = "value") -> Lexicon:
    """The phrases in ``columns`` of data/``name``.tsv, each with the value of column ``value``."""
    return Lexicon.of((row.get(column, ""), row[value]) for row in rows(name) for column in columns)


@cache
def values(name: str, column: str = "value") -> tuple[str, ...]:
    """The distinct values of a column of data/``name``.tsv, in its order."""
    return tuple(dict.fromkeys(row[column] for row in rows(name) if row[column] != _NOTHING))


@cache
def _roles() -> dict[str, str]:
    return {_heading_key(row["heading"]): row["role"] for row in rows("columns")}


def role_of(heading: str) -> str:
    """What a column with this heading is about; "other" where data/columns.tsv does not say."""
    return _roles().get(_heading_key(heading), "other")


def role_within(heading: str) -> str:
    """The role of the longest known heading that this one ends on, as Japanese puts what is meant last; else "other".

    「関係府省の回答」 is a status, and 「交付対象事業費」 is for no group. Of a heading over several rows the lowest tells.
    A word for a state tells wherever it stands (「対応方針の内容」).
    """
    wanted = _heading_key(heading.rsplit(maxsplit=1)[-1] if heading.split() else "")
    inside = [
        known
        for known, role in _roles().items()
        if len(known) > 1
        and known in wanted
        and not (role == "status" and _OF_TIME.search(wanted))
        and (role == "status" or _ENDS.match(wanted, wanted.rindex(known) + len(known)))
    ]
    return (
        _roles()[max(inside, key=lambda known: (len(known), _roles()[known] == "status", known))] if inside else "other"
    )


def _heading_key(heading: str) -> str:
    return re.sub(r"\s|\(.*?\)", "", key(heading))
