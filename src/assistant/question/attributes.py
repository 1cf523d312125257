"""What people ask of a row that a table may not record: 電話番号, 理由, 予算 (data/attributes.tsv)."""

from __future__ import annotations

from typing import Final

from assistant.lists import rows
from assistant.text import fold
from assistant.vocabulary import lexicon

_REASON: Final = "理由"


def is_attribute(words: str) -> bool:
    """Whether ``words`` name such a thing, and nothing else: 理由, 予算額."""
    folded = fold(words)
    return any(match.end - match.start == len(folded) for match in lexicon("attributes", "words").find_all(folded))


def is_reason(attribute: str) -> bool:
    """Whether ``attribute`` asks why: 理由, なぜ."""
    return any(match.value == _REASON for match in lexicon("attributes", "words").find_all(fold(attribute)))


def stated(attribute: str) -> tuple[str, ...]:
    """Words by which a text says an attribute that no column records: 「…のため」 for 理由."""
    values = {match.value for match in lexicon("attributes", "words").find_all(fold(attribute))}
    found = (row.get("stated") or "" for row in rows("attributes") if row["value"] in values)
    return tuple(word for words in found for word in words.split("|") if word)
