"""What a letter says beside its question: greetings, who writes, and what the writer plans."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from assistant.lists import rows
from assistant.text import fold, normalize
from assistant.vocabulary import key

_SENTENCE: Final = re.compile(r"[^。\n!?]*[。\n!?]*")
_SENDER: Final = re.compile(
    r"[^。、]{0,15}(?:課|係|室|部|局|担当|役所|役場|委員会)(?:の[^。、]{1,6})?(?:です|でございます|と申します)[。.!]?\s*"
)
"""A sentence that says who writes: 「建設課の田中です。」."""
_OWN_PLAN: Final = re.compile(
    r"(?:の(?:導入|実施|開始|設置))?を?(?:検討|計画|予定)"
    r"(?:中(?:です|なのですが|なんですが|ですが|で)|している(?:のですが|んですが)|しておりまして|しております|していまして)(?=[。、が].{4})"
)
"""What the asker plans, before the question: 「…の導入を検討中です。先行事例は?」."""


def without_courtesies(question: str) -> str:
    """``question`` without the sentences of a letter that only greet, where another is said, and the asker's own plans."""
    sentences = [found[0] for found in _SENTENCE.finditer(question) if found[0].strip()]
    greetings = _greetings()
    asking = [
        each
        for each in sentences
        if not _SENDER.fullmatch(each) and not any(word in fold(normalize(each).text) for word in greetings)
    ]
    return _OWN_PLAN.sub("", "".join(asking) if asking and len(asking) < len(sentences) else question)


@cache
def _greetings() -> tuple[str, ...]:
    """What stands in sentences that only greet, as :func:`fold` writes it."""
    return tuple(key(word) for row in rows("fillers") if row["group"] == "greeting" for word in row["words"].split("|"))
