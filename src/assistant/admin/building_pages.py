"""The page on which the index is built anew, with how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from starlette.responses import JSONResponse, Response

from assistant.admin import wording
from assistant.admin.desk import Desk, Visit
from assistant.admin.overview import index_view
from assistant.admin.rebuild import Progress, Rebuild
from assistant.assistant import Assistant
from assistant.errors import InputError
from assistant.settings import Settings

_PATH = "/rebuild"


class BuildingPages:
    """Starts, shows and stops the rebuild."""

    def __init__(self, desk: Desk, rebuild: Rebuild, opened: Callable[[], Assistant], settings: Settings) -> None:
        self._desk = desk
        self._rebuild = rebuild
        self._opened = opened
        self._settings = settings

    def show(self, visit: Visit) -> Response:
        """GET /rebuild."""
        progress = self._rebuild.progress
        return self._desk.page(
            visit,
            "rebuild.html",
            progress=progress,
            figures=_figures(progress),
            index=index_view(self._opened, self._settings),
        )

    def start(self, visit: Visit) -> Response:
        """POST /rebuild/start."""
        try:
            self._rebuild.start()
        except InputError as error:
            began = wording.when(self._rebuild.progress.began)
            return self._desk.back(visit, _PATH, f"{error}({began}に始まりました)", "fault")
        return self._desk.back(visit, _PATH, "作り直しを始めました。このページを閉じても続きます。")

    def stop(self, visit: Visit) -> Response:
        """POST /rebuild/stop."""
        self._rebuild.stop()
        return self._desk.back(visit, _PATH, "中止しました。")

    def state(self, _visit: Visit) -> Response:
        """GET /rebuild/state: how far it is, for the page that asks again and again."""
        progress = self._rebuild.progress
        return JSONResponse(asdict(progress) | {"figures": _figures(progress)})


def _figures(progress: Progress) -> str:
    """How far it is, in words."""
    parts = [
        f"{progress.done} / {progress.total}" if progress.total else "",
        f"毎秒 {progress.rate:.1f}" if progress.rate else "",
        f"残り約{wording.span(progress.left)}" if progress.left else "",
    ]
    return "、".join(filter(None, parts))
