"""The joined application: headers, limits, a page that speaks of no other host, start without an index, a taken port."""

import asyncio
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.errors import IndexUnavailableError, ServerError
from assistant.server import create_app, serve
from assistant.server.opened import Opened

EXAMPLE = "生活保護受給者向けの窓口はどこ?"


def visit(settings, root_path=""):
    async def create():  # inside a loop: outside of one, Gradio opens loops that it never closes
        return create_app(settings)

    return TestClient(asyncio.run(create()), raise_server_exceptions=False, root_path=root_path)


@pytest.fixture(scope="module")
def settings(assistant):
    return assistant.settings


@pytest.fixture(scope="module")
def client(settings):
    return visit(settings)


@pytest.fixture(scope="module")
def empty(settings, tmp_path_factory):
    """An application that has no index."""
    return visit(replace(settings, index=tmp_path_factory.mktemp("empty") / "index"))


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/ask", "/nothing", "/theme.css", "/openapi.json"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_the_settings_say_who_may_embed_the_page(settings):
    client = visit(replace(settings, frame_ancestors="'self' https://portal.example.lg.jp"))
    assert "frame-ancestors 'self' https://portal.example.lg.jp" in client.get("/").headers["content-security-policy"]


def test_the_page_is_japanese_and_names_no_other_host(client, settings):
    page = client.get("/", headers={"accept-encoding": "gzip, br"})
    assert page.status_code == 200
    assert re.search(r'<html\s+lang="ja"', page.text)
    assert f"<title>{settings.title}</title>" in page.text
    assert len(page.content) == int(page.headers["content-length"])
    hosts = set(re.findall(r"https?://([^/\"'\\\s]+)", page.text))
    assert hosts <= {"testserver"}


def test_assets_may_be_kept(client):
    script = re.search(r'src="\./(assets/[^"]+)"', client.get("/").text)[1]
    assert client.get(f"/{script}").headers.get("cache-control") != "no-store"


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/monitoring", "/gradio_api/file=/etc/hostname", "/gradio_api/runs"]
)
def test_doors_that_nobody_needs_are_closed(client, path):
    assert client.get(path).status_code in {401, 403, 404}


def test_files_are_not_taken(client):
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"a")}).status_code == 404


@pytest.mark.parametrize("length", [True, False], ids=["told", "untold"])
def test_a_body_that_is_too_large_is_refused(client, length):
    body = b'{"question": "' + b"a" * (2 << 20) + b'"}'
    content = body if length else iter([body[: 1 << 19], body[1 << 19 :]])
    response = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert "大きすぎます" in response.json()["message"]


def test_a_sub_path_is_told_to_the_page(settings):
    client = visit(settings, "/assistant")
    assert re.search(r'"root":\s*"[^"]*/assistant"', client.get("/assistant/").text)
    assert client.get("/assistant/healthz").status_code == 200
    assert client.get("/assistant/openapi.json").json()["servers"] == [{"url": "/assistant"}]


def test_without_an_index_the_page_opens_and_says_what_to_do(empty):
    page = empty.get("/")
    assert page.status_code == 200
    assert "assistant build" in page.text
    assert empty.get("/healthz").status_code == 503


def test_an_index_built_later_is_found_without_a_restart(settings, tmp_path):
    late = replace(settings, index=tmp_path / "index")
    client = visit(late)
    assert client.post("/api/ask", json={"question": EXAMPLE}).status_code == 503
    Assistant.build(late)
    assert client.post("/api/ask", json={"question": EXAMPLE}).json()["answered"]


def test_a_new_index_takes_over_and_a_lost_one_does_no_harm(settings, tmp_path):
    mine = replace(settings, index=tmp_path / "index")
    Assistant.build(mine)
    opened = Opened(mine)
    first = opened()
    assert opened() is first
    Assistant.build(mine)
    second = opened()
    assert second is not first
    (mine.index / "manifest.json").write_text("{", encoding="utf-8")
    assert opened() is second
    (mine.index / "manifest.json").unlink()
    assert opened() is second
    with pytest.raises(IndexUnavailableError):
        Opened(mine)()


def test_many_at_once_get_their_own_answers(client):
    questions = [EXAMPLE, "静岡県の提案は?", "協議中の提案は何件?", "若者の就職を支援する提案は?"] * 10

    def ask(question):
        told = client.post("/api/ask", json={"question": question}).json()
        return told["question"], told["text"]

    alone = dict(map(ask, questions[:4]))
    with ThreadPoolExecutor(16) as pool:
        for question, text in pool.map(ask, questions):
            assert text == alone[question]


def test_a_taken_port_is_told_with_another_one(settings):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=rf"ポート {port} は使用中です。--port で別の番号\(例: {port + 1}\)"):
            serve(replace(settings, port=port))


@pytest.mark.parametrize(
    ("host", "port", "advice"),
    [
        ("127.0.0.1", 99999, "--port で 65535 以下の番号"),
        ("203.0.113.1", 7860, "--host と --port を確かめてください"),
        ("::1::", 7860, "--host と --port を確かめてください"),
    ],
)
def test_an_address_that_cannot_be_used_is_told(settings, host, port, advice):
    with pytest.raises(ServerError, match=advice):
        serve(replace(settings, host=host, port=port))
