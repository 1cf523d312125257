"""Times and stages in a question: when something starts, ends or goes on, and what has begun or has not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final

from assistant import periods
from assistant.facets import UNDECIDED
from assistant.question.asker import Asker
from assistant.question.known import Known
from assistant.question.marks import Mark, Sentence
from assistant.records import (
    ANY,
    END,
    START,
    STATUS,
    Filter,
)
from assistant.text import fold

_UNDECIDED: Final = re.compile(
    r"(?:(?:開始|実施|スタート|始まる)?(?:の)?(?:予定)?(?:時期|時|日|年月|日程|スケジュール)(?:が|は|も|の)?)?(?:まだ)?"
    r"(?:未定|決まってい?ない|きまっていない|定まっていない)"
    r"|(?:(?:開始|実施)?(?:時期|予定|年月|日程)|(?:開始|実施)日)(?:が|は|の)?(?:まだ)?(?:示|書|載|記載|明記|明示|明らか|記入|はっきり)[^。、]{0,6}?(?:ない|なし|いません)"
    r"|(?:開始|実施)?時期(?:が|の)?(?:不明|なし|無し)"
    r"|いつ(?:から)?(?:始まる|開始する|実施する|スタートする|やる)(?:のか?|か)(?:が|は|も)?(?:まだ)?(?:示|書|載|記載|明記|明らか|決ま|わか|分か|はっきり)[^。、]{0,6}?(?:ない|なし|いません|ません)"
)
_REPLY: Final = re.compile("(?:対応|方針|結論|回答|結果|可否)[がはも]$")
"""What else may not be decided yet than a start."""
_UNSTARTED: Final = re.compile(
    r"まだ(?:始ま|はじま|始め|はじめ|実施|開始|スタート|やっ|行[わっ]|着手|手を付け)[^。、?]{0,6}?(?:ない|いません|ず)"
    r"|これから(?:始ま|始め|実施|開始|スタート|取り組)(?:[るむ]|する|される)?|(?<![でをはも一-龥ァ-ヺ])(?:実施|開始)(?:して|されて)い(?:ない|ません)|未実施|未着手|未開始|(?:開始|実施|始まる|着手)前"
)
_BEGUN: Final = re.compile(
    r"(?:もう|すでに|既に)(?:始ま|はじま|実施|開始|スタート|動い|やっ)"
    r"(?:(?:って|して|されて|て)い?(?:る|ます|た|ました)|(?:っ|し|され|り)?(?:た|ました))(?:もの)?"
    r"|(?:(?<=^)|(?<=[、。\s]))始まってい(?:る|ます)(?=もの|の|ところ|提案|取組|事例)"
)
_STARTED: Final = ("着手済", "一部実施", "試行中", "実施中", "実施済", "終了")
"""States of what has begun."""
_UNWRITTEN: Final = re.compile(r"示|書|載|記|不明|なし|無し|明")
_NOW: Final = re.compile("(?:先々?|来|今|再来)(?:週|月|年)|昨日|今日|明日|昨年|去年|一昨年")
"""A time that is told from today."""
_HAPPENED: Final = re.compile(
    r"の[^、。?にはをが]{0,6}?(?:台風|豪雨|地震|大雨|大雪|震災|水害|噴火|災害|大火|津波|事故|改正|国勢調査|法律|通知|答申)"
)
"""What happened at a time that is named."""
_PLANS: Final = re.compile(
    r"(?:(?:から|に|より|以降|まで|中|の?(?:始|春|夏|秋|冬|[0-9]+月))?(?:に|から|の|は)?(?:始|開始|スタート|実施|終|予定|オープン|開設|稼働|提案|事例|取組|もの|から|まで|以降)|は|も|だと|なら|[?。]|$)"
)
"""What follows a time that something is planned for."""
_ENDING: Final = re.compile(
    r"(?:中|末|いっぱい|以内)?(?:に|で|までに|まで|をもって|には)?(?:終わ(?:る|った|り)|終了(?:する|した|予定)?|完了(?:する|した|予定)|満了)"
    r"|まで(?:の(?=提案|事例|事業|もの|取組|施策)|(?:続[くい]|実施|行[わう])(?:て)?(?:いる|する)?)"
)
"""What follows the time at which something ends."""
_BY: Final = re.compile("までに")
"""「令和8年度までに終わる」: then or before."""
_DURING: Final = re.compile(
    r"(?:中|の時点|時点|現在)?(?:に|で|にも|も|は)?(?:実施(?:して|されて|中)|行[っわ](?:て|れて)|続[きくい]|継続(?:して|する|し)?|やって|動いて)"
    r"(?:い(?:る|た|ます|ました)|ます|て)?"
    r"|に(?:実施|行)(?:した|った|する|なう|う)|の(?=取組|取り組み|事業(?!費)|事例)"
)
"""What follows a time at which something goes on."""
_SOME_OTHER: Final = re.compile(
    "(?:開始)?以外(?:の(?:時期|月|年度?))?(?:に|から)(?P<verb>始ま[るり]|開始|スタート|実施)"
)
_UNTOUCHED: Final = re.compile("未着手|未実施|着手前")
_PLANNED: Final = re.compile(
    r"(?:実施|開始|スタート)(?:する|される)?予定"
    r"|(?:もう|すでに|既に)?始まる(?:日|時期|月)(?:が|は)(?:もう|すでに|既に)?(?:決まっ(?:てい?る|た)|決定し|固まっ)"
    r"|(?:実施|開始)?(?:の)?(?:時期|日程|日)(?:が|は)(?:もう|すでに|既に)?(?:決まっ(?:てい?る|た)|決定し|固まっ|書かれてい?る|示されてい?る)"
)


def times(sentence: Sentence, asker: Asker) -> Iterator[Mark]:
    """Periods; a month without a year is read in the years that the corpus speaks of."""
    for found in periods.find(sentence.text, asker.known.era, asker.today):
        if isinstance(found, periods.Impossible):
            yield Mark(found.span.start, found.span.end, "problem", found.reason)
            continue
        where = found.whole
        if _is_of_amounts(sentence, where.end, asker.known):  # 令和5年度の利用者数: of which year the column tells
            yield Mark(where.start, where.end, "filler")
            continue
        if _HAPPENED.match(sentence.text, where.end):  # 令和元年の台風: spoken of, and no start
            continue
        if _NOW.match(sentence.text, found.span.start) and not _PLANS.match(sentence.text, where.end):
            yield Mark(where.start, where.end, "filler")  # 先月会社をクビになりました: nothing starts then
            continue
        ending = _ENDING.match(sentence.text, where.end) if asker.known.values(END) else None
        during = _DURING.match(sentence.text, where.end) if asker.known.tells_ends else None
        if found.period and (lasting := ending or during):
            said = sentence.said(where.start, lasting.end())
            ends = ending is not None or found.relation == "until"
            bounded = found.relation in {"from", "after", "before"} or (ending and _BY.search(said))
            period = found.reach if ends and bounded and found.reach else found.period
            yield Mark(where.start, lasting.end(), "filter", said, _lasting(period, said, ends=ends))
            continue
        said = sentence.said(where.start, where.end)
        starting = [
            Filter(START, mention.reach.value, said, either=place > 0, assumed=mention.assumed)
            for place, mention in enumerate(periods.resolve_months(found, asker.known.periods))
            if mention.reach is not None
        ]
        yield Mark(where.start, where.end, "filter", said, tuple(starting))
        if other := _SOME_OTHER.match(sentence.text, where.end):  # 4月以外に始まる: at some time, and not then
            start, end = other.span("verb")
            verb = sentence.said(start, end)
            yield Mark(start, end, "filter", verb, (Filter(START, ANY, verb),))
    yield from _of_eras(sentence)
    if open_still := _not_yet(sentence, asker.known):
        yield open_still
    undecided = _UNDECIDED.search(sentence.text)
    if undecided and _REPLY.search(sentence.text, 0, undecided.start()):
        undecided = None
    planned = _PLANNED.search(sentence.text)
    if (
        planned
        and not undecided
        and not any(isinstance(found, periods.Mention) for found in periods.find(sentence.text, asker.known.era))
    ):
        said = sentence.said(planned.start(), planned.end())
        yield Mark(planned.start(), planned.end(), "filter", said, (Filter(START, ANY, said),))
    if undecided and UNDECIDED in asker.known.values(START) and not _UNWRITTEN.search(undecided[0]):
        said = sentence.said(undecided.start(), undecided.end())
        yield Mark(undecided.start(), undecided.end(), "filter", said, (Filter(START, UNDECIDED, said),))
    elif undecided:
        said = sentence.said(undecided.start(), undecided.end())
        chosen = [Filter(START, ANY, said, negated=True)]
        yield Mark(undecided.start(), undecided.end(), "filter", said, tuple(chosen))


def _of_eras(sentence: Sentence) -> Iterator[Mark]:
    """An era in which something starts: 「平成のうちに始めた」「令和になる前から」."""
    for found in _era_alone().finditer(sentence.text):
        era = periods.era_by_word(found["era"])
        first, last = era.first, era.last or date.max
        if found["before"]:
            first, last = date.min, era.first - timedelta(days=1)
        elif found["after"]:
            last = date.max
        said = sentence.said(found.start(), found.end())
        yield Mark(
            found.start(), found.end(), "filter", said, (Filter(START, periods.Period(first, last).value, said),)
        )


@cache
def _era_alone() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<era>{'|'.join(era.name for era in periods.eras())})(?![0-9元一二三四五六七八九十〇])"
        r"(?:の?(?:うち|間|時代|頃|ころ))?"
        r"(?:(?P<before>に(?:な|入)る(?:より)?も?前|以前|より前|の前)|(?P<after>に(?:なって|入って)(?:から|以降)?|以降))?"
        r"(?:に|から|の)?(?=(?:ずっと)?(?:始|開始|スタート|実施|続|着手|提案|取組|取り組|事例|もの))"
    )


def _not_yet(sentence: Sentence, known: Known) -> Mark | None:
    """「まだ回答が出ていない」: rows without a date in a column of dates that are no starts (回答日)."""
    event = known.dated.removesuffix("日")
    if not event:
        return None
    found = re.search(
        rf"{event}(?:日)?(?:が|は|を|も)?(?:まだ)?(?:出て|来て|きて|届いて|されて|もらって|得て)?い?(?:ない|いません|ません)(?!か)|未{event}",
        sentence.text,
    )
    said = sentence.said(*found.span()) if found else ""
    return Mark(*found.span(), "filter", said, (Filter(START, ANY, said, negated=True),)) if found else None


def _is_of_amounts(sentence: Sentence, at: int, known: Known) -> bool:
    """Whether 「の」 and the name of a column of amounts follow."""
    after = at + 1 if sentence.text.startswith("の", at) else at
    names = known.headings.named(fold(sentence.text)) if known.cells.amounts else ()
    return any(
        name.start() == after and known.cells.amounts.keys() & set(known.headings.columns[name[0]]) for name in names
    )


def _lasting(period: periods.Period, said: str, *, ends: bool) -> tuple[Filter, ...]:
    """「令和6年度に終わる」, or what was going on at some time in a period: begun before its end, ended after its start."""
    if ends:
        return (Filter(END, period.value, said),)
    until = periods.Period(date.min, period.last).value
    return (Filter(START, until, said), Filter(END, periods.Period(period.first, date.max).value, said))


def unstarted(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """「まだ始まっていない」: whatever is in none of the states of what has begun.

    Where the table itself says 未着手, that state is meant by its own words.
    """
    for found in _UNSTARTED.finditer(sentence.text):
        if _UNTOUCHED.fullmatch(found[0]) and "未着手" in known.values(STATUS):
            continue
        said = sentence.said(found.start(), found.end())
        yield Mark(
            found.start(), found.end(), "filter", said, tuple(Filter(STATUS, s, said, negated=True) for s in _STARTED)
        )


def begun(sentence: Sentence) -> Iterator[Mark]:
    """「もう始まっている」: whatever is in one of the states of what has begun."""
    for found in _BEGUN.finditer(sentence.text):
        said = sentence.said(found.start(), found.end())
        states = tuple(Filter(STATUS, state, said, either=at > 0) for at, state in enumerate(_STARTED))
        yield Mark(found.start(), found.end(), "filter", said, states)
