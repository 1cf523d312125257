"""What is kept of use, where the settings allow it: questions that found nothing, and ratings of answers.

Lies in one SQLite file. Names and numbers are masked before anything is written. Noting never raises: an answer does
not fail because of what cannot be kept.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assistant.journal.masking import masked
from assistant.journal.store import FILE, MOST, JournalError, Store
from assistant.settings import Settings

__all__ = ["Journal", "JournalError", "Rating", "Unanswered", "masked"]

_LONGEST: Final = 1_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that found nothing, why, how often, and when first and last (seconds since 1970)."""

    id: int
    question: str
    reason: str
    count: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody thought of an answer: the question, ids of the proposals it gave, a word about it, and when."""

    id: int
    question: str
    proposals: tuple[str, ...]
    good: bool
    comment: str
    last: int


class Journal:
    """The kept questions and ratings. Safe to share between threads; nothing is written before something is noted."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._store = Store(settings.records / FILE, settings.keep_days, now)
        self._now = now

    def note_unanswered(self, question: str, reason: str) -> bool:
        """Keeps a question that found nothing, if the settings say so. Returns whether it is kept; never raises."""
        if not self._settings.keep_questions:
            return False
        now = int(self._now())
        return self._note(
            "INSERT INTO unanswered (question, reason, count, first, last) VALUES (?, ?, 1, ?, ?)"
            " ON CONFLICT (question, reason) DO UPDATE SET count = count + 1, last = excluded.last",
            lambda: (_short(question), _short(reason), now, now),
        )

    def note_feedback(self, question: str, proposals: Sequence[str], good: bool, comment: str = "") -> bool:
        """Keeps a rating of the answer that gave ``proposals`` (ids), if the settings say so. Never raises."""
        if not self._settings.keep_feedback:
            return False
        now = int(self._now())
        return self._note(
            "INSERT INTO rating (question, proposals, good, comment, last) VALUES (?, ?, ?, ?, ?)",
            lambda: (_short(question), " ".join(proposals), int(good), _short(comment), now),
        )

    def unanswered(self, limit: int = MOST, skip: int = 0) -> tuple[Unanswered, ...]:
        """Questions that found nothing, asked last first. Raises JournalError."""
        return tuple(Unanswered(*row) for row in self._rows("unanswered", limit, skip))

    def ratings(self, limit: int = MOST, skip: int = 0) -> tuple[Rating, ...]:
        """Ratings, newest first. Raises JournalError."""
        return tuple(
            Rating(key, question, tuple(ids.split()), bool(good), comment, last)
            for key, question, ids, good, comment, last in self._rows("rating", limit, skip)
        )

    def counts(self) -> tuple[int, int]:
        """How many questions and how many ratings are kept. Raises JournalError."""
        if not self._store.there:
            return 0, 0
        with self._store.open() as data:
            questions, ratings = (
                data.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("unanswered", "rating")
            )
        return questions, ratings

    def forget_unanswered(self, key: int | None = None) -> None:
        """Deletes one kept question, or all of them, from the disk too. Raises JournalError."""
        self._forget("unanswered", key)

    def forget_ratings(self, key: int | None = None) -> None:
        """Deletes one rating, or all of them, from the disk too. Raises JournalError."""
        self._forget("rating", key)

    def _note(self, statement: str, values: Callable[[], tuple[str | int, ...]]) -> bool:
        try:
            with self._store.open() as data:
                data.execute(statement, values())
        except JournalError as error:
            _log.warning("%s", error)
            return False
        except Exception:
            _log.exception("nothing was kept of a question")
            return False
        return True

    def _rows(self, table: str, limit: int, skip: int) -> list[tuple[Any, ...]]:
        if not self._store.there:
            return []
        with self._store.open() as data:
            return data.execute(
                f"SELECT * FROM {table} ORDER BY last DESC, id DESC LIMIT ? OFFSET ?", (limit, skip)
            ).fetchall()

    def _forget(self, table: str, key: int | None) -> None:
        if not self._store.there:
            return
        with self._store.open() as data:
            if key is None:
                data.execute(f"DELETE FROM {table}")
            else:
                data.execute(f"DELETE FROM {table} WHERE id = ?", (key,))


def _short(text: str) -> str:
    """``text`` masked, cut at a length that people still read."""
    return masked(text[: 2 * _LONGEST])[:_LONGEST]
