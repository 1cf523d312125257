"""What changed from the edition before: each changed cell with its words then and now, rows that came and went."""

from __future__ import annotations

from typing import Final

from assistant.answer.evidence import of_name, titled
from assistant.answer.matching import matches, satisfied
from assistant.answer.wording import conditions
from assistant.editions import Change
from assistant.question import Known
from assistant.records import Answer, Citation, Proposal, Query, Span, Statement

_HOW: Final = "前の版の表も資料に入れ、sources.tsv の as_of に、それぞれの時点を書くと比べられます。"


def changed(query: Query, known: Known) -> Answer:
    """The changes in the rows that ``query`` means, or in all."""
    if known.changes is None:
        lead = f"見つかりません。同じ表の前の版が資料にないため、変わったところは分かりません。{_HOW}"
        return Answer(query, answered=False, lead=lead)
    meant = {match.proposal.id for match in matches(query, known)}
    anything = not (query.filters or query.topics)
    found = [change for change in known.changes if anything or _is_meant(change, query, meant)]
    if not found:
        lead = f"見つかりません。{conditions(query)}{known.noun}に、前の版から変わったところはありません。"
        near = tuple(p for p in known.proposals if p.id in meant) if not anything else ()
        return Answer(query, answered=False, lead=lead, near=near)
    return Answer(
        query,
        answered=True,
        lead=_lead(found, query, known),
        statements=tuple(_statement(change) for change in found),
        proposals=tuple(change.new for change in found if change.new),
        earlier=tuple(change.old for change in found if change.old),
    )


def _is_meant(change: Change, query: Query, meant: set[str]) -> bool:
    if change.new is not None:
        return change.new.id in meant
    return change.old is not None and not query.topics and satisfied(change.old, query.filters)


def _lead(found: list[Change], query: Query, known: Known) -> str:
    numbers = {
        "内容が変わった": sum(bool(change.old and change.new) for change in found),
        "加わった": sum(change.old is None for change in found),
        "なくなった": sum(change.new is None for change in found),
    }
    counted = "、".join(f"{how}{known.noun}が{number}件" for how, number in numbers.items() if number)
    older = next((change.old.source.as_of for change in found if change.old), "")
    newer = next((change.new.source.as_of for change in found if change.new), "")
    between = f"({older} → {newer})" if older and newer else ""
    return f"前の版から変わったのは、{conditions(query)}{len(found)}件です{between}。{counted}あります。"


def _statement(change: Change) -> Statement:
    row = change.new or change.old
    if row is None:
        raise ValueError("a change has a row")
    name = titled(row)
    if change.old is None or change.new is None:
        whole = tuple(citation for field in row.fields[:4] if (citation := _whole(row, field.name))) or (of_name(row),)
        return Statement(f"{name}: {'加わりました' if change.old is None else 'なくなりました'}", whole)
    sentences: list[str] = []
    citations: list[Citation] = []
    for field in change.fields:
        now, before = _whole(change.new, field), _whole(change.old, field)
        citations += [citation for citation in (now, before) if citation]
        sentences.append(f"{field} 「{before.quote if before else '(なし)'}」→「{now.quote if now else '(なし)'}」")
    return Statement(f"{name}: {' / '.join(sentences)}", tuple(citations) or (of_name(row),))


def _whole(proposal: Proposal, name: str) -> Citation | None:
    """The whole field ``name`` as a citation; None where it has no words."""
    text = next((field.text for field in proposal.fields if field.name == name), "")
    return Citation(proposal, name, Span(0, len(text))) if text else None
