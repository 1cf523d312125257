"""The pictures in headless Chromium: clicked without JavaScript, by keyboard, at every width, in both schemes, on paper."""

import hashlib
import shutil

import axe
import pytest
from conftest import ROOT, settings_for
from payloads import PAYLOADS
from playwright.sync_api import sync_playwright
from serving import FLAGS, running, visits

from assistant.assistant import Assistant

KINDS = ("map", "timeline", "crosstab")


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A server over the published table, and a second one that tries to be more than text."""
    folder = tmp_path_factory.mktemp("served")
    corpus = folder / "corpus"
    shutil.copytree(ROOT / "corpus", corpus)
    rows = "".join(
        f"{at}\t花壇 {payload} の整備\t花壇を整備する。\t準備中。平成26年{at % 12 + 1}月から実施予定\n"
        for at, payload in enumerate(PAYLOADS, start=1)
    )
    text = f"花壇の一覧\n\nNo.\t事業名\t提案概要\t進捗状況\n{rows}"
    (corpus / "flowers.txt").write_text(text, encoding="utf-8")
    with (corpus / "sources.tsv").open("a", encoding="utf-8") as table:
        table.write(f"\nflowers.txt\t花壇\t役所\t平成26年度\t\t{hashlib.sha256(text.encode()).hexdigest()}\n")
    Assistant.build(settings_for(corpus, folder / "index"))
    with running(folder, folder / "index", corpus) as port:
        yield f"http://127.0.0.1:{port}/browse"


@pytest.fixture
def visit(browser):
    """Opens a page; at the end, no error was logged and nothing was asked of another host."""
    with visits(browser) as open_page:
        yield open_page


def count(page):
    return int(page.locator("#results").inner_text().split("件")[0])


def test_a_picture_opens_and_closes(visit, url):
    page = visit(url)
    assert page.locator(".picture").count() == 0
    page.get_by_role("link", name="地図(都道府県)").click()
    assert page.get_by_role("link", name="静岡県 2件").first.is_visible()
    page.get_by_role("link", name="実施時期").click()
    assert page.locator(".months").is_visible()
    page.get_by_role("link", name="図を閉じる").click()
    assert page.locator(".picture").count() == 0


def test_a_prefecture_filters_by_a_click_and_no_more_by_a_second(visit, url):
    page = visit(f"{url}?picture=map")
    whole = count(page)
    page.locator(".tiles").get_by_role("link", name="静岡県 2件").click()
    assert count(page) == 2
    page.locator(".tiles").get_by_role("link", name="兵庫県 3件").click()
    assert count(page) == 5
    chosen = page.locator(".tiles [aria-current=true]")
    assert chosen.locator(".unseen").all_text_contents() == ["静岡県 2件 選択中", "兵庫県 3件 選択中"]
    for _ in range(2):
        chosen.first.click()
    assert count(page) == whole


def test_facets_and_words_keep_the_picture_open(visit, url):
    page = visit(f"{url}?picture=map")
    page.get_by_role("button", name="協議中 5件").click()
    assert page.locator(".tiles").get_by_role("link", name="山形県 1件").is_visible()
    page.fill("#q", "若者の就職")
    page.get_by_role("button", name="さがす", exact=True).click()
    assert page.locator(".tiles").is_visible()


def test_a_month_a_year_and_a_row_of_the_timeline(visit, url):
    page = visit(f"{url}?picture=timeline&f=対象者:生活保護受給者")
    whole = count(page)
    page.get_by_role("link", name="平成25年4月 4件").click()
    assert count(page) == 4
    assert page.locator(".lane").count() == 4
    page.get_by_role("link", name="平成25年4月 4件 選択中").click()
    assert count(page) == whole
    page.get_by_role("link", name="平成24年度(2012) 4件").first.click()
    assert count(page) == 4
    page.locator(".months tbody a", has_text="神戸市").click()
    assert "神戸市" in page.inner_text("h1")


def test_a_target_with_a_status(visit, url):
    page = visit(f"{url}?picture=crosstab")
    whole = count(page)
    page.get_by_role("link", name="生活保護受給者・準備中 8件").click()
    assert count(page) == 8
    assert page.locator(".chips button").count() == 2
    page.get_by_role("link", name="若者・合計 4件").click()
    assert count(page) == 4
    page.get_by_role("link", name="若者・合計 4件 選択中").click()
    assert count(page) == whole


def test_the_map_works_by_keyboard(visit, url):
    page = visit(f"{url}?picture=map", scripts=True)
    page.locator(".kinds a").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.querySelector('.unseen').textContent") == "北海道 1件"
    width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
    assert width >= 3
    page.keyboard.press("Enter")
    page.wait_for_url("**/browse?f=*")
    assert count(page) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_in_words(visit, url, kind):
    page = visit(f"{url}?picture={kind}", scripts=True)
    for summary in page.locator(".in-words summary").all():
        summary.click()
    lines = page.locator(".in-words tr, .crosstab tr").all_inner_texts()
    said = {
        "map": "静岡県 2件",
        "timeline": "平成24年度(2012) 7件",
        "crosstab": "若者 4 若者・合計 4件 2 若者・協議中 2件",
    }
    assert any(said[kind] in " ".join(line.split()) for line in lines), lines


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "query", ["", "f=都道府県:静岡県&f=実施時期:2013-04&f=対象者:障害者&f=進捗:準備中"], ids=["all", "chosen"]
)
def test_it_fits_and_reads_well_at_every_width(visit, url, kind, scheme, query):
    page = visit(f"{url}?picture={kind}&{query}", scheme=scheme, scripts=True)
    for width in (320, 400, 640, 1280, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for link in page.locator(".tiles a:visible, .stack:is(a):visible, .crosstab td a:visible").all()[:12]:
            box = link.bounding_box()
            assert box["height"] >= 24
            assert box["width"] >= 24
        if width in {400, 1280}:
            assert axe.violations(page) == []


def test_where_squares_would_be_too_small_the_list_is_shown(visit, url):
    page = visit(f"{url}?picture=map", width=320)
    assert not page.locator(".tiles").is_visible()
    assert page.locator(".in-words").get_by_role("link", name="静岡県").is_visible()


def test_words_of_a_source_stay_text(visit, url):
    page = visit(f"{url}?picture=timeline&f=実施時期:2014年", scripts=True)
    names = page.locator(".months tbody th a").all_inner_texts()
    assert len(names) == 30
    assert page.title().startswith("事例をさがす")
    for payload in PAYLOADS:
        assert any(" ".join(payload.split())[:36] in name for name in names), (payload, names)
    assert page.locator(".picture").locator("img, script, style, iframe, form, h1, input, math").count() == 0


@pytest.mark.parametrize("query", ["picture=x", "picture=", "picture=map&picture=<b>", "picture=%00", "picture"])
def test_a_picture_that_is_none_is_no_fault(visit, url, query):
    page = visit(f"{url}?{query}")
    assert count(page) == 18 + len(PAYLOADS)


@pytest.mark.parametrize(
    "query",
    ["f=実施時期:あり", "f=実施時期:x", "f=都道府県:あり", "f=都道府県:火星", "f=対象者:あり&f=進捗:あり"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_strange_conditions(visit, url, kind, query):
    page = visit(f"{url}?picture={kind}&{query}")
    assert page.locator(".picture").is_visible()


def test_on_paper_numbers_are_black_on_white(visit, url):
    page = visit(f"{url}?picture=map", scripts=True)
    page.emulate_media(media="print")
    dark = page.locator(".tiles a", has_text="兵庫")
    assert dark.evaluate("(item) => getComputedStyle(item).color") == "rgb(0, 0, 0)"
    assert dark.evaluate("(item) => getComputedStyle(item.parentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator(".kinds").is_visible()
