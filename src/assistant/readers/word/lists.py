"""The marks of lists: numbers and dots that stand in no text, but on the page. ISO/IEC 29500-1, 17.9."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from assistant.readers.word.elements import Element, is_on, value, value_of, w, word
from assistant.readers.word.numerals import numeral
from assistant.readers.word.symbols import SYMBOLS

_CLOSED: Final = re.compile(r"(?:[①-⑳]|[^\w\x20-\x7e])$")
"""Marks after which the text needs no blank: ①, ・, （1）, but not 1. or ア."""


class Lists:
    """The marks that Word puts before the paragraphs of lists, counted as they come."""

    def __init__(self, root: Element | None) -> None:
        abstract = [] if root is None else root.findall(w("abstractNum"))
        self._abstract = {str(each.get(w("abstractNumId"))): each for each in abstract}
        self._linked = {word(each.find(w("styleLink"))): key for key, each in self._abstract.items()}
        self._numberings = {} if root is None else {each.get(w("numId")): each for each in root.findall(w("num"))}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()

    def mark(self, numbering: Element, style: str) -> str:
        """The mark of the next paragraph with this numbering, with a blank where it would run into the text."""
        key = word(numbering.find(w("numId")))
        if key not in self._numberings:
            return ""
        base = word(self._numberings[key].find(w("abstractNumId")))
        link = self._abstract[base].find(w("numStyleLink")) if base in self._abstract else None
        base = base if link is None else self._linked.get(word(link), base)
        levels = {} if base not in self._abstract else _levels(self._abstract[base])
        overrides = {value_of(each, "ilvl", 0): each for each in self._numberings[key].findall(w("lvlOverride"))}
        levels |= {depth: level for each in overrides.values() for depth, level in _levels(each).items()}
        by_style = (depth for depth, level in levels.items() if word(level.find(w("pStyle"))) == style)
        own = numbering.find(w("ilvl"))
        depth = next(by_style, 0) if own is None else value(own, 0)
        if depth not in levels:
            return ""
        counts = self._counts[base]
        restart = overrides[depth].find(w("startOverride")) if depth in overrides else None
        if restart is not None and (key, depth) not in self._begun:
            self._begun.add((key, depth))
            counts[depth] = value(restart, 1) - 1
        counts[depth] = counts.get(depth, _start(levels[depth]) - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            if deeper not in levels or value(levels[deeper].find(w("lvlRestart")), 1) != 0:
                del counts[deeper]
        return _filled(levels, depth, counts)


def _filled(levels: Mapping[int, Element], depth: int, counts: Mapping[int, int]) -> str:
    """The text of a level with its numbers: 「第%1条」 -> 「第3条」."""
    plain = is_on(levels[depth].find(w("isLgl")))

    def number(match: re.Match[str]) -> str:
        level = levels.get(int(match[1]) - 1)
        if level is None:
            return ""
        kind = "decimal" if plain else word(level.find(w("numFmt")))
        return numeral(counts.get(int(match[1]) - 1, _start(level)), kind)

    mark = re.sub("%([1-9])", number, word(levels[depth].find(w("lvlText")))).translate(SYMBOLS)
    close = not mark or word(levels[depth].find(w("suff"))) == "nothing" or _CLOSED.search(mark)
    return mark if close else f"{mark} "


def _levels(element: Element) -> dict[int, Element]:
    return {value_of(level, "ilvl", 0): level for level in element.findall(w("lvl"))}


def _start(level: Element) -> int:
    return value(level.find(w("start")), 1)
