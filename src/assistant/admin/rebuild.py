"""The rebuild of the index that an administrator started: one at a time, in a process of its own, watched."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Lock, Thread
from typing import IO, Any, Final, Literal

from assistant.errors import InputError
from assistant.settings import Settings

State = Literal["none", "running", "done", "failed", "stopped"]

_LOOK_BACK: Final = 30.0
"""Seconds over which the rate is taken."""
_PATIENCE: Final = 5.0
_MODULE: Final = "assistant.admin.worker"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. ``rate`` is how much a second; ``left`` are seconds, None while nobody can tell."""

    state: State = "none"
    began: float = 0.0
    ended: float = 0.0
    what: str = ""
    done: int = 0
    total: int = 0
    rate: float = 0.0
    left: float | None = None
    said: str = ""
    """How it ended, in words."""
    problems: int = 0
    """How many things of the sources people should look at."""


class Rebuild:
    """Starts, watches and stops the build. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._now = Progress()
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: Thread | None = None
        self._marks: deque[tuple[float, int]] = deque()
        """When how much of the stage was done."""

    @property
    def progress(self) -> Progress:
        """How far it is, or how the last one ended."""
        return self._now

    def start(self) -> None:
        """Starts a build. Raises InputError while one is running."""
        with self._lock:
            if self._watcher and self._watcher.is_alive():
                raise InputError("いま、索引を作り直しています。終わるのを待つか、中止してください。")
            self._process = subprocess.Popen(
                [sys.executable, "-m", _MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            self._now = Progress("running", began=time.time(), what="準備しています")
            self._watcher = Thread(target=self._watch, args=(self._process,), daemon=True)
            self._watcher.start()

    def stop(self) -> None:
        """Stops the build that is running, if one is, and waits for its end. The index in force stays."""
        with self._lock:
            process, watcher = self._process, self._watcher
            if process is None or watcher is None or self._now.state != "running":
                return
            self._now = replace(self._now, state="stopped")
        _kill(process)
        watcher.join(_PATIENCE)

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin
        assert process.stdout
        end: dict[str, Any] = {}
        with process:
            with suppress(BrokenPipeError):
                pickle.dump(self._settings, process.stdin)
                process.stdin.flush()
            for facts in _lines(process.stdout):
                end = facts
                if "what" in facts:
                    self._told(facts["what"], facts["done"], facts["total"])
            _close(process.stdin)
        with self._lock:
            self._now = replace(_ended(self._now, end), ended=time.time(), rate=0.0, left=None)

    def _told(self, what: str, done: int, total: int) -> None:
        stage = what.partition(" ")[0]
        with self._lock:
            if stage != self._now.what.partition(" ")[0]:
                self._marks.clear()
            now = time.monotonic()
            self._marks.append((now, done))
            while now - self._marks[0][0] > _LOOK_BACK and len(self._marks) > 2:
                self._marks.popleft()
            first, before = self._marks[0]
            passed = now - first
            rate = (done - before) / passed if passed > 0 else 0.0
            left = (total - done) / rate if rate > 0 else None
            self._now = replace(self._now, what=what, done=done, total=total, rate=rate, left=left)


def _lines(out: IO[bytes]) -> Any:
    for line in out:
        try:
            facts = json.loads(line)
        except ValueError:
            continue
        if isinstance(facts, dict):
            yield facts


def _ended(now: Progress, end: dict[str, Any]) -> Progress:
    if "proposals" in end:
        said = f"索引を作り直しました({end['proposals']}件)。次の質問から、新しい索引で答えます。"
        return replace(now, state="done", said=said, problems=end["problems"])
    if now.state == "stopped":
        return replace(now, said="中止しました。前の索引で答え続けます。次に作り直すと、続きから始めます。")
    said = end.get("fault", "途中で止まりました。サーバーの記録を見てください。")
    return replace(
        now, state="failed", said=f"索引を作り直せませんでした。{said} 前の索引があれば、それで答え続けます。"
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()
