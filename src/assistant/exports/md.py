"""Markdown: a heading and a list a row. Every word is escaped, so that nothing of a source is read as markup."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.markdown import escape
from assistant.exports.lines import FACTS, SOURCE, Line


def write(lines: Sequence[Line]) -> bytes:
    """The text; what a row leaves open is left out."""
    return "\n\n".join(["# 先行事例の一覧", *map(_block, lines), ""]).encode("utf-8", "replace")


def _block(line: Line) -> str:
    facts = [*zip(FACTS, line.facts, strict=True), *line.own, (SOURCE, line.source)]
    listed = "\n".join(f"- {escape(name)}: {escape(text)}" for name, text in facts if text.strip())
    return f"## {escape(line.name)}\n\n{listed}"
