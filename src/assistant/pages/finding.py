"""The pages that find precedents: /browse, /rows/{id}, /compare, /draft."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from assistant.browsing import MAX_DRAFT, SORTS, Browser, Browsing, Selection
from assistant.errors import InputError
from assistant.exports import FORMATS
from assistant.pages.charts import KINDS, drawn, kept, picture_of
from assistant.pages.comparing import MOST, comparison
from assistant.pages.rendering import Renderer
from assistant.pages.views import alike_views, found_view, row_view, ticked_rows

_PERMANENT = {"Cache-Control": "public, max-age=31536000, immutable"}


async def _posted(request: Request) -> str:
    """The text of the form, lines ending as people count them."""
    form = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    return form.get("text", [""])[0].replace("\r\n", "\n").strip()


def add_finding(router: APIRouter, browsing: Browsing, renderer: Renderer) -> None:
    """Puts the pages on ``router``."""

    @router.get("/static/pages.css")
    def css() -> Response:
        return Response(renderer.css, media_type="text/css", headers=_PERMANENT)

    @router.get("/browse")
    def browse(request: Request) -> Response:
        pairs = request.query_params.multi_items()
        selection = Selection.of(pairs)
        if any(name == "toggle" for name, _ in pairs):
            query = urlencode([*selection.first_page().pairs(), *kept(picture_of(pairs))])
            return RedirectResponse(f"browse?{query}", 303)
        browser = browsing()
        try:
            found = browser.find(selection)
        except InputError as error:  # the words cannot be read: the page says so and keeps the conditions
            unread = Selection(filters=selection.filters, ticked=selection.ticked)
            return _found(request, browser, unread, renderer, status=422, fault=str(error), text=selection.text)
        return _found(request, browser, found.selection, renderer)

    @router.get("/rows/{row_id}")
    def row(request: Request, row_id: str) -> Response:
        browser = browsing()
        try:
            proposal = browser.proposal(row_id)
        except KeyError as error:
            raise HTTPException(
                404,
                f"「{row_id[:100]}」という事例はありません。資料が新しくなって変わったのかもしれません。さがし直してください。",
            ) from error
        pairs = request.query_params.multi_items()
        selection = Selection.of(pairs)
        marks = [value for name, value in pairs if name == "mark"]
        view = row_view(browser, proposal, marks)
        return renderer.page(request, "row.html", ticked=selection.ticked, state=selection.pairs(), **view)

    @router.get("/compare")
    def compare(request: Request) -> Response:
        pairs = request.query_params.multi_items()
        selection = Selection.of(pairs)
        rows, lost = ticked_rows(browsing(), selection.ticked)
        only = request.query_params.get("only") == "different"
        return renderer.page(
            request,
            "compare.html",
            404 if lost and not rows else 200,
            here="compare",
            ticked=selection.ticked,
            state=selection.pairs(),
            conditions=[pair for pair in selection.pairs() if pair[0] != "id"],
            rows=rows[:MOST],
            left=len(rows) - MOST,
            lost=lost,
            only=only,
            lines=[line for line in comparison(rows[:MOST]) if line.differs or not only],
            formats=FORMATS,
        )

    @router.get("/draft")
    def draft_form(request: Request) -> Response:
        ticked = Selection.of(request.query_params.multi_items()).ticked
        return renderer.page(request, "draft.html", text="", fault="", found=None, most=MAX_DRAFT, **_carried(ticked))

    @router.post("/draft")
    def draft(request: Request, text: Annotated[str, Depends(_posted)]) -> Response:
        ticked = Selection.of(request.query_params.multi_items()).ticked
        shown = {"text": text, "most": MAX_DRAFT, **_carried(ticked)}
        try:
            found = browsing().similar_to_draft(text)
        except InputError as error:
            return renderer.page(request, "draft.html", 422, fault=str(error), found=None, **shown)
        pairs = [("id", item.proposal.id) for item in found if item.proposal.id not in ticked]
        return renderer.page(request, "draft.html", fault="", found=alike_views(found), found_pairs=pairs, **shown)


def _carried(ticked: tuple[str, ...]) -> dict[str, Any]:
    return {"here": "draft", "ticked": ticked, "state": [("id", item) for item in ticked]}


def _found(
    request: Request,
    browser: Browser,
    selection: Selection,
    renderer: Renderer,
    *,
    status: int = 200,
    fault: str = "",
    text: str | None = None,
) -> Response:
    found = browser.find(selection)
    picture = picture_of(request.query_params.multi_items())
    return renderer.page(
        request,
        "browse.html",
        status,
        here="browse",
        fault=fault,
        text=selection.text if text is None else text,
        sorts=SORTS,
        formats=FORMATS,
        ticked=selection.ticked,
        state=selection.pairs(),
        pictures=KINDS,
        picture=picture,
        draw=lambda address: drawn(browser, found, picture, address),
        **found_view(browser, found),
    )
