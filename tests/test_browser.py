"""The chat in headless Chromium, over the true index: asked, answered, quoted, by keyboard, and with nothing escaping."""

import functools
import hashlib
import http.server
import shutil
import threading
from dataclasses import replace
from urllib.parse import quote

import pytest
from axe import violations
from conftest import ROOT
from payloads import PAYLOADS
from playwright.sync_api import sync_playwright
from serving import FLAGS, running

from assistant.journal import Journal
from assistant.settings import Settings

EXAMPLE = "生活保護受給者向けの窓口はどこ?"
NINE = ("新潟県及び新潟市", "北見市", "仙台市", "横浜市", "川崎市", "浜松市", "神戸市", "岡山市", "熊本市")
NAMES = (
    "札幌市", "青森市", "盛岡市", "秋田市", "福島市", "水戸市", "前橋市", "千葉市", "甲府市", "津市", "大津市", "奈良市",
    "山形市", "宇都宮市", "富山市", "金沢市", "福井市", "岐阜市", "鳥取市", "松江市", "山口市", "徳島市", "高松市",
    "松山市", "高知市", "福岡市", "佐賀市", "長崎市", "大分市", "宮崎市",
)  # fmt: skip
TITLE = "花壇<b>の</b>一覧"
STRANGERS = "img, script, svg, style, iframe, object, embed, form, input, base, meta, h1, i, b:not(.chips b), .words a"


def write_corpus(folder):
    """The published table, and a second one that tries to be more than text."""
    shutil.copytree(ROOT / "corpus", folder)
    rows = "".join(
        f"{at}\t{name}\t花壇を整備し、{payload} を置く。\t・実施に向けて準備中\n"
        for at, (name, payload) in enumerate(zip(NAMES, PAYLOADS, strict=True), start=1)
    )
    text = f"{TITLE}\n\n○市区町村\n\nNo.\t自治体名\t提案概要\t進捗状況\n{rows}"
    (folder / "flowers.txt").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    with (folder / "sources.tsv").open("a", encoding="utf-8") as table:
        table.write(f"\nflowers.txt\t{TITLE}\t<i>役所</i>\t平成24年度\t\t{digest}\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def url(folder):
    """A server started as users start it: no index yet, on a free port. It keeps ratings, and may be embedded."""
    write_corpus(folder / "corpus")
    chosen = {"keep_feedback": "true", "records": folder / "records", "frame_ancestors": "http://127.0.0.1:*"}
    with running(folder, folder / "index", folder / "corpus", **chosen) as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, url):
    """Opens the page; at the end, no error was logged and nothing was asked of another host."""
    complaints, contexts = [], []

    def note(message):
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.text} {message.location['url']}")

    def open_page(query="", width=1280, height=900, scheme="light", script="", **options):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(script)
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith((url, "data:")) or complaints.append(request.url))
        page.goto(url + query)
        page.wait_for_function("Boolean(window.chat && window.chatOrder)")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def ask(page, question):
    """Types a question, sends it by Enter, and gives the new answer once it is told to those who hear the page.

    Only then has the page done with the question; Gradio may miss one that is sent in that very moment.
    """
    before = page.locator(".answer").count()
    page.evaluate("document.querySelector('#told').textContent = ''")
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")
    answer = page.locator(".answer").nth(before)
    answer.wait_for()
    if answer.locator(".lead").count():
        page.wait_for_function("document.querySelector('#told').textContent.startsWith('答え: ')")
    return answer


def test_the_page_is_japanese_and_ready_to_type(visit):
    page = visit()
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.title() == "自治体提案アシスタント"
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert "厚生労働省" in page.inner_text("#sources")
    assert page.get_attribute("[role=log]", "aria-label") == "会話"


def test_a_question_is_answered_with_quotes_marked_in_the_row(visit):
    page = visit(width=1000)
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
    whole = sendai.get_by_role("link", name="前後の行と資料")
    assert "/rows/" in whole.evaluate("link => link.href")
    assert page.input_value("#box textarea") == ""


