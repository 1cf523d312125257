"""Word documents (.docx, .docm): paragraphs and tables in the order of the page. ISO/IEC 29500-1, WordprocessingML.

The XML is walked here, since what the tables and paragraphs of python-docx give leaves out merged cells, list marks and
changes. Nothing is run or fetched. What people see is read: inserted text, fields as last computed, the marks of lists;
not deleted or hidden text, comments, headers and footers, the readings of ruby.

A table in a cell becomes lines of that cell, cells divided by tabs, but a table that only frames others (or a single
cell) is no grid: what stands in it is read as if it stood on the page. Text boxes follow the paragraph they hang on,
foot- and endnotes come last, with ※ and their number, which is left out where they are referred to (7¹ is not 71).
Places: tables by number and row as shown, paragraphs by number, counting those with text outside of tables.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.readers.document import Document, Limits, UnreadableError
from assistant.readers.word.package import Package
from assistant.readers.word.reading import Reading

_PLACEHOLDER: Final = re.compile(
    r"\W*|untitled|無題.*|タイトル|表題|文書\s*\d*|document\s*\d*|word document|microsoft word\s*-.*", re.IGNORECASE
)


def read(data: bytes, limits: Limits) -> Document:
    """The paragraphs and tables of a Word document. Raises UnreadableError."""
    try:
        package = Package(data, limits)
        reading = Reading(package, limits)
        reading.document()
        title = package.title
    except UnreadableError:
        raise
    except Exception as error:  # the library raises whatever a damaged package leads it to
        raise UnreadableError(
            "Word の文書として読めません(壊れているか、形が違います)",
            "Word で開けるか確かめ、「名前を付けて保存」で .docx に保存し直してください。",
        ) from error
    shown = "" if _PLACEHOLDER.fullmatch(title.strip()) else title
    return Document(tuple(reading.blocks), shown, tuple(reading.flaws))
