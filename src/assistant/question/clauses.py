"""A question that asks in two steps: 「静岡県の提案は何件で、そのうち協議中は?」."""

from __future__ import annotations

import re
from typing import Final

_STEP: Final = re.compile(
    r"(?P<first>[^\s].{2,}?)[、,。?!\s]*(?P<second>(?:そ|こ)の(?:うち|内|中)(?:の|で|に|から|は)?(?=.*[^\s?。]).+)",
    re.DOTALL,
)
_SHARE: Final = re.compile(
    r"(?P<first>.{3,}?)(?:のうち|のなか|の中)[、,]?(?:で|の|に)?(?P<second>.+?(?:何割|何パーセント|何%|割合|過半数|半分|半数).*)",
    re.DOTALL,
)


def in_steps(question: str) -> tuple[str, ...]:
    """The questions that ``question`` asks one after the other, the next one of what the one before means."""
    found = _STEP.fullmatch(question) or _SHARE.fullmatch(question)
    return (found["first"], found["second"]) if found else (question,)
