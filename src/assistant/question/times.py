"""Times and stages in a question: when something starts, ends or goes on, and what has begun or has not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Final

from assistant import periods
from assistant.facets import UNDECIDED
from assistant.question.asker import Asker
from assistant.question.deeds import told_of, verbs
from assistant.question.known import Known
from assistant.question.marks import Mark, Sentence
from assistant.records import (
    ANY,
    DEED,
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
_UNENDED: Final = re.compile(
    r"(?:終わり|終了|終期|完了|期限|終わる)(?:の)?(?:予定)?(?:時期|時|日|年月)?(?:が|は|も|の)?(?:まだ)?"
    r"(?:未定|決まってい?ない|定まっていない|(?:示|書|載|記載|明記|明らか)[^。、]{0,6}?(?:ない|なし|いません)|不明|なし)"
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
_LATE: Final = "遅延"
"""The state of what has begun and goes on too slowly."""
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
_EXPLAINS: Final = re.compile(r"(?<=.)[^、。?(]{0,24}[?。]?[(][^()]{0,12}")
"""What stands between a time and another in brackets that explains it."""
_UNTOUCHED: Final = re.compile("未着手|未実施|着手前")
_PLANNED: Final = re.compile(
    r"(?:実施|開始|スタート)(?:する|される)?予定"
    r"|(?:もう|すでに|既に)?始まる(?:日|時期|月)(?:が|は)(?:もう|すでに|既に)?(?:決まっ(?:てい?る|た)|決定し|固まっ)"
    r"|(?:実施|開始)?(?:の)?(?:時期|日程|日)(?:が|は)(?:もう|すでに|既に)?(?:決まっ(?:てい?る|た)|決定し|固まっ|書かれてい?る|示されてい?る)"
)


def times(sentence: Sentence, asker: Asker) -> Iterator[Mark]:
    """Periods, eras, and what says that a time is not decided, or is; a month without a year is read in the years that
    the corpus speaks of."""
    ended = 0
    for found in periods.find(sentence.text, asker.known.era, asker.today):
        if isinstance(found, periods.Impossible):
            yield Mark(found.span.start, found.span.end, "problem", found.reason)
        elif ended and _EXPLAINS.fullmatch(
            sentence.text, ended, found.whole.start
        ):  # 平成25年度に入ってから(25年4月以降)
            yield Mark(found.whole.start, found.whole.end, "filler")
        else:
            ended = 0 if _NOW.match(sentence.text, found.span.start) else found.whole.end  # 来年度(平成25年度)
            yield from _of_mention(sentence, found, asker.known)
    yield from _of_eras(sentence)
    if open_still := _not_yet(sentence, asker.known):
        yield open_still
    yield from _undecided(sentence, asker)


def _of_mention(sentence: Sentence, found: periods.Mention, known: Known) -> Iterator[Mark]:
    """What a time means that is named: that something starts, ends or goes on then, or nothing of the rows."""
    where = found.whole
    passing = _NOW.match(sentence.text, found.span.start) and not _PLANS.match(sentence.text, where.end)
    if passing or _is_of_amounts(sentence, where.end, known):
        yield Mark(where.start, where.end, "filler")  # 先月会社をクビになりました, 令和5年度の利用者数
        return
    if _HAPPENED.match(sentence.text, where.end):  # 令和元年の台風: spoken of, and no start
        return
    if found.period and (lasting := _lasting(sentence, found, found.period, known)):
        yield lasting
        return
    said = sentence.said(where.start, where.end)
    mentions = periods.resolve_months(found, known.periods)
    told = [(mention.reach.value, mention.assumed) for mention in mentions if mention.reach is not None]
    starting = [
        Filter(facet, f"{verb} {value}".strip(), said, assumed=assumed)
        for value, assumed in told
        for facet, verb in told_of(sentence, where.end, known)
    ]
    starting = [replace(item, either=place > 0) for place, item in enumerate(starting)]
    yield Mark(where.start, where.end, "filter", said, tuple(starting))
    if DEED in {item.facet for item in starting}:
        yield from verbs(sentence, where.end)
    if other := _SOME_OTHER.match(sentence.text, where.end):  # 4月以外に始まる: at some time, and not then
        start, end = other.span("verb")
        verb = sentence.said(start, end)
        yield Mark(start, end, "filter", verb, (Filter(START, ANY, verb),))


def _undecided(sentence: Sentence, asker: Asker) -> Iterator[Mark]:
    """What says that the start or the end is not decided, or that it is: 「終期が未定」「実施予定」."""
    if (unended := _UNENDED.search(sentence.text)) and asker.known.values(END):
        yield _chosen(sentence, unended, Filter(END, ANY, "", negated=True))
    undecided = _UNDECIDED.search(sentence.text)
    if undecided and _REPLY.search(sentence.text, 0, undecided.start()):
        undecided = None
    planned = _PLANNED.search(sentence.text)
    if (
        planned
        and not undecided
        and not any(isinstance(found, periods.Mention) for found in periods.find(sentence.text, asker.known.era))
    ):
        yield _chosen(sentence, planned, Filter(START, ANY, ""))
    if undecided and UNDECIDED in asker.known.values(START) and not _UNWRITTEN.search(undecided[0]):
        yield _chosen(sentence, undecided, Filter(START, UNDECIDED, ""))
    elif undecided:
        yield _chosen(sentence, undecided, Filter(START, ANY, "", negated=True))


def _chosen(sentence: Sentence, found: re.Match[str], item: Filter) -> Mark:
    """A mark of the words that ``found`` matched, which mean ``item``."""
    said = sentence.said(*found.span())
    return Mark(*found.span(), "filter", said, (replace(item, said=said),))


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


def _lasting(sentence: Sentence, found: periods.Mention, named: periods.Period, known: Known) -> Mark | None:
    """「令和6年度に終わる」, 「令和8年4月以降も続く」, or what was going on at some time in a period: begun before its end, ended
    after its start. None for what only starts then."""
    where = found.whole
    ending = _ENDING.match(sentence.text, where.end) if known.values(END) else None
    during = _DURING.match(sentence.text, where.end) if known.tells_ends else None
    lasting = ending or during
    if not lasting:
        return None
    said = sentence.said(where.start, lasting.end())
    ends = ending is not None or found.relation == "until"
    bounded = found.relation in {"from", "after", "before"} or (ending and _BY.search(said))
    period = found.reach if ends and bounded and found.reach else named
    chosen: tuple[Filter, ...] = (Filter(END, period.value, said),)
    if not ends:
        onward = Filter(END, periods.Period(period.first, date.max).value, said)
        before = Filter(START, periods.Period(date.min, period.last).value, said)
        chosen = (onward,) if found.relation == "from" else (before, onward)
    return Mark(where.start, lasting.end(), "filter", said, chosen)


def unstarted(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """「まだ始まっていない」: whatever is in none of the states of what has begun.

    Where the table itself says 未着手, that state is meant by its own words.
    """
    for found in _UNSTARTED.finditer(sentence.text):
        if _UNTOUCHED.fullmatch(found[0]) and "未着手" in known.values(STATUS):
            continue
        said = sentence.said(found.start(), found.end())
        yield Mark(
            found.start(),
            found.end(),
            "filter",
            said,
            tuple(Filter(STATUS, s, said, negated=True) for s in (*_STARTED, _LATE)),
        )


def begun(sentence: Sentence) -> Iterator[Mark]:
    """「もう始まっている」: whatever is in one of the states of what has begun."""
    for found in _BEGUN.finditer(sentence.text):
        said = sentence.said(found.start(), found.end())
        states = tuple(Filter(STATUS, state, said, either=at > 0) for at, state in enumerate(_STARTED))
        yield Mark(found.start(), found.end(), "filter", said, states)
