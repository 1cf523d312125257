"""The web server: the one place that joins the chat, the API and the security headers."""

from __future__ import annotations

import socket
import sys
from errno import EACCES, EADDRINUSE
from importlib.metadata import version
from typing import Final

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from assistant import admin, chat, pages
from assistant.api.mcp import add_mcp
from assistant.api.routes import add_api
from assistant.errors import AssistantError, ServerError
from assistant.journal import Journal
from assistant.server.embedding import add_embedding
from assistant.server.missing import Missing
from assistant.server.opened import Opened
from assistant.server.paths import EMBED
from assistant.server.proxies import Proxies, TrustedProxies, root_of
from assistant.server.shield import Shield, ancestors_of
from assistant.server.visitors import Visitors
from assistant.settings import Settings

__all__ = ["check", "create_app", "guard", "serve"]

_LAST_PORT: Final = 65535


def create_app(settings: Settings) -> FastAPI:
    """The application: chat at /, the API beside it. It works too while there is no index, and says what to do."""
    opened = Opened(settings)
    app = FastAPI(
        title=settings.title,
        version=version("assistant"),
        description="自治体の提案の一覧に質問し、原文の引用付きで答えを得ます。",
        docs_url=None,  # their pages load scripts from another host
        redoc_url=None,
    )
    app.state.opened = opened
    journal = Journal(settings)
    add_api(app, opened, journal)
    if settings.mcp:
        add_mcp(app, opened, settings.max_body << 10, journal)
    add_embedding(app, opened, settings)
    admin.add_admin(app, opened, settings)
    pages.add_pages(app, opened, settings)
    guard(app, settings)
    _mount_chat(app, opened, settings, EMBED)
    _mount_chat(app, opened, settings, "/")
    return app


def guard(app: FastAPI, settings: Settings) -> None:
    """Puts proxies, headers, limits and login before ``app``. Raises InputError for settings that cannot be."""
    app.add_middleware(CORSMiddleware)  # no page of another site reads answers: without it, Gradio lets all of them
    app.add_middleware(Missing, settings=settings)
    app.add_middleware(Visitors, settings=settings)
    app.add_middleware(Shield, settings=settings, ancestors=ancestors_of(settings))
    app.add_middleware(Proxies, trusted=TrustedProxies(settings.trusted_proxies), root=root_of(settings))


def _mount_chat(app: FastAPI, opened: Opened, settings: Settings, path: str) -> None:
    gr.mount_gradio_app(
        app,
        chat.screen(opened, settings, compact=path == EMBED),
        path=path,
        theme=chat.theme(),
        css_paths=chat.CSS,
        js=chat.JS,
        favicon_path=chat.ICON if path == "/" else None,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        show_error=False,
    )


def check(settings: Settings) -> None:
    """Raises ServerError where the address cannot be listened at: to be told before an index is built."""
    _listen(settings.host, settings.port).close()


def serve(settings: Settings) -> None:
    """Serves until it is stopped. Raises ServerError where the address cannot be listened at."""
    listener = _listen(settings.host, settings.port)
    app = create_app(settings)
    try:
        app.state.opened()
    except AssistantError as error:
        sys.stderr.write(f"注意: {error}\n")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    sys.stderr.write(f"http://{host}:{listener.getsockname()[1]}{root_of(settings)}/ で開けます(終わるには Ctrl+C)。\n")
    config = uvicorn.Config(app, proxy_headers=False, log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= _LAST_PORT:
        raise ServerError(f"ポート {port} はありません。--port で 0 から {_LAST_PORT} の番号を指定してください。")
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ServerError(_reason(host, port, error.errno)) from error


def _reason(host: str, port: int, code: int | None) -> str:
    if code == EADDRINUSE:
        return f"ポート {port} は使用中です。--port で別の番号(例: {port + 1})を指定してください。"
    if code == EACCES:
        return f"ポート {port} を使う権限がありません。--port で 1024 以上の番号を指定してください。"
    return f"{host}:{port} では待ち受けられません。--host と --port を確かめてください。"
