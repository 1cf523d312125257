"""Damaged and hostile files of every format, read together: each is told, none harms the others."""

import io
import os
import random
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from renderings import delimited, html, word, workbook
from renderings.pdf import Drawing, drawn

from assistant.intake import FileReport, take_in
from assistant.intake.workers import read_all
from assistant.readers.document import Limits

DATA = Path(__file__).parent / "data"
HEALTHY = "No.,自治体名,提案概要,進捗状況\n1,堺市,港で朝の市を開く。,準備中\n2,津市,海の家で本を貸し出す。,協議中\n"
COUNT = 150
LIMITS = Limits(seconds=60, size=60)
OUT_OF_HAND = re.compile(r"読めません\([A-Za-z]+\)|途中で処理が止まりました|読み終わりませんでした")
"""What is told where a reader raised what it should not, or had to be stopped from outside."""

Mutation = Callable[[bytes, random.Random], bytes]


def seeds() -> dict[str, bytes]:
    """Healthy files by name, of each format that is read."""
    kept = ("delimited/*.csv", "workbooks/*.xls*", "renderings/*.xls", "word/*.docx", "html/*.html", "pdf/*.pdf")
    files = {path.name: path.read_bytes() for pattern in kept for path in sorted(DATA.glob(pattern))}
    files |= {
        "lines.csv": delimited.with_section_lines(),
        "windows.csv": delimited.with_section_lines("cp932"),
        "column.tsv": delimited.with_a_column(delimiter="\t"),
        "text.txt": delimited.text(),
        "notes.md": delimited.markdown(),
        "one-table.docx": word.one_table(),
        "two-levels.docx": word.two_levels(),
        "prefectures.html": html.with_prefectures(),
        "windows.html": html.two_levels().replace(b"UTF-8", b"Shift_JIS"),
        "three-sheets.xlsx": workbook.three_sheets(),
        "seed-portrait.pdf": (DATA / "renderings" / "seed-portrait.pdf").read_bytes(),
    }
    return files | {"packed.zip": packed({name: files[name] for name in ("lines.csv", "grants.xlsx", "squared.xls")})}


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flipped(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.choice((1, 5, 50))):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def block(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice((4, 64, 512, 5000)))


def removed(data: bytes, chance: random.Random) -> bytes:
    start, end = block(data, chance)
    return data[:start] + data[end:]


def repeated(data: bytes, chance: random.Random) -> bytes:
    start, end = block(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 20)) + data[end:]


def zeroed(data: bytes, chance: random.Random) -> bytes:
    start, end = block(data, chance)
    return data[:start] + bytes(end - start) + data[end:]


def overgrown(data: bytes, chance: random.Random) -> bytes:
    """Numbers that are far too large, negative or none at all."""
    numbers = list(re.finditer(rb"\d+", data))
    for number in sorted(chance.sample(numbers, min(len(numbers), 3)), key=lambda match: -match.start()):
        wrong = chance.choice((b"0", b"-1", b"99999", b"1048577", b"2147483648", b"9" * 40, b"1e9", b""))
        data = data[: number.start()] + wrong + data[number.end() :]
    return data


def untagged(data: bytes, chance: random.Random) -> bytes:
    """Tags that are missing or stand twice."""
    for _ in range(3):
        tags = list(re.finditer(rb"<[^<>]{1,200}>", data))
        if tags:
            tag = chance.choice(tags)
            data = data[: tag.start()] + tag[0] * chance.choice((0, 2)) + data[tag.end() :]
    return data


def inner(data: bytes, chance: random.Random) -> bytes:
    """What is well packed, but damaged inside: a part of an Office file, the streams of a PDF."""
    change = chance.choice((truncated, flipped, removed, repeated, zeroed, overgrown, untagged, untagged))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([name for name, content in parts.items() if content])
        return packed(parts | {name: change(parts[name], chance)})
    return re.sub(
        rb"(?<=stream\n).*?(?=\nendstream)", lambda found: repacked(found[0], change, chance), data, flags=re.S
    )


def repacked(stream: bytes, change: Mutation, chance: random.Random) -> bytes:
    try:
        content = zlib.decompress(stream)
    except zlib.error:
        content = b""
    return zlib.compress(change(content, chance)) if content and chance.random() < 0.5 else stream


MUTATIONS: tuple[Mutation, ...] = (truncated, flipped, removed, repeated, zeroed, overgrown, untagged, inner, inner)


