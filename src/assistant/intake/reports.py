"""What a build made of each file: rows, columns, what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal, Self

from assistant.facets import is_event
from assistant.readers.document import Flaw
from assistant.records import Genre, Source

GENRE_NAMES: Final[Mapping[str, str]] = {"proposal": "提案", "record": "表", "text": "文章"}
"""What the rows of a table are read as, in words for people."""
_ROLES: Final = {
    "no": "番号",
    "prefecture": "都道府県",
    "municipality": "自治体",
    "title": "題名",
    "overview": "概要",
    "target": "対象者",
    "site": "実施場所",
    "status": "進捗",
    "start": "実施時期",
    "note": "注記",
    "partner": "共同提案団体",
    "other": "そのままの列",
}
State = Literal["read", "unchanged", "same", "older", "failed"]
"""What became of a file: read anew, taken over from the build before, the same as another, an older edition, none."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something of a source that was left out or looks wrong, where it stood, and what to do ("" if nothing)."""

    path: str
    place: str
    reason: str
    advice: str

    def __str__(self) -> str:
        where = f"{self.path} {self.place}".strip()
        return f"{where}: {self.reason}。{self.advice}"


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """A column, what it was taken to be about, what told so (見出し, セルの中身) and how sure that is, 0 to 1."""

    name: str
    role: str
    by: str
    confidence: float

    @property
    def about(self) -> str:
        """What it is about, in words for people; a date that is no start (受付日) is only a date."""
        if self.role == "start" and is_event(self.name):
            return "日付(実施時期ではない)"
        return _ROLES.get(self.role, self.role)


@dataclass(frozen=True, slots=True)
class TableReport:
    """A table of a file: its columns, how many rows it has, and what they are."""

    columns: tuple[ColumnReport, ...]
    rows: int
    genre: Genre


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file of the corpus. ``other`` names the file that it is the same as, or that is newer."""

    path: str
    format: str
    sha256: str
    source: Source | None
    state: State
    tables: tuple[TableReport, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    other: str = ""

    @property
    def rows(self) -> int:
        """How many rows of it are searched."""
        return sum(table.rows for table in self.tables) if self.state in {"read", "unchanged"} else 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What people should look at."""
        return tuple(Problem(self.path, flaw.place, flaw.reason, flaw.advice) for flaw in self.flaws if flaw.advice)

    def now(self, state: State, other: str = "") -> Self:
        """The same report with another state."""
        return replace(self, state=state, other=other)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return asdict(self) | {"rows": self.rows}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """The report that :meth:`to_json` gave. Raises KeyError or TypeError where it is none."""
        return cls(
            path=row["path"],
            format=row["format"],
            sha256=row["sha256"],
            source=Source(**row["source"]) if row["source"] else None,
            state=row["state"],
            tables=tuple(
                TableReport(tuple(ColumnReport(**column) for column in table["columns"]), table["rows"], table["genre"])
                for table in row["tables"]
            ),
            flaws=tuple(Flaw(**flaw) for flaw in row["flaws"]),
            other=row["other"],
        )
