"""Which bodies a question means: kinds of body, those that take part, a prefecture itself or all that lies in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from assistant import places
from assistant.question.asks import LIKE, Asks
from assistant.question.known import Known
from assistant.question.marks import Mark, Marks, Sentence, occurrences
from assistant.question.negation import is_negated
from assistant.records import (
    CITY_CLASS,
    JOINT,
    LEVEL,
    MUNICIPALITY,
    PARTNER,
    PREFECTURE,
    SITE,
    START,
    STATUS,
    TARGET,
    TOLD_BY,
    Filter,
    Kind,
)
from assistant.text import fold, normalize

_JOINS: Final = re.compile(
    r"(?:が|も|は|の|を)?(?:(?:共同)?提案(?:団体)?(?:に|として|で))?(?:共同提案(?:団体)?(?:に|と|した|して|として|で|の)?(?:なっている|なった|なる|入っている|入った|加わっている|加わった|加わる|している|した)?"
    r"|加わ(?:っている|った|る)|入っている|入った|参加し(?:ている|た)|連携(?:先|している|した|する)|名を連ね(?:ている|た)"
    r"|(?P<either>(?:が|の|に)?(?:関係する|関わる|関わった|関わっている|関与する|関与した|からむ|絡む)))"
)
"""「高松市が共同提案に加わっている」."""
_HEAD: Final = re.compile(
    r"(?:^|(?<=[るたいなのうすくつぐむぶぬちにでを、(\s])|(?<=なくて))(?<!どの)(?<!どこの)(?<!うちの)(?<!私の)(?P<head>府県|県|府|市町村|市区町村|町や村|町村|市|町|村|特別区|区)"
    r"(?=(?<=町村)の|(?<=[町村])の[^、。?]{1,12}(?:提案|事例|取組|取り組み|事業|施策|もの|何件)|と(?=(?:府?県|市|町|村|区)(?:の提案|の事例|の取組|は|で|を|、))|から|以外|を除|の(?:提案|事例|取組|取り組み|施策|事業|プロジェクト|案件|もの|ほう|方|やつ|場所|進捗|状況|内容|開始|時期)|は|を|が|も|で|って|の?うち|の中|[?。、]|の?だけ|のみ|じゃな[いく]|ではな[いく]|$)"
)
_HEADS: Final = {
    "県": (LEVEL, "都道府県", True),
    "府": (LEVEL, "都道府県", True),
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
_WHICH_KIND: Final = re.compile(
    r"(?:どこの|どの|何という|どういう|どんな)(?P<head>府県|都道府県|県|市町村|市区町村|町村|市|町|村)(?=が|(?:です|でしょう)?か?[?。]?$)"
)
"""「どの県が提案していますか」 asks for bodies of a kind, 「どの県で」 for where they lie."""
_WHICH_AREA: Final = re.compile(
    r"(?:どこの|どの)(?:都道府県|府県|県)(?:で|に|から|の(?:提案|事例|取組|取り組み|もの|自治体|市|団体))"
)
_ALONE: Final = re.compile("(?<![都道府県市区町村])単独(?:で|の|による|提案)|(?:1|一|ひとつの)団体(?:だけ|のみ)?で")
"""「豊田市が単独で出した」: together with nobody."""
_ITSELF: Final = re.compile("庁(?!舎)|自身|自体|本体|そのもの")
"""「兵庫県庁が出した提案」 is of the prefecture itself."""
_CITY: Final = re.compile("市(?![区町])")
_OF_ONE_BODY: Final[frozenset[Kind]] = frozenset(
    {"when", "until", "who", "status", "lookup", "where", "compare", "define", "similar"}
)
WITH_ITS_OWN: Final = re.compile(r"(?:と|や|及び|および|並びに|ならびに|に加え(?:て)?)(?:その|同)?[都道府県]内の?")
"""「兵庫県と県内の市」: all that lies in it."""
_WITHIN: Final = re.compile(
    rf"{WITH_ITS_OWN.pattern}|内|下|管内|全域|の(?:ほう|方|自治体|市|町|村|事例|先行事例|取組例)|にある|で"
)
_RESIDENTS: Final = re.compile(
    "(?:の|に住む|に住んでいる|在住の)[^、。?]{0,12}?(?:人|者|方|住民|県民)[はがも]|に住んで"
)
_AS_FOR: Final = re.compile(r"(?:の[^、。?]{1,8})?(?:は|って|が|の?(?:ほう|方)が)、?")
_RATHER: Final = re.compile("(?:ほう|方)が")
_WHETHER_SAME: Final = re.compile(r"同じ.*(?:です|ます|なの|でしょう)か|同じ.*(?:る|い|た)[?]$|(?:同じ|おなじ)[?。]?$")
_WHETHER: Final = re.compile(
    r"(?<=[都道府県])(?:は|(?:の[^、。?はがを]{0,12}|自身)は).*(?:(?:です|ます|でした|ました|でしょう|の)か?[?。]?|(?:から|まで|中|済み?|る|い|た)[?])$"
)
"""A question of yes or no about a prefecture: 「長野県は協議中ですか」."""
_PROPOSES: Final = re.compile(
    r"[都道府県](?:が|は|自身が|自身の|自体の|としての|から)(?:提案し|提案を|出し|要望|求め|提案(?:です|は))"
)
"""What a prefecture does by itself: 「大阪府が提案したもの」."""


def partners(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """Bodies that take part in the proposal of another: 「高松市が共同提案団体に入っている」, and those that are in no other."""
    folded = fold(sentence.text)
    proposing = set(known.values(MUNICIPALITY))
    for name in sorted(known.values(PARTNER), key=len, reverse=True):
        for at in occurrences(folded, fold(name)):
            end = at + len(name)
            joins = _JOINS.match(folded, end)
            if joins or not (name in proposing or places.is_prefecture(name)):
                end = joins.end() if joins else end
                chosen = [Filter(PARTNER, name, sentence.said(at, end))]
                if joins and joins["either"] and name in proposing:
                    chosen.insert(0, Filter(MUNICIPALITY, name, sentence.said(at, end)))
                    chosen[1] = replace(chosen[1], either=True)
                yield Mark(at, end, "filter", name, tuple(chosen))


def addresses(sentence: Sentence, marks: Marks, known: Known) -> list[Mark]:
    """Prefectures that only say where a municipality lies, where several are named: 函館市と福島県伊達市."""
    several = marks.of("filter")
    if sum(mark.facet == MUNICIPALITY for mark in several) == 1:
        return []
    return [
        mark
        for mark, after in pairwise(several)
        if mark.facet == PREFECTURE
        and after.facet == MUNICIPALITY
        and sentence.text[mark.end : after.start] in {"", "の"}
        and known.homes(after.filters[0].value) <= {mark.filters[0].value}
    ]


def homes(marks: Marks, sentence: Sentence, known: Known) -> list[Mark]:
    """Prefectures in which those live who ask of a body elsewhere: 「福岡県の人は熊本市の窓口を使えますか」."""
    bodies = [mark for mark in marks.of("filter") if mark.facet == MUNICIPALITY]
    return [
        mark
        for mark in marks.of("filter")
        if mark.facet == PREFECTURE
        and _RESIDENTS.match(sentence.text, mark.end)
        and any(mark.value not in known.homes(body.filters[0].value) for body in bodies)
    ]


def without_kinds(found: Iterable[Filter]) -> tuple[Filter, ...]:
    """``found`` without the kinds of body that take part in what is proposed together: 共同提案をしている県.

    Of a name that is put right (仙台じゃなくて浜松), the right one says all.
    """
    chosen = tuple(found)
    named = {item.facet for item in chosen if item.facet in {MUNICIPALITY, PREFECTURE, LEVEL} and not item.negated}
    chosen = tuple(item for item in chosen if not (item.negated and item.facet in named))
    together = any(item.facet == LEVEL and item.value == JOINT and not item.negated for item in chosen)
    return tuple(item for item in chosen if not (together and item.facet == LEVEL and item.soft))


def heads(sentence: Sentence) -> Iterator[Mark]:
    """The kind of body that a question ends on: 「…している市は?」, 「…を支援する県」."""
    for found in _HEAD.finditer(sentence.text):
        start, end = found.span("head")
        if start in sentence.bounds:
            facet, value, soft = _HEADS[found["head"]]
            firm = is_negated(sentence.text, end)
            chosen = Filter(facet, value, found["head"], soft=soft and not firm)
            yield Mark(start, end, "filter", value, (chosen,))


def alone(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """「単独で出した」: whatever is not proposed together with others, where some are."""
    found = _ALONE.search(sentence.text)
    if found and JOINT in known.values(LEVEL):
        said = sentence.said(*found.span())
        yield Mark(*found.span(), "filter", said, (Filter(LEVEL, JOINT, said, negated=True),))


def kind_asked(sentence: Sentence, chosen: tuple[Filter, ...], known: Known) -> tuple[Filter, ...]:
    """The kind of body that 「どの市が…」 asks for by the way, where there are others beside it."""
    found = _WHICH_KIND.search(sentence.text)
    if not found or any(item.facet in {LEVEL, CITY_CLASS} or item.of_row for item in chosen):
        return ()
    facet, value, _ = _HEADS.get(found["head"], (LEVEL, "都道府県", True))
    told = known.values(facet)
    if value not in told or (facet, len(told)) == (LEVEL, 1):
        return ()
    asked = Filter(facet, value, found["head"], soft=True)
    joint = [row.values(LEVEL) for row in known.proposals if JOINT in row.values(LEVEL)]
    of_all = (
        facet == LEVEL and joint and all(len(levels) == 1 for levels in joint)
    )  # 新潟県及び新潟市 are of both kinds
    return (asked, replace(asked, value=JOINT, either=True)) if of_all else (asked,)


def asks_areas(sentence: Sentence) -> bool:
    """Whether it is asked in which prefectures rows lie: 「どの県で行われていますか」."""
    return bool(_WHICH_AREA.search(sentence.text))


def cities(mark: Mark, sentence: Sentence, known: Known) -> Mark:
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


def of_several(sentence: Sentence, marks: Marks, asks: Asks, same: str) -> tuple[Asks, str]:
    """What is asked of bodies that are all named: 「横浜市のほうが川崎市より早いですか」「富士市と北見市は同じ時期ですか」."""
    named = sum(mark.facet == MUNICIPALITY for mark in marks.of("filter"))
    if named <= 1:
        return asks, same
    if asks.than and (_RATHER.search(sentence.text) or _one_against_another(sentence, marks)):
        edge = "first" if asks.than == "earlier" else "last"
        return replace(asks, found=asks.found - LIKE | {edge}), same
    if same in TOLD_BY and _WHETHER_SAME.search(sentence.text):
        return replace(asks, found=asks.found - LIKE | {TOLD_BY[same]}), same
    return asks, same


def _one_against_another(sentence: Sentence, marks: Marks) -> bool:
    """Whether one body is held against another: 「神戸市は丹波市より早いですか」."""
    bodies = [mark for mark in marks.of("filter") if mark.facet in {MUNICIPALITY, PREFECTURE}]
    return any(
        _AS_FOR.fullmatch(sentence.text, one.end, other.start) and sentence.text.startswith("より", other.end)
        for one, other in pairwise(bodies)
    )


def bodies_first(
    sentence: Sentence, marks: Marks, chosen: tuple[Filter, ...], asks: Asks, known: Known
) -> tuple[Filter, ...]:
    """``chosen`` with a prefecture read as the body that proposes, where something of that body is asked.

    「長野県の進捗は?」 and 「長野県は協議中ですか」 ask of 長野県 itself, 「長野県の事例」 and 「長野県内はいつから?」 of all
    that lies in it.
    """
    told = {START, STATUS, TARGET, SITE} & {item.facet for item in chosen}
    itself = any(mark.facet == PREFECTURE and _ITSELF.match(sentence.text, mark.end) for mark in marks.of("filter"))
    of_body = asks.kind in _OF_ONE_BODY or (told and _WHETHER.search(sentence.text)) or itself
    if not (of_body or _PROPOSES.search(sentence.text)):
        return chosen
    places_named = [mark.start for mark in marks.of("filter") if mark.facet == MUNICIPALITY]
    within = {
        mark.value
        for mark in marks.of("filter")
        if _WITHIN.match(sentence.text, mark.end) or mark.end in places_named  # 東京都世田谷区
    }
    return tuple(
        replace(item, facet=MUNICIPALITY)
        if item.facet == PREFECTURE
        and not item.negated
        and item.value not in within
        and known.names.get(fold(item.value)) == item.value
        and fold(normalize(item.said).text) == fold(item.value)
        else item
        for item in chosen
    )
