"""The pages for administrators: who gets in, what is shown, taken in, taken out and built, over true files."""

import asyncio
import errno
import io
import json
import os
import re
import shutil
import signal
import subprocess
import time
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from assistant.admin import add_admin, catalogue, shelf
from assistant.admin.access import Access
from assistant.admin.rebuild import Rebuild
from assistant.admin.table import csv_bytes
from assistant.assistant import Assistant
from assistant.encoder import open_encoder
from assistant.errors import CorpusError, InputError
from assistant.journal import Journal
from assistant.server import create_app, guard
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
PASSWORD = "correct horse battery"
TABLE = "No.\t自治体名\t提案概要\t進捗状況\n1\t札幌市\t{}\t準備中\n"
PAGES = ("/", "/sources", "/upload", "/rebuild", "/questions", "/ratings")
BOTH = (*PAGES, "/sources/file?name=mhlw-proposals.txt", "/questions.csv", "/ratings.csv", "/rebuild/state")
DOORS = (
    "/logout", "/sources/describe", "/sources/remove", "/sources/restore", "/upload", "/upload/take", "/upload/drop",
    "/rebuild/start", "/rebuild/stop", "/questions/forget", "/ratings/forget",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The published table and its index."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    Assistant.build(replace(Settings.load(ROOT, {}), corpus=folder / "corpus", index=folder / "index"))
    return folder


@pytest.fixture
def settings(built, tmp_path):
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return replace(
        Settings.load(ROOT, {}),
        corpus=tmp_path / "corpus",
        index=tmp_path / "index",
        records=tmp_path / "records",
        admin_password=PASSWORD,
        keep_questions=True,
        keep_feedback=True,
        file_megabytes=1,
    )


@cache
def encoder():
    return open_encoder("municipal-e5-small", ROOT / "models", int8=True)


def pages_only(settings):
    """The pages behind the middleware of the server, without the chat, which takes long to make."""
    app = FastAPI()
    add_admin(app, lambda: Assistant.open(settings, encoder()), settings)
    guard(app, settings)
    return app


def joined(settings):
    async def create():  # inside a loop: outside of one, Gradio opens loops that it never closes
        return create_app(settings)

    return asyncio.run(create())


class Browser:
    """A browser that sends the stamp of the page it saw last."""

    def __init__(self, settings, client="127.0.0.1", headers=None, base="http://testserver", make=pages_only):
        self.client = TestClient(
            make(settings),
            base_url=base,
            raise_server_exceptions=False,
            client=(client, 50000),
            headers=headers,
        )
        self.stamp = ""

    def get(self, path, **more):
        return self.seen(self.client.get(f"/admin{path}", **more))

    def post(self, path, files=None, **fields):
        form = {"stamp": self.stamp} | fields
        return self.seen(self.client.post(f"/admin{path}", data=form, files=files))

    def seen(self, response):
        if found := re.search(r'name="stamp" value="(\w+)"', response.text):
            self.stamp = found[1]
        return response

    def enter(self, password=PASSWORD):
        self.get("/login")
        return self.post("/login", password=password)

    def send(self, *files):
        """Uploads files (name, bytes) and waits until all were looked at. Gives the page."""
        self.get("/upload")
        told = self.post("/upload", files=[("files", (name, data)) for name, data in files]).text
        until = time.monotonic() + 60
        while self.get("/upload/state").json()["waiting"] and time.monotonic() < until:
            time.sleep(0.1)
        return told + self.get("/upload").text

    def built(self):
        """Waits until the rebuild has ended. Gives how it ended."""
        until = time.monotonic() + 90
        while (state := self.get("/rebuild/state").json())["state"] == "running" and time.monotonic() < until:
            time.sleep(0.1)
        return state


@pytest.fixture
def browser(settings):
    browser = Browser(settings)
    browser.enter()
    return browser


def keys(page):
    return re.findall(r'action="/admin/upload/take">\s*.*?name="key" value="(\w+)"', page, re.DOTALL)


# Who gets in


@pytest.fixture(scope="module")
def closed(built):
    settings = replace(Settings.load(ROOT, {}), corpus=built / "corpus", index=built / "index")
    return Browser(settings, headers={"X-Groups": "", "X-Forwarded-For": "127.0.0.1"})


@pytest.mark.parametrize("path", [*BOTH, "/login"])
def test_it_is_closed_and_says_how_to_open_it_unless_the_settings_let_somebody_in(closed, path):
    page = closed.get(path)
    assert page.status_code == 403
    assert "admin_password" in page.text
    assert "admin_header" in page.text


def test_without_a_session_every_page_leads_to_the_form(settings):
    browser = Browser(settings)
    for path in BOTH:
        answer = browser.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/login")
    for path in DOORS:
        answer = browser.client.post(f"/admin{path}", data={"stamp": "x"}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/login")
    assert browser.client.get("/admin").status_code == 200
    assert 'type="password"' in browser.client.get("/admin").text


def test_the_right_password_lets_in_and_logging_out_ends_it(browser):
    assert "概要" in browser.get("/").text
    cookie = browser.client.cookies["assistant_admin"]
    assert browser.post("/logout").url.path == "/admin/login"
    browser.client.cookies.set("assistant_admin", cookie, domain="testserver.local", path="/admin")
    assert browser.get("/", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "password", ["", "wrong", PASSWORD + " ", PASSWORD.upper(), "ＣＯＲＲＥＣＴ", "\x00", "長" * 9000]
)
def test_a_wrong_password_is_told(settings, password):
    browser = Browser(settings)
    assert "パスワードが違います" in browser.enter(password).text
    assert browser.get("/", follow_redirects=False).status_code == 303


def test_after_too_many_attempts_the_right_password_does_not_help_for_a_while():
    now = [0.0]
    access = Access(replace(Settings(), admin_password=PASSWORD), now=lambda: now[0])
    for at in range(5):
        with pytest.raises(InputError, match="違います"):
            access.enter(f"wrong {at}", "10.0.0.1")
    with pytest.raises(InputError, match="5分ほど待って"):
        access.enter(PASSWORD, "10.0.0.1")
    assert access.enter(PASSWORD, "10.0.0.2")
    now[0] = 301
    assert access.enter(PASSWORD, "10.0.0.1")


def test_a_session_ends_by_itself(settings):
    now = [0.0]
    access = Access(settings, now=lambda: now[0])
    token = access.enter(PASSWORD, "").token

    headers = [(b"cookie", f"assistant_admin={token}".encode())]
    request = Request({"type": "http", "headers": headers, "assistant.trusted": True})
    assert access.session(request)
    now[0] = 3_500
    assert access.session(request)
    now[0] = 7_200
    assert access.session(request) is None


@pytest.mark.parametrize(("base", "secure"), [("http://testserver", False), ("https://testserver", True)])
def test_the_cookie_is_for_these_pages_only(settings, base, secure):
    browser = Browser(settings, base=base)
    browser.get("/login")
    told = browser.client.post(
        "/admin/login", data={"stamp": browser.stamp, "password": PASSWORD}, follow_redirects=False
    ).headers["set-cookie"]
    assert "HttpOnly" in told
    assert "SameSite=strict" in told
    assert "Path=/admin" in told
    assert ("Secure" in told) == secure


def test_a_form_of_another_page_is_refused(browser):
    for path in DOORS:
        for stamp in ("", "0" * 64, "長い"):
            browser.stamp = stamp
            answer = browser.post(path, name="mhlw-proposals.txt", key="all")
            assert answer.status_code == 403
            assert "画面を開き直して" in answer.text


def test_a_login_form_of_another_page_is_refused(settings):
    browser = Browser(settings)
    answer = browser.client.post("/admin/login", data={"stamp": "", "password": PASSWORD})
    assert "パスワードが違います" not in answer.text
    assert "assistant_admin" not in browser.client.cookies


def grouped(settings, client="127.0.0.1", value="staff;情報政策課", password=""):
    settings = replace(settings, admin_password=password, admin_header="X-Groups", admin_group="情報政策課")
    return Browser(settings, client, {b"X-Groups": value.encode()})


@pytest.mark.parametrize("value", ["情報政策課", "staff;情報政策課", "staff, 情報政策課", "staff|情報政策課 "])
def test_the_group_of_the_proxy_lets_in(settings, value):
    browser = grouped(settings, value=value)
    page = browser.get("/rebuild")
    assert "ログアウト" not in page.text
    assert page.status_code == 200
    answer = browser.post("/sources/describe", name="mhlw-proposals.txt", title="新しい題名")
    assert "新しい題名" in answer.text


@pytest.mark.parametrize(
    ("client", "value"),
    [("127.0.0.1", "staff"), ("127.0.0.1", ""), ("127.0.0.1", "情報政策課長"), ("203.0.113.9", "情報政策課")],
)
def test_another_group_or_another_machine_stays_outside(settings, client, value):
    browser = grouped(settings, client, value)
    for path in ("/", "/login"):
        page = browser.get(path)
        assert page.status_code == 403
        assert "管理者のグループの人だけ" in page.text


def test_a_session_of_the_group_ends_with_the_group(settings):
    browser = grouped(settings)
    assert browser.get("/").status_code == 200
    browser.client.headers["X-Groups"] = "staff"
    assert browser.get("/").status_code == 403


def test_a_sub_path_is_respected(settings):
    browser = Browser(replace(settings, root_path="/assistant"))
    login = browser.client.get("/assistant/admin/", follow_redirects=False)
    assert login.headers["location"] == "/assistant/admin/login"
    page = browser.seen(browser.client.get("/assistant/admin/login"))
    assert 'href="/assistant/admin/static/admin.css"' in page.text
    assert browser.client.get("/assistant/admin/static/admin.css").status_code == 200
    answer = browser.client.post("/assistant/admin/login", data={"stamp": browser.stamp, "password": PASSWORD})
    assert answer.url.path == "/assistant/admin/"
    assert 'href="/assistant/admin/sources"' in answer.text


# What there is


def test_every_page_is_shown_and_speaks_of_no_other_host(browser):
    for path in PAGES:
        page = browser.get(path)
        assert page.status_code == 200
        assert re.search(r"https?://(?!か)", page.text.replace("http:// か https://", "")) is None
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert "<script>" not in page.text


@pytest.mark.parametrize(
    "path", ["/nothing", "/sources/file?name=nothing", "/sources/file", "/sources/remove?name=../x"]
)
def test_what_is_not_there_is_told(browser, path):
    page = browser.get(path)
    assert page.status_code == 404
    assert "ありません" in page.text
    assert page.headers["content-type"].startswith("text/html")


def test_a_source_is_shown_with_its_columns_and_what_was_left_out(browser, settings):
    (settings.corpus / "odd.txt").write_text(TABLE.format("花壇") + "一つだけ\n", encoding="utf-8")
    (settings.corpus / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing")
    assert "まだ読んでいません" in browser.get("/sources").text
    assert "資料が索引を作った後に変わっています" in browser.get("/").text
    Assistant.build(settings)
    page = browser.get("/sources").text
    assert "読めません" in page
    page = browser.get("/sources/file?name=broken.xlsx").text
    assert "読めません" in page
    assert "注意" in page
    page = browser.get("/sources/file?name=mhlw-proposals.txt").text
    for words in ("18行", "提案として読みます", "自治体名", "見出し", "100%", "厚生労働省"):
        assert words in page
    only = browser.get("/sources?show=problems").text
    assert "broken.xlsx" in only
    assert "mhlw-proposals.txt" not in only
    (settings.corpus / "broken.xlsx").unlink()
    (settings.corpus / "odd.txt").write_text(TABLE.format("花"), encoding="utf-8")
    page = browser.get("/sources").text
    assert "なくなりました" in page
    assert "読んだ後に変わりました" in page


@pytest.mark.parametrize("report", ["", "{", "[]", '{"files": [{"path": 1}]}', '{"files": 3}'])
def test_a_report_that_cannot_be_read_hides_no_file(browser, settings, report):
    (settings.index / "report.json").write_text(report, encoding="utf-8")
    assert "mhlw-proposals.txt" in browser.get("/sources").text


def test_without_an_index_and_without_sources_the_pages_say_so(settings):
    shutil.rmtree(settings.index)
    shutil.rmtree(settings.corpus)
    browser = Browser(settings)
    browser.enter()
    for path in PAGES:
        assert browser.get(path).status_code == 200
    assert "索引がまだありません" in browser.get("/").text
    assert "資料がありません" in browser.get("/sources").text


# sources.tsv


def test_a_description_changes_its_row_and_nothing_else(browser, settings):
    listed = settings.corpus / "sources.tsv"
    before = listed.read_text(encoding="utf-8").splitlines()
    (settings.corpus / "new.txt").write_text(TABLE.format("花壇"), encoding="utf-8")
    browser.get("/sources/file?name=new.txt")
    facts = {
        "title": "題\t名\r\nの\u2028続き",
        "publisher": "#役所",
        "as_of": "2024-03-31",
        "url": "https://a.example/b",
    }
    assert "書きました" in browser.post("/sources/describe", name="new.txt", **facts).text
    lines = listed.read_text(encoding="utf-8").splitlines()
    assert lines[:-1] == before
    assert lines[-1] == "new.txt\t題 名 の 続き\t＃役所\t2024-03-31\thttps://a.example/b\t"
    browser.post("/sources/describe", name="new.txt", title="", publisher="", as_of="", url="")
    assert listed.read_text(encoding="utf-8").splitlines()[-1] == "new.txt\t\t\t\t\t"


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"name": "../../etc/passwd"}, "という資料はありません"),
        ({"name": ""}, "という資料はありません"),
        ({"name": "sources.tsv"}, "という資料はありません"),
        ({"name": "mhlw-proposals.txt", "url": "javascript:alert(1)"}, "http:// か https://"),
        ({"name": "mhlw-proposals.txt", "title": "長" * 501}, "長すぎます"),
    ],
)
def test_a_description_that_cannot_be_is_told(browser, settings, fields, word):
    before = (settings.corpus / "sources.tsv").read_bytes()
    browser.get("/sources")
    answer = browser.post("/sources/describe", **fields)
    assert answer.status_code == 422
    assert word in answer.text
    assert (settings.corpus / "sources.tsv").read_bytes() == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "file\ttitle\tpublisher\tas_of\turl\tsha256\na.txt\t題\t\t\t\t\n"),
        ("", "file\ttitle\tpublisher\tas_of\turl\tsha256\na.txt\t題\t\t\t\t\n"),
        ("\ufefftitle\tfile\r\nx\tb.txt\r\n", "\ufefftitle\tfile\r\nx\tb.txt\r\n題\ta.txt\r\n"),
        ("# 注\nfile\tmemo\na.txt\tメモ\n# 注\n", "# 注\nfile\tmemo\ttitle\na.txt\tメモ\t題\n# 注\n"),
        ("file\ttitle\na.txt", "file\ttitle\na.txt\t題\n"),
    ],
    ids=["missing", "empty", "mark and CRLF", "other columns", "short row"],
)
def test_a_list_of_any_form_is_kept_as_it_is(tmp_path, before, after):
    if before is not None:
        (tmp_path / "sources.tsv").write_bytes(before.encode())
    catalogue.describe(tmp_path, "a.txt", {"title": "題"})
    assert (tmp_path / "sources.tsv").read_bytes().decode() == after
    catalogue.forget(tmp_path, "a.txt")
    assert "a.txt" not in (tmp_path / "sources.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"title\npaper\n"], ids=["not UTF-8", "no column file"])
def test_a_list_that_cannot_be_read_is_told_and_kept(tmp_path, data):
    (tmp_path / "sources.tsv").write_bytes(data)
    with pytest.raises(CorpusError):
        catalogue.describe(tmp_path, "a.txt", {"title": "題"})
    assert (tmp_path / "sources.tsv").read_bytes() == data


# Files that are sent


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("表.xlsx", "表.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\共有\\表.xlsx", "表.xlsx"),
        ("/", None),
        ("", None),
        ("..", None),
        (".hidden.txt", "hidden.txt"),
        ("~$表.xlsx", "$表.xlsx"),
        ("#1.txt", "1.txt"),
        ("a\tb\nc\x00.txt", "abc.txt"),
        ("か\u3099.txt", "が.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("<b>表</b>.txt", "b_.txt"),
        ("sources.tsv", None),
        ("Sources.TSV", None),
        ("README.md", None),
        ("あ" * 300 + ".xlsx", "あ" * 65 + ".xlsx"),
        ("表.txt. ", "表.txt"),
    ],
)
def test_a_name_stays_in_the_folder(given, name):
    if name is None:
        with pytest.raises(InputError, match="名前を変えて"):
            shelf.file_name(given)
    else:
        assert shelf.file_name(given) == name


