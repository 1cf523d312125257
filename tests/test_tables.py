"""Tables read out of grids: headings in levels, sections, notes, rows that go on, words taken over from above."""

import pytest

from assistant.readers.document import Cell, Document, Grid, Line, Paragraph
from assistant.records import Place, Source
from assistant.tables import as_of, named_date, publisher_of, tables_of, title_of

SOURCE = Source("corpus/a.xlsx", "", "", "", "", "")
HEAD = ["No.", "自治体名", "提案概要", "進捗状況"]


def grid(*lines, continues=False, page=0, sheet=""):
    """A grid of rows of texts. 「>」 merges a cell with the one on its left, 「^」 with the one above."""
    cells: list[list[Cell]] = []
    for top, texts in enumerate(lines):
        row: list[Cell] = []
        for left, text in enumerate(texts):
            if text == ">":
                row.append(row[left - 1])
            elif text == "^":
                row.append(cells[top - 1][left])
            else:
                row.append(Cell(text, top, left, *_size(lines, top, left)))
        cells.append(row)
    return Grid(
        tuple(
            Line(tuple(row), Place(line=0 if page else top + 1, page=page, sheet=sheet))
            for top, row in enumerate(cells)
        ),
        continues=continues,
    )


def _size(lines, top, left):
    width = 1
    while left + width < len(lines[top]) and lines[top][left + width] == ">":
        width += 1
    height = 1
    while top + height < len(lines) and left < len(lines[top + height]) and lines[top + height][left] == "^":
        height += 1
    return height, width


def read(*blocks):
    return tables_of(Document(blocks), SOURCE)


