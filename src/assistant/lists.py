"""The TSV files under data/ that people correct, row by row, and a hash of them all."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files


def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of data/``name``.tsv by column heading; lines that begin with # are comments."""
    text = files("assistant").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("# ")]
    columns = lines[0].split("\t")
    return tuple(dict(zip(columns, line.split("\t"), strict=False)) for line in lines[1:])


@cache
def digest() -> str:
    """A hash of all files under data/: what an index holds depends on them."""
    folder = files("assistant").joinpath("data")
    found = sorted((item.name, item.read_bytes()) for item in folder.iterdir() if item.name.endswith(".tsv"))
    return hashlib.sha256(b"".join(name.encode() + data for name, data in found)).hexdigest()[:16]
