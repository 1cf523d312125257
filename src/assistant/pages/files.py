"""The files that pages give: exports, sources as they lie in the corpus, and pictures of their pages."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.browsing import Browsing, Selection
from assistant.errors import InputError
from assistant.exports import FORMATS, export
from assistant.pages import originals
from assistant.pages.picture import Pictures
from assistant.pages.views import ticked_rows
from assistant.settings import Settings

_GONE: Final = "という資料はありません。資料が新しくなったのかもしれません。事例をさがし直してください。"
_PDF_POLICY: Final = "default-src 'self'; object-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'"
_TEXT_POLICY: Final = "default-src 'none'; sandbox"


def add_files(router: APIRouter, browsing: Browsing, settings: Settings) -> None:
    """Puts the addresses of files on ``router``."""
    pictures = Pictures()

    @router.get("/export.{suffix}")
    def exported(request: Request, suffix: str) -> Response:
        if suffix not in FORMATS:
            raise HTTPException(404, f"「{suffix[:20]}」では書き出せません。{'、'.join(FORMATS)} から選んでください。")
        selection = Selection.of(request.query_params.multi_items())
        browser = browsing()
        if selection.ticked:
            rows, lost = ticked_rows(browser, selection.ticked)
            if lost:
                raise HTTPException(
                    404, f"選んだ事例のうち {lost} 件がありません。資料が新しくなったので、選び直してください。"
                )
            return _download(export(rows, suffix), suffix)
        return _download(export(browser.find(selection).rows, suffix), suffix)

    @router.get("/source/{path:path}")
    def source(path: str) -> Response:
        found, data = _original(path)
        kind, opens = originals.media_type(found.name, data)
        if kind == "text/plain" and (encoding := originals.charset(data)):
            kind = f"{kind}; charset={encoding}"
        policy = {"Content-Security-Policy": _PDF_POLICY if kind == "application/pdf" else _TEXT_POLICY}
        return Response(data, 200, _named(found.name, opens) | policy, kind)

    @router.get("/source-page/{path:path}")
    def source_page(path: str, page: str = "1", box: str = "") -> Response:
        number, edges = _page(page), _box(box)
        found, data = _original(path)
        if not data.startswith(b"%PDF-"):
            raise HTTPException(404, "ページの絵があるのは PDF の資料だけです。資料そのものを開いてください。")
        return Response(pictures.of(data, (path, found.stamp), number, edges), 200, None, "image/png")

    def _original(path: str) -> tuple[originals.Original, bytes]:
        found = originals.find(path, browsing().assistant.manifest, settings)
        data = found.read(settings) if found else None
        if found is None or data is None:
            raise HTTPException(404, f"「{path[:200]}」{_GONE}")
        return found, data


def _download(data: bytes, suffix: str) -> Response:
    name = f"先行事例_{date.today():%Y%m%d}.{suffix}"
    return Response(data, 200, _named(name, opens=False), FORMATS[suffix].media_type)


def _named(name: str, opens: bool) -> dict[str, str]:
    """The header that gives a file its name, Japanese too (RFC 6266, RFC 8187)."""
    plain = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in name)
    encoded = quote(name.encode("utf-8", "replace"), safe="")
    kind = "inline" if opens else "attachment"
    return {"Content-Disposition": f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}"}


def _page(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < len(text) < 6 and int(text):
        return int(text)
    raise InputError(f"「{text[:20]}」ページはありません。1 以上の数字を指定してください。")


def _box(text: str) -> tuple[float, ...]:
    """Left, top, right, bottom in points; () where none is wanted."""
    if not text:
        return ()
    try:
        edges = tuple(float(edge) for edge in text.split(","))
    except ValueError:
        edges = ()
    if len(edges) == 4 and all(abs(edge) < 1e5 for edge in edges) and edges[0] < edges[2] and edges[1] < edges[3]:
        return edges
    raise InputError("囲む場所を読めません。box=左,上,右,下(ポイント)の形で書いてください。")
