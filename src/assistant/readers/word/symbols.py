"""Characters of the fonts Symbol and Wingdings, as what they look like."""

from __future__ import annotations

import re
from typing import Final

SYMBOLS: Final = {
    0xF0B7: "•", 0xF06C: "●", 0xF06E: "■", 0xF06F: "□", 0xF075: "◆", 0xF076: "❖", 0xF0A1: "○", 0xF0A7: "▪",
    0xF0A8: "□", 0xF0B2: "◇", 0xF0D8: "➢", 0xF0E0: "→", 0xF0FC: "✓", 0xF0FE: "☑",
}  # fmt: skip
"""What the characters of Symbol and Wingdings look like."""


def char(code: str) -> str:
    """The character with this hexadecimal code; "" where it is none."""
    return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) and not code.upper().startswith("D") else ""