def mutants(number: int, seed: int) -> dict[str, bytes]:
    """Damaged files by name; now and then two files in one, or a name that is not what the file is."""
    chance = random.Random(seed)
    files = seeds()
    made: dict[str, bytes] = {}
    for at in range(number):
        name, data = chance.choice(list(files.items()))
        mutation = chance.choice(MUTATIONS)
        damaged = mutation(data, chance)
        kind = mutation.__name__
        if chance.random() < 0.1:
            damaged, kind = damaged + chance.choice(list(files.values())), f"{kind}-joined"
        suffix = name.rpartition(".")[2] if chance.random() < 0.9 else chance.choice(list(files)).rpartition(".")[2]
        made[f"{at:04}-{kind}-{name.partition('.')[0]}.{suffix}"] = damaged
    return made


def read_with_a_healthy_file(folder: Path, files: dict[str, bytes]) -> dict[str, FileReport]:
    """The reports by name, after a look that the healthy file is read whole."""
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "healthy.csv").write_text(HEALTHY, encoding="utf-8")
    intake = take_in(folder, LIMITS)
    rows = [row.municipality for row in intake.proposals if row.source.path == f"{folder.name}/healthy.csv"]
    assert rows == ["堺市", "津市"]
    return {report.path.partition("/")[2]: report for report in intake.reports}


def test_damaged_files_are_read_or_told_and_harm_no_others(tmp_path):
    files = mutants(COUNT, seed=20261124)
    reports = read_with_a_healthy_file(tmp_path / "corpus", files)
    assert files.keys() <= reports.keys()
    assert {report.state for report in reports.values()} <= {"read", "same", "older", "failed"}
    assert [name for name, report in reports.items() if report.state == "failed" and not report.problems] == []
    flaws = [(name, flaw) for name, report in reports.items() for flaw in report.flaws]
    assert [(name, flaw) for name, flaw in flaws if not flaw.reason or OUT_OF_HAND.search(flaw.reason)] == []


