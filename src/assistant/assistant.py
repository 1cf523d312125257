"""The façade: build an index from a corpus, open it, ask it, search it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

from assistant import building
from assistant import search as searching
from assistant.adaptation import AdaptReport, adapt
from assistant.answer import compose, shelving
from assistant.answer.matching import satisfied
from assistant.building import REPORT, BuildReport, Progress
from assistant.editions import Change, changes, dated
from assistant.encoder import Encoder
from assistant.errors import InputError
from assistant.index import Index
from assistant.index import folder as folders
from assistant.intake import Taken, inspect, take_in
from assistant.likeness import Alike, Likeness
from assistant.question import Known, Segment, segments, understand, within
from assistant.records import COUNTED, FACETS, NUMBER, SOURCE, Answer, Asked, Filter, Genre, Hit, Proposal
from assistant.settings import Settings
from assistant.text import normalize

__all__ = ["REPORT", "Assistant", "BuildReport", "Progress"]

_GENRES: Final[tuple[Genre, ...]] = ("proposal", "record", "text")
_WORD: Final = re.compile(r"\w")
_MAX_HISTORY: Final = 20
_NEAREST: Final = 10
"""So many rows are looked at where no shelf answers."""


@dataclass(frozen=True)
class Assistant:
    """An open index that answers."""

    index: Index
    settings: Settings
    cut: tuple[Segment, ...] = ()
    """The segments of all rows as the index holds them; they are cut anew where it holds none."""

    @classmethod
    def build(cls, settings: Settings, progress: Progress | None = None) -> BuildReport:
        """Reads the corpus and puts a new index in force, whole or not at all.

        Raises CorpusError, ModelError or IndexUnavailableError; the old index then stays as it was.
        """
        return building.build(settings, progress)

    @classmethod
    def inspect(cls, file: Path, settings: Settings) -> tuple[Taken, ...]:
        """What would be read of ``file``, without building. Raises CorpusError where it is missing."""
        return inspect(file, building.limits_of(settings))

    @classmethod
    def adapt(
        cls,
        settings: Settings,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> AdaptReport:
        """Trains the model on the corpus and keeps what came of it beside the index, where it is better.

        The index must be built again with it. Raises InputError where the corpus is too small, and what build raises.
        """
        proposals = take_in(settings.corpus, building.limits_of(settings)).proposals
        return adapt(proposals, settings, progress, stop, into=settings.index / building.MODELS)

    @classmethod
    def open(cls, settings: Settings, encoder: Encoder | None = None) -> Self:
        """Opens the index in force. Raises IndexUnavailableError or ModelError with what to do."""
        if encoder is None:
            folders.read_manifest(settings.index)  # a missing index is told before a model is loaded
            encoder = building.encoder_of(settings)
        index = Index.open(settings.index, encoder)
        generation = settings.index / str(index.manifest["generation"])
        rows = {row.id: row for row in index.proposals}
        try:
            return cls(index, settings, segments.read(generation / building.SEGMENTS, rows))
        except (OSError, ValueError, KeyError):  # a build swept the generation away since
            return cls(index, settings)

    @staticmethod
    def stale(settings: Settings) -> str:
        """Why the index should be built again, in Japanese, and "" if it need not."""
        return building.stale(settings)

    @property
    def outdated(self) -> str:
        """Why the open index should be built again, as in stale, without reading its files once more."""
        return building.outdated(self.manifest, self.settings)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """All rows, in the order of their sources."""
        return self.index.proposals

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the index was made of: model, sources, counts."""
        return self.index.manifest

    def proposal(self, proposal_id: str) -> Proposal:
        """The row of this id, of an older edition too. Raises KeyError where there is none."""
        return self._by_id[proposal_id]

    def ask(
        self,
        question: str | Asked,
        history: Sequence[str | Asked] = (),
        filters: Sequence[Filter] = (),
        today: date | None = None,
    ) -> Answer:
        """The answer to ``question``, asked after the questions of ``history``, within ``filters``.

        Raises InputError for a question that is empty or too long, and for a filter that does not exist.
        """
        began = time.perf_counter()
        asked = _asked(question)
        self._check(asked.question)
        self.check(filters)
        within = [item for item in filters if item.key not in asked.without]
        earlier = [item for item in map(_asked, history) if _WORD.search(item.question)][-_MAX_HISTORY:]
        answer = self._best(asked, earlier, within, today)
        return replace(answer, elapsed_ms=round((time.perf_counter() - began) * 1000, 1))

    def search(self, text: str, k: int = 10, filters: Sequence[Filter] = ()) -> tuple[Hit, ...]:
        """The ``k`` best rows for ``text`` among those that pass ``filters``. Raises InputError as ask does."""
        self._check(text)
        self.check(filters)
        allowed = {p.id for p in self.proposals if satisfied(p, filters)} if filters else None
        return self._rank(text, allowed, k)

    def check(self, filters: Sequence[Filter]) -> None:
        """Raises InputError for a filter that does not exist."""
        names = (*self.facets, NUMBER, SOURCE, COUNTED)
        for item in filters:
            if item.facet not in names:
                raise InputError(f"「{item.facet}」では絞り込めません。使えるのは {'、'.join(names)} です。")

    @cached_property
    def facets(self) -> tuple[str, ...]:
        """Names of all facets: those that every table is read for, then the columns that hold one of a few values."""
        own = dict.fromkeys(facet.name for row in self.proposals for facet in row.facets)
        return (*FACETS, *(name for name in own if name not in FACETS))

    @property
    def known(self) -> Known:
        """What the first shelf holds, as far as questions may name it."""
        return self.shelves[0]

    @cached_property
    def shelves(self) -> tuple[Known, ...]:
        """What questions are answered from: the proposals; what they leave open, other tables; then running text."""
        found = []
        sources = tuple(dict.fromkeys(row.source for row in self.proposals))
        for genre in _GENRES:
            rows = tuple(row for row in self.proposals if row.genre == genre)
            if rows:
                cut = tuple(segment for segment in self.cut if segment.proposal.genre == genre)
                found.append(Known(rows, cut, sources, self._changes(rows)))
        return tuple(found) or (Known(()),)

    def _best(self, asked: Asked, earlier: Sequence[Asked], within: Sequence[Filter], today: date | None) -> Answer:
        """The answer of the shelf that is meant; of the first one where none answers."""
        if len(self.shelves) == 1:
            return self._answer(asked, earlier, within, self.known, today)
        answers = [self._answer(asked, earlier, within, known, today) for known in self.shelves]
        before = (
            [self._answer(earlier[-1], earlier[:-1], (), known, today) for known in self.shelves] if earlier else []
        )
        genres = [known.proposals[0].genre for known in self.shelves]
        return shelving.chosen(answers, before, genres, lambda: self._nearest(asked.question))

    def _nearest(self, question: str) -> list[Proposal]:
        """The rows of all shelves that are nearest to a question, best first."""
        return [hit.passage.proposal for hit in self._rank(question, None, _NEAREST)]

    def _answer(
        self, question: Asked, earlier: Sequence[Asked], filters: Sequence[Filter], known: Known, today: date | None
    ) -> Answer:
        """The answer from one shelf."""
        query = understand(question, earlier, known, today or date.today())
        return compose(within(query, filters), known, self._rank, self._alike)

    def _rank(self, text: str, allowed: Collection[str] | None, k: int) -> tuple[Hit, ...]:
        return searching.search(self.index, text, k, allowed)

    @cached_property
    def likeness(self) -> Likeness:
        """Compares rows, and drafts, with all rows."""
        return Likeness(self.index)

    def _alike(self, row: Proposal, among: Collection[str], k: int) -> tuple[Alike, ...]:
        return self.likeness.to_row(row, k, among)

    def _changes(self, rows: Sequence[Proposal]) -> tuple[Change, ...] | None:
        """What differs from the editions before, of the sources of ``rows``; None where there is no edition before."""
        pairs: Mapping[str, str] = self.manifest.get("editions", {})
        found: list[Change] = []
        newest = sorted({row.source.path for row in rows} & set(pairs.values()))
        for newer in newest:
            older = [row for row in self.index.earlier if pairs.get(row.source.path) == newer]
            last = max(dated(row.source.as_of) for row in older)
            found += changes(
                [row for row in older if dated(row.source.as_of) == last],
                [row for row in rows if row.source.path == newer],
            )
        return tuple(found) if newest else None

    @cached_property
    def _by_id(self) -> dict[str, Proposal]:
        return {row.id: row for row in (*self.index.earlier, *self.index.proposals)}

    def _check(self, question: str) -> None:
        limit = self.settings.max_question
        if len(question) > limit:
            raise InputError(f"質問が長すぎます({len(question)}文字)。{limit}文字以内に短くしてください。")
        if not _WORD.search(normalize(question).text):
            raise InputError("質問が空です。知りたいことを文か言葉で入力してください(例: 静岡県の事例)。")


def _asked(item: str | Asked) -> Asked:
    return item if isinstance(item, Asked) else Asked(item)
