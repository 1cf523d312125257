"""The page: heading, example questions, conversation, question box, and the row that is looked at beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import gradio as gr

from assistant.chat import messages
from assistant.chat.conversation import Turn, order_of
from assistant.chat.frame import BAR, SIDE, heading_html
from assistant.chat.host import Host, Open
from assistant.settings import Settings

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
_WIRE: Final = (
    "window.chatOrder = (said) => trigger('submit', said); window.chatOpinion = (said) => trigger('like', said);"
)
"""How chat.js hands over what is asked for."""


def theme() -> gr.themes.Base:
    """Calm colours, and fonts that are on the reader's machine."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        radius_size=gr.themes.sizes.radius_md,
        font=_FONTS,
        font_mono=("monospace",),
    )


def screen(opened: Open, settings: Settings, *, compact: bool = False) -> gr.Blocks:
    """The chat page, ``compact`` inside a page of others.

    It is shown too while nothing can be opened, and then says what to do.
    """
    host = Host(opened, settings, "../" if compact else "")

    def ask(turns: list[Turn], event: gr.EventData) -> Iterator[dict[Any, Any]]:
        order = order_of(_said(event), turns)
        question = order.asked.question
        yield {talk: _talk(order.kept, question, messages.WAITING), examples: gr.update(visible=False)}
        turn = host.answer(order)
        if isinstance(turn, str):
            yield {talk: _talk(turns, question, turn), **({} if order.typed else {box: question})}
        else:
            turns = [*order.kept, turn]
            yield {talk: _talk(turns), history: turns}

    def rate(turns: list[Turn], event: gr.EventData) -> str:
        return "yes" if host.rate(_said(event), turns) else "no"

    with gr.Blocks(title=settings.title, analytics_enabled=False) as page:
        gr.HTML(heading_html(settings.title, compact=compact), elem_id="heading", js_on_load=None)
        about, questions = host.welcome()
        origin = gr.HTML(about, elem_id="sources", js_on_load=None)
        history = gr.State([])
        examples = gr.HTML(questions, elem_id="examples", js_on_load=None)
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
            gr.HTML(BAR, elem_id="bar", js_on_load=None)
            box = gr.Textbox(
                elem_id="box",
                label="質問",
                show_label=False,
                placeholder="質問を入力(Enter で送信、Shift+Enter で改行)",
                lines=1,
                max_lines=8,
                autofocus=not compact,
                interactive=True,
                container=False,
                scale=1,
            )
            send = gr.Button("質問する", variant="primary", elem_id="send", scale=0, min_width=0)
            fresh = gr.Button("新しい会話", elem_id="fresh", scale=0, min_width=0)
        gr.HTML(SIDE, elem_id="side", js_on_load=None)
        wire = gr.HTML("", elem_id="wire", js_on_load=_WIRE)

        changed = [talk, box, examples, history]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        # Gradio's page may miss the reply to a question that is sent just as another event of its queue ends:
        # nothing but questions goes there.
        direct = {**quiet, "queue": False}
        page.load(host.welcome, None, [origin, examples], **direct)
        gr.on([box.submit, send.click], js="() => window.chat?.send()", **quiet)
        wire.submit(ask, history, changed, **quiet).then(js="() => window.chat.answered()", **quiet)
        if settings.keep_feedback:
            kept = gr.Textbox(visible=False)
            rated = wire.like(rate, history, kept, **direct)
            rated.then(None, kept, None, js="(kept) => window.chat.rated(kept)", **quiet)
        cleared = fresh.click(lambda: ([], "", gr.update(visible=True), []), None, changed, **direct)
        cleared.then(js="() => window.chat.begin()", **quiet)
    page.queue(default_concurrency_limit=_AT_ONCE)
    return page


def _said(event: gr.EventData) -> Mapping[str, Any]:
    """What the page handed over."""
    said = event._data
    return said if isinstance(said, Mapping) else {}


def _talk(turns: Sequence[Turn], question: str = "", reply: str = "") -> list[dict[str, Any]]:
    """The conversation as messages; ``question`` and ``reply`` are a turn that is not finished."""
    said = []
    for at, turn in enumerate(turns):
        said.append({"role": "user", "content": _html(messages.question_html(turn.asked.question, at))})
        said.append({"role": "assistant", "content": _html(turn.html)})
    if question.strip():
        said.append({"role": "user", "content": _html(messages.question_html(question))})
    if reply:
        said.append({"role": "assistant", "content": _html(reply)})
    return said


def _html(text: str) -> gr.HTML:
    """A message that no Markdown, LaTeX or template reads."""
    return gr.HTML(text, js_on_load=None, apply_default_css=False)
