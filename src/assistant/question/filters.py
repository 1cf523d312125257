"""Facets that a question names: bodies, places, times, targets, sites, states, notes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Final, Literal

from assistant import places
from assistant.lists import rows
from assistant.question.asker import Asker
from assistant.question.bodies import WITH_ITS_OWN, addresses, alone, cities, heads, homes, without_kinds
from assistant.question.known import Known
from assistant.question.letters import silent
from assistant.question.marks import Mark, Marks, Sentence, asides, first_free, occurrences
from assistant.question.names import mistyped, names
from assistant.question.negation import is_negated
from assistant.question.notes import notes
from assistant.question.numbers import numbers
from assistant.question.states import near_states, states
from assistant.question.things import of_asker
from assistant.question.times import begun, times, unstarted
from assistant.question.topics import synonym_lexicon
from assistant.records import (
    ANY,
    CITY_CLASS,
    LEVEL,
    MUNICIPALITY,
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

_UNSAID: Final = re.compile(
    r"(?P<column>対象者?|(?:実施|設置)?場所|進捗(?:状況)?)(?:が|の|は|を|も)"
    r"(?:書|載|示|記|明記|明示|限定|特定)[^。、?]{0,8}?(?:ない|いません|なし)"
)
_COLUMNS: Final = (("対象", TARGET), ("場所", SITE), ("進捗", STATUS))
EACH: Final = re.compile(
    r"それぞれ|ずつ|各々|(?:どちら|どっち)[がにのでは][^、。?]{0,12}?(?:多|少)|件数を比べ|件数の比較|(?:何件|いくつ).+(?:何件|いくつ)"
)
"""Words that ask for several values one by one."""
_AIMED: Final = re.compile(
    r"(?:[(][^()]*[)])?(?:(?:と|や|、|か|または|又は|もしくは|・|及び)[^。?をは]{1,12}?)*(?:等|など)?(?:の(?:人|方|世帯|家庭|皆さん))?(?:だけ|のみ|以外)?(?:向け|むけ|用[のにで]|(?:を|が|も|は|に|と)?[^、。?]{0,3}対象|のため|に対する|に対して|限定)"
)
_AIMED_AT: Final = re.compile(r"対象(?:者)?(?:が|は|に|として|:)[^、。?]{0,12}$")
_ONLY: Final = re.compile("(?:だけ|のみ)(?:を|が|に|で)?(?:の(?=提案|もの|事業|事例|取組)|対象|所管|担当|利用|支援)")
_TOGETHER: Final = re.compile("両方|どちらも|いずれも")
_NOT_ONLY: Final = re.compile(r"だけで(?:は)?なく|だけじゃなく|のみならず|に限らず|に加えて|はもちろん")
_NOT_MINE: Final = re.compile(
    r"(?:手当|給付)?(?:を|は|も)?(?:受け|もらっ|受給し)て(?:は)?い?(?:ない|ません)(?:のです|んです|の|ん)?(?:が|けど|けれど|ので|し)"
)
"""「生活保護は受けていないのですが」 tells of the asker, and denies nothing of the rows."""
_NOT_ALONE: Final = re.compile(
    r"(?:の(?:人|方|世帯|家庭))?(?:を|は|も)?(?:(?:受け|もらっ|受給し)て(?:い)?なくても|(?:で|じゃ)なくても|以外(?:の(?:人|方))?(?:でも|も(?=使え|利用|受けられ|対象|行け|相談))"
    r"|しか(?=[^。?]*ない|[^。?]*ません)|(?:を)?(?:受け|もらっ|受給し)て(?:い)?ない(?:と|人も|方も)|(?:で|じゃ)ない(?:と|人も|方も))"
)
"""「生活保護でなくても使えますか」「生活保護の人しか使えないですか」 ask who else may, and neither mean nor deny a group."""
_SHORT: Final = 2
_INSIDE: Final = re.compile("[一-龥ァ-ヺ](?<![向対用等内外別])")
_VERBAL: Final = re.compile("[るたい]$")
_EITHER: Final = re.compile(r"^(?:や|か|または|又は|もしくは|あるいは|、|,|・|/|または、)$")
_COMMAS: Final = {"、", ",", ""}
_AND_THEN: Final = re.compile("の[にで]|けど|けれど|が、|て、?$|ながら|もの?|うち|から")
"""What stands between how something came out at first and in the end: 「検討するとされたのに実現しなかった」."""
_AND: Final = re.compile(r"^(?:と|及び|および|並びに|とか)$")
PLACES: Final = {PREFECTURE, REGION, MUNICIPALITY, CITY_CLASS}
"""Facets that say which bodies are meant."""
_BOTH: Final = {TARGET, SITE}
"""Facets of which a proposal may have several: two named ones mean both, unless 「や」「か」 says otherwise."""
_PARTNER: Final = re.compile(
    r"(?:等|など)?(?:と|との)(?:連携|協力|協働|共同|一体|一緒|タイアップ)|の(?:職員|ケースワーカー|機能)"
)
_COUNTED: Final = re.compile(r"(?:何|いくつの|どの|どこの)$")
_LEAVING: Final = re.compile(
    "(?:都|府|県|市)?から(?:地元|故郷|ふるさと|田舎|地方|実家|他県|県外)?(?:に|へ)?(?:帰|戻|移住|移り|引っ越|引越|転居|転入|転職|Uターン|Iターン)"
)
"""「東京から地元に帰って」: where the asker comes from."""
_PLACE_FACETS: Final = {"prefecture": PREFECTURE, "region": REGION, "class": CITY_CLASS}


def mark_filters(sentence: Sentence, marks: Marks, asker: Asker) -> None:
    """Marks every facet of the question, in the order: numbers of rows, times, notes, bodies and places, then words by length."""
    known = asker.known
    finders = (
        numbers(sentence, known),
        unstarted(sentence, known),
        begun(sentence),
        _unsaid(sentence),
        times(sentence, asker),
        notes(sentence, known),
        alone(sentence, known),
        mistyped(sentence, known),
        names(sentence, known),
        _places(sentence),
    )
    for found in finders:
        for mark in found:
            marks.add(mark)
    found_words = (*_words(sentence, known), *_listed(sentence, known))
    words = [cities(mark, sentence, known) if mark.filters else mark for mark in found_words]
    first_free(marks, (*words, *_compounds(sentence, words), *_nouns_of_places(sentence, words)))


def _nouns_of_places(sentence: Sentence, words: Sequence[Mark]) -> Iterator[Mark]:
    """Names of places that touch make one noun, which is spoken of: 学校図書館."""
    sites = sorted((mark for mark in words if mark.facet == SITE), key=lambda mark: (mark.start, -mark.end))
    for first, second in itertools.product(sites, sites):
        if first.end == second.start:
            start, end = first.start, second.end
            yield Mark(start, end, "topic", fold(sentence.text[start:end]))


def _compounds(sentence: Sentence, words: Sequence[Mark]) -> Iterator[Mark]:
    """Curated wordings that hold the name of a group and mean something else: こども食堂."""
    for match in synonym_lexicon().find(fold(sentence.text)):
        inside = [w for w in words if match.start <= w.start and w.end <= match.end]
        if any(w.end - w.start < match.end - match.start for w in inside):
            yield Mark(match.start, match.end, "topic", match.value)


def _unsaid(sentence: Sentence) -> Iterator[Mark]:
    """「対象者が書かれていない提案」: whatever has no value of a facet."""
    for found in _UNSAID.finditer(sentence.text):
        facet = next(name for word, name in _COLUMNS if word in found["column"])
        said = sentence.said(found.start(), found.end())
        yield Mark(found.start(), found.end(), "filter", said, (Filter(facet, ANY, said, negated=True),))


def _places(sentence: Sentence) -> Iterator[Mark]:
    """Prefectures, regions, classes of cities, and municipalities that propose nothing here."""
    for found in places.find(sentence.text):
        facet = _PLACE_FACETS.get(found.kind, MUNICIPALITY)
        value = found.values[0]
        said = sentence.said(found.span.start, found.span.end)
        if _LEAVING.match(sentence.text, found.span.end):
            yield Mark(found.span.start, found.span.end, "filler")
        elif not (found.kind == "class" and sentence.text.startswith("域", found.span.end)):  # 国家戦略特別区域
            yield Mark(found.span.start, found.span.end, "filter", value, (Filter(facet, value, said),))


_INCLUDED: Final = re.compile(r"(?:自身|自体)?も(?:含|入れ|ふく)")
"""「兵庫県内の自治体(県も含む)」"""


def filters(sentence: Sentence, marks: Marks, known: Known) -> tuple[Filter, ...]:
    """The filters of all marks, negated or alternative as the words between them say."""
    each = bool(EACH.search(sentence.text))
    together = bool(_TOGETHER.search(sentence.text))
    found: list[Filter] = []
    previous: Mark | None = None
    telling, explained = silent(sentence.text), asides(sentence, marks)
    begins = {mark.start for mark in marks.of("filter") if mark.facet == TARGET}
    askers = of_asker(sentence, marks)
    told_by_name = addresses(sentence, marks, known)
    of_body = any(mark.facet == MUNICIPALITY for mark in marks.of("filter"))
    residents = homes(marks, sentence, known)
    places_end = [mark.end for mark in marks.of("filter") if mark.facet in PLACES]
    all_within = any(WITH_ITS_OWN.match(sentence.text, end) for end in places_end)
    for mark in marks.of("filter"):
        if mark in told_by_name:
            continue
        negated = is_negated(sentence.text, mark.end)
        own_case = negated and any(start <= mark.start < end for start, end in telling)
        if mark.facet == LEVEL and (
            all_within or (places_end and _INCLUDED.match(sentence.text, mark.end))
        ):  # 兵庫県と県内の市が出した提案を、県と市をあわせて
            continue
        if (
            own_case
            or mark in askers
            or _NOT_MINE.match(sentence.text, mark.end)
            or _NOT_ONLY.match(sentence.text, mark.end)
            or (mark.facet == TARGET and of_body and asks_who_else(sentence, mark))
            or mark in residents
        ):
            continue
        if mark.facet not in PLACES and any(start < mark.start < end for start, end in explained):
            continue
        describes = mark.facet == TARGET and not negated and mark.end in begins and _VERBAL.search(mark.filters[0].said)
        for place, item in enumerate(mark.filters):
            twice = negated and item.negated  # 「未定でない」: of several states that are denied, any
            chosen = replace(
                item,
                spoken=_is_spoken_of(sentence, mark, known),
                number=item.number or ("" if negated else _number_of(sentence, mark, known)),
                negated=negated != item.negated,
                either=item.either or (twice and place > 0),
                soft=item.soft or bool(describes),  # 仕事を探しているシングルマザー
            )
            if previous and found and not item.either:
                between = sentence.text[previous.end : mark.start].strip()
                if negated and (
                    between == "も" or _is_joined(found[-1], between, chosen)
                ):  # 北見市と仙台市以外: neither
                    found[-1] = replace(found[-1], negated=True, either=False)
                apart = each and found[-1].facet == chosen.facet and not negated
                mixed = found[-1].facet != chosen.facet  # 未定または調整中
                starts = mixed and {found[-1].facet, chosen.facet} <= {START, *known.start_columns}
                other = _is_alternative(found[-1], between, chosen, together=together) and not (
                    known.headings.outcomes and chosen.facet == STATUS and _AND_THEN.search(between)
                )
                chosen = replace(chosen, either=apart or other or (starts and bool(_EITHER.match(between))))
            found.append(chosen)
        previous = mark
    return without_kinds(dict.fromkeys(_in_own_words(found, known)))


def asks_who_else(sentence: Sentence, mark: Mark) -> bool:
    """Whether it is asked who may beside the group that is named."""
    return bool(_NOT_ALONE.match(sentence.text, mark.end))


def _is_spoken_of(sentence: Sentence, mark: Mark, known: Known) -> bool:
    """Whether a group is named as what rows are about (認知症の取組), and not as those for whom they are (高齢者向け)."""
    aimed = _AIMED.match(sentence.text, mark.end) or _AIMED_AT.search(sentence.text, 0, mark.start)
    return mark.facet == TARGET and bool(known.headings.of_groups) and not aimed


def _number_of(sentence: Sentence, mark: Mark, known: Known) -> Literal["", "one"]:
    """Whether a row shall have this value of its facet alone: 「所管が国交省だけの」, where some rows have several."""
    only = _ONLY.match(sentence.text, mark.end)
    return "one" if only and known.has_several(mark.facet) else ""


def _in_own_words(found: Sequence[Filter], known: Known) -> list[Filter]:
    """``found`` with states as the table itself calls them: 進捗が対応困難 is 対応の分類が対応不可. A row is in one of them."""
    column, states = known.headings.state_column, known.headings.states
    told: list[Filter] = []
    for item in (near for each in found for near in _nearest(each, known)):
        translated = item.facet == STATUS and (column or known.headings.outcomes)
        own = [replace(item, facet=name, value=value) for name, value in states.get(item.value, ()) if translated]
        ways = [item, *own] if not own or item.value in known.lone_states else own
        told += [replace(way, either=not way.negated and (at > 0 or item.either)) for at, way in enumerate(ways)]
    if known.headings.outcomes:
        return _one_after_the_other(told, known)
    return [
        replace(
            item, either=item.either or (before.facet == item.facet == column and not (before.negated or item.negated))
        )
        for before, item in pairwise([Filter("", "", ""), *told])
    ]


def _one_after_the_other(told: Sequence[Filter], known: Known) -> list[Filter]:
    """``told``, of two states that one column shall tell the first as the column before it does: a cell tells one."""
    columns = known.headings.outcomes
    found: list[Filter] = []
    for item in told:
        before = found[-1] if found else None
        at = columns.index(item.facet) if item.facet in columns else 0
        if before and at and before.facet == item.facet and not (item.either or item.negated or before.negated):
            earlier = columns[at - 1]
            if before.value in known.headings.values.get(earlier, ()):
                found[-1] = replace(before, facet=earlier)
        found.append(item)
    return found


def _nearest(item: Filter, known: Known) -> tuple[Filter, ...]:
    """The states that stand for one which the table does not have: 調整中 -> 協議中; ``item`` itself else."""
    if item.facet != STATUS or item.negated or item.value in known.states:
        return (item,)
    near = [value for value in near_states(item.value) if value in known.states]
    return tuple(replace(item, value=value, either=item.either or at > 0) for at, value in enumerate(near)) or (item,)


def _is_joined(before: Filter, between: str, chosen: Filter) -> bool:
    """Whether two values are named in one breath: 北見市と仙台市, 女性や高齢者."""
    alike = before.facet == chosen.facet or {before.facet, chosen.facet} <= PLACES
    return alike and bool(_EITHER.match(between) or _AND.match(between))


def _is_bounded(one: str, other: str) -> bool:
    """Whether of two periods one is open at its end and the other at its beginning."""
    return (one.endswith("/") and other.startswith("/")) or (one.startswith("/") and other.endswith("/"))


def _is_alternative(before: Filter, between: str, chosen: Filter, *, together: bool) -> bool:
    """Whether a value is an alternative to the one before: always where a proposal has only one of the two.

    松戸市と佐賀県 are alternatives, 岐阜県高山市 and 静岡県の浜松市 are not.
    """
    if chosen.negated or before.negated:
        return False
    if before.facet == chosen.facet == START and _is_bounded(before.value, chosen.value):
        return bool(_EITHER.match(between)) and between not in _COMMAS  # 2月以降、4月より前: both bounds hold
    if before.facet == chosen.facet:
        one_only = chosen.facet in PLACES or (chosen.facet not in _BOTH and not together)
        return one_only or bool(_EITHER.match(between))
    return {before.facet, chosen.facet} <= PLACES and bool(_EITHER.match(between) or _AND.match(between))


def _words(sentence: Sentence, known: Known) -> Iterator[Mark]:
    folded = fold(sentence.text)
    yield from _of_lexicon(sentence, folded, TARGET, lexicon("targets", "words", "asked"))
    yield from states(sentence, known)
    for mark in _of_lexicon(sentence, folded, LEVEL, lexicon("levels", "words")):
        if not (_COUNTED.search(folded, 0, mark.start) or _PARTNER.match(folded, mark.end)):  # 市町村との連携
            yield mark
    yield from heads(sentence)
    for mark in _of_lexicon(sentence, folded, SITE, site_words()):
        if not _PARTNER.match(folded, mark.end):  # 福祉事務所と連携 is no place
            yield mark


def _listed(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """Groups and places that columns of the corpus list in their own words: 市町村職員, 全住民."""
    folded = fold(sentence.text)
    for facet in (TARGET, SITE):
        for value in known.values(facet):
            for at in occurrences(folded, fold(value)) if len(value) > 1 else ():
                end = at + len(value)
                inside = _INSIDE.match(folded, end) or (at and _INSIDE.match(folded, at - 1))
                if {at, end} <= sentence.bounds and not (len(value) <= _SHORT and inside):  # 県立 in 県立図書館
                    yield Mark(at, end, "filter", value, (Filter(facet, value, sentence.said(at, end)),))


def _of_lexicon(sentence: Sentence, folded: str, facet: str, words: Lexicon) -> Iterator[Mark]:
    for match in words.find(folded):
        said = sentence.said(match.start, match.end)
        yield Mark(match.start, match.end, "filter", match.value, (Filter(facet, match.value, said),))


@cache
def site_words() -> Lexicon:
    """The place nouns that are particular enough to choose proposals by."""
    chosen = [row for row in rows("sites") if row["facet"] == "はい"]
    return Lexicon.of((row["words"] + "|" + row["asked"], row["value"]) for row in chosen)
