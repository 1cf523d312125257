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

from assistant import lists
from assistant import search as searching
from assistant.adaptation import AdaptReport, adapt, adapted_name
from assistant.answer import compose
from assistant.answer.matching import satisfied
from assistant.encoder import Encoder, open_encoder
from assistant.errors import IndexUnavailableError, InputError
from assistant.facets import with_facets
from assistant.index import SCHEMA, Index, SavedVectors
from assistant.index import folder as folders
from assistant.proposals import is_heading, propose
from assistant.question import Known, understand
from assistant.readers import Problem, fingerprints, read
from assistant.records import FACETS, Answer, Filter, Hit, Proposal
from assistant.settings import Settings
from assistant.text import normalize
from assistant.tokens import dictionary_version

_MODELS: Final = "models"
_WORD: Final = re.compile(r"\w")
_MAX_HISTORY: Final = 20


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build read, and what it left out and why."""

    sources: tuple[tuple[str, int], ...]
    """Path and number of proposals of each source."""
    problems: tuple[Problem, ...]
    passages: int
    """Texts that have a vector: passages, and each proposal as a whole."""
    encoded: int
    """Texts whose vector was made new; the others were taken over from the index before."""


@dataclass(frozen=True)
class Assistant:
    """An open index that answers."""

    index: Index
    settings: Settings

    @classmethod
    def build(cls, settings: Settings, progress: Callable[[int, int], None] | None = None) -> BuildReport:
        """Reads the corpus and puts a new index in force, whole or not at all.

        Raises CorpusError, ModelError or IndexUnavailableError; the old index then stays as it was.
        """
        with folders.writing(settings.index) as generation:
            stamps = fingerprints(settings.corpus)
            corpus = read(settings.corpus, is_heading)
            proposals = propose(corpus.tables)
            era = Known(proposals).era
            proposals = tuple(with_facets(proposal, era) for proposal in proposals)
            encoder = _encoder(settings)
            saved = SavedVectors.of(settings.index)
            index = Index.build(proposals, encoder, corpus.sources, saved, progress)
            index.save(
                generation,
                {
                    "made_with": _made_with(settings),
                    "stamps": {name: list(stamp) for name, stamp in stamps.items()},
                },
            )
        return BuildReport(
            sources=tuple((s.path, sum(p.source.path == s.path for p in proposals)) for s in corpus.sources),
            problems=corpus.problems,
            passages=index.vectors.size,
            encoded=index.encoded,
        )

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
        proposals = propose(read(settings.corpus, is_heading).tables)
        return adapt(proposals, settings, progress, stop, into=settings.index / _MODELS)

    @classmethod
    def open(cls, settings: Settings, encoder: Encoder | None = None) -> Self:
        """Opens the index in force. Raises IndexUnavailableError or ModelError with what to do."""
        if encoder is None:
            folders.read_manifest(settings.index)  # a missing index is told before a model is loaded
            encoder = _encoder(settings)
        return cls(Index.open(settings.index, encoder), settings)

    @staticmethod
    def stale(settings: Settings) -> str:
        """Why the index should be built again, in Japanese, and "" if it need not.

        It is missing or damaged, of another version or model, or the corpus changed since.
        """
        try:
            _, manifest = folders.current(settings.index)
        except IndexUnavailableError as error:
            return error.reason
        return _outdated(manifest, settings)

    @property
    def outdated(self) -> str:
        """Why the open index should be built again, as in stale, without reading its files once more."""
        return _outdated(self.manifest, self.settings)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """All proposals, in the order of their sources."""
        return self.index.proposals

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the index was made of: model, sources, counts."""
        return self.index.manifest

    def proposal(self, proposal_id: str) -> Proposal:
        """The proposal of this id. Raises KeyError where there is none."""
        return self._by_id[proposal_id]

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        filters: Sequence[Filter] = (),
        today: date | None = None,
    ) -> Answer:
        """The answer to ``question``, asked after the questions of ``history``, within ``filters``.

        Raises InputError for a question that is empty or too long, and for a filter that does not exist.
        """
        began = time.perf_counter()
        self._check(question)
        _check_filters(filters)
        earlier = [text for text in history if _WORD.search(text)][-_MAX_HISTORY:]
        query = understand(question, earlier, self.known, today or date.today())
        query = replace(query, filters=(*query.filters, *(f for f in filters if f not in query.filters)))
        answer = compose(query, self.known, self._rank)
        return replace(answer, elapsed_ms=round((time.perf_counter() - began) * 1000, 1))

    def search(self, text: str, k: int = 10, filters: Sequence[Filter] = ()) -> tuple[Hit, ...]:
        """The ``k`` best proposals for ``text`` among those that pass ``filters``. Raises InputError as ask does."""
        self._check(text)
        _check_filters(filters)
        allowed = {p.id for p in self.proposals if satisfied(p, filters)} if filters else None
        return searching.search(self.index, text, k, allowed)

    def _rank(self, text: str, allowed: Collection[str] | None, k: int) -> tuple[Hit, ...]:
        return searching.search(self.index, text, k, allowed)

    @cached_property
    def known(self) -> Known:
        """What the corpus holds, as far as questions may name it."""
        return Known(self.index.proposals)

    @cached_property
    def _by_id(self) -> dict[str, Proposal]:
        return {proposal.id: proposal for proposal in self.index.proposals}

    def _check(self, question: str) -> None:
        limit = self.settings.max_question
        if len(question) > limit:
            raise InputError(f"質問が長すぎます({len(question)}文字)。{limit}文字以内に短くしてください。")
        if not _WORD.search(normalize(question).text):
            raise InputError("質問が空です。知りたいことを文か言葉で入力してください(例: 静岡県の事例)。")


def _encoder(settings: Settings) -> Encoder:
    """The encoder of ``settings``: the one that was adapted for the index where there is one and it is wanted."""
    return open_encoder(str(_adapted(settings) or settings.model), settings.models, int8=settings.int8)


def _adapted(settings: Settings) -> Path | None:
    folder = settings.index / _MODELS / adapted_name(settings.model)
    return folder if settings.adapted and folder.is_dir() else None


def _outdated(manifest: Mapping[str, Any], settings: Settings) -> str:
    """What differs between an index and what a build would make now, in Japanese; "" where nothing does."""
    if (manifest.get("schema"), manifest.get("dictionary")) != (SCHEMA, dictionary_version()):
        return "索引の形式か辞書の版が違います"
    if manifest.get("made_with") != _made_with(settings):
        return "索引を作った後に、モデルの設定か言葉の辞書(data)が変わっています"
    built = manifest.get("stamps", {})
    now = {name: list(stamp) for name, stamp in fingerprints(settings.corpus).items()}
    if built == now:
        return ""
    changed = sorted(name for name in built.keys() | now.keys() if built.get(name) != now.get(name))
    return f"資料が索引を作った後に変わっています({'、'.join(changed[:3])})"


def _made_with(settings: Settings) -> dict[str, object]:
    """What an index depends on beside its sources."""
    return {
        "model": settings.model,
        "adapted": _adapted(settings) is not None,
        "int8": settings.int8,
        "words": lists.digest(),
    }


def _check_filters(filters: Sequence[Filter]) -> None:
    for item in filters:
        if item.facet not in FACETS:
            raise InputError(f"「{item.facet}」では絞り込めません。使えるのは {'、'.join(FACETS)} です。")
