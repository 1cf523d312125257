"""What the corpus holds, as far as understanding a question needs it: names, notes, headings, words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import PurePosixPath
from typing import Final

from assistant import periods
from assistant.amounts import Unit, amount_in, bound_of, unit_of
from assistant.editions import Change
from assistant.facets import counted, is_event, period_of
from assistant.periods import Period
from assistant.question.headings import Headings
from assistant.question.homophones import by_sound
from assistant.question.segments import Segment, segments
from assistant.question.topics import synonym_lexicon, synonyms_of
from assistant.records import (
    COUNTED,
    MUNICIPALITY,
    NOTE,
    NUMBER,
    PREFECTURE,
    SITE,
    SOURCE,
    START,
    STATUS,
    TARGET,
    Field,
    Proposal,
    Source,
    Topic,
)
from assistant.text import fold, hiragana, number_of, plain
from assistant.tokens import tokenizer
from assistant.vocabulary import lexicon

_ERA: Final = re.compile("令和|平成|昭和")
_LATIN: Final = re.compile(r"[0-9a-z]+")
_QUOTED: Final = re.compile(r"「([^「」]+)」")
_TENTATIVE: Final = re.compile(r"\(仮称\)")
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_KATAKANA: Final = re.compile(r"[ァ-ヺー]{4,}")
_JOINTS: Final = re.compile(r"の(?=[一-龥ァ-ヺ])|による|での|への|と")
_KANA: Final = re.compile(r"[一-龥ァ-ヺ].*[ぁ-ん].*[一-龥ァ-ヺ]")
_KANJI: Final = re.compile(r"[一-龥]")
_SHORT_WORD: Final = 3
_NAME_LENGTH: Final = 4
_SUFFIX: Final = "都道府県市区町村"
_COMMON: Final = 0.5
_ENOUGH: Final = 8
_SOUNDS: Final = 4
"""So many kana make a word that is not met by chance."""
_HIRAGANA: Final = re.compile("[ぁ-んー]+")
_FEWEST: Final = 3
_SHORTEST: Final = 3
"""Shortest name of a publisher or a file that is looked for."""
_DATE: Final = 40
"""Longest cell, in characters, that may be a date."""
_MOSTLY: Final = 0.6
"""Share of the filled cells that have to be amounts for a column to be one of amounts."""
_SAYS: Final = re.compile(r"\A(?!\s*(?:特に)?(?:なし|無し|無)\s*\Z)[\s\S]*[^\s\-‐-―－ー–—・…]")


@dataclass(frozen=True)
class Known:
    """The proposals of an index, with what questions may name in them."""

    proposals: tuple[Proposal, ...]
    cut: tuple[Segment, ...] = ()
    """The segments of all proposals, where they were cut before."""
    all_sources: tuple[Source, ...] = ()
    """The sources of the whole corpus, where it holds more than these rows."""
    changes: tuple[Change, ...] | None = None
    """What differs from the editions before; None where there are none."""

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The sources that questions may name, each once."""
        return tuple(dict.fromkeys(self.all_sources or (proposal.source for proposal in self.proposals)))

    @cached_property
    def noun(self) -> str:
        """What its rows are called: 提案, or 項目 where none is one."""
        return "提案" if any(proposal.genre == "proposal" for proposal in self.proposals) else "項目"

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of all proposals, in order."""
        return self.cut or tuple(segment for proposal in self.proposals for segment in segments(proposal))

    @cached_property
    def era(self) -> str | None:
        """The era that most dates of the sources are written in."""
        texts = [field.text for p in self.proposals for field in p.fields] + [p.source.as_of for p in self.proposals]
        counts = Counter(era for text in texts for era in _ERA.findall(text))
        return max(sorted(counts), key=lambda era: counts[era]) if counts else None

    @cached_property
    def periods(self) -> tuple[periods.Period, ...]:
        """The start periods that occur."""
        values = {value for proposal in self.proposals for value in proposal.values(START)}
        return tuple(p for p in (period_of(value) for value in sorted(values)) if p is not None)

    @cached_property
    def counted(self) -> Mapping[str, frozenset[int]]:
        """Places of the segments that tell each number of things in running text: 「3区役所」."""
        found: dict[str, set[int]] = {}
        for at, segment in enumerate(self.segments):
            for facet in counted(segment.proposal) if segment.proposal.genre == "proposal" else ():
                if facet.part in ("", segment.part):
                    found.setdefault(facet.value, set()).add(at)
        return {value: frozenset(places) for value, places in found.items()}

    @cached_property
    def counters(self) -> frozenset[str]:
        """What running text tells numbers of: 区役所, か所."""
        return frozenset(bound.unit for value in self.counted if (bound := bound_of(value)))

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the proposing bodies by how they may be typed, in full and without 市 or 県."""
        full = {fold(name): name for p in self.proposals for name in p.values(MUNICIPALITY)}
        short = {
            key[:-1]: name for key, name in full.items() if len(key) > 1 and key[-1] in _SUFFIX and "及び" not in key
        }
        return short | full

    @cached_property
    def amounts(self) -> Mapping[str, Mapping[str, float]]:
        """The columns that hold amounts, by their headings: what each row says, by its id, in single units (円)."""
        found: dict[str, dict[str, float]] = {}
        for name, told in self._unread.items():
            unit = self.unit(name)
            read = {row: amount_in(text, unit) for row, text in told}
            amounts = {row: amount for row, amount in read.items() if amount is not None}
            if len(amounts) >= max(_FEWEST, _MOSTLY * len(told)):
                found[name] = amounts
        return found

    @cached_property
    def _unread(self) -> Mapping[str, list[tuple[str, str]]]:
        """The filled cells of the columns that nothing else is read from, by heading, each with the id of its row."""
        cells: dict[str, list[tuple[str, str]]] = {}
        for proposal in self.proposals:
            for field in proposal.fields:
                event = field.role == "start" and is_event(field.name) and field.name != self.dated
                if (field.role == "other" or event) and not field.values and field.text.strip():
                    cells.setdefault(field.name, []).append((proposal.id, field.text))
        return cells

    @cached_property
    def dates(self) -> Mapping[str, Mapping[str, Period]]:
        """The columns that hold dates which are no starts, by their headings: what each row says, by its id."""
        found: dict[str, dict[str, Period]] = {}
        for name, cells in self._unread.items():
            told = [(row, text) for row, text in cells if len(text.strip()) <= _DATE]
            read = {row: date for row, text in told if (date := self._date(text))}
            if name not in self.amounts and len(read) >= max(_FEWEST, _MOSTLY * len(told)):
                found[name] = read
        return found

    def _date(self, text: str) -> Period | None:
        mentions = periods.find(plain(text), self.era)
        return next((m.period for m in mentions if isinstance(m, periods.Mention) and m.period), None)

    def scale(self, column: str) -> Mapping[str, float]:
        """What rows are put in order by in a column of amounts or dates, by the ids of the rows."""
        if column in self.amounts:
            return self.amounts[column]
        return {row: float(date.first.toordinal()) for row, date in self.dates.get(column, {}).items()}

    def saying(self, column: str, words: str) -> set[int]:
        """The places of the segments whose cell in ``column`` says just ``words`` (folded)."""
        cells = ((at, segment.proposal.fields) for at, segment in enumerate(self.segments))
        return {at for at, fields in cells if any(f.name == column and _cell(f) == words for f in fields)}

    @cached_property
    def money(self) -> str:
        """The first column of money; "" where there is none."""
        return next((column for column in self.amounts if self.unit(column).name == "円"), "")

    @cached_property
    def source_names(self) -> Mapping[str, str]:
        """How sources are called (folded), and the value that stands for them; a body that proposes is none."""
        found: dict[str, str] = {}
        for source in self.sources:
            path = PurePosixPath(source.path)
            names = [(path.name, source.path), (path.stem, source.path), (source.title, source.title)]
            names += [(way, source.publisher) for way in synonyms_of(fold(source.publisher))]
            for name, value in names:
                if len(name) >= _SHORTEST and fold(name) not in self.names:
                    found.setdefault(fold(plain(name)), value)
        return found

    def unit(self, column: str) -> Unit:
        """What a column of amounts counts: by its heading, else by what stands over its table."""
        named, over = unit_of(column), self._units.get(column)
        return named if named.name or not over else unit_of(f"({over})")

    @cached_property
    def _units(self) -> Mapping[str, str]:
        """The unit that stands over the table of a column, by its heading."""
        return {f.name: f.unit for p in reversed(self.proposals) for f in p.fields if f.unit}

    def filled(self, column: str) -> frozenset[int]:
        """The places of the segments whose row says something in a column; in one of amounts, an amount."""
        amounts = self.amounts.get(column)
        return frozenset(
            at
            for at, segment in enumerate(self.segments)
            if (
                segment.proposal.id in amounts
                if amounts is not None
                else any(f.name == column and _SAYS.search(f.text) for f in segment.proposal.fields)
            )
        )

    @cached_property
    def headings(self) -> Headings:
        """Its columns, as questions name them."""
        return Headings.of(self.proposals)

    def homes(self, municipality: str) -> frozenset[str]:
        """The prefectures of the rows of a body of this name."""
        own = (proposal for proposal in self.proposals if municipality in proposal.values(MUNICIPALITY))
        return frozenset(prefecture for proposal in own for prefecture in proposal.values(PREFECTURE))

    @cached_property
    def dated(self) -> str:
        """What its column of dates is called, where that is no start (受付日, 更新日); else ""."""
        names = dict.fromkeys(facet.field for p in self.proposals for facet in p.facets if facet.name == START)
        return next(iter(names), "") if all(map(is_event, names)) else ""

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """The notes that stand behind names."""
        return tuple(sorted({note for p in self.proposals for note in p.values(NOTE)}))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Names that the corpus itself gives to things, folded, longest first: titles, and words in 「」."""
        found: set[str] = set()
        for proposal in self.proposals:
            for field in proposal.fields:
                text = fold(plain(field.text))
                if field.role == "title":
                    found.update((text, *(piece for piece in _JOINTS.split(text) if _KANA.search(piece))))
                for quoted in _QUOTED.findall(text):
                    found.update((quoted, _TENTATIVE.sub("", quoted), *_BRACKETED.split(quoted)))
        return tuple(sorted((name for name in found if len(name) >= _NAME_LENGTH), key=lambda n: (-len(n), n)))

    @cached_property
    def katakana(self) -> dict[str, str]:
        """Katakana words of the corpus by how they are spelt in hiragana: まいなんばーかーど."""
        return {hiragana(word): word for word in _KATAKANA.findall(self.text)}

    @cached_property
    def kana(self) -> dict[str, str]:
        """Words for the groups, places and states of the corpus, by how they sound: きょうぎちゅう -> 協議中."""
        return dict(
            _by_sound(
                phrase
                for facet, name in ((TARGET, "targets"), (SITE, "sites"), (STATUS, "statuses"))
                for phrase, value in lexicon(name, "words").phrases
                if value in self.values(facet)
            )
        )

    @cached_property
    def sounds(self) -> Mapping[str, str]:
        """The long words of the corpus by how they sound, to find one that was typed with other kanji."""
        return by_sound(self.text)

    def heard(self, question: str) -> dict[str, str]:
        """Words that the corpus uses, in one wording or another, by how they sound, if they sound in ``question``."""
        sounding = ((sound, word) for sound, word in _synonyms_by_sound() if sound in question)
        return {sound: word for sound, word in sounding if any(way in self.text for way in synonyms_of(word))}

    @cached_property
    def text(self) -> str:
        """All words of the corpus, folded, to look a wording up in."""
        return "\n".join(segment.text for segment in self.segments)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions that this corpus answers, made of its most frequent values."""
        first = {facet: self.values(facet) for facet in (TARGET, SITE, PREFECTURE, STATUS)}
        months = [p for p in self.periods if p.unit == "month"]
        starts = [value for value in self.values(START) if any(p.value == value for p in months)]
        place = "窓口はどこ?" if first[SITE] else "提案は?"
        return (
            *(f"{value}向けの{place}" for value in first[TARGET][:1]),
            *(f"{value}の提案は?" for value in first[PREFECTURE][:1]),
            *(f"{value}の提案は何件?" for value in first[STATUS][:1]),
            *(f"{p.japanese}に始まる提案は?" for p in months if starts and p.value == starts[0]),
            *(f"{value}を対象にした提案は?" for value in first[TARGET][1:2]),
        )

    def share(self, topic: Topic) -> float:
        """The share of the proposals that speak of ``topic``, 0 to 1."""
        met = {segment.proposal.id for segment in self.segments if segment.meets(topic)}
        return len(met) / max(1, len(self.proposals))

    def is_common(self, topic: Topic) -> bool:
        """Whether ``topic`` tells rows apart badly, since more than half of a table of some size speak of it."""
        return len(self.proposals) >= _ENOUGH and self.share(topic) > _COMMON

    def values(self, facet: str) -> tuple[str, ...]:
        """The values of a facet that occur, most frequent first; numbers in the order of the rows."""
        if facet == COUNTED:
            return tuple(self.counted)
        return tuple(self.bearers.get(NUMBER, ())) if facet == NUMBER else self._values.get(facet, ())

    @cached_property
    def bearers(self) -> Mapping[str, Mapping[str, frozenset[int]]]:
        """Places of the segments that bear each value of each facet, or the number of a row."""
        found: dict[str, dict[str, set[int]]] = {}
        for number, segment in enumerate(self.segments):
            for facet in segment.proposal.facets:
                if facet.part in ("", segment.part):
                    found.setdefault(facet.name, {}).setdefault(facet.value, set()).add(number)
            for name in segment.proposal.source.names:
                found.setdefault(SOURCE, {}).setdefault(name, set()).add(number)
            if printed := number_of(segment.proposal.no):
                found.setdefault(NUMBER, {}).setdefault(printed, set()).add(number)
        return {name: {value: frozenset(n) for value, n in values.items()} for name, values in found.items()}

    @cached_property
    def _values(self) -> Mapping[str, tuple[str, ...]]:
        counts: dict[str, Counter[str]] = {}
        for proposal in self.proposals:
            for name, value in {(facet.name, facet.value) for facet in proposal.facets}:
                counts.setdefault(name, Counter())[value] += 1
        return {name: tuple(sorted(c, key=lambda value: (-c[value], value))) for name, c in counts.items()}


def _cell(field: Field) -> str:
    """What a cell says, to be compared: without blanks and a full stop around it."""
    return fold(plain(field.text)).strip(" 。\n")


def _by_sound(words: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """How words with kanji sound, and the words; those left out that are too short to be told from others."""
    kanji = (word for word in dict.fromkeys(words) if _KANJI.search(word))
    readings = ((hiragana("".join(token.reading for token in tokenizer()(word))), word) for word in kanji)
    return tuple(pair for pair in readings if len(pair[0]) >= _SOUNDS and _HIRAGANA.fullmatch(pair[0]))


@cache
def _synonyms_by_sound() -> tuple[tuple[str, str], ...]:
    """How all wordings of data/synonyms.tsv sound, and the wordings."""
    return _by_sound(phrase for phrase, _ in synonym_lexicon().phrases)
