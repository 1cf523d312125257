"""The seed table as plain data: its title, its columns, and its sections with their rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TITLE = "提案内容の実現に向けて、地方自治体と厚生労働省が直接協議中のもの(提案概要及び進捗状況)"
COLUMNS = ("No.", "自治体名", "提案概要", "進捗状況")


@dataclass(frozen=True)
class Section:
    name: str
    rows: tuple[tuple[str, ...], ...]


def sections() -> tuple[Section, ...]:
    """共同提案 (1 row), 都道府県 (4 rows), 市区町村 (13 rows), the cells as published."""
    text = (Path(__file__).parents[2] / "corpus" / "mhlw-proposals.txt").read_text(encoding="utf-8")
    found: list[tuple[str, list[tuple[str, ...]]]] = []
    for line in text.splitlines():
        cells = tuple(line.split("\t"))
        if line.startswith("○"):
            found.append((line[1:], []))
        elif len(cells) == len(COLUMNS) and cells != COLUMNS:
            found[-1][1].append(cells)
    return tuple(Section(name, tuple(rows)) for name, rows in found)
