import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.renderings import delimited as renderings
from tests.renderings.seed import COLUMNS, TITLE, sections

from assistant.readers import delimited
from assistant.readers.document import Document, Grid, Limits, UnreadableError

DATA = Path(__file__).parent / "data/delimited"
HEAD = "番号,団体名,概要\n"


def read(words: str | bytes, **limits: int) -> Document:
    return delimited.read(words if isinstance(words, bytes) else words.encode(), Limits(**limits))


def plain_form(document: Document) -> list[str | list[list[int | str]]]:
    """Paragraphs as their words, grids as lists of lines: the number of the line, then its cells."""
    return [
        [[line.place.line, *(cell.text for cell in line.cells)] for line in block.lines]
        if isinstance(block, Grid)
        else block.text
        for block in document.blocks
    ]


def rows(document: Document) -> list[list[str]]:
    """The cells of all grids."""
    return [
        [cell.text for cell in line.cells]
        for block in document.blocks
        if isinstance(block, Grid)
        for line in block.lines
    ]


@pytest.mark.parametrize("name", ["aed", "faq", "subsidies"])
def test_published_layouts_are_read_as_a_person_reads_them(name):
    document = read((DATA / f"{name}.csv").read_bytes())
    assert plain_form(document) == json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    assert document.flaws == ()


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("cp932", ","), ("euc_jp", ","), ("utf-16", "\t"), ("cp932", ";")],
)
def test_the_seed_is_read_whole_in_every_encoding(encoding, delimiter, line_end):
    lined = read(renderings.with_section_lines(encoding, delimiter, line_end))
    assert [block.text for block in lined.blocks[:2]] == [TITLE, "○都道府県及び市区町村の共同提案"]
    expected = [line for section in sections() for line in ((f"○{section.name}",), COLUMNS, *section.rows)]
    assert rows(lined) == [list(line) for line in expected[1:]]
    columned = read(renderings.with_a_column(encoding, delimiter, line_end))
    assert rows(columned) == [
        ["区分", *COLUMNS],
        *([section.name, *row] for section in sections() for row in section.rows),
    ]
    assert lined.flaws == columned.flaws == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('a,b\n1,"x\ny"\n', [["a", "b"], ["1", "x\ny"]]),
        ('a,b\n1,"x\r\n\r\ny"\n', [["a", "b"], ["1", "x\n\ny"]]),
        ('a,b\n1,"彼は""はい""と"\n', [["a", "b"], ["1", '彼は"はい"と']]),
        ('a,b\n1,"彼は"はい"と"\n', [["a", "b"], ["1", '彼は"はい"と']]),
        ('a,b\n1,55"テレビ\n', [["a", "b"], ["1", '55"テレビ']]),
        ('a,b\n"1" ,"x" \n', [["a", "b"], ["1", "x"]]),
        ('a,b\n1," x "\n', [["a", "b"], ["1", " x "]]),
        ('a,b\n1,""\n2,x\n', [["a", "b"], ["1", ""], ["2", "x"]]),
        ('a,b\n1,""""\n', [["a", "b"], ["1", '"']]),
        ('a,b\n="0012",x\n', [["a", "b"], ["0012", "x"]]),
        ('a,b\n"=""0012""",x\n', [["a", "b"], ["0012", "x"]]),
        ("a,b\n=SUM(A1),x\n", [["a", "b"], ["=SUM(A1)", "x"]]),
        ("a,b,,\n1,x,,\n", [["a", "b"], ["1", "x"]]),
        ("a,b,\n1,,\n2,y,\n", [["a", "b"], ["1", ""], ["2", "y"]]),
        ("a,b\n\n,\n1,x\n\n", [["a", "b"], ["1", "x"]]),
        ("a\tb\n1\tx,y,z\n2\tx,y,z\n", [["a", "b"], ["1", "x,y,z"], ["2", "x,y,z"]]),
        ("a;b\n1,5;x\n2,5;y\n", [["a", "b"], ["1,5", "x"], ["2,5", "y"]]),
        ("a,b\n1、2,x;y\n", [["a", "b"], ["1、2", "x;y"]]),
        ("sep=|\na|b\n1|x,y\n", [["a", "b"], ["1", "x,y"]]),
        ('SEP=;\r\na;b\r\n1;"x;y"\r\n', [["a", "b"], ["1", "x;y"]]),
        ("a,b\n○区市,\n1,x\n", [["a", "b"], ["○区市", ""], ["1", "x"]]),
        ("a,b\n1,x", [["a", "b"], ["1", "x"]]),
    ],
    ids=[
        "セルの中の改行",
        "セルの中の空行",
        "二重の引用符",
        "重ねていない引用符",
        "セルの途中の引用符",
        "引用符の後ろの空白",
        "引用符の中の空白",
        "空の引用",
        "引用符だけのセル",
        "文字列にした番号",
        "引用した文字列の番号",
        "式は式のまま",
        "右端の空の列",
        "空欄のある行",
        "空行と空欄だけの行",
        "カンマを含むタブ区切り",
        "小数点がカンマ",
        "全角の読点",
        "sep= の行",
        "大文字の sep=",
        "空欄で埋めた区分の行",
        "末尾に改行なし",
    ],
)
def test_cells_are_read_as_they_are_seen(words, expected):
    document = read(words)
    assert rows(document) == expected
    assert document.flaws == ()


