"""When rows start: a column for each month or fiscal year with its count, and a bar for each row where they are few."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from assistant.answer.wording import period as described
from assistant.facets import UNDECIDED, period_of
from assistant.periods import Period
from assistant.pictures.axis import NEAR, all_years, months_of_year, near_years, year_name
from assistant.pictures.chart import Bar, Column, Link, chart
from assistant.pictures.scale import current

MOST_BARS: Final = 40
"""Of so many rows each has a bar of its own."""
_FEW: Final = 6
"""So many other periods are shown at once."""


@dataclass(frozen=True, slots=True)
class Starts:
    """How many rows start when: by fiscal year (and any start that lies in none), and by month.

    ``unsaid`` is how many rows say no start; ``bars`` are the rows themselves, () where they are more than MOST_BARS.
    """

    counts: Mapping[str, int]
    months: Mapping[str, int]
    unsaid: int = 0
    bars: tuple[Bar, ...] = ()


def months_of(counts: Mapping[str, int], chosen: Collection[str]) -> tuple[str, ...]:
    """The months that :func:`timeline` shows of ``counts``: these have to be counted for it."""
    return tuple(month.value for year in near_years(counts, chosen) for month in months_of_year(year))


def timeline(starts: Starts, chosen: Collection[str], link: Link) -> Markup:
    """The picture of ``starts``; ``link`` gives the address that adds or takes away a month, year or other period."""
    every, near = all_years(starts.counts, chosen), near_years(starts.counts, chosen)
    years = [_year(year, starts) for year in every]
    groups = [(_year(year, starts), [_month(month, starts) for month in months_of_year(year)]) for year in near]
    pieces = [Markup('<p class="how">{}</p>').format(_how(every, near, starts))]
    if len(every) > len(near):
        pieces.append(chart([(None, years)], () if near else starts.bars, chosen, link))
    if near:
        pieces.append(chart(list(groups), starts.bars, chosen, link))
    pieces += [_others(starts, chosen, link), _table(years, groups, starts, chosen, link)]
    return Markup('<div class="picture timeline">{}</div>').format(Markup().join(pieces))


def _how(every: Sequence[int], near: Sequence[int], starts: Starts) -> str:
    words = "月や年度を押すと絞り込み、もう一度押すと外します。" if near else "年度を押すと絞り込みます。"
    words += "数は、実施時期のほかの条件に合う件数です。"
    if near:
        words += "年度の数には、月まで決まっていないものも入ります。"
    if len(every) > NEAR:
        words += "年度を選ぶと、月ごとの数も出ます。" if not near else ""
    return words if starts.bars else f"{words}{MOST_BARS}件以下に絞ると、1件ずつの帯も出ます。"


def _year(year: int, starts: Starts) -> Column:
    period = Period.of_fiscal_year(year)
    return Column(period, year_name(year), starts.counts.get(period.value, 0))


def _month(month: Period, starts: Starts) -> Column:
    return Column(month, f"{month.first.month}月", starts.months.get(month.value, 0))


def _others(starts: Starts, chosen: Collection[str], link: Link) -> Markup:
    """What lies on no month or year of the axis: starts across fiscal years, undecided ones, none."""
    found = [value for value, _ in _across(starts, chosen)]
    across = [value for value in found if value != UNDECIDED]
    whole = _links(across, starts, chosen, link)
    if len(across) > _FEW:
        whole = Markup("<details{}><summary>年度をまたぐ時期など({}とおり)</summary>{}</details>").format(
            Markup(" open") if {*across} & {*chosen} else "", len(across), whole
        )
    unsaid = Markup('<p class="how unsaid">実施時期の記載なし {}件</p>').format(starts.unsaid) if starts.unsaid else ""
    return Markup("{}{}{}").format(
        whole, _links([value for value in found if value == UNDECIDED], starts, chosen, link), unsaid
    )


def _links(found: Sequence[str], starts: Starts, chosen: Collection[str], link: Link) -> Markup:
    lines = (
        Markup('<li><a href="{}"{}>{}{} {}件</a></li>').format(
            link(value),
            current(value in chosen),
            "✓" if value in chosen else "",
            _said(value),
            starts.counts.get(value, 0),
        )
        for value in found
    )
    return Markup('<ul class="others">{}</ul>').format(Markup().join(lines)) if found else Markup()


def _across(starts: Starts, chosen: Collection[str]) -> Iterator[tuple[str, int]]:
    for value, rows in starts.counts.items():
        period = period_of(value)
        if (not period or period.unit != "fiscal_year") and value not in starts.months and (rows or value in chosen):
            yield value, rows


def _said(value: str) -> str:
    return "時期は未定" if value == UNDECIDED else described(value)


def _table(
    years: Sequence[Column],
    groups: Sequence[tuple[Column, Sequence[Column]]],
    starts: Starts,
    chosen: Collection[str],
    link: Link,
) -> Markup:
    """The same in words, in order of time."""
    months = {year.period: inside for year, inside in groups}
    listed = [(column, column.name) for column in years if column.rows]
    lines = []
    for column, name in listed:
        lines.append(_entry(column, name, chosen, link))
        inside = [month for month in months.get(column.period, ()) if month.rows]
        lines += [_entry(month, f"うち {month.period.japanese}", chosen, link) for month in inside]
    lines += [
        Markup('<tr><th scope="row">{}</th><td>{}件</td></tr>').format(_said(value), rows)
        for value, rows in _across(starts, ())
    ]
    lines.append(Markup('<tr><th scope="row">実施時期の記載なし</th><td>{}件</td></tr>').format(starts.unsaid))
    return Markup(
        '<details class="in-words"><summary>時期の数を表で見る</summary><table><thead><tr><th scope="col">実施時期</th>'
        '<th scope="col">件数</th></tr></thead><tbody>{}</tbody></table></details>'
    ).format(Markup().join(lines))


def _entry(column: Column, name: str, chosen: Collection[str], link: Link) -> Markup:
    here = column.period.value in chosen
    return Markup('<tr><th scope="row"><a href="{}"{}>{}{}</a></th><td>{}件</td></tr>').format(
        link(column.period.value), current(here), "✓ " if here else "", name, column.rows
    )
