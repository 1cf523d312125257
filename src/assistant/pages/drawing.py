"""Draws a page of the PDF file on stdin as PNG on stdout: a program, run by :mod:`assistant.pages.picture`.

Arguments: the number of the page, and left,top,right,bottom of what to outline in points from its upper left corner.
Exits with 3 where there is no such page.
"""

from __future__ import annotations

import io
import resource
import sys
from typing import Final

import pypdfium2
from PIL import ImageDraw

_LONGEST: Final = 1600
"""Pixels of the longer edge at most."""
_SCALE: Final = 2.0
"""Pixels of a point at most."""
_MEMORY: Final = 2 << 30
_SECONDS: Final = 15
_OUTLINE: Final = (178, 64, 16)
_ROOM: Final = 3
_NO_PAGE: Final = 3


def draw(pdf: bytes, number: int, box: tuple[float, ...]) -> bytes:
    """The picture of page ``number``, from 1. Raises IndexError where there is none, PdfiumError for a broken file."""
    document = pypdfium2.PdfDocument(pdf)
    if not 1 <= number <= len(document):
        raise IndexError(number)
    page = document[number - 1]
    scale = min(_SCALE, _LONGEST / max(1.0, *page.get_size()))
    picture = page.render(scale=scale).to_pil().convert("RGB")
    if box:
        left, top, right, bottom = (edge * scale for edge in box)
        edges = (left - _ROOM, top - _ROOM, right + _ROOM, bottom + _ROOM)
        ImageDraw.Draw(picture).rectangle(edges, outline=_OUTLINE, width=3)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def main() -> None:
    """Reads the file, draws the page, within bounds of memory and time."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    number, box = sys.argv[1:3]
    edges = tuple(float(edge) for edge in box.split(",")) if box else ()
    try:
        picture = draw(sys.stdin.buffer.read(), int(number), edges)
    except IndexError:
        sys.exit(_NO_PAGE)
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
