"""Which format a file is in: told by its bytes first, by its name where they do not tell.

Many files are not what their name says: an HTML table or a CSV called .xls, a TSV called .txt.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Final, Literal, NoReturn

from assistant.readers.delimited import Delimiter, delimiter_of
from assistant.readers.document import UnreadableError
from assistant.readers.encodings import decode

Format = Literal["delimited", "plain", "workbook", "old_workbook", "word", "html", "pdf", "archive"]

_HEAD: Final = 1 << 16
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAG: Final = re.compile(r"<(?:!doctype\s+html|html|head|body|table)\b", re.IGNORECASE)
_ADVICE: Final = {
    "xlsx": "Excel 形式(.xlsx)で保存し直してください。",
    "docx": "Word 形式(.docx)で保存し直してください。",
    "pdf": "元のソフトで開き、PDF で保存し直してください。",
    "html": "ブラウザで開き、「Web ページ、HTML のみ」で保存し直してください。",
    "image": "文字認識(OCR)をした PDF か、元の Excel や Word のファイルを置いてください。",
    "unpack": "取り出した中のファイルを、そのまま置いてください。",
    "csv": "表なら、CSV か Excel(.xlsx)の形式で保存し直してください。",
    "again": "元のファイルを確かめ、もう一度入手してください。",
    "none": "表や文章のファイルを置いてください。",
}
_MAGIC: Final = (
    (
        rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP|.{4}ftyp(?:heic|mif1)",
        "画像",
        "image",
    ),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|..-l[hz][\w]-|\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ|MSCF\0", "圧縮ファイル", "unpack"),
    (rb"MZ.{0,62}\0|\x7fELF|\xca\xfe\xba\xbe", "プログラム", "none"),
    (rb"\s*\{\\rtf", "リッチテキスト(RTF)", "docx"),
    (rb"\x60\x0e\x82", "DocuWorks の文書", "pdf"),
    (rb"SQLite format 3\0|\0\x01\0\0Standard (?:Jet|ACE) DB", "データベース", "csv"),
    (rb"ID3[\x02-\x04]\0|OggS\0|\x1aE\xdf\xa3|.{4}ftyp|RIFF.{4}(?:WAVE|AVI )", "音声か動画", "none"),
    (rb"(?:[\w-]+: .{0,900}\n)?MIME-Version: ", "メールか 1 つにまとめた Web ページ", "html"),
)
_STREAMS: Final = (
    ("WordDocument", "古い Word の文書(.doc)", "docx"),
    ("PowerPoint Document", "PowerPoint の文書", "pdf"),
    ("DocumentText", "一太郎の文書", "docx"),
    ("__properties_version1.0", "Outlook のメール", "pdf"),
)
_OPEN_DOCUMENT: Final = {
    "spreadsheet": ("表計算", "xlsx"),
    "text": ("文書", "docx"),
    "presentation": ("スライド", "pdf"),
}
_SUFFIXES: Final = {
    "jtd": ("一太郎の文書", "docx"),
    "jtt": ("一太郎の文書", "docx"),
    "doc": ("古い Word の文書(.doc)", "docx"),
    "ppt": ("PowerPoint の文書", "pdf"),
    "xdw": ("DocuWorks の文書", "pdf"),
    "xbd": ("DocuWorks の文書", "pdf"),
    "json": ("JSON のファイル", "csv"),
    "geojson": ("JSON のファイル", "csv"),
    "jsonl": ("JSON のファイル", "csv"),
    "xml": ("XML のファイル", "csv"),
    "exe": ("プログラム", "none"),
    "lzh": ("圧縮ファイル", "unpack"),
}
_OWN: Final[dict[str, Format]] = {
    "xlsx": "workbook",
    "xlsm": "workbook",
    "xls": "old_workbook",
    "docx": "word",
    "docm": "word",
    "pdf": "pdf",
}
"""Formats that have bytes of their own: who reads them says best what is wrong with a damaged one."""
_NAMED: Final[dict[str, Format]] = {**_OWN, "html": "html", "htm": "html", "csv": "delimited", "zip": "archive"}
_TAGGED: Final = {"xls", "xlsx", "doc"}
_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
)


def format_of(name: str, data: bytes) -> Format:
    """The format of the file called ``name``. Raises UnreadableError for one that is not read, with what to do."""
    suffix = name.lower().rpartition("/")[2].rpartition(".")[2] if "." in name else ""
    if not data:
        raise UnreadableError("中身がありません(0 バイト)", _ADVICE["again"])
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(suffix, data)
    if data.startswith(_OLE):
        return _compound(suffix, data)
    for pattern, what, advice in _MAGIC:
        if re.match(pattern, data[:1024], re.DOTALL):
            _refuse(what, advice)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return _written(suffix, data)


def named_format(name: str) -> Format | None:
    """The format that a file's name promises; None where the name promises none that is told apart by its bytes."""
    return _NAMED.get(name.lower().rpartition(".")[2])


