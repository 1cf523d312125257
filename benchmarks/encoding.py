"""Compares the encoder with plain sentence-transformers in float32: speed, memory, agreement.

Run as ``python benchmarks/encoding.py corpus.jsonl queries.jsonl [--texts 200]`` with lines that hold a ``text``;
prints a Markdown table. Each form runs in a process of its own, in turn with the others, as often as ``--rounds``
says; of each figure the best round counts, since on a shared machine the others measure the neighbours.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoder import open_encoder

MODELS = Path(__file__).parents[1] / "models"
NAME = "municipal-e5-small"
FORMS = ("sentence-transformers float32", "assistant float32", "assistant int8")


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one form: seconds until the first answer, texts a second, milliseconds a query, MB at the peak."""

    start: float
    bulk: float
    query: float
    memory: float
    vectors: NDArray[np.float32]


def main() -> None:
    """Measures all forms and prints the table, or measures the one form that ``--form`` names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--form", choices=FORMS, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    corpus, queries = (read(file)[: chosen.texts] for file in (chosen.corpus, chosen.queries))
    if chosen.form:
        _measure(chosen.form, corpus, queries, chosen.out)
        return
    open_encoder(NAME, MODELS)
    rounds: dict[str, list[Measured]] = {form: [] for form in FORMS}
    for _ in range(chosen.rounds):
        for form in FORMS:
            rounds[form].append(_in_a_process(form))
    print(table({form: best(measured) for form, measured in rounds.items()}, corpus, queries))


def read(file: Path) -> list[str]:
    """The texts of a JSON Lines file in the layout of BEIR."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def best(measured: Sequence[Measured]) -> Measured:
    """The best of each figure over all rounds."""
    return Measured(
        start=min(m.start for m in measured),
        bulk=max(m.bulk for m in measured),
        query=min(m.query for m in measured),
        memory=max(m.memory for m in measured),
        vectors=measured[0].vectors,
    )


def table(results: dict[str, Measured], corpus: Sequence[str], queries: Sequence[str]) -> str:
    """The figures as a Markdown table under a line that says on what they were measured."""
    base = results[FORMS[0]]
    characters = round(sum(map(len, corpus)) / len(corpus))
    rows = [
        f"{platform.processor() or platform.machine()}, {len(corpus)} texts of {characters} characters on average, "
        f"{len(queries)} queries one by one",
        "",
        "| form | first answer, s | texts/s in bulk | × | query p50, ms | peak memory, MB | cosine mean | min |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for form, m in results.items():
        cosine = (m.vectors * base.vectors).sum(axis=1)
        rows.append(
            f"| {form} | {m.start:.1f} | {m.bulk:.1f} | {m.bulk / base.bulk:.2f} | {m.query:.1f} | {m.memory:.0f} "
            f"| {cosine.mean():.4f} | {cosine.min():.4f} |"
        )
    return "\n".join(rows)


def _in_a_process(form: str) -> Measured:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "vectors.npy"
        command = [sys.executable, *sys.argv, "--form", form, "--out", str(out)]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        return Measured(**json.loads(lines[-1]), vectors=np.load(out))


def _measure(form: str, corpus: list[str], queries: list[str], out: Path) -> None:
    began = time.perf_counter()
    encode_query, encode_corpus = _opened(form)
    encode_query(queries[0])
    start = time.perf_counter() - began
    memory = _peak_memory()
    query_times = [_seconds(lambda q=q: encode_query(q)) for q in queries]  # type: ignore[misc]
    vectors: list[NDArray[np.float32]] = []
    seconds = _seconds(lambda: vectors.append(encode_corpus(corpus)))
    np.save(out, vectors[0])
    figures = {"start": start, "bulk": len(corpus) / seconds, "query": float(np.median(query_times)) * 1e3}
    print(json.dumps(figures | {"memory": memory}))


def _opened(form: str) -> tuple[Callable[[str], Any], Callable[[list[str]], NDArray[np.float32]]]:
    if form != FORMS[0]:
        encoder = open_encoder(NAME, MODELS, int8=form.endswith("int8"))
        return encoder.encode_query, encoder.encode_passages
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - its import is part of the start

    model = SentenceTransformer(str(MODELS / NAME), device="cpu", local_files_only=True)
    return model.encode_query, lambda texts: np.asarray(model.encode_document(texts, batch_size=32))


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_memory() -> float:
    """Highest resident memory of this process so far, in MB (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


if __name__ == "__main__":
    main()
