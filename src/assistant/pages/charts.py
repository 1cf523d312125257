"""The pictures of the page of results: what each counts, always over all rows, and where a click in it leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from assistant.browsing import Browser, Found, Selection
from assistant.browsing.selection import alternatives
from assistant.exports import name_of
from assistant.facets import UNDECIDED
from assistant.pictures import MOST_BARS, Bar, Starts, crosstab, months_of, tile_map, timeline
from assistant.pictures.crosstab import TOTAL
from assistant.records import ANY, PREFECTURE, START, STATUS, TARGET, Filter

KINDS: Final = {"map": "地図(都道府県)", "timeline": "実施時期", "crosstab": "対象者と進捗"}
"""Pictures as the address and as people call them."""
Address = Callable[..., str]
"""The address of a path with names and values behind it."""
Pairs = list[tuple[str, str]]


def picture_of(pairs: Iterable[tuple[str, str]]) -> str:
    """The picture that an address asks for by ``picture``; "" for none."""
    wanted = [value for name, value in pairs if name == "picture" and value in KINDS]
    return wanted[-1] if wanted else ""


def kept(picture: str) -> Pairs:
    """What carries the choice of a picture on in an address."""
    return [("picture", picture)] if picture else []


def drawn(browser: Browser, found: Found, picture: str, address: Address) -> Markup:
    """The picture of what was found; nothing where none is wanted."""
    if not picture:
        return Markup()
    return _DRAWN[picture](browser, found, address)


def _map(browser: Browser, found: Found, address: Address) -> Markup:
    selection = found.selection
    counts = _counted(browser, selection, PREFECTURE, ANY)
    said = counts.pop(ANY)
    return tile_map(
        counts,
        [value for value in selection.values(PREFECTURE) if value != ANY],
        lambda value: _to(address, "map", _toggled(selection, PREFECTURE, value)),
        unsaid=_total(browser, found, PREFECTURE) - said,
    )


def _timeline(browser: Browser, found: Found, address: Address) -> Markup:
    selection, chosen = found.selection, found.selection.values(START)
    free = _with(selection, {START: ()})
    counts = {item.value: item.rows for item in browser.counts(selection, START)}
    said = len(browser.find(_with(free, {START: (ANY, UNDECIDED)})).rows)
    wanted = months_of(counts, chosen)
    months = _counted(browser, free, START, *wanted)
    few = found.rows if len(found.rows) <= MOST_BARS else ()
    bars = tuple(
        Bar(name_of(row), address(f"rows/{row.id}", selection.pairs()), row.values(START))
        for row in few
        if row.values(START)
    )
    return timeline(
        Starts(counts, {month: months[month] for month in wanted}, _total(browser, found, START) - said, bars),
        chosen,
        lambda value: _to(address, "timeline", _toggled(selection, START, value)),
    )


def _crosstab(browser: Browser, found: Found, address: Address) -> Markup:
    """Both facets left out of the conditions, so that each cell counts what a click on it finds."""
    selection = found.selection
    free = _with(selection, {TARGET: (), STATUS: ()})
    targets, statuses = _counted(browser, free, TARGET, ANY), _counted(browser, free, STATUS, ANY)
    total = _total(browser, found, TARGET, STATUS)
    without = total - targets.pop(ANY), total - statuses.pop(ANY)
    cells = {(TOTAL, TOTAL): total}
    cells |= {(target, TOTAL): rows for target, rows in targets.items()}
    for status, rows in statuses.items():
        cells[TOTAL, status] = rows
        inside = browser.counts(_with(free, {STATUS: (status,)}), TARGET)
        cells |= {(count.value, status): count.rows for count in inside}
    return crosstab(
        cells,
        selection.values(TARGET),
        selection.values(STATUS),
        lambda target, status: _to(
            address, "crosstab", _with(selection, {TARGET: filter(None, [target]), STATUS: filter(None, [status])})
        ),
        without_target=without[0],
        without_status=without[1],
    )


def _total(browser: Browser, found: Found, *facets: str) -> int:
    """How many rows there are under the conditions on other facets."""
    if not any(found.selection.values(facet) for facet in facets):
        return len(found.rows)
    return len(browser.find(_with(found.selection, dict.fromkeys(facets, ()))).rows)


def _counted(browser: Browser, selection: Selection, facet: str, *values: str) -> dict[str, int]:
    """The rows of each value of ``facet`` under the other conditions, and those of ``values`` in any case."""
    wanted = _with(selection, {facet: (*selection.values(facet), *values)})
    return {item.value: item.rows for item in browser.counts(wanted, facet)}


def _with(selection: Selection, wanted: Mapping[str, Iterable[str]]) -> Selection:
    """``selection`` with other values of some facets."""
    others = [item for item in selection.filters if item.facet not in wanted]
    chosen = dict.fromkeys(Filter(facet, value, value) for facet, values in wanted.items() for value in values)
    return replace(selection, filters=alternatives([*others, *chosen]), page=1)


def _toggled(selection: Selection, facet: str, value: str) -> Selection:
    values = selection.values(facet)
    return _with(selection, {facet: [v for v in values if v != value] if value in values else [*values, value]})


def _to(address: Address, picture: str, selection: Selection) -> str:
    """The address of what ``selection`` finds, with its picture in view."""
    return f"{address('browse', selection.pairs(), kept(picture))}#pictures"


_DRAWN: Final[dict[str, Callable[[Browser, Found, Address], Markup]]] = {
    "map": _map,
    "timeline": _timeline,
    "crosstab": _crosstab,
}
