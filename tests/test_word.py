import json
import random
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from documents import grids, merged, paragraphs, plain, texts
from renderings import word as renderings
from renderings.seed import COLUMNS, TITLE, sections
from renderings.word import NAMES, WITH_MACROS, archive, package, prefecture

from assistant.readers.document import Document, Limits, Paragraph, UnreadableError
from assistant.readers.word import read
from assistant.records import Place

DATA = Path(__file__).parent / "data"
LIMITS = Limits()
VML_BOX = "<w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content if content.startswith('<') else r(content)}</w:p>"


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tbl(*rows: str, grid: tuple[int, ...] = ()) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return f"<w:tbl><w:tblGrid>{columns}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def span(width: int) -> str:
    return f'<w:gridSpan w:val="{width}"/>'


@pytest.mark.parametrize("name", ["hotline-answers", "request-sheet"])
def test_documents_of_ministries(name):
    document = read((DATA / "word" / f"{name}.docx").read_bytes(), LIMITS)
    assert plain(document) == json.loads((DATA / "word" / f"{name}.json").read_text(encoding="utf-8"))
    assert document.flaws == ()


def test_the_seed_table_in_a_table_for_each_section():
    expected: list[object] = [[1, TITLE]]
    for section in sections():
        expected.append([0, f"○{section.name}"])
        expected.append({"rows": [list(COLUMNS), *map(list, section.rows)], "merged": []})
    assert plain(read(renderings.plain(), LIMITS)) == {"title": TITLE, "blocks": expected}


@pytest.mark.parametrize("path", ["", "renderings/seed-one-table.docx"], ids=["python-docx", "LibreOffice"])
def test_the_seed_table_with_section_lines_in_merged_rows(path):
    document = read((DATA / path).read_bytes() if path else renderings.one_table(), LIMITS)
    rows: list[list[str]] = []
    lines: list[int] = []
    for section in sections():
        lines.append(len(rows))
        rows += [[f"○{section.name}"] * 4, list(COLUMNS), *map(list, section.rows)]
    (grid,) = grids(document)
    assert texts(grid) == rows
    assert merged(grid) == [[line, 0, 1, 4] for line in lines]
    assert document.title == TITLE
    assert document.blocks[0] == Paragraph(TITLE, Place(line=1), 1)


def test_the_seed_table_with_a_merged_column_of_prefectures():
    *_, grid = grids(read(renderings.with_prefectures(), LIMITS))
    rows = [[row[0], prefecture(row[1]), *row[1:]] for row in sections()[-1].rows]
    assert texts(grid) == [[COLUMNS[0], "都道府県", *COLUMNS[1:]], *rows]
    assert merged(grid) == [[4, 1, 2, 1], [7, 1, 2, 1], [10, 1, 2, 1]]  # 神奈川県 静岡県 兵庫県


