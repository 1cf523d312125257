"""The joined application: headers, limits, a page that speaks of no other host, start without an index, a taken port."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest
from fastapi import FastAPI
from serving import ROOT, running
from starlette.testclient import TestClient

from assistant.api.routes import add_api
from assistant.assistant import Assistant
from assistant.errors import IndexUnavailableError, InputError, ServerError
from assistant.server import create_app, guard, serve
from assistant.server.embedding import add_embedding
from assistant.server.opened import Opened
from assistant.server.proxies import TrustedProxies

EXAMPLE = "生活保護受給者向けの窓口はどこ?"


def visit(settings, root_path="", host="127.0.0.1"):
    async def create():  # inside a loop: outside of one, Gradio opens loops that it never closes
        return create_app(settings)

    app = asyncio.run(create())
    return TestClient(app, raise_server_exceptions=False, root_path=root_path, client=(host, 50000))


@pytest.fixture(scope="module")
def knock(assistant):
    """Visits what stands before the chat, without the chat: quick to make for each set of settings."""

    def visit_guarded(host="127.0.0.1", **changed):
        settings = replace(assistant.settings, **changed)
        app = FastAPI()
        add_api(app, lambda: assistant)
        add_embedding(app, lambda: assistant, settings)
        guard(app, settings)
        return TestClient(app, raise_server_exceptions=False, client=(host, 50000))

    return visit_guarded


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
    assert second.index.encoder is first.index.encoder  # another one takes 300 MB that do not come back
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
        ("127.0.0.1", 99999, "--port で 0 から 65535 の番号"),
        ("203.0.113.1", 7860, "--host と --port を確かめてください"),
        ("::1::", 7860, "--host と --port を確かめてください"),
    ],
)
def test_an_address_that_cannot_be_used_is_told(settings, host, port, advice):
    with pytest.raises(ServerError, match=advice):
        serve(replace(settings, host=host, port=port))


def code_of(client, **headers):
    """The address that the page with the code to embed tells, as the proxy's headers make it."""
    return re.search(r"src=&#34;([^&?]+)", client.get("/embedding", headers=headers).text)[1]


TOLD = {
    "x-forwarded-proto": "https",
    "x-forwarded-host": "portal.example.lg.jp",
    "x-forwarded-prefix": "/assistant",
    "x-forwarded-for": "10.1.2.3",
}


def test_the_headers_of_a_trusted_proxy_are_believed(client):
    assert code_of(client) == "http://testserver/embed/"
    assert code_of(client, **TOLD) == "https://portal.example.lg.jp/assistant/embed/"
    page = client.get("/", headers=TOLD)
    assert re.search(r'"root":\s*"https://portal.example.lg.jp/assistant"', page.text)
    assert client.get("/embed?theme=dark", headers=TOLD, follow_redirects=False).headers["location"] == (
        "/assistant/embed/?theme=dark"
    )


def test_a_path_may_be_handed_on_with_its_prefix(client):
    assert client.get("/assistant/healthz", headers=TOLD).status_code == 200
    assert client.get("/healthz", headers=TOLD).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-forwarded-prefix", '/a"><script>'),
        ("x-forwarded-prefix", "//evil.example"),
        ("x-forwarded-prefix", "/a/../b c"),
        ("x-forwarded-host", 'evil.example"><b>'),
        ("x-forwarded-host", "evil.example/path"),
        ("x-forwarded-host", ""),
        ("x-forwarded-proto", "javascript"),
        ("x-forwarded-for", "unknown"),
        ("x-gradio-server", "http://evil.example"),
        ("forwarded", "host=evil.example"),
    ],
)
def test_headers_that_cannot_be_are_passed_over(client, name, value):
    assert code_of(client, **{name: value}) == "http://testserver/embed/"
    assert "evil.example" not in client.get("/", headers={name: value}).text


def test_the_headers_of_anyone_else_are_not_believed(knock):
    stranger = knock("10.9.9.9")
    assert code_of(stranger, **TOLD) == "http://testserver/embed/"
    named = knock("10.9.9.9", trusted_proxies="10.9.0.0/16, ::1")
    assert code_of(named, **TOLD) == "https://portal.example.lg.jp/assistant/embed/"


