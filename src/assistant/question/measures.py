"""Columns of amounts in a question: bounds (1億円以上), the most and the least, orders, sums; and columns that are empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant import counters
from assistant.amounts import Bound, bounds
from assistant.periods.numbers import number
from assistant.question.known import Known
from assistant.question.marks import Mark, Marks, Sentence
from assistant.records import ANY, COUNTED, MUNICIPALITY, SOME, Filter, Measured
from assistant.text import fold, plain

_MUCH: Final = r"(?:高額|高[いかく]|多[いかく]|大き[いかく]|で[かっ]+[いかく]|デカ[いかく]|長[いかく]|最大)"
_LITTLE: Final = r"(?:低額|低[いかく]|少な[いかく]|小さ[いかく]|安[いかく]|短[いかく]|最小|最少)"
_MOST: Final = r"(?:一番|最も|もっとも|いちばん|最)"
_NTH: Final = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})番[目め]に"
_PLACED: Final = re.compile(r"(\d{1,3}|[一二三四五六七八九十]{1,3})番[目め]")
_HOW: Final[tuple[tuple[Measured, re.Pattern[str]], ...]] = (
    (
        "descending",
        re.compile(
            rf"上位|トップ(?=[0-9])|ベスト(?=[0-9])|{_MUCH}(?:もの|方|ほう)?(?:から)?順|{_MUCH}(?:もの|方|ほう)から"
        ),
    ),
    ("ascending", re.compile(rf"{_LITTLE}(?:もの|方|ほう)?(?:から)?順|{_LITTLE}(?:もの|方|ほう)から")),
    (
        "most",
        re.compile(
            rf"(?:{_MOST}|{_NTH})[^。、?]{{0,8}}?{_MUCH}|{_MOST}(?:お金|費用|コスト)[がの]かか[るっり]|最大|最高額?|トップ|{_MUCH}(?:の|方|ほう)?(?:は|が)?(?:どちら|どっち)|(?:どちら|どっち)(?:の[^、。?がは]{{1,8}})?が{_MUCH}"
        ),
    ),
    (
        "least",
        re.compile(
            rf"(?:{_MOST}|{_NTH})[^。、?]{{0,8}}?{_LITTLE}|最小|最少|最低額?|{_LITTLE}(?:の|方|ほう)?(?:は|が)?(?:どちら|どっち)|(?:どちら|どっち)(?:の[^、。?がは]{{1,8}})?が{_LITTLE}"
        ),
    ),
    ("mean", re.compile("平均")),
    ("sum", re.compile("合計|総額|総計|全部でいくら|足すと|合わせて(?:いくら|何)")),
)
_COSTS: Final = re.compile("お金|費用|コスト|高額|高[いかく]|安[いかく]|低額|最高額|最低額")
"""Words that are said of money alone."""
_EMPTY: Final = re.compile(
    r"(?:の欄)?(?:が|の|は|も|に|を)?(?:記載|記入|記述)?(?:が|の|は)?(?:されてい?ない|されていません|ない|無い|なし|無し|空欄|空白|未定|未記入|未記載|不明|ありません|つい(?:て)?(?:い)?ない|付い(?:て)?(?:い)?ない|計上されて(?:い)?ない|組まれて(?:い)?ない|認められて(?:い)?ない|公表(?:し|され)て(?:い)?ない|公表されていません|ゼロ(?!カーボン)|いない|いません|おらず|入っていない|決まってい?ない|書かれていない|書いていない|示されていない|載っていない)"
)
_FILLED: Final = re.compile(
    r"(?:が|の|は|も|に)(?:ある|いる|います|書かれている|書いてある|書かれた|決まっている|決まった|記載されている|記載された|記載のある|示されている|つい(?:て|た)(?:い)?る?|付い(?:て|た)(?:い)?る?|つく|付く|計上されている|計上された|組まれている|組まれた)(?=もの|提案|事例|ところ|取組|事業|施策|プロジェクト|件|の|自治体|[?。]|$)"
)
_WRITTEN: Final = re.compile("書|載|記|示|決|未定|不明|公表|欄|白")
"""What says that a cell is filled, whatever its amount."""
_ZERO: Final = re.compile("(?:が|は)(?:0|ゼロ)(?:円|件|人)?(?=の|で|もの|提案|取組|[?。]|$)")
_LONG: Final = 3
"""A piece of a heading that names its column for sure has so many characters."""
_TOLD: Final = re.compile(
    r"(?:の欄)?(?:が|の|は|も|に|を)?「?(?P<word>未定|集計中|調査中|調整中|検討中|非公表|不明|該当なし|特になし|制限なし|[-ー])」?"
    r"(?:となっている|と(?:書|記)[^、。?]{0,6}?る)?(?=の|もの|提案|事例|事業|取組|ところ|自治体|[?。]|$)"
)
"""Words of a cell that hold no value and say why."""
_NO_COUNT: Final = re.compile(counters.NO_COUNT)
_WITHIN: Final = re.compile(r"(?:(?<![一-龥])[都道府県市区町村]内|全国)(?:の|に|で)?$")
"""「県内4か所」."""
_MORE_OF: Final = re.compile(
    r"(?P<counter>[一-龥ァ-ヺー]{1,6}?)の?数[がは](?:より|一番|最も|いちばん)?多(?:い|く)(?:の(?:は|って))?"
)
"""「区役所の数が多いのは?」"""
_ROW: Final = "件"
"""What rows are counted in."""
_HOW_MANY: Final = re.compile(
    rf"(?:(?<![一-龥])[都道府県市区町村]内(?:の|に|で)?)?(?:何|いくつの)(?P<counter>{counters.pattern()})(?![目制型級])"
)
_COUNT_NOUN: Final = re.compile(
    rf"(?:(?P<people>[一-龥]{{0,4}}(?:者|人)数)|[一-龥]{{0,4}}?(?P<counter>{counters.pattern()})数)(?=は|って|を|[?]|$|教)"
)
"""「参加者数は」「認定店舗数を教えて」"""
_NUMBER_OF: Final = re.compile(
    rf"(?P<counter>{counters.pattern()})の?数(?:が|は|も|まで)[^、。?]{{0,8}}?(?:書かれ|書いて|書いた|示され|示して|載って|記され|明記|わか|分か)(?:てい?る|ている|た|る)?"
)
"""「区役所の数が書かれている」"""
_PRICE: Final = re.compile("いくら|何円")
_PAID: Final = re.compile(
    "補助|助成|支給|支払|払[うっいわ]|もら[えいう]|受け取|出[るまし]|上限|下限|単価|報酬|謝金|手当|利用料|使用料|料金|手数料|宿泊費|負担|家賃|賃料|日当|時給|賃金|受講料|参加費|会費|値段|価格|限度額|1[人件台泊回]"
)
_AT_LEAST: Final = re.compile(r"(?P<number>[0-9]+)件以上(?=(?:は|も)?(?:あり(?:ま|ゃ)|ある(?:の|か|[?。]|$)|存在し))")
"""「3件以上ありますか」 is asked of the rows that are found."""
_WARD: Final = "区"
"""何区 asks for bodies where wards propose."""
_REST: Final = re.compile(r"(?:が|は|の|も|で|年間?に?|約|およそ|[:=])*")


@dataclass(frozen=True, slots=True)
class Measure:
    """A column of amounts, what is asked of it, whether the question names it, and which place (2番目に高い) is meant."""

    column: str = ""
    how: Measured = ""
    named: bool = False
    nth: int = 1


def at_least(question: str) -> int:
    """How many rows a question asks whether there are: 「3件以上ありますか」; 0 where it does not."""
    found = _AT_LEAST.search(plain(question))
    return int(found["number"]) if found else 0


def mark_bounds(sentence: Sentence, marks: Marks, known: Known) -> None:
    """Marks the amounts that a question asks for, each with the name of its column where that stands before it.

    Where no column holds them they are looked for in running text: 「3区役所」「100人以上」.
    """
    folded = fold(sentence.text)
    for least in _AT_LEAST.finditer(folded):
        marks.add(Mark(least.start(), least.end(), "ask", "count"))
    for bound in bounds(folded):
        column, start = _column(folded, bound, known)
        if column:
            said = sentence.said(bound.start, bound.end)
            marks.add(Mark(start, bound.end, "filter", said, (Filter(column, folded[bound.start : bound.end], said),)))
        elif bound.unit in known.counters and not _NO_COUNT.match(folded, bound.end):
            within = _WITHIN.search(folded, 0, bound.start)
            start, said = within.start() if within else bound.start, sentence.said(bound.start, bound.end)
            item = Filter(COUNTED, folded[bound.start : bound.end], said)
            marks.add(Mark(start, bound.end, "filter", said, (item,)))


def mark_how_many(sentence: Sentence, marks: Marks, known: Known) -> str:
    """What is asked for the number of, if rows tell it in running text: 区役所 of 「何区役所」, 円 of 「いくら」; "" for nothing.

    Where a column tells what things cost, 「いくら」 asks of that, but for what is paid to people (「いくらまで補助」).
    """
    if _PRICE.search(sentence.text) and counters.MONEY in known.counters:
        return counters.MONEY if not known.cells.money or _PAID.search(sentence.text) else ""
    for found in _MORE_OF.finditer(fold(sentence.text)):
        told = counters.counter(found["counter"])
        if told in known.counters - {_ROW} and marks.add(Mark(found.start(), found.end(), "ask", "count")):
            return told
    if (named := _COUNT_NOUN.search(fold(sentence.text))) and not known.headings.columns.get(named[0]):
        told = counters.PEOPLE if named["people"] else counters.counter(named["counter"])
        if told in known.counters and marks.add(Mark(*named.span(), "ask", "count")):
            return told
    for found in (*_NUMBER_OF.finditer(fold(sentence.text)), *_HOW_MANY.finditer(fold(sentence.text))):
        told = counters.counter(found["counter"])
        if found["counter"] == _WARD and any(name.endswith(_WARD) for name in known.values(MUNICIPALITY)):
            continue
        if told == counters.PEOPLE and told in known.counters:
            return told
        wanted = told in known.counters or told == counters.PLACES
        if wanted and marks.add(Mark(found.start(), found.end(), "ask", "count")):
            return told
    return ""


def mark_filled(sentence: Sentence, marks: Marks, known: Known) -> None:
    """Marks what asks for rows in which a column is empty, or is not: 「備考がない提案」「事業費が書かれたもの」.

    What cells say themselves (未定, 集計中) is meant as it stands.
    """
    folded, headings = fold(sentence.text), known.headings
    for found in headings.named(folded):
        columns = headings.columns[found[0]]
        told = _TOLD.match(folded, found.end())
        saying = [column for column in columns if told and known.cells.saying(column, told["word"])]
        if told and saying:
            said = sentence.said(found.start(), told.end())
            item = Filter(saying[0], told["word"], said)
            marks.add(Mark(found.start(), told.end(), "filter", said, (item,)))
            continue
        empty, filled = _EMPTY.match(folded, found.end()), _FILLED.match(folded, found.end())
        ends = empty or filled
        named = headings.is_whole(found[0], columns[0]) or len(found[0]) >= _LONG or columns[0] in known.cells.amounts
        sure = ends and (named or "欄" in ends[0])
        if len(columns) == 1 and ends and sure:
            said = sentence.said(found.start(), ends.end())
            some = _some(columns[0], ends[0], known)
            item = Filter(columns[0], some or ANY, said, negated=empty is not None)
            marks.add(Mark(found.start(), ends.end(), "filter", said, (item,)))
        elif (zero := _ZERO.match(folded, found.end())) and columns[0] in known.cells.amounts:
            said = sentence.said(found.start(), zero.end())
            item = Filter(columns[0], f"0{known.cells.unit(columns[0]).name or '件'}", said)
            marks.add(Mark(found.start(), zero.end(), "filter", said, (item,)))


def _some(column: str, words: str, known: Known) -> str:
    """More than nothing, where a column of amounts says 0 too and ``words`` ask whether there is any: 補正がついた; "" else."""
    zeros = 0.0 in known.cells.amounts.get(column, {}).values()
    return f"0{known.cells.unit(column).name}{SOME}" if zeros and not _WRITTEN.search(words) else ""


def mark_measure(sentence: Sentence, marks: Marks, known: Known) -> Measure:
    """The column of amounts that rows are ranked by or that is added up, how, and whether it is named; marks what says so.

    Without a name (「一番高いのは」) the chat before may tell the column; else the first column of money is meant.
    """
    folded = fold(sentence.text)
    for how, pattern in _HOW if known.cells.amounts else ():
        found = pattern.search(folded)
        if not found:
            continue
        named = [name for name in known.headings.named(folded) if _amount_column(name[0], known)]
        near = [n for n in named if found.start() - n.end() <= _NEAR and n.start() - found.end() <= _NEAR]
        costs = _COSTS.search(found[0])
        if not (near or costs or how in {"descending", "ascending"}):
            continue
        if not any(mark.start < found.end() and found.start() < mark.end for mark in marks.of("pick")):
            marks.add(Mark(found.start(), found.end(), "ask", "list"))
        if near:
            marks.add(Mark(near[0].start(), near[0].end(), "ask", "list"))
            for start, end in _around(found.start(), found.end(), near[0].start(), near[0].end()):
                marks.add(Mark(start, end, "filler"))
            return Measure(_amount_column(near[0][0], known), how, named=True, nth=_place(found[0]))
        return Measure(known.cells.money if costs else "", how, nth=_place(found[0]))
    return Measure()


def _place(said: str) -> int:
    """Which place is meant: 2 of 「2番目に高い」, and 1 of 「最も高い」."""
    place = _PLACED.match(said)
    return number(place[1]) if place else 1


def _amount_column(name: str, known: Known) -> str:
    """The column of amounts that is called so; "" where none is."""
    return next((column for column in known.headings.columns[name] if column in known.cells.amounts), "")


_NEAR: Final = 4
"""So many characters at most lie between the name of a column and what is asked of it."""


def _around(start: int, end: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """What of ``start:end`` lies before ``first:last``, and what after it."""
    if start < first < end:
        yield start, first
    if start < last < end:
        yield last, end


def _column(text: str, bound: Bound, known: Known) -> tuple[str, int]:
    """The column that a bound is meant for, and where its words begin: the one named before it, else the first of its unit."""
    for found in known.headings.named(text):
        column = _amount_column(found[0], known)
        if column and _REST.fullmatch(text, found.end(), bound.start):
            return column, found.start()
    of_unit = [column for column in known.cells.amounts if bound.unit and known.cells.unit(column).name == bound.unit]
    return (of_unit[0], bound.start) if of_unit else ("", bound.start)
