"""What is wrong with a PDF file as a whole, gathered from page to page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.readers.document import Flaw, UnreadableError
from assistant.readers.pdf.glyphs import LOST
from assistant.readers.pdf.prose import rounded
from assistant.readers.pdf.sheets import Sheet

_GARBLED: Final = 0.3
"""From this share of unknown characters a file is not worth reading."""
_AGAIN: Final = "元のファイルを入手し直してください。"


@dataclass(slots=True)
class Findings:
    """Sizes of characters, and pages with something missing."""

    sizes: Counter[float] = field(default_factory=Counter)
    lost: dict[int, int] = field(default_factory=dict)
    blank: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    pictures: int = 0

    def add(self, sheet: Sheet) -> None:
        """Takes note of a page."""
        self.sizes.update(rounded(glyph.size) for glyph in sheet.glyphs if not glyph.text.isspace())
        self.pictures += sheet.pictures
        lost = sum(glyph.text == LOST for glyph in sheet.glyphs)
        if lost:
            self.lost[sheet.number] = lost
        if sheet.pictures and all(glyph.text.isspace() for glyph in sheet.glyphs):
            self.blank.append(sheet.number)
        if not sheet.whole:
            self.broken.append(sheet.number)

    def flaws(self, any_read: bool, missing: int) -> list[Flaw]:
        """What is wrong, where. Raises UnreadableError where nothing, or nothing of use, was read."""
        if not self.sizes:
            if not any_read or self.broken:
                raise UnreadableError("どのページも読めません(壊れているか、大きすぎます)", _AGAIN)
            raise UnreadableError(
                "文字情報がありません(画像だけの PDF です)" if self.pictures else "文字がありません",
                "文字認識(OCR)をかけた PDF か、元の表(Excel など)を入れてください。",
            )
        lost = sum(self.lost.values())
        if lost > _GARBLED * sum(self.sizes.values()):
            raise UnreadableError(
                "文字を取り出せません(フォントに文字の情報がない PDF です)",
                "元の表(Excel など)か、文字認識(OCR)をかけ直した PDF を入れてください。",
            )
        found = (
            (missing, "", f"{missing} ページが足りません(壊れているか、途中で切れています)", _AGAIN),
            (self.broken, _pages(self.broken), "ページのデータが壊れていて、一部しか読めませんでした", _AGAIN),
            (
                lost,
                _pages(sorted(self.lost)),
                f"読めない文字が {lost} 字あります({LOST} で示します)",
                "元の資料で文字を確かめてください。",
            ),
            (
                self.blank,
                _pages(self.blank),
                "文字情報がありません(画像だけのページです)",
                "必要なページなら、文字認識(OCR)をかけて入れ直してください。",
            ),
        )
        return [Flaw(place, reason, advice) for is_so, place, reason, advice in found if is_so]


def _pages(numbers: Sequence[int]) -> str:
    """「1、3〜5ページ」."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}〜{run[-1]}" for run in runs]
    return f"{'、'.join(shown[:10])}{' など' if len(shown) > 10 else ''}ページ"