def test_the_sub_path_of_the_settings_is_used_where_the_proxy_tells_none(knock):
    client = knock(root_path="/shien/")
    assert code_of(client) == "http://testserver/shien/embed/"
    assert client.get("/shien/healthz").status_code == client.get("/healthz").status_code == 200
    assert code_of(client, **TOLD) == "https://portal.example.lg.jp/assistant/embed/"


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        (["10.1.2.3"], "10.1.2.3"),
        (["6.6.6.6", "10.1.2.3"], "10.1.2.3"),
        (["10.1.2.3", " 127.0.0.1 "], "10.1.2.3"),
        (["10.1.2.3:50123"], "10.1.2.3"),
        (["[2001:db8::1]:443"], "2001:db8::1"),
        (["2001:db8::1"], "2001:db8::1"),
        (["127.0.0.1"], "127.0.0.1"),
        ([""], ""),
    ],
)
def test_who_asked_is_the_last_that_is_no_proxy(chain, client):
    assert TrustedProxies("127.0.0.1").client(chain) == client


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"trusted_proxies": "portal"}, "設定 trusted_proxies の「portal」"),
        ({"trusted_proxies": "10.0.0.0/99"}, "10.1.0.0/24"),
        ({"root_path": "assistant"}, "設定 root_path の「assistant」"),
        ({"root_path": '/a"b'}, "/assistant のように"),
        ({"frame_ancestors": "'self'; script-src *"}, "設定 frame_ancestors"),
        ({"frame_ancestors": "https://a\nX: y"}, "設定 frame_ancestors"),
    ],
)
def test_settings_that_cannot_be_are_told_at_the_start(settings, wrong, words):
    with pytest.raises(InputError, match=re.escape(words)):
        visit(replace(settings, **wrong))


def test_a_login_of_the_proxy_is_asked_for(knock):
    client = knock(user_header="X-Remote-User")
    refused = client.get("/")
    assert refused.status_code == 401
    assert "ログイン" in refused.text
    assert "frame-ancestors" in refused.headers["content-security-policy"]
    assert client.post("/api/ask", json={"question": EXAMPLE}).json()["message"].startswith("利用者を確かめられません")
    for path in ("/embed/", "/embedding", "/config", "/gradio_api/queue/data", "/openapi.json", "/mcp", "/assets/x.js"):
        assert client.get(path).status_code == 401
    assert client.get("/", headers={"X-Remote-User": " "}).status_code == 401
    assert client.get("/healthz").status_code == 200
    for name in ("yamada", "山田".encode()):
        assert (
            client.get(
                "/embedding", headers={b"X-Remote-User": name if isinstance(name, bytes) else name.encode()}
            ).status_code
            == 200
        )


def test_a_user_is_believed_from_trusted_proxies_only(knock):
    stranger = knock("10.9.9.9", user_header="X-Remote-User")
    refused = stranger.get("/", headers={"X-Remote-User": "mayor"})
    assert refused.status_code == 403
    assert "ポータル" in refused.text
    forwarded = {"X-Remote-User": "mayor", "X-Forwarded-For": "127.0.0.1"}
    assert stranger.get("/api/facets", headers=forwarded).status_code == 403


