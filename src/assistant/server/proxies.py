"""Reverse proxies: whose headers are believed, and what a request was before it came through them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import InputError
from assistant.settings import Settings

TRUSTED: Final = "assistant.trusted"
"""Key of a scope: whether the request came through a trusted proxy."""

_PREFIX: Final = re.compile(r"(?:/[\w.~-]+)+", re.ASCII)
_HOST: Final = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?", re.ASCII)
_TOLD: Final = (b"forwarded", b"x-forwarded-", b"x-gradio-server")
"""Beginnings of headers that are read here and that nothing behind may read once more."""


class TrustedProxies:
    """The addresses of a setting; ``in`` tells whether one of them is meant. Raises InputError for what is none."""

    def __init__(self, addresses: str) -> None:
        self._networks: list[IPv4Network | IPv6Network] = []
        for text in filter(None, (item.strip() for item in addresses.split(","))):
            try:
                self._networks.append(ip_network(text, strict=False))
            except ValueError as error:
                advice = "アドレスか範囲をカンマで区切って書いてください(例: 127.0.0.1, 10.1.0.0/24)。"
                raise InputError(f"設定 trusted_proxies の「{text}」を読めません。{advice}") from error

    def __contains__(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._networks)

    def client(self, chain: Iterable[str]) -> str:
        """Who asked, of the addresses in X-Forwarded-For: the last that is no trusted proxy; "" where none is told."""
        told = [_bare(item) for item in chain]
        return next((host for host in reversed(told) if host not in self), next(iter(told), ""))


class Proxies:
    """ASGI middleware: puts scheme, host, client and path as the browser knows them, where a trusted proxy tells.

    The path then begins with the prefix, whether the proxy cut it off or not. From anyone else the headers are
    taken away.
    """

    def __init__(self, app: ASGIApp, trusted: TrustedProxies, root: str) -> None:
        self._app = app
        self._trusted = trusted
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        peer = scope["client"][0] if scope.get("client") else ""
        trusted = peer in self._trusted
        kept = [item for item in scope["headers"] if not item[0].startswith(_TOLD)]
        seen = {**scope, "headers": kept, TRUSTED: trusted}
        root = scope.get("root_path") or self._root
        if trusted:
            headers = Headers(scope=scope)
            if (scheme := _first(headers, "x-forwarded-proto")) in {"http", "https"}:
                seen["scheme"] = scheme.replace("http", "ws") if scope["type"] == "websocket" else scheme
            if _HOST.fullmatch(host := _first(headers, "x-forwarded-host")):
                seen["headers"] = [(b"host", host.encode()), *(item for item in kept if item[0] != b"host")]
            if client := self._trusted.client(",".join(headers.getlist("x-forwarded-for")).split(",")):
                seen["client"] = (client, 0)
            if _PREFIX.fullmatch(prefix := _first(headers, "x-forwarded-prefix").rstrip("/")):
                root = prefix
        await self._app(_under(root, seen), receive, send)


def root_of(settings: Settings) -> str:
    """The sub-path of the settings without a slash at its end. Raises InputError for what is no path."""
    root = settings.root_path.rstrip("/")
    if root and not _PREFIX.fullmatch(root):
        raise InputError(f"設定 root_path の「{settings.root_path}」を読めません。/assistant のように書いてください。")
    return root


def _under(root: str, scope: Scope) -> Scope:
    """``scope`` with its path below ``root``."""
    if not root:
        return scope
    path = scope["path"]
    if path != root and not path.startswith(f"{root}/"):
        raw = scope.get("raw_path")
        scope = {**scope, "path": root + path, "raw_path": raw and root.encode() + raw}
    return {**scope, "root_path": root}


def _first(headers: Headers, name: str) -> str:
    return headers.get(name, "").split(",")[0].strip()


def _bare(address: str) -> str:
    """An address of X-Forwarded-For without its port: IIS tells 10.1.2.3:50123."""
    text = address.strip()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
