"""Facts as words for people: times, sizes, what became of a file, what a column is about."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from assistant.intake.reports import GENRE_NAMES

_STATES: Final = {
    "read": "読みました",
    "unchanged": "読みました(前と同じ)",
    "same": "数えません(ほかと同じ中身)",
    "older": "数えません(旧版)",
    "failed": "読めません",
    "new": "まだ読んでいません",
    "changed": "読んだ後に変わりました",
    "gone": "なくなりました",
}
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def when(seconds: float) -> str:
    """A time in seconds since 1970: 「2026年11月24日 18:40」."""
    at = datetime.fromtimestamp(seconds)
    return f"{at.year}年{at.month}月{at.day}日 {at.hour}:{at.minute:02}"


def ago(seconds: float) -> str:
    """How long ago a time was: 「3時間前」."""
    passed = max(0, int(time.time() - seconds))
    return f"{span(passed)}前" if passed >= _MINUTE else "たった今"


def span(seconds: float) -> str:
    """A stretch of time, rounded: 「3時間」."""
    whole = int(seconds)
    if whole < _MINUTE:
        return f"{max(whole, 1)}秒"
    if whole < _HOUR:
        return f"{whole // _MINUTE}分"
    return f"{whole // _HOUR}時間" if whole < _DAY else f"{whole // _DAY}日"


def size(count: int) -> str:
    """A number of bytes: 「1.5 MB」."""
    if count < 1_000:
        return f"{count} バイト"
    return f"{count / 1_000:.0f} KB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def cut(text: str, length: int = 120) -> str:
    """``text`` on one line, at most ``length`` characters of it."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]}…"


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "when": when,
    "ago": ago,
    "span": span,
    "size": size,
    "cut": cut,
    "state_name": lambda state: _STATES[state],
    "genre_name": lambda genre: GENRE_NAMES.get(genre, genre),
    "sure": lambda confidence: f"{confidence:.0%}",
}
"""What templates call these."""
