"""How others find on the same retrieval set: txtai, plain sentence-transformers, rank_bm25 as LangChain uses it.

Run as ``python benchmarks/rivals.py DIR [--out FILE]``. The others are installed into an environment of their own
(``--venv``, kept for the next run) and rank there, with the model that is ours and the one that ours was made of; the
figures are computed here, beside those of our own search over the same set with both.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from serving import ROOT, machine

MODELS: Final = ROOT / "models"
OURS: Final = "municipal-e5-small"
BASE: Final = "multilingual-e5-small"
PACKAGES: Final = ("torch==2.13.0", "sentence-transformers>=6.2,<7", "txtai==9.14.0", "rank-bm25==0.2.2", "faiss-cpu")
K: Final = 10
Ranked = Mapping[str, Sequence[str]]
"""Ids of the first documents, best first, by the id of the question."""
Method = Callable[[Mapping[str, str], Mapping[str, str]], Ranked]
"""Ranks documents for questions, both by their ids."""


def main() -> None:
    """Measures all and prints the table; with ``--inside`` ranks as one of the others and writes what it ranked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/rivals.md")
    parser.add_argument("--venv", type=Path, default=Path(tempfile.gettempdir()) / "rivals-venv")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        chosen.inside.write_text(json.dumps(dict(ranked(chosen.folder))), encoding="utf-8")
        return
    python = chosen.venv / "bin" / "python"
    if not python.exists():
        venv.create(chosen.venv, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch) / "ranked.json"
        subprocess.run([python, __file__, chosen.folder, "--inside", result], check=True)
        others = json.loads(result.read_text(encoding="utf-8"))
    text = table(chosen.folder, others)
    chosen.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def ranked(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each of the others ranks, and in how many seconds it read the documents and answered all questions."""
    documents = {row["_id"]: f"{row.get('title', '')}\n{row['text']}".strip() for row in rows(folder / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in rows(folder / "queries.jsonl")}
    for name, method in METHODS.items():
        began = time.perf_counter()
        found = method(documents, queries)
        yield name, {"ranked": found, "seconds": time.perf_counter() - began}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, one a line."""
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def whitespace(documents: Mapping[str, str], queries: Mapping[str, str]) -> Ranked:
    """rank_bm25 over words divided by blanks, the default of LangChain's BM25Retriever."""
    from rank_bm25 import BM25Okapi  # noqa: PLC0415

    names = list(documents)
    index = BM25Okapi([text.split() for text in documents.values()])
    found = {}
    for key, text in queries.items():
        scores = index.get_scores(text.split())
        found[key] = [names[at] for at in sorted(range(len(names)), key=lambda at: -scores[at])[:K]]
    return found


def sentence_transformers(name: str) -> Method:
    """Vectors of whole documents in float32, cosine, prompts as the model asks for."""

    def method(documents: Mapping[str, str], queries: Mapping[str, str]) -> Ranked:
        from sentence_transformers import SentenceTransformer, util  # noqa: PLC0415

        model = SentenceTransformer(str(MODELS / name))
        names = list(documents)
        texts = model.encode([f"passage: {text}" for text in documents.values()], normalize_embeddings=True)
        asked = model.encode([f"query: {text}" for text in queries.values()], normalize_embeddings=True)
        found = util.semantic_search(asked, texts, top_k=K)
        return {key: [names[hit["corpus_id"]] for hit in hits] for key, hits in zip(queries, found, strict=True)}

    return method


def txtai(name: str, **options: Any) -> Method:
    """txtai with these options over a model."""

    def method(documents: Mapping[str, str], queries: Mapping[str, str]) -> Ranked:
        from txtai import Embeddings  # noqa: PLC0415

        instructions = {"query": "query: ", "data": "passage: "}
        index = Embeddings(path=str(MODELS / name), instructions=instructions, **options)
        index.index(list(documents.items()))
        return {key: [document for document, _ in index.search(text, K)] for key, text in queries.items()}

    return method


METHODS: Final[Mapping[str, Method]] = {
    "rank_bm25、空白区切り(LangChain の初期設定)": whitespace,
    f"sentence-transformers、{BASE}、float32": sentence_transformers(BASE),
    f"txtai 9.14、ベクトルだけ、{BASE}": txtai(BASE),
    f"txtai 9.14、ハイブリッド(初期設定)、{BASE}": txtai(BASE, hybrid=True),
    f"sentence-transformers、{OURS}、float32": sentence_transformers(OURS),
}


def ours(judged: Any, name: str) -> Ranked:
    """What our search ranks over the same set with a model."""
    from assistant.encoder import open_encoder  # noqa: PLC0415 - not there inside the environment of the others
    from assistant.index import Index  # noqa: PLC0415
    from assistant.search import search  # noqa: PLC0415

    index = Index.build(judged.proposals, open_encoder(name, MODELS))
    return {key: [hit.passage.proposal.id for hit in search(index, judged.queries[key], K)] for key in judged.grades}


def table(folder: Path, others: Mapping[str, Mapping[str, Any]]) -> str:
    """The figures of all, ours last, as Markdown."""

    from assistant.metrics import ndcg, recall  # noqa: PLC0415
    from assistant.readers import beir  # noqa: PLC0415

    judged = beir.read(folder)
    lines = [
        f"# ほかの仕組みと比べる: {folder.name}",
        "",
        f"{machine()}、{date.today()}。文書 {len(judged.proposals)}、質問 {len(judged.grades)}。",
        "",
        "| 仕組み | recall@10 | nDCG@10 |",
        "| --- | ---: | ---: |",
    ]
    rankings = {name: found["ranked"] for name, found in others.items()}
    rankings[f"この仕組み、{BASE}"] = ours(judged, BASE)
    rankings[f"**この仕組み、{OURS}**"] = ours(judged, OURS)
    for name, found in rankings.items():
        recalls = [recall(found[key], grades, K) for key, grades in judged.grades.items()]
        gains = [ndcg(found[key], grades, K) for key, grades in judged.grades.items()]
        lines.append(f"| {name} | {sum(recalls) / len(recalls):.4f} | {sum(gains) / len(gains):.4f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
