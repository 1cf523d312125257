"""Proposals as JSON lines and back. What is written is read again equal, record for record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any, Final, cast

from assistant.records import Facet, Field, Genre, Place, Proposal, Role, Source, Span

PROPOSALS: Final = "proposals.jsonl"
EARLIER: Final = "earlier.jsonl"


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
        "source": astuple(proposal.source),
        "place": asdict(proposal.place),
        "section": proposal.section,
        "no": proposal.no,
        "municipality": proposal.municipality,
        "fields": [astuple(field) for field in proposal.fields],
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
        fields=tuple(Field(name, cast(Role, role), text, said) for name, role, text, said in row["fields"]),
        genre=cast(Genre, row["genre"]),
        facets=tuple(
            Facet(name, value, field, Span(start, end), part) for name, value, field, start, end, part in row["facets"]
        ),
    )


def _place(facts: dict[str, Any]) -> Place:
    return Place(**{**facts, "box": tuple(facts["box"])})