def test_who_asks_too_often_is_told_when_to_come_back(knock):
    client = knock(rate=3)
    asked = [client.get("/api/facets") for _ in range(4)]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429]
    assert 1 <= int(asked[3].headers["retry-after"]) <= 60
    assert f"{asked[3].headers['retry-after']}秒" in asked[3].json()["message"]
    assert client.post("/embed/gradio_api/queue/join", json={}).status_code == 429
    assert client.post("/mcp", json={}).status_code == 429
    assert client.get("/embedding").status_code == client.get("/healthz").status_code == 200
    assert client.get("/api/facets", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 200


def test_users_are_counted_apart_and_no_limit_is_none(knock):
    client = knock(rate=1, user_header="X-User")
    assert [client.get("/api/facets", headers={"X-User": name}).status_code for name in "aabb"] == [200, 429, 200, 429]
    free = knock(rate=0)
    assert {free.get("/api/proposals/x").status_code for _ in range(20)} == {404}


def test_the_settings_say_how_large_a_body_may_be(knock):
    client = knock(max_body=1, file_megabytes=1)
    assert client.post("/api/ask", json={"question": "窓" * 1000}).status_code == 413
    assert client.post("/api/ask", json={"question": EXAMPLE}).status_code == 200
    assert client.post("/admin/login", content=b"a" * 5000).status_code != 413
    refused = client.post("/admin/login", content=b"a" * (2 << 20))
    assert refused.status_code == 413
    assert "ファイル" in refused.json()["message"]


@pytest.mark.parametrize(
    ("given", "told", "older"),
    [
        ("'self'", "'self'", "SAMEORIGIN"),
        ("'none'", "'none'", "DENY"),
        ("", "'none'", "DENY"),
        ("https://portal.example.lg.jp", "'self' https://portal.example.lg.jp", None),
        ("'self'  https://*.example.lg.jp", "'self' https://*.example.lg.jp", None),
    ],
)
def test_older_browsers_are_told_no_other_thing(knock, given, told, older):
    headers = knock(frame_ancestors=given).get("/embedding").headers
    assert headers["content-security-policy"].endswith(f"frame-ancestors {told}")
    assert headers.get("x-frame-options") == older


@pytest.mark.parametrize("path", ["/embedding", "/browse", "/rows/none", "/healthz", "/admin/", "/api/facets"])
def test_pages_that_gradio_does_not_make_run_no_inline_script(client, path):
    assert "unsafe" not in client.get(path).headers["content-security-policy"]
    assert "unsafe-eval" in client.get("/embed/").headers["content-security-policy"]


def test_the_pages_of_administrators_are_shown_in_no_other_page(client):
    assert "frame-ancestors 'none'" in client.get("/admin/").headers["content-security-policy"]


def test_no_page_of_another_site_reads_an_answer(client):
    origin = {"Origin": "http://evil.example"}
    for path in ("/", "/config", "/api/facets", "/gradio_api/info"):
        assert "access-control-allow-origin" not in client.get(path, headers=origin).headers
    asked = client.options("/api/ask", headers={**origin, "Access-Control-Request-Method": "POST"})
    assert "access-control-allow-origin" not in asked.headers


@pytest.fixture(scope="module")
def served(settings, tmp_path_factory):
    """A running server over an index of its own: its port, and the index."""
    folder = tmp_path_factory.mktemp("served")
    Assistant.build(replace(settings, index=folder / "index"))
    with running(folder, folder / "index") as port:
        yield port, folder / "index"


def test_no_request_fails_while_the_index_is_built_anew(served):
    port, index = served
    before = (index / "manifest.json").stat().st_mtime_ns
    build = [sys.executable, "-m", "assistant", "build", "--index", index]
    with ThreadPoolExecutor(4) as pool:
        url = f"http://127.0.0.1:{port}/api/ask"
        done = Event()

        def ask(_):
            counted = 0
            while not done.is_set():
                body = json.dumps({"question": EXAMPLE}).encode()
                request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
                with urllib.request.urlopen(request, timeout=30) as answer:
                    assert json.load(answer)["answered"]
                counted += 1
            return counted

        asking = [pool.submit(ask, number) for number in range(4)]
        try:
            subprocess.run(build, check=True, capture_output=True, cwd=ROOT)
            time.sleep(1)
        finally:
            done.set()
        assert all(future.result() > 0 for future in asking)
    assert (index / "manifest.json").stat().st_mtime_ns > before


def test_the_python_client_of_the_documents_works(served):
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    code = code.replace("http://127.0.0.1:7860", f"http://127.0.0.1:{served[0]}")
    told = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True, text=True)
    assert "9件" in told.stdout
    assert "corpus/mhlw-proposals.txt" in told.stdout


@pytest.mark.parametrize("path", ["/none", "/Browse", "/docs", "/embed/none"])
def test_an_address_that_nothing_is_at_is_told_in_japanese(client, path):
    page = client.get(path, headers={"accept": "text/html,*/*"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "この番地のページはありません" in page.text
    told = client.get(path)
    assert (told.status_code, list(told.json())) == (404, ["message"])
    assert client.head(path).status_code == 404
