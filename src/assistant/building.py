"""Builds an index from a corpus, and tells whether one that is there should be built again."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from assistant import lists
from assistant.adaptation import adapted_name
from assistant.encoder import Encoder, open_encoder
from assistant.errors import IndexUnavailableError
from assistant.facets import is_event, starts_apart, with_facets
from assistant.index import SCHEMA, Checkpoint, Index, Saved, store
from assistant.index import folder as folders
from assistant.intake import FileReport, Intake, Kept, Problem, fingerprints, take_in
from assistant.proposals import numbered
from assistant.question import Known, Segment, segments
from assistant.readers.document import Limits
from assistant.records import Proposal
from assistant.settings import Settings
from assistant.tokens import dictionary_version

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, of how much."""

REPORT: Final = "report.json"
"""Name of the file in the index folder that tells what the last build made of each file."""
SEGMENTS: Final = "segments.jsonl"
"""Name of the file of a generation that holds the segments of its rows."""
MODELS: Final = "models"
"""Name of the folder in the index folder that holds adapted models."""
_READ: Final = "read.json"
_NAMED: Final = 3
"""So many changed files are named."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made of each file, and of all of them together."""

    files: tuple[FileReport, ...]
    proposals: int
    passages: int
    """Texts that have a vector: passages, and each row as a whole."""
    encoded: int
    """Texts whose vector was made new; the others were taken over from the index before."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What people should look at, in the order of the files."""
        return tuple(problem for file in self.files for problem in file.problems)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        counted = [file for file in self.files if file.state in {"read", "unchanged"} and file.source]
        return {
            "sources": [{"path": file.path, "rows": file.rows} for file in counted],
            "problems": [asdict(problem) for problem in self.problems],
            "proposals": self.proposals,
            "passages": self.passages,
            "encoded": self.encoded,
            "files": [file.to_json() for file in self.files],
        }


def build(settings: Settings, progress: Progress | None = None) -> BuildReport:
    """Reads the corpus and puts a new index in force, whole or not at all.

    Files that did not change since the build before are not read again, texts that have a vector not encoded
    again, and vectors of a build that was stopped are used. Raises CorpusError, ModelError or
    IndexUnavailableError; the old index then stays as it was.
    """
    told = progress or _silent
    with folders.writing(settings.index) as generation:
        stamps = fingerprints(settings.corpus)
        before = _Before.of(settings.index)
        taken = take_in(
            settings.corpus,
            limits_of(settings),
            before.kept,
            lambda name, done, total: told(f"資料を読んでいます {name}", done, total),
        )
        proposals, era = _with_facets(taken, before)
        cut = _segments(proposals, before)
        encoder = encoder_of(settings)
        index = Index.build(
            proposals,
            encoder,
            taken.sources,
            before.saved,
            lambda done, total: told("文を読み込んでいます", done, total),
            earlier=tuple(with_facets(row, era) for row in taken.earlier),
            checkpoint=Checkpoint.of(settings.index, encoder.fingerprint, encoder.dimension),
        )
        report = BuildReport(taken.reports, len(proposals), index.vectors.size, index.encoded)
        segments.write(generation / SEGMENTS, cut)
        _write_json(
            generation / _READ,
            {
                "keys": dict(taken.keys),
                "read": {name: [item.to_json() for item in found] for name, found in taken.read.items()},
                "era": era,
            },
        )
        index.save(
            generation,
            {
                "made_with": _made_with(settings),
                "stamps": {name: list(stamp) for name, stamp in stamps.items()},
                "editions": dict(taken.editions),
            },
        )
        _write_json(settings.index / REPORT, report.to_json())
        Checkpoint.discard(settings.index)
    return report


def stale(settings: Settings) -> str:
    """Why the index should be built again, in Japanese, and "" if it need not.

    It is missing or damaged, of another version or model, or the corpus changed since.
    """
    try:
        _, manifest = folders.current(settings.index)
    except IndexUnavailableError as error:
        return error.reason
    return outdated(manifest, settings)


def outdated(manifest: Mapping[str, Any], settings: Settings) -> str:
    """What differs between an index and what a build would make now, in Japanese; "" where nothing does."""
    if _is_of_another_program(manifest):
        return "索引の形式か辞書の版が違います"
    if manifest.get("made_with") != _made_with(settings):
        return "索引を作った後に、モデルの設定か言葉の辞書(data)が変わっています"
    built = manifest.get("stamps", {})
    now = {name: list(stamp) for name, stamp in fingerprints(settings.corpus).items()}
    if built == now:
        return ""
    changed = sorted(name for name in built.keys() | now.keys() if built.get(name) != now.get(name))
    more = f" ほか{len(changed) - _NAMED}件" if len(changed) > _NAMED else ""
    return f"資料が索引を作った後に変わっています({'、'.join(changed[:_NAMED])}{more})"


