import hashlib
from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.proposals import is_heading
from assistant.readers import fingerprints, read

ROOT = Path(__file__).parents[1]
HEAD = "No.\t自治体名\t提案概要\t進捗状況\n"


def corpus_with(folder: Path, **files: bytes | str) -> Path:
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


def test_the_first_source_is_read_whole():
    corpus = read(ROOT / "corpus", is_heading)
    (table,) = corpus.tables
    assert corpus.problems == ()
    assert table.columns == ("No.", "自治体名", "提案概要", "進捗状況")
    sections = [row.section for row in table.rows]
    assert sections == ["都道府県及び市区町村の共同提案"] + ["都道府県"] * 4 + ["市区町村"] * 13
    assert [row.cells[0] for row in table.rows][-6:] == ["8", "9", "10", "11", "12", "13"]  # behind the page break
    assert table.source.sha256 == hashlib.sha256((ROOT / "corpus/mhlw-proposals.txt").read_bytes()).hexdigest()
    assert table.source.title.startswith("提案内容の実現に向けて")
    assert table.source.path == "corpus/mhlw-proposals.txt"


def test_every_cell_is_verbatim():
    text = (ROOT / "corpus/mhlw-proposals.txt").read_text(encoding="utf-8")
    (table,) = read(ROOT / "corpus", is_heading).tables
    assert all("\t".join(row.cells) in text for row in table.rows)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2\t仙台市\t概要だけ", "セルが 3 個です(4 個のはず"),
        ("2\t仙台市\t概要です\t状況です\t余り", "セルが 5 個です(4 個のはず"),
    ],
    ids=["too few", "too many"],
)
def test_a_row_of_a_wrong_length_is_told_and_the_others_are_read(tmp_path, row, reason):
    corpus = read(
        corpus_with(tmp_path, a_txt=f"題\n{HEAD}1\t堺市\t概要\t準備中\n{row}\n3\t津市\t概要\t協議中\n"), is_heading
    )
    assert [r.cells[1] for r in corpus.tables[0].rows] == ["堺市", "津市"]
    (problem,) = corpus.problems
    assert problem.path == f"{tmp_path.name}/a.txt"
    assert problem.place == "4行目"
    assert problem.reason.startswith(reason)
    assert "自治体名" in problem.reason


def test_an_unknown_column_is_kept(tmp_path):
    text = "No.\t自治体名\t提案概要\t所管係\n1\t堺市\t概要\t企画係\n"
    (table,) = read(corpus_with(tmp_path, a_txt=text), is_heading).tables
    assert table.columns[3] == "所管係"
    assert table.rows[0].cells[3] == "企画係"


def test_a_table_without_known_headings_takes_its_first_row(tmp_path):
    (table,) = read(corpus_with(tmp_path, a_txt="色\t形\n赤\t丸\n"), is_heading).tables
    assert table.columns == ("色", "形")
    assert [row.cells for row in table.rows] == [("赤", "丸")]


def test_a_file_that_is_not_utf8_is_told_and_the_others_are_read(tmp_path):
    corpus = read(
        corpus_with(
            tmp_path, a_txt=f"{HEAD}1\t堺市\t概要\t準備中\n".encode("cp932"), b_txt=f"{HEAD}1\t津市\t概要\t準備中\n"
        ),
        is_heading,
    )
    assert [table.rows[0].cells[1] for table in corpus.tables] == ["津市"]
    assert "UTF-8" in corpus.problems[0].reason
    assert "UTF-8 で保存し直してください" in corpus.problems[0].advice


def test_a_byte_order_mark_and_windows_line_ends_are_no_text(tmp_path):
    data = b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode() + "1\t堺市\t概要\t準備中\r\n".encode()
    (table,) = read(corpus_with(tmp_path, a_txt=data), is_heading).tables
    assert table.rows[0].cells == ("1", "堺市", "概要", "準備中")


def test_control_characters_are_kept_verbatim(tmp_path):
    (table,) = read(corpus_with(tmp_path, a_txt=f"{HEAD}1\t堺市\t概\x00要\x07\t準備中\n"), is_heading).tables
    assert table.rows[0].cells[2] == "概\x00要\x07"


def test_other_problems_are_told(tmp_path):
    listed = "# comment\nfile\ttitle\tpublisher\tas_of\turl\tsha256\na.txt\t表\t省\t\t\t0000\nmissing.txt\t\t\t\t\t\n"
    corpus = read(
        corpus_with(
            tmp_path,
            a_txt=f"{HEAD}1\t堺市\t概要\t準備中\nただの文\n",
            b_pdf=b"%PDF",
            c_txt="表はない\n",
            sources_tsv=listed,
        ),
        is_heading,
    )
    told = [f"{problem.path.split('/')[1]}: {problem.reason}" for problem in corpus.problems]
    assert told == [
        "b.pdf: .pdf 形式はまだ読めません",
        "a.txt: 表の行ではありません(タブがありません)",
        "a.txt: sources.tsv の sha256 と中身が違います",
        "c.txt: 表が見つかりません",
        "missing.txt: sources.tsv にありますが、ファイルがありません",
    ]
    assert all(problem.advice for problem in corpus.problems)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (None, "資料のフォルダがありません"),
        ({}, "読める資料が 1 つもありません"),
        ({"a_pdf": b"%PDF"}, "読める資料が 1 つもありません"),
        ({"a_txt": "表のない文\n"}, "読めた表が 1 つもありません"),
        ({"sources_tsv": "名前\n", "a_txt": HEAD}, "見出し行に file の列がありません"),
    ],
    ids=["missing", "empty", "nothing readable", "no table", "bad list"],
)
def test_a_corpus_that_cannot_be_read_says_what_to_do(tmp_path, files, reason):
    folder = tmp_path / "corpus"
    if files is not None:
        folder.mkdir()
        corpus_with(folder, **files)
    with pytest.raises(CorpusError) as caught:
        read(folder, is_heading)
    assert caught.value.reason == reason
    assert str(folder) in str(caught.value)
    assert caught.value.advice.endswith(("。", "ください。"))


def test_fingerprints_change_with_the_file(tmp_path):
    corpus_with(tmp_path, a_txt=HEAD)
    before = fingerprints(tmp_path)
    corpus_with(tmp_path, a_txt=HEAD + "1\t堺市\t概要\t準備中\n")
    assert list(before) == [f"{tmp_path.name}/a.txt"]
    assert fingerprints(tmp_path) != before
    assert fingerprints(tmp_path / "missing") == {}
