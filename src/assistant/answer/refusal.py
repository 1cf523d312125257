"""Answers that say "not found", and why: the facets, the topic, or the table itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from assistant import places
from assistant.answer.beside import overlapping
from assistant.answer.evidence import called
from assistant.answer.matching import Match, matches
from assistant.answer.picking import outside, said, subject
from assistant.answer.wording import conditions, filter_phrase, period
from assistant.facets import BODIES, implied
from assistant.question import Known
from assistant.records import (
    CITY_CLASS,
    COUNTED,
    END,
    LEVEL,
    MUNICIPALITY,
    NOTE,
    NUMBER,
    PREFECTURE,
    REGION,
    SOURCE,
    START,
    STATUS,
    TARGET,
    Answer,
    Filter,
    Proposal,
    Query,
    Topic,
)
from assistant.text import fold
from assistant.vocabulary import lexicon

_FROM_TODAY: Final = re.compile("(?:今|本|来|次|再来|昨|一昨|去|先)(?:年度?|月)|年度?内")
_THANKS: Final = re.compile(
    r"(?:どうも)?(?:ありがとう|有難う|サンクス|助かり|たすかり)[^?]{0,24}|了解(?:です|しました)?[。!！]?|わかりました[。!！]?"
)
_ADDRESS: Final = re.compile("https?://|www[.]")
_JAPANESE: Final = re.compile("[ぁ-んァ-ヺ一-龥]")
_INVENTED: Final = re.compile("もっともらし|でっち上げ|それらし|それっぽ|適当に作|架空|作り話|創作|捏造|想像で")
_SHOWN: Final = 8
_CLOSED: Final = {NOTE, START, END, MUNICIPALITY, REGION, CITY_CLASS, SOURCE}
"""Facets whose values are too many to be listed where one of them is not found."""


def unclear(query: Query, known: Known) -> Answer:
    """The question names nothing that could be looked up."""
    if _THANKS.fullmatch(query.question.strip()):
        return Answer(query, answered=False, lead="どういたしまして。続けて聞けます。")
    if query.picks:
        first = f"「{known.examples[0]}」" if known.examples else "一覧"
        lead = f"{said(query)}が、何の順番か読み取れませんでした。先に{first}などと聞いてから、続けて聞いてください。"
        return Answer(query, answered=False, lead=lead)
    lead = "何を探せばよいか読み取れませんでした。自治体名、対象者、場所、時期などを入れてください。"
    return Answer(query, answered=False, lead=f"{lead}{_examples(known)}")


def _examples(known: Known) -> str:
    """Three questions that can be answered; "" where there are none."""
    examples = "".join(f"「{text}」" for text in known.examples[:3])
    return f"例: {examples}" if examples else ""


def impossible(query: Query) -> Answer:
    """The question holds a date or a value that cannot be."""
    return Answer(query, answered=False, lead="見つかりません。" + " ".join(query.problems))


def unreadable(query: Query, known: Known) -> Answer | None:
    """Words of another language, or an address of a page, of which no row speaks; None for any other question."""
    topics = [topic for topic in query.topics if not topic.negated]
    if not topics or query.filters or any(known.share(topic) for topic in topics):
        return None
    if _ADDRESS.search(query.question):
        lead = "リンク先は開けません。知りたいことを言葉で入力してください。"
    elif _JAPANESE.search(query.question) or len(topics) == 1:
        return None
    else:
        lead = "日本語で聞いてください。(Please ask in Japanese.)"
    return Answer(query, answered=False, lead=f"{lead}{_examples(known)}")


def advice(query: Query, known: Known) -> Answer:
    """The question asks for an opinion, which no table gives."""
    lead = "この資料から、よしあしの判断や助言はできません。条件(自治体名、対象者、場所、時期など)で聞いてください。"
    if _INVENTED.search(query.question):
        lead = "資料に書かれていないことは答えません。条件(自治体名、対象者、場所、時期など)で聞いてください。"
    return Answer(query, answered=False, lead=f"{lead}{_examples(known)}")


def unpicked(query: Query, listed: Answer) -> Answer:
    """There is no row at the places that are asked of; the rows of the list stand by."""
    near = listed.proposals or listed.near
    return Answer(query, answered=False, lead=outside(query, listed), near=near[:_SHOWN])


def unlike(query: Query, known: Known) -> Answer:
    """The question does not say what others shall be like."""
    named = set(known.names.values())
    body = next((proposal.municipality for proposal in known.proposals if proposal.municipality in named), "")
    example = f"「{body}と似た{known.noun}は?」" if body else "「1件目に似たものは?」"
    lead = f"何に似た{known.noun}を探せばよいか読み取れませんでした。{example}のように聞いてください。"
    return Answer(query, answered=False, lead=lead)


def valueless(query: Query, row: Proposal) -> Answer:
    """The row that others shall be like has no value of the facet in which they shall be."""
    lead = f"見つかりません。{called(row)}の{query.same}は書かれていません。"
    return Answer(query, answered=False, lead=lead, near=(row,))


def none_beside(query: Query, beside: str, known: Known) -> Answer:
    """Nothing beside what is named has what it has."""
    return none(query, f"{beside}のほかに、", known)


def none(query: Query, what: str, known: Known) -> Answer:
    """There is no such row; ``what`` says of which kind beside the conditions."""
    return Answer(query, answered=False, lead=f"見つかりません。{what}{conditions(query)}{known.noun}はありません。")


def unsized(query: Query, known: Known) -> Answer:
    """No value of a facet has so many rows as are asked for."""
    lead = f"見つかりません。{conditions(query)}{known.noun}が{query.sized}ある{query.by}はありません。"
    return Answer(query, answered=False, lead=lead)


def unwritten(query: Query, row: Proposal, what: str) -> Answer:
    """A body is asked if something is so of which its row says nothing."""
    lead = f"見つかりません。{called(row)}の{what}は書かれていません。"
    return Answer(query, answered=False, lead=lead, near=(row,))


def undated(query: Query, rows: Sequence[Proposal]) -> Answer:
    """Nothing says when the rows start than which others shall start earlier or later."""
    names = "・".join(called(row) for row in rows[:_SHOWN])
    return Answer(
        query, answered=False, lead=f"見つかりません。{names}の開始時期は書かれていません。", near=tuple(rows[:_SHOWN])
    )


def which(query: Query, meant: Answer) -> Answer:
    """Several rows may be the one that others shall be like; they stand by."""
    lead = f"似たものを探すもとが{len(meant.proposals)}件あります。「1件目に似たものは?」のように、1件を選んで聞いてください。"
    return Answer(query, answered=False, lead=lead, near=meant.proposals[:_SHOWN])


def none_among(query: Query, known: Known, rows: Sequence[Proposal]) -> Answer:
    """None of the rows that are asked of meets what is asked; they stand by."""
    lead = f"見つかりません。{subject(query, known.noun)}はありません。"
    return Answer(query, answered=False, lead=lead, near=tuple(rows[:_SHOWN]))


def no_such_start(query: Query, number: int) -> Answer:
    """Fewer different starts are written down than the one that is asked for."""
    edge = "早い" if query.extreme == "first" else "遅い"
    lead = f"見つかりません。書かれている開始時期は{number}通りで、{query.nth}番目に{edge}ものはありません。"
    return Answer(query, answered=False, lead=lead)


def unrecorded(query: Query, known: Known, found: Sequence[Match]) -> Answer:
    """The table does not record what is asked; the rows in question stand by."""
    near = tuple(match.proposal for match in found) if query.filters or query.topics or query.picks else ()
    spoken = "ありません。" if fold(query.attribute) in known.text else "なく、その言葉も出てきません。"
    lead = f"見つかりません。この資料に「{query.attribute}」の欄は{spoken}"
    if known.noun != "提案":  # a FAQ has no columns that could be asked for
        lead = f"見つかりません。質問の言葉がすべて入った{known.noun}はありません。"
    return Answer(query, answered=False, lead=lead, near=near[:_SHOWN])


def not_found(query: Query, known: Known, similar: Iterable[Proposal]) -> Answer:
    """Nothing matches: tells what removed everything, and what would be left without it."""
    unknown = [topic for topic in query.topics if not topic.negated and not known.share(topic)]
    if known.noun != "提案" and not query.filters:
        return entries_lack(query, [topic.said for topic in unknown if not topic.verbal], known, similar)
    if unknown:
        said = "」「".join(topic.said for topic in unknown)
        lead = f"見つかりません。この資料に「{said}」についての{known.noun}はありません。"
        if known.noun != "提案":  # a FAQ may say it in other words
            lead = f"見つかりません。「{said}」という言葉が入った{known.noun}はありません。"
        kept = tuple(topic for topic in query.topics if topic not in unknown)
        telling = any(item.facet != LEVEL for item in query.filters)  # 「市は?」 leaves most of the table
        rest = matches(replace(query, topics=kept), known) if telling else ()
        left = [_left_without(said, rest)] if rest else []
        wider = _wider(replace(query, topics=kept), unknown, known)
        left += [f"広く「{value}」が対象のものなら{len(found)}件あります。" for value, found in wider]
        closest = next((found for found in (*(found for _, found in wider), rest) if 0 < len(found) <= _SHOWN), ())
        near = tuple(match.proposal for match in closest) or _of_a_kind(similar)
        return Answer(query, answered=False, lead=lead, remarks=tuple(left), near=near)
    lead = f"見つかりません。{conditions(query)}{known.noun}はありません。"
    bodies = [item for item in query.filters if item.facet == MUNICIPALITY and not item.negated]
    placed = any(item.facet == PREFECTURE for item in query.filters)
    if len(bodies) == 1 and bodies[0].value not in known.values(MUNICIPALITY) and len(query.filters) > 1 and not placed:
        lead = f"見つかりません。{bodies[0].value}の{known.noun}はありません。"
    without = [(item, _without(query, item, known)) for item in query.filters]
    rest = matches(replace(query, topics=()), known) if query.topics and query.filters else ()
    remarks = [_left_without(filter_phrase(item), found) for item, found in without if found and not item.soft]
    remarks += _told_from_today(query, known)
    remarks += overlapping(query, (), known) if any(item.facet == START for item in query.filters) else []
    remarks += [_recorded(item, known) for item in query.filters if _is_absent(item, known)]
    if rest:
        remarks.append(_left_without("」「".join(topic.said for topic in query.topics), rest))
    if len(query.topics) > 1:
        for topic in query.topics:
            if single := matches(replace(query, topics=(topic,)), known):
                remarks.append(
                    f"「{topic.said}」{'がないもの' if topic.negated else ''}だけなら{len(single)}件あります。"
                )
    others = [found for found in (*(found for _, found in without), rest) if found]
    closest = rest if rest and query.names_row else min(others, key=len, default=())
    near = tuple(match.proposal for match in closest) or _neighbours(query, known, similar)
    return Answer(query, answered=False, lead=lead, remarks=tuple(dict.fromkeys(remarks)), near=near[:_SHOWN])


def entries_lack(query: Query, unknown: Sequence[str], known: Known, similar: Iterable[Proposal]) -> Answer:
    """No entry of a FAQ or a text has all words, and none comes near: which nouns none has."""
    lead = f"見つかりません。質問の言葉がすべて入った{known.noun}はありません。"
    if unknown:
        lead = f"見つかりません。「{'」「'.join(unknown)}」という言葉が入った{known.noun}はありません。"
    return Answer(query, answered=False, lead=lead, near=_of_a_kind(similar))


def _told_from_today(query: Query, known: Known) -> list[str]:
    """That 「今年度」 was counted from today, and of when the table is."""
    said = [item.said for item in query.filters if item.facet == START and _FROM_TODAY.match(item.said)]
    dates = dict.fromkeys(source.as_of for source in known.sources if source.as_of)
    if not said or len(dates) != 1:
        return []
    as_of = next(iter(dates))
    return [f"「{said[0]}」は今日から数えました。この資料の時点は{period(as_of)}です。"]


def _of_a_kind(similar: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Those of ``similar`` that are what the first of them is: proposals, rows of a FAQ, or texts."""
    rows = tuple(similar)
    return tuple(row for row in rows if row.genre == rows[0].genre)


