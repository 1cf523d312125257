"""Where a proposal is carried out: place nouns that the source uses as a place, with the whole phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from assistant.facets.listed import elements
from assistant.lists import rows
from assistant.records import SITE, Facet, Field, Proposal, Span
from assistant.text import normalize, parts
from assistant.tokens import tokenizer
from assistant.vocabulary import Lexicon, Match, lexicon

_BRACKETS: Final = r"(?:[」』)\]]|\([^()]*\)|「[^」]*」)*"
_PLACED: Final = re.compile(
    _BRACKETS
    + r"(?P<within>(?:の?[^\s、。「」()にでへをがはと]{0,6}(?:内|等)){0,2})"  # 保護課内, の保護課等
    + _BRACKETS
    + r"(?:の(?!機能|職員|ケースワーカー|相談員|担当)[^\s、。「」()にでへをがはと]{1,6})?"  # 公民館の集いに, 図書館の庭で
    + r"(?=(?:(?:と|や|及び)[^\s、。「」()にでへをがはと]{1,6})?"  # 道の駅と港に
    + r"(?:において|における|にて|に(?!係|対|関|向|つい|よ|お|登校|入学|通学|通え|行けな|来られな)|で(?!き|あ|は)|へ|を|から|内))"
)
_LISTED: Final = re.compile(r"(?:と|や|、|・|及び|および|又は|または)[^\s、。「」()をがはへで]{0,6}")
_NOUNS: Final = {"名詞", "接頭辞", "接尾辞", "形状詞"}
_JOINER: Final = re.compile(r"[・ー]?")
_OPEN: Final = re.compile(r"[「『][^「」『』。]*$")
_ROLES: Final = {"title", "overview", "other"}


@cache
def is_particular(value: str) -> bool:
    """Whether a place tells rows apart; 専用施設 stands for whatever has a name of its own."""
    return all(row["facet"] == "はい" for row in rows("sites") if row["value"] == value)


def sites(proposal: Proposal) -> Iterator[Facet]:
    """A facet for each place; a noun in running text counts only where what follows it makes it a place."""
    words = lexicon("sites", "words")
    for field in proposal.fields:
        for part, span in parts(field.text):
            if field.role == "site":
                yield from _column(field, part, span, words)
            elif field.role in _ROLES:
                yield from _running(field, part, span, words)


def _column(field: Field, part: str, span: Span, words: Lexicon) -> Iterator[Facet]:
    normal = normalize(span.of(field.text))
    matches = list(words.find(normal.folded))
    for match in matches:
        start, end = _phrase_start(normal.text, match.start), match.end
        yield Facet(SITE, match.value, field.name, normal.span(start, end).shift(span.start), part)
    yield from elements(SITE, field, part, span, normal, matches)


def _running(field: Field, part: str, span: Span, words: Lexicon) -> Iterator[Facet]:
    normal = normalize(span.of(field.text))
    matches = list(words.find(normal.folded))
    ends = _placed_ends(normal.text, matches)
    covered = 0
    for match in matches:
        if match.start < covered or match.end not in ends:
            continue
        start = _phrase_start(normal.text, match.start)
        covered = _phrase_end(normal.text, start, ends[match.end])
        yield Facet(SITE, match.value, field.name, normal.span(start, covered).shift(span.start), part)


def _placed_ends(text: str, matches: Sequence[Match]) -> dict[int, int]:
    """Where the phrase of each noun ends that the words behind it make a place, by the end of the noun.

    A noun in a list counts with the one behind it: 「支所、道の駅を結ぶ」.
    """
    ends: dict[int, int] = {}
    following: Match | None = None
    for match in reversed(matches):
        if placed := _PLACED.match(text, match.end):
            ends[match.end] = placed.end()
        elif following and following.end in ends and _LISTED.fullmatch(text, match.end, following.start):
            ends[match.end] = match.end
        following = match
    return ends


def _phrase_start(text: str, noun: int) -> int:
    """Where the phrase around a place noun begins: 「市内3区役所」, an opening 「, 「市の福祉事務所」."""
    bracket = text.rfind("(", 0, noun)
    if bracket > 0 and ")" not in text[bracket:noun]:
        return _phrase_start(text, bracket - (text[bracket - 1] in "」』"))
    if opened := _OPEN.search(text, 0, noun):
        return opened.start()
    before = [token for token in tokenizer()(text) if token.span.start < noun]
    start = noun
    while before and _JOINER.fullmatch(text, before[-1].span.end, start):
        token = before.pop()
        of = token.surface == "の" and bool(before) and before[-1].pos in _NOUNS
        if not (of or token.pos in _NOUNS or token.span.end > start):
            break
        start = min(start, token.span.start)
    return start


def _phrase_end(text: str, start: int, placed: int) -> int:
    closing = text.find("」", start) if text[start] == "「" else -1
    return max(placed, closing + 1)
