"""The corpus folder as administrators change it: a file is put in, taken out, put back; nothing is ever deleted."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Final

from assistant.admin import catalogue
from assistant.errors import CorpusError, InputError, cause
from assistant.intake.sources import LIST, files

REMOVED: Final = "removed"
"""Name of the folder beside the corpus for files that were taken out or replaced."""
_FORBIDDEN: Final = re.compile(r'[/\\:*?"<>|]')
_KEPT: Final = frozenset({LIST, "readme.md"})
_BYTES: Final = 200
"""Longest name of a file in bytes: file systems take 255, and a temporary name is longer."""
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that was taken out: the folder it lies in, its name, and when."""

    stamp: str
    name: str
    at: float


def file_name(given: str) -> str:
    """``given``, whatever it is, as the name of a file within the folder. Raises InputError where nothing is left."""
    name = unicodedata.normalize("NFC", given.encode("utf-8", "replace").decode()).replace("\\", "/")
    name = name.rstrip("/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    name = _FORBIDDEN.sub("_", " ".join(name.split())).lstrip(".#~ ").rstrip(". ")
    path = PurePosixPath(name)
    stem, suffix = path.stem, path.suffix[:20]
    while len(f"{stem}{suffix}".encode()) > _BYTES:
        stem = stem[:-1]
    name = f"{stem}{suffix}"
    if not name or name.lower() in _KEPT:
        raise InputError(f"「{given[:80]}」という名前のファイルは加えられません。名前を変えてください。")
    return name


def names(corpus: Path) -> tuple[str, ...]:
    """The files of the folder, as paths within it; none where there is no folder."""
    try:
        return tuple(path.relative_to(corpus).as_posix() for path, _ in files(corpus))
    except CorpusError:
        return ()


def put(corpus: Path, file: Path, name: str, facts: Mapping[str, str], *, replacing: bool) -> None:
    """Puts a copy of ``file`` into the folder and ``facts`` into sources.tsv.

    A file of that name is first moved to ``removed/``, if ``replacing``. Raises InputError and CorpusError.
    """
    target = corpus / file_name(name)
    facts = catalogue.cleaned(facts)
    with _lock, _told(corpus):
        if target.exists() and not replacing:
            raise InputError(f"「{target.name}」という資料がもうあります。置き換えるときは、その印を付けてください。")
        corpus.mkdir(parents=True, exist_ok=True)
        side = corpus / f".{target.name}.new"
        with file.open("rb") as source, side.open("wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        if target.exists():
            _set_aside(corpus, target.name, copying=True)
        side.replace(target)
        catalogue.describe(corpus, target.name, facts)


def describe(corpus: Path, name: str, facts: Mapping[str, str]) -> None:
    """Writes ``facts`` of a file of the folder into sources.tsv. Raises InputError and CorpusError."""
    with _lock:
        _known(corpus, name)
        catalogue.describe(corpus, name, catalogue.cleaned(facts))


def remove(corpus: Path, name: str) -> None:
    """Moves a file and its row of sources.tsv to ``removed/``. Raises InputError and CorpusError."""
    with _lock, _told(corpus):
        _known(corpus, name)
        _set_aside(corpus, name, copying=False)
        catalogue.forget(corpus, name)


def removed(corpus: Path) -> tuple[Removed, ...]:
    """The files in ``removed/``, newest first."""
    found = [
        Removed(path.parent.name, path.name, path.parent.stat().st_mtime)
        for path in (corpus.parent / REMOVED).glob("*/*")
        if path.is_file() and path.name != LIST
    ]
    return tuple(sorted(found, key=lambda item: item.stamp, reverse=True))


def restore(corpus: Path, stamp: str, name: str) -> None:
    """Puts a file of ``removed/`` back. Raises InputError where it is not there, or another has its place."""
    with _lock, _told(corpus):
        if not any((item.stamp, item.name) == (stamp, name) for item in removed(corpus)):
            raise InputError(f"「{name}」は、取り除いた資料の中にありません。画面を開き直してください。")
        folder = corpus.parent / REMOVED / stamp
        row = catalogue.row_of(folder, name)
        inside = row.pop("path", name)
        target = corpus / inside
        if not target.resolve().is_relative_to(corpus.resolve()):
            raise InputError(f"「{inside}」は、資料のフォルダの外です。")
        if target.exists():
            raise InputError(f"「{inside}」という資料がもうあります。先に取り除いてください。")
        facts = {key: text for key, text in row.items() if key != "file"}
        if any(facts.values()):  # before the file: where the disk is full, nothing is half done
            catalogue.describe(corpus, inside, facts)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder / name, target)
        except OSError:
            catalogue.forget(corpus, inside)
            raise
        shutil.rmtree(folder)


def _set_aside(corpus: Path, name: str, *, copying: bool) -> None:
    path = corpus / name
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    folder = corpus.parent / REMOVED / stamp
    folder.mkdir(parents=True)
    row = catalogue.row_of(corpus, name)
    row.pop("file", None)
    with suppress(InputError):  # a name that no list can hold
        catalogue.describe(folder, path.name, row | {"path": name})
    if copying:
        shutil.copy2(path, folder / path.name)
    else:
        shutil.move(path, folder / path.name)


def _known(corpus: Path, name: str) -> None:
    if name not in names(corpus):
        raise InputError(f"「{name[:80]}」という資料はありません。画面を開き直してください。")


@contextmanager
def _told(corpus: Path) -> Iterator[None]:
    """Tells what the operating system refuses as a fault of the folder."""
    try:
        yield
    except OSError as error:
        advice = "フォルダの権限と空き容量を確かめてください。"
        raise CorpusError(str(corpus), f"書き込めません({cause(error)})", advice) from error
