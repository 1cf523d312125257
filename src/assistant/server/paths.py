"""Where a request goes, whatever stands before it: the sub-path of a proxy, and the embedded chat."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

EMBED: Final = "/embed"
"""Path of the chat for an iframe."""
CHATS: Final = ("/", f"{EMBED}/")
"""Paths of the pages that Gradio makes."""


def place(scope: Scope) -> str:
    """The path below the sub-path of a proxy: /embed/assets/…."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) or "/" if path == root or path.startswith(f"{root}/") else path


def route(scope: Scope) -> str:
    """The same without /embed: the path by which the chat and its embedded twin are alike."""
    path = place(scope)
    return path.removeprefix(EMBED) if path.startswith(f"{EMBED}/") else path
