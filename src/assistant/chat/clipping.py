"""An answer as the plain text that staff paste into a paper: each quote with where it was taken from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.answer.wording import filter_phrase
from assistant.exports.lines import citation
from assistant.records import Answer, Citation, Proposal, Statement

MOST: Final = 300
"""So many statements are shown and copied; more take long to come, and nobody reads them in a row."""


def clipping(answer: Answer) -> str:
    """The question, the lead, the first statements with their sources, how many more there are, and the remarks."""
    query = answer.query
    read = "、".join([*map(filter_phrase, query.filters), *(f"「{topic.said}」" for topic in query.topics)])
    head = [f"質問: {query.question}", *([f"条件: {read}"] if read else [])]
    statements = [_statement(at, item) for at, item in enumerate(answer.statements[:MOST], start=1)]
    left = len(answer.statements) - MOST
    rest = [f"(ほか{left}件)"] if left > 0 else []
    blocks = ["\n".join(head), answer.lead, *statements, *rest, *(f"注: {remark}" for remark in answer.remarks)]
    return "\n\n".join(blocks) + "\n"


def _statement(number: int, statement: Statement) -> str:
    lines = [f"{number} {statement.text}"]
    lines += [f"  (出典: {citation(proposal)})" for proposal in proposals_of(statement.citations)]
    return "\n".join(lines)


def proposals_of(citations: Sequence[Citation]) -> list[Proposal]:
    """The rows that are cited, each once."""
    return list({item.proposal.id: item.proposal for item in citations}.values())
