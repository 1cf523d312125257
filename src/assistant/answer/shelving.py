"""Which shelf answers, where a corpus holds proposals, other tables and running text: the first, unless another is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.answer.evidence import heading_of
from assistant.records import MUNICIPALITY, NUMBER, PREFECTURE, REGION, START, STATUS, Answer, Genre, Proposal
from assistant.text import fold, plain

_NAMES: Final = {"proposal": "提案", "record": "FAQ などの表", "text": "文章の資料"}
_OF_PROPOSALS: Final = {MUNICIPALITY, PREFECTURE, REGION, NUMBER, START, STATUS}
"""What a question names that asks of proposals."""
_NEAR: Final = 3
_SURE: Final = 3
"""So many nearest rows are of one shelf where that is meant."""
_HOW: Final = "質問に「提案」や「FAQ」と入れると、そちらを探します。"


def chosen(
    answers: Sequence[Answer],
    before: Sequence[Answer],
    genres: Sequence[Genre],
    nearest: Callable[[], Sequence[Proposal]],
) -> Answer:
    """The one of ``answers``, one a shelf in their order, that is given; ``before`` are those to the last question.

    ``genres`` are what the shelves hold, ``nearest`` finds the rows of all that are nearest to the question.

    First the shelf that the question names; then the one that the chat is at; then one whose headings speak of what
    is asked, where the shelves before it only mention it; then the first that has an answer.
    """
    answered = [answer for answer in answers if answer.answered]
    if not answered:
        return _of_shelf(answers, before, genres, nearest) or _nearest(answers, genres, nearest())
    wanted = answers[0].query.genre
    if wanted == "record" and "record" in genres and all(genre_of(answer) == "proposal" for answer in answered):
        own = _nearest([answers[genres.index("record")]], ["record"], nearest())
        return _with_others(own, answered)  # a FAQ is asked for, and none of its rows has all words
    named = [answer for answer in answered if answer.query.genre == genre_of(answer)]
    at = _of_shelf(answers, before, genres, nearest)
    headed = [answer for answer in answered if _is_headed(answer)] if not answered[0].query.filters else []
    going_on = [at] if at and at.answered and not at.query.genre else []
    best = next(iter((*named, *going_on, *headed, *answered)))
    if best is answered[0] and not named:
        closest = None if going_on or headed else _closest(answered, nearest)
        best = closest or _nearer(best, answers, genres, nearest) or best
    return _with_others(best, answered)


def genre_of(answer: Answer) -> str:
    """What the rows of an answer are."""
    return answer.proposals[0].genre if answer.proposals else ""


def _nearest(answers: Sequence[Answer], genres: Sequence[Genre], rows: Sequence[Proposal]) -> Answer:
    """Of answers that found nothing that of the shelf that comes nearest, with what of it is near to the question.

    ``rows`` are the nearest of all. A question that names a body or a time is one about proposals.
    """
    first = answers[0]
    fixed = first.query.problems or {item.facet for item in first.query.filters} & _OF_PROPOSALS
    genre = next((row.genre for row in rows if row.genre in genres), genres[0]) if not fixed else genres[0]
    own = answers[genres.index(genre)]
    near = tuple(row for row in rows if row.genre == genre)[:_NEAR]
    return own if genre == "proposal" or not near or own.query.kind == "unclear" else replace(own, near=near)


def _nearer(
    best: Answer, answers: Sequence[Answer], genres: Sequence[Genre], nearest: Callable[[], Sequence[Proposal]]
) -> Answer | None:
    """The answer of the FAQ where its rows alone are nearest to a question whose words proposals hold by the way.

    会社を辞めて保険証がなくなりました is no question about proposals for 企業.
    """
    of_proposals = {item.facet for item in best.query.filters} & _OF_PROPOSALS or best.query.kind == "count"
    if genre_of(best) != "proposal" or "record" not in genres or of_proposals:
        return None
    rows = list(nearest())[:_SURE]
    if len(rows) < _SURE or any(row.genre != "record" for row in rows):
        return None
    own = answers[genres.index("record")]
    return own if own.answered else _nearest([own], ["record"], rows)


def _closest(answered: Sequence[Answer], nearest: Callable[[], Sequence[Proposal]]) -> Answer | None:
    """Of two answers, of a FAQ and of running text, the one that holds the nearest row."""
    if len(answered) < 2 or genre_of(answered[0]) == "proposal":
        return None
    holding = (answer for row in nearest() for answer in answered if row in answer.proposals)
    return next(holding, None)


def _of_shelf(
    answers: Sequence[Answer],
    before: Sequence[Answer],
    genres: Sequence[Genre],
    nearest: Callable[[], Sequence[Proposal]],
) -> Answer | None:
    """The answer of the shelf that answered the question before."""
    last = chosen(before, (), genres, nearest) if before else None
    if last is None or not (last.answered or last.near):
        return None
    genre = genre_of(last) or last.near[0].genre
    return answers[genres.index(genre)] if genre in genres and (last.answered or genre != "proposal") else None


def _is_headed(answer: Answer) -> bool:
    """Whether the heading of a row speaks of all that is asked."""
    topics = answer.query.topics
    headings = [fold(plain(heading_of(row))) for row in answer.proposals] if topics else []
    return any(all(topic.met(heading.__contains__) for topic in topics) for heading in headings)


def _with_others(best: Answer, answered: Sequence[Answer]) -> Answer:
    """``best`` with a remark of how many rows other shelves have."""
    wanted = best.query.genre
    if wanted and wanted != genre_of(best) and (wanted, genre_of(best)) != ("record", "text"):  # a FAQ may be a text
        best = replace(best, remarks=(f"{_NAMES[wanted]}には見つかりません。", *best.remarks))
    others = [answer for answer in answered if genre_of(answer) != genre_of(best) and answer.query.topics]
    if not others or wanted == genre_of(best):
        return best
    counts = "、".join(f"{_NAMES[genre_of(answer)]}に{len(answer.proposals)}件" for answer in others)
    return replace(best, remarks=(*best.remarks, f"ほかに、{counts}あります。{_HOW}"))
