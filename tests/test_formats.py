import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.renderings import delimited as renderings

from assistant.readers.document import UnreadableError
from assistant.readers.formats import format_of

ROOT = Path(__file__).parents[1]
TABLE = "番号,団体名,概要\n1,堺市,甲\n2,津市,乙\n"
HTML = "<html><head><meta charset='Shift_JIS'></head><body><table><tr><td>番号</td></tr></table></body></html>"


def zipped(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["番号", "団体名"])
    book.save(out)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("窓口")
    document.save(out)
    return out.getvalue()


def compound(*streams: str) -> bytes:
    """A header and a directory as in MS-CFB, with nothing in the streams."""
    entries = (name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(entries)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.csv", TABLE.encode("cp932"), "delimited"),
        ("a.tsv", TABLE.replace(",", "\t").encode(), "delimited"),
        ("a.xls", TABLE.encode("cp932"), "delimited"),
        ("a.xlsx", TABLE.encode(), "delimited"),
        ("A.TXT", TABLE.encode(), "delimited"),
        ("a.txt", TABLE.replace(",", "\t").encode("utf-16"), "delimited"),
        ("a.txt", '題\n番号\t概要\n1\t"甲\n乙"\n'.encode(), "delimited"),
        ("表", TABLE.encode(), "delimited"),
        ("a.csv", "施設名\n公民館\n".encode(), "plain"),
        ("a.txt", (ROOT / "corpus/mhlw-proposals.txt").read_bytes(), "plain"),
        ("a.txt", "窓口は、市役所です。\n".encode() * 9000, "plain"),
        ("a.md", renderings.markdown(), "plain"),
        ("a.md", "a,b\nc,d\n<table>\n", "plain"),
        ("a", b"ab", "plain"),
        ("a.txt", b"\n", "plain"),
        ("a.html", HTML.encode("cp932"), "html"),
        ("a.htm", b"<div>a</div>", "html"),
        ("a.xls", HTML.encode("cp932"), "html"),
        ("a.xls", b"<table><tr><td>1</td></tr></table>", "html"),
        ("a.txt", b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<p>a", "html"),
        ("a.html", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
        ("a.xlsx", b"\r\n\r\n%PDF-1.4\n", "pdf"),
        ("a.pdf", b"\x00\x01\x02" * 400, "pdf"),
        ("a.xlsx", workbook(), "workbook"),
        ("a.xlsm", workbook(), "workbook"),
        ("a.zip", workbook(), "workbook"),
        ("a.xlsx", workbook()[:900], "workbook"),
        ("a.docx", word(), "word"),
        ("a.doc", word(), "word"),
        ("a.zip", zipped({"a.csv": TABLE}), "archive"),
        ("a.zip", zipped({"xl/a.csv": TABLE, "word/b.csv": TABLE}), "archive"),
        ("a.zip", zipped({"a.xlsx": workbook()}), "archive"),
        ("a.zip", zipped({}), "archive"),
        ("a.zip", zipped({"a.csv": TABLE})[:50], "archive"),
        ("a.xls", compound("Workbook"), "old_workbook"),
        ("a.xls", compound("Book"), "old_workbook"),
        ("a.xlsx", compound("Workbook"), "old_workbook"),
        ("a.xls", compound("MBD0001", "WordDocument", "Workbook"), "old_workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_workbook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_bytes_tell_the_format_before_the_name_does(name, data, expected):
    assert format_of(name, data if isinstance(data, bytes) else data.encode()) == expected


@pytest.mark.parametrize(
    ("name", "data", "reason", "advice"),
    [
        ("a.csv", b"", "中身がありません(0 バイト)", "もう一度入手"),
        ("a.jtd", compound("DocumentText"), "一太郎の文書はまだ読めません", "Word 形式(.docx)で保存し直してください。"),
        ("a", compound("DocumentText"), "一太郎の文書", ".docx"),
        ("a.jtd", b"\x00\x01\x02" * 400, "一太郎の文書", ".docx"),
        ("a.doc", compound("WordDocument", "ObjectPool", "Workbook"), "古い Word の文書(.doc)", ".docx"),
        ("a", compound("WordDocument"), "古い Word の文書(.doc)", ".docx"),
        ("a.ppt", compound("PowerPoint Document"), "PowerPoint の文書", "PDF"),
        ("a.xlsx", compound("EncryptionInfo", "EncryptedPackage"), "パスワードがかかっています", "パスワードを外して"),
        ("a.msg", compound("__properties_version1.0"), "Outlook のメール", "PDF"),
        ("a.vsd", compound("VisioDocument"), "この形式のファイル", "PDF"),
        ("a.pptx", zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "PowerPoint の文書", "PDF"),
        ("a.xlsb", zipped({"xl/workbook.bin": ""}), "Excel バイナリブック(.xlsb)", ".xlsx"),
        (
            "a.ods",
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            "OpenDocument の表計算",
            ".xlsx",
        ),
        ("a.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument の文書", ".docx"),
        (
            "a.odp",
            zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}),
            "OpenDocument のスライド",
            "PDF",
        ),
        ("a.epub", zipped({"mimetype": "application/epub+zip"}), "電子書籍", "HTML"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "画像はまだ読めません", "OCR"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "画像", "OCR"),
        ("a.tif", b"II*\0\x08\0\0\0", "画像", "OCR"),
        ("a.bmp", b"BM\x36\0\0\0\0\0\0\0\x36", "画像", "OCR"),
        ("a.lzh", b"\x1c\x00-lh5-\x00", "圧縮ファイル", "取り出した"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\4", "圧縮ファイル", "取り出した"),
        ("a.rar", b"Rar!\x1a\x07\x01\0", "圧縮ファイル", "取り出した"),
        ("a.tar.gz", b"\x1f\x8b\x08\0", "圧縮ファイル", "取り出した"),
        ("a.exe", b"MZ\x90\0\3\0\0\0", "プログラム", "表や文章"),
        ("a.doc", rb"{\rtf1\ansi", "リッチテキスト(RTF)", ".docx"),
        ("a.xdw", b"\x60\x0e\x82\x03", "DocuWorks の文書", "PDF"),
        ("a.mdb", b"\0\1\0\0Standard Jet DB\0", "データベース", "CSV"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "音声か動画", "表や文章"),
        ("a.eml", b"MIME-Version: 1.0\r\n", "メールか 1 つにまとめた Web ページ", "HTML"),
        ("a.json", b'{"a": [1, 2]}', "JSON のファイル", "CSV"),
        ("a.xml", b'<?xml version="1.0"?><a/>', "XML のファイル", "CSV"),
        ("a.xls", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "XML 形式の Excel", ".xlsx"),
        ("a.dat", b"\x00\x01\x02" * 400, "文字として読めません", "保存し直してください。"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_read_is_named_with_what_to_do(name, data, reason, advice):
    with pytest.raises(UnreadableError) as caught:
        format_of(name, data)
    assert caught.value.reason.startswith(reason)
    assert advice in caught.value.advice
    assert caught.value.advice.endswith("ください。")


@pytest.mark.parametrize(
    "words", ["BM,番号\n1,2\n3,4\n", "MZ,番号\n1,2\n3,4\n", "PK,番号\n1,2\n3,4\n", "ID3,From:\n1,2\n"], ids=str.strip
)
def test_a_table_is_not_mistaken_for_what_begins_like_it(words):
    assert format_of("a.csv", words.encode("cp932")) == "delimited"


@given(
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml", b"\xff\xfe"]),
    st.binary(max_size=100),
    st.sampled_from(["a", "a.csv", "a.xlsx", "a.jtd", ".", "", "a/b.c/d", "a."]),
)
def test_any_bytes_have_a_format_or_are_refused(start, data, name):
    try:
        assert isinstance(format_of(name, start + data), str)
    except UnreadableError as error:
        told = error.advice
        assert told.endswith("ください。")


@given(st.integers(0, 5000), st.binary(min_size=1, max_size=4))
def test_a_damaged_workbook_is_still_one_by_its_name(at, junk):
    data = workbook()
    damaged = data[:4] + data[4:at] + junk + data[at + len(junk) :]
    assert format_of("a.xlsx", damaged) in {"workbook", "archive"}
