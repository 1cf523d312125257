"""Cells that name a body, cut into name, prefecture, notes and members: 「横浜市（神奈川県）（※提案の一部）」."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.places.gazetteer import SUFFIXES, is_prefecture, key, prefecture_of, prefectures
from assistant.records import Span
from assistant.text import trim

Level = Literal["共同提案", "都道府県", "市区町村", ""]

_FOLDED: Final = str.maketrans("（）［］〔〕【】[]\u3000", "()()()()() ")
"""Brackets of all kinds as one, and the blank of full width: character for character."""
_BETWEEN: Final = re.compile(
    r"\s*(?:及び|および|並びに|ならびに|[、,，・･／/&＆\n]|(?<=[都道府県市区町村])(?:と|や)(?=.))\s*"
)
_OTHERS: Final = re.compile(r"(?:ほか|他|外)\s*[0-9０-９一二三四五六七八九十]*\s*[市区町村県団]*体?$|(?:等|など)$")
_JOINT_BODY: Final = re.compile(r"広域連合|事務組合|広域組合|協議会|連絡会|連合会|一部組合")


@dataclass(frozen=True, slots=True)
class Name:
    """A cell that names a body, as spans of the verbatim cell.

    ``name`` is the body without prefecture and notes; ``prefecture`` is the one that is written, None where none is
    or where several are. ``notes`` are the words in brackets, without ※. ``members`` are the bodies of a joint
    proposal, or the one body. ``level`` is "" where the name does not tell.
    """

    name: Span
    prefecture: Span | None
    notes: tuple[Span, ...]
    members: tuple[Span, ...]
    level: Level


def split_name(cell: str) -> Name:
    """The parts of ``cell``, which is verbatim: brackets and blanks may be of either width. Raises nothing."""
    folded = cell.translate(_FOLDED)
    outside, brackets = _brackets(folded)
    named = [span for span in outside if not _is_note(span.of(folded))]
    notes = [span for span in outside if _is_note(span.of(folded))]
    written: list[Span] = []
    for span in brackets:
        inner = list(_pieces(folded, span))
        if inner and all(is_prefecture(piece.of(folded)) for piece in inner):
            written += inner
        else:
            notes.append(span)
    body = _body(folded, named)
    members, leading = _members(folded, body)
    written = leading + written
    name = _without_leading(body, members, leading)
    return Name(
        name,
        written[0] if len({piece.of(folded) for piece in written}) == 1 else None,
        tuple(note for note in (_plain_note(folded, span) for span in sorted(notes)) if note.start < note.end),
        members,
        _level(folded, name, members),
    )


def _brackets(folded: str) -> tuple[list[Span], list[Span]]:
    """What stands outside of brackets, cut at ※ and trimmed, and what stands inside of them."""
    outside: list[Span] = []
    inside: list[Span] = []
    start = depth = 0
    for i, char in enumerate(folded):
        if char == "(":
            if depth == 0:
                outside.append(Span(start, i))
                start = i + 1
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if depth == 0:
                inside.append(Span(start, i))
                start = i + 1
        elif char == "※" and depth == 0:
            outside.append(Span(start, i))
            start = i
    (inside if depth else outside).append(Span(start, len(folded)))
    return _solid(folded, outside), _solid(folded, inside)


def _solid(folded: str, spans: Sequence[Span]) -> list[Span]:
    trimmed = (trim(folded, span) for span in spans)
    return [span for span in trimmed if span.start < span.end]


def _is_note(words: str) -> bool:
    return words.startswith("※")


def _plain_note(folded: str, span: Span) -> Span:
    """The note without ※ and blanks before it: 「※ 提案の一部」 -> 「提案の一部」."""
    words = span.of(folded)
    return trim(folded, Span(span.start + len(words) - len(words.lstrip("※ ")), span.end))


def _body(folded: str, named: Sequence[Span]) -> Span:
    """The words that name the body: the first outside of brackets, and those that join on to it (A市(X県)、B市(Y県))."""
    if not named:
        return trim(folded, Span(0, len(folded)))
    body = named[0]
    for span in named[1:]:
        if _BETWEEN.match(folded, span.start):
            body = Span(body.start, span.end)
    return body


def _members(folded: str, body: Span) -> tuple[tuple[Span, ...], list[Span]]:
    """The bodies in ``body`` without the prefectures written before them, and those prefectures."""
    members: list[Span] = []
    leading: list[Span] = []
    for piece in _pieces(folded, body):
        cut = piece.start + _leading_prefecture(piece.of(folded))
        if cut > piece.start:
            leading.append(Span(piece.start, cut))
        members.append(trim(folded, Span(cut, piece.end)))
    return tuple(members), leading


def _pieces(folded: str, span: Span) -> Iterator[Span]:
    """The stretches of ``span`` between 及び, 、 and ・, outside of brackets, without ほか3市 and 等."""
    start = span.start
    bounds = [*_BETWEEN.finditer(folded, span.start, span.end)]
    for end, following in [*((m.start(), m.end()) for m in bounds), (span.end, span.end)]:
        piece = trim(folded, Span(start, end))
        start = following
        words = piece.of(folded)
        bracket = words.find("(")
        words = words[:bracket] if bracket >= 0 else words
        others = _OTHERS.search(words)
        kept = trim(folded, Span(piece.start, piece.start + (others.start() if others else len(words))))
        if kept.start < kept.end:
            yield kept


def _leading_prefecture(words: str) -> int:
    """The length of the prefecture that is written before a municipality: 静岡県 浜松市 -> 3; 0 where none is."""
    for prefecture in prefectures():
        if key(words).startswith(key(prefecture.name)):
            rest = words[len(prefecture.name) :].strip()
            if len(rest) > 1 and rest[-1] in SUFFIXES:
                return len(prefecture.name)
    return 0


def _without_leading(body: Span, members: Sequence[Span], leading: Sequence[Span]) -> Span:
    """``body`` without the prefecture at its beginning, unless further ones stand in it."""
    if len(leading) == 1 and members and leading[0].start == body.start:
        return Span(members[0].start, body.end)
    return body


def _level(folded: str, name: Span, members: Sequence[Span]) -> Level:
    """共同提案 for several bodies or one made of several (広域連合); else by the end of the name."""
    words = name.of(folded)
    if len(members) > 1 or _JOINT_BODY.search(words) or _OTHERS.search(words):
        return "共同提案"
    if is_prefecture(words):
        return "都道府県"
    return "市区町村" if words[-1:] and (words[-1] in SUFFIXES or prefecture_of(words)) else ""
