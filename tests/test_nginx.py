"""The nginx example of docs/ for real: sub-path, http and https, login, the chat inside another origin's page."""

import contextlib
import getpass
import html
import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from serving import FLAGS, ROOT, free_port, running, wait_for

EXAMPLE = "生活保護受給者向けの窓口はどこ?"
LOCATIONS = (ROOT / "docs/nginx/assistant.conf").read_text(encoding="utf-8")
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
CONFIG = """
{user} daemon off; worker_processes 1; pid {folder}/pid; error_log stderr warn;
events {{ worker_connections 256; }}
http {{
  access_log off; server_tokens off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{plain}; {locations} }}
  server {{
    listen 127.0.0.1:{secure} ssl; ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    {locations}
  }}
  server {{
    listen 127.0.0.1:{login}; auth_basic "portal"; auth_basic_user_file {folder}/users;
    {login_locations}
  }}
  server {{ listen 127.0.0.1:{portal}; charset utf-8; root {folder}/portal; }}
}}
"""


class Desk:
    """The ports of one nginx, and the folder of the portal's pages."""

    def __init__(self, folder):
        self.folder = folder
        self.plain, self.secure, self.login, self.portal = (free_port() for _ in range(4))

    def address(self, port, path="", scheme="http"):
        return f"{scheme}://127.0.0.1:{port}/assistant/{path}"


@contextlib.contextmanager
def proxied(desk, chat, with_login):
    def to(port):
        return LOCATIONS.replace("127.0.0.1:7860", f"127.0.0.1:{port}")

    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-keyout", desk.folder / "key.pem", "-out", desk.folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    secret = subprocess.run(["openssl", "passwd", "-apr1", "himitsu"], check=True, capture_output=True, text=True)
    (desk.folder / "users").write_text(f"yamada:{secret.stdout}", encoding="utf-8")
    ports = {name: getattr(desk, name) for name in ("plain", "secure", "login", "portal")}
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""  # who may read the folder
    config = CONFIG.format(user=user, folder=desk.folder, locations=to(chat), login_locations=to(with_login), **ports)
    (desk.folder / "nginx.conf").write_text(config, encoding="utf-8")
    command = [NGINX, "-e", "stderr", "-p", desk.folder, "-c", desk.folder / "nginx.conf"]
    with (
        (desk.folder / "nginx.log").open("w+", encoding="utf-8") as log,
        subprocess.Popen(command, stderr=log) as nginx,
    ):
        try:
            wait_for(desk.address(desk.plain, "healthz"), nginx, log)
            yield
        finally:
            nginx.terminate()