def test_a_file_is_looked_at_before_it_is_taken_in(browser, settings):
    page = browser.send(("花.txt", TABLE.format("<b>花壇</b>").encode()))
    for words in ("1個のファイルを受け取りました", "花.txt", "自治体名", "札幌市", "&lt;b&gt;花壇&lt;/b&gt;", "見出し"):
        assert words in page
    assert not (settings.corpus / "花.txt").exists()
    facts = {"title": "花の表", "publisher": "役所", "as_of": "2024年度", "url": ""}
    assert "資料に加えました" in browser.post("/upload/take", key=keys(page)[0], **facts).text
    assert (settings.corpus / "花.txt").read_bytes() == TABLE.format("<b>花壇</b>").encode()
    assert catalogue.row_of(settings.corpus, "花.txt")["title"] == "花の表"
    assert list((settings.records / "uploads").iterdir()) == []
    report = Assistant.build(settings)
    assert report.problems == ()
    assert [file.source.title for file in report.files if file.path.endswith("花.txt")] == ["花の表"]


def test_several_files_and_a_zip_are_looked_at(browser):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", TABLE.format("花壇"))
        archive.writestr("b.txt", TABLE.format("公園"))
    page = browser.send(
        ("表.zip", packed.getvalue()), ("c.txt", TABLE.format("道").encode()), ("d.xlsx", b"PK nothing")
    )
    assert "3個のファイルを受け取りました" in page
    for words in ("表.zip/a.txt", "表.zip/b.txt", "花壇", "公園", "道", "このファイルは読めません"):
        assert words in page
    assert "c.txt を資料に加える" in page
    assert "d.xlsx を資料に加える" not in page  # what cannot be read cannot be added


