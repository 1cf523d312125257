"""Japanese for what was understood: conditions, periods, counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.amounts import Unit, amount_in, bound_of, unit_of
from assistant.answer.matching import grouped
from assistant.facets import UNDECIDED, deed_of, period_of
from assistant.periods import Period
from assistant.records import (
    ANY,
    CITY_CLASS,
    DEED,
    END,
    FACETS,
    FILTERS,
    JOINT,
    LEVEL,
    MUNICIPALITY,
    NOTE,
    NUMBER,
    PARTNER,
    PREFECTURE,
    REGION,
    SITE,
    SOME,
    SOURCE,
    START,
    STATUS,
    TARGET,
    TIMES,
    Field,
    Filter,
    Query,
    Topic,
)

_BRACKET: Final = re.compile(r"(?<=[^\s])\s*[(（][^()（）]*[)）]$")
_VAGUE: Final = {
    "総額",
    "合計",
    "計",
    "小計",
    "金額",
    "全体",
    "名称",
    "内容",
    "区分",
    "種別",
    "時期",
    "件数",
    "当初",
    "補正",
    "実績",
    "計画",
    "前年度",
    "当年度",
}
"""The lower half of a heading over two rows that says nothing without the upper one."""
_UNIT: Final = re.compile(r"[(（](?:単位[::])?[百千万億]*(?:円|人|名|件|%|％|[kKmM]?[wW]|ha|m2|㎡|台|戸|世帯)[)）]")
_FOOTNOTE: Final = re.compile(r"[※*]\d*$")
_BEFORE = (SOURCE, REGION, PREFECTURE, CITY_CLASS, LEVEL, MUNICIPALITY, NUMBER)
_PHRASES = {
    REGION: "{}の",
    PREFECTURE: "{}の",
    CITY_CLASS: "{}の",
    LEVEL: "{}の",
    MUNICIPALITY: "{}の",
    NUMBER: "No.{}の",
    SOURCE: "資料「{}」の",
    PARTNER: "{}が共同提案団体の",
    TARGET: "対象者が「{}」の",
    SITE: "実施場所が「{}」の",
    STATUS: "進捗が「{}」の",
    NOTE: "「{}」と注記された",
}
_PAIR: Final = 2
_MANY = 3
"""So many states that are meant by one word are told by that word."""
_NEGATED = {NUMBER: "No.{}以外の", LEVEL: "{}ではない", STATUS: "進捗が「{}」ではない", START: "{}ではない"}


def conditions(query: Query) -> str:
    """The filters and topics as one phrase before 「提案」: 「静岡県の、進捗が「協議中」の」; "" where there is none."""
    groups = sorted(_together(grouped(query.filters)), key=lambda group: group[0].facet not in _BEFORE)
    phrases = dict.fromkeys(_both(same, query.dated) for same in _of_a_facet(groups))
    return "、".join([*phrases, *_topics(query.topics), *([f"{query.part}の"] if query.part else [])])


def _of_a_facet(groups: Sequence[Sequence[Filter]]) -> list[list[Sequence[Filter]]]:
    """``groups``, those together that name one value each of a facet of which a row may have several."""
    found: list[list[Sequence[Filter]]] = []
    for group in groups:
        last, new = found[-1][-1] if found else (), group[0]
        alike = len(group) == len(last) == 1 and last[0].facet == new.facet and not (last[0].negated or new.negated)
        plain = new.facet not in (*_BEFORE, *TIMES) and new.value != ANY and not bound_of(new.value)
        if alike and plain and not period_of(new.value):
            found[-1].append(group)
        else:
            found.append([group])
    return found


def _both(groups: Sequence[Sequence[Filter]], dated: str) -> str:
    """One phrase for values of one facet that must all hold: 対象者が「A」と「B」の両方の."""
    if len(groups) == 1:
        return _group(groups[0], dated)
    values = list(dict.fromkeys(f"「{group[0].value}」" for group in groups))
    every = "" if len(values) == 1 else "の両方" if len(values) == _PAIR else "のすべて"
    return f"{label(groups[0][0].facet)}が{'と'.join(values)}{every}の"


def _topics(topics: Sequence[Topic]) -> list[str]:
    """The phrases of ``topics``, those in one that are spoken of anywhere: 「A」と「B」の両方について書かれた."""
    anywhere = [topic for topic in topics if not topic.negated and not topic.column]
    if len(anywhere) < _PAIR:
        return [_topic(topic) for topic in topics]
    names = list(dict.fromkeys(f"「{topic.said}」" for topic in anywhere))
    both = "" if len(names) == 1 else "の両方" if len(names) == _PAIR else "のすべて"
    every = f"{'と'.join(names)}{both}について書かれた"
    return [every, *(_topic(topic) for topic in topics if topic not in anywhere)]


def _together(groups: Sequence[Sequence[Filter]]) -> list[tuple[Filter, ...]]:
    """Groups with the denied values of one facet in one, 「北見市」「仙台市」以外の; what 市 denies goes with it."""
    found: list[tuple[Filter, ...]] = []
    for group in groups:
        last, new = found[-1][-1] if found else None, group[0]
        both = last and last.negated and new.negated and last.facet == new.facet and new.facet not in TIMES
        of_city = last and new.negated and new.facet == CITY_CLASS and found[-1][0].facet == LEVEL
        lasting = last and last.facet == START and new.facet == END and last.said == new.said
        if lasting or both or (last and of_city and last.said == new.said):
            found[-1] = (*found[-1], *group)
        else:
            found.append(tuple(group))
    return found


def filter_phrase(item: Filter) -> str:
    """One filter by itself: 「静岡県」, 「進捗: 協議中」."""
    value = filter_value(item)
    return _PHRASES[item.facet].format(value).removesuffix("の") if item.facet in _BEFORE else f"{item.facet}: {value}"


def filter_value(item: Filter) -> str:
    """What one filter asks of its facet: 「協議中」, 「協議中 以外」, 「記載なし」."""
    if item.value == ANY:
        return "記載なし" if item.negated else "記載あり"
    dated = item.facet in TIMES or (item.facet not in FILTERS and period_of(item.value))
    value = period(item.value) if dated else item.value
    return f"{value} 以外" if item.negated else value


def period(value: str) -> str:
    """A start as people read it: 「平成25年4月(2013年4月)」."""
    if value == ANY:
        return "記載あり"
    found = period_of(value)
    return found.described if found else value


def _lasting(start: Filter, end: Filter) -> str:
    """The time at which something that began before its end and ended after its start was going on."""
    last, first = period_of(start.value), period_of(end.value)
    return Period(first.first, last.last).described if last and first else f"{start.value}〜{end.value}"


def label(facet: str) -> str:
    """What a facet is called: of a heading over two rows (「提案区分 分野」) the lower one, without its unit."""
    *over, lower = _bare(facet).split() or [facet]
    if over and lower in _VAGUE:
        return f"{_bare(over[-1])} {lower}"
    return lower.removeprefix("うち")


def _bare(heading: str) -> str:
    """``heading`` without the mark of a footnote and the brackets at its end."""
    return _BRACKET.sub("", _FOOTNOTE.sub("", heading))


def column_name(field: Field) -> str:
    """What the column of ``field`` is called beside its cell: with the unit, where the cell is an amount."""
    if amount_in(field.text, unit_of(field.name)) is None:
        return label(field.name)
    bare = field.name.rsplit(maxsplit=1)[-1].removeprefix("うち")
    if unit_of(bare).name:
        return bare
    own = _UNIT.search(field.name)  # of a heading over two rows it may stand in the upper one
    unit = own[0] if own else f"({field.unit})" if field.unit else ""
    return f"{label(field.name)}{unit}"


def amount(number: float, unit: Unit) -> str:
    """A number in single units as its column counts it: 「81,410百万円(81,410,000,000円)」."""
    whole = number == int(number) or unit.scale > 1
    single = f"{number:,.0f}{unit.name}" if whole else f"{number:,.2f}{unit.name}"
    if unit.scale == 1:
        return single
    counted = number / unit.scale
    shown = f"{counted:,.0f}" if counted == int(counted) else f"{counted:,.1f}"
    return f"{shown}{unit.word}{unit.name}({single})"


def _group(group: Sequence[Filter], dated: str) -> str:
    first = group[0]
    if first.facet == STATUS and len(group) >= _MANY and len({item.said for item in group}) == 1:
        return f"「{first.said}」"  # 「まだ始まっていない」
    values = ("・" if first.facet in _BEFORE else "か").join(
        dict.fromkeys(period(item.value) if item.facet in TIMES else item.value for item in group)
    )
    if PARTNER in {item.facet for item in group[1:]}:
        return f"{values}が関係する"
    if first.facet not in FACETS and bound_of(first.value):
        return _of_amount(first, values)
    if first.facet not in FACETS and all(map(period_of, (item.value for item in group))):
        values = "か".join(period(item.value) for item in group)
        return f"{label(first.facet)}が{values}{'ではない' if first.negated else 'の'}"
    if first.spoken or first.number:
        return _in_a_way(group, values)
    if first.facet in TIMES:
        return _of_times(group, values, dated)
    if first.value == ANY:
        return f"{label(first.facet)}が書かれていない" if first.negated else f"{label(first.facet)}が書かれた"
    if first.facet == LEVEL and len(group) > 1 and group[-1].negated:
        return "市の"
    if first.facet == LEVEL and not first.negated and values == JOINT:
        return "共同の"
    if first.negated and len(group) > 1:
        several = "".join(f"「{item.value}」" for item in group)
        return f"{several}以外の" if first.facet in _BEFORE else f"{first.facet}が{several}のどれでもない"
    if first.negated:
        return _NEGATED.get(
            first.facet, f"{'' if first.facet in FACETS else label(first.facet) + 'が'}「{{}}」以外の"
        ).format(values)
    return _PHRASES.get(first.facet, f"{label(first.facet)}が「{{}}」の").format(values)


def _of_amount(item: Filter, values: str) -> str:
    """How much of an amount there is, or that there is any."""
    if item.value.startswith("0") and item.value.endswith(SOME):
        return f"{label(item.facet)}が{'ない' if item.negated else 'ある'}"
    end = "ではない" if item.negated else "" if values.endswith(("る", "た", "い")) else "の"
    return f"{label(item.facet)}が{values}{end}"


def _in_a_way(group: Sequence[Filter], values: str) -> str:
    """What has a value alone, or several, or is about it."""
    first = group[0]
    if first.number:
        return f"{label(first.facet)}が{'複数' if first.number == 'several' else f'「{values}」だけ'}の"
    about = "か".join(dict.fromkeys(f"「{item.said}」" for item in group))
    return f"{about}に関係しない" if first.negated else f"{about}に関する"


def _of_times(group: Sequence[Filter], values: str, dated: str) -> str:
    """When something starts, ends, goes on or is done."""
    facets, first = {item.facet for item in group}, group[0]
    if facets == {START, END}:
        return f"{_lasting(first, group[-1])}に行っている"
    if facets == {START, DEED}:
        deeds = dict.fromkeys(deed_of(item.value) or "措置" for item in group if item.facet == DEED)
        return f"{period(first.value)}の開始か{'か'.join(f'「{deed}」' for deed in deeds)}が書かれた"
    return _of_time(first, values, dated)


def _of_time(first: Filter, values: str, dated: str) -> str:
    """When something starts or ends; ``dated`` is what the dates are dates of where they are no starts (受付日)."""
    if dated and first.facet == START:
        if first.value == ANY:
            return f"{dated}が書かれていない" if first.negated else f"{dated}が書かれた"
        return f"{dated}が{values}{'ではない' if first.negated else 'の'}"
    if first.facet == DEED:
        verb = deed_of(first.value) or "措置"
        return f"{values}の「{verb}」が書かれた" if not first.negated else f"{verb}が{values}ではない"
    edge, verb = ("終了", "終わる") if first.facet == END else ("開始", "始まる")
    if first.value == ANY:
        return f"{edge}時期が決まっていない" if first.negated else f"{edge}時期が書かれた"
    if first.value == UNDECIDED:
        return f"{edge}時期が未定{'ではない' if first.negated else 'の'}"
    if first.facet == END and first.value.endswith("/") and not first.negated and "続" in first.said:
        return f"{values}も続く"
    return f"{edge}が{values}ではない" if first.negated else f"{values}に{verb}"


def _topic(topic: Topic) -> str:
    if topic.column:
        return f"{label(topic.column)}に「{topic.said}」と{'書かれていない' if topic.negated else '書かれた'}"
    return f"「{topic.said}」について書かれていない" if topic.negated else f"「{topic.said}」について書かれた"
