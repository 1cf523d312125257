"""The pages for finding precedents in headless Chromium, without JavaScript: found, ticked, compared, exported, drawn."""

import pytest
from conftest import ROOT, settings_for
from playwright.sync_api import sync_playwright
from renderings import seed
from serving import FLAGS, running, visits

from assistant.assistant import Assistant

DRAFT = "生活保護受給者を対象に、福祉事務所に就労支援の窓口を置き、ハローワークと一体で支援する。"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A server over the published table."""
    folder = tmp_path_factory.mktemp("served")
    Assistant.build(settings_for(ROOT / "corpus", folder / "index"))
    with running(folder, folder / "index") as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="module")
def pdf_url(tmp_path_factory, browser):
    """A server over the same table as a PDF file that the browser printed."""
    folder = tmp_path_factory.mktemp("printed")
    (folder / "corpus").mkdir()
    cells = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for part in seed.sections() for row in part.rows
    )
    heading = "".join(f"<th>{name}</th>" for name in seed.COLUMNS)
    style = "<style>table{border-collapse:collapse}td,th{border:1px solid;padding:4px;font-size:11px}</style>"
    page = browser.new_page()
    page.set_content(f"<html lang=ja>{style}<h1>{seed.TITLE}</h1><table>{heading}{cells}</table></html>")
    page.pdf(path=folder / "corpus/提案.pdf", format="A4")
    page.close()
    Assistant.build(settings_for(folder / "corpus", folder / "index"))
    with running(folder, folder / "index", folder / "corpus") as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def visit(browser):
    """Opens a page without JavaScript; at the end, no error was logged and nothing was asked of another host."""
    with visits(browser) as open_page:
        yield open_page


def rows(page):
    page.wait_for_load_state()
    return [text.strip() for text in page.locator("tbody th[scope=row] a").all_inner_texts()]


def test_facets_filter_by_a_click_and_the_back_button_undoes_it(visit, url):
    page = visit(f"{url}browse")
    assert len(rows(page)) == 18
    page.get_by_role("button", name="静岡県 2件").click()
    assert rows(page) == ["浜松市", "富士市"]
    assert "f=" in page.url
    assert "toggle" not in page.url
    page.get_by_role("button", name="準備中 2件").click()
    page.get_by_role("button", name="条件「都道府県: 静岡県」を外す").click()
    assert "浜松市" in rows(page)
    assert len(rows(page)) > 2
    page.go_back()
    page.go_back()
    assert rows(page) == ["浜松市", "富士市"]


def test_words_and_facets_hold_together_by_keyboard_alone(visit, url):
    page = visit(f"{url}browse")
    page.keyboard.press("Tab")
    assert page.get_by_role("link", name="本文へ移動").evaluate("e => e === document.activeElement")
    page.get_by_label("言葉").focus()
    page.keyboard.type("若者の就職")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert set(rows(page)) >= {"山形県", "大阪府", "富士市"}
    assert "当てはまるもの" in page.locator(".how").inner_text()
    page.get_by_role("button", name="山形県 1件").focus()
    with page.expect_navigation():
        page.keyboard.press("Space")
    assert rows(page) == ["山形県"]
    assert page.get_by_role("button", name="山形県 1件").get_attribute("aria-pressed") == "true"


def test_columns_sort_by_their_headings(visit, url):
    page = visit(f"{url}browse")
    page.get_by_role("columnheader", name="実施時期").get_by_role("button").click()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("実施時期")
    page.get_by_role("columnheader", name="実施時期").get_by_role("button").click()
    assert rows(page)[0] == "兵庫県"
    page.get_by_role("columnheader", name="実施時期").get_by_role("button").click()
    assert rows(page)[0] == "新潟県及び新潟市"


def test_ticked_rows_are_compared_and_exported(visit, url, tmp_path):
    page = visit(f"{url}browse")
    page.get_by_label("仙台市(宮城県)を選ぶ").check()
    counted = "getComputedStyle(document.querySelector('.ticked'), '::after').content"
    page.get_by_role("button", name="静岡県 2件").click()
    page.get_by_label("浜松市(静岡県)を選ぶ").check()
    assert page.get_by_label("仙台市(宮城県)", exact=True).is_checked()
    assert "counter" in page.evaluate(counted)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert {line.split(",")[0] for line in text.splitlines()[1:]} == {"仙台市", "浜松市"}
    assert download.value.suggested_filename.startswith("先行事例_")
    page.get_by_role("button", name="並べて比べる").click()
    heads = page.locator("thead th a:not(.drop)").all_inner_texts()
    assert sorted(heads) == ["仙台市(宮城県)", "浜松市(静岡県)"]
    assert "並べて比べる(2件)" in page.locator("header nav").inner_text()
    page.get_by_role("link", name="浜松市(静岡県)を外す").click()
    assert page.locator("thead th a:not(.drop)").all_inner_texts() == ["仙台市(宮城県)"]
    page.get_by_role("link", name="さがすに戻る").click()
    assert rows(page) == ["浜松市", "富士市"]


def test_a_row_leads_to_its_neighbours_its_source_and_what_is_like_it(visit, url):
    page = visit(f"{url}browse")
    page.get_by_role("link", name="仙台市", exact=True).click()
    assert page.locator("h1").inner_text() == "仙台市(宮城県)"
    page.locator(".proofs a", has_text="福祉事務所").first.click()
    assert "福祉事務所" in page.locator("mark").first.inner_text()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="資料を開く").click()
    assert "仙台市 (宮城県)" in opened.value.inner_text("body")
    page.locator(".alike h3 a").first.click()
    assert page.locator("h1").inner_text() != "仙台市(宮城県)"
    page.go_back()
    page.get_by_role("link", name="表の次の行").click()
    assert page.locator("h1").inner_text() == "鴻巣市(埼玉県)"


def test_a_pasted_draft_finds_what_is_like_it(visit, url):
    page = visit(f"{url}draft")
    page.get_by_label("案の文").fill(DRAFT)
    page.get_by_role("button", name="似た事例を探す").click()
    first = page.locator(".alike > li").first
    link = first.locator("h3 a")
    assert link.inner_text() == "仙台市(宮城県)"
    assert "対象者: 生活保護受給者" in first.inner_text()
    assert first.locator("mark").count() > 2
    with page.expect_popup() as opened:  # the draft stays where it is: a page made by POST cannot be gone back to
        link.click()
    assert opened.value.locator("h1").inner_text() == "仙台市(宮城県)"
    assert page.get_by_label("案の文").input_value() == DRAFT
    assert DRAFT not in page.url


def test_nothing_typed_is_kept_in_the_browser(visit, url):
    page = visit(f"{url}browse?q=%E8%8B%A5%E8%80%85", scripts=True)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_hangs_over_the_edge(visit, url, scheme):
    page = visit(f"{url}browse?q=%E8%8B%A5%E8%80%85", scheme=scheme, scripts=True)
    ids = [box.get_attribute("value") for box in page.locator("tbody input").all()]
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(245, 247, 249)", "dark": "rgb(18, 24, 31)"}[scheme]
    for path in (
        "browse",
        f"rows/{ids[0]}",
        f"compare?{'&'.join(f'id={n}' for n in ids)}",
        "draft",
        "browse?f=%E9%80%B2%E6%8D%97:x",
    ):
        page.goto(url + path)
        for width in (320, 400, 640, 1280, 3840):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)


def test_conditions_stand_beside_the_results_or_fold_away(visit, url):
    page = visit(f"{url}browse")
    assert page.get_by_role("button", name="静岡県 2件").is_visible()
    page.set_viewport_size({"width": 400, "height": 800})
    assert not page.get_by_role("button", name="静岡県 2件").is_visible()
    page.get_by_text("条件で絞り込む").first.click()
    page.get_by_role("button", name="静岡県 2件").click()
    assert rows(page) == ["浜松市", "富士市"]
    assert page.locator("table").evaluate("t => t.getAttribute('role')") == "table"


def test_a_row_of_a_pdf_file_shows_its_page(visit, pdf_url):
    page = visit(f"{pdf_url}browse?q=%E4%BB%99%E5%8F%B0%E5%B8%82", scripts=True)
    page.get_by_role("link", name="仙台市", exact=True).click()
    picture = page.locator("img.sheet-picture")
    picture.scroll_into_view_if_needed()
    loaded = "e => e.complete ? 0 : new Promise((done, fail) => { e.onload = done; e.onerror = fail; })"
    picture.evaluate(f"async e => {{ await ({loaded})(e); }}")
    assert picture.evaluate("e => e.naturalWidth") > 400
    assert "box=" in picture.get_attribute("src")
    assert page.get_by_role("link", name="資料を開く").get_attribute("href").endswith(".pdf#page=1")
