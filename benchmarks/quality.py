"""How well the search finds, on retrieval sets in the layout of BEIR: each leg, all together, and without each part.

Run as ``python benchmarks/quality.py DIR… [--out FILE]``; writes a Markdown table for each set. Every row is compared
with the search as it is, question by question, by nDCG: how often it is better, equal or worse, and the probability
of a difference this large by chance (randomisation test: Smucker, Allan, Carterette 2007, A Comparison of
Statistical Significance Tests for Information Retrieval Evaluation).
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from serving import ROOT, machine

from assistant.encoder import open_encoder
from assistant.index import Index
from assistant.index import folder as folders
from assistant.lexical import bigrams
from assistant.metrics import ndcg, recall, reciprocal_rank
from assistant.readers import beir
from assistant.search import Scores, fused, search, standardized, with_feedback
from assistant.settings import Settings

K: Final = 10
ROUNDS: Final = 20_000
RRF: Final = 60


@dataclass(frozen=True)
class Asked:
    """A question put to an index: what each variant of the search is made of."""

    index: Index
    question: str

    @cached_property
    def cosines(self) -> Scores:
        """Cosines of all rows of vectors."""
        return self.index.vectors.scores(self.index.encoder.encode_query(self.question))

    @cached_property
    def legs(self) -> dict[str, Scores]:
        """The scores of the legs, as the search has them."""
        return {
            "words": self.index.words.scores(self.question),
            "bigrams": self.index.bigrams.scores(self.question),
            "vectors": self.index.layout.scores(self.cosines),
        }

    @property
    def whole(self) -> Scores:
        """Cosines of the documents as a whole."""
        return self.cosines[self.index.layout.passages[-1] :]

    @property
    def passage(self) -> Scores:
        """The cosine of the best passage of each document."""
        layout = self.index.layout
        best: Scores = np.maximum.reduceat(self.cosines[: layout.passages[-1]], layout.passages[:-1])
        return best

    def without(self, leg: str) -> Scores:
        """The search without one of its legs."""
        return with_feedback(self.index, fused({name: scores for name, scores in self.legs.items() if name != leg}))

    def with_other(self, leg: str, scores: Scores) -> Scores:
        """The search with other scores of one of its legs."""
        return with_feedback(self.index, fused({**self.legs, leg: scores}))

    @property
    def all_pairs(self) -> Scores:
        """The scores of all pairs of characters, of content words or not."""
        return self.index.bigrams.scores_of(bigrams(self.question))

    def by_rank(self) -> Scores:
        """Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009) of the legs."""
        places = [np.argsort(np.argsort(-scores, kind="stable")) + 1 for scores in self.legs.values()]
        total: Scores = np.sum([1 / (RRF + place) for place in places], axis=0, dtype=np.float32)
        return total


VARIANTS: Final[Mapping[str, Callable[[Asked], Scores]]] = {
    "語だけ (BM25)": lambda asked: asked.legs["words"],
    "文字の対だけ (BM25)": lambda asked: asked.legs["bigrams"],
    "全文のベクトルだけ": lambda asked: asked.whole,
    "全文・欄・節のベクトルだけ": lambda asked: asked.legs["vectors"],
    "語なし": lambda asked: asked.without("words"),
    "文字の対なし": lambda asked: asked.without("bigrams"),
    "ベクトルなし": lambda asked: asked.without("vectors"),
    "質問の文字の対をすべて使う": lambda asked: asked.with_other("bigrams", asked.all_pairs),
    "欄と節のベクトルなし(全文だけ)": lambda asked: asked.with_other("vectors", asked.whole),
    "欄と全文のベクトルなし(最も近い節だけ)": lambda asked: asked.with_other("vectors", asked.passage),
    "上位からの手がかりなし": lambda asked: fused(asked.legs),
    "標準得点でなく順位で合わせる (RRF)": lambda asked: with_feedback(asked.index, standardized(asked.by_rank())),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Recall, nDCG and reciprocal rank of each question, each of shape [questions]."""

    recall: NDArray[np.float64]
    ndcg: NDArray[np.float64]
    first: NDArray[np.float64]

    def row(self, name: str, against: Figures | None) -> str:
        """A row of the table."""
        means = f"{self.recall.mean():.4f} | {self.ndcg.mean():.4f} | {self.first.mean():.4f}"
        if against is None:
            return f"| **{name}** | {means} | | | |"
        gains = self.ndcg - against.ndcg
        better, worse = int((gains > 1e-9).sum()), int((gains < -1e-9).sum())
        of_recall = chance(self.recall - against.recall)
        return (
            f"| {name} | {means} | {better} / {len(gains) - better - worse} / {worse} "
            f"| {of_recall:.3f} | {chance(gains):.3f} |"
        )