CASES = {
    "一段の見出し": (
        [grid(HEAD, ["1", "堺市", "概要A", "準備中"])],
        HEAD,
        [("", "1", "堺市", "概要A", "準備中")],
    ),
    "二段の見出し(結合あり)": (
        [grid(["No.", "自治体名", "提案", ">"], ["^", "^", "提案概要", "進捗状況"], ["1", "堺市", "A", "準備中"])],
        HEAD,
        [("", "1", "堺市", "A", "準備中")],
    ),
    "二段の見出し(結合なし、CSV)": (
        [grid(["No.", "自治体名", "提案", ""], ["", "", "提案概要", "進捗状況"], ["1", "堺市", "A", "準備中"])],
        HEAD,
        [("", "1", "堺市", "A", "準備中")],
    ),
    "見出しの上に列のまとまり": (
        [grid(["基本情報", ">", "提案", ">"], HEAD, ["1", "堺市", "A", "準備中"])],
        HEAD,
        [("", "1", "堺市", "A", "準備中")],
    ),
    "同じ見出しが二つのまとまりの下に": (
        [grid(["自治体名", "国", ">", "県", ">"], ["^", "担当", "意見", "担当", "意見"], ["堺市", "a", "b", "c", "d"])],
        ["自治体名", "国 担当", "国 意見", "県 担当", "県 意見"],
        [("", "堺市", "a", "b", "c", "d")],
    ),
    "字の間を空けた見出し": (
        [grid(["番　号", "自 治 体 名", "提案\n概要", "進捗状況"], ["1", "堺市", "A", "B"])],
        ["番号", "自治体名", "提案概要", "進捗状況"],
        [("", "1", "堺市", "A", "B")],
    ),
    "表の中の区分の行": (
        [
            grid(
                ["○都道府県", ">", ">", ">"],
                HEAD,
                ["1", "大阪府", "A", "B"],
                ["○市区町村", "", "", ""],
                HEAD,
                ["1", "堺市", "C", "D"],
            )
        ],
        HEAD,
        [("都道府県", "1", "大阪府", "A", "B"), ("市区町村", "1", "堺市", "C", "D")],
    ),
    "印のない区分の行": (
        [
            grid(
                HEAD,
                ["都道府県", "", "", ""],
                ["1", "大阪府", "A", "B"],
                ["市区町村", "", "", ""],
                ["1", "堺市", "C", "D"],
            )
        ],
        HEAD,
        [("都道府県", "1", "大阪府", "A", "B"), ("市区町村", "1", "堺市", "C", "D")],
    ),
    "段落の区分": (
        [Paragraph("【市区町村】", Place()), grid(HEAD, ["1", "堺市", "A", "B"])],
        HEAD,
        [("市区町村", "1", "堺市", "A", "B")],
    ),
    "見出し段落の区分": (
        [Paragraph("提案の一覧", Place(), 1), Paragraph("市区町村", Place(), 2), grid(HEAD, ["1", "堺市", "A", "B"])],
        HEAD,
        [("市区町村", "1", "堺市", "A", "B")],
    ),
    "シートの名前が区分": (
        [grid(HEAD, ["1", "堺市", "A", "B"], sheet="市区町村")],
        HEAD,
        [("市区町村", "1", "堺市", "A", "B")],
    ),
    "ありふれたシートの名前": (
        [grid(HEAD, ["1", "堺市", "A", "B"], sheet="Sheet1")],
        HEAD,
        [("", "1", "堺市", "A", "B")],
    ),
    "ページをまたぐ表(見出しの繰り返し)": (
        [grid(HEAD, ["1", "堺市", "A", "B"], page=1), grid(HEAD, ["2", "津市", "C", "D"], continues=True, page=2)],
        HEAD,
        [("", "1", "堺市", "A", "B"), ("", "2", "津市", "C", "D")],
    ),
    "ページの切れ目で切れた行": (
        [
            grid(HEAD, ["1", "堺市", "市が福祉", "準備中"], page=1),
            grid(["", "", "窓口を置く。", ""], ["2", "津市", "C", "D"], continues=True, page=2),
        ],
        HEAD,
        [("", "1", "堺市", "市が福祉窓口を置く。", "準備中"), ("", "2", "津市", "C", "D")],
    ),
    "切れた先が箇条書き": (
        [
            grid(HEAD, ["1", "堺市", "A", "・準備中"], page=1),
            grid(["", "", "", "・平成25年1月から"], continues=True, page=2),
        ],
        HEAD,
        [("", "1", "堺市", "A", "・準備中\n・平成25年1月から")],
    ),
    "番号も名前もない続きの行": (
        [grid(HEAD, ["1", "堺市", "A", "準備中"], ["", "", "", "4月から"])],
        HEAD,
        [("", "1", "堺市", "A", "準備中\n4月から")],
    ),
    "縦に結合した都道府県": (
        [grid(["都道府県", "自治体名", "提案概要"], ["大阪府", "堺市", "A"], ["^", "豊中市", "B"])],
        ["都道府県", "自治体名", "提案概要"],
        [("", "大阪府", "堺市", "A"), ("", "大阪府", "豊中市", "B")],
    ),
    "結合が解けて空いた都道府県": (
        [grid(["都道府県", "自治体名", "提案概要"], ["大阪府", "堺市", "A"], ["", "豊中市", "B"])],
        ["都道府県", "自治体名", "提案概要"],
        [("", "大阪府", "堺市", "A"), ("", "大阪府", "豊中市", "B")],
    ),
    "一つの団体の二つの提案": (
        [grid(["自治体名", "提案概要", "進捗状況"], ["堺市", "A", "準備中"], ["^", "B", "協議中"])],
        ["自治体名", "提案概要", "進捗状況"],
        [("", "堺市", "A", "準備中"), ("", "堺市", "B", "協議中")],
    ),
    "番号と概要を結合した二行": (
        [grid(HEAD, ["1", "堺市", "A", "準備中"], ["^", "^", "^", "4月から"])],
        HEAD,
        [("", "1", "堺市", "A", "準備中\n4月から")],
    ),
    "同上": (
        [grid(HEAD, ["1", "堺市", "A", "準備中"], ["2", "津市", "B", "同上"], ["3", "呉市", "〃", "協議中"])],
        HEAD,
        [("", "1", "堺市", "A", "準備中"), ("", "2", "津市", "B", "準備中"), ("", "3", "呉市", "B", "協議中")],
    ),
    "合計の行": (
        [grid(HEAD, ["1", "堺市", "A", "B"], ["合計", "1件", "", ""])],
        HEAD,
        [("", "1", "堺市", "A", "B")],
    ),
    "見出しの知らない表": (
        [grid(["色", "形"], ["赤", "丸"], ["青", "四角"])],
        ["色", "形"],
        [("", "赤", "丸"), ("", "青", "四角")],
    ),
    "見出しのない表": (
        [grid(["1", "堺市", "市の窓口に相談員を置く。", "準備中"], ["2", "津市", "市の庁舎に窓口を置く。", "協議中"])],
        ["列1", "列2", "列3", "列4"],
        [
            ("", "1", "堺市", "市の窓口に相談員を置く。", "準備中"),
            ("", "2", "津市", "市の庁舎に窓口を置く。", "協議中"),
        ],
    ),
    "表の上の題": (
        [grid(["提案の一覧", "", "", ""], HEAD, ["1", "堺市", "A", "B"])],
        HEAD,
        [("", "1", "堺市", "A", "B")],
    ),
    "表の後の語は区分ではない": (
        [
            grid(HEAD, ["市区町村", ">", ">", ">"], ["1", "堺市", "A", "B"], ["記載要領", ">", ">", ">"]),
            grid(HEAD, ["2", "津市", "C", "D"]),
        ],
        HEAD,
        [("市区町村", "1", "堺市", "A", "B"), ("市区町村", "2", "津市", "C", "D")],
    ),
    "表の中の長い文は行ではない": (
        [
            grid(
                HEAD,
                ["1", "堺市", "A", "B"],
                ["次の提案は、国が引き続き検討しており、結論が出たときに改めて公表する。", ">", ">", ">"],
                ["2", "津市", "C", "D"],
            )
        ],
        HEAD,
        [("", "1", "堺市", "A", "B"), ("", "2", "津市", "C", "D")],
    ),
    "シートの名前より区分の段落": (
        [Paragraph("○都道府県", Place(sheet="別紙")), grid(HEAD, ["1", "大阪府", "A", "B"], sheet="別紙")],
        HEAD,
        [("都道府県", "1", "大阪府", "A", "B")],
    ),
    "余った空の列": (
        [grid(HEAD, ["1", "堺市", "A", "B", "", ""])],
        HEAD,
        [("", "1", "堺市", "A", "B")],
    ),
}


