"""Columns of counts on an axis of months or fiscal years, and below them a bar for each row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from assistant.facets import period_of
from assistant.periods import Period
from assistant.pictures.axis import Place, place
from assistant.pictures.scale import current, told

_WIDE: Final = 4
"""So many columns hold the words beside a bar."""
Link = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of its own: what it is called, the address of its page, and the values of its start."""

    name: str
    address: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A month or fiscal year, and how many rows start in it."""

    period: Period
    name: str
    rows: int


def chart(
    groups: Sequence[tuple[Column | None, Sequence[Column]]], bars: Sequence[Bar], chosen: Collection[str], link: Link
) -> Markup:
    """Columns under their fiscal years, and a line for each bar."""
    columns = [column for _, inside in groups for column in inside]
    most = max((column.rows for column in columns), default=0)
    cols = Markup().join(
        Markup('<colgroup class="year" span="{}"></colgroup>').format(len(inside)) for _, inside in groups
    )
    heads = Markup().join(
        Markup('<th scope="colgroup" colspan="{}">{}</th>').format(len(inside), _head(group, chosen, link))
        for group, inside in groups
        if group
    )
    above = Markup("<tr><td></td>{}</tr>").format(heads) if heads else ""
    return Markup(
        '<div class="sheet" role="region" aria-label="{}" tabindex="0"><table class="{}">'
        '<colgroup class="names"></colgroup>{}<thead>{}<tr><th scope="row">件数</th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(
        "月ごとの実施時期" if heads else "年度ごとの実施時期",
        "months" if heads else "years",
        cols,
        above,
        Markup().join(_column(column, most, chosen, link) for column in columns),
        Markup().join(_line(bar, [column.period for column in columns], len(groups[0][1])) for bar in bars),
    )


def _head(column: Column, chosen: Collection[str], link: Link) -> Markup:
    words = Markup("{} <b>{}件</b>").format(column.name, column.rows)
    here = column.period.value in chosen
    if not (column.rows or here):
        return Markup('<span class="head">{}</span>').format(words)
    return Markup('<a class="head" href="{}"{}>{}{}</a>').format(
        link(column.period.value), current(here), "✓" if here else "", words
    )


def _column(column: Column, most: int, chosen: Collection[str], link: Link) -> Markup:
    here = column.period.value in chosen
    name = Markup('<span class="name">{}{}</span>').format("✓" if here else "", column.name)
    if not (column.rows or here):
        return Markup('<th scope="col"><span class="stack"><span class="shown">{}</span></span></th>').format(name)
    pillar = _pillar(-(-100 * column.rows // most) if most else 0)
    return Markup('<th scope="col"><a class="stack" href="{}"{}>{}</a></th>').format(
        link(column.period.value),
        current(here),
        told(
            Markup("<b>{}</b>{}{}").format(column.rows, pillar, name),
            f"{column.period.japanese} {column.rows}件{' 選択中' if here else ''}",
        ),
    )


def _pillar(height: int) -> Markup:
    """A column of so many hundredths of the full height."""
    return Markup(
        '<svg class="pillar" viewBox="0 0 10 100" preserveAspectRatio="none">'
        '<rect y="{}" width="10" height="{}"/></svg>'
    ).format(100 - height, height)


def _line(bar: Bar, columns: Sequence[Period], size: int) -> Markup:
    """The lines of one row, one for each of its starts that lies on the axis; nothing where none does."""
    found = [(period, at) for value in bar.values if (period := period_of(value)) and (at := place(period, columns))]
    name = Markup('<th scope="row" rowspan="{}"><a href="{}">{}</a><span class="when">{}</span></th>').format(
        len(found), bar.address, bar.name, "、".join(period.japanese for period, _ in found)
    )
    return Markup().join(
        Markup("<tr>{}{}</tr>").format("" if number else name, _lane(period, at, len(columns), size))
        for number, (period, at) in enumerate(found)
    )


def _lane(period: Period, at: Place, columns: int, size: int) -> Markup:
    """The bar of a period, its words inside where there is room, else beside it in the same year."""
    wide, before, after = at.last - at.first + 1, at.first % size, size - 1 - at.last % size
    words = f"{'◀ ' if at.before else ''}{period.japanese}{' ▶' if at.after else ''}"
    inside = wide >= _WIDE or max(before, after) < _WIDE
    behind = not inside and after >= _WIDE
    return Markup('{}<td class="lane" colspan="{}"><span>{}</span></td>{}').format(
        _room(0, at.first, size, before="" if inside or behind else words),
        wide,
        words if inside else "",
        _room(at.last + 1, columns, size, after=words if behind else ""),
    )


def _room(first: int, end: int, size: int, *, before: str = "", after: str = "") -> Markup:
    """The cells beside a bar, cut where a year of ``size`` columns ends; words stand next to the bar."""
    cuts = [first, *(at for at in range(first + 1, end) if at % size == 0), *([end] if end > first else [])]
    cells = [(last - start, "") for start, last in pairwise(cuts)]
    if before:
        cells[-1] = cells[-1][0], before
    if after:
        cells[0] = cells[0][0], after
    kind = "before" if before else "after"
    return Markup().join(Markup('<td class="{}" colspan="{}">{}</td>').format(kind, *cell) for cell in cells)
