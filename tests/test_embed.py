"""The embedded chat and the page with its code: themes, filters, heights, hostile words, no script of others."""

import html
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import sync_playwright
from serving import FLAGS, running

PAYLOADS = (
    "<img src=x onerror=document.title='broken'>",
    "</textarea><script>document.title='broken'</script>",
    '"><svg onload=document.title="broken">',
    "{{ 7 * 7 }} {% raw %}",
    "javascript:document.title='broken'",
)


@pytest.fixture(scope="module")
def url(assistant, tmp_path_factory):
    with running(tmp_path_factory.mktemp("embed"), assistant.settings.index, title="事例<b>さがし</b>") as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, url):
    """Opens pages; at the end, no error was logged and nothing was asked of another host."""
    complaints, pages = [], []

    def open_page(path, **options):
        page = browser.new_page(**{"viewport": {"width": 1000, "height": 800}, **options})
        page.on("console", lambda said: said.type in {"error", "warning"} and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith((url, "data:")) or complaints.append(asked.url))
        page.goto(url + path)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert complaints == []


@pytest.mark.parametrize(("theme", "ground"), [("light", "rgb(245, 247, 249)"), ("dark", "rgb(18, 24, 31)")])
def test_the_address_chooses_the_theme(visit, theme, ground):
    page = visit(f"embed?theme={theme}", color_scheme="dark" if theme == "light" else "light")
    page.wait_for_selector("textarea")
    page.wait_for_function(
        f"getComputedStyle(document.querySelector('.gradio-container')).backgroundColor === '{ground}'"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_address_asks_within_filters(visit):
    page = visit(f"embed/?q={quote('準備中の提案は?')}&f={quote('都道府県:静岡県')}")
    lead = page.locator(".answer .lead")
    lead.wait_for()
    assert "2件" in lead.inner_text()


def test_the_preview_is_as_high_as_its_chat(visit):
    page = visit(f"embedding?q={quote('準備中の提案は?')}&height=300")
    page.frame_locator("#preview").locator(".answer").wait_for()
    page.wait_for_function("document.getElementById('preview').height > 600")
    fixed = visit("embedding?height=300&fixed=on")
    fixed.frame_locator("#preview").locator("textarea").wait_for()
    assert fixed.evaluate("document.getElementById('preview').height") == "300"
    assert "<script>" not in fixed.input_value("#code")


def test_the_code_follows_what_was_chosen_by_keyboard(visit, url):
    page = visit("embedding")
    page.get_by_label("色").select_option("dark")
    page.get_by_label(re.compile("^都道府県")).select_option("静岡県")
    page.get_by_label("尋ねる質問").fill("窓口はどこ?")
    page.get_by_label("尋ねる質問").press("Enter")
    page.wait_for_url("**/embedding?**")
    source = html.unescape(re.search(r'src="([^"]+)"', page.input_value("#code"))[1])
    assert source == f"{url}embed/?theme=dark&f={quote('都道府県:静岡県')}&q={quote('窓口はどこ?')}"
    assert page.get_by_label(re.compile("^都道府県")).input_value() == "都道府県:静岡県"
    page.get_by_role("button", name="写す").click()
    page.wait_for_function("document.getElementById('copied').textContent !== ''")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_the_address_stay_text(visit, payload):
    page = visit(
        f"embedding?fixed=on&q={quote(payload)}&f={quote('都道府県:' + payload)}&theme={quote(payload)}&height=x"
    )
    assert page.get_by_label("尋ねる質問").input_value() == payload
    assert page.title() == "埋め込み用のコード - 事例<b>さがし</b>"
    assert quote(payload, safe="").replace("%20", "+") in page.input_value("#code")
    assert page.locator("main img, main svg, main script, main b").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hangs_over_the_edge(visit, scheme):
    page = visit("embedding?fixed=on", color_scheme=scheme)
    for width in (320, 400, 1280, 3840):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_works_without_scripts(browser, url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}embedding")
    page.get_by_label("高さ(").fill("500")
    page.get_by_role("button", name="コードを作り直す").click()
    assert 'height="500"' in page.input_value("#code")
    assert not page.locator("#copy").is_visible()
    context.close()