@pytest.mark.parametrize(("blocks", "columns", "rows"), CASES.values(), ids=CASES)
def test_a_table_is_read_as_people_read_it(blocks, columns, rows):
    (table,) = [found for found in read(*blocks)[0] if not found.running]
    assert list(table.columns) == columns
    assert [(row.section, *row.cells) for row in table.rows] == rows


def test_two_tables_stay_two():
    tables, flaws = read(
        grid(HEAD, ["1", "堺市", "A", "B"]), grid(["質問", "回答", "担当"], ["ごみの日は?", "月曜です。", "環境課"])
    )
    assert [table.columns for table in tables] == [tuple(HEAD), ("質問", "回答", "担当")]
    assert flaws == ()


def test_notes_go_to_the_rows_that_point_at_them():
    (table,), flaws = (
        read(
            grid(
                HEAD,
                ["1", "堺市※1", "A", "B"],
                ["2", "津市", "C(注2)", "D"],
                ["3", "呉市", "E", "F"],
                ["※1 提案の一部である。", ">", ">", ">"],
            ),
            Paragraph("(注2) 国が検討する。", Place()),
        )[0][:1],
        (),
    )
    assert [row.notes for row in table.rows] == [
        (("※1", "※1 提案の一部である。"),),
        (("注2", "(注2) 国が検討する。"),),
        (),
    ]
    assert flaws == ()


