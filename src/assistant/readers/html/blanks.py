"""Blanks and line ends as a browser shows them. CSS Text 3, "White Space Processing"."""

from __future__ import annotations

import re
from typing import Final

LINE, BLOCK, TAB, BLANK, MARK = "\0", "\1", "\2", "\3", "\4"
"""Stand for <br>, edges of blocks and of cells, blanks of <pre> and the end of a list mark until blanks are collapsed.
They are taken out of the page first."""
OURS: Final = re.compile("[\0-\4]")
_WIDE: Final = "[\u2e80-\u303e\u3041-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffdc]"
_LINE_END: Final = re.compile(rf"(?<={_WIDE})[ \t\f]*[\r\n][ \t\r\n\f]*(?={_WIDE})")
_BREAKS: Final = re.compile(f"[ {LINE}{BLOCK}]*[{LINE}{BLOCK}][ {LINE}{BLOCK}]*")
AFTER_MARK: Final = re.compile(f"{MARK}[ \t\r\n\f{LINE}{BLOCK}]*")


def piece_of(text: str | None, verbatim: bool) -> str:
    """``text`` without our marks; where it is ``verbatim``, as in <pre>, marks keep its blanks."""
    words = OURS.sub("", text or "")
    return words.replace("\r", "").replace("\n", LINE).replace(" ", BLANK) if verbatim else words


def collapsed(text: str) -> str:
    """``text`` with blanks as a browser shows them."""
    text = re.sub("[ \t\r\n\f]+", " ", _LINE_END.sub("", text))
    text = _BREAKS.sub(lambda match: "\n" * max(1, match[0].count(LINE)), text)
    return re.sub(f" *{TAB} *", "\t", text).replace(BLANK, " ").strip(" \n")
