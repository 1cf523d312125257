import json
import random
from contextlib import suppress
from pathlib import Path

import pytest
from documents import grids, merged, paragraphs, plain, texts
from renderings import html as renderings
from renderings.html import page
from renderings.seed import COLUMNS, TITLE, sections
from renderings.word import prefecture

from assistant.readers.document import Document, Limits, Paragraph, UnreadableError
from assistant.readers.html import read
from assistant.records import Place

DATA = Path(__file__).parent / "data"
LIMITS = Limits()


def read_text(text: str, limits: Limits = LIMITS) -> Document:
    return read(f"<meta charset=utf-8>{text}".encode(), limits)


@pytest.mark.parametrize("name", ["tokku-answers", "grants-list"])
def test_pages_of_ministries(name):
    document = read((DATA / "html" / f"{name}.html").read_bytes(), LIMITS)
    assert plain(document) == json.loads((DATA / "html" / f"{name}.json").read_text(encoding="utf-8"))
    assert document.flaws == ()


@pytest.mark.parametrize("charset", ["UTF-8", "Shift_JIS", "EUC-JP"])
def test_the_seed_table_in_a_table_for_each_section(charset):
    expected: list[object] = [[1, TITLE]]
    for section in sections():
        expected.append([0, f"○{section.name}"])
        expected.append({"rows": [list(COLUMNS), *map(list, section.rows)], "merged": []})
    assert plain(read(renderings.plain(charset), LIMITS)) == {"title": TITLE, "blocks": expected}


def test_the_seed_table_with_section_lines_in_merged_rows():
    rows: list[list[str]] = []
    lines: list[int] = []
    for section in sections():
        lines.append(len(rows))
        rows += [[f"○{section.name}"] * 4, list(COLUMNS), *map(list, section.rows)]
    (grid,) = grids(read(renderings.one_table(), LIMITS))
    assert texts(grid) == rows
    assert merged(grid) == [[line, 0, 1, 4] for line in lines]


@pytest.mark.parametrize("path", ["", "renderings/seed-prefectures.html"], ids=["手書き", "LibreOffice"])
def test_the_seed_table_with_a_merged_column_of_prefectures(path):
    document = read((DATA / path).read_bytes() if path else renderings.with_prefectures(), LIMITS)
    *_, grid = grids(document)
    rows = [[row[0], prefecture(row[1]), *row[1:]] for row in sections()[-1].rows]
    assert texts(grid) == [[COLUMNS[0], "都道府県", *COLUMNS[1:]], *rows]
    assert merged(grid) == [[4, 1, 2, 1], [7, 1, 2, 1], [10, 1, 2, 1]]  # 神奈川県 静岡県 兵庫県
    assert paragraphs(document) == [TITLE, *(f"○{section.name}" for section in sections())]