def encoder_of(settings: Settings) -> Encoder:
    """The encoder of ``settings``: the one that was adapted for the index where there is one and it is wanted."""
    return open_encoder(str(_adapted(settings) or settings.model), settings.models, int8=settings.int8)


def limits_of(settings: Settings) -> Limits:
    """How much of one file is read."""
    return Limits(settings.file_seconds, settings.file_memory, settings.file_megabytes)


@dataclass(frozen=True, slots=True)
class _Before:
    """What the index in force holds of files as this program reads them."""

    kept: Kept = field(default_factory=Kept)
    era: str | None = None
    segments: Mapping[str, Sequence[Segment]] = field(default_factory=dict)
    """Segments of rows by their id."""
    saved: Saved = field(default_factory=Saved)
    """Vectors and terms of texts; they are of use whatever else of the program changed."""

    @classmethod
    def of(cls, folder: Path) -> _Before:
        """What is in ``folder``; of an index that another version of the program made, what texts became alone."""
        try:
            generation, manifest = folders.current(folder)
        except IndexUnavailableError:
            return cls()
        saved = Saved.read(generation, manifest)
        try:
            if _is_of_another_program(manifest) or manifest["made_with"]["words"] != lists.digest():
                return cls(saved=saved)
            facts = json.loads((generation / _READ).read_text(encoding="utf-8"))
            counted = store.read(generation / store.PROPOSALS)
            rows: dict[str, list[Proposal]] = {}
            for row in (*counted, *store.read(generation / store.EARLIER)):
                rows.setdefault(row.source.path, []).append(row)
            reports = {name: [FileReport.from_json(item) for item in found] for name, found in facts["read"].items()}
            cut: dict[str, list[Segment]] = {}
            for segment in segments.read(generation / SEGMENTS, {row.id: row for row in counted}):
                cut.setdefault(segment.proposal.id, []).append(segment)
            return cls(Kept(facts["keys"], reports, rows), facts["era"], cut, saved)
        except (OSError, ValueError, KeyError, TypeError):
            return cls(saved=saved)


def _with_facets(taken: Intake, before: _Before) -> tuple[tuple[Proposal, ...], str | None]:
    """The rows with their facets, and the era that their dates are read in; what did not change keeps its facets."""
    rows = numbered(taken.proposals)
    era = Known(rows).era
    fresh = {report.path for report in taken.reports if report.state == "read"}
    again = era != before.era
    found = [with_facets(row, era) if again or _is_new(row, fresh) else row for row in rows]
    return starts_apart(found), era


def _is_new(row: Proposal, fresh: Collection[str]) -> bool:
    """Whether the facets of ``row`` are not known from before, or hang on what other tables tell (受付日)."""
    return row.source.path in fresh or any(field.role == "start" and is_event(field.name) for field in row.fields)


def _segments(rows: Sequence[Proposal], before: _Before) -> list[Segment]:
    """The segments of all rows; those of a row that was there before as it is are taken over."""
    found: list[Segment] = []
    for row in rows:
        kept = before.segments.get(row.id, ())
        same = kept and kept[0].proposal.fields == row.fields and kept[0].proposal.parts == row.parts
        found += kept if same else segments.segments(row)
    return found


def _is_of_another_program(manifest: Mapping[str, Any]) -> bool:
    """Whether another version of the program, or of its dictionary, made an index."""
    return (manifest.get("schema"), manifest.get("dictionary")) != (SCHEMA, dictionary_version())


def _made_with(settings: Settings) -> dict[str, object]:
    """What an index depends on beside its sources."""
    return {
        "model": settings.model,
        "adapted": _adapted(settings) is not None,
        "int8": settings.int8,
        "words": lists.digest(),
    }


def _adapted(settings: Settings) -> Path | None:
    folder = settings.index / MODELS / adapted_name(settings.model)
    return folder if settings.adapted and folder.is_dir() else None


def _write_json(path: Path, value: object) -> None:
    """Writes ``path`` in one step, so that whoever reads it finds it whole."""
    side = path.with_name(f"{path.name}.new")
    side.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    side.replace(path)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""
