"""Tables whose cells are divided by commas, tabs or semicolons (CSV, TSV): RFC 4180, and what people make of it.

Title lines above a table, section lines and repeated headings in it and notes below are kept in their order. A quote
that is never closed ends with its line and is told, so that it does not swallow the rows below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Final, NamedTuple

from assistant.readers.document import Document, Flaw, Grid, Limits, Paragraph, UnreadableError, cells_of
from assistant.readers.encodings import decode
from assistant.records import Place

_DELIMITERS: Final = ("\t", ",", ";")
_SNIFFED: Final = 200
"""Records that tell the delimiter."""
_HEAD: Final = 1_000_000
"""Characters in which those records are looked for."""
_SAID: Final = re.compile(r"sep=(?P<delimiter>[^\n\w\"])[ \t]*(?:\n|\Z)", re.IGNORECASE)
_TEXT_FORM: Final = re.compile(r'\s*="((?:[^"]|"")*)"\s*')
"""How a number is written that Excel shall not take for one: ="0012"."""


@dataclass(frozen=True, slots=True)
class _Record:
    """The cells between two line ends, and the number of the first line. ``broken`` where a quote is not closed."""

    cells: list[str]
    line: int
    broken: bool = False

    @property
    def blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)

    @property
    def filled(self) -> int:
        """How many of the cells hold words."""
        return sum(bool(cell.strip()) for cell in self.cells)


class Delimiter(NamedTuple):
    """What divides the cells of a text, "" where nothing does, and the share of lines with the same number of cells."""

    char: str
    share: float
    cells: int


def read(data: bytes, limits: Limits) -> Document:
    """The table or tables of a CSV or TSV file. Raises UnreadableError where it is no text or too large."""
    text = lines_of(data, limits)
    start, number = 0, 1
    if said := _SAID.match(text):
        delimiter, start, number = said["delimiter"], said.end(), 2
    else:
        delimiter = delimiter_of(text).char or ","
    flaws: list[Flaw] = []
    records: list[_Record] = []
    left = limits.cells
    for record in _records(text, delimiter, start, number):
        if record.blank:
            if records and not records[-1].blank:
                records.append(record)
            continue
        left -= len(record.cells)
        if left < 0:
            flaws.append(too_many(record.line, limits))
            break
        if record.broken:
            reason = '引用符「"」が閉じていません。この行だけで区切って読みました'
            flaws.append(Flaw(str(Place(line=record.line)), reason, "この行の引用符と列の区切りを直してください。"))
        records.append(record)
    flaws.extend(unreadable_characters(text))
    blocks: list[Paragraph | Grid] = []
    for run in _tables(records):
        _add(blocks, flaws, run)
    return Document(tuple(blocks), flaws=tuple(flaws))


def lines_of(data: bytes, limits: Limits) -> str:
    """The text of a file with ``\\n`` at the end of each line. Raises UnreadableError where it is too large."""
    if len(data) > limits.size * 1_000_000:
        reason = f"大きすぎます({len(data) // 1_000_000} MB。上限 {limits.size} MB)"
        raise UnreadableError(reason, "分けて保存するか、設定 file_megabytes を大きくしてください。")
    return re.sub("\r\n?", "\n", decode(data))


def too_many(line: int, limits: Limits) -> Flaw:
    """That a file goes on behind ``line`` with more cells than are read."""
    reason = f"セルが多すぎます(上限 {limits.cells:,} 個)。ここから後は読んでいません"
    return Flaw(str(Place(line=line)), reason, "ファイルを分けて保存し直してください。")


def unreadable_characters(text: str) -> list[Flaw]:
    """That ``text`` holds characters that could not be decoded, and where the first of them stands."""
    count = text.count("\ufffd")
    if not count:
        return []
    place = Place(line=text.count("\n", 0, text.index("\ufffd")) + 1)
    advice = "元の資料で文字を確かめ、UTF-8 で保存し直してください。"
    return [Flaw(str(place), f"読めない文字が {count} か所あります(最初の 1 か所を示します)", advice)]


def delimiter_of(text: str) -> Delimiter:
    """The delimiter under which most lines have the same number of cells, two or more of them filled."""
    best = Delimiter("", 0.0, 0)
    text = text[:_HEAD]
    for char in _DELIMITERS:
        sample = [record for record in islice(_records(text, char, 0, 1), _SNIFFED) if not record.blank]
        counts = Counter(len(record.cells) for record in sample if record.filled > 1)
        for cells, count in counts.most_common(1):
            if count / len(sample) > best.share:
                best = Delimiter(char, count / len(sample), cells)
    return best


def _records(text: str, delimiter: str, start: int, number: int) -> Iterator[_Record]:
    """The records of ``text`` from ``start``, which is the beginning of line ``number``."""
    at = start
    while at < len(text):
        end = _line_end(text, at)
        if text.find('"', at, end) < 0:
            yield _Record(text[at:end].split(delimiter), number)
            at, number = end + 1, number + 1
            continue
        cells, broken, after = _quoted(text, delimiter, at, end)
        yield _Record([_shown(cell) for cell in cells], number, broken)
        number += text.count("\n", at, after)
        at = after


def _quoted(text: str, delimiter: str, at: int, end: int) -> tuple[list[str], bool, int]:
    """The cells of a record that holds quotes, whether one is not closed, and where the next record begins.

    ``end`` is where the line of ``at`` ends.
    """
    cells: list[str] = []
    broken = False
    while True:
        close = _closing(text, delimiter, at + 1, end) if text.startswith('"', at) else -1
        if close >= 0:
            words = text[at + 1 : close].replace('""', '"')
            at = close + 1
            if at > end:
                end = _line_end(text, at)
        else:
            broken = broken or text.startswith('"', at)
            words = ""
        cut = text.find(delimiter, at, end)
        cut = end if cut < 0 else cut
        cells.append(words if close >= 0 else text[at:cut])
        if cut == end:
            return cells, broken, end + 1
        at = cut + len(delimiter)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _closing(text: str, delimiter: str, at: int, end: int) -> int:
    """Where the quote is that closes a cell begun before ``at``; -1 where none does.

    A quote before other words is one of the cell itself as long as the cell stays in its line, which ends at
    ``end``; behind that it begins the cell of another record, and the cell was never closed.
    """
    loose = False
    while (at := text.find('"', at)) >= 0:
        if loose and at > end:
            return -1
        if text.startswith('"', at + 1):
            at += 2
            continue
        after = at + 1
        while text.startswith((" ", "\u3000"), after):
            after += 1
        if after == len(text) or text[after] == "\n" or text.startswith(delimiter, after):
            return at
        if at > end:
            return -1
        loose = True
        at += 1
    return -1


def _shown(cell: str) -> str:
    form = _TEXT_FORM.fullmatch(cell)
    return form[1].replace('""', '"') if form else cell


def _tables(records: list[_Record]) -> Iterator[list[_Record]]:
    """Runs of records: cut at blank lines behind which the number of cells is another."""
    run: list[_Record] = []
    width = 0
    for blank, group in groupby(records, key=lambda record: record.blank):
        block = [] if blank else list(group)
        wide = max((len(record.cells) for record in block), default=0)
        if width > 1 and wide > 1 and wide != width:
            yield run
            run = []
        width = wide if wide > 1 else width
        run += block
    if run:
        yield run


def _add(blocks: list[Paragraph | Grid], flaws: list[Flaw], run: list[_Record]) -> None:
    """Adds a run of records: single cells above as paragraphs, the table as a grid, single cells below."""
    table = [at for at, record in enumerate(run) if record.filled > 1]
    first, last = (table[0], table[-1]) if table else (len(run), len(run) - 1)
    while last + 1 < len(run) and len(run[last + 1].cells) > 1:
        last += 1
    blocks.extend(_paragraph(record) for record in run[:first])
    if table:
        blocks.append(_grid(run[first : last + 1], flaws))
        blocks.extend(_paragraph(record) for record in run[last + 1 :])


def _paragraph(record: _Record) -> Paragraph:
    return Paragraph(next(cell for cell in record.cells if cell.strip()), Place(line=record.line))


def _grid(run: list[_Record], flaws: list[Flaw]) -> Grid:
    """The records as lines without the columns at the right that are empty throughout; short ones are filled up.

    Excel leaves out the delimiters at the end of lines whose last cells are blank for 16 lines together. A line that
    lacks more than half of its cells is left as it is.
    """
    used = max(at + 1 for record in run for at, cell in enumerate(record.cells) if cell.strip())
    run = [replace(record, cells=record.cells[:used]) for record in run]
    usual = Counter(len(record.cells) for record in run if len(record.cells) > 1).most_common(1)[0][0]
    width = max(usual, len(run[0].cells))
    short = [record for record in run if 1 < len(record.cells) < width <= 2 * len(record.cells) and not record.broken]
    for record in short:
        record.cells.extend([""] * (width - len(record.cells)))
    if short:
        reason = f"セルが足りない行が {len(short)} 行あり、右端を空欄として読みました(最初の 1 行を示します)"
        flaws.append(Flaw(str(Place(line=short[0].line)), reason, "列がずれていないか確かめてください。"))
    return Grid(cells_of([record.cells for record in run], [Place(line=record.line) for record in run]))
