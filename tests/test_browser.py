"""The chat in headless Chromium, over the true index: asked, answered, quoted, by keyboard, and with nothing escaping."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
EXAMPLE = "生活保護受給者向けの窓口はどこ?"
NINE = ("新潟県及び新潟市", "北見市", "仙台市", "横浜市", "川崎市", "浜松市", "神戸市", "岡山市", "熊本市")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
PAYLOADS = {
    "札幌市": "<img src=x onerror=document.title='broken'>",
    "青森市": "<script>document.title='broken'</script>",
    "盛岡市": "</dd></dl></details></article><h1>見出し</h1>",
    "秋田市": '"><svg onload=document.title="broken">',
    "福島市": "**太字** _斜体_ ~~消し~~",
    "水戸市": "[押す](javascript:document.title='broken')",
    "前橋市": "$x^2$ \\(y\\) $$z$$",
    "千葉市": "`code` ```block```",
    "甲府市": "${value} {{value}} {{{value}}} @children",
    "津市": "&lt;b&gt; &amp; &#60;i&#62;",
    "大津市": "<details open><summary>x</summary></details>",
    "奈良市": "<style>body{display:none}</style><!-- -->",
}
TITLE = "花壇<b>の</b>一覧"


def write_corpus(folder):
    """The published table, and a second one that tries to be more than text."""
    shutil.copytree(ROOT / "corpus", folder)
    rows = "".join(
        f"{at}\t{name}\t花壇を整備し、{payload} を置く。\t・実施に向けて準備中\n"
        for at, (name, payload) in enumerate(PAYLOADS.items(), start=1)
    )
    text = f"{TITLE}\n\n○市区町村\n\nNo.\t自治体名\t提案概要\t進捗状況\n{rows}"
    (folder / "flowers.txt").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    with (folder / "sources.tsv").open("a", encoding="utf-8") as table:
        table.write(f"\nflowers.txt\t{TITLE}\t<i>役所</i>\t平成24年度\t\t{digest}\n")


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A server started as users start it: no index yet, on a free port."""
    folder = tmp_path_factory.mktemp("served")
    write_corpus(folder / "corpus")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("--port", str(port), "--corpus", folder / "corpus", "--index", folder / "index")
    log = (folder / "log").open("w+", encoding="utf-8")
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    with log, subprocess.Popen([sys.executable, "app.py", *options], cwd=ROOT, stderr=log, env=environment) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def wait_for(address, server, log):
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
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
    """Opens the page; at the end, no error was logged and nothing was asked of another host."""
    complaints, pages = [], []

    def note(message):
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def open_page(width=1280, height=900, scheme="light"):
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith((url, "data:")) or complaints.append(request.url))
        page.goto(url)
        page.wait_for_selector("textarea")
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert complaints == []


def ask(page, question):
    """Types a question, sends it by Enter, and gives the new answer."""
    before = page.locator(".answer").count()
    page.fill("textarea", question)
    page.press("textarea", "Enter")
    answer = page.locator(".answer").nth(before)
    answer.wait_for()
    return answer


def test_the_page_is_japanese_and_ready_to_type(visit):
    page = visit()
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.title() == "自治体提案アシスタント"
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert "厚生労働省" in page.inner_text("#sources")
    assert page.get_attribute("[role=log]", "aria-label") == "会話"


def test_a_question_is_answered_with_quotes_marked_in_the_row(visit):
    page = visit()
    answer = ask(page, EXAMPLE)
    assert "9件" in answer.locator(".lead").inner_text()
    assert [text.split("(")[0].split()[0] for text in answer.locator("h3").all_inner_texts()] == list(NINE)
    sendai = answer.locator("li", has_text="仙台市")
    assert "市の福祉事務所保護課内" in sendai.locator("blockquote").first.inner_text()
    assert not sendai.locator("dl").is_visible()
    sendai.locator("summary").click()
    assert "市の福祉事務所保護課内" in "".join(sendai.locator("mark").all_inner_texts())
    for words in ("仙台市 (宮城県)", "・実施に向けて準備中", "厚生労働省", "平成24年度", "市区町村 No.2"):
        assert words in sendai.locator("details").inner_text()
    assert page.input_value("textarea") == ""


def test_the_row_opens_by_keyboard(visit):
    page = visit()
    answer = ask(page, "仙台市の提案は?")
    answer.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert answer.locator("dl").first.is_visible()
    page.keyboard.press("Space")
    assert not answer.locator("dl").first.is_visible()


