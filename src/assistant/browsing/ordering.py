"""The order of rows: by a column that was chosen, else best first, else as in the corpus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.browsing.selection import Selection
from assistant.facets import period_of
from assistant.places.gazetteer import prefectures
from assistant.records import PREFECTURE, START, STATUS, Proposal
from assistant.vocabulary import values

Rows = tuple[Proposal, ...]
Key = tuple[int, str]

_LAST: Final = 999
_UNSAID: Final = -1


class Ordering:
    """Puts rows of one corpus in order; what a column says of each row is read once."""

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        self._proposals = proposals
        self._ranks: dict[str, NDArray[np.intp]] = {}

    def of(self, numbers: NDArray[np.intp], selection: Selection, places: NDArray[np.intp] | None) -> Rows:
        """The rows of these numbers; ``places`` are the places of all rows, best first, where words were given.

        Rows of which a column says nothing stand last in both directions; equal ones stay as they were.
        """
        best = numbers if places is None else numbers[np.argsort(places[numbers], kind="stable")]
        if selection.sort:
            ranks = self._column(selection.sort)[best]
            ranks = np.where(ranks == _UNSAID, len(self._proposals), -ranks if selection.descending else ranks)
            best = best[np.argsort(ranks, kind="stable")]
        return tuple(self._proposals[number] for number in best)

    def _column(self, name: str) -> NDArray[np.intp]:
        """The rank of each row by a column."""
        if name not in self._ranks:
            keys = [_KEYS[name](row) for row in self._proposals]
            rank = {key: place for place, key in enumerate(sorted({key for key in keys if key}))}
            self._ranks[name] = np.array([rank[key] if key else _UNSAID for key in keys], dtype=np.intp)
        return self._ranks[name]


def _prefecture(row: Proposal) -> Key | None:
    """From north to south."""
    found = row.values(PREFECTURE)
    return (_north().get(found[0], _LAST), found[0]) if found else None


def _municipality(row: Proposal) -> Key | None:
    return (0, row.municipality) if row.municipality else None


def _status(row: Proposal) -> Key | None:
    """In the order of data/statuses.tsv."""
    found = row.values(STATUS)
    return (_states().get(found[0], _LAST), found[0]) if found else None


def _start(row: Proposal) -> Key | None:
    periods = [period for value in row.values(START) if (period := period_of(value))]
    return (0, min(period.first.isoformat() for period in periods)) if periods else None


_KEYS: Final[dict[str, Callable[[Proposal], Key | None]]] = {
    "municipality": _municipality,
    "prefecture": _prefecture,
    "status": _status,
    "start": _start,
}


@cache
def _north() -> dict[str, int]:
    return {prefecture.name: place for place, prefecture in enumerate(prefectures())}


@cache
def _states() -> dict[str, int]:
    return {value: place for place, value in enumerate(values("statuses"))}
