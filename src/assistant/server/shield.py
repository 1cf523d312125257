"""What stands between the network and the application: headers, limits, and the chat page made Japanese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import InputError
from assistant.server.paths import CHATS, place, route
from assistant.settings import Settings

_CLOSED: Final = ("/gradio_api/upload", "/gradio_api/file", "/gradio_api/proxy=", "/gradio_api/stream")
"""Doors of Gradio for files: this page neither takes nor gives any."""
_STATIC: Final = ("/assets/", "/static/", "/favicon.ico")
_ADMIN: Final = "/admin"
"""Pages that no other page may show."""
_POLICY: Final = "Content-Security-Policy"
_FOREIGN: Final = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*|<link rel="manifest"[^>]*>\s*')
"""What Gradio's page says for social networks, by addresses on other hosts."""
_TOO_LARGE: Final = "送られた内容が大きすぎます。質問を短くしてください。"
_TOO_LARGE_FILE: Final = "送られたファイルが大きすぎます。1つずつ送るか、小さく分けてください。"


class Shield:
    """ASGI middleware: security headers, no caching of answers, no large bodies, no files, and a Japanese page."""

    def __init__(self, app: ASGIApp, settings: Settings, ancestors: str) -> None:
        self._app = app
        self._title = settings.title
        self._ancestors = ancestors
        self._body = settings.max_body << 10
        self._files = (settings.file_megabytes << 20) + self._body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        at, path = place(scope), route(scope)
        admin = at == _ADMIN or at.startswith(f"{_ADMIN}/")
        ancestors = "'none'" if admin else self._ancestors
        headers = _headers(ancestors, made_by_gradio=at in CHATS)
        guarded = _guarded(send, headers, ancestors, keep=path.startswith(_STATIC))
        limit, complaint = (self._files, _TOO_LARGE_FILE) if admin else (self._body, _TOO_LARGE)
        if path.startswith(_CLOSED):
            await JSONResponse({"message": "ファイルは扱いません。"}, 404)(scope, receive, guarded)
        elif _told_length(scope) > limit:
            await JSONResponse({"message": complaint}, 413)(scope, receive, guarded)
        elif at in CHATS:
            plain = [item for item in scope["headers"] if item[0] != b"accept-encoding"]
            await self._app({**scope, "headers": plain}, receive, _whole(guarded, self._title))
        else:
            await self._app(scope, _limited(receive, limit, complaint), guarded)


def _headers(ancestors: str, *, made_by_gradio: bool) -> Mapping[str, str]:
    headers = {
        _POLICY: _policy(ancestors, made_by_gradio=made_by_gradio),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    older = {"'self'": "SAMEORIGIN", "'none'": "DENY"}.get(ancestors)  # it cannot name other pages
    return headers | ({"X-Frame-Options": older} if older else {})


def ancestors_of(settings: Settings) -> str:
    """The pages that may embed the chat, ours among them. Raises InputError for what is no such list."""
    given = settings.frame_ancestors
    if not given.isascii() or not given.isprintable() or set(given) & set(",;"):
        raise InputError(
            f"設定 frame_ancestors の「{given}」を読めません。https://portal.example.lg.jp のように空白で区切って書いてください。"
        )
    sources = given.split()
    if not sources or sources == ["'none'"]:
        return "'none'"
    return " ".join(sources if "'self'" in sources else ["'self'", *sources])


def _policy(ancestors: str, *, made_by_gradio: bool) -> str:
    # Gradio builds its components from inline scripts and compiled templates: both must be allowed, from here only.
    policy = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval'" if made_by_gradio else "'self'",
        "style-src": "'self' 'unsafe-inline'" if made_by_gradio else "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'self'" if made_by_gradio else "'none'",
        "form-action": "'self'",
        "frame-ancestors": ancestors,
    }
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def _guarded(send: Send, headers: Mapping[str, str], ancestors: str, *, keep: bool) -> Send:
    """``send`` with the headers added, but for those that a page sets itself; only assets may be kept by the browser."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = MutableHeaders(scope=message)
            for name, value in headers.items():
                given.setdefault(name, value)
            if "frame-ancestors" not in given[_POLICY]:
                given[_POLICY] += f"; frame-ancestors {ancestors}"
            if not keep:
                given["Cache-Control"] = "no-store"
        await send(message)

    return guarded


def _told_length(scope: Scope) -> int:
    told = Headers(scope=scope).get("content-length", "")
    return int(told[:20]) if told.isascii() and told.isdigit() else 0


def _limited(receive: Receive, limit: int, complaint: str) -> Receive:
    """``receive`` that refuses a body of more than ``limit`` bytes with 413."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, complaint)
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
