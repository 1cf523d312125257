"""What the pages show of the index and of each source: the last build's report beside what lies in the folder now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from assistant.assistant import REPORT, Assistant
from assistant.errors import AssistantError
from assistant.index.folder import MANIFEST, read_manifest
from assistant.intake import FileReport, fingerprints
from assistant.intake.sources import LIST
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class IndexView:
    """The index in force: when it was made (0.0 where there is none), of how much, and why it should be made anew."""

    made: float
    counts: Mapping[str, Any]
    model: str
    stale: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A file of the folder or of the report; ``name`` is its path within the folder, ``reports`` those of it.

    A ZIP file has a report for each file in it.
    """

    name: str
    state: str
    reports: tuple[FileReport, ...]

    @property
    def title(self) -> str:
        """What it is called, as far as it was read."""
        return next((report.source.title for report in self.reports if report.source), "")

    @property
    def as_of(self) -> str:
        """The date that its content stands for, as far as it was read."""
        return next((report.source.as_of for report in self.reports if report.source), "")

    @property
    def rows(self) -> int:
        """How many of its rows are searched."""
        return sum(report.rows for report in self.reports)

    @property
    def problems(self) -> int:
        """How many things of it people should look at."""
        return sum(len(report.problems) for report in self.reports)

    @property
    def there(self) -> bool:
        """Whether the file lies in the folder now."""
        return self.state != "gone"


def index_view(opened: Callable[[], Assistant], settings: Settings) -> IndexView:
    """The index in force, as answers come from it."""
    try:
        manifest = read_manifest(settings.index)
        made = (settings.index / MANIFEST).stat().st_mtime
    except (AssistantError, OSError):
        manifest, made = {}, 0.0
    try:
        stale = opened().outdated
    except AssistantError:
        stale = Assistant.stale(settings)
    return IndexView(made, manifest.get("counts", {}), str(manifest.get("model", "")), stale)


def reports(settings: Settings) -> tuple[FileReport, ...]:
    """What the last build made of each file; none where there is no report that can be read."""
    try:
        facts = json.loads((settings.index / REPORT).read_text(encoding="utf-8"))
        return tuple(FileReport.from_json(row) for row in facts["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def sources(settings: Settings) -> tuple[SourceView, ...]:
    """The files of the folder and of the report, by name."""
    folder = settings.corpus.name
    now = {name.removeprefix(f"{folder}/"): list(stamp) for name, stamp in fingerprints(settings.corpus).items()}
    now.pop(LIST, None)
    try:
        manifest = read_manifest(settings.index)
    except AssistantError:
        manifest = {}
    built = {name.removeprefix(f"{folder}/"): stamp for name, stamp in manifest.get("stamps", {}).items()}
    return tuple(_views(settings, now, built))


def source(settings: Settings, name: str) -> SourceView | None:
    """The file of this name."""
    return next((view for view in sources(settings) if view.name == name), None)


def _views(settings: Settings, now: Mapping[str, Any], built: Mapping[str, Any]) -> Iterator[SourceView]:
    folder = settings.corpus.name

    def outer(report: FileReport) -> str:
        """The file of the folder that a report is about: for one in a ZIP, the ZIP."""
        path = report.path.removeprefix(f"{folder}/")
        return next((name for name in _parents(path) if name in now or name in built), path)

    told = {name: tuple(found) for name, found in groupby(sorted(reports(settings), key=outer), key=outer)}
    for name in sorted(now.keys() | told.keys()):
        found = told.get(name, ())
        if name not in now:
            state = "gone"
        elif name not in built or not found:
            state = "new"
        elif built[name] != now[name]:
            state = "changed"
        else:
            state = _state(found)
        yield SourceView(name, state, found)


def _state(found: tuple[FileReport, ...]) -> str:
    states = [report.state for report in found]
    return "failed" if "failed" in states else states[0]


def _parents(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:count]) for count in range(len(parts), 0, -1))