def test_the_seed_table_with_headings_on_two_levels():
    *_, caption, grid = read(renderings.two_levels(), LIMITS).blocks
    assert caption == Paragraph("○市区町村", Place(table=3))
    assert texts(grid) == [["No.", "自治体名", "提案", "提案"], list(COLUMNS), *map(list, sections()[-1].rows)]
    assert merged(grid) == [[0, 0, 2, 1], [0, 1, 2, 1], [0, 2, 1, 2]]
    assert [line.place for line in grid.lines[:2]] == [Place(table=3, row=1), Place(table=3, row=2)]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("横浜市　（神奈川県）", "横浜市　（神奈川県）", id="全角の空白は残る"),
        pytest.param("  a \n b\t c  ", "a b c", id="半角の空白は 1 つになる"),
        pytest.param("提案の\r\n      概要", "提案の概要", id="全角文字の間の改行は消える"),
        pytest.param("提案の\n      <b>概要</b>", "提案の概要", id="要素の境の改行も消える"),
        pytest.param("提案の 概要", "提案の 概要", id="全角文字の間の空白は残る"),
        pytest.param("令和6\n年度", "令和6 年度", id="半角文字に並ぶ改行は空白"),
        pytest.param("a&nbsp;&nbsp;b", "a\xa0\xa0b", id="改行しない空白は残る"),
        pytest.param("上<br>下<BR/>", "上\n下", id="br"),
        pytest.param("上<br><br>下", "上\n\n下", id="空行"),
        pytest.param("上<br> \n 下", "上\n下", id="br の前後の空白"),
        pytest.param("<p>上</p>\n<p>下</p>", "上\n下", id="p"),
        pytest.param("<p>上<br></p><div>下</div>", "上\n下", id="段落の終わりの br"),
        pytest.param("前<div>中</div>後", "前\n中\n後", id="div"),
        pytest.param("<ul><li>窓口<li>相談</ul>", "・窓口\n・相談", id="ul"),
        pytest.param("<ul><li><p>窓口</p><li> <b>相談</b></ul>", "・窓口\n・相談", id="li の中の p"),
        pytest.param("<ul><li>・窓口<li>①相談<li>3箇所</ul>", "・窓口\n①相談\n・3箇所", id="印の付いた li"),
        pytest.param('<ul style="list-style-type: none"><li>窓口</ul>', "窓口", id="印のない ul"),
        pytest.param("<ul><li></li><li>窓口</ul>", "・窓口", id="空の li"),
        pytest.param("<ol><li>窓口<li>相談</ol>", "1. 窓口\n2. 相談", id="ol"),
        pytest.param(
            "<ol start=3><li>窓口<li value=7>相談<li>助言</ol>", "3. 窓口\n7. 相談\n8. 助言", id="始まりの番号"
        ),
        pytest.param("<ol type=a><li>窓口<li>相談</ol>", "a. 窓口\nb. 相談", id="ol の a"),
        pytest.param("<ol type=I start=4><li>窓口</ol>", "Ⅳ. 窓口", id="ol の I"),
        pytest.param("<ol><li>（１）窓口<li>２．相談</ol>", "（１）窓口\n２．相談", id="番号の付いた li"),
        pytest.param("<ul><li>窓口<ol><li>平日</ol></ul>", "・窓口\n1. 平日", id="入れ子の一覧"),
        pytest.param("<dl><dt>電話<dd>03</dl>", "電話\n03", id="dl"),
        pytest.param("&lt;市&gt;&amp;&#12288;&#x2460;&yen;", "<市>&　①¥", id="実体参照"),
        pytest.param("<ruby>飛驒<rp>(</rp><rt>ひだ</rt><rp>)</rp></ruby>市", "飛驒市", id="ふりがな"),
        pytest.param("<ruby><rb>飛驒</rb><rt>ひだ</ruby>市", "飛驒市", id="閉じないふりがな"),
        pytest.param("前<script>x</script>後<style>y</style>", "前後", id="script と style"),
        pytest.param("前<!-- 注 -->後<?php x ?>", "前後", id="注釈"),
        pytest.param("<![if !supportLists]>・<![endif]>窓口", "・窓口", id="Word が書く条件"),
        pytest.param("前<span hidden>x</span>後", "前後", id="hidden"),
        pytest.param('前<span style="color:red; DISPLAY : none">x</span>後', "前後", id="display:none"),
        pytest.param("<select><option>選ぶ</select><input value=x><textarea>y</textarea>済", "済", id="入力欄"),
        pytest.param("<pre>a  b\nc</pre>", "a  b\nc", id="pre"),
        pytest.param("a&#0;b&#1;c", "a\ufffdbc", id="制御文字"),
        pytest.param("<table><tr><td>年度<td>件数<tr><td>5<td>3</table>", "年度\t件数\n5\t3", id="表の中の表"),
        pytest.param("<del>旧</del><sup>2</sup>", "旧2", id="取り消し線と上付きは見えるまま"),
    ],
)
def test_text_in_cells_as_browsers_show_it(content, text):
    (grid,) = grids(read_text(f"<table><tr><th>見出し<th>x<tr><td>{content}</td><td>z</table>"))
    assert texts(grid) == [["見出し", "x"], [text, "z"]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("<p>一<p>二", [(0, "一"), (0, "二")], id="閉じない p"),
        pytest.param("一<br>二<br><br>三", [(0, "一\n二"), (0, "三")], id="空行は段落を分ける"),
        pytest.param("<h2>章</h2>本文<h3><a>節</a></h3>", [(2, "章"), (0, "本文"), (3, "節")], id="見出し"),
        pytest.param("<ul><li>甲<ul><li>乙</ul><li>丙</ul>", [(0, "・甲"), (0, "・乙"), (0, "・丙")], id="一覧"),
        pytest.param("<nav>x</nav><header>y</header>本文<footer>z</footer>", [(0, "本文")], id="案内"),
        pytest.param("<article><header><h1>題</h1></header></article>", [(1, "題")], id="記事の中の header"),
        pytest.param('<div id="gNav">x</div><div role="banner">y</div>本文', [(0, "本文")], id="案内の id と role"),
        pytest.param("<noscript>x</noscript><template>y</template>本文", [(0, "本文")], id="見えない要素"),
        pytest.param("<table><tr><td>○市区町村</table>", [(0, "○市区町村")], id="1 セルの表は枠"),
        pytest.param("<table role=presentation><tr><td>左<td>右</table>", [(0, "左"), (0, "右")], id="配置の表"),
        pytest.param("<table><td>左<td>右</table>", [(0, "左"), (0, "右")], id="行のない表"),
        pytest.param("<details><summary>開く</summary>中</details>", [(0, "開く"), (0, "中")], id="折り畳み"),
    ],
)
def test_text_outside_of_tables(body, expected):
    document = read(page(body).replace(f"<h1>{TITLE}</h1>".encode(), b""), LIMITS)
    assert [(block.level, block.text) for block in document.blocks if isinstance(block, Paragraph)] == expected
    assert [block.place for block in document.blocks] == [Place(line=at) for at in range(1, len(expected) + 1)]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        pytest.param("<tr><td>a<td>b<tr><td>c<td>d", ["ab", "cd"], id="閉じない td"),
        pytest.param("<tr><td rowspan=2>a<td>b<tr><td>c", ["ab", "ac"], id="rowspan"),
        pytest.param("<tr><td colspan=2>a<tr><td>b<td>c", ["aa", "bc"], id="colspan"),
        pytest.param("<tr><td colspan=100000>a<tr><td>b<td>c", ["aa", "bc"], id="広すぎる colspan"),
        pytest.param("<tr><td colspan=99999999999999>a<td>b<tr><td>c", ["ab", "c"], id="数にならない colspan"),
        pytest.param(
            "<tr><td colspan=-1>a<td colspan=x>b<tr><td colspan=0>c<td>d", ["ab", "cd"], id="おかしな colspan"
        ),
        pytest.param("<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d", ["ab", "ac", "ad"], id="rowspan=0 は終わりまで"),
        pytest.param("<tr><td rowspan=99>a<td>b<tr><td>c", ["ab", "ac"], id="長すぎる rowspan"),
        pytest.param(
            "<tbody><tr><td rowspan=9>a<td>b<tbody><tr><td>c<td>d", ["ab", "cd"], id="rowspan は tbody を越えない"
        ),
        pytest.param("<tr><td>a<td rowspan=2>b<tr><td colspan=2>c", ["ab", "cb"], id="重なる結合は先のもの"),
        pytest.param("<tr><td>a<tr><td>b<td>c", ["a", "bc"], id="長さの違う行"),
        pytest.param("<tr><td>a<td>b<tr>", ["ab", ""], id="空の行"),
        pytest.param(
            "<tfoot><tr><td>z<td>z<tbody><tr><td>b<td>b</tr></tbody><thead><tr><td>a<td>a",
            ["aa", "bb", "zz"],
            id="tfoot",
        ),
        pytest.param("<tr><td>a<td style='display:none'>x<td>b<tr hidden><td>y<td>y", ["ab"], id="隠した行とセル"),
        pytest.param("<form><tr><td>a<td>b</tr></form><tr><td>c<td>d", ["ab", "cd"], id="表の中の form"),
    ],
)
def test_grids(table, rows):
    (grid,) = grids(read_text(f"<table>{table}</table>"))
    assert ["".join(row) for row in texts(grid)] == rows


