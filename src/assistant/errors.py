"""Every failure the program can explain: one base class, a few children.

An error carries facts in fields; ``str(error)`` is one Japanese line that says what happened and what to do next.
"""

from __future__ import annotations

from typing import Final

_CAUSES: Final = (
    ("readonly", "書き込みが許されていません"),
    ("not a database", "中身が壊れています"),
    ("malformed", "中身が壊れています"),
    ("locked", "ほかの処理が使っています"),
    ("unable to open", "開けません"),
    ("full", "空き容量がありません"),
    ("No space left", "空き容量がありません"),
    ("Disk quota exceeded", "使ってよい容量を超えました"),
    ("Permission denied", "権限がありません"),
    ("Operation not permitted", "権限がありません"),
    ("Is a directory", "同じ名前のフォルダがあります"),
    ("Not a directory", "フォルダの場所に、ファイルがあります"),
    ("File exists", "フォルダの場所に、ファイルがあります"),
    ("Read-only file system", "書き込みが許されていません"),
    ("No such file", "ありません"),
    ("File name too long", "名前が長すぎます"),
    ("Input/output error", "ディスクを読み書きできません"),
)
"""What the operating system and SQLite say, and what that is in Japanese."""


def cause(error: Exception) -> str:
    """Why a file could not be read or written, in Japanese; the words of the system where they are not known."""
    said = str(error.strerror if isinstance(error, OSError) and error.strerror else error)
    return next((japanese for words, japanese in _CAUSES if words in said), said)


class AssistantError(Exception):
    """A fault of the input or the set-up. The command line prints it and exits with 2."""


class InputError(AssistantError):
    """What the caller gave cannot be used: an empty question, an unknown filter, a bad number."""


class LocatedError(AssistantError):
    """A fault of something at a path. ``reason`` says what is wrong with it, ``advice`` what to do next."""

    def __init__(self, path: str, reason: str, advice: str) -> None:
        super().__init__(f"{path}: {reason}。{advice}")
        self.path = path
        self.reason = reason
        self.advice = advice


class CorpusError(LocatedError):
    """The corpus cannot be read: missing, empty, or nothing in it is a readable table."""


class IndexUnavailableError(LocatedError):
    """The index cannot be opened or written: missing, damaged, of another model or schema, locked, read-only."""


class ModelError(LocatedError):
    """The embedding model cannot be loaded, or does not give the vectors it should."""


class ServerError(AssistantError):
    """The server cannot start: the port is in use or may not be opened."""