def test_a_file_of_the_same_name_is_replaced_only_if_that_is_said(browser, settings):
    old = (settings.corpus / "mhlw-proposals.txt").read_bytes()
    page = browser.send(("mhlw-proposals.txt", TABLE.format("花壇").encode()))
    assert "同じ名前の資料があります" in page
    assert "厚生労働省" in page
    key = keys(page)[0]
    answer = browser.post("/upload/take", key=key, title="題")
    assert "置き換えるときは" in answer.text
    assert (settings.corpus / "mhlw-proposals.txt").read_bytes() == old
    browser.post("/upload/take", key=key, title="題", replace="yes")
    assert (settings.corpus / "mhlw-proposals.txt").read_bytes() == TABLE.format("花壇").encode()
    kept = shelf.removed(settings.corpus)
    assert [item.name for item in kept] == ["mhlw-proposals.txt"]
    assert (settings.corpus.parent / "removed" / kept[0].stamp / kept[0].name).read_bytes() == old
    assert Assistant.build(settings).problems == ()


def test_the_same_content_is_told(browser, settings):
    page = browser.send(("copy.txt", (settings.corpus / "mhlw-proposals.txt").read_bytes()))
    assert "同じ中身の資料がもうあります(corpus/mhlw-proposals.txt)" in page


