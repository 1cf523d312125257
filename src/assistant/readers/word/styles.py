"""The styles of a document: which of them are headings, and what they take from others. ISO/IEC 29500-1, 17.7."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from assistant.readers.word.elements import Element, level_of, w, word

_HEADING: Final = re.compile(r"(?:heading|見出し) ?([1-9])")
_TITLES: Final = {"title": 1, "表題": 1, "subtitle": 2, "副題": 2}


class Styles:
    """The styles of a document by id, and what they take from the styles they are based on."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else root.findall(w("style"))
        self._styles = {str(style.get(w("styleId"))): style for style in found}

    def find(self, style: str, path: str) -> Element | None:
        """The element at ``path`` in a style or the nearest one below it that has it."""
        found = (each.find(w(path)) for each in self._chain(style))
        return next((element for element in found if element is not None), None)

    def level(self, style: str) -> int:
        """The level of headings in a style, by its outline level or else by its name; 0 for running text."""
        outline = self.find(style, "pPr/outlineLvl")
        if outline is not None:
            return level_of(outline)
        for each in self._chain(style):
            words = unicodedata.normalize("NFKC", word(each.find(w("name")))).lower()
            if heading := _HEADING.fullmatch(words):
                return int(heading[1])
            if words in _TITLES:
                return _TITLES[words]
        return 0

    def _chain(self, style: str) -> Iterator[Element]:
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = word(self._styles[style].find(w("basedOn")))
