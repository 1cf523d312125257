"""What a question becomes without what it says only by the way, where nothing matches all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer.matching import Match
from assistant.lists import rows
from assistant.question import Known, wordings
from assistant.records import ANY, CITY_CLASS, LEVEL, PREFECTURE, REGION, SITE, STATUS, TARGET, Query, Topic
from assistant.text import fold

_KINDS: Final = {LEVEL, CITY_CLASS}
"""Facets of what a body is: 「…している市」 says it by the way."""
_AREAS: Final = {PREFECTURE, REGION}
"""Where bodies lie: what those do there that do something else is no answer (沖縄県で就労支援)."""
_SPOKEN_OF: Final = {SITE, TARGET}
"""Facets whose words rows may hold in columns that do not tell them."""


def relaxations(query: Query, known: Known) -> list[Query]:
    """``query`` in wider senses, the nearest first.

    Without the kind of body (「…している市」), then without the activities that the corpus does speak of (体験できる), then
    with groups and places as words that may stand in any column, and last with what is so in part.
    """
    firm = tuple(item for item in query.filters if not item.soft)
    soft = [topic for topic in query.topics if topic.soft]
    kept = tuple(topic for topic in query.topics if not topic.soft)
    found = [replace(query, filters=firm)] if firm != query.filters else []
    telling = kept or any(item.facet not in _AREAS for item in firm)
    if soft and telling and all(known.share(topic) for topic in soft):
        found.append(replace(query, filters=firm, topics=kept))
    found += [spoken for each in (query, *found) if (spoken := _as_words(each))]
    found += [partly for each in (query, *found) if (partly := _in_part(each, known))]
    return [wider for wider in found if wider.filters or wider.topics]


def _in_part(query: Query, known: Known) -> Query | None:
    """``query`` with states of what is so in part (一部対応) in place of those that it names; None where it names none so."""
    parts = {row["value"]: row.get("part") or "" for row in rows("statuses")}
    columns = {STATUS, known.headings.state_column, *known.headings.outcomes}
    partly = tuple(
        replace(item, value=parts[item.value], said=parts[item.value])
        if item.facet in columns and parts.get(item.value) and not item.negated
        else item
        for item in query.filters
    )
    return replace(query, filters=partly) if partly != query.filters and not query.whether else None


def unsaid(query: Query, wider: Query, found: Sequence[Match]) -> tuple[str, ...]:
    """Words of ``query`` that what ``wider`` finds leaves unsaid."""
    gone = [topic for topic in query.topics if topic not in wider.topics]
    spoken = {topic.said for topic in wider.topics}
    kept = {item.facet for item in wider.filters}
    values = [i for i in query.filters if i not in wider.filters and i.said not in spoken and i.facet not in kept]
    return (
        *(topic.said for topic in gone if not all(match.speaks(topic) for match in found)),
        *(item.said for item in values if item.facet not in _KINDS),
    )


def _as_words(query: Query) -> Query | None:
    """``query`` with its groups and places as words that rows may speak of in any column; None where it names none so, or
    names the row that it asks of."""
    spoken = [item for item in query.filters if item.facet in _SPOKEN_OF and not (item.negated or item.value == ANY)]
    if not spoken or query.names_row or query.whether or any(item.either or item.number for item in spoken):
        return None
    topics = tuple(Topic(item.said, wordings(fold(item.said))) for item in spoken)
    kept = tuple(item for item in query.filters if item not in spoken)
    return replace(query, filters=kept, topics=(*query.topics, *topics))
