"""Rows as files that staff paste into a 起案: Excel, CSV, Word, Markdown, each row with its citation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.errors import InputError
from assistant.exports import csv, docx, md, xlsx
from assistant.exports.lines import Line, citation, line, name_of
from assistant.records import Proposal

__all__ = ["FORMATS", "Format", "citation", "export", "name_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what people call it, its type, and how many rows it takes."""

    name: str
    media_type: str
    most: int
    write: Callable[[Sequence[Line]], bytes]


FORMATS: Final = {
    "xlsx": Format("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 20_000, xlsx.write),
    "csv": Format("CSV", "text/csv; charset=utf-8", 200_000, csv.write),
    "docx": Format("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 300, docx.write),
    "md": Format("Markdown", "text/markdown; charset=utf-8", 20_000, md.write),
}
"""Kinds of files by the end of their name."""


def export(rows: Sequence[Proposal], suffix: str) -> bytes:
    """The file that ends on ``suffix``, holding ``rows``. Raises InputError where they are too many, or none."""
    form = FORMATS[suffix]
    if not rows:
        raise InputError("書き出す事例がありません。条件をゆるめるか、事例を選んでください。")
    if len(rows) > form.most:
        raise InputError(
            f"{form.name} に書き出せるのは {form.most:,} 件までです(今は {len(rows):,} 件)。"
            "条件で絞り込むか、事例を選んでください。"
        )
    return form.write([line(row) for row in rows])
