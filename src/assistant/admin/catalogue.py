"""Writes what sources.tsv says of a file, every other row left as it is, in one step."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from assistant.errors import CorpusError, InputError, cause
from assistant.intake.sources import LIST
from assistant.tables import read_date

FACTS: Final = ("title", "publisher", "as_of", "url")
"""What people say of a file."""
COLUMNS: Final = (*FACTS, "sha256")
_HEADING: Final = ("file", *COLUMNS)
_LONGEST: Final = 500
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_URL: Final = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


def cleaned(facts: Mapping[str, str]) -> dict[str, str]:
    """``facts`` as they may stand in a row: on one line, no tabs. Raises InputError for what cannot be."""
    row = {name: _CONTROL.sub("", " ".join(text.split())) for name, text in facts.items()}
    for name, text in row.items():
        if len(text) > _LONGEST:
            raise InputError(f"長すぎます({len(text)}文字)。{_LONGEST}文字以内にしてください: {text[:20]}…")
        if name == "url" and text and not _URL.fullmatch(text):
            raise InputError(
                "掲載元のアドレスは http:// か https:// で始めてください。分からなければ空のままにします。"
            )
        if name == "as_of" and text and not read_date(text):
            raise InputError(
                f"時点「{text[:20]}」を日付として読めません。2024-03-31、令和6年3月、平成24年度 のように書いてください。"
                "分からなければ空のままにします。"
            )
        row[name] = re.sub("^#", "＃", text)
    return row


@dataclass(frozen=True, slots=True)
class _Rows:
    """The file as lines: those before the heading, the heading, those behind it, and how lines end."""

    before: list[str]
    heading: list[str]
    rows: list[str]
    mark: str = ""
    end: str = "\n"

    def at(self, name: str) -> int | None:
        """Where the row of ``name`` stands."""
        return next(
            (at for at, row in enumerate(self.rows) if row[:1] != "#" and self.cells(row).get("file") == name), None
        )

    def cells(self, row: str) -> dict[str, str]:
        """A row by column."""
        return dict(zip(self.heading, row.split("\t"), strict=False))


def row_of(folder: Path, name: str) -> dict[str, str]:
    """What sources.tsv says of the file ``name`` (a path within the folder); empty where it does not."""
    table = _read(folder)
    at = table.at(name)
    return {} if at is None else table.cells(table.rows[at])


def describe(folder: Path, name: str, facts: Mapping[str, str]) -> None:
    """Puts ``facts`` (cleaned) into the row of ``name``, or into a new one. Raises InputError and CorpusError."""
    if name != " ".join(name.split()) or name.startswith("#"):
        raise InputError(f"「{name}」という名前は sources.tsv に書けません。ファイルの名前を変えてください。")
    table = _read(folder)
    heading = [*table.heading, *(column for column in facts if column not in table.heading)]
    at = table.at(name)
    row = (table.cells(table.rows[at]) if at is not None else {}) | dict(facts) | {"file": name}
    line = "\t".join(row.get(column, "") for column in heading)
    rows = [*table.rows, line] if at is None else [*table.rows[:at], line, *table.rows[at + 1 :]]
    _write(folder, replace(table, heading=heading, rows=rows))


def forget(folder: Path, name: str) -> None:
    """Takes the row of ``name`` out. Raises CorpusError."""
    table = _read(folder)
    at = table.at(name)
    if at is not None:
        _write(folder, replace(table, rows=[*table.rows[:at], *table.rows[at + 1 :]]))


def _read(folder: Path) -> _Rows:
    path = folder / LIST
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return _Rows([], list(_HEADING), [])
    except UnicodeDecodeError as error:
        raise CorpusError(str(path), "UTF-8 ではありません", "UTF-8 で保存し直してください。") from error
    except OSError as error:
        raise CorpusError(str(path), f"読めません({cause(error)})", "フォルダの権限を確かめてください。") from error
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = text.removeprefix(mark).splitlines()
    at = next((at for at, line in enumerate(lines) if line and not line.startswith("#")), len(lines))
    heading = lines[at].split("\t") if at < len(lines) else list(_HEADING)
    if "file" not in heading:
        raise CorpusError(str(path), "見出し行に file の列がありません", "見出し行を直してください。")
    return _Rows(lines[:at], heading, lines[at + 1 :], mark, "\r\n" if "\r\n" in text else "\n")


def _write(folder: Path, table: _Rows) -> None:
    path = folder / LIST
    side = path.with_name(f".{LIST}.new")
    lines = [*table.before, "\t".join(table.heading), *table.rows]
    try:
        with side.open("w", encoding="utf-8", newline="") as file:
            file.write(table.mark + "".join(line + table.end for line in lines))
            file.flush()
            os.fsync(file.fileno())
        side.replace(path)
    except OSError as error:
        raise CorpusError(
            str(path), f"書き込めません({cause(error)})", "フォルダの権限と空き容量を確かめてください。"
        ) from error
