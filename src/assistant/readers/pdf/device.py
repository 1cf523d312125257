"""What is drawn on a page of a PDF file, as far as people see it and as long as it is bearable."""

from __future__ import annotations

import time
from typing import Any, Final

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTPage
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.utils import apply_matrix_pt

from assistant.readers.pdf.glyphs import LOST

_MOST: Final = 300_000
"""Things drawn on one page; more is a map or an attack."""
_DEEP: Final = 30
"""Pictures within pictures."""
_EVERYWHERE: Final = (-1e9, -1e9, 1e9, 1e9)


class OverloadError(Exception):
    """A page takes too long, or has too much drawn on it."""


class Interpreter(PDFPageInterpreter):
    """Tells the device how much of the page can be drawn on: a clipping path counts by its box."""

    device: Device

    def do_q(self) -> None:
        """Keeps the state."""
        super().do_q()
        self.device.clips.append(self.device.clips[-1])

    def do_Q(self) -> None:  # noqa: N802
        """Goes back to the state that was kept."""
        super().do_Q()
        if len(self.device.clips) > 1:
            self.device.clips.pop()

    def do_W(self) -> None:  # noqa: N802
        """Clips to the path."""
        ends = [(step[-2], step[-1]) for step in self.curpath if len(step) > 2]
        if ends:
            points = [apply_matrix_pt(self.ctm, (float(x), float(y))) for x, y in ends]
            left, bottom, right, top = self.device.clips[-1]
            xs, ys = [x for x, _ in points], [y for _, y in points]
            self.device.clips[-1] = max(left, min(xs)), max(bottom, min(ys)), min(right, max(xs)), min(top, max(ys))

    do_W_a = do_W  # noqa: N815


class Device(PDFLayoutAnalyzer):
    """Keeps what is drawn on a page, as long as it is bearable."""

    def __init__(self, resources: PDFResourceManager, deadline: float) -> None:
        super().__init__(resources)
        self.result = LTPage(0, (0, 0, 0, 0))
        self.clips = [_EVERYWHERE]
        self._deadline = deadline
        self._count = 0

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        """A character is drawn, if it is not clipped."""
        self._tick()
        width = super().render_char(*args, **kwargs)
        char = self.cur_item._objs[-1]
        left, bottom, right, top = self.clips[-1]
        if not (left - 1 <= (char.x0 + char.x1) / 2 <= right + 1 and bottom - 1 <= (char.y0 + char.y1) / 2 <= top + 1):
            self.cur_item._objs.pop()
        return width

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        """Lines are drawn."""
        self._tick()
        super().paint_path(*args, **kwargs)

    def begin_figure(self, *args: Any, **kwargs: Any) -> None:
        """A picture or a part that is used again begins."""
        self._tick()
        if len(self._stack) > _DEEP:
            raise OverloadError
        self.clips.append(self.clips[-1])
        super().begin_figure(*args, **kwargs)

    def end_figure(self, *args: Any, **kwargs: Any) -> None:
        """The picture ends."""
        self.clips.pop()
        super().end_figure(*args, **kwargs)

    def handle_undefined_char(self, font: PDFFont, cid: int) -> str:  # noqa: ARG002
        """A character whose font does not tell which one it is."""
        return LOST

    def receive_layout(self, ltpage: LTPage) -> None:
        """The page is done."""
        self.result = ltpage

    def _tick(self) -> None:
        self._count += 1
        if self._count > _MOST or (self._count % 256 == 0 and time.monotonic() > self._deadline):
            raise OverloadError
