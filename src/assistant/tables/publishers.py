"""Who published a document, where it says so itself: above its table, below it, or in brackets behind its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from assistant.lists import rows
from assistant.readers.document import Document, Paragraph
from assistant.text import plain

_LINES: Final = 8
"""So many lines at the beginning and at the end are looked at."""


def publisher_of(document: Document) -> str:
    """The ministry or agency of data/publishers.tsv that stands at the head or at the foot; "" where none does."""
    lines = [plain(line).strip() for line in _lines(document)]
    edges = [*lines[:_LINES], *lines[-_LINES:]]
    return next((found[1] or found[2] for line in edges if (found := _pattern().search(line))), "")


def _lines(document: Document) -> Iterator[str]:
    """The lines of text, and the rows of tables that hold one cell."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield from block.text.splitlines()
            continue
        for line in block.lines:
            filled = [cell.text for cell in line.cells if cell.text.strip()]
            if len(filled) == 1:
                yield filled[0]


@cache
def _pattern() -> re.Pattern[str]:
    """A name that begins a line and is followed by no word, or stands in brackets at its end."""
    names = "|".join(re.escape(row["name"]) for row in rows("publishers"))
    return re.compile(
        rf"^(?:(?:作成|公表|発行|編集|出典|資料)[::]\s*)?({names})(?=$|[\s(、・]|[^\s]{{0,15}}(?:局|課|室|部|官房|グループ)(?:$|[\s(]))|\(({names})[^()]*\)$"
    )
