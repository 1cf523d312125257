"""From what train.py wrote to the file that the program carries.

Run as ``python benchmarks/tuning/pack.py IN``; writes src/assistant/encoder/municipal.npz and tells how near the
packed model is to the trained one.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from assistant.encoder import e5, municipal
from assistant.encoder.pipeline import Pipeline, Side

KNOWN: Final[tuple[tuple[Side, str], ...]] = (
    ("query", "駅前の空き店舗はどう使えますか"),
    ("passage", "ハローワークと市が一体で、生活保護受給者の就労を支援する。"),
)
LEVELS: Final = 127


def main() -> None:
    """Packs, checks and tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    changes: dict[str, np.ndarray] = {}
    for file in sorted(parser.parse_args().trained.glob("change-*.npz")):
        with np.load(file) as held:
            changes |= {name: held[name].astype(np.float32) for name in held.files}
    trained = vectors(changes)
    municipal.Tuning(changes, ()).write(municipal.FILE)
    packed = vectors(municipal.Tuning.read(municipal.FILE).changes)
    known = [
        e5.Known(side, text, np.rint(vector / np.abs(vector).max() * LEVELS).astype(np.int8))
        for (side, text), vector in zip(KNOWN, packed, strict=True)
    ]
    municipal.Tuning(changes, known).write(municipal.FILE)
    cosines = (trained * packed).sum(axis=1)
    print(f"{municipal.FILE.stat().st_size / 1e6:.1f} MB, cosines with the trained model {cosines}")


def vectors(changes: Mapping[str, np.ndarray]) -> np.ndarray:
    """The vectors of the known texts by the base with these changes, shape [texts, dimension]."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "model"
        e5.convert(folder, changes, ())
        pipeline = Pipeline.load(folder)
        return np.vstack([pipeline.encode([text], side) for side, text in KNOWN])


if __name__ == "__main__":
    main()
