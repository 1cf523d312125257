"""Who may enter: a password of the settings, or the group that a trusted proxy names; sessions in memory."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from starlette.requests import Request

from assistant.errors import InputError
from assistant.settings import Settings

COOKIE: Final = "assistant_admin"
LOGIN_COOKIE: Final = "assistant_admin_login"
"""Another one than that of a session: a page of another site that leads to the form must not end a session."""
_TRUSTED: Final = "assistant.trusted"
"""Key of a scope: whether the request came through a trusted proxy (assistant.server.proxies)."""
_IDLE: Final = 3_600.0
_LONGEST: Final = 8 * 3_600.0
_SESSIONS: Final = 200
_FAILURES: Final = 5
_WINDOW: Final = 300.0
"""After so many failures of an address within so many seconds, no password of it is looked at."""
_ADDRESSES: Final = 10_000
_GROUPS: Final = re.compile(r"[;,|]")


@dataclass(slots=True)
class Session:
    """Somebody who is in, what to tell them on the next page, and whether the proxy's group let them in."""

    token: str
    by_group: bool
    began: float
    seen: float
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Kind (done, fault) and words of what to tell next."""


class Access:
    """The door: safe to share between threads; what it knows is gone when the server stops."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.monotonic) -> None:
        self._password = settings.admin_password
        self._header = settings.admin_header
        self._group = settings.admin_group
        self._now = now
        self._key = secrets.token_bytes(32)
        self._lock = Lock()
        self._sessions: dict[str, Session] = {}
        self._failures: dict[str, list[float]] = {}

    @property
    def by_password(self) -> bool:
        """Whether a password lets in."""
        return bool(self._password)

    @property
    def by_group(self) -> bool:
        """Whether a group of the proxy lets in."""
        return bool(self._header and self._group)

    def enter(self, password: str, address: str) -> Session:
        """A session for the right password. Raises InputError for a wrong one, and after too many of them."""
        with self._lock:
            now = self._now()
            failed = [at for at in self._failures.pop(address, []) if now - at < _WINDOW]
            if len(failed) >= _FAILURES:
                self._failures[address] = failed
                minutes = max(1, round((_WINDOW - (now - failed[0])) / 60))
                raise InputError(f"間違いが続いたため、しばらく受け付けません。{minutes}分ほど待ってください。")
            if not (self.by_password and hmac.compare_digest(_digest(password), _digest(self._password))):
                while len(self._failures) >= _ADDRESSES:
                    self._failures.pop(next(iter(self._failures)))
                self._failures[address] = [*failed, now]
                raise InputError("パスワードが違います。")
            return self._begin(by_group=False)

    def session(self, request: Request) -> Session | None:
        """The session of a request; a new one where the proxy's group lets in; None for anybody else."""
        grouped = self._grouped(request)
        with self._lock:
            now = self._now()
            session = self._sessions.get(request.cookies.get(COOKIE, ""))
            if session and (now - session.seen > _IDLE or now - session.began > _LONGEST):
                del self._sessions[session.token]
                session = None
            if session and (grouped or not session.by_group):
                session.seen = now
                return session
            return self._begin(by_group=True) if grouped else None

    def leave(self, session: Session) -> None:
        """Ends a session."""
        with self._lock:
            self._sessions.pop(session.token, None)

    def stamp(self, token: str) -> str:
        """What a form must send back to prove that it was made for the holder of ``token``."""
        return hmac.new(self._key, token.encode(), hashlib.sha256).hexdigest()

    def stamped(self, token: str, stamp: str) -> bool:
        """Whether ``stamp`` is that of ``token``."""
        return bool(token) and hmac.compare_digest(self.stamp(token).encode(), stamp.encode())

    def _begin(self, *, by_group: bool) -> Session:
        now = self._now()
        session = Session(secrets.token_urlsafe(32), by_group, now, now)
        while len(self._sessions) >= _SESSIONS:
            self._sessions.pop(min(self._sessions, key=lambda token: self._sessions[token].seen))
        self._sessions[session.token] = session
        return session

    def _grouped(self, request: Request) -> bool:
        if not self.by_group or not request.scope.get(_TRUSTED, False):
            return False
        for value in request.headers.getlist(self._header):
            told = _readable(value)
            if self._group in {told.strip(), *(part.strip() for part in _GROUPS.split(told))}:
                return True
        return False


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _readable(value: str) -> str:
    """A header as UTF-8 where it is that."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
