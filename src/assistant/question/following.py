"""How a question goes on from the one before it: narrowing, excluding, recalling, putting other values in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant import counters, places
from assistant.question.attributes import is_attribute
from assistant.question.draft import Draft
from assistant.question.filters import PLACES
from assistant.question.states import is_state
from assistant.question.steps import of_a_kind
from assistant.records import (
    CITY_CLASS,
    LEVEL,
    MUNICIPALITY,
    NUMBER,
    PREFECTURE,
    SITE,
    SOURCE,
    START,
    STATUS,
    TARGET,
    Filter,
    Query,
)
from assistant.text import plain

_ONLY: Final = ("だけ", "のみ")
_BACK: Final = re.compile("(?:さっき|先ほど|先程|最初|はじめ|前)の|やっぱ|に戻って|(?:の|な)(?:ほう|方)(?:で|に)")
_AMONG: Final = re.compile(
    r"[るたいな]の(?:は|って)?(?:どこ|どれ|どの[^、。?]{1,4}|ある|あり)?(?:です|ます)?か?[?。]*$"
)
"""「大学が関わるのは?」 asks of the rows before."""
_WHOLE_TEXT: Final = re.compile("全文|原文|本文|引用|要約")
_OF_WHICH: Final = re.compile("(?:その|この)?(?:うち|内)(?![一-龥])")
_OF_IT: Final = re.compile("その(?!他|ほか|後|うち|中|内|日|時|次|前|場|際|よう|たび|まま)[一-龥ァ-ヺ]")
_WHO_DOES: Final = re.compile("誰|だれ|何を(?:する|して|やる|やって|行)|どうやって|^いつ[^、。はがのを?]{1,8}[?。]*$")
_OF_THOSE: Final = re.compile(r"^[^、。?]{2,8}のは")
"""「大阪のはどんな施設?」 after a list: that of 大阪 among them."""


def on_attribute(own: Draft, before: Query) -> Draft:
    """``own`` as asking the rows of ``before`` for what a table may not record, where it is little more than that word.

    青梅市の提案は? → 理由は? Rows elsewhere that speak of some 理由 are not meant.
    """
    said = own.topics[0].said if len(own.topics) == 1 else ""
    bare = said and re.fullmatch(
        rf"{re.escape(said)}(?:は|って)?(?:何|なに|なん)?(?:ですか|でしょうか)?[?。]*", plain(own.question)
    )
    if not bare or own.filters or not is_attribute(said) or not (before.filters or before.topics):
        return own
    return replace(own, topics=(), attribute=said)


def is_side(own: Draft) -> bool:
    """Whether one of two is meant by what it is: 「協議中のほうは?」. A body, or a source, is named anew."""
    named = {item.facet for item in own.filters if not item.negated} & {MUNICIPALITY, SOURCE}
    return bool(own.side and own.filters and not own.topics and not named)


def of_edge(own: Draft) -> bool:
    """Whether a question asks which of several comes first, or in what order they come."""
    return bool({"first", "last", "earliest", "latest"} & own.asks.found)


def of_states(own: Draft) -> bool:
    """Whether a question names nothing but a state, in whatever column."""
    return all(item.facet == STATUS or is_state(item.value) for item in own.filters)


def is_one(query: Query) -> bool:
    """Whether one place of a list is asked of."""
    return len(query.picks) == 1 and query.picks[0].first == query.picks[0].last


def takes_place(own: Draft, before: Query) -> bool:
    """Whether a question gives other values in place of those before, and nothing else."""
    if own.topics or not own.filters:
        return False
    of_source = not own.generic and all(
        item.facet == SOURCE for item in own.filters
    )  # 環境省の富士市の提案は? → 厚労省のほうでは?
    return of_source or _qualifies(own, before) or (own.elliptic and (own.turn or not own.generic))


def recalled(own: Draft, trail: Sequence[Query]) -> Query | None:
    """The question before the last one that 「さっきの静岡のほう」 points back at by what it named."""
    if not (own.filters and _BACK.search(plain(own.question))):
        return None
    wanted = {(item.facet, item.value) for item in own.filters if not item.soft}
    new = {item.facet for item in trail[-1].filters} & {item.facet for item in own.filters}
    before = reversed(trail[:-1])
    named = ((query, wanted & {(i.facet, i.value) for i in query.filters}) for query in before)
    return next((query for query, held in named if held == wanted or (new and held)), None)


def kinds_only(own: Draft, before: Query) -> tuple[Filter, ...]:
    """The kinds of body that a question only adds: 兵庫県はやってる? → いや、県じゃなくて市; 大阪は? → 大阪府のほうだけ.

    () where it says more, or where no place was named before.
    """
    within = {item.value for item in before.filters if item.facet == PREFECTURE and not item.negated}
    if own.topics or not own.filters or not within:
        return ()
    kinds = [item for item in own.filters if item.facet in {LEVEL, CITY_CLASS}]
    if len(kinds) == len(own.filters):
        return tuple(replace(item, soft=False) for item in kinds) if not own.generic or own.turn else ()
    (first, *rest) = own.filters
    itself = first.facet == PREFECTURE and first.value in within and first.said == first.value and not first.negated
    pointed = own.side or "only" in own.asks
    return (replace(first, facet=LEVEL, value="都道府県"),) if itself and pointed and not rest else ()


def of_prefecture(own: Draft, before: Query) -> tuple[Filter, ...]:
    """The prefecture itself, where it is named after a city of it: 堺市の提案 → 大阪府の方は? () else."""
    item = own.filters[0] if len(own.filters) == 1 and own.side and not own.topics else None
    if item is None or item.facet != PREFECTURE or item.negated or item.said != item.value:
        return ()
    bodies = [i.value for i in before.filters if i.facet == MUNICIPALITY and not i.negated]
    homes = [places.prefecture_of(body) for body in bodies if body != item.value]
    within = any(len(home) == 1 and item.value in home for home in homes)  # 伊達市 lies in two
    return (item, replace(item, facet=LEVEL, value="都道府県")) if within else ()


def narrows(own: Draft, before: Query) -> bool:
    """Whether a question asks on about what came before it, or only adds to it."""
    if own.sized and any(item.facet == MUNICIPALITY for item in before.filters):
        return False  # after some bodies, 「2件以上出している県」 asks of all
    if own.whether and before.names_row and not _named(own) & {*PLACES, LEVEL, NUMBER} and not own.generic:
        return True  # 堺市について → 企業も支援するのですか
    if own.asks.counted in counters.known() and before.names_row and not {MUNICIPALITY, PREFECTURE} & _named(own):
        return True  # 川崎市について教えて → 区役所は何か所?
    if own.side and own.topics and before.names_row and not _named(own) & {*PLACES, NUMBER}:
        return True  # 京都市の取組は? → 食品ロスの方は?
    if (
        _OF_IT.match(plain(own.question))
        and (own.topics or own.columns or own.attribute)
        and not own.filters
        and _lists(before)
    ):
        return True  # 風車の人材育成をしているのは? → その補助の上限額は?
    if _told_of_one(own, before):
        return True
    if _OF_WHICH.match(plain(own.question)) and _lists(before):
        return True  # 文部科学省の提案は? → うち「対応する」となったのは?
    only = "only" in own.asks or any(item.said.endswith(_ONLY) for item in own.filters)
    pointed = own.attribute or own.columns or own.measure.how or own.part or only
    if own.says_nothing and (pointed or (not own.generic and _asks_on(own))):
        return True
    if only and own.topics and not own.filters:
        return True
    if own.says_nothing and "all" not in own.asks and _WHOLE_TEXT.search(plain(own.question)):
        return True  # 東京に拠点を置く県は? → 提案の全文を引用して
    if own.filters and not own.topics and not own.generic and _OF_THOSE.search(plain(own.question)) and _lists(before):
        return not _named(own) - PLACES and not {item.facet for item in before.filters} & PLACES
    told = _named(own) <= {SITE, TARGET} and not _named(own) & {item.facet for item in before.filters}
    if (
        (own.topics or own.filters)
        and told
        and not own.generic
        and _AMONG.search(plain(own.question))
        and _lists(before)
    ):
        return True
    return bool(own.filters and not own.topics and only and not shares_facet(own, before))


def _named(own: Draft) -> set[str]:
    """The facets that a question names."""
    return {item.facet for item in own.filters}


def _lists(before: Query) -> bool:
    """Whether what came before lists rows that it names by what they are."""
    return before.kind not in {"unclear", "unrecorded", "changes", "source", "about"} and bool(
        before.filters or before.topics
    )


def _told_of_one(own: Draft, before: Query) -> bool:
    """Whether a question asks who does something, or what is done, right after one body was named: 運営するのは誰?"""
    starts_anew = own.generic or own.turn or {"where", "which", "count", "all"} & own.asks.found
    asked = _WHO_DOES.search(plain(own.question))
    return bool(before.names_row and asked and own.topics and not own.filters and not starts_anew)


def excludes(own: Draft, before: Query) -> bool:
    """Whether a question only takes something out of what came before: 兵庫県の提案 → 神戸市以外は?"""
    named = {(item.facet, item.value) for item in before.filters if not item.negated}
    out = [item for item in own.filters if not item.soft]
    if own.topics and not out:
        return all(topic.negated for topic in own.topics) and not own.generic
    denied = bool(out) and all(item.negated and (item.facet, item.value) not in named for item in out)
    return denied and not own.topics and own.elliptic


def widened(own: Draft, before: Query) -> tuple[Filter, ...]:
    """The filters of ``before`` with those of ``own`` as alternatives: 準備中の提案 → 検討中も含めて; () where none are of a kind."""
    if own.topics or not own.filters:
        return ()
    found = list(before.filters)
    for new in own.filters:
        kin = [at for at, old in enumerate(found) if not old.negated and of_a_kind(old, new)]
        if not kin:
            return ()
        found.insert(kin[-1] + 1, replace(new, either=True))
    return tuple(dict.fromkeys(found))


def _qualifies(own: Draft, before: Query) -> bool:
    """Whether a question names nothing but a state or a time: 高齢者向けの取組 → 実施中は何件?

    After one body, a question that asks for bodies starts anew: 横浜市の進捗は? → 平成25年2月に始まるのはどこ?
    """
    said = [item for item in own.filters if not item.soft]
    if not said or own.topics or own.generic or (before.names_row and {"where", "which", "count"} & own.asks.found):
        return False
    return all(item.facet in {STATUS, START} for item in said)


def shares_facet(own: Draft, before: Query) -> bool:
    """Whether a question names a facet anew that the one before had named, and of which a row has only one value."""
    several = {TARGET, SITE}
    return bool({item.facet for item in own.filters} & {item.facet for item in before.filters} - several)


def _asks_on(own: Draft) -> bool:
    """Whether a question that names nothing asks on about what came before: 「何件?」「もっと詳しく」."""
    return bool(own.asks.found) or own.turn
