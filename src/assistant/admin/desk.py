"""What every page needs: the templates, who is in, the form that was sent, and the way back."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assistant.admin import wording
from assistant.admin.access import COOKIE, LOGIN_COOKIE, Access, Session
from assistant.errors import AssistantError, InputError
from assistant.settings import Settings

_FILES: Final = 20
"""So many files may be sent at a time."""
_FIELDS: Final = 60
_SAID: Final = {
    400: "送られた内容を読めませんでした。もう一度送ってください。",
    403: "画面を開き直してから、もう一度操作してください(長く開いたままの画面からは受け付けません)。",
    404: "このページはありません。",
    405: "この操作はできません。",
    500: "処理できませんでした。サーバーの記録を見てください。",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody who is in, with the form that it sent."""

    request: Request
    session: Session
    form: FormData

    def text(self, name: str) -> str:
        """A field of the form, or of the address where none was sent; "" where it is missing."""
        value = self.form.get(name, self.request.query_params.get(name, ""))
        return value if isinstance(value, str) else ""

    def files(self, name: str) -> list[UploadFile]:
        """The files of a field."""
        return [item for item in self.form.getlist(name) if isinstance(item, UploadFile) and item.filename]


Endpoint = Callable[[Visit], Response]
Handler = Callable[[Request], Awaitable[Response]]


class Desk:
    """Makes pages, and handlers of requests that only those who may enter reach."""

    def __init__(self, settings: Settings) -> None:
        self.access = Access(settings)
        self._title = settings.title
        self._pages = Environment(
            loader=PackageLoader("assistant.admin"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._pages.filters.update(wording.FILTERS)

    def page(self, visit: Visit, name: str, status: int = 200, /, **facts: Any) -> Response:
        """The page ``name`` for somebody who is in, with what is to be told to them."""
        notes, visit.session.notes = visit.session.notes, []
        return self._page(visit.request, name, status, visit.session, notes=notes, **facts)

    def plain(self, request: Request, name: str, status: int = 200, token: str = "", **facts: Any) -> Response:
        """A page for somebody who is not in; ``token`` is that of the form on it."""
        return self._page(request, name, status, None, notes=[], stamp=self.access.stamp(token), **facts)

    def back(self, visit: Visit, path: str, said: str, kind: str = "done") -> Response:
        """Sends the browser on to ``path``, where ``said`` is told."""
        visit.session.notes.append((kind, said))
        return RedirectResponse(base(visit.request) + path, 303)

    def guarded(self, endpoint: Endpoint) -> Handler:
        """A handler that lets those in who may enter, checks what they send, and tells every fault on a page."""

        async def handle(request: Request) -> Response:
            if not (self.access.by_password or self.access.by_group):
                return self.plain(request, "off.html", 403)
            session = self.access.session(request)
            if session is None:
                return RedirectResponse(f"{base(request)}/login", 303)
            try:
                async with request.form(max_files=_FILES, max_fields=_FIELDS) as form:
                    visit = Visit(request, session, form)
                    if request.method == "POST" and not self.access.stamped(session.token, visit.text("stamp")):
                        raise HTTPException(403)
                    response = await run_in_threadpool(self._answer, endpoint, visit)
            except ClientDisconnect:
                return Response(status_code=400)
            if request.cookies.get(COOKIE) != session.token:
                self.remember(request, response, session.token)
            return response

        return handle

    def remember(self, request: Request, response: Response, token: str, cookie: str = COOKIE) -> None:
        """Has the browser send ``token`` from now on, until it is closed."""
        response.set_cookie(
            cookie,
            token,
            path=base(request),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def begin(self, request: Request) -> Response:
        """The form that asks for the password, for a browser that proves later that it saw the form."""
        token = secrets.token_urlsafe(16)
        response = self.plain(request, "login.html", token=token, fault="")
        self.remember(request, response, token, LOGIN_COOKIE)
        return response

    async def say_http(self, request: Request, error: Exception) -> Response:
        """The page of an error that has a status."""
        assert isinstance(error, HTTPException)
        phrase = error.detail == HTTPStatus(error.status_code).phrase or error.status_code == 400
        said = _SAID.get(error.status_code, _SAID[400]) if phrase else error.detail
        return self.plain(request, "fault.html", error.status_code, fault=said)

    async def say_failure(self, request: Request, error: Exception) -> Response:
        """The page of an error that nobody foresaw."""
        _log.error("%s failed", request.url.path, exc_info=error)
        return self.plain(request, "fault.html", 500, fault=_SAID[500])

    def _answer(self, endpoint: Endpoint, visit: Visit) -> Response:
        try:
            return endpoint(visit)
        except AssistantError as error:
            status = 422 if isinstance(error, InputError) else 503
            return self._page(visit.request, "fault.html", status, visit.session, notes=[], fault=str(error))

    def _page(self, request: Request, name: str, status: int, session: Session | None, **facts: Any) -> Response:
        given = {
            "base": base(request),
            "home": base(request).removesuffix("/admin") + "/",
            "title": self._title,
            "path": request.url.path.removeprefix(base(request)),
            "session": session,
            "stamp": self.access.stamp(session.token) if session else "",
        }
        return HTMLResponse(self._pages.get_template(name).render(given | facts), status)


def base(request: Request) -> str:
    """The path of these pages as the browser knows it: /admin, or /assistant/admin behind a proxy."""
    path: str = request.scope["root_path"]
    return path
