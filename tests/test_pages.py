"""The pages over true indexes: every state in the address, every word escaped, every bad address told kindly."""

import io
import re
import zipfile
from dataclasses import replace
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from conftest import ROOT, settings_for
from fastapi import FastAPI
from lxml import html
from PIL import Image
from starlette.testclient import TestClient

from assistant.assistant import Assistant
from assistant.errors import IndexUnavailableError
from assistant.index import Index
from assistant.pages import add_pages
from assistant.records import Field, Place, Proposal, Source
from assistant.style import sheet

PAYLOAD = "<img src=x onerror=alert(1)>"
EVIL_NAME = f"{PAYLOAD}.tsv"
HEADING = "No.\t自治体名\t提案概要\t進捗状況\n"
PDF = "corpus/報告 書#1.pdf"


def visit(opened, settings, **options):
    app = FastAPI()
    add_pages(app, opened, settings)
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False, **options)


@pytest.fixture(scope="module")
def client(assistant):
    return visit(lambda: assistant, assistant.settings)


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A corpus of many kinds of files, some of which try to be more than text, as it is built from them."""
    folder = tmp_path_factory.mktemp("mixed")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / EVIL_NAME).write_text(
        f"{HEADING}1\t札幌市\t花壇に {PAYLOAD} を置く。\t協議中 </dd><h1>x\n", encoding="utf-8"
    )
    (corpus / "日本語の表.csv").write_bytes(
        f"{HEADING}1\t青森市\t髙い窓口を置く。\t準備中\n".replace("\t", ",").encode("cp932")
    )
    (corpus / "束.zip").write_bytes(zipped({"中/表.tsv": f"{HEADING}1\t盛岡市\t花壇を置く。\t準備中\n".encode()}))
    rows = "<tr><th>No.<th>自治体名<th>提案概要<th>進捗状況<tr><td>1<td>秋田市<td>道を直す。<td>準備中"
    page = f"<!doctype html><html><body><script>alert(1)</script><table>{rows}</table></body></html>"
    (corpus / "page.html").write_text(page, encoding="utf-8")
    lines = [f"{EVIL_NAME}\t{PAYLOAD}題名\t{PAYLOAD}役所\t{PAYLOAD}時点\t\t"]
    (corpus / "sources.tsv").write_text("\n".join(["file\ttitle\tpublisher\tas_of\turl\tsha256", *lines]), "utf-8")
    settings = settings_for(corpus, folder / "index")
    Assistant.build(settings)
    return Assistant.open(settings)


@pytest.fixture(scope="module")
def mixed_client(mixed):
    return visit(lambda: mixed, mixed.settings)


@pytest.fixture(scope="module")
def pdf_client(assistant, tmp_path_factory):
    """A row that stands on page 2 of a PDF file."""
    corpus = tmp_path_factory.mktemp("pdf") / "corpus"
    corpus.mkdir()
    first, second = (Image.new("RGB", (595, 842), color) for color in ("white", "#eeeeff"))
    first.save(corpus / PDF.partition("/")[2], save_all=True, append_images=[second])
    source = Source(PDF, "", "報告書", "総務省", "2024年", "")
    fields = (Field("団体名", "municipality", "青森市"), Field("概要", "overview", "窓口を置く。"))
    row = Proposal("p1", source, Place(page=2, box=(50, 60, 200, 100)), "", "1", "青森市", fields)
    index = Index.build((row,), assistant.index.encoder, (source,))
    settings = replace(assistant.settings, corpus=corpus)
    return visit(lambda: Assistant(index, settings), settings)


def row_of(assistant, name):
    return next(row for row in assistant.proposals if row.municipality == name)


def get(client, path, *pairs):
    return client.get(f"{path}?{urlencode(pairs)}" if pairs else path)


def text_of(response):
    return html.fromstring(response.text).text_content()


def test_the_page_of_results_holds_table_facets_and_counts(client):
    response = get(client, "/browse")
    tree = html.fromstring(response.text)
    assert response.status_code == 200
    assert tree.get("lang") == "ja"
    assert len(tree.xpath("//tbody/tr")) == 18
    assert [h.text for h in tree.xpath("//section/h2[starts-with(@id, 'facet-')]")] == [
        "都道府県", "地方", "団体区分", "対象者", "実施場所", "進捗", "実施時期",
    ]  # fmt: skip
    assert tree.xpath("//button[@value='都道府県:静岡県']")[0].text_content() == "静岡県 2件"
    assert tree.xpath("//section[@id='pictures']")
    assert tree.xpath("//th[@scope='col']")
    assert tree.xpath("//a[@class='skip'][@href='#main']")
    assert "<script" not in response.text


def test_conditions_are_chips_that_can_be_taken_away(client):
    pairs = [("q", "生活保護"), ("f", "進捗:準備中"), ("id", "x")]
    tree = html.fromstring(get(client, "/browse", *pairs).text)
    chip = tree.xpath("//ul[@class='chips']//button")[0]
    assert chip.get("aria-label") == "条件「進捗: 準備中」を外す"
    assert tree.xpath("//button[@value='進捗:準備中'][@aria-pressed='true']")
    assert "当てはまるもの" in tree.xpath("//p[@class='how']")[0].text_content()
    ask = unescape(tree.xpath("//p[@class='next']/a/@href")[0])
    assert ask == "./?" + urlencode([("q", "生活保護"), ("f", "進捗:準備中")])


def test_a_click_on_a_value_leads_to_an_address_of_its_own(client):
    pairs = [("q", "窓口"), ("f", "進捗:準備中"), ("sort", ""), ("page", "2"), ("id", "x")]
    added = get(client, "/browse", *pairs, ("toggle", "対象者:若者"))
    wanted = [("q", "窓口"), ("f", "進捗:準備中"), ("f", "対象者:若者"), ("id", "x")]
    assert (added.status_code, added.headers["location"]) == (303, f"browse?{urlencode(wanted)}")
    gone = get(client, "/browse", *wanted, ("toggle", "進捗:準備中"))
    assert gone.headers["location"] == "browse?" + urlencode([wanted[0], *wanted[2:]])


def test_ticked_rows_go_along_with_every_link(client, assistant):
    row = row_of(assistant, "仙台市")
    page = get(client, "/browse", ("f", "都道府県:静岡県"), ("id", row.id))
    tree = html.fromstring(page.text)
    assert "並べて比べる(1件)" in tree.xpath("//nav")[0].text_content()
    assert tree.xpath(f"//fieldset//input[@checked][@value='{row.id}']")
    assert all(f"id={row.id}" in link for link in tree.xpath("//header//a[not(contains(., '質問'))]/@href"))
    assert all(f"id={row.id}" in link for link in tree.xpath("//tbody//a/@href"))
    nothing = get(client, "/browse", ("f", "都道府県:火星"), ("id", row.id))
    assert html.fromstring(nothing.text).xpath(f"//form//input[@type='hidden'][@value='{row.id}']")


def test_a_sorted_column_says_so(client):
    tree = html.fromstring(get(client, "/browse", ("sort", "start")).text)
    assert tree.xpath("//th[@aria-sort='ascending']/button/@value") == ["-start"]
    tree = html.fromstring(get(client, "/browse", ("sort", "-start")).text)
    assert tree.xpath("//th[@aria-sort='descending']/button/@value") == [""]


def test_no_match_says_what_to_do(client):
    response = get(client, "/browse", ("f", "都道府県:火星"))
    assert response.status_code == 200
    assert "この条件に当てはまる事例はありません" in response.text
    assert "案の文を貼り付けて" in response.text


def test_words_that_only_order_are_told(client):
    assert "言葉では絞り込んでいません" in text_of(get(client, "/browse", ("q", "宇宙")))


def test_a_row_is_shown_verbatim_with_marks_source_and_proofs(client, assistant):
    row = row_of(assistant, "仙台市")
    response = get(client, f"/rows/{row.id}", ("mark", "提案概要:0-9"), ("mark", "提案概要:5-12"))
    tree = html.fromstring(response.text)
    shown = {div[0].text_content(): div[1].text_content() for div in tree.xpath("(//dl[@class='fields'])[1]/div")}
    assert shown == {field.name: field.text for field in row.fields}
    assert "".join(mark.text for mark in tree.xpath("//dl[@class='fields']//mark")) == row.text("提案概要")[:12]
    text = tree.text_content()
    for words in (row.source.title, "厚生労働省", "平成24年度", "市区町村 No.2", row.locator, "福祉事務所"):
        assert words in text
    assert [a.text_content() for a in tree.xpath("//nav[@class='neighbours']/a")] == [
        "表の前の行北見市(北海道)",
        "表の次の行鴻巣市(埼玉県)",
    ]
    assert tree.xpath("//a[contains(., '資料を開く')]/@href") == ["../source/corpus/mhlw-proposals.txt"]
    assert tree.xpath("//ol[@class='alike']/li")
    proof = tree.xpath("//section[@class='proofs']//a")[0]
    marked = html.fromstring(client.get(f"/rows/{proof.get('href').partition('rows/')[2]}").text)
    assert marked.xpath("//mark")[0].text == proof.text.strip("「」")


def test_a_fragment_is_the_inside_alone_with_links_from_the_root(client, assistant):
    row = row_of(assistant, "仙台市")
    response = get(client, f"/rows/{row.id}", ("fragment", "1"), ("mark", "提案概要:0-9"))
    assert response.text.lstrip().startswith("<article")
    assert "<mark>" in response.text
    assert 'href="/source/corpus/mhlw-proposals.txt"' in response.text
    lost = get(client, "/rows/none", ("fragment", "1"))
    assert lost.status_code == 404
    assert lost.text.lstrip().startswith('<p class="fault"')


@pytest.mark.parametrize(
    "mark", ["x", "提案概要:5", "提案概要:9-3", "提案概要:0-99999", "無い欄:0-1", "提案概要:-1-2", PAYLOAD]
)
def test_a_mark_that_does_not_fit_is_told_and_harms_nothing(client, assistant, mark):
    response = get(client, f"/rows/{row_of(assistant, '仙台市').id}", ("mark", mark))
    assert response.status_code == 200
    assert "1 か所は、この事例の文の中にありません" in response.text


def test_rows_stand_side_by_side_with_their_differences(client, assistant):
    ids = [row_of(assistant, name).id for name in ("仙台市", "神戸市")]
    pairs = [("id", item) for item in ids]
    tree = html.fromstring(get(client, "/compare", *pairs).text)
    lines = {tr[0].text: tr for tr in tree.xpath("//tbody/tr")}
    assert lines["進捗"].get("class") == "same"
    assert lines["都道府県"].get("class") == "differs"
    assert [li.text for li in lines["対象者"].xpath(".//li[@class='own']")] == ["住宅手当受給者"]
    assert lines["提案概要"].xpath("./td[1]")[0].text_content() == row_of(assistant, "仙台市").text("提案概要")
    assert "厚生労働省" in lines["出典"].text_content()
    only = html.fromstring(get(client, "/compare", *pairs, ("only", "different")).text)
    assert "進捗" not in [tr[0].text for tr in only.xpath("//tbody/tr")]
    dropped = tree.xpath("//a[@aria-label='仙台市(宮城県)を外す']/@href")[0]
    assert ids[0] not in dropped
    assert ids[1] in dropped


def test_a_comparison_of_nothing_and_of_rows_that_are_gone(client, assistant):
    assert "まだ事例を選んでいません" in get(client, "/compare").text
    row = row_of(assistant, "仙台市")
    some = get(client, "/compare", ("id", row.id), ("id", "gone"))
    assert some.status_code == 200
    assert "1 件は見つかりません" in some.text
    assert get(client, "/compare", ("id", "gone")).status_code == 404


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "docx", "md"])
def test_ticked_rows_or_all_that_match_are_exported(client, assistant, suffix):
    response = get(client, f"/export.{suffix}", ("f", "都道府県:静岡県"))
    assert response.status_code == 200
    assert re.fullmatch(
        rf"attachment; filename=\"_____\d{{8}}\.{suffix}\"; filename\*=UTF-8''%E5.*",
        response.headers["content-disposition"],
    )
    if suffix == "csv":
        assert [line.split(",")[0] for line in response.text.splitlines()[1:]] == ["浜松市", "富士市"]
        one = get(client, "/export.csv", ("f", "都道府県:静岡県"), ("id", row_of(assistant, "仙台市").id))
        assert "仙台市" in one.text
        assert "浜松市" not in one.text


def test_a_draft_finds_rows_and_is_kept_nowhere(client):
    form = {"text": "生活保護受給者を対象に、福祉事務所に就労支援の窓口を置く。\r\n" + PAYLOAD}
    response = client.post("/draft", data=form)
    tree = html.fromstring(response.text)
    assert response.status_code == 200
    assert tree.xpath("//textarea")[0].text.strip() == form["text"].replace("\r\n", "\n")
    assert tree.xpath("//ol[@class='alike']/li")[0].xpath(".//h3/a")[0].text_content() == "仙台市(宮城県)"
    assert "対象者: 生活保護受給者" in tree.xpath("//ol[@class='alike']/li")[0].text_content()
    assert tree.xpath("//ol[@class='alike']//mark")
    assert "set-cookie" not in response.headers
    assert not tree.xpath("//img")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "案の文がありません"),
        (b"text=", "案の文がありません"),
        (b"other=1", "案の文がありません"),
        (b"text=%FF%FE%00", "案の文がありません"),
        (b"\xff\xfe\x00", "案の文がありません"),
        (b"text=" + "窓".encode() * 5001, "案が長すぎます(5001文字)"),
        (b"&".join([b"a=1"] * 2000), ""),
    ],
    ids=["empty", "blank", "other", "bytes", "binary", "long", "many"],
)
def test_a_bad_draft_is_told(client, data, words):
    response = client.post("/draft", content=data, headers={"content-type": "application/x-www-form-urlencoded"})
    assert response.status_code == 422
    assert words in response.text


BAD = [  # address -> status, words
    ("/browse?f=x", 422, "という条件はありません"),
    ("/browse?f=国:日本", 422, "という条件はありません"),
    (f"/browse?f={quote(PAYLOAD)}:1", 422, "という条件はありません"),
    ("/browse?page=0", 422, "ページはありません"),
    ("/browse?page=x", 422, "ページはありません"),
    ("/browse?sort=x", 422, "並べ替えられません"),
    ("/browse?q=!!!", 422, "質問が空です"),
    ("/browse?q=" + "a" * 3000, 422, "長すぎます"),
    ("/browse?" + "&".join(f"id={n}" for n in range(101)), 422, "100 件まで"),
    ("/rows/nothing", 404, "という事例はありません"),
    ("/rows/%00", 404, "という事例はありません"),
    (f"/rows/{quote(PAYLOAD, safe='')}", 404, "という事例はありません"),
    ("/export.exe", 404, "では書き出せません"),
    ("/export.csv?id=gone", 404, "選び直してください"),
    ("/export.csv?f=x", 422, "という条件はありません"),
    ("/export.csv?f=都道府県:火星", 422, "書き出す事例がありません"),
    ("/source/corpus/nothing.txt", 404, "という資料はありません"),
    ("/source/corpus/sources.tsv", 404, "という資料はありません"),
    ("/source/corpus/../pyproject.toml", 404, ""),
    ("/source/corpus/%2e%2e/pyproject.toml", 404, "という資料はありません"),
    ("/source/..%2fpyproject.toml", 404, "という資料はありません"),
    ("/source//etc/hostname", 404, "という資料はありません"),
    ("/source/%2Fetc%2Fhostname", 404, "という資料はありません"),
    ("/source/corpus/mhlw-proposals.txt/x", 404, "という資料はありません"),
    ("/source/corpus/mhlw-proposals.txt%00", 404, "という資料はありません"),
    ("/source-page/corpus/mhlw-proposals.txt", 404, "PDF の資料だけ"),
    ("/source-page/corpus/mhlw-proposals.txt?page=x", 422, "ページはありません"),
]


@pytest.mark.parametrize(("address", "status", "words"), BAD, ids=[item[0][:60] for item in BAD])
def test_a_bad_address_is_told_kindly(client, address, status, words):
    response = client.get(address)
    assert response.status_code == status
    assert words in unescape(response.text)
    assert "<img" not in response.text
    if words:
        assert html.fromstring(response.text).xpath("//nav//a")


def test_unread_words_stay_in_the_box_with_the_conditions(client):
    tree = html.fromstring(get(client, "/browse", ("q", "!!!"), ("f", "進捗:準備中")).text)
    assert tree.xpath("//input[@name='q']/@value") == ["!!!"]
    assert tree.xpath("//input[@name='q']/@aria-describedby") == ["fault"]
    assert tree.xpath("//input[@name='f']/@value") == ["進捗:準備中"]


def test_links_lead_back_from_any_depth(client):
    for path, up in (("/rows/x", "../"), ("/source/a/b%2Fc/d", "../../../"), ("/browse?f=a/b", "./")):
        page = html.fromstring(client.get(path).text)
        assert page.xpath("//header//a[contains(., '質問する')]/@href") == [up]


def test_below_a_proxy_everything_stays_below_it(assistant):
    client = visit(lambda: assistant, assistant.settings, root_path="/assistant")
    for path in ("/assistant/browse", "/assistant/compare", "/assistant/rows/none"):
        tree = html.fromstring(client.get(path).text)
        assert not [
            link for link in tree.xpath("//@href | //@action | //@formaction") if link.startswith(("/", "http"))
        ]
    row = row_of(assistant, "仙台市")
    assert 'href="/assistant/source/corpus/' in client.get(f"/assistant/rows/{row.id}?fragment=1").text
    assert client.get("/assistant/browse?toggle=進捗:準備中").headers["location"].startswith("browse?")


def test_without_an_index_every_page_says_what_to_do(assistant):
    def closed():
        raise IndexUnavailableError("/secret/index", "索引がありません", "`assistant build` を実行してください。")

    client = visit(closed, assistant.settings)
    for path in ("/browse", "/rows/x", "/compare", "/export.csv", "/source/corpus/a", "/source-page/corpus/a"):
        response = client.get(path)
        assert response.status_code == 503
        assert "assistant build" in response.text
        assert "secret" not in response.text
    assert client.post("/draft", data={"text": "窓口を置く"}).status_code == 503


def test_a_failure_is_told_without_its_words(assistant):
    def broken():
        raise RuntimeError("secret")

    response = visit(broken, assistant.settings).get("/browse")
    assert response.status_code == 500
    assert "管理者に見てもらってください" in response.text
    assert "secret" not in response.text


def test_words_of_sources_stay_text_on_every_page(mixed, mixed_client):
    row = row_of(mixed, "札幌市")
    pages = [
        get(mixed_client, "/browse", ("q", PAYLOAD), ("f", f"自治体:{PAYLOAD}"), ("f", "進捗:協議中"), ("id", PAYLOAD)),
        get(mixed_client, "/browse"),
        get(mixed_client, f"/rows/{row.id}"),
        get(mixed_client, f"/rows/{row.id}", ("fragment", "1")),
        get(mixed_client, "/compare", *(("id", row.id) for row in mixed.proposals)),
        mixed_client.post("/draft", data={"text": f"{PAYLOAD} 花壇を置く"}),
    ]
    for page in pages:
        assert page.status_code == 200
        tree = html.fromstring(page.text)
        assert not tree.xpath("//script | //img | //@onerror | //dd//h1")
        assert PAYLOAD in tree.text_content() or tree.xpath(f"//@value[. = '{PAYLOAD}']")


def test_a_source_is_given_as_it_lies_there(mixed, mixed_client):
    corpus = mixed.settings.corpus
    wanted = {
        "札幌市": (corpus / EVIL_NAME, "text/plain; charset=utf-8", "inline"),
        "青森市": (corpus / "日本語の表.csv", "text/plain; charset=shift_jis", "inline"),
        "秋田市": (corpus / "page.html", "application/octet-stream", "attachment"),
    }
    for name, (file, kind, shown) in wanted.items():
        page = mixed_client.get(f"/rows/{row_of(mixed, name).id}")
        link = html.fromstring(page.text).xpath("//a[contains(., '資料を開く')]/@href")[0]
        response = mixed_client.get(link.removeprefix(".."))
        assert response.content == file.read_bytes()
        assert response.headers["content-type"] == kind
        assert response.headers["content-disposition"].startswith(shown)
        assert f"filename*=UTF-8''{quote(file.name, safe='')}" in response.headers["content-disposition"]
        assert "sandbox" in response.headers["content-security-policy"]


def test_a_file_inside_a_zip_file_is_given(mixed, mixed_client):
    row = row_of(mixed, "盛岡市")
    response = mixed_client.get(f"/source/{quote(row.source.path)}")
    assert row.source.path == "corpus/束.zip/中/表.tsv"
    assert "盛岡市" in response.content.decode()
    assert mixed_client.get(f"/source/{quote('corpus/束.zip')}").status_code == 404
    assert mixed_client.get(f"/source/{quote('corpus/束.zip/別.tsv')}").status_code == 404


def test_a_source_that_is_gone_is_told(mixed, tmp_path):
    client = visit(lambda: mixed, replace(mixed.settings, corpus=tmp_path / "corpus"))
    assert client.get(f"/source/{quote('corpus/page.html')}").status_code == 404


def test_a_page_of_a_pdf_is_drawn_with_its_place_outlined(pdf_client):
    tree = html.fromstring(pdf_client.get("/rows/p1").text)
    assert tree.xpath("//a[contains(., '資料を開く')]/@href") == [f"../source/{quote(PDF)}#page=2"]
    address = tree.xpath("//img/@src")[0].removeprefix("..")
    response = pdf_client.get(address)
    assert response.headers["content-type"] == "image/png"
    picture = Image.open(io.BytesIO(response.content)).convert("RGB")
    assert max(picture.size) <= 1600
    scale = picture.size[0] / pdf_width(pdf_client)
    assert picture.getpixel((int(120 * scale), int(57.8 * scale)))[0] > 150
    assert (178, 64, 16) in {color for _, color in picture.getcolors(1 << 20)}
    assert pdf_client.get(address).content == response.content


def pdf_width(client):
    import pypdfium2  # noqa: PLC0415

    response = client.get(f"/source/{quote(PDF)}")
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"].startswith("inline")
    return pypdfium2.PdfDocument(response.content)[1].get_size()[0]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=3", 404),
        ("page=0", 422),
        ("page=-1", 422),
        ("page=1e3", 422),
        ("page=99999999", 422),
        ("page=1&box=1,2,3", 422),
        ("page=1&box=a,b,c,d", 422),
        ("page=1&box=nan,0,1,1", 422),
        ("page=1&box=5,5,1,1", 422),
        ("page=1&box=0,0,1e9,1", 422),
        ("page=1&box=-10,-10,9000,9000", 200),
    ],
)
def test_a_picture_that_cannot_be_is_told(pdf_client, query, status):
    assert pdf_client.get(f"/source-page/{quote(PDF)}?{query}").status_code == status


def test_a_broken_pdf_is_told(assistant, tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.pdf").write_bytes(b"%PDF-1.7 broken")
    source = Source("corpus/a.pdf", "", "", "", "", "")
    row = Proposal("p", source, Place(page=1), "", "", "", (Field("a", "other", "b"),))
    settings = replace(assistant.settings, corpus=tmp_path / "corpus")
    opened = Assistant(Index.build((row,), assistant.index.encoder, (source,)), settings)
    client = visit(lambda: opened, settings)
    assert client.get("/rows/p").status_code == 200
    response = client.get("/source-page/corpus/a.pdf?page=1")
    assert response.status_code == 422
    assert "絵にできません" in response.text


def test_the_style_sheet_is_part_of_the_package(client):
    link = html.fromstring(get(client, "/browse").text).xpath("//link[@rel='stylesheet']/@href")[0]
    response = client.get(f"/{link.removeprefix('./')}")
    assert response.text == sheet(ROOT / "src/assistant/pages/pages.css")
    assert "http" not in response.text
