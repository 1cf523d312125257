"""Dialect put into the words in which tables are asked: 「決まっとらん」 -> 決まっていない (data/dialects.tsv)."""

from __future__ import annotations

import re
from functools import cache

from assistant.lists import rows


def standard(text: str) -> str:
    """``text`` without dialect, as far as it is known."""
    for said, written in _endings():
        text = said.sub(written, text)
    return text


@cache
def _endings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["said"]), row.get("standard") or "") for row in rows("dialects"))
