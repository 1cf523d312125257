"""The addresses of the pages, and the application that answers at them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from assistant.admin.building_pages import BuildingPages
from assistant.admin.desk import Desk, Endpoint
from assistant.admin.entry_pages import EntryPages
from assistant.admin.kept_pages import KeptPages
from assistant.admin.rebuild import Rebuild
from assistant.admin.source_pages import SourcePages
from assistant.admin.upload_pages import UploadPages
from assistant.admin.uploads import Uploads
from assistant.assistant import Assistant
from assistant.journal import Journal, JournalError
from assistant.settings import Settings
from assistant.style import sheet

_STATIC: Final = Path(__file__).with_name("static")


async def style(_: Request) -> Response:
    """The style sheet of all pages."""
    return Response(sheet(_STATIC / "admin.css"), media_type="text/css")


def admin_app(opened: Callable[[], Assistant], settings: Settings) -> Starlette:
    """The application behind /admin."""
    desk, rebuild, journal = Desk(settings), Rebuild(settings), Journal(settings)
    with suppress(JournalError):
        journal.counts()  # what is too old goes, though nothing new is noted
    entry = EntryPages(desk)
    sources = SourcePages(desk, opened, settings, rebuild, journal)
    uploads = UploadPages(desk, Uploads(settings), settings)
    building = BuildingPages(desk, rebuild, opened, settings)
    kept = KeptPages(desk, journal, settings)

    def route(path: str, get: Endpoint | None = None, post: Endpoint | None = None) -> list[BaseRoute]:
        """GET answers HEAD too."""
        found = [("GET", get), ("POST", post)]
        return [Route(path, desk.guarded(endpoint), methods=[method]) for method, endpoint in found if endpoint]

    app = Starlette(
        routes=[
            Route("/login", entry.ask, methods=["GET"]),
            Route("/login", entry.enter, methods=["POST"]),
            *route("/logout", post=entry.leave),
            *route("/", sources.first),
            *route("/sources", sources.all),
            *route("/sources/file", sources.one),
            *route("/sources/describe", post=sources.describe),
            *route("/sources/remove", sources.ask_remove, sources.remove),
            *route("/sources/restore", post=sources.restore),
            *route("/upload", uploads.all, uploads.add),
            *route("/upload/take", post=uploads.take),
            *route("/upload/drop", post=uploads.drop),
            *route("/upload/state", uploads.state),
            *route("/rebuild", building.show),
            *route("/rebuild/start", post=building.start),
            *route("/rebuild/stop", post=building.stop),
            *route("/rebuild/state", building.state),
            *route("/questions", kept.questions),
            *route("/questions.csv", kept.questions_csv),
            *route("/questions/forget", kept.ask_forget_questions, kept.forget_questions),
            *route("/ratings", kept.ratings),
            *route("/ratings.csv", kept.ratings_csv),
            *route("/ratings/forget", kept.ask_forget_ratings, kept.forget_ratings),
            Route("/static/admin.css", style, methods=["GET"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        exception_handlers={HTTPException: desk.say_http, Exception: desk.say_failure},
    )
    app.state.rebuild = rebuild
    return app
