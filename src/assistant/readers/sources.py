"""What is known of the files of a corpus: its sources.tsv and the bytes on disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.errors import CorpusError
from assistant.records import Source

LIST: Final = "sources.tsv"
_READABLE: Final = {".txt", ".tsv"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a source that was left out or looks wrong, where it stood, and what to do."""

    path: str
    place: str
    reason: str
    advice: str

    def __str__(self) -> str:
        where = f"{self.path} {self.place}".strip()
        return f"{where}: {self.reason}。{self.advice}"


def listed(corpus: Path) -> dict[str, dict[str, str]]:
    """The rows of sources.tsv by file name; empty where the file is missing.

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
    return {row["file"]: row for row in table}


def files(corpus: Path) -> tuple[list[Path], list[Problem]]:
    """The files of a corpus that can be read, by name, and a problem for each that cannot.

    Raises CorpusError where the folder is missing or holds no readable file.
    """
    if not corpus.is_dir():
        raise CorpusError(str(corpus), "資料のフォルダがありません", "フォルダを作り、表のファイルを入れてください。")
    readable, problems = [], []
    for path in sorted(corpus.rglob("*")):
        hidden = any(part.startswith((".", "~")) for part in path.relative_to(corpus).parts)
        if not path.is_file() or hidden or path.name in {LIST, "README.md"}:
            continue
        if path.suffix.lower() in _READABLE:
            readable.append(path)
        else:
            reason = f"{path.suffix or '拡張子のない'} 形式はまだ読めません"
            problems.append(
                Problem(shown(path, corpus), "", reason, "タブ区切りの .txt か .tsv で保存し直してください。")
            )
    if not readable:
        raise CorpusError(str(corpus), "読める資料が 1 つもありません", ".txt か .tsv の表を入れてください。")
    return readable, problems


def describe(path: Path, corpus: Path, data: bytes, row: dict[str, str], heading: str) -> Source:
    """The Source of a file; ``heading`` is its first line of text, the title where sources.tsv gives none."""
    return Source(
        path=shown(path, corpus),
        sha256=hashlib.sha256(data).hexdigest(),
        title=row.get("title") or heading or path.name,
        publisher=row.get("publisher", ""),
        as_of=row.get("as_of", ""),
        url=row.get("url", ""),
    )


def shown(path: Path, corpus: Path) -> str:
    """The path as people see it: ``corpus/table.txt``."""
    return f"{corpus.name}/{path.relative_to(corpus).as_posix()}"
