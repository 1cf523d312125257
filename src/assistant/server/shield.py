"""What stands between the network and the application: headers, limits, and the page made Japanese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.settings import Settings

_MAX_BODY: Final = 1 << 20
"""Longest body of a request, in bytes."""
_CLOSED: Final = ("/gradio_api/upload", "/gradio_api/file", "/gradio_api/proxy=", "/gradio_api/stream")
"""Doors of Gradio for files: this page neither takes nor gives any."""
_STATIC: Final = ("/assets/", "/static/", "/favicon.ico")
_FOREIGN: Final = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*|<link rel="manifest"[^>]*>\s*')
"""What Gradio's page says for social networks, by addresses on other hosts."""


class Shield:
    """ASGI middleware: security headers, no caching of answers, no large bodies, no files, and a Japanese page."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._title = settings.title
        self._headers = _headers(settings.frame_ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
        guarded = _guarded(send, self._headers, keep=path.startswith(_STATIC))
        if path.startswith(_CLOSED):
            await JSONResponse({"message": "ファイルは扱いません。"}, 404)(scope, receive, guarded)
        elif path == "/":
            plain = [item for item in scope["headers"] if item[0] != b"accept-encoding"]
            await self._app({**scope, "headers": plain}, receive, _whole(guarded, self._title))
        else:
            await self._app(scope, _limited(receive), guarded)


def _headers(frame_ancestors: str) -> Mapping[str, str]:
    # Gradio builds its components from inline scripts and compiled templates: both must be allowed, from here only.
    policy = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }


def _guarded(send: Send, headers: Mapping[str, str], *, keep: bool) -> Send:
    """``send`` with the headers added; only what is the same for everyone may be kept by the browser."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = MutableHeaders(scope=message)
            given.update(headers)
            if not keep:
                given["Cache-Control"] = "no-store"
        await send(message)

    return guarded


def _limited(receive: Receive) -> Receive:
    """``receive`` that refuses a body of more than ``_MAX_BODY`` bytes with 413."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > _MAX_BODY:
            raise HTTPException(413, "送られた内容が大きすぎます。質問を短くしてください。")
        return message

    return limited


def _whole(send: Send, title: str) -> Send:
    """``send`` that puts the page together, then says that it is Japanese and speaks of no other host."""
    start: Message = {}
    pieces: list[bytes] = []

    async def whole(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        if message["type"] != "http.response.body":
            await send(message)
            return
        pieces.append(message.get("body", b""))
        if message.get("more_body"):
            return
        body = b"".join(pieces)
        headers = MutableHeaders(scope=start)
        if headers.get("content-type", "").startswith("text/html"):
            body = _japanese(body.decode(), title).encode()
            headers["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return whole


def _japanese(page: str, title: str) -> str:
    page = _FOREIGN.sub("", page.replace('lang="en"', 'lang="ja"', 1))
    ours = f'<title>{escape(title)}</title>\n<link rel="icon" href="./favicon.ico" />'
    return page.replace('<base href="./" />', f'<base href="./" />\n{ours}', 1)