def test_lines_above_and_below_a_table_are_paragraphs_and_those_between_stay():
    document = read(f"題名\n\n{HEAD}1,堺市,甲\n○市区町村\n2,津市,乙\n※注\n")
    assert plain_form(document) == [
        "題名",
        [[3, "番号", "団体名", "概要"], [4, "1", "堺市", "甲"], [5, "○市区町村"], [6, "2", "津市", "乙"]],
        "※注",
    ]
    assert [block.place.line for block in document.blocks if not isinstance(block, Grid)] == [1, 7]


def test_tables_of_different_widths_are_grids_of_their_own():
    document = read(f"{HEAD}1,堺市,甲\n\n別表\n色,形\n赤,丸\n")
    assert plain_form(document) == [
        [[1, "番号", "団体名", "概要"], [2, "1", "堺市", "甲"]],
        "別表",
        [[5, "色", "形"], [6, "赤", "丸"]],
    ]


def test_a_file_without_a_delimiter_is_paragraphs():
    assert plain_form(read("施設名\n本庁舎\n\n公民館\n")) == ["施設名", "本庁舎", "公民館"]
    assert read("").blocks == ()


@pytest.mark.parametrize(
    ("broken", "cells"),
    [
        ('2,"津市,乙', ["2", '"津市', "乙"]),
        ('2,津市,"乙', ["2", "津市", '"乙']),
        ('"2,津市,乙', ['"2', "津市", "乙"]),
    ],
    ids=["途中のセル", "最後のセル", "最初のセル"],
)
@pytest.mark.parametrize(
    "after",
    ["3,柏市,丙\n4,呉市,丁\n", '"3","柏市","丙"\n"4","呉市","丁"\n', '3,柏市,"丙"\n4,呉市,"丁,戊"\n', ""],
    ids=["引用なし", "すべて引用", "一部を引用", "最後の行"],
)
def test_a_quote_that_is_not_closed_swallows_nothing_and_is_told(broken, cells, after):
    document = read(f"{HEAD}1,堺市,甲\n{broken}\n{after}")
    assert rows(document)[:3] == [["番号", "団体名", "概要"], ["1", "堺市", "甲"], cells]
    assert [row[0] for row in rows(document)[3:]] == (["3", "4"] if after else [])
    (flaw,) = document.flaws
    assert flaw.place == "3行目"
    assert "閉じていません" in flaw.reason
    assert flaw.advice.endswith("ください。")


def test_rows_that_lack_cells_at_the_right_are_filled_up_and_told():
    document = read(f"{HEAD}1,堺市\n2,津市,乙\n3,柏市\n4,呉市,丁,戊\n5,柏市,己\n")
    assert rows(document)[1:] == [
        ["1", "堺市", ""],
        ["2", "津市", "乙"],
        ["3", "柏市", ""],
        ["4", "呉市", "丁", "戊"],
        ["5", "柏市", "己"],
    ]
    (flaw,) = document.flaws
    assert (flaw.place, "2 行" in flaw.reason) == ("2行目", True)


def test_rows_are_filled_up_to_the_headings_and_too_short_ones_are_left():
    document = read("番号,団体名,概要,状況,備考\n1,堺市,甲,準備中\n2,津市,乙,協議中\n3,呉市\n")
    assert rows(document)[1:] == [["1", "堺市", "甲", "準備中", ""], ["2", "津市", "乙", "協議中", ""], ["3", "呉市"]]
    assert ["2 行" in flaw.reason for flaw in document.flaws] == [True]


def test_characters_that_could_not_be_decoded_are_told():
    document = read(HEAD.encode("cp932") * 30 + b"1,\x81,x\n")
    (flaw,) = document.flaws
    assert flaw.place == "31行目"
    assert "読めない文字が 1 か所" in flaw.reason


def test_too_many_cells_are_left_out_and_told():
    document = read(HEAD + "1,堺市,甲\n" * 100, cells=30)
    assert len(rows(document)) == 10
    (flaw,) = document.flaws
    assert (flaw.place, "上限 30 個" in flaw.reason) == ("11行目", True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"a,b\n" * 300_000, "大きすぎます(1 MB。上限 1 MB)"), (b"\x00\x01\x02" * 99, "文字として読めません")],
    ids=["大きすぎる", "文字でない"],
)
def test_a_file_that_cannot_be_read_says_what_to_do(data, reason):
    with pytest.raises(UnreadableError) as caught:
        read(data, size=1)
    assert caught.value.reason.startswith(reason)
    assert caught.value.advice.endswith("ください。")


@given(st.binary(max_size=200) | st.text('",;\t\n\r a○=', max_size=80).map(str.encode))
@example(b'sep="\n"')
@example(b"sep=\n,\n")
def test_any_bytes_give_a_document_or_are_refused(data):
    try:
        document = read(data, cells=50)
    except UnreadableError:
        return
    assert isinstance(document, Document)


CELL = st.text(st.sampled_from('あ県ｱ①,;\t" \n-='), max_size=8)


@given(st.lists(st.tuples(CELL, CELL), max_size=6))
@example([("", ""), ("\n", '"')])
def test_what_csv_writes_is_read_back(table):
    lines = [("番号", "団体名", "概要"), *((f"{at}", *cells) for at, cells in enumerate(table)), ("末", "尾", "行")]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    assert rows(read("sep=,\r\n" + out.getvalue())) == [list(line) for line in lines]


@given(st.binary(min_size=1, max_size=3), st.integers(0, 5000))
def test_a_damaged_file_is_read_or_refused(junk, at):
    data = renderings.with_section_lines("cp932")
    for damaged in (data[:at], data[:at] + junk + data[at + len(junk) :]):
        try:
            assert isinstance(read(damaged), Document)
        except UnreadableError:
            continue
