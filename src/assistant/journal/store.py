"""The SQLite file of what is kept of use: made where it is missing, cleared of what is too old, its faults in words."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from assistant.errors import LocatedError, cause

FILE: Final = "journal.sqlite3"
"""Name of the file in the folder of records."""
_VERSION: Final = 1
_PATIENCE: Final = 2.0
"""Seconds to wait for another writer."""
_PAUSE: Final = 0.01
MOST: Final = 10_000
"""So many rows of a kind are kept; the oldest give way."""
_DAY: Final = 86_400
_SCHEMA: Final = f"""
CREATE TABLE unanswered (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, UNIQUE (question, reason)
);
CREATE INDEX unanswered_last ON unanswered (last);
CREATE TABLE rating (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL, proposals TEXT NOT NULL, good INTEGER NOT NULL,
    comment TEXT NOT NULL, last INTEGER NOT NULL
);
CREATE INDEX rating_last ON rating (last);
PRAGMA user_version = {_VERSION};
"""
_ADVICE: Final = (
    "フォルダの権限と空き容量を確かめてください。直らなければ、このファイルを別の場所に移すと新しく作ります。"
)


class JournalError(LocatedError):
    """What is kept of use cannot be read or written: damaged, read-only, of another version."""


class Store:
    """The file. A connection for each use: threads and processes may use it at once, and it may vanish meanwhile."""

    def __init__(self, path: Path, days: int, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._days = days
        self._now = now

    @property
    def there(self) -> bool:
        """Whether anything was ever written."""
        return self._path.exists()

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction, rows that are too old deleted. Raises JournalError."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            data = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
            try:
                _share(data)
                data.executescript("PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;")
                data.execute("BEGIN IMMEDIATE")
                self._prepare(data)
                yield data
                data.execute("COMMIT")
            finally:
                data.close()
        except (sqlite3.Error, OSError) as error:
            reason = f"記録を読み書きできません({cause(error)})"
            raise JournalError(str(self._path), reason, _ADVICE) from error

    def _prepare(self, data: sqlite3.Connection) -> None:
        version = data.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            for statement in _SCHEMA.split(";")[:-1]:
                data.execute(statement)
        elif version != _VERSION:
            raise JournalError(str(self._path), "記録のファイルの版が違います", _ADVICE)
        oldest = int(self._now()) - self._days * _DAY if self._days else 0
        for table in ("unanswered", "rating"):
            data.execute(f"DELETE FROM {table} WHERE last < ?", (oldest,))
            data.execute(
                f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY last DESC LIMIT -1 OFFSET {MOST})"
            )


def _share(data: sqlite3.Connection) -> None:
    """Sets the file up for readers beside a writer (WAL), once.

    SQLite does not wait for others when it changes the mode of a file (sqlite3_busy_handler, "deadlock"), so that
    those who make a file at the same moment have to.
    """
    until = time.monotonic() + _PATIENCE
    while data.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            data.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