def test_the_row_opens_by_keyboard(visit):
    page = visit(width=1000)
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
    page = visit(width=1000)
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
    assert "該当ではありません" in answer.locator("> .apart").inner_text()
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
    page.fill("#box textarea", question)
    page.get_by_role("button", name="質問する").click()
    page.locator(".fault").wait_for()
    assert word in page.locator(".fault").inner_text()
    assert page.input_value("#box textarea") == question
    ask(page, "北見市の提案は?")
    assert page.locator(".fault").count() == 0


def test_a_question_that_is_not_taken_is_told_and_hides_no_answer(browser, url):
    with browser.new_page(viewport={"width": 1280, "height": 900}) as page:
        page.goto(url)
        page.wait_for_function("Boolean(window.chat && window.chatOrder)")
        answer = ask(page, EXAMPLE)
        told = "短い時間に質問が多すぎます。"
        page.route("**/queue/join*", lambda route: route.fulfill(status=429, json={"message": told, "detail": told}))
        page.fill("#box textarea", "仙台市の提案は?")
        page.press("#box textarea", "Enter")
        page.get_by_text(told).wait_for()
        assert page.input_value("#box textarea") == "仙台市の提案は?"
        answer.scroll_into_view_if_needed()
        assert answer.evaluate(
            "(item) => { const { left, width, top } = item.getBoundingClientRect();"
            " return item.contains(document.elementFromPoint(left + width / 2, Math.max(top, 0) + 40)); }"
        )


def test_enter_sends_but_not_with_shift_and_not_while_converting_kana(visit):
    page = visit()
    page.fill("#box textarea", "静岡県")
    page.press("#box textarea", "Shift+Enter")
    page.keyboard.type("の提案は?")
    assert page.input_value("#box textarea") == "静岡県\nの提案は?"
    for kind in ("keydown", "keypress"):
        page.dispatch_event("#box textarea", kind, {"key": "Enter", "isComposing": True})
    page.wait_for_timeout(500)
    assert page.locator(".message-row").count() == 0
    page.press("#box textarea", "Enter")
    page.locator(".answer").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hangs_over_the_edge(visit, scheme):
    page = visit("?f=進捗:準備中", scheme=scheme)
    answer = ask(page, EXAMPLE)
    for width in (3840, 1280, 1100, 640, 400, 320):
        page.set_viewport_size({"width": width, "height": 800})
        answer.locator(".cite").first.click()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        box = page.locator("#box textarea").bounding_box()
        assert 0 <= box["y"] <= 800 - box["height"]
    ground = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    assert ground == {"light": "rgb(245, 247, 249)", "dark": "rgb(18, 24, 31)"}[scheme]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit, scheme):
    page = visit("?f=進捗:準備中", scheme=scheme)
    assert violations(page) == []
    answer = ask(page, EXAMPLE)
    assert violations(page) == []
    answer.locator(".cite").first.click()
    page.locator("#evidence .neighbours").wait_for()
    answer.locator(".rate").first.click()
    assert violations(page) == []
    ask(page, "静岡県の中止された提案は?")
    page.locator(".answer .drop").last.click()
    page.locator(".restore").wait_for()
    page.locator(".edit").last.click()
    page.set_viewport_size({"width": 400, "height": 800})
    page.locator("summary:visible").first.click()
    assert violations(page) == []
    page.evaluate("document.querySelector('#told').outerHTML = '<img src=\"data:,\"><button></button>'")
    assert {"image-alt", "button-name"} <= {found.split(":")[0] for found in violations(page)}


