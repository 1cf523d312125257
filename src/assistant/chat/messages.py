"""What the chat says, as HTML. Every word of a source or a user is escaped here, and nothing reads Markdown after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from assistant.answer.markdown import NEAR_HEADING
from assistant.answer.wording import period
from assistant.chat.evidence import row_html
from assistant.records import PREFECTURE, START, STATUS, Answer, Citation, Filter, Proposal, Query, Statement

WAITING: Final = '<p class="waiting">探しています…</p>'

_OPEN: Final = 20
"""So many proposals stand open; the others wait behind 「残りを表示」."""
_SHORT: Final = 200
_EXCERPT: Final = 90


def question_html(question: str) -> str:
    """The words of the user, cut where they are too long to be read again."""
    return f'<p class="question">{escape(_cut(question, _SHORT))}</p>'


def fault_html(message: str) -> str:
    """Why no answer was made, and what to do."""
    return f'<p class="fault" role="alert">{escape(message)}</p>'


def answer_html(answer: Answer) -> str:
    """The lead first, then what was understood, one block a proposal, remarks, and near misses under their heading."""
    blocks = [_block(statement, *statement.citations) for statement in answer.statements]
    near = [_near(proposal) for proposal in answer.near]
    parts = (
        f'<p class="lead">{escape(answer.lead)}</p>',
        _chips(answer.query),
        _list(blocks, "found"),
        "".join(f'<p class="remark">{escape(remark)}</p>' for remark in answer.remarks),
        f"<h3>{escape(NEAR_HEADING)}</h3>{_list(near, 'near')}" if near else "",
    )
    state = "answered" if answer.answered else "not-found"
    return f'<article class="answer {state}">{"".join(parts)}</article>'


def sources_html(manifest: Mapping[str, Any]) -> str:
    """The sources that are searched, and how many proposals they hold."""
    names = "、".join(
        f"「{source['title'] or source['path']}」"
        + (f"({origin})" if (origin := "、".join(filter(None, (source["publisher"], source["as_of"])))) else "")
        for source in manifest["sources"]
    )
    return f'<p class="sources">資料: {escape(names)} 提案{manifest["counts"]["proposals"]}件</p>'


def _list(blocks: Sequence[str], name: str) -> str:
    if not blocks:
        return ""
    shown = "".join(f"<li>{block}</li>" for block in blocks[:_OPEN])
    rest = "".join(f"<li>{block}</li>" for block in blocks[_OPEN:])
    more = f"<details class='more'><summary>残り{len(blocks) - _OPEN}件を表示</summary><ol>{rest}</ol></details>"
    return f'<ol class="{name}">{shown}</ol>{more if rest else ""}'


def _block(statement: Statement, first: Citation, *others: Citation) -> str:
    """A statement 「名前: 本文」 as a heading and a body; each quote on a line of its own."""
    head, colon, body = statement.text.partition(": ")
    if not colon:
        head, body = first.proposal.municipality or first.proposal.source.title, statement.text
        body = "" if body == head else body
    citations = (first, *others)
    text = f'<div class="words">{_with_quotes(body, citations)}</div>' if body else ""
    return f"<h3>{escape(head)}{_tags(first.proposal)}</h3>{text}{row_html(first.proposal, citations)}"


def _with_quotes(body: str, citations: Sequence[Citation]) -> str:
    """``body`` escaped, with 「…」 around the words of each citation set off as a quotation."""
    pieces = []
    for citation in citations:
        quote = f"「{citation.quote.strip()}」"
        before, found, after = body.partition(quote)
        if found:
            pieces.append(f"{escape(before)}<blockquote>{escape(quote)}</blockquote>")
            body = after
    return "".join(pieces) + escape(body)


def _near(proposal: Proposal) -> str:
    where = "・".join(p for p in proposal.values(PREFECTURE) if p not in proposal.municipality)
    name = f"{proposal.municipality}({where})" if where else proposal.municipality
    words = next((field.text for field in proposal.fields if field.role in {"title", "overview"}), "")
    excerpt = f'<p class="excerpt">{escape(_cut(words, _EXCERPT))}</p>' if words else ""
    return f"<h4>{escape(name)}{_tags(proposal)}</h4>{excerpt}{row_html(proposal, label='原文を読む')}"


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


def _chips(query: Query) -> str:
    """What was understood of the question: filters, words read as others, and what came from earlier questions."""
    chips = [_filter_chip(item) for item in query.filters]
    chips += [f"言葉: <b>{escape(topic.said)}</b>" for topic in query.topics]
    chips += [f"「{escape(reading.said)}」→<b>{escape(reading.read)}</b>" for reading in query.readings]
    chips += [f"前の質問から: {escape(text)}" for text in query.earlier]
    if not chips:
        return ""
    return f'<ul class="chips" aria-label="読み取った内容">{"".join(f"<li>{chip}</li>" for chip in chips)}</ul>'


def _filter_chip(item: Filter) -> str:
    value = period(item.value) if item.facet == START else item.value
    negated = " 以外" if item.negated else ""
    assumed = f"<small>{escape(item.assumed)}</small>" if item.assumed else ""
    return f"{escape(item.facet)}: <b>{escape(value)}{negated}</b>{assumed}"
