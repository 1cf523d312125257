"""How good the search is on a retrieval set, by the same code as ``build`` and ``search``."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, Final

from assistant.adaptation import adapt
from assistant.encoder import open_encoder
from assistant.index import Index
from assistant.index import folder as folders
from assistant.metrics import ndcg, recall, reciprocal_rank
from assistant.readers import beir
from assistant.search import search
from assistant.settings import Settings

_K: Final = 10


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """Rankings of a retrieval set and how long they took."""

    rankings: Mapping[str, tuple[str, ...]]
    grades: Mapping[str, Mapping[str, int]]
    documents: int
    encode_seconds: float
    query_seconds: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures of the contract: means over the questions, times in milliseconds."""
        pairs = [(self.rankings[name], self.grades[name]) for name in self.grades]
        times = [seconds * 1000 for seconds in self.query_seconds]
        return {
            "queries": len(pairs),
            "recall@10": round(mean(recall(ranking, grades, _K) for ranking, grades in pairs), 4),
            "ndcg@10": round(mean(ndcg(ranking, grades, _K) for ranking, grades in pairs), 4),
            "mrr@10": round(mean(reciprocal_rank(ranking, grades, _K) for ranking, grades in pairs), 4),
            "encode_docs_per_s": round(self.documents / self.encode_seconds, 1),
            "query_ms_p50": round(median(times), 2),
            "query_ms_p95": round(quantiles(times, n=20)[-1] if len(times) > 1 else times[0], 2),
        }


def evaluate_retrieval(
    folder: Path, settings: Settings, progress: Callable[[int, int], None] | None = None, *, adapted: bool = False
) -> RetrievalReport:
    """Builds, saves and opens an index of the set in a scratch folder, and ranks its documents for every question.

    With ``adapted`` the model first learns the documents; the questions are not shown to it.

    Raises InputError where ``folder`` holds no such set, and ModelError where the model cannot be loaded.
    """
    judged = beir.read(folder)
    with TemporaryDirectory(prefix="assistant-evaluate-") as scratch:
        model = settings.model
        if adapted:
            models = Path(scratch) / "models"
            report = adapt(judged.proposals, settings, progress, into=models)
            model = str(models / report.model) if report.kept else settings.model
        encoder = open_encoder(model, settings.models, int8=settings.int8)
        with folders.writing(Path(scratch)) as generation:
            began = time.perf_counter()
            Index.build(judged.proposals, encoder, progress=progress).save(generation)
            encoded = time.perf_counter() - began
        index = Index.open(Path(scratch), encoder)
        rankings, times = {}, []
        for name in judged.grades:
            began = time.perf_counter()
            hits = search(index, judged.queries[name], _K)
            times.append(time.perf_counter() - began)
            rankings[name] = tuple(hit.passage.proposal.id for hit in hits)
    return RetrievalReport(rankings, judged.grades, len(judged.proposals), encoded, tuple(times))