def test_a_file_that_is_dropped_is_gone(browser, settings):
    page = browser.send(("a.txt", TABLE.format("花壇").encode()))
    assert "加えていません" in browser.post("/upload/drop", key=keys(page)[0]).text
    assert "a.txt" not in browser.get("/upload").text
    assert list((settings.records / "uploads").iterdir()) == []
    assert not (settings.corpus / "a.txt").exists()


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("empty.txt", b"", "空のファイル"),
        ("sources.tsv", b"file\n", "名前を変えて"),
        ("large.txt", b"a" * 1_000_001, "大きすぎます"),
        ("..", b"a", "名前を変えて"),
    ],
    ids=["empty", "reserved", "large", "no name"],
)
def test_a_file_that_cannot_be_taken_is_told(browser, settings, name, data, word):
    page = browser.send((name, data))
    assert word in page
    assert "受け取れませんでした" in page
    assert not list((settings.records / "uploads").glob("*"))


def test_too_much_at_once_is_refused(browser):
    browser.get("/upload")
    answer = browser.post("/upload", files=[("files", ("a.txt", b"a" * 3_000_000))])
    assert answer.status_code == 413
    assert "大きすぎます" in answer.json()["message"]


def test_a_form_without_files_is_told(browser):
    browser.get("/upload")
    assert "ファイルが選ばれていません" in browser.post("/upload", files=[("files", ("", b""))]).text
    for key in ("", "nothing", "../..", "1"):
        answer = browser.post("/upload/take", key=key)
        assert answer.status_code == 422
        assert "もうありません" in answer.text
        assert browser.post("/upload/drop", key=key).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"nothing", b"--x\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--"],
    ids=["empty", "no part", "cut off", "no name"],
)
def test_a_broken_form_is_told(browser, body):
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = browser.client.post("/admin/upload", content=body, headers=headers)
    assert answer.status_code in {400, 403}
    assert answer.headers["content-type"].startswith("text/html")


