"""The whole row that an answer quotes from, as HTML: verbatim fields with the quoted words marked, and the source."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from assistant.records import Citation, Proposal, Span


def row_html(proposal: Proposal, citations: Iterable[Citation] = (), label: str = "原文で確かめる") -> str:
    """A closed ``<details>`` that holds the row of ``proposal`` with the words of ``citations`` in ``<mark>``."""
    spans: dict[str, list[Span]] = {}
    for citation in citations:
        spans.setdefault(citation.field, []).append(citation.span)
    fields = "".join(
        f"<div><dt>{escape(field.name)}</dt><dd>{marked(field.text, spans.get(field.name, ()))}</dd></div>"
        for field in proposal.fields
    )
    return (
        f'<details class="row"><summary><span class="label">{escape(label)}</span>'
        f'<span class="place">{escape(_place(proposal))}</span></summary>'
        f'<dl>{fields}</dl><p class="source">{escape(_source(proposal))}</p></details>'
    )


def marked(text: str, spans: Iterable[Span]) -> str:
    """``text`` escaped, with every stretch that a span covers inside ``<mark>``. Spans may touch or overlap."""
    pieces, done = [], 0
    for span in _joined(spans):
        pieces += [escape(text[done : span.start]), f"<mark>{escape(span.of(text))}</mark>"]
        done = span.end
    return "".join(pieces) + escape(text[done:])


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _place(proposal: Proposal) -> str:
    """Where the row stands in its table: 「市区町村 No.2」."""
    number = f"No.{proposal.no}" if proposal.no else ""
    return " ".join(filter(None, (proposal.section, number))) or proposal.locator


def _source(proposal: Proposal) -> str:
    """The source in the form in which one cites it, and the place in the file."""
    source = proposal.source
    origin = "、".join(filter(None, (source.publisher, source.as_of)))
    title = f"出典: {source.title or source.path}" + (f"({origin})" if origin else "")
    return " / ".join((title, _place(proposal), f"{source.path} {proposal.locator}".strip()))
