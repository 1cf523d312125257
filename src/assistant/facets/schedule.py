"""When a proposal starts and how far it has come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from assistant import periods
from assistant.periods import Period
from assistant.records import DEED, END, START, STATUS, Facet, Field, Proposal, Span
from assistant.text import normalize, parts
from assistant.vocabulary import key, lexicon

UNDECIDED: Final = "未定"
_UNDECIDED: Final = re.compile(r"未定|時期調整中|時期検討中")
_LASTS: Final = re.compile(r"(?P<first>.*?\d\s*(?:年度?|月|日))\s*(?:から|[〜~～―ー-]).*\d\s*(?:年度?|月|日)\s*まで\s*")
"""A cell that tells from when to when: 「令和6年度から令和8年度まで」."""
_OPEN_CELL: Final = re.compile(
    r"\s*(?:開始|実施)?(?:時期|日程|年度)?(?:は|を)?(?:調整|検討|協議|精査)中\s*|未(?:確定|決定)|(?:決定|決まり|準備が整い|整い)次第|追って.*|TBD"
)
"""A cell of a column of starts that holds no date yet."""
_DURATION: Final = re.compile(r"期間|(?:\A|\s)(?:実施|事業|対象|交付|補助|取組)?年度\Z")
"""The heading of a column whose cells say from when to when, or in which years."""
_OPEN: Final = re.compile(r"\s*(?:[〜~～―—–−-]|から|より|以降)")
_EVENT: Final = re.compile("受付|受理|更新|公表|提出|回答|決定|作成|登録|掲載|締切|期限|承認|認定|発行|改正")
"""What is done to the papers of a proposal, and not by it."""
_LONG: Final = 60
"""A longer text, in characters, is prose."""
_UNTICKED: Final = re.compile(r"[□☐]\s*$")
"""A box that is not ticked: 「□実施中 ■準備中」."""
_SPOKEN_OF: Final = re.compile(
    r"(?:する|した)?(?:こと(?!と(?:し|な))|場合|か否か|可否|影響|要否|必要性|是非|に(?:当た|あた|つい))"
)
"""What follows a state that is only spoken of: 「廃止することの影響を整理する」."""
DEEDS: Final = re.compile(
    "施行|適用|改正|改定|公布|発出|告示|通知|事務連絡|連絡|周知|結論|認め|措置|廃止|見直|公表|策定"
)
"""What ministries do, and when, in their replies."""
_STATED: Final = re.compile(r"\s*(?:$|[。、\n)]|で(?:あ|す|、)|と(?:なっ|し)|(?:し|され)て(?:い|お)|した(?:。|$))")
_BULLET: Final = re.compile(r"[。\n]|(?=[・●○▪■])")
_BEGINS: Final = re.compile(r"実施|開始|始|運用|運行|スタート|開設|供用|着手|設置|導入|予定")
_ENDS: Final = re.compile(r"完了|終了|見送|回答|協議|受付|公表|取下|中止|決定")


def is_event(heading: str) -> bool:
    """Whether a column of dates tells no start: 受付日, 更新日."""
    return bool(_EVENT.search(heading))


def starts_apart(rows: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """``rows``, where some tell when they start, without the starts of those that only tell when they were received (受付日)."""
    told = {facet.field for row in rows for facet in row.facets if facet.name == START}
    if all(map(is_event, told)) or not any(map(is_event, told)):
        return tuple(rows)
    return tuple(
        replace(row, facets=tuple(f for f in row.facets if not (f.name == START and is_event(f.field)))) for row in rows
    )


@lru_cache(maxsize=4096)
def period_of(value: str) -> Period | None:
    """The period of a value of a facet of times, of a deed without its verb; None for 未定, which is no period."""
    return None if value == UNDECIDED else periods.parse(value.rpartition(" ")[2])


def deed_of(value: str) -> str:
    """The verb of a value of the facet of deeds: 施行 of 「施行 2024-12」; "" where there is none."""
    return value.rpartition(" ")[0]


def statuses(proposal: Proposal) -> Iterator[Facet]:
    """The states that the columns of status name, per part.

    A column that holds one of a few values (対応区分) tells the state alone; long texts tell it where they state it
    (「…は準備中である」), and not where they speak of one (「要件の廃止については」). Of several columns that tell how
    something came out one after the other (第1次回答, 最終的な調整結果), the last tells the state, and each its own by its name.
    """
    words = lexicon("statuses", "words", "written")
    whole = dict(lexicon("statuses", "whole").phrases)
    told = [(field, part, span) for field, part, span in _states(proposal) if span.of(field.text).strip()]
    last = told[-1][0].name if told else ""
    columns = [field for field in proposal.fields if field.role == "status"]
    several = len(columns) > 1 and not any(field.values for field in columns)
    for field, part, span in told:
        for value in field.values:
            if state := whole.get(key(value.of(field.text).strip())):
                yield Facet(STATUS, state, field.name, value, part)
        normal = normalize(span.of(field.text))
        for match in words.find(normal.folded):
            if (
                _UNTICKED.search(normal.text, 0, match.start)
                or (len(normal.text) > _LONG and not _STATED.match(normal.text, match.end))
                or _SPOKEN_OF.match(normal.text, match.end)
            ):
                continue
            where = normal.span(match.start, match.end).shift(span.start)
            if several:
                yield Facet(field.name, match.value, field.name, where, part)
            if field.name == last or not several:
                yield Facet(STATUS, match.value, field.name, where, part)


def ends(proposal: Proposal, era: str | None) -> Iterator[Facet]:
    """The periods in which it ends, as a column of periods says (実施期間: 令和5年4月〜令和8年3月)."""
    for field, part, span in _of_role(proposal, "start"):
        if _DURATION.search(field.name) or _LASTS.fullmatch(span.of(field.text)):
            yield from _lasting(END, field, part, span, era)


def deeds(proposal: Proposal, era: str | None) -> Iterator[Facet]:
    """When something was done or is due, as the texts of its state tell: 「通知を改正し、令和6年10月1日から適用した」."""
    for field, part, span in _of_role(proposal, "status"):
        normal = normalize(span.of(field.text))
        found = [item for item in periods.find(normal.text, era) if isinstance(item, periods.Mention)]
        for mention in found:
            stop = normal.text.find("。", mention.whole.end)
            after = normal.text[mention.whole.end : stop if stop >= 0 else len(normal.text)]
            where = normal.span(mention.span.start, mention.span.end).shift(span.start)
            value = mention.period.value if mention.period else ""
            for verb in dict.fromkeys(DEEDS.findall(after)) if value else ():
                yield Facet(DEED, f"{verb} {value}", field.name, where, part)


def _lasting(name: str, field: Field, part: str, span: Span, era: str | None) -> Iterator[Facet]:
    """When what a cell of periods tells begins, or ends: the first day of 「令和5年4月〜令和8年3月」 is no end."""
    normal = normalize(span.of(field.text))
    found = [item for item in periods.find(normal.text, era) if isinstance(item, periods.Mention) and item.period]
    if not found:
        if _UNDECIDED.search(normal.text):
            yield Facet(name, UNDECIDED, field.name, span, part)
        return
    mention = found[0] if name == START else found[-1]
    reach = mention.reach or mention.period
    value = reach.value if reach else ""
    if reach and reach.unit == "range":
        first, _, last = value.partition("/")
        value = first if name == START else last
    elif name == END and (_OPEN.match(normal.text, mention.whole.end) or _UNDECIDED.search(normal.text)):
        value = ""
    where = normal.span(mention.span.start, mention.span.end).shift(span.start)
    if name == END and not value and _UNDECIDED.search(normal.text):
        value = UNDECIDED
    if value:
        yield Facet(name, value, field.name, where, part)


def _states(proposal: Proposal) -> list[tuple[Field, str, Span]]:
    found = list(_of_role(proposal, "status"))
    return [item for item in found if item[0].values] or found


def starts(proposal: Proposal, era: str | None) -> Iterator[Facet]:
    """The periods in which it starts: from a column of start dates, else from 「…から実施予定」 in the status."""
    column = [
        facet
        for field, part, span in _of_role(proposal, "start")
        for facet in (
            _lasting(START, field, part, span, era)
            if _DURATION.search(field.name)
            else (*_periods(field, part, _first(field, span), era), *_open(field, part, span))
        )
    ]
    if column:
        yield from column
        return
    for field, part, span in _states(proposal):
        for bullet in _bullets(span.of(field.text)):
            words = bullet.of(span.of(field.text))
            if _BEGINS.search(words) and not _ENDS.search(words):
                yield from _periods(field, part, bullet.shift(span.start), era)


def _of_role(proposal: Proposal, role: str) -> Iterator[tuple[Field, str, Span]]:
    for field in proposal.fields:
        if field.role == role:
            for part, span in parts(field.text):
                yield field, part, span


def _periods(field: Field, part: str, span: Span, era: str | None) -> Iterator[Facet]:
    normal = normalize(span.of(field.text))
    found = [item for item in periods.find(normal.text, era) if isinstance(item, periods.Mention)]
    bounds = [*(item.span.start for item in found[1:]), len(normal.text)]
    for mention, bound in zip(found, bounds, strict=False):
        after = normal.text[mention.whole.end : bound]
        if mention.period and (_BEGINS.search(after) or not _ENDS.search(after)):  # 2024年3月終了 is no start
            where = normal.span(mention.span.start, mention.span.end).shift(span.start)
            yield Facet(START, mention.period.value, field.name, where, part)
    if undecided := _UNDECIDED.search(normal.text):
        yield Facet(
            START, UNDECIDED, field.name, normal.span(undecided.start(), undecided.end()).shift(span.start), part
        )


def _first(field: Field, span: Span) -> Span:
    """What of a cell tells the start, where it tells from when to when."""
    lasts = _LASTS.fullmatch(span.of(field.text))
    return Span(span.start, span.start + lasts.end("first")) if lasts else span


def _open(field: Field, part: str, span: Span) -> Iterator[Facet]:
    """That a column of starts says that the start is not decided, in other words than 未定."""
    if _OPEN_CELL.fullmatch(span.of(field.text)):
        yield Facet(START, UNDECIDED, field.name, span, part)


def _bullets(text: str) -> Iterator[Span]:
    start = 0
    for cut in [*(match.end() for match in _BULLET.finditer(text)), len(text)]:
        if cut > start:
            yield Span(start, cut)
        start = cut
