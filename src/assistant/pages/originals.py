"""The files behind the rows, as they lie in the corpus: only those that the index names as its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from assistant.readers import archive
from assistant.readers.document import Flaw, Limits, UnreadableError
from assistant.readers.encodings import decode
from assistant.records import Proposal
from assistant.settings import Settings

_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_TEXTS: Final = {"txt", "tsv", "csv", "md"}
_CHARSETS: Final = (("utf-8", "utf-8"), ("cp932", "shift_jis"), ("euc_jp", "euc-jp"), ("utf-16", "utf-16"))
_PDF: Final = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Original:
    """A source as it lies on the disk, or in the ZIP file at ``file`` by the name ``member``."""

    file: Path
    member: str
    name: str

    def read(self, settings: Settings) -> bytes | None:
        """The bytes; None where they cannot be had any more."""
        try:
            data = self.file.read_bytes()
        except OSError:
            return None
        return _member(data, self.member, settings) if self.member else data

    @property
    def stamp(self) -> tuple[int, int]:
        """Changes with the file. Raises OSError where it is gone."""
        facts = self.file.stat()
        return facts.st_mtime_ns, facts.st_size


def find(path: str, manifest: Mapping[str, Any], settings: Settings) -> Original | None:
    """The source that the index calls ``path``; None where it names none so, or the file is gone."""
    if path not in {source["path"] for source in manifest["sources"]}:
        return None
    corpus = settings.corpus
    parts = PurePosixPath(path).parts
    if len(parts) < 2 or parts[0] != corpus.name or ".." in parts:
        return None
    for end in range(2, len(parts) + 1):
        file = corpus.joinpath(*parts[1:end])
        if file.is_file():
            return Original(file, "/".join(parts[end:]), parts[-1])
    return None


def media_type(name: str, data: bytes) -> tuple[str, bool]:
    """The type to send a file as, and whether the browser may show it. What could run is never shown."""
    suffix = name.rpartition(".")[2].lower()
    if data.startswith(_PDF):
        return "application/pdf", True
    if suffix in _TEXTS:
        return "text/plain", True
    return _TYPES.get(suffix, "application/octet-stream"), False


def charset(data: bytes) -> str:
    """The encoding that a text file is kept in, as browsers call it; "" where it cannot be told."""
    try:
        text = decode(data)
    except UnreadableError:
        return ""
    for encoding, name in _CHARSETS:
        try:
            if data.decode(encoding).removeprefix("\ufeff") == text:
                return name
        except UnicodeError:
            continue
    return ""


def is_pdf(row: Proposal) -> bool:
    """Whether a row comes from a PDF file, as far as its place and name tell."""
    return bool(row.place.page) and row.source.path.lower().endswith(".pdf")


def page_of(row: Proposal) -> int:
    """The page of a PDF file on which a row stands; 0 where it is in none."""
    return row.place.page if is_pdf(row) else 0


def _member(data: bytes, name: str, settings: Settings) -> bytes | None:
    limits = Limits(settings.file_seconds, settings.file_memory, settings.file_megabytes)
    try:
        found = (item for item in archive.members(data, limits) if not isinstance(item, Flaw))
        return next((content for member, content in found if member == name), None)
    except UnreadableError:
        return None
