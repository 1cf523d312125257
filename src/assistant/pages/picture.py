"""A page of a PDF file as a picture: drawn by a process of its own, so that a hostile file harms nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Final

from starlette.exceptions import HTTPException

_DRAWING: Final = Path(__file__).with_name("drawing.py")
_SECONDS: Final = 20
_AT_ONCE: Final = 2
_KEPT: Final = 24
"""So many pictures are kept in memory."""
_NO_PAGE: Final = 3


class Pictures:
    """Pictures of pages; the last ones are kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._lock = Lock()
        self._turns = BoundedSemaphore(_AT_ONCE)

    def of(self, pdf: bytes, stamp: tuple[object, ...], page: int, box: Sequence[float]) -> bytes:
        """Page ``page`` of a file as PNG, ``box`` outlined; ``stamp`` tells the file from others and from itself later.

        Raises HTTPException where there is no such page or it cannot be drawn.
        """
        key = (stamp, page, tuple(box))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._turns:
            picture = _drawn(pdf, page, box)
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return picture


def _drawn(pdf: bytes, page: int, box: Sequence[float]) -> bytes:
    command = [sys.executable, "-I", str(_DRAWING), str(page), ",".join(f"{edge:g}" for edge in box)]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise HTTPException(422, "このページは複雑すぎて絵にできません。資料そのものを開いてください。") from error
    if done.returncode == _NO_PAGE:
        raise HTTPException(404, f"この資料に {page} ページはありません。資料そのものを開いてください。")
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        raise HTTPException(422, "このページは絵にできません。資料そのものを開いてください。")
    return done.stdout
