"""Takes in the files of a corpus: reads what is new, keeps what did not change, and tells same and older ones apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from assistant.editions import resolve
from assistant.errors import CorpusError
from assistant.intake import sources
from assistant.intake.reading import Listed, Taken
from assistant.intake.reports import FileReport, Problem
from assistant.intake.sources import fingerprints
from assistant.intake.workers import read_all
from assistant.readers.document import Flaw, Limits
from assistant.records import Proposal, Source

__all__ = ["FileReport", "Intake", "Kept", "Problem", "Taken", "fingerprints", "inspect", "take_in"]

Progress = Callable[[str, int, int], None]
"""Is told the file that was read, how many are read, of how many."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an earlier build read: its files as they were (by path: a key of content and list row), and their rows."""

    keys: Mapping[str, str] = field(default_factory=dict)
    reports: Mapping[str, Sequence[FileReport]] = field(default_factory=dict)
    proposals: Mapping[str, Sequence[Proposal]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intake:
    """The rows that count, the rows of older editions, and a report on every file."""

    proposals: tuple[Proposal, ...]
    earlier: tuple[Proposal, ...]
    reports: tuple[FileReport, ...]
    read: Mapping[str, tuple[FileReport, ...]]
    """What each file of the folder gave by itself, before it was compared with others."""
    keys: Mapping[str, str]
    """A key of each file of the folder whose rows are all here: its content and what sources.tsv says of it."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources whose rows count."""
        return tuple(r.source for r in self.reports if r.source and r.state in {"read", "unchanged"})

    @property
    def editions(self) -> Mapping[str, str]:
        """Path of each older edition -> path of the newest one."""
        return {report.path: report.other for report in self.reports if report.state == "older"}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What people should look at, in the order of the files."""
        return tuple(problem for report in self.reports for problem in report.problems)


def take_in(corpus: Path, limits: Limits, kept: Kept | None = None, progress: Progress | None = None) -> Intake:
    """Reads every file of the folder ``corpus`` that ``kept`` does not hold as it is now.

    A file, or a part of one, that cannot be read is told, and the others are read. Raises CorpusError where the
    folder is missing or nothing in it could be read.
    """
    kept = kept or Kept()
    listed = sources.listed(corpus)
    files = sources.files(corpus)
    unchanged = {name for path, name in files if name in kept.reports and _is_same(path, name, listed, kept)}
    fresh = read_all([file for file in files if file[1] not in unchanged], listed, limits)
    read: dict[str, tuple[FileReport, ...]] = {}
    rows: dict[str, Sequence[Proposal]] = {}
    for number, (_, name) in enumerate(files, start=1):
        found = _before(name, kept) if name in unchanged else next(fresh)
        read[name] = tuple(taken.report for taken in found)
        rows.update((taken.report.path, taken.proposals) for taken in found)
        if progress:
            progress(name, number, len(files))
    reports = [*_resolved(list(chain(*read.values())), rows), *_missing(listed, {name for _, name in files})]
    counted = {report.path for report in reports if report.state in {"read", "unchanged"}}
    if not any(rows.get(path) for path in counted):
        reasons = " / ".join(str(problem) for report in reports for problem in report.problems[:1])[:300]
        raise CorpusError(str(corpus), "読めた資料が 1 つもありません", reasons or "資料を入れ直してください。")
    return Intake(
        proposals=tuple(row for path, found in rows.items() if path in counted for row in found),
        earlier=tuple(row for report in reports if report.state == "older" for row in rows[report.path]),
        reports=tuple(reports),
        read=read,
        keys=_keys(read, listed, reports),
    )


def inspect(file: Path, limits: Limits) -> tuple[Taken, ...]:
    """What would be read of one file, without building anything. Raises CorpusError where it is missing."""
    if file.is_dir():
        raise CorpusError(
            str(file), "フォルダです", "ファイルを1つ指定してください。フォルダの全体は `assistant build` で読みます。"
        )
    if not file.is_file():
        raise CorpusError(str(file), "ファイルがありません", "ファイルの名前と場所を確かめてください。")
    return next(read_all([(file, file.name)], {}, limits))


def _before(name: str, kept: Kept) -> tuple[Taken, ...]:
    return tuple(
        Taken(
            report if report.state == "failed" else report.now("unchanged"),
            tuple(kept.proposals.get(report.path, ())),
        )
        for report in kept.reports[name]
    )


def _keys(
    read: Mapping[str, Sequence[FileReport]], listed: Mapping[str, Listed], reports: Sequence[FileReport]
) -> dict[str, str]:
    """The keys of the files whose rows are kept, by what was read; what repeats another file leaves no rows and no key."""
    same = {report.path for report in reports if report.state == "same"}
    return {
        name: _key(next(report.sha256 for report in found if report.path == name), name, listed)
        for name, found in read.items()
        if not any(report.path in same for report in found)
    }


def _is_same(path: Path, name: str, listed: Mapping[str, Listed], kept: Kept) -> bool:
    """Whether a file, and what sources.tsv says of it, are as they were when it was read."""
    try:
        with path.open("rb") as data:
            return kept.keys.get(name) == _key(hashlib.file_digest(data, "sha256").hexdigest(), name, listed)
    except OSError:
        return False


def _resolved(reports: Sequence[FileReport], rows: Mapping[str, Sequence[Proposal]]) -> Iterator[FileReport]:
    """The reports, those of same and older sources marked, with a word to people about them."""
    found = resolve({path: content for path, content in rows.items() if content})
    pairs = dict(found.undated)
    for report in reports:
        path = report.path
        if path in found.same:
            yield _told(
                report.now("same", found.same[path]),
                f"{found.same[path]} と同じ中身なので、数えません",
                "どちらかを消してください。",
            )
        elif path in found.older:
            yield report.now("older", found.older[path])
        elif path in pairs:
            reason = f"{pairs[path]} と同じ表の別の版のようですが、どちらが新しいか分かりません(両方を数えています)"
            yield _told(report, reason, "sources.tsv の as_of に、それぞれの時点(例: 2024-03-31)を書いてください。")
        else:
            yield report


def _told(report: FileReport, reason: str, advice: str) -> FileReport:
    return replace(report, flaws=(*report.flaws, Flaw("", reason, advice)))


def _missing(listed: Mapping[str, Listed], names: set[str]) -> Iterator[FileReport]:
    """A report for each file that sources.tsv names and that is not there."""
    for name in sorted(listed):
        if name not in names and not any(name.startswith(f"{path}/") for path in names):
            flaw = Flaw(
                "", "sources.tsv にありますが、ファイルがありません", "ファイルを戻すか、その行を消してください。"
            )
            yield FileReport(name, "", "", None, "failed", flaws=(flaw,))


def _key(sha256: str, name: str, listed: Mapping[str, Listed]) -> str:
    """A hash of a file's content (by its hash) and of what sources.tsv says of it; "" where it could not be read."""
    if not sha256:
        return ""
    said: dict[str, Any] = {key: dict(row) for key, row in listed.items() if key == name or key.startswith(f"{name}/")}
    return hashlib.sha256(json.dumps([sha256, said], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
