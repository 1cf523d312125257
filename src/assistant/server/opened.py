"""The open assistant behind a running server."""

from __future__ import annotations

import sys
from threading import Lock

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.index.folder import MANIFEST, read_manifest
from assistant.settings import Settings


class Opened:
    """The open assistant: opened on first use, and again when a new index is in force.

    Answers by the index before go on while the new one is opened, and where it cannot be.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._assistant: Assistant | None = None
        self._stamp: tuple[int, int] | None = None

    def __call__(self) -> Assistant:
        """The assistant over the index in force. Raises IndexUnavailableError or ModelError while there is none."""
        stamp = self._now()
        before = self._assistant
        if before is not None and (stamp in {None, self._stamp} or not self._lock.acquire(blocking=False)):
            return before
        if before is None:
            self._lock.acquire()
        try:
            if self._assistant is None or stamp != self._stamp:
                self._assistant = self._open(self._assistant)
                self._stamp = stamp
            return self._assistant
        finally:
            self._lock.release()

    def _open(self, before: Assistant | None) -> Assistant:
        try:
            encoder = before.index.encoder if before else None
            if encoder and encoder.fingerprint != read_manifest(self._settings.index).get("model"):
                encoder = None  # else the open model stays: another one takes most of the memory
            return Assistant.open(self._settings, encoder)
        except AssistantError as error:
            if before is None:
                raise
            sys.stderr.write(f"注意: 新しい索引を開けないため、前の索引で答えます。{error}\n")
            return before

    def _now(self) -> tuple[int, int] | None:
        try:
            facts = (self._settings.index / MANIFEST).stat()
        except OSError:
            return None
        return facts.st_mtime_ns, facts.st_ino
