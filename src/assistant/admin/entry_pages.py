"""The way in and out: the form that asks for the password."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.admin.access import LOGIN_COOKIE
from assistant.admin.desk import Desk, Visit, base
from assistant.errors import InputError


class EntryPages:
    """Pages of those who are not in yet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(self, request: Request) -> Response:
        """GET /login."""
        if not self._desk.access.by_password:
            return self._closed(request)
        if self._desk.access.session(request):
            return RedirectResponse(f"{base(request)}/", 303)
        return self._desk.begin(request)

    async def enter(self, request: Request) -> Response:
        """POST /login."""
        access = self._desk.access
        if not access.by_password:
            return self._closed(request)
        async with request.form(max_files=0, max_fields=5) as form:
            password, stamp = str(form.get("password", "")), str(form.get("stamp", ""))
        token = request.cookies.get(LOGIN_COOKIE, "")
        if not access.stamped(token, stamp):
            return self._desk.begin(request)
        try:
            session = access.enter(password, request.client.host if request.client else "")
        except InputError as error:
            return self._desk.plain(request, "login.html", token=token, fault=str(error))
        response = RedirectResponse(f"{base(request)}/", 303)
        self._desk.remember(request, response, session.token)
        return response

    def leave(self, visit: Visit) -> Response:
        """POST /logout."""
        self._desk.access.leave(visit.session)
        return RedirectResponse(f"{base(visit.request)}/login", 303)

    def _closed(self, request: Request) -> Response:
        page = "outside.html" if self._desk.access.by_group else "off.html"
        return self._desk.plain(request, page, 403)
