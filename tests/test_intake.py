"""A folder of files taken in: what is read, told, kept from the build before, and told apart as same or older."""

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.intake import Kept, fingerprints, inspect, take_in
from assistant.readers.document import Limits

ROOT = Path(__file__).parents[1]
HEAD = "No.\t自治体名\t提案概要\t進捗状況\n"
ROWS = "1\t堺市\t区役所に窓口を置く。\t準備中\n2\t津市\t市役所で相談を受ける。\t協議中\n"


def corpus_with(folder: Path, **files: bytes | str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


def told(intake):
    return [f"{problem.path.split('/', 1)[1]} {problem.place}: {problem.reason}" for problem in intake.problems]


def states(intake):
    return {report.path.split("/", 1)[1]: report.state for report in intake.reports}


def test_the_first_source_is_read_whole():
    intake = take_in(ROOT / "corpus", Limits())
    (source,) = intake.sources
    assert told(intake) == []
    assert [row.section for row in intake.proposals] == (
        ["都道府県及び市区町村の共同提案"] + ["都道府県"] * 4 + ["市区町村"] * 13
    )
    assert source.sha256 == hashlib.sha256((ROOT / "corpus/mhlw-proposals.txt").read_bytes()).hexdigest()
    assert source.title.startswith("提案内容の実現に向けて")
    text = (ROOT / "corpus/mhlw-proposals.txt").read_text(encoding="utf-8")
    assert all(field.text in text for row in intake.proposals for field in row.fields)
    assert all(row.locator.endswith("行目") for row in intake.proposals)


def test_files_in_folders_and_zip_files_are_read(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("表/b.csv", (HEAD + "1\t呉市\t港に窓口を置く。\t準備中\n").replace("\t", ",").encode("cp932"))
        archive.writestr("../out.csv", b"x")
    corpus = corpus_with(tmp_path / "corpus", a__zip=packed.getvalue())
    corpus_with(corpus / "2024", c__txt=HEAD + ROWS)
    intake = take_in(corpus, Limits())
    assert states(intake) == {"2024/c.txt": "read", "a.zip/表/b.csv": "read", "a.zip": "read"}
    assert [row.municipality for row in intake.proposals] == ["堺市", "津市", "呉市"]
    assert any("out.csv" in line for line in told(intake))


def test_what_cannot_be_read_is_told_and_the_others_are_read(tmp_path):
    listed = "# comment\nfile\ttitle\tpublisher\tas_of\turl\tsha256\na.txt\t表\t省\t2013-01-31\t\t0000\nmissing.txt\t\t\t\t\t\n"
    corpus = corpus_with(
        tmp_path / "corpus",
        a__txt=HEAD + ROWS,
        b__pdf=b"%PDF-1.4 broken",
        c__jpg=b"\xff\xd8\xff\xe0" + bytes(100),
        d__txt="",
        sources__tsv=listed,
    )
    intake = take_in(corpus, Limits())
    assert states(intake) == {
        "a.txt": "read",
        "b.pdf": "failed",
        "c.jpg": "failed",
        "d.txt": "failed",
        "missing.txt": "failed",
    }
    assert {problem.path.split("/")[1] for problem in intake.problems} == set(states(intake))
    assert all(problem.advice for problem in intake.problems)
    (source,) = intake.sources
    assert (source.title, source.publisher, source.as_of) == ("表", "省", "2013-01-31")
    assert "a.txt : sources.tsv の sha256 と中身が違います" in told(intake)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (None, "資料のフォルダがありません"),
        ({}, "資料が 1 つもありません"),
        ({"a__pdf": b"%PDF"}, "読めた資料が 1 つもありません"),
        ({"a__txt": "表のない語\n"}, "読めた資料が 1 つもありません"),
        ({"sources__tsv": "名前\n", "a__txt": HEAD}, "見出し行に file の列がありません"),
        ({"sources__tsv": "名前\n".encode("cp932"), "a__txt": HEAD}, "UTF-8 ではありません"),
    ],
    ids=["missing", "empty", "nothing readable", "no table", "bad list", "list not UTF-8"],
)
def test_a_corpus_that_cannot_be_read_says_what_to_do(tmp_path, files, reason):
    folder = tmp_path / "corpus"
    if files is not None:
        corpus_with(folder, **files)
    with pytest.raises(CorpusError) as caught:
        take_in(folder, Limits())
    assert caught.value.reason == reason
    assert caught.value.advice.endswith(("。", "ください。", ")"))