def test_a_quote_leads_to_its_row_beside_the_answer(visit):
    page = visit()
    answer = ask(page, EXAMPLE)
    quote_of_sendai = answer.get_by_role("button", name="「市の福祉事務所保護課内")
    before = quote_of_sendai.bounding_box()["y"]
    quote_of_sendai.click()
    panel = page.get_by_role("complementary", name="仙台市(宮城県)")
    panel.locator(".neighbours").wait_for()
    assert abs(quote_of_sendai.bounding_box()["y"] - before) < 3
    assert quote_of_sendai.get_attribute("aria-current") == "true"
    assert answer.bounding_box()["x"] + answer.bounding_box()["width"] <= panel.bounding_box()["x"]
    assert panel.locator("mark").inner_text().startswith("市の福祉事務所保護課内")
    for words in ("・実施に向けて準備中", "厚生労働省", "平成24年度", "市区町村 No.2", "mhlw-proposals.txt"):
        assert words in panel.inner_text()
    assert panel.get_by_role("link", name="資料を開く").get_attribute("target") == "_blank"
    panel.get_by_role("link", name="表の次の行").click()
    page.get_by_role("complementary", name="京都府").or_(
        page.locator("#evidence-name:not(:text('仙台市'))")
    ).first.wait_for()
    assert "仙台市" not in page.inner_text("#evidence-name")
    answer.locator(".beside").first.click()
    page.get_by_role("complementary", name="新潟県及び新潟市").wait_for()
    page.get_by_role("button", name="閉じる").click()
    assert not page.locator("#evidence").is_visible()


def test_the_panel_is_used_by_keyboard(visit):
    page = visit()
    answer = ask(page, EXAMPLE)
    answer.locator(".cite").first.focus()
    page.keyboard.press("Enter")
    page.locator("#evidence .neighbours").wait_for()
    assert page.evaluate("document.activeElement.id") == "evidence-name"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "閉じる"
    page.keyboard.press("Escape")
    assert not page.locator("#evidence").is_visible()
    assert page.evaluate("document.activeElement === document.querySelector('.cite')")


def test_the_row_is_shown_too_where_its_page_cannot_be_had(visit):
    page = visit()
    page.evaluate(
        "() => { const fetch = window.fetch; window.fetch = (address, ...rest) => String(address).includes('/rows/')"
        " ? Promise.reject(new TypeError('cut')) : fetch(address, ...rest); }"
    )
    answer = ask(page, "仙台市の提案は?")
    answer.locator(".beside").click()
    panel = page.get_by_role("complementary", name="仙台市")
    assert "厚生労働省" in panel.inner_text()
    assert panel.locator("dd").count() >= 3


def test_what_was_understood_can_be_taken_out_and_put_back(visit):
    page = visit()
    answer = ask(page, "静岡県の準備中の提案は?")
    answer.get_by_role("button", name="条件「静岡県」を外す").click()
    page.get_by_role("button", name="条件「静岡県」を戻す").wait_for()
    assert "44件" in page.inner_text(".lead")
    assert page.locator(".answer").count() == page.locator(".question").count() == 1
    assert page.evaluate("document.activeElement.className") == "lead"
    assert "44件" in ask(page, "何件?").locator(".lead").inner_text()
    page.locator(".answer").first.get_by_role("button", name="条件「静岡県」を戻す").click()
    page.wait_for_function("document.querySelectorAll('.answer').length === 1")
    assert "2件" in page.inner_text(".lead")


def test_what_came_before_can_be_taken_out(visit):
    page = visit()
    ask(page, "静岡県の準備中の提案は?")
    second = ask(page, "兵庫県は?")
    second.get_by_role("button", name="前の質問とのつながりを外す").click()
    page.get_by_role("button", name="前の質問とのつながりを戻す").wait_for()
    assert page.locator(".lead").last.inner_text() == "兵庫県の提案は3件です。"


def test_suggested_questions_are_asked_of_their_answer(visit):
    page = visit()
    first = ask(page, "静岡県の提案は?")
    ask(page, "宇宙開発の提案は?")
    following = first.get_by_role("navigation", name="続けて聞く").get_by_role("button")
    assert 1 <= following.count() <= 3
    following.filter(has_text="一番早いのはどこ?").click()
    page.locator(".answer").nth(2).wait_for()
    assert "静岡県の提案は?" in page.locator(".answer").nth(2).locator(".chips").inner_text()


