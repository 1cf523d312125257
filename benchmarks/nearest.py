"""How sure a FAQ answers by nearness: how often it does where the right entry is there, and where it is taken out.

    .venv/bin/python benchmarks/nearest.py DIR… [--out FILE]

DIR holds a retrieval set in the layout of BEIR. Every question is asked twice, of all entries and of all but those that
are right; and again of 300 and of 60 entries, drawn by chance with the right ones among them. The table shows several
bounds beside the one that the program uses.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from serving import ROOT, machine

from assistant.answer.nearest import SHOWN, bound, nearness
from assistant.encoder import open_encoder
from assistant.index import Index
from assistant.readers import beir
from assistant.search import search
from assistant.settings import Settings

SIZES: Final = (0, 300, 60)
"""Entries that are asked of; 0 for all."""
STEPS: Final = (-0.1, -0.05, 0.0, 0.05, 0.1)
"""Bounds that are tried beside the one in use: so much below it or above."""
RIGHT: Final = 5
"""So many right entries at most are among those that are drawn."""


@dataclass(frozen=True)
class Trial:
    """A question, how near the nearest entry came, and whether the first is right, or one of those that are shown."""

    near: float
    first: bool
    shown: bool


def trials(index: Index, judged: beir.RetrievalSet, size: int, *, there: bool) -> Iterator[Trial]:
    """One for each question; ``there`` says whether the right entries are among those that are asked of."""
    chance = random.Random(size)
    every = [row.id for row in index.proposals]
    for query, grades in judged.grades.items():
        text, right = judged.queries[query], {name for name, grade in grades.items() if grade}
        others = [name for name in every if name not in right]
        kept = set(sorted(right)[:RIGHT] if size else right) if there else set()
        drawn = set(chance.sample(others, size - len(kept)) if size else others) | kept
        hits = search(index, text, SHOWN, drawn)
        found = [hit.passage.proposal.id in right for hit in hits]
        yield Trial(nearness(text, hits[0]), found[0], any(found))


def lines(folder: Path) -> Iterator[str]:
    """The rows of the table for one set."""
    settings = Settings.load(ROOT)
    judged = beir.read(folder)
    index = Index.build(judged.proposals, open_encoder(settings.model, settings.models, int8=settings.int8))
    for size in SIZES:
        there = list(trials(index, judged, size, there=True))
        gone = list(trials(index, judged, size, there=False))
        for step in STEPS:
            least = bound(size or len(index.proposals)) + step
            told = [trial for trial in there if trial.near >= least]
            first, shown = (sum(part) / len(told) for part in zip(*((t.first, t.shown) for t in told), strict=True))
            false = sum(trial.near >= least for trial in gone) / len(gone)
            name = f"{least:.2f}" if step else f"**{least:.2f}**"
            yield (
                f"| {folder.name} | {size or len(index.proposals):,} | {name} | {len(told) / len(there):.0%} "
                f"| {first:.0%} | {shown:.0%} | {false:.0%} |"
            )


def main() -> None:
    """Measures, and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/nearest.md")
    asked = parser.parse_args()
    rows = "\n".join(line for folder in asked.folders for line in lines(folder))
    asked.out.write_text(
        f"""# FAQ と文章に、近さで答えるときの確かさ

{machine()}、{date.today().isoformat()}。太字がプログラムの使う値。「当たる項目を抜く」は、正解の項目を資料から除いて同じ質問をしたとき。似た項目が残るので、答えた割合がすべて誤りとは限らない。

| 資料 | 項目 | しきい値 | 答えた | うち1件目が正解 | うち{SHOWN}件に正解 | 当たる項目を抜いても答えた |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
{rows}
""",
        encoding="utf-8",
    )
    print(asked.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