def kept_of(intake):
    rows = {}
    for row in (*intake.proposals, *intake.earlier):
        rows.setdefault(row.source.path, []).append(row)
    return Kept(intake.keys, intake.read, rows)


def test_only_new_and_changed_files_are_read(tmp_path):
    corpus = corpus_with(
        tmp_path / "corpus",
        a__txt=HEAD + ROWS,
        b__txt=HEAD + "1\t呉市\t港に置く。\t準備中\n",
        c__txt=HEAD + "1\t萩市\t城に置く。\t準備中\n",
    )
    first = take_in(corpus, Limits())
    (corpus / "b.txt").write_text(HEAD + "1\t呉市\t駅に置く。\t準備中\n", encoding="utf-8")
    (corpus / "c.txt").unlink()
    os.utime(corpus / "a.txt", ns=(1, 1))  # the time alone is no change
    corpus_with(corpus, d__txt=HEAD + "1\t燕市\t店に置く。\t準備中\n")
    second = take_in(corpus, Limits(), kept_of(first))
    assert states(second) == {"a.txt": "unchanged", "b.txt": "read", "d.txt": "read"}
    fresh = take_in(corpus, Limits())
    assert second.proposals == fresh.proposals
    assert [row.text("提案概要") for row in second.proposals][2:] == ["駅に置く。", "店に置く。"]


def test_a_changed_row_of_the_list_is_a_change(tmp_path):
    corpus = corpus_with(tmp_path / "corpus", a__txt=HEAD + ROWS)
    first = take_in(corpus, Limits())
    corpus_with(corpus, sources__tsv="file\ttitle\na.txt\t新しい題\n")
    second = take_in(corpus, Limits(), kept_of(first))
    assert states(second) == {"a.txt": "read"}
    assert second.sources[0].title == "新しい題"


def test_the_same_content_is_told_and_not_counted_twice(tmp_path):
    corpus = corpus_with(
        tmp_path / "corpus",
        a__txt=HEAD + ROWS,
        b__csv="表題\n" + (HEAD + ROWS).replace("\t", ","),
        c__txt=HEAD + ROWS,
    )
    first = take_in(corpus, Limits())
    assert states(first) == {"a.txt": "read", "b.csv": "same", "c.txt": "same"}
    assert len(first.proposals) == 2
    assert told(first)[0].endswith("corpus/a.txt と同じ中身なので、数えません")
    (corpus / "a.txt").unlink()
    second = take_in(corpus, Limits(), kept_of(first))
    assert states(second) == {"b.csv": "read", "c.txt": "same"}
    assert len(second.proposals) == 2
    assert len(told(second)) == 1


def test_equal_rows_of_one_file_stay_two(tmp_path):
    corpus = corpus_with(tmp_path / "corpus", a__txt=HEAD + "1\t堺市\t窓口。\t準備中\n" * 2)
    assert len(take_in(corpus, Limits()).proposals) == 2


