"""The prefectures as squares where they lie in Japan (data/tiles.tsv), each with its count."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from markupsafe import Markup

from assistant.lists import rows
from assistant.pictures.scale import Scale, current, told

_FITS: Final = 2
"""So many characters of a name fit into a small square; the others are left out there."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The square of a prefecture: column and row from 1, and the name that stands in it."""

    prefecture: str
    column: int
    row: int
    short: str


@cache
def tiles() -> tuple[Tile, ...]:
    """The squares of all prefectures, from north to south."""
    return tuple(
        Tile(row["prefecture"], int(row["column"]), int(row["row"]), row["short"].strip()) for row in rows("tiles")
    )


def tile_map(
    counts: Mapping[str, int], chosen: Collection[str], link: Callable[[str], str], *, unsaid: int = 0
) -> Markup:
    """The map of ``counts`` by prefecture; ``link`` gives the address that adds or takes away one of them.

    ``unsaid`` is how many rows name no prefecture.
    """
    scale = Scale.of(counts.values())
    squares = (
        _square(tile, counts.get(tile.prefecture, 0), tile.prefecture in chosen, scale, link) for tile in tiles()
    )
    return Markup(
        '<div class="picture tile-map">'
        '<p class="how">都道府県を押すと絞り込み、もう一度押すと外します。数は、都道府県のほかの条件に合う件数です。</p>'
        '<div class="japan"><ul class="tiles" aria-label="都道府県ごとの件数">{}</ul>{}</div>{}</div>'
    ).format(Markup().join(squares), scale.legend(), _table(counts, chosen, link, unsaid))


def _square(tile: Tile, rows: int, chosen: bool, scale: Scale, link: Callable[[str], str]) -> Markup:
    inside = Markup('<span class="name">{}<span class="rest">{}</span></span>').format(
        tile.short[:_FITS], tile.short[_FITS:]
    )
    if rows or chosen:
        inside += Markup('<b class="digits-{}">{}{}</b>').format(len(str(rows)), "✓" if chosen else "", rows)
    square = told(inside, f"{tile.prefecture} {rows}件{' 選択中' if chosen else ''}")
    if rows or chosen:
        square = Markup('<a href="{}"{}>{}</a>').format(link(tile.prefecture), current(chosen), square)
    return Markup('<li class="level-{} column-{} row-{}">{}</li>').format(
        scale.level(rows), tile.column, tile.row, square
    )


def _table(counts: Mapping[str, int], chosen: Collection[str], link: Callable[[str], str], unsaid: int) -> Markup:
    """The same in words, the most first."""
    order = {tile.prefecture: place for place, tile in enumerate(tiles())}
    said = [name for name in {*counts, *chosen} if counts.get(name) or name in chosen]
    said.sort(key=lambda name: (-counts.get(name, 0), order.get(name, len(order)), name))
    lines = [
        Markup('<tr><th scope="row"><a href="{}"{}>{}{}</a></th><td>{}件</td></tr>').format(
            link(name),
            current(name in chosen),
            "✓ " if name in chosen else "",
            name,
            counts.get(name, 0),
        )
        for name in said
    ]
    if unsaid:
        lines.append(Markup('<tr><th scope="row">都道府県の記載なし</th><td>{}件</td></tr>').format(unsaid))
    nothing = sum(not counts.get(name) for name in order)
    return Markup(
        '<details class="in-words"><summary>地図の数を表で見る</summary><table><thead><tr><th scope="col">都道府県</th>'
        '<th scope="col">件数</th></tr></thead><tbody>{}</tbody></table><p>{}</p></details>'
    ).format(Markup().join(lines), f"ほかの{nothing}都道府県は0件です。" if nothing else "")
