"""An answer as Markdown: lead, a list item a statement, remarks, near misses. Words of sources and users are escaped."""

from __future__ import annotations

import re
from typing import Final

from assistant.answer.evidence import name_of
from assistant.records import Answer, Proposal

_SPECIAL: Final = re.compile(r"([\\`*_<>\[\]$~|&#])")
NEAR_HEADING: Final = "該当ではありません(近いもの)"


def markdown(answer: Answer) -> str:
    """The text of ``answer`` for the chat and for ``text`` of the answer object."""
    blocks = [escape(answer.lead)]
    if answer.statements:
        blocks.append("\n".join(f"- {escape(statement.text)}" for statement in answer.statements))
    blocks.extend(escape(remark) for remark in answer.remarks)
    if answer.near:
        blocks.append(f"**{escape(NEAR_HEADING)}**")
        blocks.append("\n".join(f"- {escape(_line(proposal))}" for proposal in answer.near))
    return "\n\n".join(blocks)


def escape(text: str) -> str:
    """``text`` with no character left that Markdown or HTML would read."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _line(proposal: Proposal) -> str:
    said = [item for item in proposal.fields if item.text]
    field = next((item for item in said if item.role in {"title", "overview"}), said[-1])
    words = field.text
    return f"{name_of(proposal)}: {words[:60]}{'…' if len(words) > 60 else ''}"
