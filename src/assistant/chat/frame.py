"""What stands around the conversation: the heading, questions to begin with, notes above the box, the panel beside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from assistant.chat.messages import buttons_html

BAR: Final = (
    '<p id="told" class="unseen" role="status"></p><ul id="presets" aria-label="いつも絞り込む条件" hidden></ul>'
    '<p id="editing" hidden>前の質問を直しています。送ると、それより後のやり取りは消えます。'
    '<button type="button" class="leave">やめる</button></p>'
)
"""Above the box: what was told last (to screen readers), filters that always hold, and which question is put right."""
SIDE: Final = (
    '<aside id="evidence" aria-labelledby="evidence-name" hidden><div class="head">'
    '<h2 id="evidence-name" tabindex="-1"></h2><button type="button" class="close">閉じる</button></div>'
    '<div class="body"></div></aside>'
)
"""Beside the answer: the row that is looked at."""
_ALWAYS: Final = ("提案は全部で何件?", "都道府県別の件数は?")


def heading_html(title: str, *, compact: bool) -> str:
    """The name of the page and the way to the others; inside a page of others, only the way to the large one."""
    if compact:
        return (
            f'<div class="compact"><h1 class="unseen">{escape(title)}</h1>'
            '<a class="bigger" href="../" target="_blank" rel="noopener">大きな画面で開く</a></div>'
        )
    return (
        f'<div class="title"><h1>{escape(title)}</h1>'
        '<nav aria-label="ほかの画面"><a href="browse">事例をさがす</a></nav></div>'
        "<p>自治体の提案の一覧に日本語で質問すると、当てはまる提案を、資料の言葉を引用して答えます。</p>"
    )


def examples_html(questions: Sequence[str]) -> str:
    """Questions to begin with; two that fit any corpus where there are none."""
    return f"<p>質問の例</p>{buttons_html(questions or _ALWAYS)}"
