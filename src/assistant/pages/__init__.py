"""Pages to find precedents with, rendered on the server: they work without JavaScript, their state is in the address."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, FastAPI

from assistant.assistant import Assistant
from assistant.browsing import Browsing
from assistant.pages.faults import told_as_page
from assistant.pages.files import add_files
from assistant.pages.finding import add_finding
from assistant.pages.rendering import Renderer
from assistant.settings import Settings

__all__ = ["add_pages"]


def add_pages(app: FastAPI, opened: Callable[[], Assistant], settings: Settings) -> None:
    """Puts /browse, /rows, /compare, /draft, /export, /source and /source-page on ``app``."""
    renderer = Renderer(settings.title)
    browsing = Browsing(opened)
    router = APIRouter(route_class=told_as_page(renderer), include_in_schema=False)
    add_finding(router, browsing, renderer)
    add_files(router, browsing, settings)
    app.include_router(router)
