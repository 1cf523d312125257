"""The turns of a conversation, and what the page asks for next: every word of it is checked here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assistant.answer.matching import alternatives
from assistant.records import Asked, Filter

_LAST: Final = 1_000_000
_MOST: Final = 50
"""So many filters, taken out readings or earlier questions are heard at a time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was answered, the questions that it follows, the answer as HTML, and the ids of its rows."""

    asked: Asked
    history: tuple[Asked, ...]
    html: str
    rows: tuple[str, ...]

    @property
    def after(self) -> tuple[Asked, ...]:
        """The questions that a question after this turn follows."""
        return (*self.history, self.asked)


@dataclass(frozen=True, slots=True)
class Order:
    """A question to be answered now: what it follows, the turns that stay above it, and the filters that always hold."""

    asked: Asked
    history: tuple[Asked, ...]
    kept: tuple[Turn, ...]
    filters: tuple[Filter, ...]
    typed: bool
    """Whether it was typed into the box, which the page empties when it is answered, and where it stays else."""
    number: int = 0
    """By this the page knows the reply when it sees it."""


def order_of(said: Mapping[str, Any], turns: Sequence[Turn]) -> Order:
    """What the page asks for.

    ``question``, with what is taken ``without`` and what it follows (``history``); ``at`` puts it in place of a turn,
    ``after`` makes it follow one; ``drop`` and ``restore`` ask a turn again with less or more of its reading.
    """
    filters = alternatives(Filter.of(key) for key in dict.fromkeys(_texts(said.get("filters"))))
    typed, number = said.get("typed") is True, _number(said.get("number"))
    at, after = _turn(said.get("at"), turns), _turn(said.get("after"), turns)
    if at is not None:
        turn = turns[at]
        asked = _changed(turn.asked, said) if {"drop", "restore"} & said.keys() else _asked(said)
        return Order(asked, turn.history, tuple(turns[:at]), filters, typed, number)
    if after is not None:
        history = turns[after].after
    elif turns:
        history = turns[-1].after
    else:
        history = tuple(_asked(item) for item in _items(said.get("history")) if isinstance(item, Mapping))
    return Order(_asked(said), history, tuple(turns), filters, typed, number)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody thought of the answer of a turn."""

    turn: Turn
    good: bool
    comment: str


def opinion_of(said: Mapping[str, Any], turns: Sequence[Turn]) -> Opinion | None:
    """What the page says of a turn: ``at``, ``good``, ``comment``; None where there is no such turn."""
    at, comment = _turn(said.get("at"), turns), said.get("comment")
    if at is None or not isinstance(said.get("good"), bool):
        return None
    return Opinion(turns[at], said["good"], comment if isinstance(comment, str) else "")


def _asked(said: Mapping[str, Any]) -> Asked:
    question = said.get("question")
    return Asked(question if isinstance(question, str) else "", tuple(_texts(said.get("without"))))


def _changed(asked: Asked, said: Mapping[str, Any]) -> Asked:
    """The same question with one key more, or one less, taken out of its reading."""
    dropped = tuple(_texts([said.get("drop")]))
    kept = (key for key in asked.without if key not in (*dropped, said.get("restore")))
    return Asked(asked.question, (*kept, *dropped))


def _turn(number: object, turns: Sequence[Turn]) -> int | None:
    return number if isinstance(number, int) and 0 <= number < len(turns) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < _LAST else 0


def _texts(value: object) -> Iterator[str]:
    return (item for item in _items(value) if isinstance(item, str))


def _items(value: object) -> Sequence[object]:
    return value[:_MOST] if isinstance(value, list) else ()