def test_what_a_stopped_server_left_is_cleared(settings):
    left = settings.records / "uploads" / "0123"
    left.mkdir(parents=True)
    (left / "a.txt").write_text("x", encoding="utf-8")
    Browser(settings)
    assert left.exists()
    os.utime(left, (0, 0))
    Browser(settings)
    assert not left.exists()


def test_a_source_is_taken_out_and_put_back(browser, settings):
    old = (settings.corpus / "mhlw-proposals.txt").read_bytes()
    row = catalogue.row_of(settings.corpus, "mhlw-proposals.txt")
    assert "取り除きますか" in browser.get("/sources/remove?name=mhlw-proposals.txt").text
    assert (settings.corpus / "mhlw-proposals.txt").exists()
    page = browser.post("/sources/remove", name="mhlw-proposals.txt").text
    assert "取り除きました" in page
    assert not (settings.corpus / "mhlw-proposals.txt").exists()
    assert catalogue.row_of(settings.corpus, "mhlw-proposals.txt") == {}
    stamp = re.search(r'name="at" value="([\d-]+)"', page)[1]
    for at, name in (("..", "mhlw-proposals.txt"), (stamp, "../x"), (stamp, "sources.tsv"), ("", "")):
        assert browser.post("/sources/restore", at=at, name=name).status_code == 422
    browser.get("/sources")
    assert "戻しました" in browser.post("/sources/restore", at=stamp, name="mhlw-proposals.txt").text
    assert (settings.corpus / "mhlw-proposals.txt").read_bytes() == old
    assert catalogue.row_of(settings.corpus, "mhlw-proposals.txt") == row
    assert shelf.removed(settings.corpus) == ()