def test_an_example_is_asked_by_its_button_and_a_new_chat_begins_again(visit):
    page = visit()
    page.get_by_role("button", name="兵庫県の提案は?").click()
    page.locator(".answer").wait_for()
    assert page.locator(".question").inner_text() == "兵庫県の提案は?"
    assert page.get_by_role("button", name="兵庫県の提案は?").count() == 0
    page.get_by_role("button", name="新しい会話").click()
    page.get_by_role("button", name="兵庫県の提案は?").wait_for()
    assert page.locator(".answer").count() == 0
    assert "前の質問から" not in ask(page, "兵庫県は?").inner_text()


def test_earlier_questions_of_the_chat_count(visit):
    page = visit()
    first = ask(page, "静岡県の準備中の提案は?")
    first.locator("summary").first.click()
    second = ask(page, "兵庫県は?")
    chips = second.locator(".chips").inner_text()
    assert "準備中" in chips
    assert "前の質問から: 静岡県の準備中の提案は?" in chips
    assert first.locator("dl").first.is_visible()


def test_the_newest_question_is_at_the_top_of_the_window(visit):
    page = visit()
    ask(page, EXAMPLE)
    ask(page, "協議中の提案は何件?")
    top = "Math.abs([...document.querySelectorAll('.user-row')].at(-1).getBoundingClientRect().top)"
    page.wait_for_function(f"{top} < 40")
    assert page.evaluate(top) < 40


def test_not_found_is_told_and_near_rows_stand_apart(visit):
    answer = ask(visit(), "静岡県の協議中の提案は?")
    assert "見つかりません" in answer.locator(".lead").inner_text()
    assert "該当ではありません" in answer.locator("> h3").inner_text()
    assert answer.locator(".near li").count() > 0
    assert answer.locator(".found").count() == 0


@pytest.mark.parametrize(
    ("question", "word"),
    [("!!!", "空です"), ("窓" * 5001, "長すぎます"), ("", "空です")],
    ids=["symbols", "long", "empty"],
)
def test_an_error_is_told_and_the_question_stays_in_the_box(visit, question, word):
    page = visit()
    ask(page, "仙台市の提案は?")
    page.fill("textarea", question)
    page.get_by_role("button", name="質問する").click()
    page.locator(".fault").wait_for()
    assert word in page.locator(".fault").inner_text()
    assert page.input_value("textarea") == question
    ask(page, "北見市の提案は?")
    assert page.locator(".fault").count() == 0


def test_enter_sends_but_not_with_shift_and_not_while_converting_kana(visit):
    page = visit()
    page.fill("textarea", "静岡県")
    page.press("textarea", "Shift+Enter")
    page.keyboard.type("の提案は?")
    assert page.input_value("textarea") == "静岡県\nの提案は?"
    for kind in ("keydown", "keypress"):
        page.dispatch_event("textarea", kind, {"key": "Enter", "isComposing": True})
    page.wait_for_timeout(500)
    assert page.locator(".message-row").count() == 0
    page.press("textarea", "Enter")
    page.locator(".answer").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hangs_over_the_edge(visit, scheme):
    page = visit(scheme=scheme)
    answer = ask(page, EXAMPLE)
    answer.locator("summary").first.click()
    for width in (320, 400, 640, 1280, 3840):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        box = page.locator("textarea").bounding_box()
        assert 0 <= box["y"] <= 800 - box["height"]
    ground = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    assert ground == {"light": "rgb(245, 247, 249)", "dark": "rgb(18, 24, 31)"}[scheme]


def test_words_of_a_source_stay_text(visit):
    page = visit()
    answer = ask(page, "花壇についての提案は?")
    for summary in answer.locator("summary").all():
        summary.click()
    rows = {text.split("\n")[1]: text for text in answer.locator("dl").all_inner_texts()}
    for name, payload in PAYLOADS.items():
        assert payload in rows[name]
    assert TITLE in answer.inner_text()
    assert TITLE in page.inner_text("#sources")
    assert (
        page.locator(".message-wrap")
        .locator("img, script, svg, style, h1, a, b:not(.chips b), i, details details")
        .count()
        == 0
    )
    assert page.title() == "自治体提案アシスタント"


def test_words_of_a_question_stay_text(visit):
    page = visit()
    for at, payload in enumerate(PAYLOADS.values()):
        ask(page, f"花壇 {payload}")
        assert page.locator(".question").nth(at).inner_text() == f"花壇 {payload}"
    assert page.locator(".message-wrap").locator("img, script, svg, style, h1, a, i, details details").count() == 0
    assert page.title() == "自治体提案アシスタント"