def test_an_earlier_question_is_put_right_and_later_turns_go(visit):
    page = visit()
    ask(page, "静岡県の提案は?")
    ask(page, "何件?")
    page.get_by_role("button", name="質問を直す").first.click()
    assert page.input_value("#box textarea") == "静岡県の提案は?"
    assert page.locator("#editing").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#editing").is_visible()
    assert page.input_value("#box textarea") == ""
    page.get_by_role("button", name="質問を直す").first.click()
    page.fill("#box textarea", "!!!")
    page.press("#box textarea", "Enter")
    page.locator(".fault").wait_for()
    assert page.locator(".answer").count() == 2
    page.fill("#box textarea", "兵庫県の提案は?")
    page.press("#box textarea", "Enter")
    page.wait_for_function("document.querySelectorAll('.answer').length === 1")
    assert "兵庫県の提案は3件" in page.inner_text(".lead")
    assert not page.locator("#editing").is_visible()


def test_arrow_up_in_the_empty_box_brings_the_last_question(visit):
    page = visit()
    page.press("#box textarea", "ArrowUp")
    assert page.input_value("#box textarea") == ""
    ask(page, "静岡県の提案は?")
    ask(page, "兵庫県の提案は?")
    page.press("#box textarea", "ArrowUp")
    assert page.input_value("#box textarea") == "兵庫県の提案は?"
    page.fill("#box textarea", "書きかけ")
    page.press("#box textarea", "ArrowUp")
    assert page.input_value("#box textarea") == "書きかけ"


NO_CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', {get: () => undefined})"


@pytest.mark.parametrize("script", ["", NO_CLIPBOARD], ids=["clipboard", "http"])
def test_an_answer_is_copied_with_its_quotes_and_sources(visit, script, url):
    page = visit(script=script, permissions=["clipboard-read", "clipboard-write"])
    answer = ask(page, EXAMPLE)
    if script:  # what the old way copies is read where it is pasted
        assert page.evaluate("navigator.clipboard") is None
    answer.get_by_role("button", name="引用付きでコピー").click()
    page.get_by_role("button", name="コピーしました").wait_for()
    assert page.inner_text("#told") == "コピーしました。"
    page.locator("#box textarea").focus()
    page.keyboard.press("Control+V")
    page.wait_for_function("document.querySelector('#box textarea').value")
    pasted = page.input_value("#box textarea")
    assert "対象者が「生活保護受給者」の提案は9件です。" in pasted
    assert "(出典: 厚生労働省「提案内容の実現に向けて" in pasted
    page.fill("#box textarea", "")
    answer.get_by_role("button", name="リンクをコピー").click()
    answer.locator(".copy-link", has_text="コピーしました").wait_for()
    page.locator("#box textarea").focus()
    page.keyboard.press("Control+V")
    page.wait_for_function("document.querySelector('#box textarea').value")
    assert page.input_value("#box textarea") == f"{url}?q={quote(EXAMPLE, safe='')}"


def test_what_cannot_be_copied_is_shown_to_be_copied_by_hand(visit):
    page = visit(script=f"{NO_CLIPBOARD}; Document.prototype.execCommand = () => false")
    ask(page, "仙台市の提案は?").get_by_role("button", name="引用付きでコピー").click()
    assert "(出典: 厚生労働省" in page.evaluate("window.getSelection().toString()")
    assert "選んでコピー" in page.inner_text("#told")


def test_a_link_asks_the_same_question_again(visit):
    page = visit()
    ask(page, "静岡県の準備中の提案は?")
    page.get_by_role("button", name="条件「静岡県」を外す").click()
    page.get_by_role("button", name="条件「静岡県」を戻す").wait_for()
    second = ask(page, "何件?")
    with page.context.expect_page() as opened:
        second.get_by_role("link", name="別の画面で開く").click()
    again = opened.value
    again.locator(".answer").wait_for()
    assert again.inner_text(".lead") == second.locator(".lead").inner_text()
    assert "前の質問から: 静岡県の準備中の提案は?" in again.inner_text(".chips")


