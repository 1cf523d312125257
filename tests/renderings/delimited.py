"""The seed table as texts: CSV and TSV in the encodings people use, Markdown, and lines with tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tests.renderings.seed import COLUMNS, TITLE, sections


def with_section_lines(encoding: str = "utf-8", delimiter: str = ",", line_end: str = "\r\n") -> bytes:
    """The title, then for each section its line, the headings and the rows, with blank lines between."""
    lines: list[tuple[str, ...]] = [(TITLE,), ()]
    for section in sections():
        lines += [(f"○{section.name}",), COLUMNS, *section.rows, ()]
    return _written(lines, encoding, delimiter, line_end)


def with_a_column(encoding: str = "utf-8", delimiter: str = ",", line_end: str = "\r\n") -> bytes:
    """One table whose first column 区分 says the section."""
    lines = [("区分", *COLUMNS)]
    lines += [(section.name, *row) for section in sections() for row in section.rows]
    return _written(lines, encoding, delimiter, line_end)


def markdown() -> bytes:
    """A heading of the first level, one of the second for each section, and a pipe table under each."""
    return "\n".join(_markdown()).encode()


def text() -> bytes:
    """Lines with tabs under section lines, as published."""
    lines = [TITLE, ""]
    for section in sections():
        lines += [f"○{section.name}", "", "\t".join(COLUMNS), *("\t".join(row) for row in section.rows), ""]
    return "\n".join(lines).encode()


def _markdown() -> Iterator[str]:
    yield from (f"# {TITLE}", "")
    for section in sections():
        yield from (f"## {section.name}", "", _row(COLUMNS), "| ---: | --- | --- | :---: |")
        yield from map(_row, section.rows)
        yield ""


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"


def _written(lines: list[tuple[str, ...]], encoding: str, delimiter: str, line_end: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(lines)
    return b"".join(map(_euc, out.getvalue())) if encoding == "euc_jp" else out.getvalue().encode(encoding)


def _euc(char: str) -> bytes:
    """EUC-JP as Windows writes it: with ① and ㈱ in rows 13 and 89 to 92."""
    try:
        return char.encode("euc_jp")
    except UnicodeEncodeError:
        lead, trail = char.encode("cp932")
        row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2 + (trail >= 0x9F)
        cell = trail - (0x9F if trail >= 0x9F else 0x40 + (trail > 0x7E))
        return bytes((row + 0xA1, cell + 0xA1))