def test_tables_that_lay_out_others_are_no_grids():
    inner = "<table><tr><td>a<td>b</table>"
    document = read_text(f"<table border=0><tr><td>左<td>前{inner}中{inner}後</table>")
    assert [block.text if isinstance(block, Paragraph) else "表" for block in document.blocks] == [
        "左", "前", "表", "中", "表", "後",
    ]  # fmt: skip
    assert [grid.lines[0].place for grid in grids(document)] == [Place(table=1, row=1), Place(table=2, row=1)]


@pytest.mark.parametrize("said", ["<caption>表1", "<thead>", "<tr><th>項目<th>内訳"])
def test_tables_of_data_keep_the_tables_in_them(said):
    inner = "<table><tr><td>a<td>b</table>"
    (grid,) = grids(read_text(f"<table>{said}<tr><td>前{inner}<td>右</table>"))
    assert texts(grid)[-1] == ["前\na\tb", "右"]


@pytest.mark.parametrize(
    ("title", "shown"), [("Untitled", ""), ("無題ドキュメント", ""), (" 一覧\n表 ", "一覧表"), ("", "")]
)
def test_titles(title, shown):
    assert read_text(f"<title>{title}</title><p>x").title == shown


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param(b'<meta http-equiv="Content-Type" content="text/html; charset=x-sjis">', id="http-equiv"),
        pytest.param(b"<META CHARSET='shift_jis'>", id="charset"),
        pytest.param(b'<?xml version="1.0" encoding="Shift_JIS"?>', id="XML 宣言"),
        pytest.param(b"<meta charset=utf-8>", id="誤った charset"),
        pytest.param(b"", id="宣言なし"),
    ],
)
def test_pages_in_shift_jis(declared):
    text = "<p>㈱髙島屋の窓口で「①相談」を受け付ける。</p>"
    assert paragraphs(read(declared + text.encode("cp932"), LIMITS)) == ["㈱髙島屋の窓口で「①相談」を受け付ける。"]


