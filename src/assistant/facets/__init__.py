"""Facets of a proposal: what it is, where, for whom, when and how far, each with the words that prove it."""

from __future__ import annotations

from dataclasses import replace

from assistant.facets.bodies import bodies, partners
from assistant.facets.categories import categories
from assistant.facets.counted import BODIES, counted, meets, spelt
from assistant.facets.schedule import (
    DEEDS,
    UNDECIDED,
    deed_of,
    deeds,
    ends,
    is_event,
    period_of,
    starts,
    starts_apart,
    statuses,
)
from assistant.facets.sites import is_particular, sites
from assistant.facets.targets import implied, targets
from assistant.records import Proposal

__all__ = [
    "BODIES",
    "DEEDS",
    "UNDECIDED",
    "counted",
    "deed_of",
    "implied",
    "is_event",
    "is_particular",
    "meets",
    "period_of",
    "spelt",
    "starts_apart",
    "with_facets",
]


def with_facets(proposal: Proposal, era: str | None) -> Proposal:
    """``proposal`` with its facets; ``era`` (平成) is the one that two-digit years of the source are read in."""
    found = (
        *bodies(proposal),
        *partners(proposal),
        *targets(proposal),
        *sites(proposal),
        *statuses(proposal),
        *starts(proposal, era),
        *ends(proposal, era),
        *deeds(proposal, era),
        *categories(proposal),
    )
    return replace(proposal, facets=tuple(dict.fromkeys(found)))
