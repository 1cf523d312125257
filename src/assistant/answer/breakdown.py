"""Counts broken down by the values of a facet: 「都道府県別: 新潟県 1件、…」."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.amounts import bound_of
from assistant.answer.matching import Match, grouped, proofs
from assistant.answer.ordering import times
from assistant.answer.wording import label, period
from assistant.periods import Period
from assistant.records import (
    EVERY,
    LEVEL,
    MUNICIPALITY,
    PREFECTURE,
    REGION,
    START,
    STATUS,
    TARGET,
    TIMES,
    Filter,
    Query,
)

_FISCAL: Final = "年度"
_USUAL: Final = (LEVEL, STATUS, TARGET)
"""What an office breaks counts down by where it does not say."""
_FEW: Final = 5
_APRIL: Final = 4
_REGIONS: Final = {"北海道", "東北", "関東", "中部", "近畿", "中国", "四国", "九州・沖縄"}
"""The eight regions that Japan is commonly divided into, each prefecture in just one."""


def breakdown(query: Query, found: Sequence[Match]) -> str:
    """How many matches have each value of a facet: 「都道府県別: 新潟県 1件、…」."""
    if query.by == EVERY:
        return "。".join(breakdown(replace(query, by=facet), found) for facet in _usual(found))
    if query.by == _FISCAL:
        return _by_fiscal_year(found)
    if named := _named_values(query):
        of_one = {item.facet for item in named} == {query.by}
        shown = [f"{period(item.value)} {_meeting(found, item)}件" for item in named]
        return _spread(query.by, shown, 0) if of_one else f"内訳: {'、'.join(shown)}"
    facet = query.by
    asked = {item.value for item in query.filters if item.facet == facet and not item.negated}
    values = [value for match in found for value in _values(match, facet)]
    without = sum(not match.facets(facet) for match in found)
    if facet == REGION and not asked:  # regions overlap: these eight do not
        asked = _REGIONS
    if facet == MUNICIPALITY and len(set(values)) == len(values):
        return "どの自治体も1件です。"
    counts = Counter(value for value in values if value in asked or not asked or facet in TIMES)
    ordered = sorted(counts.items(), key=lambda item: (item[0] if facet in TIMES else "", -item[1]))
    shown = [f"{period(value) if facet in TIMES else value} {count}件" for value, count in ordered]
    return _spread(facet, shown, without)


def busiest(query: Query, found: Sequence[Match]) -> str:
    """Which value most matches have, where that is asked: 「最も多いのは、兵庫県(3件)です。」; "" else."""
    if query.measured != "most" or query.by in {EVERY, _FISCAL, REGION}:
        return ""
    if named := _named_values(query):
        counts = Counter({item.value: _meeting(found, item) for item in named})
    else:
        counts = Counter(value for match in found for value in _values(match, query.by))
    top = max(counts.values(), default=0)
    names = [period(value) if query.by in TIMES else value for value in counts if counts[value] == top]
    if len(names) == len(counts) > 1:
        return f"どれも同じ{top}件です。"
    return f"最も多いのは、{'・'.join(names)}({top}件)です。" if 0 < len(names) <= _FEW else ""


def of_size(found: Sequence[Match], query: Query) -> tuple[Match, ...]:
    """The matches whose value of a facet so many have as is asked: 「2件以上提案が出ている都道府県」."""
    counts = Counter(key for match in found for key in _keys(match, query.by))
    bound = bound_of(query.sized)
    kept = {key for key, count in counts.items() if bound and bound.holds(count)}
    return tuple(match for match in found if kept & set(_keys(match, query.by)))


def overlaps(query: Query, found: Sequence[Match]) -> bool:
    """Whether something is counted under several values: a proposal for two groups."""
    facets = _usual(found) if query.by == EVERY else (START if query.by == _FISCAL else query.by,)
    return any(len(_values(match, facet)) > 1 for match in found for facet in facets if facet != REGION)


def _meeting(found: Sequence[Match], item: Filter) -> int:
    """How many matches prove ``item``."""
    return sum(any(True for _ in proofs(match, item)) for match in found)


def _by_fiscal_year(found: Sequence[Match]) -> str:
    """How many matches start in each fiscal year; one with parts that start in several counts in each."""
    years = [_fiscal_years(match) for match in found]
    counts = Counter(year for each in years for year in each)
    shown = [f"{Period.of_fiscal_year(year).japanese} {counts[year]}件" for year in sorted(counts)]
    return _spread(_FISCAL, shown, sum(not each for each in years))


def _spread(name: str, shown: Sequence[str], without: int) -> str:
    """The counts in one phrase, and how many have no value."""
    return f"{label(name)}別: {'、'.join([*shown, *([f'記載なし {without}件'] if without else [])])}"


def _fiscal_years(match: Match) -> set[int]:
    return {time.first.year - (time.first.month < _APRIL) for time in times(match)}


def _named_values(query: Query) -> tuple[Filter, ...]:
    """The values that are to be counted one by one as the question names them: 「協議中と実施中はそれぞれ何件?」.

    A year that stands alone is one too where years are counted.
    """
    groups = [group for group in grouped(query.filters) if not group[0].negated]
    several = (group for group in groups if len(group) > 1 and any(item.facet == query.by for item in group))
    alone = (group for group in groups if group[0].facet == START == query.by)
    return next(several, None) or next(alone, ())


def _usual(found: Sequence[Match]) -> tuple[str, ...]:
    """The facets that tell matches apart, of those by which an office counts where it does not say."""
    return tuple(facet for facet in _USUAL if len({v for match in found for v in _values(match, facet)}) > 1) or (
        STATUS,
    )


def _keys(match: Match, facet: str) -> tuple[tuple[str, ...], ...]:
    """The values of a facet; those of bodies with their prefectures, since names are shared."""
    where = match.proposal.values(PREFECTURE) if facet == MUNICIPALITY else ()
    return tuple((value, *where) for value in _values(match, facet))


def _values(match: Match, facet: str) -> tuple[str, ...]:
    """The values of a facet, each once; for starts those of the parts that match."""
    return tuple(dict.fromkeys(each.value for each in match.facets(facet)))
