"""The pages for administrators in headless Chromium: by keyboard, by dropping files, without JavaScript, at any width."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from axe import violations
from playwright.sync_api import sync_playwright

from assistant.journal import Journal
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
PASSWORD = "correct horse battery"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
PAYLOADS = (
    "<img src=x onerror=document.title='broken'>",
    "<script>document.title='broken'</script>",
    "</td></tr></table><h1>見出し</h1>",
    '"><svg onload=document.title="broken">',
    "[押す](javascript:document.title='broken')",
    "{{ 7*7 }} {% include 'off.html' %} ${7*7}",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "<style>body{display:none}</style><!-- -->",
)
TABLE = "No.\t自治体名\t提案概要\t進捗状況\n" + "".join(
    f"{at}\t札幌市\t{payload} を置く\t{payload}\n" for at, payload in enumerate(PAYLOADS[:5], start=1)
)
PAGES = ("", "sources", "sources/file?name=mhlw-proposals.txt", "upload", "rebuild", "questions", "ratings")
DROP = """([name, text]) => {
  const given = new DataTransfer();
  given.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"])
    document.querySelector("#drop").dispatchEvent(new DragEvent(kind, { dataTransfer: given, bubbles: true }));
}"""
OVER = "document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("admin")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    journal = Journal(Settings(records=folder / "records", keep_questions=True, keep_feedback=True))
    for payload in PAYLOADS:
        journal.note_unanswered(f"花壇 {payload}", payload)
        journal.note_feedback(f"花壇 {payload}", ("p1",), False, payload)
    return folder


@pytest.fixture(scope="module")
def url(folder):
    """A server started as users start it: no index yet, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("--port", str(port), "--corpus", folder / "corpus", "--index", folder / "index")
    log = (folder / "log").open("w+", encoding="utf-8")
    environment = {
        **os.environ,
        "ASSISTANT_ADMIN_PASSWORD": PASSWORD,
        "ASSISTANT_RECORDS": str(folder / "records"),
        "ASSISTANT_KEEP_QUESTIONS": "true",
        "ASSISTANT_KEEP_FEEDBACK": "true",
    }
    with log, subprocess.Popen([sys.executable, "app.py", *options], cwd=ROOT, stderr=log, env=environment) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
            yield f"http://127.0.0.1:{port}/admin/"
        finally:
            server.terminate()


def wait_for(address, server, log):
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:  # also where it is too busy to answer at once
            time.sleep(0.2)
    log.seek(0)
    pytest.fail(f"the server did not start: {log.read()}")


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, url):
    """Opens the pages, logged in; at the end, no error was logged and nothing was asked of another host."""
    complaints, contexts = [], []

    def open_page(width=1280, height=900, scheme="light", scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda told: told.type in {"error", "warning"} and complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith(url) or complaints.append(asked.url))
        page.goto(url)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.get_by_role("heading", name="概要").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def plain(page):
    """Whether no words of a source or a question became more than text."""
    return (
        page.locator("main").locator("img, script, svg, style, i, b:not(.flaws b), h1 ~ h1").count() == 0
        and page.title() != "broken"
        and page.locator("body").is_visible()
    )


def test_a_wrong_password_is_told_beside_its_box(browser, url):
    page = browser.new_page()
    page.goto(url)
    assert page.evaluate("document.activeElement.id") == "password"
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.get_attribute("#password", "aria-describedby") == page.get_by_role("alert").get_attribute("id")
    page.close()


def test_the_first_stop_leads_to_the_text(visit):
    page = visit()
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "本文へ"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_dropped_file_is_looked_at_taken_in_built_and_taken_out(visit, url, folder):
    name = f"花{PAYLOADS[0]}.txt"
    page = visit()
    page.goto(f"{url}upload")
    page.evaluate(DROP, [name, TABLE])
    page.get_by_role("button", name="読み取りを確かめる").click()
    page.get_by_role("button", name="資料に加える").wait_for()
    shown = page.inner_text("main")
    for payload in PAYLOADS[:5]:
        assert f"{payload} を置く" in shown
    assert plain(page)
    page.get_by_label("題名").fill(PAYLOADS[3])
    page.get_by_role("button", name="資料に加える").press("Enter")
    page.get_by_text("資料に加えました").wait_for()
    page.get_by_role("link", name="索引", exact=True).click()
    page.get_by_role("button", name="索引を作り直す").press("Enter")
    page.locator("progress").wait_for()
    page.get_by_text("索引を作り直しました(23件)").wait_for()
    page.get_by_role("link", name="資料", exact=True).click()
    assert PAYLOADS[3] in page.inner_text("main")
    assert plain(page)
    cleaned = next(path.name for path in (folder / "corpus").iterdir() if path.name.startswith("花"))
    page.get_by_role("link", name=cleaned).click()
    assert plain(page)
    page.get_by_role("link", name="この資料を取り除く").click()
    assert plain(page)
    page.get_by_role("button", name="取り除く", exact=True).press("Enter")
    page.get_by_text("を取り除きました").wait_for()
    assert cleaned not in {path.name for path in (folder / "corpus").iterdir()}
    page.get_by_role("button", name=f"{cleaned} を戻す").press("Enter")
    page.get_by_text("を戻しました").wait_for()
    assert cleaned in {path.name for path in (folder / "corpus").iterdir()}