def _refuse(what: str, advice: str) -> NoReturn:
    raise UnreadableError(f"{what}はまだ読めません", _ADVICE[advice])


def _packed(suffix: str, data: bytes) -> Format:
    """What a ZIP file holds: an Office document is one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = _mimetype(archive) if "mimetype" in names else ""
    except _FAULTS:
        return _OWN.get(suffix, "archive")
    if "xl/workbook.bin" in names:
        _refuse("Excel バイナリブック(.xlsb)", "xlsx")
    if "[Content_Types].xml" in names:
        folders = {name.partition("/")[0] for name in names}
        if "ppt" in folders:
            _refuse("PowerPoint の文書", "pdf")
        if folders & {"xl", "word"}:
            return "workbook" if "xl" in folders else "word"
    for part, (what, advice) in _OPEN_DOCUMENT.items():
        if kind.startswith("application/vnd.oasis.opendocument") and part in kind:
            _refuse(f"OpenDocument の{what}", advice)
    if kind == "application/epub+zip":
        _refuse("電子書籍(EPUB)", "html")
    return "archive"


def _mimetype(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as member:
        return member.read(100).decode("ascii").strip()


def _compound(suffix: str, data: bytes) -> Format:
    """What a compound file of Microsoft holds, by the names of its streams (MS-CFB 2.6.1)."""
    if _holds(data, "EncryptedPackage"):
        raise UnreadableError("パスワードがかかっています", "パスワードを外して保存し直してください。")
    if suffix in {"jtd", "jtt", "doc", "ppt"}:
        _refuse(*_SUFFIXES[suffix])
    if suffix == "xls" or _holds(data, "Workbook") or _holds(data, "Book"):
        return "old_workbook"
    for stream, what, advice in _STREAMS:
        if _holds(data, stream):
            _refuse(what, advice)
    _refuse("この形式のファイル", "pdf")


def _holds(data: bytes, stream: str) -> bool:
    """Whether the directory of a compound file has an entry of this name: 64 bytes, filled up with zeros."""
    return stream.encode("utf-16-le").ljust(64, b"\0") in data


def _written(suffix: str, data: bytes) -> Format:
    """The format of a text."""
    head = data[:_HEAD]
    if len(data) > _HEAD:
        head = head[: head.rfind(b"\n") + 1] or head
    try:
        text = decode(head)
    except UnreadableError:
        if suffix in _SUFFIXES:
            _refuse(*_SUFFIXES[suffix])
        if suffix in _OWN:
            return _OWN[suffix]
        raise
    if _TAG.search(text) and (text.lstrip().startswith("<") or suffix in _TAGGED):
        return "html"
    if suffix in {"html", "htm", "xhtml"}:
        return "html"
    if "<?mso-application" in text[:400] or "urn:schemas-microsoft-com:office:spreadsheet" in text[:1000]:
        _refuse("XML 形式の Excel のファイル", "xlsx")
    if text.lstrip().startswith("<?xml"):
        _refuse("XML のファイル", "csv")
    if suffix in _SUFFIXES and suffix not in {"doc", "ppt"}:
        _refuse(*_SUFFIXES[suffix])
    if suffix in {"md", "markdown"}:
        return "plain"
    delimiter = delimiter_of(text)
    if suffix in {"csv", "tsv", "tab", *_OWN}:
        return "delimited" if delimiter.char else "plain"
    return "delimited" if _is_table(text, delimiter) else "plain"


def _is_table(text: str, delimiter: Delimiter) -> bool:
    """Whether a text of no telling name is a table throughout and no prose in which the delimiter happens to stand."""
    if delimiter.char == "\t":
        return delimiter.share == 1 or '\t"' in text
    steady = 0.6 if delimiter.cells > 2 else 0.9
    return delimiter.share >= steady and text.strip().count("\n") >= 2
