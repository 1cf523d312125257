"""The MCP face: other programs ask, search and read rows by the Model Context Protocol (streamable HTTP)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any, Final

from anyio.to_thread import run_sync
from fastapi import FastAPI
from mcp.server import Server, ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.answer import markdown
from assistant.api import answer_json, hit_json, proposal_json
from assistant.api.asking import AskIn, Open, ProposalIn, SearchIn, answer, filters_of
from assistant.api.faults import message, told
from assistant.assistant import Assistant
from assistant.errors import InputError
from assistant.journal import Journal

PATH: Final = "/mcp"

_ABOUT: Final = (
    "国が公表する自治体の提案の表に質問し、資料の言葉を引用した答えを得ます。"
    "答えの文と引用は資料のとおりです。言い換えたり、ないことを足したりしないでください。"
)


@dataclass(frozen=True, slots=True)
class _Tool:
    """A tool: what it does in words, what it takes, and what makes its text and its object."""

    description: str
    takes: type[BaseModel]
    work: Callable[[Assistant, Any, Journal | None], tuple[str, dict[str, Any]]]


def _ask(assistant: Assistant, given: AskIn, journal: Journal | None) -> tuple[str, dict[str, Any]]:
    found = answer(assistant, given, journal)
    return markdown(found), answer_json(found)


def _search(assistant: Assistant, given: SearchIn, _: Journal | None) -> tuple[str, dict[str, Any]]:
    hits = [hit_json(hit) for hit in assistant.search(given.q, given.k, filters_of(given.filters))]
    lines = (f"- {hit['municipality']} (id: {hit['id']}): 「{hit['passage']['quote']}」" for hit in hits)
    return "\n".join(lines) or "見つかりません。", {"hits": hits}


def _get_proposal(assistant: Assistant, given: ProposalIn, _: Journal | None) -> tuple[str, dict[str, Any]]:
    try:
        row = proposal_json(assistant.proposal(given.id))
    except KeyError as error:
        raise InputError(f"「{given.id}」という提案はありません。id を確かめてください。") from error
    return "\n".join(f"{name}: {words}" for name, words in row["fields"].items()), row


_TOOLS: Final = {
    "ask": _Tool("日本語の質問に、当てはまる提案のすべてと件数、原文の引用で答える。なければそう答える。", AskIn, _ask),
    "search": _Tool("言葉に近い順に提案を並べ、順位の理由を添える。", SearchIn, _search),
    "get_proposal": _Tool("id の提案を1件、資料の言葉のまま返す。", ProposalIn, _get_proposal),
}


def add_mcp(app: FastAPI, opened: Open, largest: int, journal: Journal | None = None) -> None:
    """Puts the tools on ``app`` at /mcp. A body of more than ``largest`` bytes is refused."""
    door = _Door(_server(opened, journal), largest)
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(parent: FastAPI) -> AsyncIterator[Any]:
        async with before(parent) as state, door.open():
            yield state

    app.router.lifespan_context = lifespan
    app.router.routes.append(Route(PATH, door, include_in_schema=False))


class _Door:
    """Where programs come in: an ASGI application that answers while it is open.

    Each request stands alone and is answered as plain JSON: nothing is kept, and any proxy passes it on.
    """

    def __init__(self, server: Server[dict[str, Any]], largest: int) -> None:
        self._server = server
        self._largest = largest
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answers until the block is left."""
        manager = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=self._largest
        )
        async with manager.run():
            self._manager = manager
            yield
        self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if _foreign(Headers(scope=scope)):
            await message(403, "別のサイトのページからは使えません。")(scope, receive, send)
        elif scope["method"] != "POST":
            await message(405, "MCP の窓口です。MCP のクライアントにこのアドレスを登録してください。")(
                scope, receive, send
            )
        elif self._manager is None:
            await message(503, "サーバーを始めています。少し待ってからもう一度送ってください。")(scope, receive, send)
        else:
            await self._manager.handle_request(scope, receive, send)


def _foreign(headers: Headers) -> bool:
    """Whether a page of another site asks: browsers say where a page comes from, other programs say nothing."""
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host")


def _server(opened: Open, journal: Journal | None) -> Server[dict[str, Any]]:
    async def list_tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        harmless = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
        tools = [
            Tool(
                name=name,
                description=tool.description,
                input_schema=tool.takes.model_json_schema(),
                annotations=harmless,
            )
            for name, tool in _TOOLS.items()
        ]
        return ListToolsResult(tools=tools)

    async def call_tool(_: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        return await run_sync(partial(_call, opened, journal, params.name, params.arguments or {}))

    return Server(
        "assistant",
        version=version("assistant"),
        instructions=_ABOUT,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _call(opened: Open, journal: Journal | None, name: str, arguments: dict[str, Any]) -> CallToolResult:
    """What the tool called ``name`` gives; a fault is told as one, in the words of the API."""
    if name not in _TOOLS:
        return _refused(f"「{name}」という道具はありません。使えるのは {'、'.join(_TOOLS)} です。")
    tool = _TOOLS[name]
    try:
        text, result = tool.work(opened(), tool.takes.model_validate(arguments), journal)
    except Exception as error:
        return _refused(told(error)[1])
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=result)


def _refused(why: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=why)], is_error=True)
