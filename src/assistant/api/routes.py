"""The HTTP routes of the contract. Every fault under them is answered with a Japanese ``message``."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any, Final

from fastapi import APIRouter, FastAPI, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from assistant.answer.matching import alternatives, satisfied
from assistant.api import answer_json, examples, hit_json, proposal_json
from assistant.api.asking import MAX_K, AskIn, Open, Text, answer
from assistant.api.faults import add_faults
from assistant.api.schema import AnswerOut, FaultOut, HealthOut, HitOut, ProposalOut, ValueOut
from assistant.journal import Journal
from assistant.records import FILTERS, Filter


def _told(example: object, model: object, description: str = "答え") -> dict[str, Any]:
    return {"description": description, "model": model, "content": {"application/json": {"example": example}}}


def _fault(description: str, sentence: str) -> dict[str, Any]:
    return _told({"message": sentence}, FaultOut, f"{description}。message に、何が起きたかと次にすること")


_ABSENT: Final = _fault("ない", "「none」という提案はありません。id を確かめてください。")
_FAULTS: Final[dict[int | str, dict[str, Any]]] = {
    400: _fault("読めない", "本文を JSON として読めません。文字コードを UTF-8 にし、入れ子を減らして送ってください。"),
    413: _fault("大きすぎる", "送られた内容が大きすぎます。質問を短くしてください。"),
    422: _fault("使えない", "質問が空です。知りたいことを文か言葉で入力してください(例: 静岡県の事例)。"),
    429: _fault("多すぎる", "短い時間に質問が多すぎます。12秒ほど待ってから、もう一度送ってください。"),
    503: _fault("まだ答えられない", "索引がありません。assistant build を実行してください。"),
}
_FACET_PARAMETERS: Final = [
    {"name": "f", "in": "query", "description": "絞り込み。「都道府県:静岡県」の形", "schema": {"type": "string"}},
    *(
        {"name": name, "in": "query", "description": f"{name}で絞り込む", "schema": {"type": "string"}}
        for name in FILTERS
    ),
]


def add_api(app: FastAPI, opened: Open, journal: Journal | None = None) -> None:
    """Puts the routes of the contract on ``app``, and answers every fault under them with a Japanese ``message``."""
    app.include_router(_routes(opened, journal))
    add_faults(app)


def _routes(opened: Open, journal: Journal | None) -> APIRouter:
    router = APIRouter(responses=_FAULTS)

    @router.post(
        "/api/ask",
        summary="質問に、引用付きで答える",
        tags=["質問"],
        response_model=None,
        responses={200: _told(examples.ANSWER, AnswerOut)},
    )
    def ask(body: AskIn) -> JSONResponse:
        """proposals は当てはまる提案のすべて。answered が false のときは、当てはまるものがありません。"""
        return JSONResponse(answer_json(answer(opened(), body, journal)))

    @router.get(
        "/api/search",
        summary="近い順に提案を並べる",
        tags=["検索"],
        openapi_extra={"parameters": _FACET_PARAMETERS},
        response_model=None,
        responses={200: _told(examples.HITS, list[HitOut], "近い順の提案")},
    )
    def search(
        request: Request,
        q: Annotated[Text, Query(description="探す言葉", examples=["若者の就職支援"])],
        k: Annotated[int, Query(ge=1, le=MAX_K, description="件数")] = 10,
    ) -> JSONResponse:
        """ranks は、順位の理由(検索の方法ごとの順位)。"""
        return JSONResponse([hit_json(hit) for hit in opened().search(q, k, _filters(request))])

    @router.get(
        "/api/facets",
        summary="絞り込みの値と件数を返す",
        tags=["検索"],
        openapi_extra={"parameters": _FACET_PARAMETERS},
        response_model=None,
        responses={200: _told(examples.FACETS, dict[str, list[ValueOut]], "絞り込みの名前ごとの、値と件数")},
    )
    def facets(request: Request) -> dict[str, list[dict[str, Any]]]:
        """件数は、ほかの絞り込みに当てはまる提案のもの。多い順。"""
        filters, assistant = _filters(request), opened()
        assistant.check(filters)
        proposals = [row for row in assistant.proposals if satisfied(row, filters)]
        counts = {name: Counter(value for row in proposals for value in row.values(name)) for name in assistant.facets}
        return {
            name: [{"value": value, "count": count} for value, count in found.most_common()]
            for name, found in counts.items()
        }

    @router.get(
        "/api/proposals/{id}",
        summary="提案を1件返す",
        tags=["提案"],
        response_model=None,
        responses={200: _told(examples.PROPOSAL, ProposalOut, "提案"), 404: _ABSENT},
    )
    def proposal(
        proposal_id: Annotated[str, Path(alias="id", examples=[examples.PROPOSAL["id"]])],
    ) -> dict[str, Any]:
        """fields は、資料の言葉そのままです。"""
        try:
            return proposal_json(opened().proposal(proposal_id))
        except KeyError as error:
            raise HTTPException(404, f"「{proposal_id}」という提案はありません。id を確かめてください。") from error

    @router.get(
        "/healthz",
        summary="使える状態かを返す",
        tags=["運用"],
        response_model=None,
        responses={200: _told(examples.HEALTH, HealthOut, "使える")},
    )
    def healthz() -> dict[str, Any]:
        """索引を開けない間は 503 を返します。"""
        manifest = opened().manifest
        return {"status": "ok", "counts": manifest["counts"], "model": manifest["model"]}

    @router.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    def nothing(request: Request, rest: str) -> None:
        methods = _methods(router, request.url.path.removeprefix(request.scope.get("root_path", "")))
        if methods:
            raise HTTPException(405, f"/api/{rest} は {'、'.join(methods)} で送ってください。")
        raise HTTPException(404, f"/api/{rest} という窓口はありません。/openapi.json の一覧を見てください。")

    return router


def _methods(router: APIRouter, path: str) -> list[str]:
    """The methods that the route at ``path`` takes; none where there is no such route."""
    routes = [route for route in router.routes if isinstance(route, APIRoute) and route.include_in_schema]
    return sorted({method for route in routes if route.path_regex.match(path) for method in route.methods or ()})


def _filters(request: Request) -> tuple[Filter, ...]:
    """The filters among the parameters of a request: ``f`` (「都道府県:静岡県」), and all others but the words and the number."""
    given = (item for item in request.query_params.multi_items() if item[0] not in {"q", "k"})
    return alternatives(Filter.of(value) if name == "f" else Filter(name, value, value) for name, value in given)
