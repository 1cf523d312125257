"""Addresses that nothing is at: told in Japanese, as a page to a browser and as a ``message`` to a program."""

from __future__ import annotations

import json
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.pages.rendering import Renderer
from assistant.settings import Settings

_BARE: Final = {"detail": "Not Found"}
"""What the chat says of an address that it does not know."""
_NOT_FOUND: Final = 404
_TOLD: Final = "この番地のページはありません。番地を確かめるか、質問の画面(/)から開き直してください。"


class Missing:
    """Puts words that people understand in place of the bare fault of the chat."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._renderer = Renderer(settings.title)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes all on but a fault that says no more than that nothing was found."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message = {}

        async def told(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == _NOT_FOUND:
                start = message
                return
            if start:
                first, start = start, {}
                if _is_bare(first, message):
                    first, message = self._said(scope, first)
                await send(first)
            await send(message)

        await self._app(scope, receive, told)

    def _said(self, scope: Scope, start: Message) -> tuple[Message, Message]:
        """The fault as a page where a browser asks, else as JSON; the other headers stay."""
        request = Request(scope)
        page = "text/html" in request.headers.get("accept", "")
        if page:
            shown = self._renderer.page(request, "fault.html", _NOT_FOUND, heading="ページがありません", message=_TOLD)
            body, kind = bytes(shown.body), "text/html; charset=utf-8"
        else:
            body, kind = json.dumps({"message": _TOLD}, ensure_ascii=False).encode(), "application/json"
        headers = MutableHeaders(scope=start)
        headers["content-type"] = kind
        headers["content-length"] = str(len(body))
        sent = b"" if scope["method"] == "HEAD" else body
        return start, {"type": "http.response.body", "body": sent}


def _is_bare(start: Message, body: Message) -> bool:
    """Whether a fault says nothing but that nothing was found."""
    kind = Headers(raw=start["headers"]).get("content-type", "")
    if not kind.startswith("application/json") or body.get("more_body"):
        return False
    try:
        return bool(json.loads(body.get("body", b"")) == _BARE)
    except ValueError:
        return False
