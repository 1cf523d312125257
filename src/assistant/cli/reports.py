"""What a build or an inspection read, as lines for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.cells import cell_len, set_cell_size

from assistant.intake import FileReport, Taken
from assistant.intake.reports import GENRE_NAMES
from assistant.records import Table

_STATES: Final = {"unchanged": "(前と同じ)", "older": "(旧版。新しい版: {})", "same": "({} と同じなので数えません)"}
_WIDTH: Final = 24
"""Columns of the screen that a cell takes at most."""


def file_line(report: FileReport) -> str:
    """One line for a file: how many rows, and what became of it."""
    if report.state == "failed":
        reason = report.flaws[0].reason if report.flaws else ""
        return f"{report.path}: 読めませんでした({reason})"
    state = _STATES.get(report.state, "").format(report.other)
    rows = sum(table.rows for table in report.tables)
    return f"{report.path}: {rows}件{state}" if report.source else f"{report.path}: 中のファイルを読みました"


def taken_text(taken: Taken, rows: int) -> str:
    """What was read of a file: facts, columns, the first ``rows`` rows of each table, and what was left out."""
    return "\n".join(_lines(taken, rows))


def taken_json(taken: Taken, rows: int) -> dict[str, Any]:
    """The same as JSON values."""
    return taken.report.to_json() | {
        "preview": [
            [{"place": str(row.place), "section": row.section, "cells": row.cells} for row in table.rows[:rows]]
            for table in taken.tables
        ]
    }


def _lines(taken: Taken, rows: int) -> Iterator[str]:
    report = taken.report
    yield f"■ {report.path}"
    if report.source:
        yield f"題名: {report.source.title}"
        yield f"時点: {report.source.as_of or '不明(sources.tsv の as_of に書けます)'}"
    for number, (facts, table) in enumerate(zip(report.tables, taken.tables, strict=True), start=1):
        yield ""
        yield f"表{number}: {facts.rows}行({GENRE_NAMES[facts.genre]}として読みます)"
        for column in facts.columns:
            told = f"{column.about}({column.by}、確かさ {column.confidence:.0%})" if column.by else "そのままの列"
            yield f"  {column.name} → {told}"
        yield from _preview(table, rows)
    if report.flaws:
        yield ""
        yield "読まなかったもの、注意:"
    for flaw in report.flaws:
        where = f"{flaw.place}: " if flaw.place else ""
        yield f"  {where}{flaw.reason}。{flaw.advice}"


def _preview(table: Table, rows: int) -> Iterator[str]:
    if not rows:
        return
    lines = [("場所", "区分", *table.columns), *((str(r.place), r.section, *r.cells) for r in table.rows[:rows])]
    shown = [[_cut(cell) for cell in line] for line in lines]
    widths = [max(cell_len(line[column]) for line in shown) for column in range(len(lines[0]))]
    for line in shown:
        yield "  " + " | ".join(set_cell_size(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()
    if len(table.rows) > rows:
        yield f"  …ほか {len(table.rows) - rows}行"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if cell_len(line) <= _WIDTH else set_cell_size(line, _WIDTH - 1) + "…"