def chance(gains: NDArray[np.float64]) -> float:
    """How often the mean of ``gains`` is as far from 0 as it is, where each sign is left to chance."""
    rng = np.random.default_rng(20)
    signs = rng.choice(np.array([-1.0, 1.0]), size=(ROUNDS, len(gains)))
    return float((np.abs(signs @ gains) >= abs(gains.sum()) - 1e-9).mean())


def main() -> None:
    """Measures all sets and writes the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/quality.md")
    chosen = parser.parse_args()
    settings = Settings.load(ROOT)
    tables = [measured(folder, settings) for folder in chosen.sets]
    head = f"# 探す力\n\n{machine()}、{date.today()}、{commit()}、モデル {settings.model}。"
    note = "勝ち / 同じ / 負け は、質問ごとの nDCG@10 を「今の検索」と比べた数。p は符号を入れ替える検定。"
    text = "\n\n".join([head, note, *tables]) + "\n"
    chosen.out.write_text(text, encoding="utf-8")
    print(text)


def measured(folder: Path, settings: Settings) -> str:
    """The table of one set, under a heading that says what it holds and how fast it was read and searched."""
    judged = beir.read(folder)
    encoder = open_encoder(settings.model, settings.models, int8=settings.int8)
    with tempfile.TemporaryDirectory() as scratch:
        began = time.perf_counter()
        with folders.writing(Path(scratch)) as generation:
            Index.build(judged.proposals, encoder).save(generation)
        speed = len(judged.proposals) / (time.perf_counter() - began)
        index = Index.open(Path(scratch), encoder)
        asked = {name: Asked(index, judged.queries[name]) for name in judged.grades}
        times, rankings = [], {}
        for name, item in asked.items():
            began = time.perf_counter()
            hits = search(index, item.question, K)
            times.append((time.perf_counter() - began) * 1000)
            rankings[name] = [hit.passage.proposal.id for hit in hits]
        full = figures(rankings, judged.grades)
        rows = [full.row("今の検索", None)]
        for title, variant in VARIANTS.items():
            ranked = {name: ranking(index, variant(item)) for name, item in asked.items()}
            rows.append(figures(ranked, judged.grades).row(title, full))
    return "\n".join(
        [
            f"## {folder.name}",
            "",
            f"文書 {len(judged.proposals)}、質問 {len(asked)}。索引作り 毎秒 {speed:.1f} 文書、"
            f"検索 1 回の中央値 {np.median(times):.1f} ミリ秒(95パーセンタイル {np.percentile(times, 95):.1f})。",
            "",
            "| 何で | recall@10 | nDCG@10 | MRR@10 | 勝ち / 同じ / 負け | p (recall) | p (nDCG) |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
            *rows,
        ]
    )


def ranking(index: Index, scores: Scores) -> list[str]:
    """Ids of the first documents by ``scores``, ties by id."""
    order = sorted(range(len(scores)), key=lambda n: (-scores[n], index.proposals[n].id))
    return [index.proposals[number].id for number in order[:K]]


def figures(rankings: Mapping[str, list[str]], grades: Mapping[str, Mapping[str, int]]) -> Figures:
    """The figures of ``rankings``, by question."""
    return Figures(
        *(
            np.array([metric(rankings[name], grades[name], K) for name in grades])
            for metric in (recall, ndcg, reciprocal_rank)
        )
    )


def commit() -> str:
    """The commit that is measured, and whether files were changed since."""
    git = ("git", "-C", str(ROOT))
    name = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    changed = subprocess.run([*git, "status", "--porcelain", "src"], capture_output=True, text=True, check=True)
    return f"コミット {name.stdout.strip()}" + (" に変更を加えたもの" if changed.stdout.strip() else "")


if __name__ == "__main__":
    main()
