"""The files in a ZIP file, one after the other, unpacked in memory and never on the disk.

A ZIP file says of itself how large its files are and where they belong; neither is believed (APPNOTE.TXT 6.3.10).
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.readers.document import Flaw, Limits, UnreadableError
from assistant.readers.encodings import decode
from assistant.readers.formats import format_of

_MEMBERS: Final = 5_000
_PIECE: Final = 1 << 16
_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OUTSIDE: Final = re.compile(r"(?:\A|/)\.\.(?:/|\Z)|\A/|\A[A-Za-z]:")
_HIDDEN: Final = re.compile(r"(?:\A|/)(?:\.(?!\.?/)|~\$|__MACOSX/|Thumbs\.db\Z|desktop\.ini\Z)", re.IGNORECASE)
_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


@dataclass(slots=True)
class _Budget:
    """The bytes and the files that may still be unpacked."""

    size: int
    members: int = _MEMBERS


class _SpentError(Exception):
    """The budget is spent: nothing more is unpacked."""


def members(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes] | Flaw]:
    """The files in a ZIP file by name, and a flaw for each that is left out. ZIP files in it are unpacked, once.

    Raises UnreadableError, when the first is asked for, where the file as a whole cannot be read.
    """
    budget = _Budget(limits.size * 1_000_000)
    try:
        yield from _members(data, "", budget)
    except _SpentError as spent:
        yield Flaw("", str(spent), "中のファイルを分けて、別々に置いてください。")


def _members(data: bytes, above: str, budget: _Budget) -> Iterator[tuple[str, bytes] | Flaw]:
    """The files of one ZIP file; ``above`` is the name of the ZIP file in which it lies, with a slash."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise UnreadableError(
            "ZIP ファイルが壊れています", "もう一度入手するか、中のファイルをそのまま置いてください。"
        ) from error
    with archive:
        for info in archive.infolist():
            name = _name(info)
            if name.endswith("/") or _HIDDEN.search(name):
                continue
            if budget.members == 0:
                raise _SpentError(f"ファイルが多すぎます(上限 {_MEMBERS:,} 個)。残りは読んでいません")
            budget.members -= 1
            content = _refused(info, above + name) or _content(archive, info, above + name, budget)
            if isinstance(content, Flaw):
                yield content
            elif not _is_archive(name, content):
                yield above + name, content
            elif above:
                reason = "ZIP ファイルの中の ZIP ファイルに、さらに ZIP ファイルが入っています"
                yield Flaw(above + name, reason, "取り出して、そのまま置いてください。")
            else:
                yield from _inner(content, name, budget)


def _inner(data: bytes, name: str, budget: _Budget) -> Iterator[tuple[str, bytes] | Flaw]:
    try:
        yield from _members(data, f"{name}/", budget)
    except UnreadableError as error:
        yield Flaw(name, error.reason, error.advice)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was written: in UTF-8 where it says so, else in what it looks like, as a rule Shift_JIS."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        try:
            name = decode(name.encode("cp437"))
        except (UnreadableError, UnicodeEncodeError):
            name = info.orig_filename
    return "".join(char if char.isprintable() or char == "\u3000" else "\ufffd" for char in name.replace("\\", "/"))


def _refused(info: zipfile.ZipInfo, name: str) -> Flaw | None:
    """Why a file is not even opened."""
    if not info.orig_filename:
        return Flaw(name, "名前のないファイルなので読みません", "名前を付けて圧縮し直すか、そのまま置いてください。")
    if _OUTSIDE.search(name):
        return Flaw(
            name, "フォルダの外を指す名前なので読みません", "入手元を確かめ、中のファイルをそのまま置いてください。"
        )
    if info.flag_bits & _ENCRYPTED:
        return Flaw(name, "パスワードがかかっています", "パスワードを外して保存し直してください。")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Flaw(name, "ほかのファイルへのリンクなので読みません", "リンク先のファイルをそのまま置いてください。")
    if info.compress_type not in _METHODS:
        return Flaw(name, "この圧縮方式は読めません", "Windows の標準の機能で圧縮し直すか、そのまま置いてください。")
    return None


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: _Budget) -> bytes | Flaw:
    """The bytes of a file. Raises _SpentError where more comes out than the budget has left."""
    content = bytearray()
    try:
        with archive.open(info) as member:
            while piece := member.read(_PIECE):
                budget.size -= len(piece)
                if budget.size < 0:
                    raise _SpentError(f"「{name}」で、展開した大きさが上限を超えました。ここから後は読んでいません")
                content += piece
    except _FAULTS:
        return Flaw(name, "壊れていて取り出せません", "もう一度入手するか、このファイルをそのまま置いてください。")
    return bytes(content)


def _is_archive(name: str, content: bytes) -> bool:
    try:
        return content.startswith(b"PK") and format_of(name, content) == "archive"
    except UnreadableError:
        return False