def test_the_seed_table_with_headings_on_two_levels():
    *_, grid = grids(read(renderings.two_levels(), LIMITS))
    head = [["No.", "自治体名", "提案", "提案"], list(COLUMNS)]
    assert texts(grid) == [*head, *map(list, sections()[-1].rows)]
    assert merged(grid) == [[0, 0, 2, 1], [0, 1, 2, 1], [0, 2, 1, 2]]
    assert [line.place for line in grid.lines[:2]] == [Place(table=3, row=1), Place(table=3, row=2)]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(r("横浜市　") + r("（神奈川県）"), "横浜市　（神奈川県）", id="全角の空白は残る"),
        pytest.param(r(" 協議中 "), " 協議中 ", id="半角の空白も残る"),
        pytest.param("<w:r><w:t>上</w:t><w:br/><w:t>中</w:t><w:cr/><w:t>下</w:t></w:r>", "上\n中\n下", id="改行"),
        pytest.param('<w:r><w:t>前</w:t><w:br w:type="page"/><w:t>後</w:t></w:r>', "前後", id="改ページは文字でない"),
        pytest.param("<w:r><w:t>名</w:t><w:tab/><w:t>額</w:t></w:r>", "名\t額", id="タブ"),
        pytest.param("<w:r><w:t>03</w:t><w:noBreakHyphen/><w:t>5253</w:t></w:r>", "03-5253", id="改行しないハイフン"),
        pytest.param(f"<w:ins>{r('追加')}</w:ins>{r('した')}", "追加した", id="挿入の記録は読む"),
        pytest.param(
            f"{r('残す')}<w:del><w:r><w:delText>消す</w:delText></w:r></w:del>", "残す", id="削除の記録は読まない"
        ),
        pytest.param(
            f"{r('先')}<w:moveFrom>{r('移')}</w:moveFrom><w:moveTo>{r('転')}</w:moveTo>", "先転", id="移動は移動先だけ"
        ),
        pytest.param(f'<w:hyperlink r:id="r9">{r("要綱")}</w:hyperlink>', "要綱", id="リンクの文字"),
        pytest.param(f"<w:sdt><w:sdtContent>{r('令和')}</w:sdtContent></w:sdt>{r('6年')}", "令和6年", id="入力欄の中"),
        pytest.param(
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('クリックして入力')}</w:sdtContent></w:sdt>"
            + r("済"),
            "済",
            id="入力欄の案内は読まない",
        ),
        pytest.param(r("見える") + r("隠す", "<w:vanish/>"), "見える", id="隠し文字"),
        pytest.param(r("見える", '<w:vanish w:val="0"/>'), "見える", id="隠し文字の取り消し"),
        pytest.param(
            f"<w:r><w:ruby><w:rt>{r('ひだ')}</w:rt><w:rubyBase>{r('飛驒')}</w:rubyBase></w:ruby></w:r>{r('市')}",
            "飛驒市",
            id="ふりがなは読まない",
        ),
        pytest.param(
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE \\@ "yyyy"</w:instrText></w:r>' + r("2024"),
            "2024",
            id="フィールドは結果だけ",
        ),
        pytest.param(f'<w:fldSimple w:instr="PAGE">{r("3")}</w:fldSimple>', "3", id="単純なフィールド"),
        pytest.param('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + r("該当"), "☑該当", id="記号フォント"),
        pytest.param("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>" + r("件"), "x+1件", id="数式の文字"),
        pytest.param(r("一") + "<!-- 注 --><?x y?>" + r("行"), "一行", id="XML の注釈"),
    ],
)
def test_text_as_people_see_it(content, text):
    assert paragraphs(read(package(p(content)), LIMITS)) == [text]
    assert texts(grids(read(package(tbl(tc(p(content)) + tc("b"))), LIMITS))[0]) == [[text.strip("\n"), "b"]]


def test_paragraphs_whose_end_was_deleted_are_one():
    body = p("提案の", "<w:rPr><w:del/></w:rPr>") + p("概要") + p("進捗")
    assert paragraphs(read(package(body), LIMITS)) == ["提案の概要", "進捗"]
    body = p("提案", "<w:rPr><w:del/></w:rPr>") + tbl(tc(p("最後", "<w:rPr><w:del/></w:rPr>")) + tc("次"))
    first, grid = read(package(body), LIMITS).blocks
    assert first == Paragraph("提案", Place(line=1))
    assert texts(grid) == [["最後", "次"]]


@pytest.mark.parametrize(
    ("kind", "text", "marks"),
    [
        pytest.param("decimal", "%1.", ["1. ", "2. ", "3. "], id="1."),
        pytest.param("decimal", "(%1)", ["(1) ", "(2) ", "(3) "], id="(1)"),
        pytest.param("decimal", "（%1）", ["（1）", "（2）", "（3）"], id="全角の括弧"),
        pytest.param("decimalFullWidth", "第%1条", ["第１条 ", "第２条 ", "第３条 "], id="第１条"),
        pytest.param("decimalEnclosedCircle", "%1", ["①", "②", "③"], id="①"),
        pytest.param("aiueoFullWidth", "%1", ["ア ", "イ ", "ウ "], id="ア"),
        pytest.param("aiueo", "%1)", ["ｱ) ", "ｲ) ", "ｳ) "], id="半角のア"),
        pytest.param("irohaFullWidth", "%1、", ["イ、", "ロ、", "ハ、"], id="イロハ"),
        pytest.param("japaneseCounting", "%1、", ["一、", "二、", "三、"], id="一"),
        pytest.param("lowerLetter", "%1.", ["a. ", "b. ", "c. "], id="a"),
        pytest.param("upperRoman", "%1.", ["I. ", "II. ", "III. "], id="I"),
        pytest.param("decimalZero", "%1", ["01 ", "02 ", "03 "], id="01"),
        pytest.param("ideographTraditional", "%1", ["甲 ", "乙 ", "丙 "], id="甲"),
        pytest.param("bullet", "・", ["・", "・", "・"], id="中黒"),
        pytest.param("bullet", "\uf06c", ["●", "●", "●"], id="記号フォントの丸"),
        pytest.param("none", "%1", ["", "", ""], id="番号なし"),
        pytest.param("まだない種類", "%1.", ["1. ", "2. ", "3. "], id="知らない種類は算用数字"),
    ],
)
def test_marks_of_lists(kind, text, marks):
    numbering = numbered(level(0, kind, text))
    body = "".join(p("項目", at(1)) for _ in marks)
    assert paragraphs(read(package(body, numbering=numbering), LIMITS)) == [f"{mark}項目" for mark in marks]


