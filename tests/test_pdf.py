"""PDF files: the seed table as five programs print it, layouts of ministries, single cases drawn by hand, bad files."""

from __future__ import annotations

import contextlib
import json
import random
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from renderings.pdf import Drawing, drawn
from renderings.seed import COLUMNS, TITLE, sections

from assistant.readers.document import Document, Grid, Limits, Paragraph, UnreadableError
from assistant.readers.pdf import read

DATA = Path(__file__).parent / "data"
RENDERINGS = ("portrait", "unruled", "landscape", "web", "laid-out")
LAYOUTS = ("answers", "survey", "lists")
LIMITS = Limits()

RADICALS = str.maketrans("⺟⺠⻑⼾‧", "母民長戸・")
"""What NFKC leaves of the characters that Noto Sans CJK puts in place of kanji and ・."""


def seed_pdf(name: str) -> Document:
    return read((DATA / "renderings" / f"seed-{name}.pdf").read_bytes(), LIMITS)


def of(*pages: Drawing, title: str = "", limits: Limits = LIMITS) -> Document:
    return read(drawn(*pages, title=title), limits)


def plain(document: Document) -> list[object]:
    """Paragraphs as strings, grids as lists of lists."""
    return [block.text if isinstance(block, Paragraph) else lines(block) for block in document.blocks]


def lines(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in grid.lines]


def bare(text: str) -> str:
    """Without blanks, in one form for each character: programs add blanks and take other forms."""
    return "".join(unicodedata.normalize("NFKC", text.translate(RADICALS)).split())


def printed_rows(document: Document) -> Iterator[tuple[str, ...]]:
    """The rows that are left when headings and section lines are dropped and rows cut by a page are put together."""
    rows: list[list[str]] = []
    for block in document.blocks:
        if not isinstance(block, Grid):
            continue
        for line in lines(block):
            cells = [bare(text) for text in line[-len(COLUMNS) :]]
            if cells[0] in ("No.", "番号") or cells[0].startswith("○"):
                continue
            if cells[0]:
                rows.append(cells)
            else:
                assert block.continues
                rows[-1] = [a + b for a, b in zip(rows[-1], cells, strict=True)]
    return (tuple(row) for row in rows)


@pytest.mark.parametrize("name", RENDERINGS)
def test_seed_rows_are_read_from(name: str) -> None:
    expected = [tuple(map(bare, row)) for section in sections() for row in section.rows]
    assert list(printed_rows(seed_pdf(name))) == expected


@pytest.mark.parametrize("name", RENDERINGS)
def test_title_is_the_first_heading_of(name: str) -> None:
    first = seed_pdf(name).blocks[0]
    assert isinstance(first, Paragraph)
    assert (bare(first.text), first.level, first.place.page) == (bare(TITLE), 1, 1)


@pytest.mark.parametrize("name", ["portrait", "unruled", "landscape", "laid-out"])
def test_page_numbers_are_left_out_of(name: str) -> None:
    texts = [block.text for block in seed_pdf(name).blocks if isinstance(block, Paragraph)]
    assert not [text for text in texts if text.strip(" -").isdecimal()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("portrait", [(1, False), (2, True), (3, True)]),
        ("unruled", [(1, False), (1, False), (2, False), (3, True)]),
        ("landscape", [(1, False), (2, True), (3, True)]),
        ("web", [(1, False), (1, False), (1, False), (2, True)]),
    ],
)
def test_tables_continue_on_the_next_page_in(name: str, expected: list[tuple[int, bool]]) -> None:
    grids = [block for block in seed_pdf(name).blocks if isinstance(block, Grid)]
    assert [(grid.lines[0].place.page, grid.continues) for grid in grids] == expected


def test_wrapped_lines_are_joined_and_items_are_not() -> None:
    grid = next(block for block in seed_pdf("portrait").blocks if isinstance(block, Grid))
    assert lines(grid)[2] == [
        "1",
        "新潟県及び新潟市（※提案の一部）",
        "生活保護等の福祉サービス利用者等について、区役所において、国・県・市が一体となって無料職業紹介、職業訓練の紹介、"
        "福祉的な相談援助等をワンストップで提供することにより、より効果的な支援を実施する。",
        "・実施に向けて準備中\n・平成25年1月から実施予定",
    ]