def test_a_source_in_a_folder_comes_back_to_it(settings):
    (settings.corpus / "区" / "部").mkdir(parents=True)
    (settings.corpus / "区" / "部" / "a.txt").write_text("表", encoding="utf-8")
    shelf.remove(settings.corpus, "区/部/a.txt")
    assert shelf.names(settings.corpus) == ("mhlw-proposals.txt",)
    shelf.restore(settings.corpus, shelf.removed(settings.corpus)[0].stamp, "a.txt")
    assert "区/部/a.txt" in shelf.names(settings.corpus)


def test_what_cannot_be_put_back_whole_is_not_put_back_at_all(settings, monkeypatch):
    shelf.remove(settings.corpus, "mhlw-proposals.txt")
    stamp = shelf.removed(settings.corpus)[0].stamp

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("assistant.admin.shelf.shutil.move", full)
    with pytest.raises(CorpusError, match="空き容量がありません"):
        shelf.restore(settings.corpus, stamp, "mhlw-proposals.txt")
    assert catalogue.row_of(settings.corpus, "mhlw-proposals.txt") == {}
    assert not (settings.corpus / "mhlw-proposals.txt").exists()
    assert [item.name for item in shelf.removed(settings.corpus)] == ["mhlw-proposals.txt"]


@pytest.mark.parametrize("name", ["", "../x", "/etc/passwd", "sources.tsv", "nothing.txt", ".", "mhlw-proposals.txt/"])
def test_nothing_else_is_taken_out(browser, settings, name):
    browser.get("/sources")
    assert browser.post("/sources/remove", name=name).status_code == 422
    assert not (settings.corpus.parent / "removed").exists()


# Rebuild


def test_the_index_is_built_anew_while_the_old_one_answers(settings):
    browser = Browser(settings, make=joined)
    browser.enter()
    (settings.corpus / "花.txt").write_text(TABLE.format("花壇を整備する"), encoding="utf-8")
    browser.get("/rebuild")
    assert "作り直しを始めました" in browser.post("/rebuild/start").text
    page = browser.get("/rebuild").text
    assert "中止する" in page
    assert 'http-equiv="refresh"' in page
    assert "いま、索引を作り直しています" in browser.post("/rebuild/start").text
    assert browser.client.post("/api/ask", json={"question": "提案は全部で何件?"}).json()["count"] == 18
    state = browser.built()
    assert state["state"] == "done"
    assert state["total"] == state["done"] > 0
    assert "作り直しました(19件)" in browser.get("/rebuild").text
    assert "最新です" in browser.get("/").text
    assert browser.client.post("/api/ask", json={"question": "提案は全部で何件?"}).json()["count"] == 19


