"""The JSON face: records as the objects of the contract, and (in ``routes``) the HTTP routes that give them."""

from __future__ import annotations

from typing import Any

from assistant.answer import markdown
from assistant.records import LEVEL, NOTE, PREFECTURE, START, STATUS, Answer, Citation, Filter, Hit, Proposal

__all__ = ["answer_json", "hit_json", "proposal_json"]


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer object: statements point into ``citations``, in which each citation stands once."""
    cited = {citation: at for at, citation in enumerate(_cited(answer))}
    query = answer.query
    return {
        "question": query.question,
        "answered": answer.answered,
        "text": markdown(answer),
        "count": answer.count,
        "interpretation": {
            "kind": query.kind,
            "filters": [_filter_json(item) for item in query.filters],
            "topics": [topic.said for topic in query.topics],
            "unsaid": list(query.unsaid),
            "attribute": query.attribute,
            "assumed": [item.assumed for item in query.filters if item.assumed],
            "picks": [pick.said for pick in query.picks if pick.said],
            "readings": [{"from": reading.said, "to": reading.read} for reading in query.readings],
            "earlier": list(query.earlier),
        },
        "statements": [
            {"text": statement.text, "citations": [cited[citation] for citation in statement.citations]}
            for statement in answer.statements
        ],
        "citations": [_citation_json(citation) for citation in cited],
        "proposals": [proposal_json(proposal) for proposal in answer.proposals],
        "earlier": [proposal_json(proposal) for proposal in answer.earlier],
        "near": [proposal_json(proposal) for proposal in answer.near],
        "elapsed_ms": answer.elapsed_ms,
    }


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """A proposal with what was read out of it; ``fields`` holds the words of the source, character for character."""
    return {
        "id": proposal.id,
        "municipality": proposal.municipality,
        "prefecture": "・".join(proposal.values(PREFECTURE)),
        "level": next(iter(proposal.values(LEVEL)), ""),
        "section": proposal.section,
        "no": proposal.no,
        "status": list(proposal.values(STATUS)),
        "start": list(proposal.values(START)),
        "notes": list(proposal.values(NOTE)),
        "fields": {field.name: field.text for field in proposal.fields},
        "source": proposal.source.path,
        "locator": proposal.locator,
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """A ranked proposal: the passage that was found, its score, and its place in each leg of the search."""
    passage = hit.passage
    return {
        **proposal_json(passage.proposal),
        "passage": {
            "field": passage.field,
            "start": passage.span.start,
            "end": passage.span.end,
            "quote": passage.text,
        },
        "score": hit.score,
        "ranks": dict(hit.ranks),
    }


def _cited(answer: Answer) -> dict[Citation, None]:
    """Every citation once, in the order of the statements."""
    return dict.fromkeys(citation for statement in answer.statements for citation in statement.citations)


def _citation_json(citation: Citation) -> dict[str, Any]:
    proposal = citation.proposal
    return {
        "proposal": proposal.id,
        "municipality": proposal.municipality,
        "field": citation.field,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "source": proposal.source.path,
        "locator": proposal.locator,
    }


def _filter_json(item: Filter) -> dict[str, Any]:
    return {"facet": item.facet, "value": item.value, "said": item.said, "negated": item.negated}