def test_vertical_text_of_a_merged_cell_is_read_downwards() -> None:
    grid = next(block for block in seed_pdf("landscape").blocks if isinstance(block, Grid))
    cells = [line.cells[0] for line in grid.lines]
    assert cells[2].text == "都道府県及び市区町村の共同提案"
    assert cells[3] is cells[4] is cells[5]
    assert (cells[3].text, cells[3].top, cells[3].left, cells[3].height, cells[3].width) == ("都道府県", 3, 0, 3, 1)


def test_what_is_cut_off_at_the_end_of_a_page_is_not_read_on_the_next() -> None:
    paragraphs = [block.text for block in seed_pdf("landscape").blocks if isinstance(block, Paragraph)]
    assert paragraphs == [TITLE]


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_of_a_ministry(name: str) -> None:
    expected = json.loads((DATA / "pdf" / f"{name}.json").read_text(encoding="utf-8"))
    document = read((DATA / "pdf" / f"{name}.pdf").read_bytes(), LIMITS)
    found: list[object] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append([block.place.page, block.level, block.text])
            continue
        cells = {cell for line in block.lines for cell in line.cells}
        merged = sorted([c.top, c.left, c.height, c.width] for c in cells if c.height * c.width > 1)
        page = block.lines[0].place.page
        found.append({"page": page, "continues": block.continues, "merged": merged, "lines": lines(block)})
    assert found == expected


WRITTEN = [["番号", "市町村名", "内容"], ["1", "札幌市", "相談"], ["2", "函館市", "㈱ﾊﾛｰ ㌔ ⼀⻑"]]
ROWS = [["番号", "市町村名", "内容"], ["1", "札幌市", "相談"], ["2", "函館市", "㈱ﾊﾛｰ ㌔ 一長"]]
"""As people see them: parts of kanji that stand for whole ones are read as these."""
XS, YS = [50, 100, 200, 400], [80, 100, 120, 140]
LONG = "ふつうの文を書いて、次の行へ続くように長く書いておきます。ここで行がちょうど終わる"


def down(page: Drawing, x: float, y: float, words: str) -> Drawing:
    for i, char in enumerate(words):
        page.text(x, y + 11 * i, char)
    return page


def columns(page: Drawing, rows: list[list[str]], xs: list[float], top: float = 100, step: float = 18) -> Drawing:
    for i, row in enumerate(rows):
        for x, words in zip(xs, row, strict=False):
            page.text(x, top + step * i, words)
    return page


def open_sides() -> Drawing:
    page = Drawing().lines(*(((50, y), (400, y)) for y in (80, 100, 140)), ((100, 120), (400, 120)))
    page.lines(((100, 80), (100, 140)), ((200, 80), (200, 140)))
    down(page, 70, 104, "北海道").text(103, 83, "市町村").text(203, 83, "内容")
    return page.text(103, 103, "札幌市").text(103, 123, "函館市").text(203, 103, "相談").text(203, 123, "紹介")


def bold() -> Drawing:
    page = Drawing()
    for shift in (0, 0.3, 0.5):
        page.text(50 + shift, 50, "太字のことば")
    return page


def sideways() -> Drawing:
    page = (
        Drawing().grid([50, 80, 300], [80, 200, 320]).text(83, 85, "相談の窓口を置く。").text(83, 205, "紹介をする。")
    )
    down(page, 60, 90, "都道府県")
    down(page, 66, 210, "政令指定都市")
    return down(page, 53, 210, "及び中核市")


def dotted() -> Drawing:
    page = Drawing().grid([50, 100, 200], [80, 120])
    for x in range(50, 200, 3):
        page.box(x, 99.5, x + 1, 100.5, "f")
    return page.text(53, 83, "番号").text(103, 83, "市名").text(53, 103, "1").text(103, 103, "甲市")


