"""Words by which things are counted: 3区役所, 4か所, 150人."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from assistant.lists import rows
from assistant.text import fold

PLACES: Final = "か所"
"""Counts places of any kind."""
MONEY: Final = "円"
PEOPLE: Final = "人"
NO_COUNT: Final = "[目制型級会建]"
"""What stands after a number and its counter where nothing is counted: 2回目, 3人制."""
_YES: Final = "はい"


@cache
def pattern() -> str:
    """A pattern of all words (folded), the longest first."""
    return "|".join(re.escape(word) for word in sorted(_values(), key=lambda word: (-len(word), word)))


def counter(word: str) -> str:
    """What ``word`` (folded) counts, as data/counters.tsv calls it: 箇所 -> か所; ``word`` itself where it is not there."""
    return _values().get(word, word)


@cache
def known() -> frozenset[str]:
    """All counters, as data/counters.tsv calls them."""
    return frozenset(_values().values())


@cache
def places() -> frozenset[str]:
    """The counters of places, which 「何か所」 asks for."""
    return frozenset(row["value"] for row in rows("counters") if row.get("place") == _YES)


@cache
def _values() -> dict[str, str]:
    return {fold(word): row["value"] for row in rows("counters") for word in row["words"].split("|")}
