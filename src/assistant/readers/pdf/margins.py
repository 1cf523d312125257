"""Page numbers and the lines that most pages repeat at their top or foot."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.readers.pdf.glyphs import Strip, merged

_MARGIN: Final = 0.13
"""The share of the height of a page, at its top and foot, in which such lines stand."""
_NUMBER: Final = re.compile(
    r"[-‐‑–—―−~〜(<【\[]*(?:p(?:age|\.)?)?[0-9]{1,4}(?:(?:/|of)[0-9]{1,4})?(?:ページ|頁)?[-‐‑–—―−~〜)>】\]]*",
    re.IGNORECASE,
)
_COLUMNS: Final = 3
"""Strips of a line that is the heading of a table rather than of a page."""
_LARGER: Final = 1.25
_DIGITS: Final = re.compile("[0-9]+")

Text = list[Strip]


def without_margins(pages: Sequence[Sequence[Text]], heights: Sequence[float], body: float) -> list[list[Text]]:
    """The lines of text of each page without those that only serve turning pages.

    A title that is repeated, told by being larger than ``body``, is kept where it stands first. So are the headings of
    tables without lines, which are the same on most pages too.
    """
    counts: Counter[tuple[str, int]] = Counter()
    for page, height in zip(pages, heights, strict=True):
        counts.update({_key(text, height) for text in _outer(page, height)})
    repeated = {key for key, count in counts.items() if count > 1 and 2 * count > len(pages)}
    titles: set[tuple[str, int]] = set()
    kept: list[list[Text]] = []
    for page, height in zip(pages, heights, strict=True):
        outer = list(_outer(page, height))
        kept.append([])
        for text in page:
            key = _key(text, height)
            if text in outer and _NUMBER.fullmatch(key[0].replace("#", "1")):
                continue
            if text in outer and key in repeated and len(text) < _COLUMNS:
                if text[0].size <= _LARGER * body or key in titles:
                    continue
                titles.add(key)
            kept[-1].append(text)
    return kept


def _outer(page: Sequence[Text], height: float) -> Iterator[Text]:
    """The lines at the top and the foot of a page, two at most each."""
    yield from (text for text in page[:2] if text[0].bottom < _MARGIN * height)
    yield from (text for text in page[max(2, len(page) - 2) :] if text[0].top > (1 - _MARGIN) * height)
    if len(page) <= 2:
        yield from (text for text in page if text[0].top > (1 - _MARGIN) * height)


def _key(text: Text, height: float) -> tuple[str, int]:
    """What a line says, numbers aside, and about where it stands: above or below."""
    return _DIGITS.sub("#", _words(text)), round(text[0].top / height)


def _words(text: Text) -> str:
    return "".join(unicodedata.normalize("NFKC", merged(text).text).split())