@pytest.mark.parametrize(
    ("start", "kind", "mark"),
    [
        (10, "japaneseCounting", "十 "),
        (21, "japaneseCounting", "二十一 "),
        (105, "japaneseCounting", "百五 "),
        (20, "japaneseDigitalTenThousand", "二〇 "),
        (21, "decimalEnclosedCircle", "21 "),
        (27, "upperLetter", "AA "),
        (49, "lowerRoman", "xlix "),
        (0, "decimalEnclosedCircle", "0 "),
        (999999, "lowerRoman", "999999 "),
    ],
)
def test_numbers_beyond_the_first(start, kind, mark):
    body = p("項目", at(1))
    assert paragraphs(read(package(body, numbering=numbered(level(0, kind, "%1", start))), LIMITS)) == [f"{mark}項目"]


def test_lists_count_on_and_begin_anew_below_each_item():
    numbering = numbered(level(0, "decimal", "%1") + level(1, "decimal", "%1-%2"))
    depths = [0, 1, 1, 0, 1]
    body = "".join(p("項", at(1, depth)) for depth in depths)
    assert paragraphs(read(package(body, numbering=numbering), LIMITS)) == [
        "1 項",
        "1-1 項",
        "1-2 項",
        "2 項",
        "2-1 項",
    ]


def test_a_second_list_of_the_same_kind_may_begin_anew():
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = numbered(level(0, "decimal", "%1.")) + f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{again}</w:num>'
    body = p("あ", at(1)) + p("い", at(1)) + p("う", at(2)) + p("え", at(2)) + p("お", at(0))
    assert paragraphs(read(package(body, numbering=numbering), LIMITS)) == ["1. あ", "2. い", "1. う", "2. え", "お"]


def test_a_number_alone_fills_a_cell():
    rows = [tc(p("<w:r/>", at(1))) + tc("札幌市"), tc(p("<w:r/>", at(1))) + tc("仙台市")]
    (grid,) = grids(read(package(tbl(*rows), numbering=numbered(level(0, "decimal", "%1."))), LIMITS))
    assert texts(grid) == [["1.", "札幌市"], ["2.", "仙台市"]]


@pytest.mark.parametrize(
    ("style", "properties", "expected"),
    [
        pytest.param('<w:name w:val="heading 2"/>', "", 2, id="heading 2"),
        pytest.param('<w:name w:val="見出し ３"/>', "", 3, id="見出し ３"),
        pytest.param('<w:name w:val="Title"/>', "", 1, id="表題"),
        pytest.param('<w:name w:val="x"/><w:pPr><w:outlineLvl w:val="3"/></w:pPr>', "", 4, id="アウトライン レベル"),
        pytest.param('<w:name w:val="x"/>', '<w:outlineLvl w:val="0"/>', 1, id="段落のアウトライン レベル"),
        pytest.param('<w:name w:val="heading 1"/>', '<w:outlineLvl w:val="9"/>', 0, id="本文に戻した見出し"),
        pytest.param('<w:name w:val="x"/><w:basedOn w:val="s"/>', "", 0, id="自分に基づくスタイル"),
        pytest.param('<w:name w:val="toc 1"/>', "", 0, id="目次"),
    ],
)
def test_levels_of_headings(style, properties, expected):
    styles = f'<w:style w:styleId="s">{style}</w:style>'
    (block,) = read(package(p("章", f'<w:pStyle w:val="s"/>{properties}'), styles=styles), LIMITS).blocks
    assert isinstance(block, Paragraph)
    assert block.level == expected


def test_edges_drawn_by_an_unsteady_hand_are_one():
    rows = [tc("番号") + tc("市", span(2)) + tc("概要"), tc("1") + tc("津市") + tc("橋", span(2))]
    (grid,) = grids(read(package(tbl(*rows, grid=(800, 2000, 30, 4000))), LIMITS))
    assert texts(grid) == [["番号", "市", "概要"], ["1", "津市", "橋"]]
    assert merged(grid) == []


