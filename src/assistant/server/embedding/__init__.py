"""The page that gives administrators the lines to paste into an intranet page, with a preview."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.records import LEVEL, PREFECTURE, SITE, STATUS, TARGET
from assistant.server.paths import EMBED
from assistant.settings import Settings
from assistant.style import sheet

_HERE: Final = Path(__file__).parent
_FACETS: Final = (PREFECTURE, LEVEL, TARGET, SITE, STATUS)
_THEMES: Final = {"": "見る人の設定に合わせる", "light": "明るい", "dark": "暗い"}
_LONGEST: Final = 200
"""Longest question and filter that the page takes, in characters."""
_FEWEST, _MOST, _USUAL = 240, 2000, 640
"""Heights that the page takes, in pixels."""


def add_embedding(app: FastAPI, opened: Callable[[], Assistant], settings: Settings) -> None:
    """Puts /embedding on ``app``, and sends /embed on to the chat behind it, whatever its query is."""
    pages = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    pages.globals.update(themes=_THEMES, longest=_LONGEST, fewest=_FEWEST, most=_MOST)

    @app.get(EMBED, include_in_schema=False)
    def embed(request: Request) -> RedirectResponse:
        return RedirectResponse(_with_query(f"{request.scope.get('root_path', '')}{EMBED}/", request.url.query))

    @app.get("/embedding", include_in_schema=False)
    def embedding(request: Request) -> HTMLResponse:
        given = request.query_params
        theme = given.get("theme", "") if given.get("theme") in _THEMES else ""
        filters = [text[:_LONGEST] for text in given.getlist("f") if text.partition(":")[2]]
        question = given.get("q", "").strip()[:_LONGEST]
        asked = [("theme", theme), *(("f", text) for text in filters), ("q", question)]
        query = urlencode([item for item in asked if item[1]])
        root = request.scope.get("root_path", "")
        page = pages.get_template("page.html").render(
            settings=settings,
            root=root,
            address=_with_query(f"{request.url.scheme}://{request.url.netloc}{root}{EMBED}/", query),
            preview=_with_query(f"{root}{EMBED}/", query),
            height=_height(given.get("height", "")),
            follow="fixed" not in given,
            theme=theme,
            filters=filters,
            question=question,
            facets=_facets(opened),
        )
        return HTMLResponse(page)

    @app.get("/embedding/page.css", include_in_schema=False)
    def css() -> Response:
        return Response(sheet(_HERE / "page.css"), media_type="text/css")

    @app.get("/embedding/page.js", include_in_schema=False)
    def script() -> FileResponse:
        return FileResponse(_HERE / "page.js")


def _facets(opened: Callable[[], Assistant]) -> dict[str, list[str]]:
    """The values that occur, by facet, in the order of the sources; nothing while there is no index."""
    try:
        proposals = opened().proposals
    except AssistantError:
        return {}
    found = {name: dict.fromkeys(value for row in proposals for value in row.values(name)) for name in _FACETS}
    return {name: list(values) for name, values in found.items() if values}


def _height(text: str) -> int:
    return min(max(int(text), _FEWEST), _MOST) if text.isascii() and text.isdigit() and len(text) < 9 else _USUAL


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
