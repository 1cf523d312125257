"""How dark a count is shown: four equal steps from the least to the greatest, and none for 0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

from markupsafe import Markup

_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """Steps from ``least`` to ``most``; both are 0 where nothing is counted."""

    least: int
    most: int

    @classmethod
    def of(cls, counts: Iterable[int]) -> Self:
        """The scale on which the least of ``counts`` above 0 is palest and the greatest darkest."""
        found = [rows for rows in counts if rows > 0]
        return cls(min(found, default=0), max(found, default=0))

    def level(self, rows: int) -> int:
        """0 for none, else 1 (palest) to 4 (darkest)."""
        return 1 + _STEPS * (rows - self.least) // self._wide if rows > 0 else 0

    def ranges(self) -> Iterator[tuple[int, int, int]]:
        """Each level that occurs, with the least and the greatest count of it."""
        for level in range(1, _STEPS + 1 if self.most else 1):
            least, behind = (self.least - (-at * self._wide // _STEPS) for at in (level - 1, level))
            if least < behind:
                yield level, least, behind - 1

    @property
    def _wide(self) -> int:
        return self.most - self.least + 1

    def legend(self) -> Markup:
        """The steps in words: 「1〜3件」."""
        keys = (
            Markup('<li class="level-{}">{}</li>').format(
                level, f"{least}件" if least == greatest else f"{least}〜{greatest}件"
            )
            for level, least, greatest in self.ranges()
        )
        return Markup('<ul class="legend" aria-label="色の意味"><li class="level-0">0件</li>{}</ul>').format(
            Markup().join(keys)
        )


def current(here: bool) -> Markup:
    """Marks what is chosen, for a screen reader and for the style."""
    return Markup(' aria-current="true"') if here else Markup()


def told(shown: Markup, name: str) -> Markup:
    """``shown`` for those who see it, ``name`` for those who listen."""
    return Markup('<span class="shown" aria-hidden="true">{}</span><span class="unseen">{}</span>').format(shown, name)
