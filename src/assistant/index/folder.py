"""The index folder: generations of files, and a manifest that names the one in force.

``manifest.json`` is replaced by one rename after all files of a new generation are on disk. A kill at any moment
leaves the old manifest with the old files or the new one with the new files, each whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EDQUOT, EIO, ENOSPC, EROFS
from pathlib import Path
from typing import Any, Final

from assistant.errors import IndexUnavailableError, cause

MANIFEST: Final = "manifest.json"
_LOCK: Final = ".lock"
_UNWRITABLE: Final = {ENOSPC, EDQUOT, EROFS, EIO}
"""What the system says where a disk takes no more."""
_PREFIX: Final = "generation-"


@contextmanager
def writing(folder: Path) -> Iterator[Path]:
    """A new folder to write a generation into, while no other build runs on ``folder``.

    Raises IndexUnavailableError where the folder cannot be written or another build holds it. What stopped builds
    left behind is removed first.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("w")
    except OSError as error:
        raise IndexUnavailableError(
            str(folder),
            f"書き込めません({cause(error)})",
            "フォルダの権限を確かめるか、--index で別の場所を指定してください。",
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexUnavailableError(
                str(folder), "別の build が実行中です", "終わるのを待ってから、もう一度実行してください。"
            ) from error
        _sweep(folder)
        generation = folder / f"{_PREFIX}{uuid.uuid4().hex[:8]}"
        generation.mkdir()
        try:
            yield generation
        except OSError as error:
            if error.errno not in _UNWRITABLE:
                raise
            advice = "空き容量を増やしてから、もう一度実行してください。前の索引はそのまま使えます。"
            raise IndexUnavailableError(str(folder), f"書き込めません({cause(error)})", advice) from error
        finally:
            _sweep(folder)


def commit(generation: Path, facts: dict[str, Any]) -> None:
    """Puts ``generation`` in force: its files and ``facts`` become the manifest."""
    folder = generation.parent
    names = sorted(path for path in generation.rglob("*") if path.is_file())
    for path in names:
        _flush(path)
    manifest = {
        **facts,
        "generation": generation.name,
        "files": {path.relative_to(generation).as_posix(): _facts_of(path) for path in names},
    }
    side = folder / f"{MANIFEST}.new"
    side.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _flush(side)
    side.replace(folder / MANIFEST)
    _flush(folder)


def current(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The generation in force and its manifest, every file checked by size and hash.

    Raises IndexUnavailableError where there is none, or it is not whole.
    """
    manifest = read_manifest(folder)
    try:
        generation = folder / manifest["generation"]
        for name, facts in manifest["files"].items():
            if _facts_of(generation / name) != facts:
                raise IndexUnavailableError(str(generation / name), "索引の中身が壊れています", _REBUILD)
    except (OSError, KeyError, TypeError, AttributeError) as error:
        raise IndexUnavailableError(str(folder), "索引のファイルが足りません", _REBUILD) from error
    return generation, manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of ``folder``. Raises IndexUnavailableError where it is missing or no JSON object."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexUnavailableError(str(folder), "索引がありません", "`assistant build` で作ってください。") from error
    except (OSError, ValueError) as error:
        raise IndexUnavailableError(str(path), "索引の目録を読めません", _REBUILD) from error
    if not isinstance(manifest, dict):
        raise IndexUnavailableError(str(path), "索引の目録が壊れています", _REBUILD)
    return manifest


_REBUILD: Final = "`assistant build` で作り直してください。"


def _sweep(folder: Path) -> None:
    """Removes generations that are not in force. Call it under the lock."""
    keep = ""
    with suppress(IndexUnavailableError):
        keep = str(read_manifest(folder).get("generation", ""))
    for path in folder.glob(f"{_PREFIX}*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)
    (folder / f"{MANIFEST}.new").unlink(missing_ok=True)


def _facts_of(path: Path) -> dict[str, Any]:
    with path.open("rb") as data:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(data, "sha256").hexdigest()}


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
