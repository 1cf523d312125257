"""From the texts that were written to teach the encoder to token ids and base weights, for train.py.

Run as ``python benchmarks/tuning/prepare.py OUT``; the model multilingual-e5-small is made where it is missing.
Each line of ``texts/*.jsonl`` is an entry: ``title``, ``body``, and ``queries`` that the entry answers. Neighbours in
a file are of one matter. Tokens that no text has are left out of the vocabulary, so that all fits in 60 MB.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from assistant.encoder import e5
from assistant.encoder.pipeline import Pipeline, Side
from assistant.encoder.sentence import locate

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
TEXTS: Final = HERE / "texts"
_HEADLESS: Final = "encyclopedia"
"""Paragraphs of an encyclopedia stand without the name of their article."""
_NEEDED: Final = (0, 1, 2, 3)


@dataclass(frozen=True)
class Entry:
    """A heading, a body, and what people ask for them."""

    title: str
    body: str
    queries: tuple[str, ...]
    headed: bool

    @classmethod
    def of(cls, line: str, file: Path) -> Self:
        """The entry in a line of ``file``."""
        row = json.loads(line)
        return cls(row["title"], row["body"], tuple(row["queries"]), not file.name.startswith(_HEADLESS))

    @property
    def whole(self) -> str:
        """All that is searched."""
        return f"{self.title}\n{self.body}" if self.headed else self.body


def entries() -> Iterator[Entry]:
    """All entries, in the order of files and lines."""
    for file in sorted(TEXTS.glob("*.jsonl")):
        yield from (Entry.of(line, file) for line in file.read_text(encoding="utf-8").splitlines())


def main() -> None:
    """Writes ``texts.npz`` and ``weights.npz``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    model = Pipeline.load(locate(e5.NAME, ROOT / "models"))
    all_entries = list(entries())
    lists: dict[str, tuple[Side, list[str]]] = {
        "queries": ("query", [query for entry in all_entries for query in entry.queries]),
        "headings": ("passage", [entry.title for entry in all_entries]),
        "asked": ("query", [entry.title for entry in all_entries]),
        "bodies": ("passage", [entry.body for entry in all_entries]),
        "wholes": ("passage", [entry.whole for entry in all_entries]),
    }
    ids = {name: [model.token_ids(text, side) for text in texts] for name, (side, texts) in lists.items()}
    kept = np.unique(np.concatenate([_NEEDED, *(row for rows in ids.values() for row in rows)]))
    arrays: dict[str, Any] = {
        "queries.count": np.array([len(entry.queries) for entry in all_entries]),
        "headed": np.array([entry.headed for entry in all_entries]),
    }
    for name, rows in ids.items():
        arrays[f"{name}.ids"] = np.searchsorted(kept, np.concatenate(rows)).astype(np.int32)
        arrays[f"{name}.lengths"] = np.array([len(row) for row in rows], np.int32)
    np.savez_compressed(out / "texts.npz", **arrays)
    np.savez_compressed(out / "weights.npz", **dict(weights(model, kept)))  # type: ignore[arg-type]  # taken for its flag
    print(f"{len(all_entries)} entries, {len(lists['queries'][1])} questions, {len(kept)} of the vocabulary")


def weights(model: Pipeline, kept: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """The weights of the model in float16, of its vocabulary the tokens ``kept``."""
    for name, weight in model.model[0].model.state_dict().items():
        if not name.startswith("pooler"):
            values = weight.numpy()
            yield name, (values[kept] if name.endswith("word_embeddings.weight") else values).astype(np.float16)


if __name__ == "__main__":
    main()