BOMB = '<!DOCTYPE x [<!ENTITY a0 "ha">{}]>'.format(
    "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return packed(parts | {name: change(parts.get(name, b""))})


def with_entities(data: bytes, name: str) -> bytes:
    """An Office file with a part whose text unfolds to 2 GB."""

    def change(part: bytes) -> bytes:
        text = re.sub(r"^<\?xml.*?\?>\s*", "", part.decode())
        return (BOMB + re.sub(r"(<(?:w:)?t[ >][^<]*|<(?:w:)?t>)(?=</)", r"\1&a9;", text)).encode()

    return with_part(data, name, change)


def understated(data: bytes, name: str) -> bytes:
    """A ZIP file that says of ``name`` it unpacks to 10 bytes."""
    made = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo(name).header_offset
    made[at + 22 : at + 26] = struct.pack("<I", 10)
    entry = data.index(b"PK\1\2")
    while data[entry + 46 : entry + 46 + len(name)] != name.encode():
        entry = data.index(b"PK\1\2", entry + 4)
    made[entry + 24 : entry + 28] = struct.pack("<I", 10)
    return bytes(made)


def locked() -> bytes:
    """A compound file (MS-CFB) with the directory of an encrypted workbook."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    entries = b""
    for name, kind in (("Root Entry", 5), ("EncryptionInfo", 2), ("EncryptedPackage", 2), ("", 0)):
        words = name.encode("utf-16-le")
        entries += words.ljust(64, b"\0") + struct.pack("<HBB", len(words) + 2 if name else 0, kind, 1) + bytes(60)
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    return header.ljust(512, b"\xff") + table + entries


def vast_picture() -> bytes:
    """A PDF page with a table, and an image in it that is said to have 10,000,000,000 points."""
    page = Drawing().table([50, 150, 500], [50, 80, 110], [["自治体名", "提案概要"], ["呉市", "港に窓口を置く。"]])
    page.operators.append("q 500 0 0 500 0 0 cm BI /W 100000 /H 100000 /BPC 8 /CS /RGB ID \x7f EI Q")
    return drawn(page)


BIG = bytes(70_000_000)
HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "表計算の実体爆弾": (
        lambda: with_entities(workbook.one_table(), "xl/sharedStrings.xml"), "entities.xlsx", "DOCTYPE",
    ),
    "文書の実体爆弾": (lambda: with_entities(word.plain(), "word/document.xml"), "entities.docx", "読めません"),
    "ZIP 爆弾": (lambda: packed({"a.csv": BIG}), "bomb.zip", "上限を超えました"),
    "小さいと偽る ZIP 爆弾": (
        lambda: understated(packed({"a.csv": BIG}), "a.csv"), "forged.zip", "上限を超えました|壊れていて",
    ),
    "表計算の爆弾": (
        lambda: with_part(workbook.one_table(), "xl/worksheets/sheet1.xml", lambda part: part + BIG),
        "bomb.xlsx", "大きすぎます",
    ),
    "小さいと偽る表計算": (
        lambda: understated(
            with_part(workbook.one_table(), "xl/worksheets/sheet1.xml", lambda part: part + BIG),
            "xl/worksheets/sheet1.xml",
        ),
        "forged.xlsx", "読めません",
    ),
    "文書の爆弾": (
        lambda: with_part(word.plain(), "word/document.xml", lambda part: part + BIG), "bomb.docx", "大きすぎます",
    ),
    "小さいと偽る文書": (
        lambda: understated(
            with_part(word.plain(), "word/document.xml", lambda part: part + BIG), "word/document.xml"
        ),
        "forged.docx", "読めません",
    ),
    "外を指す名前": (
        lambda: packed({"../../out.csv": HEALTHY.encode(), "/abs.csv": b"x,y\n", "C:\\c.csv": b"x,y\n"}),
        "outside.zip", "フォルダの外",
    ),
    "パスワード付き": (locked, "locked.xlsx", "パスワード"),
    "巨大と称する画像": (vast_picture, "picture.pdf", ""),
    "広すぎる結合": (
        lambda: b"<table>" + b"<tr><td colspan=1000000 rowspan=1000000>a<td>b" * 300, "wide.html", "",
    ),
    "深すぎる入れ子": (lambda: b"<div>" * 100_000, "deep.html", "入れ子が深すぎます"),
    "深すぎる表": (lambda: b"<table><tr><td>" * 100_000, "tables.html", "入れ子が深すぎます"),
    "50 MB の 1 行": (lambda: b"a,b,c,d," * 6_250_000, "line.csv", ""),
}  # fmt: skip
"""What the file holds, its name, and what is told of it ("" where it may be read)."""


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[str, FileReport]:
    """What became of the hostile files."""
    files = {name: made() for made, name, _ in HOSTILE.values()}
    return read_with_a_healthy_file(tmp_path_factory.mktemp("hostile") / "corpus", files)


@pytest.mark.parametrize(("name", "reason"), [case[1:] for case in HOSTILE.values()], ids=HOSTILE)
def test_hostile_files_are_told(told, name, reason):
    report = told[name]
    assert not [flaw for flaw in report.flaws if OUT_OF_HAND.search(flaw.reason)]
    assert not reason or re.search(reason, " ".join(flaw.reason for flaw in report.flaws))
    assert all(flaw.advice for flaw in report.flaws)


def test_files_that_go_or_change_while_others_are_read_are_told_or_read(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(12):
        (corpus / f"{number:02}.csv").write_text(HEALTHY.replace("港", f"第{number}港"), encoding="utf-8")

    def disturb(name: str, done: int, total: int) -> None:
        (corpus / "11.csv").unlink(missing_ok=True)
        (corpus / "10.csv").write_text("", encoding="utf-8")

    intake = take_in(corpus, Limits(), progress=disturb)
    assert len(intake.reports) == 12
    assert all(report.state in {"read", "failed", "same", "older"} for report in intake.reports)
    assert {report.state for report in intake.reports[:2]} == {"read"}


def test_a_file_that_is_gone_is_told(tmp_path):
    ((taken,),) = read_all([(tmp_path / "gone.csv", "corpus/gone.csv")], {}, Limits())
    assert (taken.report.state, taken.proposals) == ("failed", ())
    assert taken.report.flaws[0].reason.startswith("開けません")


def test_only_regular_files_are_read(tmp_path):
    corpus = tmp_path / "corpus"
    (corpus / "a.xlsx").mkdir(parents=True)
    os.mkfifo(corpus / "pipe.csv")
    (corpus / "loop.csv").symlink_to("loop.csv")
    (corpus / "endless.csv").symlink_to("/dev/zero")
    (corpus / "healthy.csv").write_text(HEALTHY, encoding="utf-8")
    began = time.monotonic()
    intake = take_in(corpus, Limits())
    assert [report.path for report in intake.reports] == ["corpus/healthy.csv"]
    assert time.monotonic() - began < LIMITS.seconds
