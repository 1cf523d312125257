"""What goes wrong on a page, told as a page: what happened and what to do, with the status that fits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from assistant.errors import AssistantError, InputError, LocatedError
from assistant.pages.rendering import Renderer

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_log = logging.getLogger(__name__)


def told_as_page(renderer: Renderer) -> type[APIRoute]:
    """A kind of route whose faults are pages of ``renderer``."""

    class PageRoute(APIRoute):
        """A route whose faults are pages."""

        def get_route_handler(self) -> Handler:
            """The handler of the route, with its faults caught."""
            handle = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                try:
                    return await handle(request)
                except (AssistantError, HTTPException, RequestValidationError) as error:
                    status, heading, message = _said(error)
                except Exception:
                    _log.exception("%s failed", request.url.path)
                    status, heading, message = (
                        500,
                        "ページを作れませんでした",
                        "もう一度開いても同じなら、サーバーの記録を管理者に見てもらってください。",
                    )
                return renderer.page(request, "fault.html", status, heading=heading, message=message)

            return guarded

    return PageRoute


def _said(error: Exception) -> tuple[int, str, str]:
    """Status, heading and message of a fault that can be explained."""
    if isinstance(error, HTTPException):
        return error.status_code, "見つかりません" if error.status_code == 404 else "できませんでした", error.detail
    if isinstance(error, LocatedError):  # without the folders of the server
        return 503, "まだ使えません", f"{error.reason}。{error.advice}"
    if isinstance(error, InputError):
        return 422, "条件を読めません", str(error)
    if isinstance(error, AssistantError):
        return 503, "まだ使えません", str(error)
    return 422, "条件を読めません", "アドレスの書き方を確かめてください。"