@pytest.fixture(scope="module")
def desk(assistant, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    (folder / "portal").mkdir()
    desk = Desk(folder)
    index = assistant.settings.index
    with (
        running(folder, index, frame_ancestors=f"'self' http://127.0.0.1:{desk.portal}") as chat,
        running(folder, index, user_header="X-Remote-User") as with_login,
        proxied(desk, chat, with_login),
    ):
        desk.chat, desk.with_login = chat, with_login
        yield desk


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser):
    """Opens pages; at the end, no error was logged and nothing was asked of other hosts than those allowed."""
    complaints, pages = [], []

    def open_page(address, *allowed):
        page = browser.new_page(ignore_https_errors=True)
        page.on("console", lambda said: said.type in {"error", "warning"} and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        hosts = (*(allowed or (re.match(r"\w+://[^/]+/", address)[0],)), "data:", "blob:")
        page.on("request", lambda asked: asked.url.startswith(hosts) or complaints.append(asked.url))
        page.on("response", lambda answer: answer.status < 400 or complaints.append(f"{answer.status} {answer.url}"))
        pages.append(page)
        page.goto(address)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert complaints == []


def ask(frame, question):
    frame.locator("textarea").first.wait_for()
    frame.locator("textarea").first.fill(question)
    frame.locator("textarea").first.press("Enter")
    answer = frame.locator(".answer").first
    answer.wait_for()
    return answer.inner_text()


def get(address, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode()


@pytest.mark.parametrize("path", ["", "embed/"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_question_is_answered_under_the_sub_path(visit, desk, scheme, path):
    page = visit(desk.address(desk.plain if scheme == "http" else desk.secure, path, scheme))
    assert "9件" in ask(page, EXAMPLE)


def test_the_sub_path_without_its_slash_leads_to_it(visit, desk):
    page = visit(desk.address(desk.plain).rstrip("/"))
    assert page.url == desk.address(desk.plain)


def test_the_copied_code_shows_the_chat_in_a_page_of_another_origin(visit, desk):
    page = visit(f"{desk.address(desk.plain, 'embedding')}?theme=light&height=400")
    code = page.input_value("#code")
    assert f'src="{desk.address(desk.plain, "embed/")}?theme=light"' in code
    counted = "<script>let heard = []; addEventListener('message', (event) => heard.push([event.origin, event.data]))"
    (desk.folder / "portal/page.html").write_text(
        f'<!DOCTYPE html><html lang="ja"><link rel="icon" href="data:,"><title>ポータル</title>'
        f"<h1>庁内ポータル</h1>{counted}</script>{code}</html>",
        encoding="utf-8",
    )
    portal = f"http://127.0.0.1:{desk.portal}/"
    page = visit(f"{portal}page.html", portal, desk.address(desk.plain))
    frame = page.frame_locator("#assistant-frame")
    assert "9件" in ask(frame, EXAMPLE)
    page.wait_for_function("heard.length > 0 && Number(document.getElementById('assistant-frame').height) > 400")
    origin, told = page.evaluate("heard.at(-1)")
    assert origin == f"http://127.0.0.1:{desk.plain}"
    assert told["type"] == "assistant-height"
    settled = page.evaluate(
        "new Promise((done) => { const frame = document.getElementById('assistant-frame'); let before = 0;"
        " setInterval(() => frame.height === before ? done(Number(before)) : (before = frame.height), 500) })"
    )
    assert settled < 20000


def test_a_message_of_another_page_does_not_move_the_frame(visit, desk):
    page = visit(desk.address(desk.plain, "embedding"))
    code = page.input_value("#code")
    (desk.folder / "portal/other.html").write_text(
        f'<!DOCTYPE html><html lang="ja"><link rel="icon" href="data:,"><title>ポータル</title>{code}</html>',
        encoding="utf-8",
    )
    portal = f"http://127.0.0.1:{desk.portal}/"
    page = visit(f"{portal}other.html", portal, desk.address(desk.plain))
    page.evaluate("postMessage({type: 'assistant-height', height: 9999}, '*')")
    page.wait_for_timeout(200)
    assert page.evaluate("document.getElementById('assistant-frame').height") != "9999"


def test_a_page_that_is_not_named_may_not_embed_the_chat(browser, desk):
    (desk.folder / "portal/refused.html").write_text(
        f'<link rel="icon" href="data:,"><iframe src="{desk.address(desk.login)}" width=600 height=400></iframe>',
        encoding="utf-8",
    )
    page = browser.new_page(http_credentials={"username": "yamada", "password": "himitsu"})
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://127.0.0.1:{desk.portal}/refused.html")
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in text for text in said)
    page.close()


def test_the_api_tells_its_place(desk):
    status, text = get(
        desk.address(desk.secure, "openapi.json").replace("https", "http").replace(str(desk.secure), str(desk.plain))
    )
    assert status == 200
    assert json.loads(text)["servers"] == [{"url": "/assistant"}]


def test_the_login_of_the_proxy_lets_in_and_nothing_else_does(desk):
    basic = "Basic " + b64encode(b"yamada:himitsu").decode()
    assert get(desk.address(desk.login))[0] == 401
    assert get(desk.address(desk.login, "api/facets"), Authorization=basic)[0] == 200
    forged = {"X-Remote-User": "mayor"}
    assert get(desk.address(desk.login), **forged)[0] == 401  # nginx asks for the password
    status, page = get(f"http://127.0.0.1:{desk.with_login}/")
    assert status == 401
    assert "ログイン" in html.unescape(page)
    assert re.search(r'<html lang="ja">', page)


def test_the_config_is_one_that_nginx_takes_without_a_warning(desk):
    log = Path(desk.folder / "nginx.log").read_text(encoding="utf-8")
    assert not [line for line in log.splitlines() if "[warn]" in line or "[error]" in line]
