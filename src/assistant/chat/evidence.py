"""The whole row that an answer quotes from, as HTML: verbatim fields with the quoted words marked, and the source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from assistant.answer.evidence import position
from assistant.chat.links import marks, row_link
from assistant.exports.lines import citation
from assistant.records import Citation, Proposal, Span
from assistant.text import stretches


def row_html(
    proposal: Proposal, citations: Sequence[Citation] = (), label: str = "原文で確かめる", home: str = ""
) -> str:
    """The way to the row of ``proposal``: a button for the panel beside, and a closed ``<details>`` for here.

    The page shows one of the two. The words of ``citations`` stand in ``<mark>``.
    """
    spans: dict[str, list[Span]] = {}
    for item in citations:
        spans.setdefault(item.field, []).append(item.span)
    fields = "".join(
        f"<div><dt>{escape(field.name)}</dt><dd>{marked(field.text, spans.get(field.name, ()))}</dd></div>"
        for field in proposal.fields
    )
    text = f'<span class="label">{escape(label)}</span><span class="place">{escape(position(proposal) or proposal.locator)}</span>'
    return (
        f'<div class="evidence"><button type="button" class="beside" {pointer(proposal, citations)}>{text}</button>'
        f'<details class="row"><summary>{text}</summary>'
        f'<dl>{fields}</dl><p class="source">出典: {escape(citation(proposal))} / {escape(proposal.source.path)}</p>'
        f'<p class="whole"><a href="{escape(row_link(proposal, citations, home))}" target="_blank" rel="noopener">'
        "前後の行と資料を別の画面で見る</a></p></details></div>"
    )


def quote_html(quoted: Citation) -> str:
    """The words of a citation as a quotation that leads to its row."""
    words = escape(f"「{quoted.quote.strip()}」")
    lead = pointer(quoted.proposal, (quoted,))
    return f'<blockquote><button type="button" class="cite" title="原文で確かめる" {lead}>{words}</button></blockquote>'


def pointer(proposal: Proposal, citations: Iterable[Citation]) -> str:
    """Attributes that say which row is meant, and which of its words."""
    return f'data-row="{escape(proposal.id)}" data-marks="{escape(marks(citations))}"'


def marked(text: str, spans: Iterable[Span]) -> str:
    """``text`` escaped, with every stretch that a span covers inside ``<mark>``."""
    return "".join(
        f"<mark>{escape(words)}</mark>" if covered else escape(words) for words, covered in stretches(text, spans)
    )
