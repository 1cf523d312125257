"""Facets that a question names: bodies, places, times, targets, sites, states, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Final

from assistant import periods, places
from assistant.facets import UNDECIDED
from assistant.lists import rows
from assistant.question.known import Known
from assistant.question.marks import Mark, Marks, Sentence, first_free
from assistant.question.names import mistyped, names
from assistant.question.negation import is_negated
from assistant.question.numbers import numbers
from assistant.question.topics import synonym_lexicon
from assistant.records import (
    ANY,
    CITY_CLASS,
    END,
    JOINT,
    LEVEL,
    MUNICIPALITY,
    NOTE,
    PARTNER,
    PREFECTURE,
    REGION,
    SITE,
    START,
    STATUS,
    TARGET,
    Filter,
)
from assistant.text import fold
from assistant.vocabulary import Lexicon, lexicon

_UNDECIDED: Final = re.compile(
    r"(?:(?:開始|実施|スタート|始まる)?(?:の)?(?:予定)?(?:時期|時|日|年月|日程|スケジュール)(?:が|は|も|の)?)?(?:まだ)?"
    r"(?:未定|決まってい?ない|きまっていない|定まっていない)"
    r"|(?:(?:開始|実施)?(?:時期|予定|年月|日程)|(?:開始|実施)日)(?:が|は|の)?(?:まだ)?(?:示|書|載|記載|明記|明示|明らか|記入|はっきり)[^。、]{0,6}?(?:ない|なし|いません)"
    r"|(?:開始|実施)?時期(?:が|の)?(?:不明|なし|無し)"
)
_UNSTARTED: Final = re.compile(
    r"まだ(?:始ま|はじま|実施|開始|スタート|やっ|行[わっ]|着手|手を付け)[^。、?]{0,6}?(?:ない|いません|ず)"
    r"|これから(?:始ま|始め|実施|開始|スタート|取り組)(?:[るむ]|する|される)?|(?<![でをはも一-龥ァ-ヺ])(?:実施|開始)(?:して|されて)い(?:ない|ません)|未実施|未着手|未開始|(?:開始|実施|始まる|着手)前"
)
_UNSAID: Final = re.compile(
    r"(?P<column>対象者?|(?:実施|設置)?場所|進捗(?:状況)?)(?:が|の|は|を|も)"
    r"(?:書|載|示|記|明記|明示|限定|特定)[^。、?]{0,8}?(?:ない|いません|なし)"
)
_COLUMNS: Final = (("対象", TARGET), ("場所", SITE), ("進捗", STATUS))
_BEGUN: Final = re.compile(
    r"(?:もう|すでに|既に)(?:始ま|はじま|実施|開始|スタート|動い|やっ)(?:って|して|されて|て)?い?(?:る|ます|た|ました)(?:もの)?"
    r"|(?:(?<=^)|(?<=[、。\s]))始まってい(?:る|ます)(?=もの|の|ところ|提案|取組|事例)"
)
_STARTED: Final = ("着手済", "一部実施", "実施中", "実施済")
"""States of what has begun."""
_UNWRITTEN: Final = re.compile(r"示|書|載|記|不明|なし|無し|明")
_NOW: Final = re.compile("(?:先々?|来|今|再来)(?:週|月|年)|昨日|今日|明日|昨年|去年|一昨年")
"""A time that is told from today."""
_PLANS: Final = re.compile(
    r"(?:(?:から|に|より|以降|まで|中|の?(?:始|春|夏|秋|冬|[0-9]+月))?(?:に|から|の|は)?(?:始|開始|スタート|実施|終|予定|オープン|開設|稼働|提案|事例|取組|もの|から|まで|以降)|は|も|だと|なら|[?。]|$)"
)
"""What follows a time that something is planned for."""
_ENDING: Final = re.compile(
    r"(?:中|末|いっぱい|以内)?(?:に|で|までに|まで|をもって|には)?(?:終わ(?:る|った|り)|終了(?:する|した|予定)?|完了(?:する|した|予定)|満了)"
    r"|まで(?:の(?=提案|事例|事業|もの|取組|施策)|(?:続[くい]|実施|行[わう])(?:て)?(?:いる|する)?)"
)
"""What follows the time at which something ends."""
_DURING: Final = re.compile(
    r"(?:中|の時点|時点|現在)?(?:に|で|にも|も|は)?(?:実施(?:して|されて|中)|行[っわ](?:て|れて)|続[きくい]|継続(?:して|する|し)?|やって|動いて)"
    r"(?:い(?:る|た|ます|ました)|ます|て)?"
)
"""What follows a time at which something goes on."""
_UNTOUCHED: Final = re.compile("未着手|未実施|着手前")
_PLANNED: Final = re.compile(
    r"(?:実施|開始|スタート)(?:する|される)?予定"
    r"|(?:実施|開始)?(?:の)?(?:時期|日程|日)(?:が|は)(?:もう|すでに|既に)?(?:決まっ(?:てい?る|た)|決定し|固まっ|書かれてい?る|示されてい?る)"
)
EACH: Final = re.compile(r"それぞれ|ずつ|各々|(?:どちら|どっち)が(?:多|少)|(?:何件|いくつ).+(?:何件|いくつ)")
"""Words that ask for several values one by one."""
_NOT_ONLY: Final = re.compile(r"だけで(?:は)?なく|だけじゃなく|のみならず|に限らず|に加えて|はもちろん")
_EITHER: Final = re.compile(r"^(?:や|か|または|もしくは|あるいは|、|,|・|/|または、)$")
_COMMAS: Final = {"、", ",", ""}
_AND: Final = re.compile(r"^(?:と|及び|および|並びに|とか)$")
PLACES: Final = {PREFECTURE, REGION, MUNICIPALITY, CITY_CLASS}
"""Facets that say which bodies are meant."""
_BOTH: Final = {TARGET, SITE}
"""Facets of which a proposal may have several: two named ones mean both, unless 「や」「か」 says otherwise."""
_LEXICONS: Final = (
    (TARGET, "targets", ("words", "asked")),
    (STATUS, "statuses", ("words", "asked")),
    (LEVEL, "levels", ("words",)),
)
_PARTNER: Final = re.compile(
    r"(?:等|など)?(?:と|との)(?:連携|協力|協働|共同|一体|一緒|タイアップ)|の(?:職員|ケースワーカー|機能)"
)
_NO_STATE: Final = re.compile(r"時期|予定|に向け|場所|主体|状況|方法|内容")
_JOINS: Final = re.compile(
    r"(?:が|も|は|の|を)?(?:(?:共同)?提案(?:団体)?(?:に|として|で))?(?:共同提案(?:団体)?(?:に|と|した|して|として|で|の)?(?:なっている|なった|なる|入っている|入った|加わっている|加わった|加わる|している|した)?"
    r"|加わ(?:っている|った|る)|入っている|入った|参加し(?:ている|た)|名を連ね(?:ている|た)"
    r"|(?P<either>(?:が|の|に)?(?:関係する|関わる|関わった|関わっている|関与する|関与した|からむ|絡む)))"
)
"""「高松市が共同提案に加わっている」."""
_COUNTED: Final = re.compile(r"(?:何|いくつの|どの|どこの)$")
_HEAD: Final = re.compile(
    r"(?:^|(?<=[るたいなのうすくつぐむぶぬちにで、\s]))(?<!どの)(?<!どこの)(?P<head>府県|県|市町村|市区町村|町や村|町村|市|町|村|特別区|区)"
    r"(?=(?<=[町村])の[^、。?]{1,12}(?:提案|事例|取組|取り組み|事業|施策|もの)|から|以外|を除|の(?:提案|事例|取組|取り組み|施策|事業|プロジェクト|案件|もの|ほう|方|やつ|場所|進捗|状況|内容|開始|時期)|は|を|が|も|で|って|の?うち|の中|[?。、]|だけ|のみ|$)"
)
_HEADS: Final = {
    "県": (LEVEL, "都道府県", True),
    "府県": (LEVEL, "都道府県", True),
    "市": (LEVEL, "市区町村", True),
    "市町村": (LEVEL, "市区町村", True),
    "市区町村": (LEVEL, "市区町村", True),
    "町": (CITY_CLASS, "町", False),
    "村": (CITY_CLASS, "村", False),
    "町村": (CITY_CLASS, "町村", False),
    "町や村": (CITY_CLASS, "町村", False),
    "特別区": (CITY_CLASS, "特別区", False),
    "区": (CITY_CLASS, "特別区", True),
}
"""Kinds of body that end a phrase: facet, value, and whether it may be said of any body."""
_CITY: Final = re.compile("市(?![区町])")
_PLACE_FACETS: Final = {"prefecture": PREFECTURE, "region": REGION, "class": CITY_CLASS}


@dataclass(frozen=True, slots=True)
class Asker:
    """What reading a question needs: what the corpus knows, and the day on which it is asked."""

    known: Known
    today: date


def mark_filters(sentence: Sentence, marks: Marks, asker: Asker) -> None:
    """Marks every facet of the question, in the order: numbers of rows, times, notes, bodies and places, then words by length."""
    known = asker.known
    finders = (
        numbers(sentence, known),
        _partners(sentence, known),
        _unstarted(sentence, known),
        _begun(sentence),
        _unsaid(sentence),
        _times(sentence, asker),
        _notes(sentence, known),
        mistyped(sentence, known),
        names(sentence, known),
        _places(sentence),
    )
    for found in finders:
        for mark in found:
            marks.add(mark)
    words = [_cities(mark, sentence, known) for mark in (*_words(sentence), *_listed(sentence, known))]
    first_free(marks, (*words, *_compounds(sentence, words)))


def _compounds(sentence: Sentence, words: Sequence[Mark]) -> Iterator[Mark]:
    """Curated wordings that hold the name of a group and mean something else: こども食堂."""
    for match in synonym_lexicon().find(fold(sentence.text)):
        inside = [w for w in words if match.start <= w.start and w.end <= match.end]
        if any(w.end - w.start < match.end - match.start for w in inside):
            yield Mark(match.start, match.end, "topic", match.value)


def _times(sentence: Sentence, asker: Asker) -> Iterator[Mark]:
    """Periods; a month without a year is read in the years that the corpus speaks of."""
    for found in periods.find(sentence.text, asker.known.era, asker.today):
        if isinstance(found, periods.Impossible):
            yield Mark(found.span.start, found.span.end, "problem", found.reason)
            continue
        where = found.whole
        if _NOW.match(sentence.text, found.span.start) and not _PLANS.match(sentence.text, where.end):
            yield Mark(where.start, where.end, "filler")  # 先月会社をクビになりました: nothing starts then
            continue
        ending = _ENDING.match(sentence.text, where.end) if asker.known.values(END) else None
        during = _DURING.match(sentence.text, where.end) if asker.known.values(END) else None
        if found.period and (lasting := ending or during):
            said = sentence.said(where.start, lasting.end())
            ends = ending is not None or found.relation == "until"
            yield Mark(where.start, lasting.end(), "filter", said, _lasting(found.period, said, ends=ends))
            continue
        said = sentence.said(where.start, where.end)
        starting = [
            Filter(START, mention.reach.value, said, either=place > 0, assumed=mention.assumed)
            for place, mention in enumerate(periods.resolve_months(found, asker.known.periods))
            if mention.reach is not None
        ]
        yield Mark(where.start, where.end, "filter", said, tuple(starting))
    undecided = _UNDECIDED.search(sentence.text)
    planned = _PLANNED.search(sentence.text)
    if (
        planned
        and not undecided
        and not any(isinstance(found, periods.Mention) for found in periods.find(sentence.text, asker.known.era))
    ):
        said = sentence.said(planned.start(), planned.end())
        yield Mark(planned.start(), planned.end(), "filter", said, (Filter(START, ANY, said),))
    if undecided and "未定" in asker.known.text and not _UNWRITTEN.search(undecided[0]):
        said = sentence.said(undecided.start(), undecided.end())
        yield Mark(undecided.start(), undecided.end(), "filter", said, (Filter(START, UNDECIDED, said),))
    elif undecided:
        said = sentence.said(undecided.start(), undecided.end())
        chosen = [Filter(START, ANY, said, negated=True)]
        yield Mark(undecided.start(), undecided.end(), "filter", said, tuple(chosen))


def _partners(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """Bodies that take part in the proposal of another: 「高松市が共同提案団体に入っている」, and those that are in no other."""
    folded = fold(sentence.text)
    proposing = set(known.values(MUNICIPALITY))
    for name in sorted(known.values(PARTNER), key=len, reverse=True):
        for at in _found(folded, fold(name)):
            end = at + len(name)
            joins = _JOINS.match(folded, end)
            if joins or not (name in proposing or places.is_prefecture(name)):
                end = joins.end() if joins else end
                chosen = [Filter(PARTNER, name, sentence.said(at, end))]
                if joins and joins["either"] and name in proposing:
                    chosen.insert(0, Filter(MUNICIPALITY, name, sentence.said(at, end)))
                    chosen[1] = replace(chosen[1], either=True)
                yield Mark(at, end, "filter", name, tuple(chosen))


def _found(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + len(name))


def _lasting(period: periods.Period, said: str, *, ends: bool) -> tuple[Filter, ...]:
    """「令和6年度に終わる」, or what was going on at some time in a period: begun before its end, ended after its start."""
    if ends:
        return (Filter(END, period.value, said),)
    until = periods.Period(date.min, period.last).value
    return (Filter(START, until, said), Filter(END, periods.Period(period.first, date.max).value, said))


def _unstarted(sentence: Sentence, known: Known) -> Iterator[Mark]:
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


def _begun(sentence: Sentence) -> Iterator[Mark]:
    """「もう始まっている」: whatever is in one of the states of what has begun."""
    for found in _BEGUN.finditer(sentence.text):
        said = sentence.said(found.start(), found.end())
        states = tuple(Filter(STATUS, state, said, either=at > 0) for at, state in enumerate(_STARTED))
        yield Mark(found.start(), found.end(), "filter", said, states)


def _unsaid(sentence: Sentence) -> Iterator[Mark]:
    """「対象者が書かれていない提案」: whatever has no value of a facet."""
    for found in _UNSAID.finditer(sentence.text):
        facet = next(name for word, name in _COLUMNS if word in found["column"])
        said = sentence.said(found.start(), found.end())
        yield Mark(found.start(), found.end(), "filter", said, (Filter(facet, ANY, said, negated=True),))


def _notes(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """Notes of the corpus that stand in the question word for word: 提案の一部."""
    folded = fold(sentence.text)
    for note in sorted(known.notes, key=len, reverse=True):
        at = folded.find(fold(note))
        if at >= 0:
            end = at + len(note)
            yield Mark(at, end, "filter", note, (Filter(NOTE, note, sentence.said(at, end)),))


def _places(sentence: Sentence) -> Iterator[Mark]:
    """Prefectures, regions, classes of cities, and municipalities that propose nothing here."""
    for found in places.find(sentence.text):
        facet = _PLACE_FACETS.get(found.kind, MUNICIPALITY)
        value = found.values[0]
        said = sentence.said(found.span.start, found.span.end)
        yield Mark(found.span.start, found.span.end, "filter", value, (Filter(facet, value, said),))


def filters(sentence: Sentence, marks: Marks, known: Known) -> tuple[Filter, ...]:
    """The filters of all marks, negated or alternative as the words between them say."""
    each = bool(EACH.search(sentence.text))
    found: list[Filter] = []
    previous: Mark | None = None
    addresses = _addresses(sentence, marks, known)
    for mark in marks.of("filter"):
        if mark in addresses:
            continue
        negated = is_negated(sentence.text, mark.end)
        if _NOT_ONLY.match(sentence.text, mark.end):
            continue
        for place, item in enumerate(mark.filters):
            twice = negated and item.negated  # 「未定でない」: of several states that are denied, any
            chosen = replace(item, negated=negated != item.negated, either=item.either or (twice and place > 0))
            if previous and found and not item.either:
                between = sentence.text[previous.end : mark.start].strip()
                if negated and (
                    between == "も" or _is_joined(found[-1], between, chosen)
                ):  # 北見市と仙台市以外: neither
                    found[-1] = replace(found[-1], negated=True, either=False)
                apart = each and found[-1].facet == chosen.facet and not negated
                chosen = replace(chosen, either=apart or _is_alternative(found[-1], between, chosen))
            found.append(chosen)
        previous = mark
    return _without_kinds(dict.fromkeys(found))


def _addresses(sentence: Sentence, marks: Marks, known: Known) -> list[Mark]:
    """Prefectures that only say where a municipality lies, where several are named: 函館市と福島県伊達市."""
    several = marks.of("filter")
    if sum(mark.filters[0].facet == MUNICIPALITY for mark in several) == 1:
        return []
    return [
        mark
        for mark, after in pairwise(several)
        if mark.filters[0].facet == PREFECTURE
        and after.filters[0].facet == MUNICIPALITY
        and sentence.text[mark.end : after.start] in {"", "の"}
        and known.homes(after.filters[0].value) <= {mark.filters[0].value}
    ]


def _without_kinds(found: Iterable[Filter]) -> tuple[Filter, ...]:
    """``found`` without the kinds of body that take part in what is proposed together: 共同提案をしている県."""
    chosen = tuple(found)
    together = any(item.facet == LEVEL and item.value == JOINT and not item.negated for item in chosen)
    return tuple(item for item in chosen if not (together and item.facet == LEVEL and item.soft))


def _is_joined(before: Filter, between: str, chosen: Filter) -> bool:
    """Whether two values are named in one breath: 北見市と仙台市, 女性や高齢者."""
    alike = before.facet == chosen.facet or {before.facet, chosen.facet} <= PLACES
    return alike and bool(_EITHER.match(between) or _AND.match(between))


def _is_bounded(one: str, other: str) -> bool:
    """Whether of two periods one is open at its end and the other at its beginning."""
    return (one.endswith("/") and other.startswith("/")) or (one.startswith("/") and other.endswith("/"))


def _is_alternative(before: Filter, between: str, chosen: Filter) -> bool:
    """Whether a value is an alternative to the one before: always where a proposal has only one of the two.

    松戸市と佐賀県 are alternatives, 岐阜県高山市 and 静岡県の浜松市 are not.
    """
    if chosen.negated or before.negated:
        return False
    if before.facet == chosen.facet == START and _is_bounded(before.value, chosen.value):
        return bool(_EITHER.match(between)) and between not in _COMMAS  # 2月以降、4月より前: both bounds hold
    if before.facet == chosen.facet:
        return chosen.facet not in _BOTH or bool(_EITHER.match(between))
    return {before.facet, chosen.facet} <= PLACES and bool(_EITHER.match(between) or _AND.match(between))


def _words(sentence: Sentence) -> Iterator[Mark]:
    folded = fold(sentence.text)
    for facet, name, columns in _LEXICONS:
        for mark in _of_lexicon(sentence, folded, facet, lexicon(name, *columns)):
            counted = facet == LEVEL and _COUNTED.search(folded, 0, mark.start)
            planned = facet == STATUS and _NO_STATE.match(folded, mark.end)
            if not (counted or planned):
                yield mark
    yield from _heads(sentence)
    for mark in _of_lexicon(sentence, folded, SITE, site_words()):
        if not _PARTNER.match(folded, mark.end):  # 福祉事務所と連携 is no place
            yield mark


def _listed(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """Groups and places that columns of the corpus list in their own words: 市町村職員, 全住民."""
    folded = fold(sentence.text)
    for facet in (TARGET, SITE):
        for value in known.values(facet):
            for at in _found(folded, fold(value)) if len(value) > 1 else ():
                if {at, at + len(value)} <= sentence.bounds:
                    end = at + len(value)
                    yield Mark(at, end, "filter", value, (Filter(facet, value, sentence.said(at, end)),))


def _heads(sentence: Sentence) -> Iterator[Mark]:
    """The kind of body that a question ends on: 「…している市は?」, 「…を支援する県」."""
    for found in _HEAD.finditer(sentence.text):
        start, end = found.span("head")
        if start in sentence.bounds:
            facet, value, soft = _HEADS[found["head"]]
            firm = is_negated(sentence.text, end)
            chosen = Filter(facet, value, found["head"], soft=soft and not firm)
            yield Mark(start, end, "filter", value, (chosen,))


def _cities(mark: Mark, sentence: Sentence, known: Known) -> Mark:
    """「市の提案」 means none of 町, 村 and 区, which the kind of body 市区町村 has too."""
    item = mark.filters[0]
    if item.facet != LEVEL or not _CITY.match(item.said):
        return mark
    if is_negated(sentence.text, mark.end):  # 市以外: whatever else there is, each of it denied twice
        levels = [(LEVEL, level) for level in known.values(LEVEL) if level != item.value]
        kinds = [(CITY_CLASS, kind) for kind in ("町村", "特別区") if kind in known.values(CITY_CLASS)]
        rest = (Filter(facet, value, item.said, negated=True) for facet, value in (*levels, *kinds))
        return replace(mark, filters=tuple(rest)) if kinds else mark
    others = [kind for kind in ("町村", "特別区") if kind in known.values(CITY_CLASS)]
    denied = (Filter(CITY_CLASS, kind, item.said, negated=True, soft=item.soft) for kind in others)
    return replace(mark, filters=(item, *denied))


def _of_lexicon(sentence: Sentence, folded: str, facet: str, words: Lexicon) -> Iterator[Mark]:
    for match in words.find(folded):
        said = sentence.said(match.start, match.end)
        yield Mark(match.start, match.end, "filter", match.value, (Filter(facet, match.value, said),))


@cache
def site_words() -> Lexicon:
    """The place nouns that are particular enough to choose proposals by."""
    chosen = [row for row in rows("sites") if row["facet"] == "はい"]
    return Lexicon.of((row["words"] + "|" + row["asked"], row["value"]) for row in chosen)
