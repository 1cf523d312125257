"""Who proposes: municipality, prefecture, region, kind of body, class of city, and the notes behind the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant import places
from assistant.facets.listed import elements
from assistant.records import (
    CITY_CLASS,
    JOINT,
    LEVEL,
    MUNICIPALITY,
    NOTE,
    PARTNER,
    PREFECTURE,
    REGION,
    Facet,
    Field,
    Proposal,
    Span,
)
from assistant.text import normalize, plain

_KINDS: Final = {"町": ("町", "町村"), "村": ("村", "町村"), "区": ("特別区",)}
_OF_MUNICIPALITIES: Final = ("市", "区", "町", "村")
_NAMED: Final = re.compile(r"[^\s\-‐-―－ー–—・…]")
_LEVELS: Final = (JOINT, "都道府県", "市区町村")


def bodies(proposal: Proposal) -> Iterator[Facet]:
    """Facets that the cells of the municipality and the prefecture prove."""
    written = next((item for item in proposal.fields if item.role == "prefecture" and item.text), None)
    for field in proposal.fields:
        if field.role == "municipality" and (written is None or _NAMED.search(field.text)):
            yield from _of_cell(field, proposal.section, written) if field.text else ()
        elif field.role == "municipality" and written:  # a dash: the prefecture itself proposes
            yield from _of_cell(written, proposal.section, written)
        elif field.role == "note" and field.text:
            yield Facet(NOTE, normalize(field.text).text, field.name, Span(0, len(field.text)))


def partners(proposal: Proposal) -> Iterator[Facet]:
    """The bodies that a column of partners lists."""
    for field in proposal.fields:
        if field.role == "partner" and field.text:
            normal = normalize(field.text)
            yield from elements(PARTNER, field, "", Span(0, len(field.text)), normal, ())


def _of_cell(field: Field, section: str, written: Field | None) -> Iterator[Facet]:
    parsed = places.split_name(field.text)
    name = plain(parsed.name.of(field.text))
    yield Facet(MUNICIPALITY, name, field.name, parsed.name)
    stated = _level(section)
    level = stated or parsed.level
    if level:
        yield Facet(LEVEL, level, field.name, parsed.name)
    members = [plain(member.of(field.text)) for member in parsed.members]
    if (
        level == JOINT
        and not stated
        and len(members) > 1
        and all(word.endswith(_OF_MUNICIPALITIES) for word in members)
    ):
        yield Facet(LEVEL, "市区町村", field.name, parsed.name)  # no section sets what cities do together apart
    column_prefecture = _prefecture(written.text) if written else ""
    if written and column_prefecture:
        yield from _area(column_prefecture, written.name, Span(0, len(written.text)))
    if level == JOINT and not stated and len(members) > 1 and all(map(places.is_prefecture, members)):
        yield Facet(LEVEL, "都道府県", field.name, parsed.name)
    for member, word in zip(parsed.members, members, strict=True):
        if word != name:
            yield Facet(MUNICIPALITY, word, field.name, member)
        if parsed.prefecture is None and not column_prefecture:
            known = places.prefecture_of(word)
            if len(known) == 1:
                yield from _area(known[0], field.name, member)
        for city_class in (*places.classes_of(word), *_KINDS.get(word[-1:], ())):
            yield Facet(CITY_CLASS, city_class, field.name, member)
    if parsed.prefecture is not None:
        yield from _area(_prefecture(parsed.prefecture.of(field.text)), field.name, parsed.prefecture)
    for note in parsed.notes:
        yield Facet(NOTE, normalize(note.of(field.text)).text, field.name, note)


def _level(section: str) -> str:
    """The kind of body that a section line names: 「都道府県及び市区町村の共同提案」 -> 共同提案."""
    return next((level for level in _LEVELS if level in section), JOINT if "共同" in section else "")


def _prefecture(words: str) -> str:
    found = places.prefecture_of(normalize(words).text)
    return found[0] if found else normalize(words).text


def _area(prefecture: str, field: str, span: Span) -> Iterator[Facet]:
    yield Facet(PREFECTURE, prefecture, field, span)
    for region in places.regions_of(prefecture):
        yield Facet(REGION, region, field, span)
