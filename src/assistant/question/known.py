"""What the corpus holds, as far as understanding a question needs it: names, notes, headings, words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import Final

from assistant import periods
from assistant.amounts import bound_of
from assistant.editions import Change
from assistant.facets import counted, is_event, period_of
from assistant.lists import rows
from assistant.question.cells import Cells
from assistant.question.headings import Headings
from assistant.question.segments import Segment, segments
from assistant.question.sounds import SOUNDING, Sounds
from assistant.question.topics import synonyms_of
from assistant.records import (
    COUNTED,
    END,
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
from assistant.text import fold, number_of, plain

_ERA: Final = re.compile("令和|平成|昭和")
_QUOTED: Final = re.compile(r"「([^「」]+)」")
_TENTATIVE: Final = re.compile(r"\(仮称\)")
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_JOINTS: Final = re.compile(r"の(?=[一-龥ァ-ヺ])|による|での|への|と")
_KANA: Final = re.compile(r"[一-龥ァ-ヺ].*[ぁ-ん].*[一-龥ァ-ヺ]")
_NAME_LENGTH: Final = 4
_SUFFIX: Final = "都道府県市区町村"
_COMMON: Final = 0.5
_ASKED_LAST: Final = 256
_ENOUGH: Final = 8
PROGRESS: Final = frozenset(
    ("協議中", "準備中", "計画中", "未着手", "着手済", "試行中", "一部実施", "実施中", "実施済", "終了")
)
"""States that tell how far something has come."""
_OVER: Final = frozenset(("終了", "実施済", "中止", "見送り"))
_LAW: Final = re.compile(
    r"[一-龥ァ-ヺー][一-龥ァ-ヺーぁ-ん・]{2,40}?に関する(?:特別措置)?法律|[一-龥ァ-ヺー][一-龥ァ-ヺーぁ-ん・]{4,40}?法(?![一-龥])"
)
_STATE_WORD: Final = re.compile("[一-龥ぁ-んァ-ヺー]{2,12}")
_SHORTEST: Final = 3
"""Shortest name of a publisher or a file that is looked for."""


def _state(field: Field) -> bool:
    return field.role == "status"


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
    def entries(self) -> frozenset[str]:
        """The ids of the entries of a FAQ, and of stretches of running text."""
        return frozenset(row.id for row in self.proposals if row.is_entry or row.genre == "text")

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
    def source_names(self) -> Mapping[str, str]:
        """How sources are called (folded), and the value that stands for them; a body that proposes is none."""
        found: dict[str, str] = {}
        for source in self.sources:
            path = PurePosixPath(source.path)
            names = [(path.name, source.path), (path.stem, source.path), (source.title, source.title)]
            names += [(way, source.publisher) for way in synonyms_of(fold(source.publisher))]
            names += [(way, source.title) for name in self._ministries(source) for way in synonyms_of(name)]
            for name, value in names:
                if len(name) >= _SHORTEST and fold(name) not in self.names:
                    found.setdefault(fold(plain(name)), value)
        return found

    def _ministries(self, source: Source) -> list[str]:
        """The ministries that the title of a source names (folded), and no row of it speaks of."""
        own = [segment for segment in self.segments if segment.proposal.source == source]
        named = [fold(row["name"]) for row in rows("publishers") if row["name"] in source.title]
        return [name for name in named if not any(s.has(way) for s in own for way in synonyms_of(name))]

    @cached_property
    def cells(self) -> Cells:
        """What the columns of its own hold: amounts, dates."""
        return Cells(self.proposals, self.segments, self.era, self.dated)

    @cached_property
    def sounds(self) -> Sounds:
        """Its words by how they sound."""
        values = {facet: self.values(facet) for facet in SOUNDING}
        return Sounds(self.text, values)

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
    def start_columns(self) -> frozenset[str]:
        """The columns that tell starts."""
        return frozenset(facet.field for p in self.proposals for facet in p.facets if facet.name == START)

    @cached_property
    def has_starts(self) -> bool:
        """Whether a column of its own tells starts."""
        timed = {field.name for row in self.proposals for field in row.fields if field.role == "start"}
        return bool(timed & self.start_columns)

    @cached_property
    def tells_ends(self) -> bool:
        """Whether most rows that tell a start tell an end too."""
        told = [sum(bool(p.values(facet)) for p in self.proposals) for facet in (START, END)]
        return 0 < told[0] <= 2 * told[1]

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """The notes that stand behind names."""
        return tuple(sorted({note for p in self.proposals for note in p.values(NOTE)}))

    @cached_property
    def laws(self) -> tuple[str, ...]:
        """The names of the laws that the corpus writes in full, folded."""
        return tuple(dict.fromkeys(_LAW.findall(self.text)))

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

    @cached_property
    def states(self) -> frozenset[str]:
        """The states that rows are in, or were in at first."""
        told = (self.headings.values.get(column, ()) for column in self.headings.outcomes)
        return frozenset((*self.values(STATUS), *(state for states in told for state in states)))

    @cached_property
    def unended(self) -> frozenset[int]:
        """Places of the segments that start, tell no end though others of their table do, and are not said to be over."""
        tables = {row.source.path for row in self.proposals if row.values(END)}
        return frozenset(
            at
            for at, segment in enumerate(self.segments)
            if (row := segment.proposal).source.path in tables
            and row.values(START)
            and not row.values(END)
            and not _OVER & set(row.values(STATUS))
        )

    def has_several(self, facet: str) -> bool:
        """Whether some row has more than one value of a facet that may have any number: a column of its own, groups, places."""
        own = facet in {TARGET, SITE} or facet in self.headings.values
        return own and any(len(row.values(facet)) > 1 for row in self.proposals)

    @cached_property
    def state_columns(self) -> frozenset[str]:
        """The columns of states, in prose or in one of a few words."""
        return frozenset(field.name for row in self.proposals for field in row.fields if _state(field))

    @cached_property
    def lone_states(self) -> frozenset[str]:
        """The states of rows of other tables than those that tell in several columns how something came out."""
        columns = self.headings.outcomes
        told = (facet for row in self.proposals for facet in row.facets if columns and facet.name == STATUS)
        return frozenset(facet.value for facet in told if facet.field not in columns)

    @cached_property
    def state_words(self) -> tuple[str, ...]:
        """The words by which the rows themselves tell their states, most frequent first: 遅延."""
        told = Counter(
            plain(facet.span.of(row.text(facet.field)))
            for row in self.proposals
            for facet in row.facets
            if facet.name == STATUS
        )
        return tuple(sorted(told, key=lambda words: (-told[words], words)))

    @cached_property
    def short_cells(self) -> Mapping[str, tuple[str, ...]]:
        """What short cells of columns without a role say before any bracket, folded, longest first, and in which columns."""
        found: dict[str, dict[str, None]] = {}
        for field in (field for p in self.proposals if p.genre == "proposal" for field in p.fields):
            words = fold(plain(field.text)).partition("(")[0].strip()
            if field.role in {"status", "start", "other"} and _STATE_WORD.fullmatch(words):
                found.setdefault(words, {})[field.name] = None
        return {words: tuple(found[words]) for words in sorted(found, key=lambda words: (-len(words), words))}

    @cached_property
    def with_state(self) -> tuple[frozenset[int], frozenset[int]]:
        """Places of the segments whose table tells of states, and of those whose cell of it is filled."""
        told = self._of_tables({p.source.path for p in self.proposals if p.values(STATUS)})
        filled = {at for at in told if any(_state(f) and f.text.strip() for f in self.segments[at].proposal.fields)}
        return told, frozenset(filled)

    @cached_property
    def with_progress(self) -> frozenset[int]:
        """Places of the segments whose table tells how far things have come, and not only what was replied."""
        return self._of_tables({p.source.path for p in self.proposals if PROGRESS & set(p.values(STATUS))})

    def _of_tables(self, paths: set[str]) -> frozenset[int]:
        """Places of the segments with a column of states in these files."""
        rows = ((at, segment.proposal) for at, segment in enumerate(self.segments))
        return frozenset(at for at, row in rows if row.source.path in paths and any(map(_state, row.fields)))

    def share(self, topic: Topic) -> float:
        """The share of the proposals that speak of ``topic``, 0 to 1."""
        return self._shares(topic)

    def speaks(self, topics: Sequence[Topic]) -> bool:
        """Whether some part of a row speaks of all ``topics``."""
        return any(all(segment.meets(topic) for topic in topics) for segment in self.segments)

    @cached_property
    def _shares(self) -> Callable[[Topic], float]:
        """The shares of the topics that were asked of last: one question asks for each of its own several times."""
        return lru_cache(_ASKED_LAST)(self._share)

    def _share(self, topic: Topic) -> float:
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
