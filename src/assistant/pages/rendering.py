"""From a template to a page. Jinja2 escapes every word; links are relative, so that a page works below any sub-path."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assistant.answer.wording import period
from assistant.exports import citation, name_of
from assistant.records import TIMES
from assistant.style import sheet

_CSS: Final = Path(__file__).with_name("pages.css")

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses as seen from one page; ``base`` leads from it to the chat."""

    base: str

    def to(self, path: str, *pairs: Pairs) -> str:
        """The address of ``path`` with these names and values behind it."""
        query = urlencode([pair for some in pairs for pair in some])
        return f"{self.base}{quote(path)}{'?' if query else ''}{query}"


class Renderer:
    """Renders the templates of this package."""

    def __init__(self, title: str) -> None:
        self._title = title
        self.css = sheet(_CSS)
        """The style sheet of all pages."""
        self._version = hashlib.sha256(self.css.encode()).hexdigest()[:8]
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(name_of=name_of, citation=citation)
        self._templates.filters["value"] = shown

    def page(self, request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """The page of ``template``. ``ticked`` and ``state`` (names and values) are carried on by its links."""
        fragment = is_fragment(request)
        links = Links(f"{request.scope.get('root_path', '')}/" if fragment else _up(request))
        shared: dict[str, Any] = {"ticked": (), "state": (), "here": "", "ask": ()}
        text = self._templates.get_template(template).render(
            {**shared, **context},
            ticked_pairs=[("id", item) for item in context.get("ticked", ())],
            link=links.to,
            site=self._title,
            version=self._version,
            fragment=fragment,
        )
        return HTMLResponse(text, status)


def is_fragment(request: Request) -> bool:
    """Whether only the inside of a page is wanted, for another page to show."""
    return request.query_params.get("fragment") == "1"


def shown(value: str, facet: str) -> str:
    """A value of a facet as people read it: periods in both ways of writing."""
    return period(value) if facet in TIMES else value


def _up(request: Request) -> str:
    """The way from the address of a request to the chat, as the browser counts: by the slashes it sees."""
    scope = request.scope
    path = scope.get("raw_path") or quote(scope["path"]).encode()
    below = path.decode("latin-1").removeprefix(quote(scope.get("root_path", "")))
    return "../" * (below.partition("?")[0].count("/") - 1) or "./"
