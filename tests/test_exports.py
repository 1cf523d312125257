"""Exports: the words of the source in every format, and nothing in them that a program would run."""

import csv
import io
import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pytest
from docx import Document

from assistant.errors import InputError
from assistant.exports import FORMATS, citation, export, name_of
from assistant.exports.csv import safe
from assistant.exports.lines import columns
from assistant.records import Field, Place, Proposal, Source

SOURCE = Source("corpus/a.pdf", "", "<b>題名</b>", "総務省", "2024年3月", "")
PAYLOADS = [
    "=HYPERLINK(\"http://x\",\"y\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", " =1", "<img src=x onerror=alert(1)>",
    "| a | b |", "**太字** [x](javascript:alert(1))", "改行\nあり", "a,b\"c\"", "\x00\x0b\x1f\ufffe", "𠮷野家", "# 見出し",
]  # fmt: skip


def row(text):
    fields = (Field("自治体名", "municipality", text), Field("概要", "overview", text), Field("進捗", "status", text))
    return Proposal("x", SOURCE, Place(page=3, row=2), "市区町村", "4", text, fields)


def table(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def hostile():
    return [row(text) for text in PAYLOADS]


def test_the_citation_names_title_publisher_date_and_page():
    assert citation(row("青森市")) == "総務省「<b>題名</b>」(2024年3月) 市区町村 No.4 3ページ 2行目"


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_published_rows_are_written_whole(assistant, suffix):
    data = export(assistant.proposals, suffix)
    if suffix == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        lines = table(data)[1:]
    elif suffix == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        lines = [[cell or "" for cell in line] for line in sheet.iter_rows(min_row=2, values_only=True)]
        assert [cell.value for cell in sheet[1]] == list(columns(()))
    elif suffix == "docx":
        lines = [[cell.text for cell in line.cells] for line in Document(io.BytesIO(data)).tables[0].rows][1:]
    else:
        text = data.decode()
        assert text.count("\n## ") == 18
        for proposal in assistant.proposals:
            assert proposal.municipality in text
            assert proposal.text("進捗状況").split()[0] in text
        return
    assert len(lines) == 18
    for line, proposal in zip(lines, assistant.proposals, strict=True):
        assert any(proposal.municipality in cell for cell in line)
        assert proposal.text("提案概要") in line
        assert proposal.text("進捗状況") in line
        assert line[-1] == citation(proposal)


def test_excel_runs_nothing_of_a_csv(hostile):
    for line in table(export(hostile, "csv"))[1:]:
        for cell in line:
            assert not cell.lstrip(" \u3000\n").startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1", "'=1"),
        ("-1", "'-1"),
        ("\t1", "'\t1"),
        ("＝1", "'＝1"),
        (" =1", "' =1"),
        ("・1", "・1"),
        ("", ""),
        ("a=1", "a=1"),
    ],
)
def test_a_cell_is_made_safe_and_stays_readable(text, shown):
    assert safe(text) == shown


def test_a_workbook_holds_text_alone(hostile):
    sheet = openpyxl.load_workbook(io.BytesIO(export(hostile, "xlsx"))).active
    cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert sheet["A2"].value == PAYLOADS[0]


def test_a_long_cell_is_cut_where_excel_cuts():
    sheet = openpyxl.load_workbook(io.BytesIO(export([row("窓" * 40_000)], "xlsx"))).active
    assert len(sheet["C2"].value) == 32_767


def test_word_and_markdown_keep_words_as_words(hostile):
    words = Document(io.BytesIO(export(hostile, "docx"))).tables[0]
    assert words.rows[8].cells[2].text == PAYLOADS[7]
    text = export(hostile, "md").decode()
    assert "<img" not in text.replace("\\<img", "")
    assert "[x](" not in text
    assert "\n# 見出し" not in text


def test_a_row_of_another_table_has_all_its_columns():
    fields = (Field("質問", "other", "住民票は?"), Field("答え", "other", "窓口で。"))
    faq = Proposal("x", replace(SOURCE, publisher="", as_of=""), Place(line=7), "", "", "", fields, genre="record")
    assert table(export([faq], "csv"))[1] == [
        "住民票は?", "", "質問: 住民票は?\n答え: 窓口で。", "", "", "「<b>題名</b>」 7行目",
    ]  # fmt: skip
    assert name_of(faq) == "住民票は?"


def test_a_table_keeps_its_own_columns():
    mine = (Field("概要", "overview", "窓口をひとつに"), Field("担当課", "other", "福祉課"), Field("備考", "note", ""))
    other = (Field("概要", "overview", "バスの予約"), Field("事業費", "other", "=1,200", unit="千円"))
    rows = [
        Proposal("x", SOURCE, Place(line=7), "", "", "甲市", mine),
        Proposal("y", SOURCE, Place(line=8), "", "", "乙町", other),
    ]
    lines = table(export(rows, "csv"))
    assert lines[0] == ["自治体名", "都道府県", "概要", "進捗", "実施時期", "担当課", "事業費(千円)", "出典"]
    assert [line[5:7] for line in lines[1:]] == [["福祉課", ""], ["", "'=1,200"]]
    sheet = openpyxl.load_workbook(io.BytesIO(export(rows, "xlsx"))).active
    assert [cell.value for cell in sheet[1]] == lines[0]
    assert (sheet["F2"].value, sheet["G3"].value, sheet.auto_filter.ref) == ("福祉課", "=1,200", "A1:H3")
    words = Document(io.BytesIO(export(rows, "docx"))).tables[0]
    assert [line.cells[2].text for line in words.rows[1:]] == [
        "窓口をひとつに\n担当課: 福祉課",
        "バスの予約\n事業費(千円): =1,200",
    ]
    assert "- 担当課: 福祉課\n" in export(rows, "md").decode()


def test_nothing_and_too_much_are_refused(assistant):
    with pytest.raises(InputError, match="ありません"):
        export([], "csv")
    with pytest.raises(InputError, match="300 件まで"):
        export([assistant.proposals[0]] * 301, "docx")


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_an_office_program_opens_the_file(hostile, suffix, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no office program on this machine")
    (tmp_path / f"a.{suffix}").write_bytes(export(hostile, suffix))
    command = [office, f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / f"a.{suffix}"], check=True, capture_output=True, timeout=120
    )
    assert (tmp_path / "a.pdf").stat().st_size > 1000
