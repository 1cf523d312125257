"""Builds the index in a process of its own: settings come on stdin, progress goes as JSON lines to stdout.

It ends, with all it started, when stdin is closed: a server that was stopped leaves no build behind.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import time
from threading import Lock, Thread
from typing import Any, Final

from assistant.assistant import Assistant
from assistant.errors import AssistantError

_NICENESS: Final = 10
_PAUSE: Final = 0.2
"""Seconds between two tellings of one stage."""


def main() -> None:
    """Reads the settings, builds, and tells how it ended."""
    os.nice(_NICENESS)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no progress
    settings = pickle.load(sys.stdin.buffer)
    Thread(target=_end_with_stdin, daemon=True).start()
    said = _Said(out)
    try:
        report = Assistant.build(settings, said.progress)
    except AssistantError as error:
        said.tell(fault=str(error))
    else:
        said.tell(proposals=report.proposals, problems=len(report.problems))


def _end_with_stdin() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)


class _Said:
    """Tells progress, not more often than people can read."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._lock = Lock()
        self._what, self._at = "", 0.0

    def progress(self, what: str, done: int, total: int) -> None:
        """What is being done, how much of it is done, of how much."""
        now, stage = time.monotonic(), what.partition(" ")[0]
        if stage == self._what and done < total and now - self._at < _PAUSE:
            return
        self._what, self._at = stage, now
        self.tell(what=what, done=done, total=total)

    def tell(self, **facts: Any) -> None:
        """One line."""
        with self._lock:
            self._out.write(json.dumps(facts) + "\n")
            self._out.flush()


if __name__ == "__main__":
    main()
