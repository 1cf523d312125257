"""The page: heading, example questions, conversation, question box."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

import gradio as gr

from assistant.assistant import Assistant
from assistant.chat import messages
from assistant.errors import AssistantError, LocatedError

Open = Callable[[], Assistant]
"""Gives the open assistant. Raises IndexUnavailableError or ModelError while there is none."""
Turn = tuple[str, str]
"""A question that was answered, and the answer as HTML."""

CSS: Final = Path(__file__).with_name("chat.css")
ICON: Final = Path(__file__).with_name("icon.svg")
JS: Final = Path(__file__).with_name("chat.js").read_text(encoding="utf-8")

_FONTS: Final = (
    "BIZ UDPGothic",
    "Hiragino Sans",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Yu Gothic UI",
    "Meiryo",
    "sans-serif",
)
_AT_ONCE: Final = 16
"""So many questions are worked on at a time; others wait in line."""
_FAILED: Final = "答えを作れませんでした。もう一度送っても同じなら、サーバーの記録を管理者に見てもらってください。"
_log = logging.getLogger(__name__)


def theme() -> gr.themes.Base:
    """Calm colours, and fonts that are on the reader's machine."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_md,
        font=_FONTS,
        font_mono=("monospace",),
    )


def screen(opened: Open, title: str) -> gr.Blocks:
    """The chat page. It is shown too while nothing can be opened, and then says what to do."""

    def sources() -> str:
        try:
            return messages.sources_html(opened().manifest)
        except AssistantError as error:
            return messages.fault_html(f"まだ質問に答えられません。{_told(error)}")

    def ask(question: str, turns: list[Turn]) -> Iterator[dict[Any, Any]]:
        yield {talk: _talk(turns, question, messages.WAITING), examples: gr.update(visible=False)}
        try:
            answer = opened().ask(question, [earlier for earlier, _ in turns])
        except AssistantError as error:
            yield {talk: _talk(turns, question, messages.fault_html(_told(error))), box: question}
            return
        except Exception:
            _log.exception("a question failed")
            yield {talk: _talk(turns, question, messages.fault_html(_FAILED)), box: question}
            return
        turns = [*turns, (question, messages.answer_html(answer))]
        yield {talk: _talk(turns), box: "", history: turns}

    with gr.Blocks(title=title, analytics_enabled=False) as page:
        gr.HTML(_heading(title), elem_id="heading", js_on_load=None)
        origin = gr.HTML(sources(), elem_id="sources", js_on_load=None)
        history = gr.State([])
        with gr.Column(elem_id="examples") as examples:
            gr.HTML("<p>質問の例</p>", js_on_load=None)
            buttons = [gr.Button(text, size="sm", min_width=0) for text in _examples(opened)]
        talk = gr.Chatbot(
            elem_id="talk",
            label="会話",
            show_label=False,
            container=False,
            height=None,
            autoscroll=False,
            buttons=[],
            latex_delimiters=[],
        )
        with gr.Row(elem_id="desk"):
            box = gr.Textbox(
                elem_id="box",
                label="質問",
                show_label=False,
                placeholder="質問を入力(Enter で送信、Shift+Enter で改行)",
                lines=1,
                max_lines=8,
                autofocus=True,
                container=False,
                scale=1,
            )
            send = gr.Button("質問する", variant="primary", elem_id="send", scale=0, min_width=0)
            fresh = gr.Button("新しい会話", elem_id="fresh", scale=0, min_width=0)

        changed = [talk, box, examples, history]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        page.load(sources, None, origin, **quiet)
        asked = [gr.on([box.submit, send.click], ask, [box, history], changed, **quiet)]
        asked += [button.click(ask, [button, history], changed, **quiet) for button in buttons]
        for event in asked:
            event.then(js="() => window.showLatestQuestion()", **quiet)
        fresh.click(lambda: ([], "", gr.update(visible=True), []), None, changed, **quiet)
    page.queue(default_concurrency_limit=_AT_ONCE)
    return page


def _examples(opened: Open) -> tuple[str, ...]:
    """Questions to begin with, made from the corpus; two that fit any corpus while it cannot be opened."""
    try:
        return opened().known.examples
    except AssistantError:
        return ("提案は全部で何件?", "都道府県別の件数は?")


def _heading(title: str) -> str:
    return (
        f"<h1>{escape(title)}</h1>"
        "<p>自治体の提案の一覧に日本語で質問すると、当てはまる提案を、資料の言葉を引用して答えます。</p>"
    )


def _told(error: AssistantError) -> str:
    """What readers are told of an error: no folders of the server."""
    return f"{error.reason}。{error.advice}" if isinstance(error, LocatedError) else str(error)


def _talk(turns: list[Turn], question: str = "", reply: str = "") -> list[dict[str, Any]]:
    """The conversation as messages; ``question`` and ``reply`` are a turn that is not finished."""
    shown = [*turns, (question, reply)] if reply else turns
    said = []
    for asked, answered in shown:
        if asked.strip():
            said.append({"role": "user", "content": _html(messages.question_html(asked))})
        said.append({"role": "assistant", "content": _html(answered)})
    return said


def _html(text: str) -> gr.HTML:
    """A message that no Markdown, LaTeX or template reads."""
    return gr.HTML(text, js_on_load=None, apply_default_css=False)
