"""The files of a corpus folder and what its sources.tsv says of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from assistant.errors import CorpusError

LIST: Final = "sources.tsv"


def listed(corpus: Path) -> dict[str, Mapping[str, str]]:
    """The rows of sources.tsv by the shown path of their file; empty where the list is missing.

    Raises CorpusError where it is not a UTF-8 table with a column ``file``.
    """
    path = corpus / LIST
    if not path.is_file():
        return {}
    try:
        lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if line and line[0] != "#"]
    except UnicodeDecodeError as error:
        raise CorpusError(str(path), "UTF-8 ではありません", "UTF-8 で保存し直してください。") from error
    rows = [line.split("\t") for line in lines]
    if not rows or "file" not in rows[0]:
        raise CorpusError(str(path), "見出し行に file の列がありません", "見出し行を直してください。")
    table = (dict(zip(rows[0], row, strict=False)) for row in rows[1:])
    return {f"{corpus.name}/{row['file']}": row for row in table}


def files(corpus: Path) -> list[tuple[Path, str]]:
    """The files of a corpus and their shown paths, by name; hidden ones, the list and README.md left out.

    Raises CorpusError where the folder is missing or holds no file.
    """
    if not corpus.is_dir():
        raise CorpusError(str(corpus), "資料のフォルダがありません", "フォルダを作り、表のファイルを入れてください。")
    found = []
    for path in sorted(corpus.rglob("*")):
        hidden = any(part.startswith((".", "~")) for part in path.relative_to(corpus).parts)
        if path.is_file() and not hidden and path.name not in {LIST, "README.md"}:
            found.append((path, shown(path, corpus)))
    if not found:
        raise CorpusError(
            str(corpus), "資料が 1 つもありません", "表のファイル(Excel、PDF、Word、CSV など)を入れてください。"
        )
    return found


def shown(path: Path, corpus: Path) -> str:
    """The path as people see it: ``corpus/table.txt``."""
    name = path.relative_to(corpus).as_posix()
    if not name.isprintable():  # bytes of another encoding, as an old ZIP file leaves them, or control characters
        name = os.fsencode(name).decode("cp932", "replace")
        name = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)
    return f"{corpus.name}/{name}"


def fingerprints(corpus: Path) -> dict[str, tuple[int, int]]:
    """Size in bytes and time of change in ns of each file, by shown path: a quick look for changes."""
    try:
        found = [(name, path.stat()) for path, name in files(corpus)]
        list_stat = (corpus / LIST).stat() if (corpus / LIST).is_file() else None
    except (CorpusError, OSError):
        return {}
    stamps = {name: (stat.st_size, stat.st_mtime_ns) for name, stat in found}
    if list_stat:
        stamps[f"{corpus.name}/{LIST}"] = (list_stat.st_size, list_stat.st_mtime_ns)
    return stamps
