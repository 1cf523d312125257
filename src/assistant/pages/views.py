"""What the pages show of rows: short for tables, whole for one row, and what is alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assistant.browsing import SORTS, Alike, Browser, Found, Selection
from assistant.exports.lines import line
from assistant.pages.originals import page_of
from assistant.pages.rendering import shown
from assistant.records import FACETS, PREFECTURE, START, STATUS, TARGET, Facet, Proposal, Span
from assistant.text import stretches

_SHORT: Final = 120
_EXCERPT: Final = 240
_OPEN: Final = 8
"""So many values of a facet are offered at once; the others wait behind 「ほか」."""
_MARK: Final = re.compile(r"(?P<field>.+):(?P<start>\d{1,7})-(?P<end>\d{1,7})", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Short:
    """A row of the table of results."""

    row: Proposal
    prefecture: str
    overview: str
    targets: tuple[str, ...]
    status: tuple[str, ...]
    start: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlikeView:
    """A row that is alike, with an excerpt in which the shared words are marked."""

    row: Proposal
    facets: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    excerpt: list[tuple[str, bool]]
    cut: bool


def found_view(browser: Browser, found: Found) -> dict[str, Any]:
    """What the page of results shows."""
    selection = found.selection
    facets = [
        (name, found.counts[name][:_OPEN], found.counts[name][_OPEN:]) for name in browser.shown if found.counts[name]
    ]
    on_page = {row.id for row in found.shown}
    elsewhere, _ = ticked_rows(browser, [item for item in selection.ticked if item not in on_page])
    ask = [("q", selection.text)] if selection.text else []
    ask += [("f", item.key) for item in selection.filters]
    orders = {name: _next_order(selection, name) for name in SORTS}
    return {
        "found": found,
        "selection": selection,
        "facets": facets,
        "rows": [short(row) for row in found.shown],
        "elsewhere": elsewhere,
        "everywhere": len(browser.assistant.proposals),
        "ask": ask,
        "orders": orders,
    }


def short(row: Proposal) -> Short:
    """``row`` as the table of results shows it."""
    return Short(
        row=row,
        prefecture="・".join(row.values(PREFECTURE)),
        overview=_cut(" ".join(line(row).overview.split()), _SHORT),
        targets=row.values(TARGET),
        status=row.values(STATUS),
        start=tuple(shown(value, START) for value in row.values(START)),
    )


def row_view(browser: Browser, row: Proposal, marks: Sequence[str]) -> dict[str, Any]:
    """What the page of one row shows; ``marks`` are stretches to mark, ``field:start-end``."""
    spans: dict[str, list[Span]] = {}
    unread = 0
    for mark in marks:
        found = _mark(row, mark)
        if found is None:
            unread += 1
        else:
            spans.setdefault(found[0], []).append(found[1])
    before, after = browser.neighbours(row)
    return {
        "row": row,
        "fields": [(field, list(stretches(field.text, spans.get(field.name, ())))) for field in row.fields],
        "unread": unread,
        "before": before,
        "after": after,
        "facets": _proved(row),
        "alike": alike_views(browser.similar(row)),
        "pdf_page": page_of(row),
        "box": ",".join(f"{edge:g}" for edge in row.place.box),
    }


def alike_views(found: Iterable[Alike]) -> list[AlikeView]:
    """Rows that are alike, as pages show them."""
    return [_alike(item) for item in found]


def ticked_rows(browser: Browser, ids: Iterable[str]) -> tuple[list[Proposal], int]:
    """The rows of these ids, and how many ids there is no row for."""
    rows: list[Proposal] = []
    lost = 0
    for item in ids:
        try:
            rows.append(browser.proposal(item))
        except KeyError:
            lost += 1
    return rows, lost


def _proved(row: Proposal) -> list[tuple[str, list[tuple[Facet, str]]]]:
    """The facets by name, each value once for each part with the words that prove it."""
    found: list[tuple[str, list[tuple[Facet, str]]]] = []
    for name in dict.fromkeys((*FACETS, *(facet.name for facet in row.facets))):
        first = {(facet.value, facet.part): facet for facet in reversed(row.facets) if facet.name == name}
        proofs = [(facet, facet.span.of(row.text(facet.field))) for facet in reversed(first.values())]
        if proofs:
            found.append((name, proofs))
    return found


def _alike(item: Alike) -> AlikeView:
    marks = dict(item.marks)
    spoken = [field for field in item.proposal.fields if field.role in {"title", "overview"} and field.text]
    field = next(iter([*spoken, *(f for f in item.proposal.fields if f.name in marks), *item.proposal.fields]))
    text = field.text[:_EXCERPT]
    return AlikeView(
        item.proposal,
        item.facets,
        item.words,
        list(stretches(text, marks.get(field.name, ()))),
        len(text) < len(field.text),
    )


def _mark(row: Proposal, mark: str) -> tuple[str, Span] | None:
    found = _MARK.fullmatch(mark)
    texts = {field.name: field.text for field in row.fields}
    if not found or found["field"] not in texts:
        return None
    span = Span(int(found["start"]), int(found["end"]))
    return (found["field"], span) if span.start < span.end <= len(texts[found["field"]]) else None


def _next_order(selection: Selection, name: str) -> str:
    """What a click on the heading of a column asks for: up, then down, then as before."""
    if selection.sort != name:
        return name
    return "" if selection.descending else f"-{name}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
