"""Proposals as JSON lines and back. What is written is read again equal, record for record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, cast

from assistant.records import Facet, Field, Genre, Place, Proposal, Role, Source, Span

PROPOSALS: Final = "proposals.jsonl"
EARLIER: Final = "earlier.jsonl"

# dataclasses.astuple copies every value it meets, which takes most of the time of a large table
_source_values = attrgetter(*(item.name for item in fields(Source)))
_place_names = tuple(item.name for item in fields(Place))


def write(path: Path, proposals: Iterable[Proposal]) -> None:
    """One proposal a line."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for proposal in proposals:
            out.write(json.dumps(_to_json(proposal), ensure_ascii=False) + "\n")


def read(path: Path) -> tuple[Proposal, ...]:
    """The proposals of a file that :func:`write` wrote. Raises ValueError or KeyError where it is not one."""
    sources: dict[tuple[str, ...], Source] = {}
    with path.open(encoding="utf-8") as lines:
        return tuple(_from_json(json.loads(line), sources) for line in lines)


def _to_json(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "source": _source_values(proposal.source),
        "place": {name: getattr(proposal.place, name) for name in _place_names},
        "section": proposal.section,
        "no": proposal.no,
        "municipality": proposal.municipality,
        "fields": [_of_field(field) for field in proposal.fields],
        "genre": proposal.genre,
        "facets": [(f.name, f.value, f.field, f.span.start, f.span.end, f.part) for f in proposal.facets],
    }


def _from_json(row: dict[str, Any], sources: dict[tuple[str, ...], Source]) -> Proposal:
    key = tuple(row["source"])
    source = sources.setdefault(key, Source(*key))
    return Proposal(
        id=row["id"],
        source=source,
        place=_place(row["place"]),
        section=row["section"],
        no=row["no"],
        municipality=row["municipality"],
        fields=tuple(map(_field, row["fields"])),
        genre=cast(Genre, row["genre"]),
        facets=tuple(
            Facet(name, value, field, Span(start, end), part) for name, value, field, start, end, part in row["facets"]
        ),
    )


def _of_field(field: Field) -> tuple[Any, ...]:
    return (
        field.name,
        field.role,
        field.text,
        field.said,
        field.unit,
        [(span.start, span.end) for span in field.values],
    )


def _field(row: Sequence[Any]) -> Field:
    name, role, text, said, unit, values = row
    return Field(name, cast(Role, role), text, said, unit, tuple(Span(start, end) for start, end in values))


def _place(facts: dict[str, Any]) -> Place:
    return Place(**{**facts, "box": tuple(facts["box"])})
