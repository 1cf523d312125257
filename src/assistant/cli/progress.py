"""Bars on stderr: what is being done, how much of it, how fast, and how long it will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

console: Final = Console(stderr=True, highlight=False)


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"毎秒 {speed:.1f}" if speed else "")


@contextmanager
def steps(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for one thing; gives the function to call with (done, total)."""
    with stages() as told:
        yield lambda done, total: told(label, done, total)


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for several things one after another; gives the function to call with (what, done, total).

    What is being done begins with words that stay the same until the next thing begins: 「資料を読んでいます a.xlsx」.
    """
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=None)
        stage = ""

        def told(what: str, done: int, total: int) -> None:
            nonlocal stage
            if what.partition(" ")[0] != stage:
                stage = what.partition(" ")[0]
                bars.reset(task)
            bars.update(task, description=what, completed=done, total=total)

        yield told
