"""The package of a Word document: its XML parts and how they are related. ISO/IEC 29500-2; Strict files as well.

The parts that are needed are taken out one by one: pictures stay packed, and a relationship whose part is missing, as
converters leave them, is none. The names of Strict Open XML are read as the ones all programs write.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Final
from urllib.parse import unquote

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml

from assistant.readers.document import Limits, UnreadableError
from assistant.readers.word.elements import Element

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_TAG: Final = re.compile(rb"<[^<>!?][^<>]*" + re.escape(_STRICT) + rb"[^<>]*>")
_NAME: Final = re.compile(re.escape(_STRICT) + rb"(\w+)/")


class Package:
    """The parts of a .docx by name. Raises UnreadableError where it is none, or unpacks to more than the limit."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        _refuse_others(data)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        size = max(len(data), sum(entry.file_size for entry in self._archive.infolist())) / 1_000_000
        if size > limits.size:
            raise UnreadableError(
                f"大きすぎます(開くと {size:,.0f} MB。上限は {limits.size} MB)",
                "画像を除くか、文書を分けて保存し直してください。",
            )
        self._names = frozenset(self._archive.namelist())
        self._main = self._related("", RELATIONSHIP_TYPE.OFFICE_DOCUMENT)

    @property
    def document(self) -> Element:
        """The root of the main part. Raises KeyError where there is none."""
        return self._root(self._main)

    @property
    def title(self) -> str:
        """What the document itself says it is called, or ""."""
        name = self._related("", RELATIONSHIP_TYPE.CORE_PROPERTIES)
        return (self._root(name).findtext(_TITLE) or "") if name else ""

    def related(self, kind: str) -> Element | None:
        """The root of the part that the main part is related to in this way, or None."""
        name = self._related(self._main, kind)
        return self._root(name) if name else None

    def _related(self, source: str, kind: str) -> str:
        """The name of the first part that is there of those that ``source`` is related to; "" where none is."""
        folder, _, base = source.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        for relation in self._root(name) if name in self._names else ():
            if relation.get("Type") == kind and relation.get("TargetMode") != "External":
                target = posixpath.join("/", folder, unquote(relation.get("Target", "")))
                part = posixpath.normpath(target).lstrip("/")
                if part in self._names:
                    return part
        return ""

    def _root(self, name: str) -> Element:
        """The XML of a part. A document type, which no writer makes and entities hide in, is refused."""
        content = self._archive.read(name)
        if _STRICT in content:
            content = _TAG.sub(lambda tag: _NAME.sub(rb"http://schemas.openxmlformats.org/\1/2006/", tag[0]), content)
        root = parse_xml(content)
        if root.getroottree().docinfo.internalDTD is not None:
            raise ValueError(name)
        return root


def _refuse_others(data: bytes) -> None:
    """What is no .docx is told before anything is opened."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableError("パスワードで保護されています", "パスワードを外して保存し直してください。")
        raise UnreadableError(
            "古い Word の形式(.doc)は読めません", "Word で開き、「名前を付けて保存」で .docx に保存し直してください。"
        )
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise UnreadableError(
            "Word の文書(.docx)ではないか、途中で切れています", "元のファイルを入手し直してください。"
        )
