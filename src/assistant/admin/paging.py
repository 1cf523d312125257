"""A long list in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

_SIZE: Final = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the items; ``number`` counts from 1."""

    items: Sequence[T]
    number: int
    last: int


def page_of(items: Sequence[T], asked: str) -> Page[T]:
    """The page that ``asked`` names, or the nearest there is."""
    last = max(1, -(-len(items) // _SIZE))
    number = min(max(int(asked[:6]), 1), last) if asked.isascii() and asked.isdigit() else 1
    return Page(items[(number - 1) * _SIZE : number * _SIZE], number, last)
