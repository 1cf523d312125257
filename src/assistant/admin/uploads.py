"""Files that administrators sent and that are looked at before they count: kept for an hour, then forgotten."""

from __future__ import annotations

import hashlib
import logging
import secrets
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock, Thread
from typing import BinaryIO, Final

from assistant.admin.shelf import file_name
from assistant.assistant import Assistant
from assistant.errors import AssistantError, CorpusError, InputError, cause
from assistant.intake import FileReport, Taken
from assistant.settings import Settings

FOLDER: Final = "uploads"
_AGE: Final = 3_600.0
_MOST: Final = 50
_ROWS: Final = 5
_TABLES: Final = 10
_CELL: Final = 200
_PIECE: Final = 1 << 20
_MEGABYTE: Final = 1_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TableView:
    """The first rows of a table that was read, cells cut: the place of each, and its cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What would be read of a file, or of one in a ZIP: the report, and the first rows of its tables."""

    report: FileReport
    tables: tuple[TableView, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. ``readings`` is None while it is being looked at; ``fault`` says why that failed."""

    key: str
    name: str
    size: int
    sha256: str
    path: Path
    began: float
    readings: tuple[Reading, ...] | None = None
    fault: str = ""

    @property
    def waiting(self) -> bool:
        """Whether it is still being looked at."""
        return self.readings is None and not self.fault


class Uploads:
    """The files that were sent. Safe to share between threads; one file is looked at at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.records / FOLDER
        self._lock = Lock()
        self._reader = Lock()
        self._items: dict[str, Upload] = {}
        self._sweep()

    def all(self) -> tuple[Upload, ...]:
        """The files that were sent and are neither taken nor dropped, oldest first."""
        self._sweep()
        with self._lock:
            return tuple(self._items.values())

    def get(self, key: str) -> Upload:
        """The file of this key. Raises InputError where there is none (any more)."""
        with self._lock:
            if key not in self._items:
                raise InputError("このファイルはもうありません(1時間たつと消えます)。もう一度送ってください。")
            return self._items[key]

    def add(self, given: str, data: BinaryIO) -> Upload:
        """Keeps a file and has it looked at. Raises InputError for one that cannot be taken, and CorpusError."""
        name = file_name(given)
        self._sweep()
        with self._lock:
            if len(self._items) >= _MOST:
                raise InputError(f"確かめていないファイルが{_MOST}個あります。先に、加えるか取り消してください。")
        key = secrets.token_hex(8)
        folder = self._folder / key
        try:
            folder.mkdir(mode=0o700, parents=True)
            size, sha256 = self._copy(data, folder / name)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            advice = "フォルダの権限と空き容量を確かめてください。"
            raise CorpusError(str(self._folder), f"書き込めません({cause(error)})", advice) from error
        except InputError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        upload = Upload(key, name, size, sha256, folder / name, time.time())
        with self._lock:
            self._items[key] = upload
        Thread(target=self._look, args=(upload,), daemon=True).start()
        return upload

    def drop(self, key: str) -> None:
        """Forgets a file."""
        with self._lock:
            upload = self._items.pop(key, None)
        if upload:
            shutil.rmtree(upload.path.parent, ignore_errors=True)

    def _copy(self, data: BinaryIO, path: Path) -> tuple[int, str]:
        most = self._settings.file_megabytes * _MEGABYTE
        size, digest = 0, hashlib.sha256()
        with path.open("xb") as file:
            while piece := data.read(_PIECE):
                size += len(piece)
                if size > most:
                    raise InputError(
                        f"「{path.name}」は大きすぎます(上限 {self._settings.file_megabytes} MB)。"
                        "分けて保存するか、設定 file_megabytes を大きくしてください。"
                    )
                digest.update(piece)
                file.write(piece)
        if not size:
            raise InputError(f"「{path.name}」は空のファイルです。")
        return size, digest.hexdigest()

    def _look(self, upload: Upload) -> None:
        with self._reader:
            if upload.key not in self._items:
                return
            try:
                seen = replace(upload, readings=tuple(map(_view, Assistant.inspect(upload.path, self._settings))))
            except AssistantError as error:
                seen = replace(upload, fault=str(error))
            except Exception:
                _log.exception("an upload could not be looked at")
                seen = replace(upload, fault="中を確かめられませんでした。サーバーの記録を見てください。")
        with self._lock:
            if upload.key in self._items:
                self._items[upload.key] = seen

    def _sweep(self) -> None:
        """Forgets what is too old, also what a server that was stopped left behind."""
        oldest = time.time() - _AGE
        with self._lock:
            old = [key for key, upload in self._items.items() if upload.began < oldest]
        for key in old:
            self.drop(key)
        for folder in self._folder.glob("*"):
            try:
                if folder.name not in self._items and folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)
            except OSError:  # another sweep was faster
                continue


def _view(taken: Taken) -> Reading:
    return Reading(
        taken.report,
        tuple(
            TableView(
                table.columns,
                tuple((str(row.place), tuple(cell[:_CELL] for cell in row.cells)) for row in table.rows[:_ROWS]),
            )
            for table in taken.tables[:_TABLES]
        ),
    )
