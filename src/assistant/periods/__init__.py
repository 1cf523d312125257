"""Dates as municipal documents write them: 和暦, 西暦 and 年度 read into :class:`Period`, with the words that said so.

``find`` reads a sentence; ``Period`` is a stretch of days that can be compared, stored and shown.
"""

from __future__ import annotations

from assistant.periods.eras import era_by_word, eras
from assistant.periods.mentions import Found, Impossible, Mention, Relation, find, first, resolve_months
from assistant.periods.period import Period, Unit, parse

__all__ = [
    "Found",
    "Impossible",
    "Mention",
    "Period",
    "Relation",
    "Unit",
    "era_by_word",
    "eras",
    "find",
    "first",
    "parse",
    "resolve_months",
]