def spread() -> Drawing:
    page = Drawing().grid([50, 150, 250], [80, 100, 120]).text(53, 83, "番号").text(53, 103, "1").text(153, 103, "甲県")
    return page.text(160, 83, "県").text(195, 83, "の").text(230, 83, "名")


CASES: dict[str, tuple[Drawing, list[object]]] = {
    "罫線の表と題": (Drawing().text(50, 40, "一覧表", 16).table(XS, YS, WRITTEN), ["一覧表", ROWS]),
    "横向きに回したページ": (Drawing(842, 595, rotate=90).table(XS, YS, WRITTEN), [ROWS]),
    "左右に線のない表と縦書きの結合セル": (
        open_sides(),
        [[["", "市町村", "内容"], ["北海道", "札幌市", "相談"], ["北海道", "函館市", "紹介"]]],
    ),
    "二重線": (
        Drawing()
        .grid([50, 51.8, 100, 200, 201.5], [80, 81.5, 100, 120, 121.8])
        .text(60, 85, "番号")
        .text(110, 85, "名前")
        .text(60, 103, "1")
        .text(110, 103, "甲市"),
        [[["番号", "名前"], ["1", "甲市"]]],
    ),
    "列の違う表が上下に接する": (
        Drawing()
        .table([50, 100, 200, 400], [80, 100], [["甲", "乙", "丙"]])
        .table([50, 150, 300, 400], [100, 120], [["1", "2", "3"]]),
        [[["甲", "乙", "丙"]], [["1", "2", "3"]]],
    ),
    "点で描いた線": (dotted(), [[["番号", "市名"], ["1", "甲市"]]]),
    "背景の塗りは線ではない": (
        Drawing().box(60, 82, 90, 92, "f").grid([50, 150, 250], [80, 100]).text(53, 83, "甲").text(153, 83, "乙"),
        [[["甲", "乙"]]],
    ),
    "横線だけの表": (
        columns(
            Drawing().lines(*(((50, y), (400, y)) for y in (95, 115, 133, 151, 171))),
            [*ROWS, ["3", "小樽市", "駅前"]],
            [55, 105, 255],
        ),
        [[*ROWS, ["3", "小樽市", "駅前"]]],
    ),
    "罫線のない表": (columns(Drawing(), WRITTEN, [50, 100, 250]), [ROWS]),
    "罫線のない表の折り返し": (
        columns(Drawing(), [["1", "札幌市", "相談の窓口を置く"], ["", "", "ことにする。"]], [50, 100, 250], step=12)
        .text(50, 140, "2")
        .text(100, 140, "函館市")
        .text(250, 140, "紹介をする。"),
        [[["1", "札幌市", "相談の窓口を置くことにする。"], ["2", "函館市", "紹介をする。"]]],
    ),
    "重ね打ちの太字": (bold(), ["太字のことば"]),
    "縦書きのセル": (sideways(), [[["都道府県", "相談の窓口を置く。"], ["政令指定都市及び中核市", "紹介をする。"]]]),
    "均等割り付け": (spread(), [[["番号", "県の名"], ["1", "甲県"]]]),
    "文の折り返し": (
        Drawing().text(50, 70, LONG).text(50, 84, "ので、この行に続きます。").text(50, 98, "ここは別の段落です。"),
        [f"{LONG}ので、この行に続きます。", "ここは別の段落です。"],
    ),
    "箇条書きは表ではない": (
        columns(Drawing(), [[f"({i})", "長い" * i] for i in range(1, 9)], [50, 90]),
        [f"({i})　{'長い' * i}" for i in range(1, 9)],
    ),
    "二段組の文章は表ではない": (
        columns(Drawing(), [["左の段の文章が続いていきます", "右の段の文章が続いていきます"]] * 9, [50, 300], step=15),
        ["左の段の文章が続いていきます" * 9, "右の段の文章が続いていきます" * 9],
    ),
    "枠の中の文と表": (
        Drawing()
        .box(40, 40, 500, 300)
        .table([60, 160, 300], [100, 120, 140], [["甲", "乙"], ["1", "2"]])
        .text(60, 60, "枠の中の文。"),
        ["枠の中の文。", [["甲", "乙"], ["1", "2"]]],
    ),
    "英単語の間の空白": (
        Drawing().table([50, 120, 300], [80, 120], [["JOB CAFE", "甲"]]).text(53, 96, "OSAKA"),
        [[["JOB CAFE OSAKA", "甲"]]],
    ),
    "セルの段落": (
        Drawing()
        .table([50, 150, 300], [80, 140], [["短い。", "甲"]])
        .text(53, 97, "次の段落の長い文")
        .text(53, 111, "を、折り返す。"),
        [[["短い。\n次の段落の長い文を、折り返す。", "甲"]]],
    ),
}


