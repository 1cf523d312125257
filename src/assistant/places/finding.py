"""Places that a text names, longest name first, with care for where a name begins and ends.

大阪 in 大阪労働局 and 京都 in 東京都 are no places; 横浜市港北区 is 横浜市, since wards of cities are not listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from assistant.places.gazetteer import classes_of, key
from assistant.places.words import Kind, Reading, Word, longest, words
from assistant.records import Span

_KANJI: Final = re.compile(r"[一-龥々]")
_KANA: Final = re.compile(r"[ぁ-ゖー]")
_BEFORE: Final = frozenset("旧各対全在両元現新")
_AFTER: Final = re.compile(
    r"内|外|以外|以[南北東西]|等|及び|並びに|又は|全[体域県]|各[地県市]|周辺|方面|地域|地区|圏|在住|出身|管内|管外"
    r"|地方(?!法務|裁判|検察|気象|合同|事務|整備|農政|厚生)|側|発[のは]|自治体|都市|事例|提案|案件|取[組り]|施策|事業|分の?|勢"
    r"|版|限定|向け|含む|除く|役[所場]|庁舎|長[はがのを]|議会|立|民|実施|中心|限り|近郊|近辺|開催|予定"
)
"""What may follow a name that is not written in full, where it is kanji: 大阪府内 and 大阪周辺, not 大阪城."""
_PARTICLE: Final = re.compile(
    r"(?:から|まで|では|には|とは|って|だけ|など|なら|ので|での|への|にも|でも|より|のみ|[のはがにでとをもやへ、。?!)」\s])|$"
)
_REGION_TAIL: Final = re.compile(r"地方|地域|エリア|ブロック|圏")
_WARD: Final = re.compile(r"の?(?!内)[一-龥々ケヶ]{0,3}(?![内地学校特管政市各全同挙])[一-龥]区(?!間|分|域|画|別)")
_OF: Final = re.compile(r"\s*の?\s*")
_WARDED: Final = "政令指定都市"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text names at ``span``.

    ``values`` are the names it may have, likeliest first: ("大阪府", "大阪市") for 大阪. ``kind`` is that of the first.
    ``prefectures`` are where it lies: those of a region, or all that share a municipality's name (府中市).
    ``full`` says whether it was written in full (静岡県), which leaves no doubt that a place is meant.
    """

    span: Span
    kind: Kind
    values: tuple[str, ...]
    prefectures: tuple[str, ...]
    full: bool

    @property
    def ambiguous(self) -> bool:
        """Whether several places may be meant: 大阪, or 府中市 without its prefecture."""
        return len(self.values) > 1 or (self.kind == "municipality" and len(self.prefectures) > 1)


def find(text: str) -> tuple[Place, ...]:
    """All places that ``text`` (NFKC) names, in order and not overlapping; spans are of that text.

    A municipality right behind its prefecture lies in that one: 広島県府中市, 広島の府中市.
    """
    found: list[Place] = []
    for place in _named(text, key(text)):
        previous = found[-1] if found else None
        if previous and previous.kind == "prefecture" and place.kind == "municipality":
            joined = _OF.fullmatch(text, previous.span.end, place.span.start)
            shared = tuple(p for p in place.prefectures if p in previous.prefectures)
            if joined and shared:
                found.append(replace(place, prefectures=shared))
                continue
        found.append(place)
    return tuple(found)


def find_prefectures(text: str) -> tuple[str, ...]:
    """The prefectures that ``text`` names, each once, in order; 大阪 is 大阪府 here."""
    return tuple(dict.fromkeys(place.values[0] for place in find(text) if place.kind == "prefecture"))


def _named(text: str, folded: str) -> Iterator[Place]:
    at, last = 0, None
    while at < len(folded):
        match = _at(folded, at, last if last and last.span.end == at else None)
        if match is None:
            at += 1
            continue
        end, word = match
        end = _extended(text, end, word)
        last = _place(Span(at, end), word)
        yield last
        at = end


def _at(folded: str, at: int, last: Place | None) -> tuple[int, Word] | None:
    """The longest word at ``at`` that stands there as a place, and where it ends. ``last`` ends at ``at``."""
    for size in range(min(longest(), len(folded) - at), 1, -1):
        word = words().get(folded[at : at + size])
        if word and _stands(folded, at, at + size, word, last):
            return at + size, word
    return None


def _stands(folded: str, start: int, end: int, word: Word, last: Place | None) -> bool:
    """Whether the word at ``start:end`` is a place there. ``last`` is the place that ends at ``start``."""
    if word.needs and not folded.startswith(word.needs, end):
        return False
    if last and last.kind == "municipality" and word.readings[0].name[-1] in "町村":  # 尼崎市栗山町 is an address
        return False
    before, after = folded[start - 1 : start] if start else "", folded[end : end + 1]
    if word.form == "full":
        if before.isdigit() and folded[start].isdigit():  # 東京23区 but not 123区
            return False
        return not word.strict or (_begins(before, last) and after != "民" and _ends(folded, end, after))
    if word.form == "kana":  # せんだい; せんだい市 ends by itself
        if not _KANA.match(folded[end - 1]):
            return True
        ended = not _KANA.match(after) or _PARTICLE.match(folded, end) is not None
        return ended and (last is not None or not _KANA.match(before))
    if word.readings[0].kind == "region" and last and last.kind != "region":  # 大阪府中部
        return False
    return _begins(before, last) and _ends(folded, end, after)


def _begins(before: str, last: Place | None) -> bool:
    return last is not None or not _KANJI.match(before) or before in _BEFORE


def _ends(folded: str, end: int, after: str) -> bool:
    return not _KANJI.match(after) or bool(_AFTER.match(folded, end)) or _place_begins(folded, end)


def _place_begins(folded: str, at: int) -> bool:
    """Whether a place in full, or a region, begins at ``at``: 静岡浜松市, 東京大阪."""
    return any(folded[at : at + size] in words() for size in range(2, longest() + 1))


def _extended(text: str, end: int, word: Word) -> int:
    """The end with 地方 behind a region, and with the ward behind a city that has wards."""
    first = word.readings[0]
    if first.kind == "region" and (tail := _REGION_TAIL.match(text, end)):
        return tail.end()
    if first.kind == "municipality" and word.form == "full" and _WARDED in classes_of(first.name):
        ward = _WARD.match(text, end)
        return ward.end() if ward else end
    return end


def _place(span: Span, word: Word) -> Place:
    first: Reading = word.readings[0]
    values = tuple(reading.name for reading in word.readings)
    prefectures = tuple(dict.fromkeys(p for reading in word.readings for p in reading.prefectures))
    return Place(span, first.kind, values, prefectures, word.form == "full")
