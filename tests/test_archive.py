import io
import stat
import struct
import warnings
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.readers import archive
from assistant.readers.document import Flaw, Limits, UnreadableError

TABLE = "番号,団体名\n1,堺市\n".encode()


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", method) as packed:
        for name, content in files:
            packed.writestr(name, content, method)
    return out.getvalue()


def as_bytes(name: str, encoding: str) -> str:
    """A stand-in of as many letters as ``name`` has bytes; ``renamed`` puts those bytes in its place."""
    return "N" * len(name.encode(encoding))


def renamed(data: bytes, name: str, encoding: str) -> bytes:
    return data.replace(as_bytes(name, encoding).encode(), name.encode(encoding))


def read(data: bytes, **limits: int) -> tuple[dict[str, bytes], list[Flaw]]:
    items = list(archive.members(data, Limits(**limits)))
    return dict(item for item in items if not isinstance(item, Flaw)), [
        item for item in items if isinstance(item, Flaw)
    ]


def test_files_come_by_name_and_what_is_no_file_of_a_person_is_skipped():
    found, flaws = read(
        zipped(
            ("資料/", b""),
            ("資料/提案①.csv", TABLE),
            ("__MACOSX/資料/._提案.csv", b"x"),
            ("資料/.DS_Store", b"x"),
            ("資料/~$提案.xlsx", b"x"),
            ("資料/Thumbs.db", b"x"),
            ("空.csv", b""),
        )
    )
    assert found == {"資料/提案①.csv": TABLE, "空.csv": b""}
    assert flaws == []


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "euc_jp"])
@pytest.mark.parametrize("name", ["提案一覧表.csv", "資料/能登町の表示.csv"], ids=["表の字", "フォルダと能の字"])
def test_names_without_a_flag_are_read_in_what_they_are_written_in(name, encoding):
    data = renamed(zipped((as_bytes(name, encoding), TABLE)), name, encoding)
    assert read(data) == ({name: TABLE}, [])


def test_backslashes_of_windows_divide_folders():
    assert read(zipped(("資料\\a.csv", TABLE)))[0] == {"資料/a.csv": TABLE}


@pytest.mark.parametrize(
    "name", ["../a.csv", "b/../../a.csv", "/etc/a.csv", "C:\\a.csv", "..\\a.csv", "\\\\server\\a.csv"]
)
def test_names_that_point_outside_are_refused_by_name(name):
    found, (flaw,) = read(zipped((name, TABLE), ("b.csv", TABLE)))
    assert found == {"b.csv": TABLE}
    assert (flaw.place, flaw.reason) == (name.replace("\\", "/"), "フォルダの外を指す名前なので読みません")


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("a.csv")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted() -> bytes:
    data = bytearray(zipped(("a.csv", TABLE)))
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + flags] |= 1
    return bytes(data)


def damaged() -> bytes:
    data = bytearray(zipped(("a.csv", TABLE), method=zipfile.ZIP_STORED))
    data[data.index(TABLE)] ^= 0xFF
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped((link(), b"/etc/passwd")), "ほかのファイルへのリンクなので読みません"),
        (encrypted(), "パスワードがかかっています"),
        (damaged(), "壊れていて取り出せません"),
        (zipped(("a.csv", TABLE), method=zipfile.ZIP_LZMA), "この圧縮方式は読めません"),
    ],
    ids=["リンク", "パスワード", "壊れた中身", "圧縮方式"],
)
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_read(data, reason):
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("b.csv", TABLE)
    found, (flaw,) = read(out.getvalue())
    assert found == {"b.csv": TABLE}
    assert (flaw.place, flaw.reason) == ("a.csv", reason)
    assert flaw.advice.endswith("ください。")


def test_a_zip_in_a_zip_is_unpacked_once():
    inner = zipped(("表.csv", TABLE), ("deep.zip", zipped(("a.csv", TABLE))))
    found, (flaw,) = read(zipped(("中.zip", inner), ("b.csv", TABLE)))
    assert found == {"中.zip/表.csv": TABLE, "b.csv": TABLE}
    assert flaw.place == "中.zip/deep.zip"
    assert "さらに ZIP" in flaw.reason


def test_an_office_file_is_a_file_and_a_damaged_zip_in_a_zip_is_told():
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    found, (flaw,) = read(zipped(("a.xlsx", book.getvalue()), ("b.zip", zipped(("c.csv", TABLE))[:60])))
    assert found == {"a.xlsx": book.getvalue()}
    assert (flaw.place, flaw.reason) == ("b.zip", "ZIP ファイルが壊れています")


def test_what_unpacks_to_too_much_is_bounded_whatever_it_says_of_itself():
    bomb = bytearray(zipped(("a.csv", TABLE), ("bomb.csv", bytes(3_000_000)), ("c.csv", TABLE)))
    for at in range(len(bomb)):  # the directory claims one byte each
        if bomb.startswith(b"PK\x01\x02", at):
            bomb[at + 24 : at + 28] = struct.pack("<I", 1)
    for data in (bytes(bomb), zipped(("a.csv", TABLE), ("bomb.csv", bytes(3_000_000)))):
        found, flaws = read(data, size=1)
        assert sum(map(len, found.values())) <= 1_000_000
        assert any(flaw.reason.startswith(("「bomb.csv」で、", "壊れていて")) for flaw in flaws)
    nested = zipped(*((f"{at}.zip", zipped(("a.csv", bytes(400_000)))) for at in range(9)))
    found, (flaw,) = read(nested, size=1)
    assert len(found) == 2
    assert "上限を超えました" in flaw.reason


def test_too_many_files_are_bounded():
    found, (flaw,) = read(zipped(*((f"{at}.csv", b"") for at in range(5_003)), method=zipfile.ZIP_STORED))
    assert len(found) == 5_000
    assert flaw.reason == "ファイルが多すぎます(上限 5,000 個)。残りは読んでいません"


def test_a_damaged_file_says_what_to_do():
    with pytest.raises(UnreadableError) as caught:
        read(zipped(("a.csv", TABLE))[:-10])
    assert caught.value.advice.endswith("ください。")


def test_a_file_without_a_name_is_told_and_the_others_are_read():
    data = bytearray(zipped(("x", TABLE), ("b.csv", TABLE)))
    entry = data.index(b"PK\x01\x02")
    data[entry + 28 : entry + 32] = struct.pack("<HH", 0, 1)  # no name, and its one byte is something extra
    found, (flaw,) = read(bytes(data))
    assert found == {"b.csv": TABLE}
    assert flaw.reason == "名前のないファイルなので読みません"


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
@example(310, b"\0")  # a name that begins with NUL
def test_any_damage_is_told(at, junk):
    data = zipped(("資料/a.csv", TABLE * 9), ("b.zip", zipped(("c.csv", TABLE))))
    for broken in (data[:at], data[:at] + junk + data[at + len(junk) :], b"PK\x03\x04" + junk):
        try:
            found, _ = read(broken)
        except UnreadableError:
            continue
        assert all("\0" not in name for name in found)
