"""The text behind bytes in the encodings that Japanese files come in, told apart by what the text then looks like.

UTF-8, UTF-16, Shift_JIS as Windows writes it (cp932), EUC-JP and ISO-2022-JP, the last two with the characters
that Windows adds (①, ㈱, 髙). Bytes of one often decode in another as well, so the readings are weighed.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from itertools import islice
from typing import Final

from assistant.readers.document import UnreadableError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LIKELY: Final = {"utf-8": 0.8, "cp932": 0.1, "euc_jp": 0.0}
"""The encodings that bytes may be in, and how much likelier than the last before they are looked at."""
_WIDE: Final = {"utf-16-le": 0.1, "utf-16-be": 0.0}
"""The same for bytes with many zeros."""
_SAID: Final = 0.4
"""How much likelier the encoding is that the file names itself."""
_NAMES: Final = {"shift_jis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp"}
_SAMPLE: Final = 20_000
"""Characters that are weighed, ASCII left out."""
_DAMAGE: Final = 0.01
"""The share of characters that may be unreadable, or control characters, in what is still a text."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x84\x86-\x9f]")
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_ESCAPE: Final = re.compile(rb"\x1b(\$[@B]|\([BJI])")
_BROKEN_KANA: Final = re.compile("(?<![ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?<![ﾊ-ﾎ])ﾟ|(?<![ｦ-ﾟ])[ｧ-ｰ]")
_FREQUENT: Final = frozenset(
    "一二三四五六七八九十百千万円年月日時分今前後間期上下中内外左右東西南北大小高低長多少新古全各等他同別有無可否"
    "人者子女男名民国都道府県市区町村郡地域団体自治政庁省局部課係所室員会議社協組合法制度規則条例令公共"
    "事業務工施設計画実行動作用意見提案容概要進捗状況対応申請届出受付窓口相談支援助成補償給費金額税料予算"
    "生活保護健康医療福祉介障害育児母父親家庭住宅学校教文化図書館園防災火水路交通電話番号手続担当"
    "山川田野島崎岡広神戸京阪海本松石井木原谷沢和美明平昭第回件数目種類方式表示情報整理管運営利立開始"
)


def decode(data: bytes, said: str = "") -> str:
    """The text of ``data``, without byte order mark and NUL. ``said`` is the encoding that the file itself names.

    Bytes that stand for nothing come out as U+FFFD where they are few. Raises UnreadableError where this is no text.
    """
    text = _text(data, said).removeprefix("\ufeff")
    damage = len(_CONTROL.findall(text)) + text.count("\ufffd")
    if damage > _DAMAGE * len(text):
        raise UnreadableError(
            "文字として読めません(文字のファイルではないか、壊れています)",
            "元のソフトで開けるか確かめ、Excel か CSV(UTF-8)の形式で保存し直してください。",
        )
    return text.replace("\0", "")


def _text(data: bytes, said: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if data.isascii() and _ESCAPE.search(data):
        return data.decode("iso2022_jp_ext", errors="windows-jis-or-mark")
    wide = data.count(0) > len(data) / 10
    likely = dict(_WIDE if wide else _LIKELY)
    name = _named(said)
    if name in likely:
        likely[name] += _SAID
    texts = {name: text for name in likely for text in _strict(data, name)}
    first = max(0, (match.start() if (match := _HIGH.search(data)) else 0) - 1)
    sample = data[first : first + 4 * _SAMPLE]
    weights = {name: likely[name] + _plausible(texts.get(name) or _lenient(sample, name)) for name in likely}
    best = max(weights, key=weights.__getitem__)
    return texts[best] if best in texts else _lenient(data, best)


def _named(said: str) -> str:
    """The name used here for an encoding that a file names; the name itself for one that is not known."""
    said = said.strip().lower()
    try:
        found = codecs.lookup(_NAMES.get(said, said)).name
    except (LookupError, ValueError):
        return said
    return _NAMES.get(found, found)


def _strict(data: bytes, encoding: str) -> list[str]:
    """The text of ``data``, if each byte of it stands for something."""
    try:
        return [data.decode(encoding, errors="windows-jis" if encoding == "euc_jp" else "strict")]
    except UnicodeDecodeError:
        return []


def _lenient(data: bytes, encoding: str) -> str:
    return data.decode(encoding, errors="windows-jis-or-mark" if encoding == "euc_jp" else "replace")


def _windows(error: UnicodeError) -> tuple[str, int]:
    """The character that Windows has where JIS X 0208 has none (rows 13, 89 to 92), for codecs of JIS."""
    if isinstance(error, UnicodeDecodeError) and error.start + 2 <= len(error.object):
        row, cell = (byte & 0x7F for byte in error.object[error.start : error.start + 2])
        if 0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E:
            lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
            trail = cell + 0x7E if row % 2 == 0 else cell + 0x1F + (cell >= 0x60)
            try:
                return bytes((lead, trail)).decode("cp932"), error.start + 2
            except UnicodeDecodeError:
                raise error from None
    raise error


def _windows_or_mark(error: UnicodeError) -> tuple[str, int]:
    try:
        return _windows(error)
    except UnicodeDecodeError as failed:
        return "\ufffd", failed.start + 1


codecs.register_error("windows-jis", _windows)
codecs.register_error("windows-jis-or-mark", _windows_or_mark)


def _plausible(text: str) -> float:
    """How much ``text`` looks like Japanese, character by character outside of ASCII: 1 for prose, below 0 for junk."""
    sample = " ".join(match[0] for match in islice(_FOREIGN.finditer(text), _SAMPLE))[:_SAMPLE]
    counts = Counter(sample)
    del counts[" "]
    weight = sum(_weight(char) * count for char, count in counts.items()) - 2 * len(_BROKEN_KANA.findall(sample))
    return weight / max(1, counts.total())


def _weight(char: str) -> float:
    if "\u3040" <= char <= "\u30ff" or char in _FREQUENT:
        return 1.0
    if "\u4e00" <= char <= "\u9fff":
        row = char.encode("euc_jp", errors="ignore")[:1]
        return 0.4 if b"\xb0" <= row <= b"\xcf" else -0.5
    if "｡" <= char <= "･":
        return -0.3
    if "ｦ" <= char <= "ﾟ":
        return 0.6
    if "\u3000" <= char <= "\u303f" or "！" <= char <= "～" or "①" <= char <= "⑳":
        return 0.8
    return -2.0 if char == "\ufffd" or unicodedata.category(char)[0] == "C" else 0.2
