"""Tables in plain text: cells divided by tabs, section lines such as 「○市区町村」, headings repeated after a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from assistant.readers.sources import Problem
from assistant.records import Row

_SECTION: Final = re.compile(r"^\s*[○●◯〇■□◆◇▼▲【]\s*(?P<name>[^\t]+?)\s*】?\s*$")
_BREAKS: Final = re.compile("\r\n|\n|\r|\f")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a text holds: its first line, and runs of rows under one heading row."""

    heading: str
    tables: tuple[tuple[tuple[str, ...], tuple[Row, ...]], ...]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Reading:
    """Where the reader stands: line by line it fills rows under the columns seen last."""

    heading: str = ""
    section: str = ""
    columns: tuple[str, ...] = ()
    tables: dict[tuple[str, ...], list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def parse(text: str, path: str, is_heading: Callable[[tuple[str, ...]], bool]) -> Sheet:
    """Reads ``text``; ``is_heading`` tells a row of column names from a row of values.

    A row with too few or too many cells is left out with a problem that names its line. Where no row is known to
    be a heading, the first row is taken as one.
    """
    state = _Reading()
    lines = _BREAKS.split(text.removeprefix("\ufeff"))
    known = any(is_heading(_cells(line)) for line in lines if "\t" in line)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if "\t" in line:
            cells = _cells(line)
            if is_heading(cells) or not (known or state.columns):
                state.columns = cells
                state.tables.setdefault(cells, [])
            else:
                _add_row(state, cells, number, path)
        elif section := _SECTION.match(line):
            state.section = section["name"]
        elif not state.columns:
            state.heading = state.heading or line.strip()
        else:
            state.problems.append(
                Problem(
                    path,
                    f"{number}行目",
                    "表の行ではありません(タブがありません)",
                    "表の一部なら、列をタブで区切ってください。",
                )
            )
    tables = tuple((columns, tuple(rows)) for columns, rows in state.tables.items())
    return Sheet(state.heading, tables, tuple(state.problems))


def _add_row(state: _Reading, cells: tuple[str, ...], number: int, path: str) -> None:
    place = f"{number}行目"
    if not state.columns:
        state.problems.append(
            Problem(path, place, "見出し行より前に行があります", "見出し行を表の先頭に置いてください。")
        )
    elif len(cells) != len(state.columns):
        reason = (
            f"セルが {len(cells)} 個です({len(state.columns)} 個のはず: {'、'.join(c.strip() for c in state.columns)})"
        )
        state.problems.append(Problem(path, place, reason, "行の区切り(タブ)を直してください。ほかの行は読みました。"))
    elif any(cell.strip() for cell in cells):
        state.tables[state.columns].append(Row(cells, state.section, place))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(line.split("\t"))
