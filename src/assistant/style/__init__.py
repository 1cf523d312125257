"""What all pages outside the chat look like: one palette, before the style sheet of each."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PALETTE: Final = Path(__file__).with_name("palette.css")


def sheet(own: Path) -> str:
    """The palette and the style sheet ``own`` of some pages as one."""
    return _PALETTE.read_text(encoding="utf-8") + own.read_text(encoding="utf-8")
