"""From the files of a corpus to tables, cells verbatim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError
from assistant.readers import sources, text_table
from assistant.readers.sources import Problem
from assistant.records import Source, Table

__all__ = ["Corpus", "Problem", "fingerprints", "read"]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was read: tables, the sources they came from, and what was left out or looks wrong."""

    tables: tuple[Table, ...]
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]


def read(corpus: Path, is_heading: Callable[[tuple[str, ...]], bool]) -> Corpus:
    """Reads every file of the folder ``corpus``. A file or row that cannot be read is told, and the others are read.

    Raises CorpusError where the folder is missing or nothing in it could be read.
    """
    listed = sources.listed(corpus)
    paths, problems = sources.files(corpus)
    tables: list[Table] = []
    read_sources: list[Source] = []
    for path in paths:
        name = sources.shown(path, corpus)
        row = listed.get(path.relative_to(corpus).as_posix(), {})
        try:
            data = path.read_bytes()
            text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")
        except OSError as error:
            problems.append(Problem(name, "", f"開けません({error.strerror})", "ファイルの権限を確かめてください。"))
            continue
        except UnicodeDecodeError as error:
            reason = f"UTF-8 ではありません({error.start + 1}バイト目)"
            problems.append(Problem(name, "", reason, "UTF-8 で保存し直してください。ほかの資料は読みました。"))
            continue
        sheet = text_table.parse(text, name, is_heading)
        problems.extend(sheet.problems)
        source = sources.describe(path, corpus, data, row, sheet.heading)
        if row.get("sha256") and row["sha256"] != source.sha256:
            reason = "sources.tsv の sha256 と中身が違います"
            problems.append(Problem(name, "", reason, "原典を差し替えたなら sources.tsv の sha256 を直してください。"))
        read_sources.append(source)
        found = [Table(source, columns, rows) for columns, rows in sheet.tables if rows]
        if not found:
            problems.append(
                Problem(name, "", "表が見つかりません", "見出し行とタブ区切りの行があるか確かめてください。")
            )
        tables.extend(found)
    missing = set(listed) - {path.relative_to(corpus).as_posix() for path in paths}
    problems.extend(
        Problem(
            f"{corpus.name}/{name}",
            "",
            "sources.tsv にありますが、ファイルがありません",
            "ファイルを戻すか、その行を消してください。",
        )
        for name in sorted(missing)
    )
    if not tables:
        reasons = " / ".join(str(problem) for problem in problems[:3])
        raise CorpusError(str(corpus), "読めた表が 1 つもありません", reasons)
    return Corpus(tuple(tables), tuple(read_sources), tuple(problems))


def fingerprints(corpus: Path) -> dict[str, tuple[int, int]]:
    """Size in bytes and time of change in ns of each readable file, by shown path: a quick look for changes."""
    if not corpus.is_dir():
        return {}
    try:
        paths, _ = sources.files(corpus)
    except CorpusError:
        return {}
    stats = {sources.shown(path, corpus): path.stat() for path in paths}
    return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in stats.items()}
