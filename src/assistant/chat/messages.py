"""What the chat says, as HTML. Every word of a source or a user is escaped here, and nothing reads Markdown after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from assistant.answer.evidence import name_of, titled
from assistant.answer.markdown import excerpt, near_heading
from assistant.answer.wording import period
from assistant.chat.chips import chips
from assistant.chat.clipping import MOST, clipping, proposals_of
from assistant.chat.evidence import quote_html, row_html
from assistant.chat.links import browse_link
from assistant.records import START, STATUS, Answer, Asked, Citation, Genre, Proposal, Source, Statement

WAITING: Final = '<p class="waiting">探しています…</p>'

_OPINION: Final = (
    '<div class="opinion"><p>この答えは役に立ちましたか</p>'
    '<button type="button" class="rate" data-good="true" aria-expanded="false">役に立った</button>'
    '<button type="button" class="rate" data-good="false" aria-expanded="false">役に立たなかった</button>'
    '<div class="comment" hidden><label>ひとこと(なくてもかまいません)'
    '<textarea rows="2" maxlength="500"></textarea></label>'
    "<p>質問とひとことは、名前と番号を伏せて、改善のために記録されます。</p>"
    '<button type="button" class="rate-send">送る</button></div></div>'
)
_KINDS: Final[Mapping[Genre, str]] = {"proposal": "提案", "record": "よくある質問など", "text": "文章"}
_SOURCES: Final = 3
"""So many sources are named at once."""
_OPEN: Final = 20
"""So many proposals stand open; the others wait behind 「残りを表示」."""
_SHORT: Final = 200


def question_html(question: str, turn: int | None = None) -> str:
    """The words of the user, cut where they are too long to be read again; those of a turn can be put right."""
    edit = f'<button type="button" class="edit" data-question="{escape(question)}">質問を直す</button>'
    words = f'<p class="question">{escape(_cut(question, _SHORT))}</p>'
    return words if turn is None else f'<div class="asked" data-turn="{turn}">{words}{edit}</div>'


def fault_html(message: str) -> str:
    """Why no answer was made, and what to do."""
    return f'<p class="fault" role="alert">{escape(message)}</p>'


def answer_html(
    answer: Answer,
    asked: Asked | None = None,
    turn: int = 0,
    link: str = "",
    suggested: Sequence[str] = (),
    home: str = "",
    *,
    rated: bool = False,
) -> str:
    """The lead first, then what was understood, one block a proposal, remarks, and near misses under their heading.

    At its end: what to do with it, and what to ask next. ``home`` leads from the page to the root of all;
    ``rated`` asks what the reader thinks of it.
    """
    blocks = [_block(statement, home) for statement in answer.statements[:MOST]]
    near = [_near(proposal, home) for proposal in answer.near]
    parts = (
        f'<h2 class="lead" tabindex="-1">{escape(answer.lead)}</h2>',
        chips(answer.query, asked.without if asked else ()),
        _list(blocks, "found"),
        _beyond(answer, home),
        "".join(f'<p class="remark">{escape(remark)}</p>' for remark in answer.remarks),
        f'<h3 class="apart">{escape(near_heading(answer))}</h3>{_list(near, "near")}' if near else "",
        _tools(answer, link),
        _OPINION if rated else "",
        _next(suggested),
    )
    state = "answered" if answer.answered else "not-found"
    return f'<article class="answer {state}" data-turn="{turn}">{"".join(parts)}</article>'


def sources_html(sources: Sequence[Source], rows: Sequence[Proposal]) -> str:
    """The sources that are searched, the first of them at once, and how many rows of which kind they hold."""
    names = [
        f"「{source.title or source.path}」"
        + (f"({origin})" if (origin := "、".join(filter(None, (source.publisher, source.as_of)))) else "")
        for source in sources
    ]
    more = (
        f"<details class='more'><summary>ほか{len(names) - _SOURCES}点</summary>{escape('、'.join(names[_SOURCES:]))}</details>"
        if len(names) > _SOURCES
        else ""
    )
    kinds = Counter(_KINDS[row.genre] for row in rows)
    held = "、".join(f"{name}{count}件" for name, count in kinds.items())
    return f'<div class="sources">資料: {escape("、".join(names[:_SOURCES]))} {held}{more}</div>'


def buttons_html(questions: Sequence[str]) -> str:
    """Questions as buttons that ask them."""
    items = "".join(f'<li><button type="button" class="ask">{escape(question)}</button></li>' for question in questions)
    return f'<ul class="questions">{items}</ul>'


def _list(blocks: Sequence[str], name: str) -> str:
    if not blocks:
        return ""
    shown = "".join(f"<li>{block}</li>" for block in blocks[:_OPEN])
    rest = "".join(f"<li>{block}</li>" for block in blocks[_OPEN:])
    more = f"<details class='more'><summary>残り{len(blocks) - _OPEN}件を表示</summary><ol>{rest}</ol></details>"
    return f'<ol class="{name}">{shown}</ol>{more if rest else ""}'


def _beyond(answer: Answer, home: str) -> str:
    """How many more there are than the page holds, and where all of them are."""
    left = len(answer.statements) - MOST
    if left <= 0:
        return ""
    link = browse_link(answer.query, home)
    where = (
        f'<a href="{escape(link)}" target="_blank" rel="noopener">「事例をさがす」ですべてを見る</a>' if link else ""
    )
    return f'<p class="remark">ほか{left}件は、ここには並べていません。条件を足すと絞れます。{where}</p>'


def _block(statement: Statement, home: str) -> str:
    """A statement 「名前: 本文」 as a heading and a body; each quote on a line of its own; its rows, each once."""
    first = statement.citations[0].proposal
    head, colon, body = statement.text.partition(": ")
    if not colon:
        head, body = first.municipality or first.source.title, statement.text
        body = "" if body == head else body
    text = f'<div class="words">{_with_quotes(body, statement.citations)}</div>' if body else ""
    rows = "".join(
        row_html(proposal, [item for item in statement.citations if item.proposal.id == proposal.id], home=home)
        for proposal in proposals_of(statement.citations)
    )
    tags = _tags(first) if head.startswith(name_of(first)) else ""  # a source is in no state
    return f"<h3>{escape(head)}{tags}</h3>{text}{rows}"


def _with_quotes(body: str, citations: Sequence[Citation]) -> str:
    """``body`` escaped, with 「…」 around the words of each citation set off as a quotation."""
    taken: list[tuple[int, int, Citation]] = []
    for citation in citations:
        quote = f"「{citation.quote.strip()}」"
        at = body.find(quote)
        while at >= 0 and any(start < at + len(quote) and at < end for start, end, _ in taken):
            at = body.find(quote, at + 1)
        if at >= 0:
            taken.append((at, at + len(quote), citation))
    pieces, done = [], 0
    for start, end, citation in sorted(taken, key=lambda item: item[0]):
        pieces += [escape(body[done:start]), quote_html(citation)]
        done = end
    return "".join(pieces) + escape(body[done:])


def _near(proposal: Proposal, home: str) -> str:
    words = f'<p class="excerpt">{escape(excerpt(proposal))}</p>'
    row = row_html(proposal, label="原文を読む", home=home)
    return f"<h4>{escape(titled(proposal))}{_tags(proposal)}</h4>{words}{row}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _tags(proposal: Proposal) -> str:
    """Status and start, each with the part that it is about."""
    texts = dict.fromkeys(
        f"{facet.part}{facet.value}" if facet.name == STATUS else f"{facet.part}{period(facet.value)}"
        for facet in proposal.facets
        if facet.name in {STATUS, START}
    )
    return "".join(f' <span class="tag">{escape(text)}</span>' for text in texts)


def _tools(answer: Answer, link: str) -> str:
    """Buttons that copy the answer, and the link that asks again."""
    copy = (
        '<button type="button" class="copy">引用付きでコピー</button>'
        f'<span class="clipping" hidden>{escape(clipping(answer))}</span>'
        if answer.answered
        else ""
    )
    again = (
        '<button type="button" class="copy-link">リンクをコピー</button>'
        f'<a class="again" href="{escape(link)}" target="_blank" rel="noopener">この質問を別の画面で開く</a>'
        if link
        else ""
    )
    return f'<div class="tools">{copy}{again}</div>' if copy or again else ""


def _next(suggested: Sequence[str]) -> str:
    if not suggested:
        return ""
    return f'<nav class="next" aria-label="続けて聞く"><p>続けて聞く</p>{buttons_html(suggested)}</nav>'
