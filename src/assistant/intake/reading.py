"""Reads one file into proposals: runs in a worker process, so that a hostile file harms nothing but its worker."""

from __future__ import annotations

import hashlib
import logging
import resource
import signal
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from assistant.columns import judge
from assistant.errors import cause
from assistant.intake.reports import ColumnReport, FileReport, TableReport
from assistant.proposals import genre_of, propose
from assistant.readers import archive
from assistant.readers.document import Document, Flaw, Limits, UnreadableError
from assistant.readers.formats import Format, format_of, named_format
from assistant.records import Proposal, Source, Table
from assistant.tables import as_of, named_date, publisher_of, tables_of, title_of

Listed = Mapping[str, str]
"""What sources.tsv says of a file, by column."""

_NAMES: Final[Mapping[Format, str]] = {
    "delimited": "区切り文字の表",
    "plain": "テキスト",
    "workbook": "Excel(.xlsx)",
    "old_workbook": "Excel(.xls)",
    "word": "Word",
    "html": "HTML",
    "pdf": "PDF",
    "archive": "ZIP",
}
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it was read: its report and its rows. A ZIP file gives one for each file in it."""

    report: FileReport
    proposals: tuple[Proposal, ...]
    tables: tuple[Table, ...] = ()


def bound(limits: Limits) -> None:
    """Prepares a worker process: bounded memory, no interrupts of its own, libraries silent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory * _MEGABYTE, limits.memory * _MEGABYTE))
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def take(path: Path, name: str, listed: Mapping[str, Listed], limits: Limits) -> tuple[Taken, ...]:
    """Reads the file at ``path``, called ``name`` for people (corpus/a.xlsx); never raises for what is in it.

    ``listed`` holds what sources.tsv says of it, and of the files in it where it is a ZIP, by name.
    """
    largest = limits.size * _MEGABYTE
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        advice = "ファイルの権限を確かめてください。"
        return (_failed(name, "", UnreadableError(f"開けません({cause(error)})", advice)),)
    if len(data) > largest:
        advice = "分けて保存するか、設定 file_megabytes を大きくしてください。"
        return (_failed(name, "", UnreadableError(f"大きすぎます(上限 {limits.size} MB)", advice)),)
    return tuple(_take(data, name, listed, limits))


def _take(data: bytes, name: str, listed: Mapping[str, Listed], limits: Limits) -> Iterator[Taken]:
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        form = format_of(name, data)
        if form == "archive":
            yield from _unpacked(data, name, sha256, listed, limits)
            return
        document = _reader(form)(data, limits)
    except UnreadableError as error:
        yield _failed(name, sha256, error)
        return
    except (MemoryError, RecursionError):
        reason = "開くのにメモリーが足りません"
        yield _failed(name, sha256, UnreadableError(reason, "小さく分けるか、別の形式で保存し直してください。"))
        return
    yield _taken(document, name, sha256, form, listed.get(name, {}))


def _reader(form: Format) -> Callable[[bytes, Limits], Document]:
    """The reader of a format: a module of its name. Its library is loaded where a file needs it, and not before."""
    read: Callable[[bytes, Limits], Document] = import_module(f"assistant.readers.{form}").read
    return read


def _taken(document: Document, name: str, sha256: str, form: Format, row: Listed) -> Taken:
    source = Source(
        path=name,
        sha256=sha256,
        title=row.get("title") or title_of(document) or name.rpartition("/")[2],
        publisher=row.get("publisher") or publisher_of(document),
        as_of=row.get("as_of") or as_of(document) or named_date(name),
        url=row.get("url", ""),
    )
    tables, flaws = tables_of(document, source)
    flaws = (*document.flaws, *flaws)
    if row.get("sha256") and row["sha256"] != sha256:
        advice = "原典を差し替えたなら sources.tsv の sha256 を直してください。"
        flaws = (*flaws, Flaw("", "sources.tsv の sha256 と中身が違います", advice))
    promised = named_format(name)
    if promised and promised != form:
        flaws = (*flaws, Flaw("", f"拡張子は .{name.rpartition('.')[2]} ですが、中身は{_NAMES[form]}です", ""))
    if not tables:
        flaws = (
            *flaws,
            Flaw("", "表も文章も見つかりません", "見出し行のある表か、文章の入ったファイルか確かめてください。"),
        )
    report = FileReport(
        path=name,
        format=form,
        sha256=sha256,
        source=source,
        state="read" if tables else "failed",
        tables=tuple(_described(table) for table in tables),
        flaws=flaws,
    )
    return Taken(report, propose(tables), tables)


def _described(table: Table) -> TableReport:
    judged = judge(table)
    return TableReport(
        columns=tuple(
            ColumnReport(name, column.role, column.by, column.confidence)
            for name, column in zip(table.columns, judged, strict=True)
        ),
        rows=len(table.rows),
        genre=genre_of(table, (column.role for column in judged)),
    )


def _failed(name: str, sha256: str, error: UnreadableError) -> Taken:
    report = FileReport(name, "", sha256, None, "failed", flaws=(Flaw("", error.reason, error.advice),))
    return Taken(report, ())


def _unpacked(data: bytes, name: str, sha256: str, listed: Mapping[str, Listed], limits: Limits) -> Iterator[Taken]:
    """What lies in a ZIP file; what of it cannot be read is told for the ZIP file itself."""
    flaws: list[Flaw] = []
    count = 0
    for item in archive.members(data, limits):
        if isinstance(item, Flaw):
            flaws.append(item)
            continue
        inner, content = item
        count += 1
        yield from _take(content, f"{name}/{inner}", listed, limits)
    if not count:
        flaws.append(Flaw("", "読めるファイルが入っていません", "表のファイルを入れた ZIP か確かめてください。"))
    yield Taken(FileReport(name, "archive", sha256, None, "read" if count else "failed", flaws=tuple(flaws)), ())
