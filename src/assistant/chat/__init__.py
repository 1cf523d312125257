"""The chat page: an Answer as a Japanese screen, made with Gradio."""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

from assistant.chat.screen import CSS, ICON, JS, screen, theme

__all__ = ["CSS", "ICON", "JS", "screen", "theme"]