def test_filters_of_the_address_hold_until_they_are_taken_out(visit):
    page = visit(
        f"?f={quote('都道府県:静岡県')}&f={quote('進捗:準備中')}&f={quote('-対象者:若者')}&q={quote('提案は何件?')}"
    )
    page.locator(".answer").wait_for()
    assert page.locator("#presets b").all_inner_texts() == ["静岡県", "準備中", "若者 以外"]
    assert "1件" in page.inner_text(".lead")
    page.locator("#presets").get_by_role("button", name="条件「静岡県」を外す").click()
    assert page.locator("#presets li").count() == 2
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    chips = ask(page, "提案は全部で何件?").locator(".chips").inner_text()
    assert "静岡県" not in chips
    assert "準備中" in chips


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?f=色:赤&q=提案は何件?", "「色」では絞り込めません"),
        ("?f=<b>x</b>&q=提案は何件?", "「<b>x</b>」では絞り込めません"),
        ("?f=都道府県:<img src=x>&q=提案は何件?", "<img src=x>"),
        ("?q=", "空です"),
        ("?q=!!!&h=&x=%FF&f=", "空です"),
        ("?h=静岡県の提案は?&x=都道府県:静岡県&x=<i>&q=何件?", "48件"),
    ],
)
def test_an_address_of_any_kind_is_answered(visit, query, words):
    page = visit(query)
    page.locator(".answer, .fault").first.wait_for()
    assert words in page.inner_text("body")
    assert page.locator(".message-wrap, #presets").locator(STRANGERS.replace("b:not(.chips b), ", "")).count() == 0


@pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True), ("blue", True)])
def test_the_address_chooses_light_or_dark(visit, theme, dark):
    page = visit(f"?theme={theme}", scheme="light" if theme == "dark" else "dark")
    page.wait_for_function("window.chat")
    assert page.evaluate("document.body.classList.contains('dark')") == dark


def test_an_answer_is_told_once_to_those_who_hear_the_page(visit):
    page = visit()
    page.evaluate(
        "() => { window.heard = []; new MutationObserver(() => window.heard.push(document.querySelector('#told').textContent))"
        ".observe(document.querySelector('#told'), {childList: true}); }"
    )
    ask(page, EXAMPLE)
    page.wait_for_function("window.heard.length")
    page.wait_for_timeout(300)
    assert page.evaluate("window.heard") == ["答え: 対象者が「生活保護受給者」の提案は9件です。"]
    assert page.get_attribute("[role=log]", "aria-live") == "off"


def test_an_answer_is_rated_with_a_comment(visit, folder):
    page = visit()
    answer = ask(page, EXAMPLE)
    answer.get_by_role("button", name="役に立たなかった").click()
    answer.get_by_label("ひとこと").fill("一覧が欲しい")
    answer.get_by_role("button", name="送る").click()
    page.get_by_text("ありがとうございました").wait_for()
    page.wait_for_timeout(300)
    kept = [(item.question, item.good, item.comment) for item in journal(folder).ratings()]
    assert kept == [(EXAMPLE, False, "一覧が欲しい")]
    assert journal(folder).unanswered() == ()


def test_a_rating_that_cannot_be_kept_is_said_to_be_lost(visit, folder):
    (folder / "records").mkdir(exist_ok=True)
    for path in (folder / "records").iterdir():
        path.unlink()
    (folder / "records" / "journal.sqlite3").mkdir()  # a folder in the place of the file
    page = visit()
    answer = ask(page, EXAMPLE)
    answer.get_by_role("button", name="役に立った").click()
    answer.get_by_role("button", name="送る").click()
    told = page.get_by_text("記録できませんでした")
    told.wait_for()
    assert told.is_visible()
    assert page.get_by_text("ありがとうございました").count() == 0
    (folder / "records" / "journal.sqlite3").rmdir()


def journal(folder):
    return Journal(replace(Settings.load(ROOT, {}), records=folder / "records"))