@pytest.mark.parametrize(("page", "expected"), CASES.values(), ids=CASES.keys())
def test_drawn(page: Drawing, expected: list[object]) -> None:
    assert plain(of(page)) == expected


def test_places_are_boxes_in_points_from_the_upper_left_corner() -> None:
    for page in (Drawing(), Drawing(842, 595, rotate=90)):
        title, grid = of(page.text(50, 40, "一覧表", 16).table(XS, YS, WRITTEN)).blocks
        assert isinstance(grid, Grid)
        assert title.place.box == (50, 40, 98, 56)
        assert [line.place.box for line in grid.lines] == [(50, y, 400, y + 20) for y in (80, 100, 120)]


def test_text_on_its_side_keeps_its_place() -> None:
    upright = drawn(Drawing(842, 595, rotate=90).table(XS, YS, WRITTEN))
    on_its_side = read(upright.replace(b"/Rotate 90", b"/Rotate 00"), LIMITS)
    assert plain(on_its_side) == [ROWS]
    grid = on_its_side.blocks[0]
    assert isinstance(grid, Grid)
    assert grid.lines[0].place.box == (80, 442, 100, 792)


def test_repeated_lines_and_page_numbers_are_left_out() -> None:
    pages = [
        Drawing().text(400, 30, "資料3").text(50, 100, f"{number}番目の話。").text(290, 800, f"{number}/3")
        for number in "123"
    ]
    assert plain(of(*pages)) == ["1番目の話。", "2番目の話。", "3番目の話。"]


def test_title_of_the_file() -> None:
    page = Drawing().text(50, 50, "文")
    assert of(page, title="提案の一覧").title == "提案の一覧"
    assert of(page, title="Microsoft Word - 一覧.docx").title == ""


@settings(max_examples=20, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.text("あ漢字ｶﾅABz09、。()", min_size=1, max_size=6), min_size=width, max_size=width),
            min_size=2,
            max_size=8,
        )
    )
)
def test_a_ruled_table_is_read_as_it_was_drawn(rows: list[list[str]]) -> None:
    xs = [50.0 + 90 * i for i in range(len(rows[0]) + 1)]
    ys = [60.0 + 20 * i for i in range(len(rows) + 1)]
    assert plain(of(Drawing().table(xs, ys, rows))) == [rows]


def test_a_page_without_text_is_told() -> None:
    document = of(Drawing().text(50, 50, "文。"), Drawing().picture(), Drawing().picture(), Drawing().picture())
    assert [(flaw.place, flaw.reason) for flaw in document.flaws] == [
        ("2〜4ページ", "文字情報がありません(画像だけのページです)")
    ]


def test_a_few_unknown_characters_are_told_and_marked() -> None:
    document = of(Drawing().text(50, 50, "読める文を長く長く書いておく。"), Drawing(unicode=False).text(50, 50, "謎"))
    assert plain(document) == ["読める文を長く長く書いておく。", "\ufffd"]
    assert [(flaw.place, flaw.reason) for flaw in document.flaws] == [
        ("2ページ", "読めない文字が 1 字あります(\ufffd で示します)")
    ]


