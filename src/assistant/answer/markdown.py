"""An answer as Markdown: lead, a list item a statement, remarks, near misses. Words of sources and users are escaped."""

from __future__ import annotations

import re
from typing import Final

from assistant.answer.evidence import heading_of, name_of
from assistant.records import Answer, Proposal

_SPECIAL: Final = re.compile(r"([\\`*_<>\[\]$~|&#])")
_NEAR: Final = "該当ではありません(近いもの)"
_NEAR_TEXTS: Final = "近い項目(質問の言葉がすべては入っていません)"
_SHOWN: Final = {"proposal": 60, "record": 200, "text": 200}
"""So many characters of what comes near are shown: of a FAQ its answer."""


def near_heading(answer: Answer) -> str:
    """What stands over the rows that do not match but come close."""
    return _NEAR if answer.near[0].genre == "proposal" else _NEAR_TEXTS


def markdown(answer: Answer) -> str:
    """The text of ``answer`` for the chat and for ``text`` of the answer object."""
    blocks = [escape(answer.lead)]
    if answer.statements:
        blocks.append("\n".join(f"- {escape(statement.text)}" for statement in answer.statements))
    blocks.extend(escape(remark) for remark in answer.remarks)
    if answer.near:
        blocks.append(f"**{escape(near_heading(answer))}**")
        blocks.append("\n".join(f"- {escape(_line(proposal))}" for proposal in answer.near))
    return "\n\n".join(blocks)


def escape(text: str) -> str:
    """``text`` with no character left that Markdown or HTML would read."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def excerpt(proposal: Proposal) -> str:
    """The first words of what a row that comes near says."""
    said = [item for item in proposal.fields if item.text]
    own = said[-1]
    if proposal.genre == "record":  # of a FAQ its answer
        rest = (item for item in said if item.text != heading_of(proposal))
        own = max(rest, key=lambda item: len(item.text), default=own)
    words = next((item for item in said if item.role in {"title", "overview"}), own).text
    shown = _SHOWN[proposal.genre]
    return f"{words[:shown]}{'…' if len(words) > shown else ''}"


def _line(proposal: Proposal) -> str:
    return f"{name_of(proposal)}: {excerpt(proposal)}"
