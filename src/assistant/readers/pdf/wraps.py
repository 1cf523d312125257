"""Lines of text joined to what they say: without a break where one is only full, with one where a new one begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from assistant.readers.pdf.glyphs import Glyph, Strip, is_wide, lines_of, merged, rows_of, spread, turned

_MARK: Final = re.compile(
    r"[・･‧•●◎◇◆□■▪▶►☆★※①-⑳㉑-㉟❶-❿⑴-⒇→⇒✓]|[○〇](?![○〇])|[(（][0-9０-９]{1,2}[)）]|[-－―][ \u3000]"
)
"""What begins a new item wherever it stands at the beginning of a line."""
_WEAK_MARK: Final = re.compile(
    r"[0-9０-９]{1,2}(?:[.．、)）] ?(?![0-9０-９])|[ \u3000])|[ア-ンｱ-ﾝa-zA-Zａ-ｚ](?:[.．)）]|[ \u3000])|"
    r"[(（][ア-ンｱ-ﾝa-zA-Zａ-ｚ一-十][)）]|第[0-9０-９一二三四五六七八九十]+[ \u3000章節条]"
)
"""What begins a new item unless the line before it is full and goes on."""
_DOTS: Final = "・･‧"
_ENDS: Final = "。．.!?！？」』）)】"
_OPENING: Final = "(（「『［[【〔《〈、，,"
_CLOSING: Final = "、。，．・：；？！ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ）」』】〕》〉)]},.:;?!"
_WORD: Final = re.compile(r"[^\s\u3000-\uffef]+")
_PADDING: Final = 6.0


def text_of(glyphs: Sequence[Glyph], left: float, right: float) -> str:
    """The text of a cell between ``left`` and ``right``."""
    glyphs = _upright(glyphs)
    down = _columns(glyphs)
    if down:
        return "".join(glyph.text for column in down for glyph in column)
    lines = [line for line in lines_of(glyphs) if any(not glyph.text.isspace() for glyph in line)]
    if not lines:
        return ""
    return joined([spread(line) or merged(rows_of(line)[0]) for line in lines], left, right)


def joined(lines: Sequence[Strip], left: float, right: float) -> str:
    """Lines of one cell or paragraph, that stand between ``left`` and ``right``, as one text."""
    if not lines:
        return ""
    inner = right - min(max(0.0, min(line.left for line in lines) - left), _PADDING)
    text = lines[0].text
    for before, after in pairwise(lines):
        text = appended(text, after.text, begins_anew(text, before, after, inner))
    return text


def appended(text: str, after: str, anew: bool) -> str:
    """``text`` with the next line: on a line of its own, or with a blank between Latin words, or just joined."""
    if anew:
        return f"{text.rstrip()}\n{after}"
    text, after = text.rstrip(" "), after.lstrip(" ")
    latin = text and after and not is_wide(text[-1]) and not is_wide(after[0])
    joint = text[-1:] + after[:1]
    word = latin and joint.isascii() and not (joint[0] in "-/_([" or joint[1] in "/_)].,;:%")
    return f"{text}{' ' if word else ''}{after}"


def begins_anew(text: str, before: Strip, after: Strip, right: float) -> bool:
    """Whether a line begins a new item or paragraph after ``text``, and is not only the rest of the line before it."""
    text, following = text.rstrip(), after.text.lstrip(" ")
    if following.startswith("\u3000"):
        return True
    if text[-1:] in _OPENING and text[-1:]:
        return False
    if right - before.right > _needed(following, after.size):
        return True
    ended = text[-1:] in _ENDS
    if following and following[0] in _DOTS:  # these stand between words, too: 母子・父子
        return ended or any(line[0] in _DOTS for line in text.split("\n") if line)
    if _MARK.match(following):
        return text.count("(") + text.count("（") <= text.count(")") + text.count("）")
    return ended and bool(_WEAK_MARK.match(following))


def is_marked(text: str) -> bool:
    """Whether a text begins with the mark of an item."""
    return bool(_MARK.match(text.lstrip()) or _WEAK_MARK.match(text.lstrip()))


def _needed(following: str, size: float) -> float:
    """The room that the beginning of the next line would have needed: a word, or a character and what may not be cut."""
    word = _WORD.match(following)
    room = 0.55 * size * len(word[0]) if word else size
    rest = following[word.end() :] if word else following[1:]
    for char in rest:
        if char not in _CLOSING:
            break
        room += size
    return room + 1.2 * size


def _upright(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """The characters of a cell, turned where most of them lie on their side."""
    for turn in (1, -1):
        if 2 * sum(glyph.turn == turn for glyph in glyphs) > len(glyphs):
            return [turned(glyph, turn, 0.0) for glyph in glyphs]
    return glyphs


def _columns(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The columns of vertical writing from right to left; none where the text runs across.

    In vertical writing characters stand nearer to the ones below than to those beside.
    """
    solid = sorted((glyph for glyph in glyphs if not glyph.text.isspace()), key=lambda glyph: -glyph.x)
    if len(solid) < 3 or len(solid) > 400:
        return []
    columns: list[list[Glyph]] = []
    for glyph in solid:
        if columns and columns[-1][0].x - glyph.x < 0.4 * glyph.size:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    for column in columns:
        column.sort(key=lambda glyph: glyph.y)
    size = max(glyph.size for glyph in solid)
    longest = max(map(len, columns))
    beside = [before[0].left - after[0].right for before, after in pairwise(columns)]
    below = [after.top - before.bottom for column in columns for before, after in pairwise(column)]
    if (longest < 3 and len(columns) > 1) or longest < 2 or any(gap < -0.3 * size for gap in below):
        return []
    if beside and (min(beside) < 0.2 * size or max(below) > min(beside)):
        return []
    if len(columns) == 1 and (longest < len(solid) or max(below) > 2.5 * size):
        return []
    return columns
