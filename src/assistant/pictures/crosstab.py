"""Targets by status: how many rows have both, with totals in which no row counts twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from markupsafe import Markup

from assistant.pictures.scale import Scale, current, told
from assistant.records import STATUS, TARGET
from assistant.vocabulary import values

TOTAL: Final = ""
"""Stands for any target, or any status."""


def crosstab(
    cells: Mapping[tuple[str, str], int],
    targets: Collection[str],
    statuses: Collection[str],
    link: Callable[[str, str], str],
    *,
    without_target: int = 0,
    without_status: int = 0,
) -> Markup:
    """The table of ``cells`` by target and status, TOTAL among them; ``targets`` and ``statuses`` are chosen ones.

    ``link`` gives the address of the rows with one target and one status. ``without_target`` rows name no target.
    """
    order = {value: place for place, value in enumerate(values("statuses"))}
    down = sorted({t for t, _ in cells} - {TOTAL}, key=lambda value: (-cells.get((value, TOTAL), 0), value))
    across = sorted({s for _, s in cells} - {TOTAL}, key=lambda value: (order.get(value, len(order)), value))
    scale = Scale.of(rows for (target, status), rows in cells.items() if target and status)
    chosen = (set(targets), set(statuses))

    def cell(target: str, status: str) -> Markup:
        rows = cells.get((target, status), 0)
        here = chosen == ({target} - {TOTAL}, {status} - {TOTAL})
        level = scale.level(rows) if target and status else 0
        inside: Markup | int = rows
        if rows and not (here and not any(chosen)):
            name = f"{target or '合計'}・{status or '合計'} {rows}件{' 選択中' if here else ''}"
            inside = Markup('<a href="{}"{}>{}</a>').format(
                link(TOTAL, TOTAL) if here else link(target, status),
                current(here),
                told(Markup("{}{}").format("✓" if here else "", rows), name),
            )
        return Markup('<td class="level-{}{}">{}</td>').format(level, "" if rows else " none", inside)

    def heading(value: str, scope: str) -> Markup:
        mark = Markup('✓<span class="unseen">(選択中)</span>') if value in {*targets, *statuses} else ""
        return Markup('<th scope="{}">{}{}</th>').format(scope, mark, value or "合計")

    def line(target: str) -> Markup:
        inside = Markup().join(cell(target, status) for status in (TOTAL, *across))
        kind = Markup() if target else Markup(' class="total"')
        return Markup("<tr{}>{}{}</tr>").format(kind, heading(target, "row"), inside)

    missing = [(TARGET, without_target), (STATUS, without_status)]
    return Markup(
        '<div class="picture crosstab"><p class="how">数を押すと、その対象者と進捗だけに絞り込みます。数は、ほかの条件に合う'
        "事例すべてから数えています。1件に対象者や進捗がいくつもあることがあるので、足した数は合計を超えることがあります"
        "(合計は重なりを除いた件数です)。</p>"
        '<div class="sheet" role="region" aria-label="対象者と進捗の表" tabindex="0"><table>'
        '<caption class="unseen">対象者ごと、進捗ごとの件数</caption>'
        '<thead><tr><th scope="col">対象者 \\ 進捗</th>{}</tr></thead><tbody>{}</tbody></table></div>{}{}</div>'
    ).format(
        Markup().join(heading(status, "col") for status in (TOTAL, *across)),
        Markup().join(line(target) for target in (TOTAL, *down)),
        scale.legend(),
        Markup().join(
            Markup('<p class="how unsaid">{}の記載なし {}件</p>').format(*item) for item in missing if item[1]
        ),
    )
