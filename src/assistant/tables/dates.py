"""The date that a document is of: as it says itself, or as its name says."""

from __future__ import annotations

import re
from typing import Final

from assistant import periods
from assistant.readers.document import Document, Paragraph
from assistant.text import normalize

_ERA: Final = "令和"
"""The era that a year without one is read in."""
_AS_OF: Final = re.compile(r"(?P<date>[^\s(、。]{0,20}?[0-9元]年[^\s(、。]{0,20}?)\s{0,9}(?:現在|時点)")
_DIGITS: Final = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")


def as_of(document: Document) -> str:
    """The date in 「令和5年3月31日現在」 as YYYY-MM-DD, YYYY-MM or 2023年度; "" where the document says none."""
    for block in document.blocks:
        texts = [block.text] if isinstance(block, Paragraph) else [c.text for line in block.lines for c in line.cells]
        for text in texts:
            said = _AS_OF.search(normalize(text).text)
            if said and (found := _first(said["date"])):
                return found
    return ""


def read_date(text: str) -> str:
    """A date that a person wrote (令和6年3月31日, 2012年度) as as_of tells one; "" where none can be read."""
    return _first(normalize(text).text)


def named_date(name: str) -> str:
    """The date in a file's name: 「一覧_令和5年3月31日.xlsx」, 「R5.3.31.xlsx」, 「20230331.xlsx」; "" where none is."""
    stem = normalize(name.rpartition("/")[2].rpartition(".")[0]).text
    if digits := _DIGITS.search(stem):
        return f"{digits['year']}-{digits['month']}-{digits['day']}"
    return _first(stem)


def _first(text: str) -> str:
    """The first period that ``text`` (NFKC) names."""
    return found.value if (found := periods.first(text, _ERA)) else ""
