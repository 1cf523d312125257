"""Finding precedents: facets with live counts, the rows behind them in order, and rows that are alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

from assistant.assistant import Assistant
from assistant.browsing.catalogue import Catalogue, Count
from assistant.browsing.ordering import Ordering
from assistant.browsing.selection import MAX_TICKED, SHOWN, SORTS, Selection, no_such
from assistant.browsing.wording import Wanted, Wording
from assistant.likeness import MAX_DRAFT, Alike
from assistant.records import FACETS, Proposal

__all__ = [
    "MAX_DRAFT",
    "MAX_TICKED",
    "PAGE",
    "SHOWN",
    "SORTS",
    "Alike",
    "Browser",
    "Browsing",
    "Count",
    "Found",
    "Selection",
    "Wanted",
]

PAGE: Final = 50
"""Rows of a page."""
_SIMILAR: Final = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What a selection finds: all its rows, best first, those of its page, and the counts of each facet.

    ``page`` is the page that is shown: the last one where the selection asks for one behind it.
    """

    selection: Selection
    rows: tuple[Proposal, ...]
    wanted: Wanted | None
    counts: Mapping[str, tuple[Count, ...]]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-len(self.rows) // PAGE))

    @property
    def page(self) -> int:
        """The number of the page that is shown, from 1."""
        return min(self.selection.page, self.pages)

    @property
    def shown(self) -> tuple[Proposal, ...]:
        """The rows of the page."""
        return self.rows[(self.page - 1) * PAGE : self.page * PAGE]


class Browser:
    """The rows of one open assistant, to look through. What it computes of them is kept for the next look."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._catalogue = Catalogue(assistant.proposals)
        self._numbers = {proposal.id: number for number, proposal in enumerate(assistant.proposals)}
        self._wording = Wording(assistant, self._catalogue)
        self._ordering = Ordering(assistant.proposals)

    def find(self, selection: Selection) -> Found:
        """What ``selection`` finds. Raises InputError where its text cannot be read, or a facet is none."""
        for item in selection.filters:
            if item.facet not in self._catalogue.facets:
                raise no_such(item.key, self._catalogue.facets)
        wanted = self._wording.of(selection.text) if selection.text else None
        inside = wanted.segments if wanted else None
        numbers = self._catalogue.rows(self._catalogue.allowed(selection.filters, inside))
        rows = self._ordering.of(numbers, selection, wanted.places if wanted else None)
        return Found(selection, rows, wanted, {facet: self.counts(selection, facet) for facet in self.shown})

    @property
    def shown(self) -> tuple[str, ...]:
        """The facets that are offered with counts: those of every table, and the columns that hold one of a few values."""
        return (*SHOWN, *(name for name in self._catalogue.facets if name not in FACETS))

    def counts(self, selection: Selection, facet: str) -> tuple[Count, ...]:
        """How many rows each value of ``facet`` has under all other conditions; values without any left out.

        What is chosen of the facet itself does not count against its other values. 実施時期 is counted by 年度.
        """
        wanted = self._wording.of(selection.text) if selection.text else None
        others = [item for item in selection.filters if item.facet != facet]
        chosen = selection.values(facet)
        return self._catalogue.counts(
            facet, self._catalogue.allowed(others, wanted.segments if wanted else None), chosen
        )

    def proposal(self, proposal_id: str) -> Proposal:
        """The row of this id. Raises KeyError where there is none."""
        return self.assistant.proposal(proposal_id)

    def neighbours(self, proposal: Proposal) -> tuple[Proposal | None, Proposal | None]:
        """The rows before and after ``proposal`` in its source."""
        at = self._numbers[proposal.id]
        near = (self._at(at - 1), self._at(at + 1))
        before, after = (row if row and row.source.path == proposal.source.path else None for row in near)
        return before, after

    def similar(self, proposal: Proposal, k: int = _SIMILAR) -> tuple[Alike, ...]:
        """The ``k`` rows most like ``proposal``, most alike first."""
        return self.assistant.likeness.to_row(proposal, k)

    def similar_to_draft(self, text: str, k: int = 10) -> tuple[Alike, ...]:
        """The ``k`` rows most like a draft. Raises InputError where it is empty or longer than MAX_DRAFT."""
        return self.assistant.likeness.to_draft(text, k, self.assistant.known.era)

    def _at(self, number: int) -> Proposal | None:
        return self.assistant.proposals[number] if 0 <= number < len(self.assistant.proposals) else None


class Browsing:
    """The browser over the index in force: made anew when another index is."""

    def __init__(self, opened: Callable[[], Assistant]) -> None:
        self._opened = opened
        self._lock = Lock()
        self._browser: Browser | None = None

    def __call__(self) -> Browser:
        """The browser. Raises IndexUnavailableError or ModelError while no index can be opened."""
        assistant = self._opened()
        with self._lock:
            if self._browser is None or self._browser.assistant is not assistant:
                self._browser = Browser(assistant)
            return self._browser