def test_cells_beyond_the_limit_are_told() -> None:
    pages = [Drawing().table(XS, YS, WRITTEN) for _ in range(5)]
    document = of(*pages, limits=Limits(cells=20))
    assert len(document.blocks) == 3
    assert [(flaw.place, flaw.reason) for flaw in document.flaws] == [
        ("3ページ", "セルが多すぎます(上限は 20 個)。この後は読みませんでした")
    ]


def test_pages_beyond_the_time_limit_are_told() -> None:
    pages = [Drawing().table(XS, YS, WRITTEN)] * 1000
    document = of(*pages, limits=Limits(seconds=2))
    assert 0 < len(document.blocks) < 1000
    assert document.flaws[0].reason == "時間内に読み終わりませんでした(全 1000 ページ)。この後は読みませんでした"


def test_a_file_that_opens_without_a_password_is_read() -> None:
    document = read((DATA / "pdf" / "open-to-read.pdf").read_bytes(), LIMITS)
    assert plain(document) == [[["番号", "市町村"], ["1", "札幌市"]]]


def looping() -> bytes:
    """A page that draws a part which draws itself."""
    data = drawn(Drawing().text(50, 50, "文"))
    part = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 10>>stream\n/X Do /X Do\nendstream"
    start = data.index(b"5 0 obj")
    data = data[:start] + b"5 0 obj\n" + part + data[data.index(b"\nendobj", start) :]
    return data.replace(b"/Resources<<", b"/Resources<</XObject<</X 5 0 R>>").replace(
        data[data.index(b"7 0 obj") : data.index(b"endobj", data.index(b"7 0 obj"))],
        b"7 0 obj\n<</Length 6>>stream\n/X Do \nendstream\n",
    )


def bomb() -> bytes:
    """A page that unpacks to 100 MB."""
    packed = zlib.compress(b"q Q " * 25_000_000)
    data = drawn(Drawing())
    start = data.index(b"7 0 obj")
    content = b"7 0 obj\n<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream\n" % (len(packed), packed)
    return data[:start] + content + data[data.index(b"endobj", start) :]


BAD = {
    "画像だけ": (lambda: drawn(Drawing().picture()), "文字情報がありません(画像だけの PDF です)"),
    "白紙": (lambda: drawn(Drawing()), "文字がありません"),
    "パスワード": ((DATA / "pdf" / "locked.pdf").read_bytes, "パスワードがかかっています"),
    "PDF ではない": (lambda: b"PK\x03\x04" * 100, "PDF として読めません(壊れているか、途中で切れています)"),
    "空": (lambda: b"", "PDF として読めません(壊れているか、途中で切れています)"),
    "先頭だけ": (
        lambda: drawn(Drawing().text(50, 50, "文"))[:60],
        "PDF として読めません(壊れているか、途中で切れています)",
    ),
    "文字の情報がない": (
        lambda: drawn(Drawing(unicode=False).text(50, 50, "読めない文字ばかり")),
        "文字を取り出せません(フォントに文字の情報がない PDF です)",
    ),
    "自分を描く部品": (looping, "文字がありません"),
    "展開すると大きすぎる": (bomb, "どのページも読めません(壊れているか、大きすぎます)"),
}


@pytest.mark.parametrize(("make", "reason"), BAD.values(), ids=BAD.keys())
def test_bad_file(make, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(make(), LIMITS)
    assert caught.value.reason == reason
    assert caught.value.advice.endswith("。")


def test_a_file_beyond_the_size_limit_is_refused() -> None:
    with pytest.raises(UnreadableError, match="大きすぎます"):
        read(b"%PDF-1.7" + bytes(1_100_000), Limits(size=1))


@pytest.mark.parametrize("name", ["answers", "open-to-read"])
def test_damage_is_never_more_than_told(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    data = (DATA / "pdf" / f"{name}.pdf").read_bytes()
    chance = random.Random(2024)
    for _ in range(25):
        damaged = bytearray(data[: chance.randrange(len(data))] if chance.random() < 0.3 else data)
        for _ in range(chance.choice((1, 10, 300))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(UnreadableError):
            read(bytes(damaged), LIMITS)
    assert capfd.readouterr() == ("", "")
