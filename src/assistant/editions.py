"""Editions of one table: which tables are the same or older ones, and which cells changed from one to the next."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from rapidfuzz import fuzz

from assistant import periods
from assistant.records import Proposal
from assistant.text import plain

Key = tuple[str, ...]
"""What a row is known by in every edition: body, title, and how many rows of both stand before it."""

_ERA: Final = "令和"
"""The era that a year without one is read in."""
_SHARED: Final = 0.5
"""Share of the keys of the smaller table that two editions have in common."""
_ALIKE: Final = 60
"""Likeness of the texts of two rows, 0 to 100, from which they are one row in two editions."""
_MUTABLE: Final = {"status", "start", "note", "no"}
"""Roles of columns that change from edition to edition and tell nothing of whether a row is the same."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs between two editions. ``old`` or ``new`` is missing where it was added or removed.

    ``fields`` names the columns whose words changed.
    """

    old: Proposal | None
    new: Proposal | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """Which sources count: ``same`` maps those that repeat another, ``older`` those that a newer one replaces.

    ``undated`` are pairs that look like editions of one table and do not say which is newer.
    """

    same: Mapping[str, str]
    older: Mapping[str, str]
    undated: tuple[tuple[str, str], ...]


def resolve(by_source: Mapping[str, Sequence[Proposal]]) -> Resolved:
    """Compares sources (path -> their rows) by their tables as wholes; of equal ones that stays of which most is said.

    Where as much is said of both, the one with the shorter name stays: 「一覧.xlsx」, not 「一覧 (1).xlsx」.

    Running text beside a table does not count: it differs with the format that the table is kept in.
    """
    by_source = {path: [row for row in rows if row.genre != "text"] or rows for path, rows in by_source.items()}
    same: dict[str, str] = {}
    first: dict[tuple[object, ...], str] = {}
    for path, rows in sorted(by_source.items(), key=lambda item: (-_facts(item[1]), len(item[0]))):
        content = tuple(sorted(_content(row) for row in rows))
        if content and (before := first.setdefault(content, path)) != path:
            same[path] = before
    kept = {path: keyed(rows) for path, rows in by_source.items() if path not in same and _is_table(rows)}
    older: dict[str, str] = {}
    undated: list[tuple[str, str]] = []
    for a, b in _candidates(kept):
        if not _is_edition(kept[a], kept[b]):
            continue
        first_date, second_date = (dated(next(iter(kept[path].values())).source.as_of) for path in (a, b))
        if first_date == second_date or date.min in {first_date, second_date}:
            undated.append((a, b))
        elif first_date < second_date:
            older.setdefault(a, b)
        else:
            older.setdefault(b, a)
    return Resolved(same, {path: _newest(path, older) for path in older}, tuple(undated))


def _facts(rows: Sequence[Proposal]) -> int:
    """How much is said of the source of ``rows``: who published it, when, and where."""
    return sum(map(bool, (source.publisher, source.as_of, source.url))) if rows and (source := rows[0].source) else 0


def dated(as_of: str) -> date:
    """The last day that 「2024-03-31」 or 「平成24年度」 means; date.min where no date can be read."""
    return found.last if (found := periods.first(plain(as_of), _ERA)) else date.min


def keyed(rows: Iterable[Proposal]) -> dict[Key, Proposal]:
    """``rows`` by what they are known by in every edition."""
    seen: Counter[Key] = Counter()
    found: dict[Key, Proposal] = {}
    for row in rows:
        title = next((field.text for field in row.fields if field.role == "title"), "")
        key = (_squeezed(row.municipality), _squeezed(title))
        seen[key] += 1
        found[(*key, str(seen[key]))] = row
    return found


def changes(old: Iterable[Proposal], new: Iterable[Proposal]) -> tuple[Change, ...]:
    """What differs between two editions, in the order of the new one; what is gone stands last."""
    before, after = keyed(old), keyed(new)
    found = []
    for key, row in after.items():
        if key not in before:
            found.append(Change(None, row))
        elif differing := _differing(before[key], row):
            found.append(Change(before[key], row, differing))
    found.extend(Change(row, None) for key, row in before.items() if key not in after)
    return tuple(found)


def _differing(old: Proposal, new: Proposal) -> tuple[str, ...]:
    """Names of the fields of either whose words differ, blanks aside."""
    texts = {field.name: _squeezed(field.text) for field in old.fields}
    now = {field.name: _squeezed(field.text) for field in new.fields}
    return tuple(name for name in dict.fromkeys([*now, *texts]) if texts.get(name, "") != now.get(name, ""))


def _candidates(kept: Mapping[str, Mapping[Key, Proposal]]) -> list[tuple[str, str]]:
    """Pairs of sources that share enough keys to be looked at."""
    owners: defaultdict[Key, list[str]] = defaultdict(list)
    for path, rows in kept.items():
        for key in rows:
            owners[key].append(path)
    shared = Counter((a, b) for paths in owners.values() for at, a in enumerate(paths) for b in paths[at + 1 :])
    return [(a, b) for (a, b), n in shared.items() if n >= _SHARED * min(len(kept[a]), len(kept[b]))]


def _is_edition(a: Mapping[Key, Proposal], b: Mapping[Key, Proposal]) -> bool:
    """Whether half of the rows that both have say about the same in what does not change from edition to edition."""
    both = [key for key in a if key in b]
    alike = sum(fuzz.ratio(_lasting(a[key]), _lasting(b[key])) >= _ALIKE for key in both)
    return alike >= _SHARED * max(1, len(both))


def _is_table(rows: Sequence[Proposal]) -> bool:
    return bool(rows) and all(row.genre == "proposal" and row.municipality for row in rows)


def _newest(path: str, older: Mapping[str, str]) -> str:
    while path in older:
        path = older[path]
    return path


def _lasting(row: Proposal) -> str:
    names = {"municipality", "prefecture"}
    return "".join(_squeezed(field.text) for field in row.fields if field.role not in _MUTABLE | names)


def _content(row: Proposal) -> tuple[str, ...]:
    return (row.genre, *sorted(_squeezed(field.text) for field in row.fields))


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", plain(text))
