import io
import json
import random
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from renderings.seed import COLUMNS, TITLE, sections
from renderings.workbook import RENDERINGS

from assistant.readers import old_workbook, workbook
from assistant.readers.document import Cell, Document, Grid, Limits, Paragraph, UnreadableError

DATA = Path(__file__).parent / "data"
READERS = {".xlsx": workbook.read, ".xls": old_workbook.read}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(path: Path) -> Document:
    return READERS[path.suffix](path.read_bytes(), Limits())


def saved(book: Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def sheet_of(cells: dict[str, object], *merged: str) -> Workbook:
    """A workbook of one sheet, 「表」, that holds ``cells`` by their names."""
    book = Workbook()
    book.active.title = "表"
    for name, value in cells.items():
        book.active[name] = value
    for area in merged:
        book.active.merge_cells(area)
    return book


def rows(*lines: str) -> dict[str, str]:
    """Cells from A1 on, as they look: cells divided by blanks, · for a blank one."""
    return {
        f"{chr(65 + column)}{row}": text
        for row, line in enumerate(lines, start=1)
        for column, text in enumerate(line.split())
        if text != "·"
    }


def replaced(data: bytes, name: str, change) -> bytes:
    """The package ``data`` with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for item in before.namelist():
            content = before.read(item)
            after.writestr(item, change(content) if item == name else content)
    return out.getvalue()


def with_sheet(xml: str) -> bytes:
    """A workbook whose one sheet is ``xml``."""
    return replaced(saved(sheet_of({})), "xl/worksheets/sheet1.xml", lambda _: xml.encode())


def plain(document: Document) -> list[object]:
    """A document as lists, as the golden files write it."""
    found: list[object] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(["paragraph", str(block.place), block.text])
            continue
        merged = {(c.top, c.left, c.height, c.width) for line in block.lines for c in line.cells}
        lines = [[str(line.place), [cell.text for cell in line.cells]] for line in block.lines]
        areas = [list(area) for area in sorted(merged) if area[2:] != (1, 1)]
        found.append(["grid", *lines, ["merged", *areas]])
    return found + [["flaw", flaw.place, flaw.reason] for flaw in document.flaws]


def shape(document: Document) -> list[object]:
    """The words of a document: a text for each paragraph, lines of cells for each grid (blank cells as ·)."""
    return [
        block.text
        if isinstance(block, Paragraph)
        else [" ".join(cell.text or "·" for cell in line.cells) for line in block.lines]
        for block in document.blocks
    ]


@pytest.mark.parametrize("name", ["grants.xlsx", "squared.xlsx", "squared.xls", "several.xlsx"])
def test_a_workbook_is_read_as_it_is_seen(name):
    path = DATA / "workbooks" / name
    assert plain(read(path)) == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", RENDERINGS)
def test_xls_gives_what_xlsx_gives(name):
    assert read(DATA / "renderings" / f"seed-{name}.xls") == workbook.read(RENDERINGS[name](), Limits())


def test_xlsx_of_another_program_gives_the_same():
    assert read(DATA / "renderings/seed-one-table.xlsx") == workbook.read(RENDERINGS["one-table"](), Limits())


def test_section_lines_stay_between_the_rows():
    title, first, grid = workbook.read(RENDERINGS["one-table"](), Limits()).blocks
    joint, prefectures, cities = sections()
    assert (title.text, first.text) == (TITLE, f"○{joint.name}")
    lines = [COLUMNS, *joint.rows]
    for section in (prefectures, cities):
        lines += [(f"○{section.name}",) * 4, COLUMNS, *section.rows]
    assert [tuple(cell.text for cell in line.cells) for line in grid.lines] == lines
    assert (grid.lines[1].place.sheet, grid.lines[1].place.cells) == ("提案一覧", "A5:D5")
    section_line = grid.lines[2]
    assert set(section_line.cells) == {Cell("○都道府県", 2, 0, 1, 4)}


def test_merged_cells_are_one_cell_at_each_position():
    _, grid = workbook.read(RENDERINGS["merged-prefectures"](), Limits()).blocks
    assert len(grid.lines) == 19
    assert [line.cells[0] for line in grid.lines[2:6]] == [Cell("都道府県", 2, 0, 4, 1)] * 4
    assert grid.lines[9].cells[1] == grid.lines[10].cells[1] == Cell("神奈川県", 9, 1, 2, 1)


def test_headings_of_two_levels_are_lines():
    _, grid = workbook.read(RENDERINGS["two-headings"](), Limits()).blocks
    number, name, proposal = Cell("No.", 0, 0, 2), Cell("自治体名", 0, 1, 2), Cell("提案", 0, 2, 1, 2)
    assert grid.lines[0].cells == (number, name, proposal, proposal)
    assert grid.lines[1].cells == (number, name, Cell("提案概要", 1, 2), Cell("進捗状況", 1, 3))


def test_each_sheet_gives_its_blocks():
    document = workbook.read(RENDERINGS["three-sheets"](), Limits())
    assert [block.lines[0].place.sheet for block in document.blocks if isinstance(block, Grid)] == [
        section.name for section in sections()
    ]


LAYOUTS = {
    "表だけ": (rows("番号 名", "1 甲"), [["番号 名", "1 甲"]]),
    "題名のすぐ下に表": (rows("題名", "番号 名", "1 甲"), ["題名", ["番号 名", "1 甲"]]),
    "右寄せの日付": (rows("題名", "· 3月現在", "番号 名", "1 甲"), ["題名", "3月現在", ["番号 名", "1 甲"]]),
    "空行で2つの表": (rows("番号 名", "1 甲", "", "", "年 数", "2 3"), [["番号 名", "1 甲"], ["年 数", "2 3"]]),
    "番号が続く空行": (rows("番号 名", "1 甲", "", "2 乙"), [["番号 名", "1 甲", "2 乙"]]),
    "番号が続かない空行": (rows("名 数", "甲 1", "", "種別 年", "乙 2"), [["名 数", "甲 1"], ["種別 年", "乙 2"]]),
    "空行の後の区分": (
        rows("番号 名", "1 甲", "", "○市区町村", "番号 名", "1 乙"),
        [["番号 名", "1 甲"], "○市区町村", ["番号 名", "1 乙"]],
    ),
    "行の間の区分": (rows("番号 名", "1 甲", "○市区町村", "1 乙"), [["番号 名", "1 甲", "○市区町村 ·", "1 乙"]]),
    "空列で2つの表": (rows("番号 名 · 年 数", "1 甲 · 2 3"), [["番号 名", "1 甲"], ["年 数", "2 3"]]),
    "題名の付いた2つの表": (
        rows("題A · · 題B", "番号 名 · 年 数", "1 甲 · 2 3"),
        ["題A", ["番号 名", "1 甲"], "題B", ["年 数", "2 3"]],
    ),
    "離した列": (rows("番号 · 名 · 数", "1 · 甲 · 5"), [["番号 名 数", "1 甲 5"]]),
    "表の横の覚え書き": (
        rows("番号 名", "1 甲 · ※参考", "2 乙", "3 丙"),
        [["番号 名", "1 甲", "2 乙", "3 丙"], "※参考"],
    ),
    "1列だけ": (rows("はじめに", "次に"), ["はじめに", "次に"]),
    "下の注": (rows("番号 名", "1 甲", "※注"), [["番号 名", "1 甲", "※注 ·"]]),
    "空白だけのセル": ({"A1": "番号", "B1": "名", "A2": "1", "B2": "甲", "D9": "　"}, [["番号 名", "1 甲"]]),
    "A1から始まらない": ({"C5": "番号", "D5": "名", "C6": "1", "D6": "甲"}, [["番号 名", "1 甲"]]),
    "何もない": ({}, []),
}


@pytest.mark.parametrize(("cells", "expected"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_tables_on_a_sheet_are_told_apart(cells, expected):
    assert shape(workbook.read(saved(sheet_of(cells)), Limits())) == expected


def test_what_is_hidden_is_left_out_and_told():
    book = sheet_of(rows("番号 名 数 秘", *(f"{n} 甲{n} {n} 秘{n}" for n in range(1, 9))))
    sheet = book.active
    for row in (5, 6, 7, 9):
        sheet.row_dimensions[row].hidden = True
    sheet.row_dimensions[50].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.column_dimensions["Z"].hidden = True
    for state in ("hidden", "veryHidden"):
        book.create_sheet(f"作業{state}").sheet_state = state
    document = workbook.read(saved(book), Limits())
    assert shape(document) == [["番号 名 数", "1 甲1 1", "2 甲2 2", "3 甲3 3", "7 甲7 7"]]
    assert document.blocks[0].lines[-1].place.cells == "A8:C8"
    assert [(flaw.place, flaw.reason) for flaw in document.flaws] == [
        ("シート「表」", "非表示の 5〜7、9 行目は読みませんでした"),
        ("シート「表」", "非表示の D 列は読みませんでした"),
        ("シート「作業hidden」", "非表示のシートは読みませんでした"),
        ("シート「作業veryHidden」", "非表示のシートは読みませんでした"),
    ]


def test_many_hidden_rows_are_told_in_short():
    book = sheet_of({f"A{n}": str(n) for n in range(1, 41)})
    for row in range(2, 41, 2):
        book.active.row_dimensions[row].hidden = True
    (flaw,) = workbook.read(saved(book), Limits()).flaws
    assert flaw.reason == "非表示の 2、4、6、8、10 行目など20行は読みませんでした"


def test_a_merged_cell_that_is_hidden_in_part_is_seen_in_the_rest():
    book = sheet_of(rows("県 名", "甲県 子", "· 丑", "· 寅"), "A2:A4")
    book.active.row_dimensions[2].hidden = True
    (grid,) = workbook.read(saved(book), Limits()).blocks
    assert [line.cells[0] for line in grid.lines[1:]] == [Cell("甲県", 1, 0, 2, 1)] * 2
    assert [line.place.cells for line in grid.lines] == ["A1:B1", "A3:B3", "A4:B4"]


def test_words_under_a_merged_cell_are_not_seen():
    xml = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>1</v></c><c><v>2</v></c></row>'
        '<row><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
    )
    assert shape(workbook.read(with_sheet(xml), Limits())) == ["1", ["3 4"]]


VALUES = {
    "真": ('<c t="b"><v>1</v></c>', "TRUE"),
    "偽": ('<c t="b"><v>0</v></c>', "FALSE"),
    "誤り": ('<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
    "数式の結果": ("<c><f>1+1</f><v>2</v></c>", "2"),
    "数式の文字": ('<c t="str"><f>"a"</f><v>県</v></c>', "県"),
    "日付": ('<c t="d"><v>2013-04-01</v></c>', "41365"),
    "改行": ('<c t="inlineStr"><is><t>上\n下</t></is></c>', "上\n下"),
    "書き換えた改行": ('<c t="inlineStr"><is><t>上_x000D_\n下_x000a_左</t></is></c>', "上\n下\n左"),
    "装飾": ('<c t="inlineStr"><is><r><t>太</t></r><r><rPr><b/></rPr><t>字</t></r></is></c>', "太字"),
    "ふりがな": (
        '<c t="inlineStr"><is><t>堺市</t><rPh sb="0" eb="2"><t>サカイシ</t></rPh></is></c>',
        "堺市",
    ),
    "前後の空白": ('<c t="inlineStr"><is><t xml:space="preserve"> 　県 </t></is></c>', " 　県 "),
    "全角と半角": ('<c t="inlineStr"><is><t>ｶﾅ①㈱</t></is></c>', "ｶﾅ①㈱"),
    "実体": ('<c t="inlineStr"><is><t>A&amp;B&lt;C&gt;</t></is></c>', "A&B<C>"),
}


@pytest.mark.parametrize(("cell", "expected"), VALUES.values(), ids=VALUES.keys())
def test_a_value_is_read_as_shown(cell, expected):
    xml = f'<worksheet xmlns="{MAIN}"><sheetData><row>{cell}</row></sheetData></worksheet>'
    assert shape(workbook.read(with_sheet(xml), Limits())) == [expected]


def test_shared_strings_join_runs_and_leave_readings_out():
    book = sheet_of({"A1": CellRichText("就職", TextBlock(InlineFont(b=True), "支援")), "A2": "堺市"})
    data = replaced(
        saved(book),
        "xl/sharedStrings.xml",
        lambda xml: xml.replace("堺市</t>".encode(), '堺市</t><rPh sb="0" eb="2"><t>サカイシ</t></rPh>'.encode()),
    )
    assert shape(workbook.read(data, Limits())) == ["就職支援", "堺市"]


def test_days_of_a_workbook_from_1904():
    book = sheet_of({"A1": 41365 - 1462})
    book.active["A1"].number_format = "yyyy/m/d"
    book.epoch = CALENDAR_MAC_1904
    assert shape(workbook.read(saved(book), Limits())) == ["2013/4/1"]


def test_formulas_without_a_result_are_told():
    book = sheet_of(rows("数 倍") | {f"{c}{n}": f"={n}*2" for c in "AB" for n in range(2, 6)})
    (flaw,) = workbook.read(saved(book), Limits()).flaws
    assert flaw.reason == "計算結果のない数式が 8 個あり、空白として読みました(A2、B2、A3、B3、A4など)"
    assert flaw.advice == "Excel で開き、上書き保存してから入れ直してください。"


ONE_CELL = f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>1</v></c></row></sheetData>%s</worksheet>'
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY b "哈"><!ENTITY c "&b;&b;">]>'
    f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>'
)
SEED = RENDERINGS["one-table"]()
OLD_SEED = (DATA / "renderings/seed-one-table.xls").read_bytes()
BAD = {
    "空のファイル": (b"", "壊れている"),
    "文章": ("表ではない".encode(), "壊れている"),
    "途中で切れたブック": (SEED[: len(SEED) // 2], "壊れている"),
    "ZIP だがブックでない": (replaced(SEED, "[Content_Types].xml", lambda _: b"<Types/>"), "壊れている"),
    "実体の爆弾": (with_sheet(LAUGHS), "DOCTYPE"),
    "UTF-16 の DOCTYPE": (replaced(SEED, "xl/worksheets/sheet1.xml", lambda _: LAUGHS.encode("utf-16")), "DOCTYPE"),
    "ZIP 爆弾": (with_sheet(ONE_CELL % (" " * 101_000_000)), "展開すると大きすぎます(101 MB。上限 100 MB)"),
    "重なった結合": (
        with_sheet(
            ONE_CELL.replace("<row>", '<row><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row><row r="2">')
            % '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B1:B2"/></mergeCells>'
        ),
        "結合セルが重なって",
    ),
    "Strict": (
        replaced(SEED, "xl/workbook.xml", lambda xml: xml.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/s")),
        "Strict",
    ),
    "遠すぎる行": (with_sheet(ONE_CELL.replace("<row>", '<row r="9999999">') % ""), "セルが多すぎます"),
    "遠すぎる列": (with_sheet(ONE_CELL.replace("<c>", '<c r="ZZZZ1">') % ""), "壊れている"),
    "重なった列": (
        with_sheet(ONE_CELL.replace("<sheetData>", '<col min="1" max="9999" hidden="1"/>' * 2 + "<sheetData>") % ""),
        "壊れている",
    ),
    "ない文字列": (with_sheet(ONE_CELL.replace("<c>", '<c t="s">') % ""), "壊れている"),
}


@pytest.mark.parametrize(("data", "reason"), BAD.values(), ids=BAD.keys())
def test_a_bad_workbook_is_refused_with_advice(data, reason):
    with pytest.raises(UnreadableError) as caught:
        workbook.read(data, Limits())
    assert reason in caught.value.reason
    assert caught.value.advice.endswith("ください。")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        "表ではない".encode(),
        OLD_SEED[: len(OLD_SEED) // 2],
        OLD_SEED[:100],
        SEED,
        (DATA / "workbooks/circle.xls").read_bytes(),
    ],
    ids=["空のファイル", "文章", "途中で切れたブック", "見出しだけ", "xlsx", "輪になった領域"],
)
def test_a_bad_old_workbook_is_refused_with_advice(data):
    with pytest.raises(UnreadableError) as caught:
        old_workbook.read(data, Limits())
    assert "壊れている" in caught.value.reason
    assert caught.value.advice.endswith("ください。")


def test_a_binary_workbook_is_refused_with_advice():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("xl/workbook.bin", b"\0")
    with pytest.raises(UnreadableError, match=r"バイナリ形式\(.xlsb\)"):
        workbook.read(data.getvalue(), Limits())


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("password.xlsx", workbook.read),
        ("password.xlsx", old_workbook.read),
        ("password.xls", old_workbook.read),
    ],
    ids=["xlsx", "xlsx が xls に見えるとき", "xls"],
)
def test_a_password_is_told(name, read):
    data = (DATA / "workbooks" / name).read_bytes()
    with pytest.raises(UnreadableError) as caught:
        read(data, Limits())
    assert caught.value.reason == "パスワードで保護されています"
    assert caught.value.advice == "パスワードを外して保存し直してください。"


def test_more_cells_than_the_limit_are_refused():
    with pytest.raises(UnreadableError, match="セルが多すぎます\\(上限 50 個\\)"):
        workbook.read(SEED, Limits(cells=50))
    with pytest.raises(UnreadableError, match="セルが多すぎます\\(上限 50 個\\)"):
        old_workbook.read(OLD_SEED, Limits(cells=50))


def test_a_sparse_sheet_cannot_grow_beyond_the_limit():
    cells = {f"{chr(65 + n)}{n + 1}": n for n in range(20)} | {f"{chr(66 + n)}{n + 1}": n for n in range(20)}
    with pytest.raises(UnreadableError, match="セルが多すぎます"):
        workbook.read(saved(sheet_of(cells)), Limits(cells=100))


def test_a_merged_cell_over_the_whole_sheet_costs_nothing():
    data = with_sheet(ONE_CELL % '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    assert shape(workbook.read(data, Limits())) == ["1"]


def test_empty_formatted_rows_cost_little():
    empty = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="0"/></row>' for n in range(2, 50_000))
    data = with_sheet(ONE_CELL.replace("</sheetData>", f"{empty}</sheetData>") % "")
    assert shape(workbook.read(data, Limits())) == ["1"]


@pytest.mark.parametrize(("data", "read"), [(SEED, workbook.read), (OLD_SEED, old_workbook.read)], ids=["xlsx", "xls"])
def test_damaged_workbooks_are_read_or_refused(data, read):
    chance = random.Random(1)
    for number in range(60):
        damaged = bytearray(data[: chance.randrange(len(data))] if number % 3 == 0 else data)
        for _ in range(chance.choice((0, 1, 5, 50))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        refused_or_read(bytes(damaged), read)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_damaged_parts_are_read_or_refused(part):
    chance = random.Random(2)

    def damage(xml: bytes) -> bytes:
        changed = bytearray(xml)
        for _ in range(chance.choice((1, 3, 10))):
            changed[chance.randrange(len(changed))] = chance.choice(b'<>"=/0A9-. &')
        return bytes(changed)

    for _ in range(40):
        refused_or_read(replaced(SEED, part, damage), workbook.read)


def refused_or_read(data: bytes, read) -> None:
    try:
        document = read(data, Limits())
    except UnreadableError:
        return
    assert isinstance(document, Document)
