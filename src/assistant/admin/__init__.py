"""The pages for administrators at /admin: sources, upload, rebuild, what found nothing, ratings."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from assistant.admin.routes import admin_app
from assistant.assistant import Assistant
from assistant.settings import Settings

__all__ = ["add_admin"]


def add_admin(app: Starlette, opened: Callable[[], Assistant], settings: Settings) -> None:
    """Puts the pages on ``app``. They say how to switch them on where no setting lets anybody in."""
    app.router.routes.append(Route("/admin", _to_the_first_page, include_in_schema=False))
    app.router.routes.append(Mount("/admin", admin_app(opened, settings)))


def _to_the_first_page(request: Request) -> RedirectResponse:
    return RedirectResponse(f"{request.scope.get('root_path', '')}/admin/", 307)