def test_a_rebuild_that_fails_is_told_and_the_old_index_stays(browser, settings):
    before = (settings.index / "manifest.json").read_bytes()
    shutil.rmtree(settings.corpus)
    browser.get("/rebuild")
    browser.post("/rebuild/start")
    assert browser.built()["state"] == "failed"
    assert "資料のフォルダがありません" in browser.get("/rebuild").text
    assert (settings.index / "manifest.json").read_bytes() == before


def alive(group):
    """The processes of a group that run."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if line.split()[0] == str(group) and "Z" not in line.split()[1]]


def test_a_rebuild_is_stopped_with_all_that_it_started(settings):
    rebuild = Rebuild(settings)
    rebuild.stop()
    rebuild.start()
    group = rebuild._process.pid
    assert alive(group)
    rebuild.stop()
    assert rebuild.progress.state == "stopped"
    assert "中止しました" in rebuild.progress.said
    assert not alive(group)
    rebuild.start()
    rebuild._watcher.join(60)
    assert rebuild.progress.state == "done"


def test_a_rebuild_that_dies_is_told(settings):
    rebuild = Rebuild(settings)
    rebuild.start()
    os.killpg(rebuild._process.pid, signal.SIGKILL)
    rebuild._watcher.join(10)
    assert rebuild.progress.state == "failed"
    assert "途中で止まりました" in rebuild.progress.said


def test_a_rebuild_does_not_outlive_its_server(settings):
    rebuild = Rebuild(settings)
    rebuild.start()
    process = rebuild._process
    time.sleep(1)
    process.stdin.close()  # as the end of the server closes it
    until = time.monotonic() + 10
    while alive(process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not alive(process.pid)
    rebuild._watcher.join(10)


# What is kept


def test_questions_and_ratings_are_shown_exported_and_deleted(browser, settings):
    journal = Journal(settings)
    journal.note_unanswered("=HYPERLINK(1) <b>予算</b>は?", "載っていません")
    journal.note_unanswered("予算は?", "載っていません")
    journal.note_feedback("静岡県は?", ("p1",), False, "+良くない <i>")
    page = browser.get("/questions").text
    assert "=HYPERLINK(1) &lt;b&gt;予算&lt;/b&gt;は?" in page
    table = browser.get("/questions.csv")
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in table.headers["content-disposition"]
    assert '"\'=HYPERLINK(1) <b>予算</b>は?"' in table.text
    assert "+良くない &lt;i&gt;" in browser.get("/ratings").text
    assert '"\'+良くない <i>"' in browser.get("/ratings.csv").text
    browser.get("/questions")
    assert browser.post("/questions/forget", key=str(journal.unanswered()[0].id)).status_code == 200
    assert len(journal.unanswered()) == 1
    for kind in ("questions", "ratings"):
        assert "すべて消しますか" in browser.get(f"/{kind}/forget").text
        for key in ("", "x", "-1", "9" * 30):
            assert browser.post(f"/{kind}/forget", key=key).status_code == 422
        assert "消しました" in browser.post(f"/{kind}/forget", key="all").text
    assert journal.counts() == (0, 0)


def test_records_that_cannot_be_read_are_told(browser, settings):
    settings.records.mkdir(exist_ok=True)
    (settings.records / "journal.sqlite3").write_bytes(b"nothing" * 999)
    assert "中身が壊れています" in browser.get("/").text
    assert browser.get("/").status_code == 200
    for path in ("/questions", "/ratings.csv"):
        page = browser.get(path)
        assert page.status_code == 503
        assert "中身が壊れています" in page.text


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a", "\t=1", "\r=1", " =1"])
def test_no_cell_is_a_formula(cell):
    line = csv_bytes(("a",), [(cell,)]).decode("utf-8-sig").split("\n", 1)[1]
    assert line.startswith("\"'")


def test_a_long_list_comes_in_pages(browser, settings):
    journal = Journal(settings)
    for at in range(110):
        journal.note_unanswered(f"{at}件の提案", "")
    assert "1 / 2" in browser.get("/questions").text
    for page in ("2", "99", "0", "-1", "x", "²"):
        assert browser.get("/questions", params={"page": page}).status_code == 200
    assert browser.get("/questions?page=2").text.count("を消す") == 10


def test_the_state_of_a_rebuild_is_json(browser):
    assert json.loads(browser.get("/rebuild/state").text)["state"] == "none"