def test_edges_that_no_cell_has_make_no_columns():
    (grid,) = grids(read(package(tbl(tc("a", span(100000)) + tc("b"), tc("c", span(100000)) + tc("d"))), LIMITS))
    assert texts(grid) == [["a", "b"], ["c", "d"]]


def test_a_cell_that_goes_on_from_nowhere_stands_alone():
    (grid,) = grids(read(package(tbl(tc("a", "<w:vMerge/>") + tc("b"), tc("", span(2)))), LIMITS))
    assert texts(grid) == [["a", "b"], ["", ""]]


def test_text_boxes_follow_their_paragraph_and_tables_in_them_are_grids():
    body = p(r("本文") + VML_BOX.format(p("枠の中") + tbl(tc("a") + tc("b")))) + p("次")
    first, box, grid, last = read(package(body), LIMITS).blocks
    assert [block.text for block in (first, box, last)] == ["本文", "枠の中", "次"]
    assert texts(grid) == [["a", "b"]]


def test_embedded_files_are_told():
    ole = '<w:r><w:object><o:OLEObject ProgID="{}"/></w:object></w:r>'
    told = read(package(p("前") + p(ole.format("Excel.Sheet.12")) + p(ole.format("Equation.3"))), LIMITS)
    (flaw,) = told.flaws
    assert flaw.place == "1行目より後"
    assert "Excel" in flaw.reason


def test_notes_come_last_in_the_order_of_their_numbers():
    body = p(r("甲") + '<w:r><w:endnoteReference w:id="1"/></w:r>')
    body += tbl(tc(p(r("乙7") + '<w:r><w:footnoteReference w:id="1"/></w:r>')) + tc("丙"))
    document = read(
        package(
            body,
            footnotes=f'<w:footnote w:id="1">{p("脚注")}</w:footnote>',
            endnotes=f'<w:endnote w:id="1">{p("文末脚注")}</w:endnote><w:endnote w:id="2">{p("使われない")}</w:endnote>',
        ),
        LIMITS,
    )
    assert paragraphs(document) == ["甲", "※1 文末脚注", "※2 脚注"]
    assert texts(grids(document)[0]) == [["乙7", "丙"]]


def test_hidden_rows_are_not_read():
    rows = f"<w:tr><w:trPr><w:hidden/></w:trPr>{tc('x')}{tc('y')}</w:tr><w:tr>{tc('a')}{tc('b')}</w:tr>"
    (grid,) = grids(read(package(f"<w:tbl>{rows}</w:tbl>"), LIMITS))
    assert texts(grid) == [["a", "b"]]


def test_relationships_to_missing_parts_are_none():
    body = p("章", '<w:pStyle w:val="s"/>') + p(r("甲") + '<w:r><w:footnoteReference w:id="1"/></w:r>', at(1))
    data = package(body, styles="", numbering="", footnotes="")
    missing = {"word/styles.xml", "word/numbering.xml", "word/footnotes.xml"}
    assert paragraphs(read(repacked(data, lambda name, part: None if name in missing else part), LIMITS)) == [
        "章",
        "甲",
    ]


def test_strict_open_xml_is_read_and_its_names_stay_where_they_are_text():
    names = re.compile(rb"http://schemas\.openxmlformats\.org/(wordprocessingml|officeDocument)/2006/")
    strict = b"http://purl.oclc.org/ooxml/"
    body = p(r('xmlns="http://purl.oclc.org/ooxml/x/"')) + p(
        f"<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>{r('件')}", at(1)
    )
    data = package(body, numbering=numbered(level(0, "decimal", "(%1)")))
    made = repacked(data, lambda name, part: names.sub(strict + rb"\1/", part))
    assert paragraphs(read(made, LIMITS)) == ['xmlns="http://purl.oclc.org/ooxml/x/"', "(1) x件"]


def test_pictures_stay_packed():
    """What no text stands in may be damaged: it is not unpacked."""
    made = BytesIO(package(p("様式")))
    with zipfile.ZipFile(made, "a") as packed:
        packed.writestr("word/media/image1.png", b"pixels" * 100)
    assert paragraphs(read(made.getvalue().replace(b"pixels", b"pixelz", 1), LIMITS)) == ["様式"]


