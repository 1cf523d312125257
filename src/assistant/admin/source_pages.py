"""The pages about what there is: the overview, the sources, one source and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.admin import catalogue, shelf
from assistant.admin.desk import Desk, Visit
from assistant.admin.overview import SourceView, index_view, source, sources
from assistant.admin.paging import page_of
from assistant.admin.rebuild import Rebuild
from assistant.assistant import Assistant
from assistant.errors import AssistantError, InputError
from assistant.journal import Journal
from assistant.settings import Settings

_NEXT = "索引を作り直すと、答えに反映されます。"


class SourcePages:
    """Shows sources, describes, removes and restores them."""

    def __init__(
        self,
        desk: Desk,
        opened: Callable[[], Assistant],
        settings: Settings,
        rebuild: Rebuild,
        journal: Journal,
    ) -> None:
        self._desk = desk
        self._opened = opened
        self._settings = settings
        self._rebuild = rebuild
        self._journal = journal

    @property
    def _corpus(self) -> Path:
        return self._settings.corpus

    def first(self, visit: Visit) -> Response:
        """GET /: how things are."""
        try:
            counts, fault = self._journal.counts(), ""
        except AssistantError as error:
            counts, fault = (0, 0), str(error)
        return self._desk.page(
            visit,
            "overview.html",
            index=index_view(self._opened, self._settings),
            sources=sources(self._settings),
            progress=self._rebuild.progress,
            counts=counts,
            fault=fault,
            settings=self._settings,
        )

    def all(self, visit: Visit) -> Response:
        """GET /sources: every file, or those that people should look at."""
        found = sources(self._settings)
        odd = tuple(view for view in found if view.problems or view.state in {"failed", "gone"})
        only = visit.text("show") == "problems"
        return self._desk.page(
            visit,
            "sources.html",
            index=index_view(self._opened, self._settings),
            count=len(found),
            odd=len(odd),
            only=only,
            page=page_of(odd if only else found, visit.text("page")),
            removed=shelf.removed(self._corpus),
        )

    def one(self, visit: Visit) -> Response:
        """GET /sources/file: what was read of a file."""
        view = self._view(visit)
        row = catalogue.row_of(self._corpus, view.name)
        return self._desk.page(visit, "source.html", source=view, row=row, fault="")

    def describe(self, visit: Visit) -> Response:
        """POST /sources/describe: what sources.tsv says of it."""
        name = visit.text("name")
        facts = {column: visit.text(column) for column in catalogue.FACTS}
        try:
            shelf.describe(self._corpus, name, facts)
        except InputError as error:
            if (view := source(self._settings, name)) is None:
                raise
            # what was typed stays in the form
            return self._desk.page(visit, "source.html", 422, source=view, row=facts, fault=str(error))
        return self._desk.back(visit, f"/sources/file?name={quote(name)}", f"「{name}」の説明を書きました。{_NEXT}")

    def ask_remove(self, visit: Visit) -> Response:
        """GET /sources/remove: whether it is meant."""
        return self._desk.page(visit, "remove.html", source=self._view(visit), folder=shelf.REMOVED)

    def remove(self, visit: Visit) -> Response:
        """POST /sources/remove."""
        name = visit.text("name")
        shelf.remove(self._corpus, name)
        return self._desk.back(visit, "/sources", f"「{name}」を取り除きました。{_NEXT}")

    def restore(self, visit: Visit) -> Response:
        """POST /sources/restore: puts what was taken out back."""
        name = visit.text("name")
        shelf.restore(self._corpus, visit.text("at"), name)
        return self._desk.back(visit, "/sources", f"「{name}」を戻しました。{_NEXT}")

    def _view(self, visit: Visit) -> SourceView:
        view = source(self._settings, visit.text("name"))
        if view is None:
            raise HTTPException(404, "この名前の資料はありません。")
        return view