def test_a_newer_edition_replaces_the_older(tmp_path):
    corpus = corpus_with(
        tmp_path / "corpus",
        a__txt="(平成24年12月31日現在)\n" + HEAD + ROWS,
        b__txt="(平成25年3月31日現在)\n" + HEAD + ROWS.replace("準備中", "実施中"),
    )
    intake = take_in(corpus, Limits())
    assert states(intake) == {"a.txt": "older", "b.txt": "read"}
    assert dict(intake.editions) == {"corpus/a.txt": "corpus/b.txt"}
    assert [row.text("進捗状況") for row in intake.proposals] == ["実施中", "協議中"]
    assert [row.text("進捗状況") for row in intake.earlier] == ["準備中", "協議中"]
    (corpus / "b.txt").unlink()
    again = take_in(corpus, Limits(), kept_of(intake))
    assert states(again) == {"a.txt": "unchanged"}
    assert [row.text("進捗状況") for row in again.proposals] == ["準備中", "協議中"]


def test_editions_without_a_date_are_told_and_both_counted(tmp_path):
    corpus = corpus_with(tmp_path / "corpus", a__txt=HEAD + ROWS, b__txt=HEAD + ROWS.replace("準備中", "実施中"))
    intake = take_in(corpus, Limits())
    assert len(intake.proposals) == 4
    (line,) = told(intake)
    assert "同じ表の別の版のよう" in line


def test_other_tables_of_the_same_bodies_are_no_editions(tmp_path):
    other = "1\t堺市\t公園で体操の会を開く。\t準備中\n2\t津市\t古い家を調べて貸し出す。\t協議中\n"
    corpus = corpus_with(
        tmp_path / "corpus",
        a__txt="(平成24年12月31日現在)\n" + HEAD + ROWS,
        b__txt="(平成25年3月31日現在)\n" + HEAD + other,
    )
    assert states(take_in(corpus, Limits())) == {"a.txt": "read", "b.txt": "read"}


def test_a_file_that_takes_too_long_is_told(tmp_path):
    pattern = HEAD + "1\t堺市\t" + "あ" * 3_000_000 + "\t準備中\n"
    corpus = corpus_with(tmp_path / "corpus", a__txt=HEAD + ROWS, b__txt=pattern)
    intake = take_in(corpus, Limits(size=1))
    assert states(intake) == {"a.txt": "read", "b.txt": "failed"}
    assert "大きすぎます(上限 1 MB)" in told(intake)[0]


def test_a_wrong_extension_is_read_by_content_and_told(tmp_path):
    page = "<table><tr><th>No.<th>自治体名<th>提案概要<tr><td>1<td>堺市<td>窓口。</table>"
    corpus = corpus_with(tmp_path / "corpus", a__xls=page)
    intake = take_in(corpus, Limits())
    assert [row.municipality for row in intake.proposals] == ["堺市"]
    assert [flaw.reason for flaw in intake.reports[0].flaws] == ["拡張子は .xls ですが、中身はHTMLです"]
    assert told(intake) == []


def test_inspect_shows_one_file_and_refuses_what_is_missing(tmp_path):
    (taken,) = inspect(ROOT / "corpus" / "mhlw-proposals.txt", Limits())
    assert [(table.rows, table.genre) for table in taken.report.tables] == [(18, "proposal")]
    assert [(c.name, c.role, c.by) for c in taken.report.tables[0].columns] == [
        ("No.", "no", "見出し"),
        ("自治体名", "municipality", "見出し"),
        ("提案概要", "overview", "見出し"),
        ("進捗状況", "status", "見出し"),
    ]
    with pytest.raises(CorpusError, match="ファイルがありません"):
        inspect(tmp_path / "none.xlsx", Limits())


def test_fingerprints_change_with_the_file_and_the_list(tmp_path):
    corpus_with(tmp_path, a__txt=HEAD)
    before = fingerprints(tmp_path)
    corpus_with(tmp_path, a__txt=HEAD + ROWS)
    assert list(before) == [f"{tmp_path.name}/a.txt"]
    assert fingerprints(tmp_path) != before
    corpus_with(tmp_path, sources__tsv="file\n")
    assert f"{tmp_path.name}/sources.tsv" in fingerprints(tmp_path)
    assert fingerprints(tmp_path / "missing") == {}
