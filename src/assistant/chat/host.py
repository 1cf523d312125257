"""Answers what the page asks for, and keeps of it what the settings allow."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from assistant.assistant import Assistant
from assistant.chat import messages
from assistant.chat.conversation import Order, Turn, opinion_of
from assistant.chat.frame import examples_html
from assistant.chat.links import question_link
from assistant.chat.suggestions import suggested
from assistant.errors import AssistantError, LocatedError
from assistant.journal import Journal
from assistant.settings import Settings

Open = Callable[[], Assistant]
"""Gives the open assistant. Raises IndexUnavailableError or ModelError while there is none."""

_FAILED: Final = "答えを作れませんでした。もう一度送っても同じなら、サーバーの記録を管理者に見てもらってください。"
_log = logging.getLogger(__name__)


class Host:
    """Stands between the page and the assistant; ``home`` leads from the page to the root of all pages."""

    def __init__(self, opened: Open, settings: Settings, home: str) -> None:
        self._opened = opened
        self._rated = settings.keep_feedback
        self._journal = Journal(settings)
        self._home = home

    def welcome(self) -> tuple[str, str]:
        """What is searched, or why nothing can be, and questions to begin with."""
        try:
            assistant = self._opened()
        except AssistantError as error:
            return messages.fault_html(f"まだ質問に答えられません。{_told(error)}"), examples_html(())
        return messages.sources_html(assistant.known.sources, assistant.proposals), examples_html(
            assistant.known.examples
        )

    def answer(self, order: Order) -> Turn | str:
        """The turn that ``order`` asks for, or why there is none, as HTML."""
        try:
            return self._answer(order)
        except AssistantError as error:
            return _numbered(messages.fault_html(_told(error)), order)
        except Exception:
            _log.exception("a question failed")
            return _numbered(messages.fault_html(_FAILED), order)

    def rate(self, said: Mapping[str, Any], turns: Sequence[Turn]) -> bool:
        """Keeps what somebody thought of an answer. Says whether it could be kept."""
        opinion = opinion_of(said, turns)
        return opinion is not None and self._journal.note_feedback(
            opinion.turn.asked.question, opinion.turn.rows, opinion.good, opinion.comment
        )

    def _answer(self, order: Order) -> Turn:
        assistant = self._opened()
        answer = assistant.ask(order.asked, order.history, order.filters)
        if not answer.answered:
            self._journal.note_unanswered(order.asked.question, answer.lead)
        html = messages.answer_html(
            answer,
            order.asked,
            len(order.kept),
            question_link(order.asked, order.history if answer.query.earlier else (), order.filters, self._home),
            suggested(answer, assistant.known),
            self._home,
            rated=self._rated,
        )
        return Turn(order.asked, order.history, _numbered(html, order), tuple(row.id for row in answer.proposals))


def _numbered(html: str, order: Order) -> str:
    return f'<div data-order="{order.number}">{html}</div>'


def _told(error: AssistantError) -> str:
    """What readers are told of an error: no folders of the server."""
    return f"{error.reason}。{error.advice}" if isinstance(error, LocatedError) else str(error)
