"""What a question says by itself: the record that drafting.py fills and turns.py reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.question.asks import Asks
from assistant.question.measures import Measure
from assistant.records import Filter, Genre, Pick, Reading, Topic


@dataclass(frozen=True, slots=True)
class Draft:
    """What a question says by itself.

    ``topics`` must be met; ``weak`` are words too common to decide, which count where nothing else is said.
    ``generic`` says that it speaks of proposals as such; ``elliptic`` that it is little more than a name (「川崎市は?」);
    ``turn`` that it opens like a next question (「じゃあ」); ``like`` is what stands before 「と似た」, ``same``
    the facet of 「同じ県の」, ``side`` whether one of two is meant (「…のほう」), ``adds`` whether something is added (「…も含めて」),
    ``sized`` how many rows a value shall have (「2件以上ある県」), ``judged`` words of praise (面白い取組),
    ``beside`` words of circumstances and in brackets that are passed over.
    """

    question: str
    text: str
    filters: tuple[Filter, ...]
    topics: tuple[Topic, ...]
    weak: tuple[Topic, ...]
    asks: Asks
    readings: tuple[Reading, ...]
    problems: tuple[str, ...]
    measure: Measure
    columns: tuple[str, ...]
    attribute: str
    generic: bool
    elliptic: bool
    turn: bool
    sole: tuple[Filter, ...]
    whether: bool
    part: str
    picks: tuple[Pick, ...]
    like: tuple[Filter | Topic, ...]
    same: str
    side: bool
    adds: bool
    sized: str
    judged: tuple[str, ...]
    beside: tuple[str, ...]
    genre: Genre | Literal[""]

    @property
    def says_nothing(self) -> bool:
        """Whether it names neither a facet nor a topic; a kind of body said by the way (「…している市」) is none."""
        return not (self.topics or any(not item.soft for item in self.filters))