def _wider(query: Query, unknown: Iterable[Topic], known: Known) -> list[tuple[str, tuple[Match, ...]]]:
    """The groups that those of ``unknown`` belong to (離職者 -> 求職者), and what ``query`` finds for them."""
    named = [match.value for topic in unknown for match in lexicon("targets", "words", "asked").find(fold(topic.said))]
    groups = dict.fromkeys(group for value in named for group in implied().get(value, ()))
    asked = [(group, (*query.filters, Filter(TARGET, group, group))) for group in groups]
    found = [(group, matches(replace(query, filters=filters), known)) for group, filters in asked]
    return [(group, met) for group, met in found if met]


def _neighbours(query: Query, known: Known, similar: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """What lies nearest to a body that proposes nothing: the same prefecture, or region; else what is similar in words.

    Nothing is near to a number.
    """
    if any(item.facet == NUMBER for item in query.filters):
        return ()
    for item in query.filters:
        if item.facet == MUNICIPALITY:
            around = set(places.prefecture_of(item.value))
            return tuple(p for p in known.proposals if around & set(p.values(PREFECTURE)))
        if item.facet == PREFECTURE and not item.negated:
            regions = set(places.regions_of(item.value)[:1])
            return tuple(p for p in known.proposals if regions & set(p.values(REGION)))
    return tuple(similar)


def _counted(number: str) -> tuple[int, str]:
    """By what numbers of rows are put in order: 2 before 10."""
    return (len(number), number)


def _without(query: Query, dropped: Filter, known: Known) -> tuple[Match, ...]:
    rest = tuple(item for item in query.filters if item != dropped)
    return matches(replace(query, filters=rest), known) if rest or query.topics else ()


def _left_without(dropped: str, found: tuple[Match, ...]) -> str:
    """How many rows there are without what is named."""
    return f"「{dropped}」を外すと{len(found)}件あります。"


def _is_absent(item: Filter, known: Known) -> bool:
    told = item.facet in _CLOSED or item.facet in known.cells.amounts
    return not item.negated and not told and item.value not in known.values(item.facet)


def _recorded(item: Filter, known: Known) -> str:
    """The values that a facet does have: 「進捗に書かれているのは、準備中、協議中です」."""
    values = known.state_words if item.facet == STATUS else known.values(item.facet)
    if not values:
        return f"この資料には「{item.facet}」が書かれていません。"
    if item.facet == NUMBER:
        return f"番号は {values[0]} から {max(values, key=_counted)} までです。"
    if item.facet == COUNTED:  # how many bodies propose something is told to those who ask for bodies
        told = [value for value in values if (BODIES in value) == (BODIES in item.value)]
        return f"書かれている数: {'、'.join(told[:_SHOWN])}"
    shown = len(values) if item.facet == PREFECTURE else _SHOWN
    if item.facet == PREFECTURE:  # from north to south
        values = tuple(sorted(values, key=places.from_north))
    more = " など" if len(values) > shown else ""
    read = item.facet in {PREFECTURE, LEVEL}  # what the names of the bodies tell
    name = f"提案がある{item.facet}" if read else f"{item.facet}として書かれているもの"
    return f"{name}: {'、'.join(values[:shown])}{more}"