def test_a_byte_order_mark_outweighs_what_is_declared():
    page_with_mark = "<meta charset=shift_jis><p>窓口</p>".encode("utf-8-sig")
    assert paragraphs(read(page_with_mark, LIMITS)) == ["窓口"]
    assert paragraphs(read("<p>窓口</p>".encode("utf-16"), LIMITS)) == ["窓口"]


@pytest.mark.parametrize(("generator", "text"), [("LibreOffice 24.2", "準備中 ・協議中"), ("Hugo", "準備中・協議中")])
def test_word_processors_break_lines_at_blanks(generator, text):
    document = read_text(f'<meta name="generator" content="{generator}"><p>準備中\n・協議中')
    assert paragraphs(document) == [text]


def test_too_many_cells_stop_the_reading():
    table = f"<table>{'<tr><td>a<td>b' * 10}</table>"
    document = read_text(f"{table}{table}<p>後", Limits(cells=25))
    assert [len(grid.lines) for grid in grids(document)] == [10, 2]
    (flaw,) = document.flaws
    assert flaw.place == "表2 3行目"
    assert "25" in flaw.reason
    assert paragraphs(document) == []


def test_frames_are_told():
    (flaw,) = read_text("<frameset><frame src=a.html></frameset>").flaws
    assert "フレーム" in flaw.reason


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<table><tr>" + "<td colspan=1000 rowspan=65534>" * 1000 + "<tr>" * 5000, id="広く長い結合"),
        pytest.param("<table><tr>" + "<td colspan=1000>" * 900 + "<tr><td>" * 900, id="広い行と短い行"),
        pytest.param("<div>" * 400 + "x" + "</div>" * 400, id="深い div"),
        pytest.param("<ol>" + "<li>x" * 5000, id="長い一覧"),
        pytest.param("<p>" + "\n<br> " * 20000, id="改行の山"),
        pytest.param("<p>" + " " * 200_000 + "x", id="空白の山"),
        pytest.param("<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><p>&b;", id="実体の宣言"),
    ],
)
def test_hostile_pages_end(body):
    assert isinstance(read_text(body, Limits(cells=100_000)), Document)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "中身がありません", id="空"),
        pytest.param(b"   \n", "中身がありません", id="空白だけ"),
        pytest.param(b"<!-- x", "中身がありません", id="注釈だけ"),
        pytest.param(bytes(range(256)) * 20, "文字として", id="文字でない"),
        pytest.param(
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", ".mht", id="Web アーカイブ"
        ),
        pytest.param(b"<p>" * 400_000, "大きすぎます", id="大きすぎる"),
        pytest.param(b"<div>" * 5000 + b"x", "入れ子", id="深すぎる入れ子"),
        pytest.param(b"<table><tr><td>" * 5000 + b"x", "入れ子", id="深すぎる表"),
    ],
)
def test_bad_input(data, reason):
    with pytest.raises(UnreadableError, match=reason) as caught:
        read(data, Limits(size=1))
    assert caught.value.advice


@pytest.mark.parametrize("name", ["tokku-answers", "grants-list"])
def test_damaged_files_are_read_or_refused(name):
    data = (DATA / "html" / f"{name}.html").read_bytes()
    chance = random.Random(20261124)
    for _ in range(200):
        flipped = bytearray(data)
        for _ in range(5):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        for damaged in (bytes(flipped), data[: chance.randrange(len(data))]):
            with suppress(UnreadableError):
                assert isinstance(read(damaged, LIMITS), Document)
