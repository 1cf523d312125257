"""PDF files opened: their pages and their title. ISO 32000-1."""

from __future__ import annotations

import io
import logging
import re
import zlib
from typing import Final

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import LIT
from pdfminer.utils import decode_text

from assistant.readers.document import UnreadableError
from assistant.readers.pdf.device import Device, Interpreter, OverloadError
from assistant.readers.pdf.glyphs import LOST
from assistant.readers.pdf.sheets import Sheet, sheet_of

logging.getLogger("pdfminer").setLevel(logging.CRITICAL + 1)  # what it says of a file means nothing to people

_UNTITLED: Final = re.compile(
    r"\W*|untitled.*|無題.*|タイトル.*|(?:文書|document|sheet|book|スライド|slide) ?\d*|"
    r".*\.(?:docx?|xlsx?|pptx?|jtd|pdf|html?|indd|ai)",
    re.IGNORECASE,
)
_MAKER: Final = re.compile(r"^Microsoft (?:Word|Excel|PowerPoint) *- *", re.IGNORECASE)
_LARGEST: Final = 30_000_000
"""Bytes that draw one page."""
_DAMAGED: Final = ("PDF として読めません(壊れているか、途中で切れています)", "元のファイルを入手し直してください。")


class File:
    """A PDF file that opens without a password. Raises UnreadableError for any other."""

    def __init__(self, data: bytes) -> None:
        try:
            self._document = PDFDocument(PDFParser(io.BytesIO(data)))
            self._pages = list(PDFPage.create_pages(self._document))
        except PDFEncryptionError as error:
            raise UnreadableError(
                "パスワードがかかっています", "パスワードを外して保存し直した PDF を入れてください。"
            ) from error
        except Exception as error:  # the library raises whatever a damaged file leads it to
            raise UnreadableError(*_DAMAGED) from error
        if not self._pages:
            raise UnreadableError(*_DAMAGED)
        self._resources = PDFResourceManager()

    def __len__(self) -> int:
        return len(self._pages)

    def missing(self) -> int:
        """How many pages the file says it has, and has not."""
        pages = resolve1(self._document.catalog.get("Pages"))
        count = resolve1(pages.get("Count")) if isinstance(pages, dict) else 0
        return max(0, count - len(self)) if isinstance(count, int) else 0

    def title(self) -> str:
        """The title that the file says it has, or ""."""
        for info in self._document.info:
            title = info.get("Title")
            if isinstance(title, bytes):
                text = _MAKER.sub("", decode_text(title)).strip()
                if not _UNTITLED.fullmatch(text) and text.isprintable() and LOST not in text:
                    return text
        return ""

    def sheet(self, index: int, deadline: float) -> Sheet:
        """Draws the page with this number from 0. Raises OverloadError, and anything on a damaged page."""
        page = self._pages[index]
        damaged = sum(not _is_whole(resolve1(content)) for content in page.contents)
        device = Device(self._resources, deadline)
        Interpreter(self._resources, device).process_page(page)
        return sheet_of(index + 1, page, device.result, damaged == 0)


def _is_whole(content: object) -> bool:
    """Whether what draws a page can be unpacked to its end. Raises OverloadError for what unpacks to too much."""
    if not isinstance(content, PDFStream) or not content.rawdata or content.decipher is not None:
        return True
    if [name for name, _ in content.get_filters()] != [LIT("FlateDecode")]:
        return True
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(content.rawdata, _LARGEST)
    except zlib.error:
        return False
    if unpacking.unconsumed_tail:
        raise OverloadError
    return unpacking.eof
