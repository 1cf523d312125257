"""Elements of a page: which of them are shown, and what belongs to a table and not to those in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

Element: TypeAlias = Any
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SKIPPED: Final = {
    "script", "style", "head", "template", "noscript", "noframes", "iframe", "object", "embed", "applet", "svg",
    "canvas", "audio", "video", "map", "nav", "input", "select", "textarea", "button", "datalist", "rt", "rp",
    "rtc", "dialog",
}  # fmt: skip
_SURROUNDING: Final = {
    "navigation", "banner", "contentinfo", "search", "header", "footer", "nav", "gnav", "globalnav",
    "breadcrumb",
}  # fmt: skip
"""Roles and ids of what surrounds the text of a page."""


def is_shown(element: Element) -> bool:
    """Whether an element is part of the text of a page: no menu, no form, not hidden, not what surrounds the text."""
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return False
    if "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")):
        return False
    if element.tag in ("header", "footer"):
        return next(element.iterancestors("main", "article", "section"), None) is not None
    surrounds = _SURROUNDING & {element.get("role", "").lower(), element.get("id", "").lower()}
    return not surrounds or element.find(".//table") is not None


def own(element: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    """What is shown of the elements with ``tags`` in ``element``, not those of tables in it."""
    for child in element:
        if not is_shown(child) or child.tag == "table":
            continue
        if child.tag in tags:
            yield child
        else:
            yield from own(child, tags)


def rows_of(table: Element) -> list[tuple[Element, int]]:
    """The rows of a table as they are shown, head first and foot last, each with the number of rows to its group's end."""
    groups: dict[Element, list[Element]] = {}
    for row in own(table, ("tr",)):
        group = next(each for each in row.iterancestors("thead", "tbody", "tfoot", "table"))
        groups.setdefault(group, []).append(row)
    ordered = sorted(groups, key=lambda group: {"thead": 0, "tfoot": 2}.get(group.tag, 1))
    found: list[tuple[Element, int]] = []
    for group in ordered:
        end = len(found) + len(groups[group])
        found += [(row, end) for row in groups[group]]
    return found


def is_grid(table: Element) -> bool:
    """Whether a table holds data; else it lays out the page, or frames a text."""
    rows = [list(own(row, ("td", "th"))) for row, _ in rows_of(table)]
    if sum(map(len, rows)) <= 1 or table.get("role") in ("presentation", "none"):
        return False
    if table.find(".//table") is None:
        return True
    says = next(own(table, ("caption", "thead", "th")), None) is not None or table.get("border", "0") not in ("", "0")
    return says and max(map(len, rows)) > 1


def number_in(words: str | None, default: int) -> int:
    """The number at the beginning of an attribute, 0 for a negative one; ``default`` where none is."""
    found = re.match(r"\s*(-?[0-9]{1,6})", words or "")
    return max(0, int(found[1])) if found else default