def test_words_taken_over_are_told():
    (table,), _ = read(grid(HEAD, ["1", "堺市", "A", "準備中"], ["2", "津市", "B", "同上"]))
    assert table.rows[1].ditto == ((3, "同上"),)


def test_running_text_becomes_rows_under_its_headings():
    (table,), flaws = read(
        Paragraph("手引き", Place(page=1), 1),
        Paragraph("第1 目的", Place(page=1), 2),
        Paragraph("窓口を一体にする。", Place(page=1)),
        Paragraph("職員が連携する。", Place(page=1)),
        Paragraph("第2 方法", Place(page=2), 2),
        Paragraph("協定を結ぶ。", Place(page=2)),
    )
    assert table.running
    assert [(row.cells, row.place.page) for row in table.rows] == [
        (("手引き 第1 目的", "窓口を一体にする。\n職員が連携する。"), 1),
        (("手引き 第2 方法", "協定を結ぶ。"), 2),
    ]
    assert flaws == ()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["2", "津市", "概要"], "セルが 3 個です(4 個のはず"),
        (["2", "津市", "概要です", "状況です", "余り"], "セルが 5 個です"),
    ],
    ids=["足りない", "余る"],
)
def test_a_row_of_a_wrong_length_is_told_and_the_others_are_read(row, reason):
    (table,), (flaw,) = read(grid(HEAD, ["1", "堺市", "A", "B"], row, ["3", "呉市", "C", "D"]))
    assert [r.cells[1] for r in table.rows] == ["堺市", "呉市"]
    assert flaw.place == "3行目"
    assert flaw.reason.startswith(reason)
    assert flaw.advice


def test_a_total_is_told_without_advice():
    _, (flaw,) = read(grid(HEAD, ["1", "堺市", "A", "B"], ["計", "1", "", ""]))
    assert (flaw.place, flaw.advice) == ("3行目", "")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("(令和5年3月31日現在)", "2023-03-31"),
        ("平成24年12月時点", "2012-12"),
        ("令和5年度の実績", ""),
        ("2024年4月1日 現在", "2024-04-01"),
        ("令和元年5月1日現在", "2019-05-01"),
    ],
)
def test_the_date_a_document_is_of(text, date):
    assert as_of(Document((Paragraph(text, Place()),))) == date


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("corpus/一覧_令和5年3月31日.xlsx", "2023-03-31"),
        ("corpus/一覧R5.3.31.xlsx", "2023-03-31"),
        ("corpus/20230331一覧.pdf", "2023-03-31"),
        ("corpus/20239931.pdf", ""),
        ("corpus/000123456.pdf", ""),
        ("corpus/一覧.xlsx", ""),
    ],
)
def test_the_date_in_a_name(name, date):
    assert named_date(name) == date


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ((Paragraph("先行事例の一覧", Place()), grid(HEAD)), "先行事例の一覧"),
        ((Paragraph("令和5年", Place()), Paragraph("事例集", Place(), 1)), "事例集"),
        ((grid(["提案の\n一覧", "", ""], ["a", "b", "c"]),), "提案の 一覧"),
        ((grid(HEAD),), ""),
        ((), ""),
    ],
)
def test_the_title_of_a_document(blocks, title):
    assert title_of(Document(blocks)) == title


@pytest.mark.parametrize(
    ("texts", "publisher"),
    [
        (("環境省　大臣官房地域脱炭素推進審議官グループ", "一覧"), "環境省"),
        (("要望一覧と所管省庁の回答(総務省)",), "総務省"),
        (("提案一覧", "資料：内閣府"), "内閣府"),
        (("厚生労働省と協議しているもの",), ""),  # spoken of
        (("葵野市の窓口", "担当: 総務課"), ""),
    ],
)
def test_the_publisher_that_a_document_names(texts, publisher):
    assert publisher_of(Document(tuple(Paragraph(text, Place()) for text in texts))) == publisher
