"""The HTTP routes of the contract. Every fault under them is answered with a Japanese ``message``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, FastAPI, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException as HTTPFault

from assistant.api import answer_json, hit_json, proposal_json
from assistant.assistant import Assistant
from assistant.errors import AssistantError, InputError, LocatedError
from assistant.records import FACETS, PREFECTURE, Filter

Open = Callable[[], Assistant]
"""Gives the open assistant. Raises IndexUnavailableError or ModelError while there is none."""

_MAX_K: Final = 1000
_UNUSABLE: Final = 422
_log = logging.getLogger(__name__)


class FilterIn(BaseModel):
    """A facet value to stay within; a filter of an answer's interpretation can be sent back as it is."""

    model_config = ConfigDict(extra="forbid")
    facet: str = Field(description=f"絞り込みの名前。{'、'.join(FACETS)}", examples=[PREFECTURE])
    value: str = Field(description="値", examples=["静岡県"])
    said: str = Field(default="", description="質問の中の言葉")
    negated: bool = Field(default=False, description="「以外」のとき true")


class AskIn(BaseModel):
    """A question, what was asked before it in the same chat, and filters."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field(description="質問", examples=["生活保護受給者向けの窓口はどこ?"])
    history: list[str] | None = Field(default=None, description="同じ会話の前の質問(古い順)", examples=[[]])
    filters: list[FilterIn] | None = Field(
        default=None, description="絞り込み。同じ名前を重ねると「または」", examples=[[]]
    )


_ERROR: Final[dict[str, Any]] = {
    "description": "エラー。message に、何が起きたかと次にすること",
    "content": {"application/json": {"example": {"message": "質問が空です。"}}},
}
_FAULTS: Final[dict[int | str, dict[str, Any]]] = {422: _ERROR, 503: _ERROR}
_ANSWER: Final[dict[str, Any]] = {
    "question": "北見市の提案の進捗は?",
    "answered": True,
    "text": "北見市の進捗は「準備中」です。\n\n- 北見市(北海道): 「・実施に向けて準備中 ・平成25年3月から実施予定」",
    "count": None,
    "interpretation": {
        "kind": "status",
        "filters": [{"facet": "自治体", "value": "北見市", "said": "北見市", "negated": False}],
        "readings": [],
        "earlier": [],
    },
    "statements": [{"text": "北見市(北海道): 「・実施に向けて準備中 ・平成25年3月から実施予定」", "citations": [0]}],
    "citations": ["(引用。quote は fields[field] の start から end まで)"],
    "proposals": ["(当てはまる提案。/api/proposals/{id} と同じ形)"],
    "near": [],
    "elapsed_ms": 12.3,
}
_FACET_PARAMETERS: Final = [
    {"name": name, "in": "query", "description": f"{name}で絞り込む", "schema": {"type": "string"}} for name in FACETS
]


def add_api(app: FastAPI, opened: Open) -> None:
    """Puts the routes of the contract on ``app``, and answers every fault under them with a Japanese ``message``."""
    app.include_router(_routes(opened))
    app.add_exception_handler(RequestValidationError, _say_invalid)
    app.add_exception_handler(HTTPFault, _say_http)
    app.add_exception_handler(AssistantError, _say_fault)
    app.add_exception_handler(Exception, _say_failure)


def _routes(opened: Open) -> APIRouter:
    router = APIRouter(responses=_FAULTS)

    @router.post(
        "/api/ask",
        summary="質問に、引用付きで答える",
        tags=["質問"],
        responses={200: {"content": {"application/json": {"example": _ANSWER}}}},
    )
    def ask(body: AskIn) -> dict[str, Any]:
        """proposals は当てはまる提案のすべて。answered が false のときは、当てはまるものがありません。"""
        filters = [Filter(item.facet, item.value, item.said or item.value, item.negated) for item in body.filters or ()]
        return answer_json(opened().ask(body.question, body.history or (), _alternatives(filters)))

    @router.get(
        "/api/search",
        summary="近い順に提案を並べる",
        tags=["検索"],
        openapi_extra={"parameters": _FACET_PARAMETERS},
    )
    def search(
        request: Request,
        q: Annotated[str, Query(description="探す言葉", examples=["若者の就職支援"])],
        k: Annotated[int, Query(ge=1, le=_MAX_K, description="件数")] = 10,
    ) -> list[dict[str, Any]]:
        """ranks は、順位の理由(検索の方法ごとの順位)。"""
        given = [item for item in request.query_params.multi_items() if item[0] not in {"q", "k"}]
        filters = [Filter(name, value, value) for name, value in given]
        return [hit_json(hit) for hit in opened().search(q, k, _alternatives(filters))]

    @router.get("/api/proposals/{id}", summary="提案を1件返す", tags=["提案"], responses={404: _ERROR})
    def proposal(proposal_id: Annotated[str, Path(alias="id")]) -> dict[str, Any]:
        """fields は、資料の言葉そのままです。"""
        try:
            return proposal_json(opened().proposal(proposal_id))
        except KeyError as error:
            raise HTTPException(404, f"「{proposal_id}」という提案はありません。id を確かめてください。") from error

    @router.get("/healthz", summary="使える状態かを返す", tags=["運用"])
    def healthz() -> dict[str, Any]:
        """索引を開けない間は 503 を返します。"""
        manifest = opened().manifest
        return {"status": "ok", "counts": manifest["counts"], "model": manifest["model"]}

    @router.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    def nothing(rest: str) -> None:
        raise HTTPException(404, f"/api/{rest} という窓口はありません。/openapi.json の一覧を見てください。")

    return router


def _alternatives(filters: Iterable[Filter]) -> list[Filter]:
    """The same filters, values of one facet next to each other as alternatives; all facets must hold."""
    ordered = sorted(filters, key=lambda item: (item.facet, item.negated))
    return [
        replace(item, either=not item.negated and at > 0 and ordered[at - 1].facet == item.facet)
        for at, item in enumerate(ordered)
    ]


_COMPLAINTS: Final = {
    "missing": "がありません",
    "extra_forbidden": "という項目はありません",
    "json_invalid": "を JSON として読めません",
    "greater_than_equal": "が小さすぎます",
    "less_than_equal": "が大きすぎます",
}


def _say_invalid(_: Request, error: Exception) -> JSONResponse:
    """What pydantic found, in Japanese: the place and the complaint of the first fault."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:] if first["type"] != "json_invalid") or "本文"
    limits = first.get("ctx", {})
    bound = "".join(f"({name} {limits[key]})" for key, name in (("ge", "最小"), ("le", "最大")) if key in limits)
    complaint = _COMPLAINTS.get(first["type"], "の型が違います")
    return _message(_UNUSABLE, f"「{place}」{complaint}{bound}。/openapi.json の例を見てください。")


def _say_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPFault)
    return _message(error.status_code, error.detail)


def _say_fault(_: Request, error: Exception) -> JSONResponse:
    if isinstance(error, LocatedError):  # without the folders of the server
        return _message(503, f"{error.reason}。{error.advice}")
    return _message(_UNUSABLE if isinstance(error, InputError) else 503, str(error))


def _say_failure(request: Request, error: Exception) -> JSONResponse:
    _log.error("%s failed", request.url.path, exc_info=error)
    return _message(500, "答えを作れませんでした。サーバーの記録を管理者に見てもらってください。")


def _message(status: int, text: str) -> JSONResponse:
    return JSONResponse({"message": text}, status_code=status)
