"""CSV as Excel opens it: UTF-8 with a byte order mark, and no cell that Excel would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from assistant.exports.lines import Line, columns, own_headings

_RUN: Final = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
"""What a cell that Excel takes for a formula begins with (OWASP, CSV Injection), the full-width forms too."""


def write(lines: Sequence[Line]) -> bytes:
    """The file. A cell that would be run begins with an apostrophe instead."""
    own = own_headings(lines)
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerows([safe(text) for text in cells] for cells in (columns(own), *(line.cells(own) for line in lines)))
    return out.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """``text`` so that Excel shows it and runs nothing."""
    return f"'{text}" if text.lstrip(" \n\u3000").startswith(_RUN) or text.startswith(_RUN) else text
