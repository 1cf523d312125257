"""Questions that check something: 「仙台市は協議中ですか」「長野県の提案は須坂市だけですよね」."""

from __future__ import annotations

import re
from typing import Final

from assistant.question.marks import LISTED, Mark, Marks, Sentence
from assistant.records import Filter

_SOLE: Final = re.compile(
    r"(?:だけ|のみ)(?:(?:です|なの|でしょう|なん|だ)*(?:か|よね|ね|[?])|(?:で|と)(?:合って|あって|間違い|まちがい|いい|良い|よい|よろしい|よかった|言っ|言え|考えて|理解)"
    r"[^。?]*(?:か|よね|ね|[?]))[?。]*\s*$|しか(?:ない|ありません|無い|いない|いません)[^。?]*(?:か|よね|ね|[?])[?。]*\s*$"
)
_WHETHER: Final = re.compile(
    r"(?:(?<!あり)(?<!できて)(?<!もらえ)(?<!いただけ)(?<!くれ)(?<!わかり)(?<!分かり)(?:ます|ました|です|でした)(?:か|よね|ね|っけ)|なの(?:か|です)?か?|でしょうか"
    r"|(?:で|と)(?:合って|あって|間違い|まちがい|いい|良い|よい|よろしい|言っ|言え|考えて|理解)[^。?]*(?:か|よね|ね))[?。]*\s*$"
    r"|(?:だ|です|ます|る|た)(?:よね|っけ)[?。]*\s*$|て(?:い?る|た)[?]\s*$|(?:る|い|な|た|む|く|す)の[?]\s*$|(?:る|む|く|す)[?]\s*$|は[^、。?]{1,24}(?:ない|から|まで)[?]\s*$|(?:中|済み?)[?]\s*$"
)
"""「仙台市は協議中ですか」: asks whether something is so."""
_EITHER: Final = re.compile(r"(?:です|ます|なの|でしょう)か[、,\s].*(?:です|ます|なの|でしょう)か")
"""「準備中ですか、協議中ですか」 asks which."""
_ASKING: Final = re.compile("[何誰]|いく[つら]|どこ|どの|どちら(?!も)|いつ|どう|どん")


def asks_whether(text: str) -> bool:
    """Whether a question asks if something is so, and nothing else."""
    return bool(_WHETHER.search(text)) and not _ASKING.search(text) and not _EITHER.search(text)


def sole_of(sentence: Sentence, marks: Marks, chosen: tuple[Filter, ...], *, spoken_of: bool) -> tuple[Filter, ...]:
    """The values before 「だけですか」, of which is asked whether they are the only ones that the rest is true of."""
    only = _SOLE.search(sentence.text)
    if not only:
        return ()
    at = {only.start(), only.start() + len("だけ")}  # 市だけ is a word for a kind of body
    last: Mark | None = None
    said: set[str] = set()
    for mark in reversed(marks.of("filter")):  # 横浜市と川崎市だけ
        if mark.end in at or (last and LISTED.fullmatch(sentence.text, mark.end, last.start)):
            said |= {item.said for item in mark.filters}
            last = mark
    named = tuple(item for item in chosen if item.said in said)  # 市 is no 町村: what goes with a value is of it
    return named if (spoken_of or len(named) < len(chosen)) and any(not item.negated for item in named) else ()
