"""The MCP tools, by the SDK's own client over loopback, and what the address refuses."""

import asyncio
import contextlib
import json
import urllib.error
import urllib.request

import pytest
from mcp import Client
from serving import running

EXAMPLE = "生活保護受給者向けの窓口はどこ?"


@pytest.fixture(scope="module")
def url(assistant, tmp_path_factory):
    with running(tmp_path_factory.mktemp("mcp"), assistant.settings.index, max_body=64) as port:
        yield f"http://127.0.0.1:{port}/mcp"


def use(url, work, mode="auto"):
    async def connected():
        async with Client(url, mode=mode) as client:
            return await work(client)

    return asyncio.run(connected())


def call(url, name, arguments, mode="auto"):
    return use(url, lambda client: client.call_tool(name, arguments), mode)


def test_the_tools_tell_what_they_take(url):
    tools = {tool.name: tool for tool in use(url, lambda client: client.list_tools()).tools}
    assert set(tools) == {"ask", "search", "get_proposal"}
    assert tools["ask"].input_schema["required"] == ["question"]
    assert all(tool.annotations.read_only_hint for tool in tools.values())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_question_is_answered(url, mode):
    result = call(url, "ask", {"question": EXAMPLE}, mode)
    assert not result.is_error
    assert "9件" in result.content[0].text
    assert len(result.structured_content["proposals"]) == 9


def test_history_and_filters_count(url):
    given = {"question": "兵庫県は?", "history": ["静岡県の準備中の提案は?"]}
    assert call(url, "ask", given).structured_content["interpretation"]["earlier"]
    given = {"question": EXAMPLE, "filters": [{"facet": "都道府県", "value": "静岡県"}]}
    assert [row["municipality"] for row in call(url, "ask", given).structured_content["proposals"]] == ["浜松市"]


def test_what_is_found_can_be_read(url, assistant):
    hits = call(url, "search", {"q": "若者の就職支援", "k": 2}).structured_content["hits"]
    assert hits[0]["municipality"] == "山形県"
    row = call(url, "get_proposal", {"id": hits[0]["id"]})
    proposal = assistant.proposal(hits[0]["id"])
    assert row.structured_content["fields"] == {field.name: field.text for field in proposal.fields}
    assert proposal.fields[1].text in row.content[0].text


BAD = {
    "no question": ("ask", {}, "「question」がありません"),
    "empty": ("ask", {"question": " "}, "質問が空です"),
    "a number": ("ask", {"question": 1}, "「question」の型が違います"),
    "unknown key": ("ask", {"question": EXAMPLE, "x": 1}, "「x」という項目はありません"),
    "too long": ("ask", {"question": "窓" * 5001}, "長すぎます"),
    "unknown facet": ("search", {"q": "窓口", "filters": [{"facet": "色", "value": "赤"}]}, "「色」では絞り込めません"),
    "too many": ("search", {"q": "窓口", "k": 1001}, "大きすぎます(最大 1000)"),
    "unknown id": ("get_proposal", {"id": "<b>none</b>"}, "「<b>none</b>」という提案はありません"),
    "unknown tool": ("delete", {}, "「delete」という道具はありません"),
}


@pytest.mark.parametrize(("name", "arguments", "words"), BAD.values(), ids=BAD)
def test_bad_input_is_told_in_japanese(url, name, arguments, words):
    result = call(url, name, arguments)
    assert result.is_error
    assert words in result.content[0].text


def send(url, body=b"{}", method="POST", **headers):
    given = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
    request = urllib.request.Request(url, body, given, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode()


def test_a_page_of_another_site_is_refused(url):
    status, text = send(url, Origin="http://evil.example")
    assert status == 403
    assert "別のサイト" in json.loads(text)["message"]
    own = url.removesuffix("/mcp")
    assert send(url, Origin=own)[0] == 400  # let in, but this is no JSON-RPC


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("GET", None, 405),
        ("DELETE", None, 405),
        ("POST", b"{", 400),
        ("POST", b"[" * 5000, 400),
        ("POST", b"\xff", 400),
        ("POST", b'{"a": "' + b"a" * (65 << 10) + b'"}', 413),
    ],
    ids=["get", "delete", "broken", "deep", "bytes", "large"],
)
def test_what_is_no_call_is_refused(url, method, body, status):
    assert send(url, body, method)[0] == status


def test_the_address_can_be_closed(assistant, tmp_path):
    with running(tmp_path, assistant.settings.index, mcp="false") as port:
        assert send(f"http://127.0.0.1:{port}/mcp")[0] in {404, 405}


def test_many_at_once(url):
    async def ask(client):
        return (await client.call_tool("ask", {"question": EXAMPLE})).structured_content["answered"]

    async def all_of_them():
        async with contextlib.AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(Client(url)) for _ in range(8)]
            return await asyncio.gather(*(ask(client) for client in clients))

    assert all(asyncio.run(all_of_them()))