def test_a_document_with_macros_is_read_and_nothing_run():
    assert paragraphs(read(package(p("様式"), main=WITH_MACROS), LIMITS)) == ["様式"]


@pytest.mark.parametrize("title", ["", "Word Document", "Microsoft Word - 文書1.doc", "文書 1", "無題", "タイトル"])
def test_titles_that_say_nothing(title):
    assert read(with_title(title), LIMITS).title == ""


def test_a_title_that_says_something():
    assert read(with_title("提案一覧　令和6年度"), LIMITS).title == "提案一覧　令和6年度"


def test_too_many_cells_stop_the_reading():
    table = tbl(*[tc("a") + tc("b")] * 10)
    document = read(package(table + table + p("後")), Limits(cells=25))
    assert [len(grid.lines) for grid in grids(document)] == [10, 2]
    (flaw,) = document.flaws
    assert flaw.place == "表2 3行目"
    assert "25" in flaw.reason
    assert paragraphs(document) == []


DTD = '<!DOCTYPE d [<!ENTITY a "0123456789"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "ではない", id="空"),
        pytest.param("ただの文".encode(), "ではない", id="Word でない"),
        pytest.param(renderings.plain()[:5000], "途中で切れて", id="途中で切れた"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "パスワード",
            id="パスワード付き",
        ),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
            ".doc",
            id="古い Word",
        ),
        pytest.param(archive({"styles": "<w:styles/>"}), "壊れている", id="本文がない"),
        pytest.param(archive({"document": "<w:document"}), "壊れている", id="XML でない本文"),
        pytest.param(package(p("x"), styles="</w:styles><x>"), "壊れている", id="XML でないスタイル"),
        pytest.param(
            archive({"document": f"{DTD}<w:document {NAMES}><w:body>{p('&b;&f;')}</w:body></w:document>"}),
            "壊れている",
            id="実体の入った本文",
        ),
        pytest.param(package(p("\0")), "壊れている", id="NUL の入った本文"),
        pytest.param(package("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "壊れている", id="深すぎる入れ子"),
    ],
)
def test_bad_input(data, reason):
    with pytest.raises(UnreadableError, match=reason) as caught:
        read(data, LIMITS)
    assert caught.value.advice


def test_a_zip_bomb_is_not_opened():
    made = BytesIO(package(p("x")))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/media/image1.bmp", bytes(3_000_000))
    assert len(made.getvalue()) < 10_000
    with pytest.raises(UnreadableError, match=r"大きすぎます.*上限は 2 MB"):
        read(made.getvalue(), Limits(size=2))


def test_tables_in_tables_many_deep_end():
    inner = tbl(tc("a") + tc("b"))
    for _ in range(60):
        inner = tbl(tc(inner + p("")) + tc("c"))
    assert len(grids(read(package(inner), LIMITS))) == 1
    boxes = p("底")
    for _ in range(30):
        boxes = p(VML_BOX.format(boxes))
    assert paragraphs(read(package(boxes), LIMITS)) == ["底"]


@pytest.mark.parametrize("name", ["hotline-answers", "request-sheet"])
def test_damaged_files_are_read_or_refused(name):
    """Flipped bytes in the packed file, and in the XML of a well-formed package; and files that end too early."""
    data = (DATA / "word" / f"{name}.docx").read_bytes()
    chance = random.Random(20261124)
    with zipfile.ZipFile(BytesIO(data)) as packed:
        parts = {entry: packed.read(entry) for entry in packed.namelist()}
    for _ in range(150):
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        entry = chance.choice(list(parts))
        content = bytearray(parts[entry])
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(7)
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as packed:
            for each, part in parts.items():
                packed.writestr(each, bytes(content) if each == entry else part)
        for damaged in (bytes(flipped), data[: chance.randrange(len(data))], made.getvalue()):
            with suppress(UnreadableError):
                assert isinstance(read(damaged, LIMITS), Document)


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with each part changed, or left out where ``change`` gives None."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            if (part := change(name, before.read(name))) is not None:
                after.writestr(name, part)
    return made.getvalue()


def at(number: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


def level(depth: int, kind: str, text: str, start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'


def numbered(levels: str) -> str:
    first = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{first}'


def with_title(title: str) -> bytes:
    document = renderings.docx.Document()
    document.core_properties.title = title
    made = BytesIO()
    document.save(made)
    return made.getvalue()
