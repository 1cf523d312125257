"""Who may come in, and how often: the user that the proxy names, and the rate of each."""

from __future__ import annotations

import base64
import hashlib
import math
import time
from html import escape
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.server.paths import route
from assistant.server.proxies import TRUSTED
from assistant.settings import Settings

_OPEN: Final = "/healthz"
"""What a watching program may read without a user: it tells no word of a source."""
_JSON: Final = ("/api/", "/mcp", "/gradio_api/", "/openapi.json")
_COUNTED: Final = ("/api/", "/mcp", "/gradio_api/queue/join", "/draft")

_STYLE: Final = """
:root { color-scheme: light dark; }
body { max-width: 40rem; margin: 15vh auto 0; padding: 0 1rem; background: Canvas; color: CanvasText;
  font: 1rem/1.75 "BIZ UDPGothic", "Hiragino Sans", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif; }
h1 { font-size: 1.25rem; }
"""
_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = f"default-src 'none'; style-src 'sha256-{_DIGEST}'"


class Visitors:
    """ASGI middleware: refuses a visitor without a user where the settings ask for one, and one who asks too often.

    The name of the user stands in ``request.state.user`` then.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._title = settings.title
        self._header = settings.user_header
        self._rate = RateLimitItemPerMinute(settings.rate) if settings.rate else None
        self._counter = FixedWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        path = route(scope)
        user = Headers(scope=scope).get(self._header, "").strip() if self._header and scope[TRUSTED] else ""
        if user:
            scope = {**scope, "state": {**scope.get("state", {}), "user": _readable(user)}}
        if self._header and not user and path != _OPEN:
            await self._refusal(scope, path)(scope, receive, send)
            return
        wait = self._wait(user or (scope["client"][0] if scope.get("client") else "")) if _counted(path) else 0
        if wait:
            message = f"短い時間に質問が多すぎます。{wait}秒ほど待ってから、もう一度送ってください。"
            await JSONResponse({"message": message, "detail": message}, 429, {"Retry-After": str(wait)})(
                scope, receive, send
            )
            return
        await self._app(scope, receive, send)

    def _wait(self, who: str) -> int:
        """Seconds until ``who`` may ask again; 0 where that is now."""
        if self._rate is None or self._counter.hit(self._rate, who):
            return 0
        reset, _ = self._counter.get_window_stats(self._rate, who)
        return max(1, math.ceil(reset - time.time()))

    def _refusal(self, scope: Scope, path: str) -> Response:
        """401 where the proxy names nobody, 403 where the request did not come through it."""
        if scope[TRUSTED]:
            status, message = 401, "利用者を確かめられませんでした。庁内ポータルにログインし直してから開いてください。"
        else:
            status, message = 403, "このアドレスからは使えません。庁内ポータルのリンクから開いてください。"
        if path.startswith(_JSON):
            return JSONResponse({"message": message}, status)
        title = escape(self._title)
        page = (
            f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
            f"<body><main><h1>{title}</h1><p>{message}</p>"
            "<p>それでも開けないときは、システムの管理者に知らせてください。</p></main></body></html>"
        )
        return HTMLResponse(page, status, {"Content-Security-Policy": _POLICY})


def _counted(path: str) -> bool:
    return path.startswith(_COUNTED)


def _readable(name: str) -> str:
    """The name as text: proxies send UTF-8, and HTTP reads it as Latin-1."""
    try:
        return name.encode("latin-1").decode()
    except UnicodeDecodeError:
        return name
