from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.renderings import delimited as renderings
from tests.renderings.seed import COLUMNS, TITLE, sections

from assistant.readers import plain
from assistant.readers.document import Document, Grid, Limits, UnreadableError

ROOT = Path(__file__).parents[1]


def read(words: str | bytes, **limits: int) -> Document:
    return plain.read(words if isinstance(words, bytes) else words.encode(), Limits(**limits))


def shown(document: Document) -> list[tuple]:
    """Paragraphs as line, level, words; grids as a list of lines: number, then cells."""
    return [
        [(line.place.line, *(cell.text for cell in line.cells)) for line in block.lines]
        if isinstance(block, Grid)
        else (block.place.line, block.level, block.text)
        for block in document.blocks
    ]


def test_the_published_seed_is_read_whole():
    document = read((ROOT / "corpus/mhlw-proposals.txt").read_bytes())
    paragraphs = [(block.place.line, block.text) for block in document.blocks if not isinstance(block, Grid)]
    assert [line for line, _ in paragraphs] == [3, 5, 10, 18]
    assert [text for _, text in paragraphs[1:]] == [f"○{section.name}" for section in sections()]
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert [[line.place.line for line in grid.lines] for grid in grids] == [
        [7, 8],
        [12, 13, 14, 15, 16],
        [*range(20, 28)],
        [*range(29, 36)],
    ]
    cells = [tuple(cell.text for cell in line.cells) for grid in grids for line in grid.lines]
    assert [row for row in cells if row != COLUMNS] == [row for section in sections() for row in section.rows]
    assert document.flaws == ()


@pytest.mark.parametrize("level", [0, 2], ids=["タブ", "Markdown"])
def test_the_seed_is_read_whole(level):
    document = read(renderings.markdown() if level else renderings.text())
    assert [(b.level, b.text) for b in document.blocks if not isinstance(b, Grid)] == [
        (1 if level else 0, TITLE),
        *((level, f"{'' if level else '○'}{section.name}") for section in sections()),
    ]
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert [[tuple(cell.text for cell in line.cells) for line in grid.lines] for grid in grids] == [
        [COLUMNS, *section.rows] for section in sections()
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("長い文を\n手で折った。\n\n次の段落。\n", [(1, 0, "長い文を手で折った。"), (4, 0, "次の段落。")]),
        ("see the\nweb page\n", [(1, 0, "see the web page")]),
        ("　字下げした\n　段落\n", [(1, 0, "字下げした段落")]),
        ("# 題名 #\n## 第1章\n本文\n", [(1, 1, "題名"), (2, 2, "第1章"), (3, 0, "本文")]),
        ("#見出しではない\n#1 番\n", [(1, 0, "#見出しではない#1 番")]),
        ("題名\n====\n章\n---\n本文\n", [(1, 1, "題名"), (3, 2, "章"), (5, 0, "本文")]),
        ("前\n\n―\n\n----\n後\n", [(1, 0, "前"), (3, 0, "―"), (6, 0, "後")]),
        ("- 甲の\n  続き\n- 乙\n", [(1, 0, "- 甲の続き"), (3, 0, "- 乙")]),
        (
            "・甲\n・乙\n①丙\n1. 丁\n(2)戊\n",
            [(n, 0, w) for n, w in enumerate(["・甲", "・乙", "①丙", "1. 丁", "(2)戊"], 1)],
        ),
        ("金額は\n3.5倍\n", [(1, 0, "金額は3.5倍")]),
        ("○市区町村\n※注\n【医療】\n本文\n", [(1, 0, "○市区町村"), (2, 0, "※注"), (3, 0, "【医療】"), (4, 0, "本文")]),
        ("<b>太字</b>と&amp;\n", [(1, 0, "<b>太字</b>と&amp;")]),
        (
            "○区\n番号\t名\n1\t堺市\n\n○市\n2\t津市\n",
            [(1, 0, "○区"), [(2, "番号", "名"), (3, "1", "堺市")], (5, 0, "○市"), [(6, "2", "津市")]],
        ),
        ("番号\t名\t注\n\t堺市\t\n1\t\t\n", [[(1, "番号", "名", "注"), (2, "", "堺市", ""), (3, "1", "", "")]]),
        ("\t字下げした行\n", [(1, 0, "字下げした行")]),
        (
            "| 名 | 概要 |\n|:--|--:|\n| 堺市 | 甲\\|乙<br>丙 |\n| 津市 |\n",
            [[(1, "名", "概要"), (3, "堺市", "甲|乙\n丙"), (4, "津市", "")]],
        ),
        ("名 | 概要\n--- | ---\n堺市 | 甲\n\n後\n", [[(1, "名", "概要"), (3, "堺市", "甲")], (5, 0, "後")]),
        ("前\n|名|概要|\n|堺市|甲|\n後\n", [(1, 0, "前"), [(2, "名", "概要"), (3, "堺市", "甲")], (4, 0, "後")]),
        ("|名|\n|---|\n|堺市|\n", [[(1, "名"), (3, "堺市")]]),
        ("甲|乙\n丙|丁\n", [(1, 0, "甲|乙丙|丁")]),
        ("a\r\n\r\nb\rc\td\n", [(1, 0, "a"), (3, 0, "b"), [(4, "c", "d")]]),
        ("\n \n", []),
        ("あ" * 200_000, [(1, 0, "あ" * 200_000)]),
    ],
    ids=[
        "手で折った行",
        "英語の行",
        "字下げ",
        "見出し",
        "見出しでない #",
        "下線の見出し",
        "区切り線",
        "箇条書き",
        "中点と番号",
        "行頭の小数",
        "区分と注",
        "HTML はそのまま",
        "タブの表と区分",
        "空欄のあるタブの表",
        "タブの字下げ",
        "Markdown の表",
        "外枠のない表",
        "罫線のない表",
        "1 列の表",
        "表でない縦棒",
        "改行の種類",
        "空行だけ",
        "長い行",
    ],
)
def test_texts_are_read_as_they_are_meant(words, expected):
    document = read(words)
    assert shown(document) == expected
    assert document.flaws == ()


def test_a_table_goes_on_behind_the_end_of_a_page():
    document = read("番号\t名\n1\t堺市\n\f\n2\t津市\n\n3\t呉市\n")
    assert [block.continues for block in document.blocks] == [False, True, False]
    assert shown(document)[1] == [(4, "2", "津市")]


@pytest.mark.parametrize("line", ["1\t堺市\t甲\n", "|1|堺市|甲|\n", "文です。\n\n"], ids=["タブ", "Markdown", "段落"])
def test_too_much_is_left_out_and_told(line):
    document = read(line * 100, cells=30)
    assert sum(len(block.lines) if isinstance(block, Grid) else 1 for block in document.blocks) < 31
    (flaw,) = document.flaws
    assert "上限 30 個" in flaw.reason
    assert flaw.place.endswith("行目")


@pytest.mark.parametrize("data", [b"a\n" * 600_000, b"\x00\x01\x02" * 99], ids=["大きすぎる", "文字でない"])
def test_a_file_that_cannot_be_read_says_what_to_do(data):
    with pytest.raises(UnreadableError) as caught:
        read(data, size=1)
    assert caught.value.advice.endswith("ください。")


@given(st.binary(max_size=200) | st.text("|-:\\#=\t\n\r\f a○=・<br>", max_size=80).map(str.encode))
@example(b"|\n|-\n|")
@example(b"#  \n=\n===")
def test_any_bytes_give_a_document_or_are_refused(data):
    try:
        document = read(data, cells=50)
    except UnreadableError:
        return
    assert isinstance(document, Document)
