"""Worker processes that read files: each file within its limits of time and memory, whatever lies in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as OutOfTimeError
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from assistant.intake.reading import Listed, Taken, bound, take
from assistant.intake.reports import FileReport
from assistant.readers.document import Flaw, Limits

_FEWER = "小さく分けるか、別の形式(.xlsx か .csv)で保存し直してください。"


def read_all(
    files: Sequence[tuple[Path, str]], listed: Mapping[str, Listed], limits: Limits
) -> Iterator[tuple[Taken, ...]]:
    """What each of ``files`` (path, name for people) gives, in their order.

    A file that takes too long, or that a library dies of, is told like any other that cannot be read.
    """
    if not files:
        return
    workers = min(os.cpu_count() or 1, len(files))
    pool = ProcessPool(max_workers=workers, initializer=bound, initargs=(limits,), context=get_context("spawn"))
    try:
        futures = [
            pool.schedule(take, args=(path, name, _of(name, listed), limits), timeout=limits.seconds)
            for path, name in files
        ]
        for (_, name), future in zip(files, futures, strict=True):
            yield _result(future, name, limits)
        pool.close()
    finally:
        pool.stop()
        pool.join()


def _result(future: ProcessFuture, name: str, limits: Limits) -> tuple[Taken, ...]:
    try:
        taken: tuple[Taken, ...] = future.result()
    except OutOfTimeError:
        return _failed(
            name, f"{limits.seconds}秒で読み終わりませんでした", f"{_FEWER}時間の上限は設定 file_seconds です。"
        )
    except (ProcessExpired, MemoryError):
        return _failed(name, "読んでいる途中で処理が止まりました(中身が壊れているか、大きすぎます)", _FEWER)
    except Exception as error:  # whatever a library raises on a damaged file, the other files must be read
        return _failed(name, f"読めません({type(error).__name__})", f"壊れていないか、開いて確かめてください。{_FEWER}")
    return taken


def _failed(name: str, reason: str, advice: str) -> tuple[Taken, ...]:
    return (Taken(FileReport(name, "", "", None, "failed", flaws=(Flaw("", reason, advice),)), ()),)


def _of(name: str, listed: Mapping[str, Listed]) -> dict[str, Listed]:
    """What sources.tsv says of a file and of what lies in it."""
    return {key: row for key, row in listed.items() if key == name or key.startswith(f"{name}/")}
