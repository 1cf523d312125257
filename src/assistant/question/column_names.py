"""How people call a column: by its heading, by a piece of it, and in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from assistant import counters
from assistant.amounts import unit_of
from assistant.question.attributes import is_attribute
from assistant.question.topics import is_weak_word, synonyms_of
from assistant.text import fold, plain
from assistant.tokens import tokenizer

NOTE: Final = re.compile(r"\([^()]*\)|※.*")
"""What stands in a heading beside the name of the column."""
SHORT: Final = 2
"""Shortest name."""
_WITHIN: Final = re.compile(r"\(([一-龥]{1,8}[量額数率名先課])(?=[\s)a-z/])")
_BEFORE: Final = re.compile(r"^(?:具体的な|うち|内訳の|主な|各|関係|当該|本|制度の|求める)")
_AFTER: Final = re.compile(r"(?:等|など|名|欄|一覧|について|(?<=..)日)$")
_FROM: Final = re.compile(r"^.*から(?:の)?")
_JOINTS: Final = re.compile(r"[・/、]|及び|の(?=[^の]{2})")
_OPINION: Final = re.compile("意見|講評|所見|コメント")
"""A column that tells the reasons of a decision."""
_SUM: Final = "額"
_COUNTS: Final = ("数", _SUM)
_ENDING: Final = 2
"""Shortest end of a compound that may stand for it."""
_NOUNS: Final = {"名詞", "接頭辞", "接尾辞", "形状詞"}


def names_of(heading: str) -> tuple[str, ...]:
    """How people call a column: 「制度の所管・関係府省」 -> that, 所管, 関係府省, 府省, 省庁."""
    whole = NOTE.sub("", fold(plain(heading)))
    found = [whole_name(heading)]
    words = [_FROM.sub("", word) for word in whole.split()]
    for piece in [*words, *(part for word in words for part in _JOINTS.split(word))]:
        bare = _AFTER.sub("", piece)
        found += [piece, bare, _BEFORE.sub("", bare), _BEFORE.sub("", bare).removesuffix("事例")]
    found += _WITHIN.findall(fold(plain(heading)))  # 効果(削減量 t/年)
    found += [f"{words[-1]}{_BEFORE.sub('', over)}" for over in words[:-1]]  # 予算 over 当初: 当初予算
    if unit_of(heading).name == counters.MONEY:
        found += [f"{name}{_SUM}" for name in tuple(found) if not name.endswith(_SUM)]  # 補正額
    found += ["理由"] if _OPINION.search(whole) else []
    found += [end for piece in tuple(found) for end in _endings(piece)]
    found += [start for piece in words for start in _beginnings(piece) if is_attribute(start)]  # 所管府省
    if unit_of(heading).name or any(piece.endswith(_COUNTS) for piece in found):
        found += list(_beginnings(_BEFORE.sub("", _AFTER.sub("", words[-1])) if words else ""))
    names = [name for name in dict.fromkeys(found) if len(name) >= SHORT and not is_weak_word(name)]
    return tuple(dict.fromkeys(way for name in names for way in synonyms_of(name)))


def _endings(name: str) -> Iterator[str]:
    """The shorter nouns that a heading ends on: 交付対象事業費 -> 対象事業費, 事業費; 残された課題 -> 課題."""
    tokens = tokenizer()(name)
    first = next((at + 1 for at in reversed(range(len(tokens))) if tokens[at].pos not in _NOUNS), 1)
    for at in range(first, len(tokens)):
        end = name[tokens[at].span.start :]
        if len(end) >= _ENDING and tokens[at].pos != "接尾辞":
            yield end


def _beginnings(name: str) -> Iterator[str]:
    """What a compound begins with: 補助金交付額 -> 補助金, 車両数 -> 車両."""
    tokens = tokenizer()(name)
    for token, after in pairwise(tokens):
        start = name[: token.span.end]
        if len(start) >= SHORT and (after.pos != "接尾辞" or after is tokens[-1]):
            yield start


def whole_name(heading: str) -> str:
    """A heading folded, in one piece and without notes."""
    return "".join(NOTE.sub("", fold(plain(heading))).split())
