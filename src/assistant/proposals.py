"""From tables to proposals: columns mapped to roles, cells cleaned, ids made from content."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from assistant import places
from assistant.columns import roles_of
from assistant.records import Field, Proposal, Role, Row, Span, Table
from assistant.vocabulary import role_of

_LEFT_OVER: Final = re.compile(r"^(?:\s|<[^<>]*>|[□■])+|(?:\s|<[^<>]*>|[□■])+$")
_ID_LENGTH: Final = 12
_HEADINGS_NEEDED: Final = 2


def is_heading(cells: tuple[str, ...]) -> bool:
    """Whether a row is column headings: two of its cells or more are headings that we know."""
    return sum(role_of(cell) != "other" for cell in cells) >= _HEADINGS_NEEDED


def propose(tables: Iterable[Table]) -> tuple[Proposal, ...]:
    """The proposals of ``tables`` in order. Equal rows stay as many as they are."""
    seen: Counter[str] = Counter()
    return tuple(
        _proposal(table, roles, row, seen) for table in tables for roles in [roles_of(table)] for row in table.rows
    )


def clean(cell: str) -> Span:
    """The part of a cell that is text: without blanks, left-over markup and filler boxes at either end."""
    text = cell
    start = 0
    while left_over := _LEFT_OVER.search(text):
        if left_over.start() == 0:
            start += left_over.end()
            text = text[left_over.end() :]
        else:
            text = text[: left_over.start()]
    return Span(start, start + len(text))


def _proposal(table: Table, roles: tuple[Role, ...], row: Row, seen: Counter[str]) -> Proposal:
    fields = tuple(
        Field(column.strip(), role, clean(cell).of(cell))
        for column, role, cell in zip(table.columns, roles, row.cells, strict=True)
    )
    name = next((item.text for item in fields if item.role == "municipality"), "")
    no = next((item.text for item in fields if item.role == "no"), "")
    return Proposal(
        id=_content_id(row.section, fields, seen),
        source=table.source,
        locator=row.locator,
        section=row.section,
        no=no,
        municipality=places.split_name(name).name.of(name) if name else "",
        fields=tuple(item for item in fields if item.role != "no"),
    )


def _content_id(section: str, fields: tuple[Field, ...], seen: Counter[str]) -> str:
    """A hash of what the row says; the second of two equal rows gets a number behind it."""
    content = "\x1f".join([section, *(part for item in fields for part in (item.name, item.text))])
    base = hashlib.sha256(content.encode()).hexdigest()[:_ID_LENGTH]
    seen[base] += 1
    return base if seen[base] == 1 else f"{base}-{seen[base]}"
