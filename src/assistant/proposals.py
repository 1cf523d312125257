"""From tables to proposals: columns mapped to roles, cells cleaned, ids made from content."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from assistant import places
from assistant.categories import Divider, dividers
from assistant.columns import roles_of
from assistant.records import Field, Genre, Proposal, Role, Row, Span, Table

_LEFT_OVER: Final = re.compile(r"^(?:\s|</?[A-Za-z][^<>]*>)+|(?:\s|</?[A-Za-z][^<>]*>|[□■])+$")
_MONEY: Final = re.compile("費|額|円|金|予算|経費|財源|単価")
_NOBODY: Final = re.compile(r"[\s\-‐-―－ー–—・…]*")
_ID_LENGTH: Final = 12
_REPEATED: Final = "-"
_BODIES: Final[set[Role]] = {"municipality", "prefecture"}
_MATTERS: Final[set[Role]] = {"title", "overview", "status", "start", "target", "site"}


def propose(tables: Iterable[Table]) -> tuple[Proposal, ...]:
    """The rows of ``tables`` in order as proposals. Equal rows stay as many as they are."""
    return numbered(proposal for table in tables for proposal in _of(table))


def numbered(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The same proposals, their ids made distinct: the second of two equal rows gets a number behind it."""
    seen: Counter[str] = Counter()
    found = []
    for proposal in proposals:
        base = proposal.id.partition(_REPEATED)[0]
        seen[base] += 1
        found.append(replace(proposal, id=base if seen[base] == 1 else f"{base}{_REPEATED}{seen[base]}"))
    return tuple(found)


def genre_of(table: Table, roles: Iterable[Role]) -> Genre:
    """What the rows of a table are: proposals where some body and something that it does or plans stand in them."""
    if table.running:
        return "text"
    given = set(roles)
    return "proposal" if given & _BODIES and given & _MATTERS else "record"


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


def _of(table: Table) -> Iterator[Proposal]:
    roles = roles_of(table)
    genre, divided = genre_of(table, roles), dividers(table, roles)
    return (_proposal(table, roles, divided, genre, row) for row in table.rows)


def _proposal(
    table: Table, roles: tuple[Role, ...], divided: tuple[Divider | None, ...], genre: Genre, row: Row
) -> Proposal:
    ditto = dict(row.ditto)
    cells = zip(table.columns, roles, divided, (clean(cell).of(cell) for cell in row.cells), strict=True)
    fields = tuple(
        Field(
            column.strip(),
            role,
            cell,
            ditto.get(at, ""),
            table.unit if role == "other" and _MONEY.search(column) else "",
            divide(cell) if divide else (),
        )
        for at, (column, role, divide, cell) in enumerate(cells)
    )
    fields += tuple(Field(mark, "other", text) for mark, text in row.notes)
    name = next((item.text for item in fields if item.role == "municipality"), "")
    if _NOBODY.fullmatch(name):  # a dash under 市町村: the prefecture itself proposes
        name = next((item.text for item in fields if item.role == "prefecture"), name)
    no = next((item.text for item in fields if item.role == "no"), "")
    return Proposal(
        id=_content_id(row.section, fields),
        source=table.source,
        place=row.place,
        section=row.section,
        no=no,
        municipality=places.split_name(name).name.of(name) if name else "",
        fields=tuple(item for item in fields if item.role != "no"),
        genre=genre,
    )


def _content_id(section: str, fields: tuple[Field, ...]) -> str:
    """A hash of what the row says."""
    content = "\x1f".join([section, *(part for item in fields for part in (item.name, item.text))])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]
