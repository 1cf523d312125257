"""The pages on which files are sent, looked at, and put among the sources."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.responses import JSONResponse, Response

from assistant.admin import catalogue, shelf
from assistant.admin.desk import Desk, Visit
from assistant.admin.overview import reports
from assistant.admin.uploads import Upload, Uploads
from assistant.errors import AssistantError, InputError
from assistant.settings import Settings

_PATH = "/upload"
_NOTHING: Final[Mapping[str, dict[str, str]]] = MappingProxyType({})


class UploadPages:
    """Takes files, shows what would be read of them, and takes them in or forgets them."""

    def __init__(self, desk: Desk, uploads: Uploads, settings: Settings) -> None:
        self._desk = desk
        self._uploads = uploads
        self._settings = settings

    def all(self, visit: Visit) -> Response:
        """GET /upload: the form, and what was sent."""
        return self._shown(visit)

    def _shown(
        self, visit: Visit, status: int = 200, typed: Mapping[str, dict[str, str]] = _NOTHING, fault: str = ""
    ) -> Response:
        """The page, with what was ``typed`` about a file (by key) and could not be taken, and why."""
        uploads = self._uploads.all()
        there = set(shelf.names(self._settings.corpus))
        known = {report.sha256: report.path for report in reports(self._settings) if report.sha256}
        return self._desk.page(
            visit,
            "upload.html",
            status,
            fault=fault,
            faulty=tuple(typed),
            uploads=uploads,
            waiting=sum(upload.waiting for upload in uploads),
            there=there,
            twins={upload.key: known.get(upload.sha256, "") for upload in uploads},
            rows={upload.key: typed.get(upload.key) or self._facts(upload, there) for upload in uploads},
            megabytes=self._settings.file_megabytes,
        )

    def add(self, visit: Visit) -> Response:
        """POST /upload: keeps the files that were sent and has them looked at."""
        files = visit.files("files")
        faults = []
        for file in files:
            try:
                self._uploads.add(file.filename or "", file.file)
            except AssistantError as error:
                faults.append(str(error))
        for fault in faults:
            visit.session.notes.append(("fault", fault))
        if not files:
            return self._desk.back(visit, _PATH, "ファイルが選ばれていません。", "fault")
        taken = len(files) - len(faults)
        if not taken:
            return self._desk.back(visit, _PATH, "どのファイルも受け取れませんでした。", "fault")
        return self._desk.back(
            visit, _PATH, f"{taken}個のファイルを受け取りました。中身を確かめて、資料に加えてください。"
        )

    def take(self, visit: Visit) -> Response:
        """POST /upload/take: puts a file among the sources."""
        upload = self._uploads.get(visit.text("key"))
        if upload.waiting:
            raise InputError("まだ中を確かめています。終わってから加えてください。")
        facts = {column: visit.text(column) for column in catalogue.FACTS}
        replacing = visit.text("replace") == "yes"
        try:
            shelf.put(
                self._settings.corpus, upload.path, upload.name, facts | {"sha256": upload.sha256}, replacing=replacing
            )
        except InputError as error:
            return self._shown(visit, 422, {upload.key: facts}, str(error))
        self._uploads.drop(upload.key)
        said = f"「{upload.name}」を資料に加えました。続けて加えるか、「索引」で作り直すと、答えに反映されます。"
        return self._desk.back(visit, _PATH, said)

    def drop(self, visit: Visit) -> Response:
        """POST /upload/drop: forgets a file, or all of them."""
        if visit.text("all") == "yes":
            for upload in self._uploads.all():
                self._uploads.drop(upload.key)
            return self._desk.back(visit, _PATH, "すべて取り消しました。ファイルは加えていません。")
        self._uploads.drop(visit.text("key"))
        return self._desk.back(visit, _PATH, "取り消しました。ファイルは加えていません。")

    def state(self, _visit: Visit) -> Response:
        """GET /upload/state: how many files are still being looked at."""
        return JSONResponse({"waiting": sum(upload.waiting for upload in self._uploads.all())})

    def _facts(self, upload: Upload, there: set[str]) -> dict[str, str]:
        """What the form about a file begins with: what sources.tsv says, or else what was read."""
        row = catalogue.row_of(self._settings.corpus, upload.name) if upload.name in there else {}
        sources = [reading.report.source for reading in upload.readings or ()]
        read = sources[0] if len(sources) == 1 else None
        title = read.title if read and read.title != upload.name else ""
        seen = {"title": title, "as_of": read.as_of} if read else {}
        return {column: row.get(column) or seen.get(column, "") for column in catalogue.FACTS}