def test_nothing_that_was_typed_is_kept_in_the_browser(visit):
    page = visit()
    ask(page, "秘密の花壇の提案は?")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])")
    assert "花壇" not in stored


@pytest.fixture
def portal(folder, url):
    """A page of another origin that holds the chat, and keeps what it is told."""
    site = folder / "portal"
    site.mkdir(exist_ok=True)
    (site / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>庁内</title><link rel=icon href=data:,><script>window.told = [];"
        "addEventListener('message', (event) => event.data?.type === 'assistant-height' && told.push(event.data));</script>"
        f"<iframe title=質問 src='{url}embed/?f={quote('進捗:準備中')}' width=700 height=500></iframe>",
        encoding="utf-8",
    )
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=site)
    handler.log_message = lambda *_: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_inside_a_page_of_others_it_is_small_and_tells_its_height(browser, portal, url):
    with browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(portal)
        frame = page.frame_locator("iframe")
        frame.locator("#box textarea").wait_for()
        page.wait_for_function("told.length")
        page.wait_for_timeout(500)
        first = page.evaluate("told.at(-1).height")
        frame.locator("#box textarea").fill(EXAMPLE)
        frame.locator("#box textarea").press("Enter")
        frame.locator(".answer").wait_for()
        page.wait_for_function(f"told.at(-1).height > {first} + 400")
        assert page.evaluate("told.every((said) => Object.keys(said).sort().join() === 'height,type')")
        bigger = frame.get_by_role("link", name="大きな画面で開く").evaluate(
            "link => [link.href, link.target, link.rel]"
        )
        assert bigger == [f"{url}?f={quote('進捗:準備中', safe='')}", "_blank", "noopener"]
        frame.locator(".cite").first.click()
        assert frame.locator("details.row dl").first.is_visible()
        rows = frame.get_by_role("link", name="前後の行と資料").first.evaluate("link => link.href")
        assert rows.startswith(f"{url}rows/")
        again = frame.get_by_role("link", name="別の画面で開く").evaluate("link => link.href")
        assert again.startswith(f"{url}?f=")
        frame.get_by_role("button", name="新しい会話").click()
        page.wait_for_function(f"told.at(-1).height < {first} + 100")


def test_words_of_a_source_stay_text(visit):
    page = visit(width=1000)
    answer = ask(page, "花壇についての提案は?")
    for more in answer.locator("details.more > summary").all():
        more.click()
    for summary in answer.locator("details.row > summary").all():
        summary.click()
    rows = {text.split("\n")[1]: text for text in answer.locator("dl").all_inner_texts()}
    for name, payload in zip(NAMES, PAYLOADS, strict=True):
        assert payload.strip() in rows[name]
    assert TITLE in answer.inner_text()
    assert TITLE in page.inner_text("#sources")
    assert page.locator(".message-wrap").locator(STRANGERS).count() == 0
    assert page.locator(".message-wrap details:not(.row, .more)").count() == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    payloads = dict(zip(NAMES, PAYLOADS, strict=True))
    for beside in answer.locator(".beside").all()[:8]:
        beside.click()
        page.locator(f'#evidence [data-row="{beside.get_attribute("data-row")}"]').wait_for()
        told = page.inner_text("#evidence dl >> nth=0")
        assert payloads[told.split("\n")[1]].strip() in told
        assert page.locator("#evidence").locator(STRANGERS).count() == 0
    assert page.title() == "自治体提案アシスタント"


def test_words_of_a_question_stay_text(visit):
    page = visit()
    for at, payload in enumerate(PAYLOADS):
        ask(page, f"花壇 {payload}")
        assert " ".join(page.locator(".question").nth(at).inner_text().split()) == f"花壇 {' '.join(payload.split())}"
    assert page.locator(".message-wrap").locator(STRANGERS).count() == 0
    assert page.locator(".message-wrap details:not(.row, .more)").count() == 0
    assert page.title() == "自治体提案アシスタント"