def test_it_works_without_scripts(visit, folder):
    page = visit(scripts=False)
    page.get_by_role("link", name="資料を加える").first.click()
    page.set_input_files("#files", {"name": "道.txt", "mimeType": "text/plain", "buffer": TABLE.encode()})
    page.get_by_role("button", name="読み取りを確かめる").click()
    page.get_by_role("button", name="道.txt を取り消す").wait_for()
    page.get_by_role("button", name="道.txt を資料に加える").wait_for()
    page.get_by_role("button", name="道.txt を取り消す").click()
    page.get_by_text("加えていません").wait_for()
    assert "道.txt" not in {path.name for path in (folder / "corpus").iterdir()}
    page.get_by_role("link", name="索引", exact=True).click()
    page.get_by_role("button", name="索引を作り直す").click()
    page.get_by_role("button", name="中止する").click()
    page.get_by_text("前の索引で答え続けます。次に作り直すと").wait_for()


def test_files_that_are_too_large_are_told_before_they_are_sent(visit, url):
    page = visit()
    page.goto(f"{url}upload")
    page.evaluate("document.querySelector('#send').dataset.most = 10")
    page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a" * 11})
    page.get_by_role("button", name="読み取りを確かめる").click()
    assert page.locator("#too-large").is_visible()
    page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"a" * 9})
    assert not page.locator("#too-large").is_visible()


def test_words_of_a_question_stay_text(visit, url):
    page = visit()
    for path in ("questions", "ratings"):
        page.goto(url + path)
        shown = page.inner_text("main")
        for payload in PAYLOADS:
            assert payload in shown
        assert plain(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hangs_over_the_edge(visit, url, scheme):
    page = visit(scheme=scheme)
    for path in PAGES:
        page.goto(url + path)
        for width in (320, 400, 640, 1280, 3840):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(OVER), (path, width)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(245, 247, 249)", "dark": "rgb(18, 24, 31)"}[scheme]


def test_every_box_has_a_name_and_every_page_one_heading(visit, url):
    page = visit()
    for path in PAGES:
        page.goto(url + path)
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.lang") == "ja"
        nameless = (
            "[...document.querySelectorAll('input:not([type=hidden])')].filter((box) => !box.labels.length).length"
        )
        assert page.evaluate(nameless) == 0
        unnamed = "[...document.querySelectorAll('button, a')].filter((one) => !one.innerText.trim()).length"
        assert page.evaluate(unnamed) == 0
        same = "const all = [...document.querySelectorAll('[id]')].map((one) => one.id); all.length - new Set(all).size"
        assert page.evaluate(f"() => {{ {same.replace('; all', '; return all')} }}") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit, url, scheme):
    page = visit(scheme=scheme)
    page.goto(f"{url}upload")
    page.set_input_files("#files", {"name": "mhlw-proposals.txt", "mimeType": "text/plain", "buffer": TABLE.encode()})
    page.get_by_role("button", name="読み取りを確かめる").click()
    page.get_by_role("button", name="資料に加える").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="取り消す").click()
    for path in (
        *PAGES,
        "sources/remove?name=mhlw-proposals.txt",
        "questions/forget",
        "sources/file?name=mhlw-proposals.txt",
    ):
        page.goto(url + path)
        assert violations(page) == [], path
    page.goto(f"{url}rebuild")
    page.get_by_role("button", name="索引を作り直す").click()
    page.locator("progress").wait_for()
    assert violations(page) == []
    page.get_by_text("索引を作り直しました").wait_for()
    page.get_by_role("button", name="ログアウト").click()
    page.locator("#password").wait_for()
    assert violations(page) == []
