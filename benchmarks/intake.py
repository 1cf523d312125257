"""How long a large corpus takes: a full build, a build after one file has changed, opening the index, and answers.

    .venv/bin/python benchmarks/intake.py [--files 200] [--rows 100]

Makes invented proposals of true municipalities as Excel, CSV, Word and HTML files in a temporary folder, and writes
benchmarks/results/intake.md with machine and date.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from statistics import quantiles
from typing import TypeVar

import docx
import openpyxl
from serving import ROOT, keep

from assistant import lists
from assistant.assistant import Assistant
from assistant.settings import Settings

COLUMNS = ("No.", "自治体名", "提案概要", "対象者", "開始時期", "進捗状況")
PLACES = ("区役所", "市民会館", "駅前の空き店舗", "公民館", "港の待合所", "図書館", "保健センター", "廃校になった校舎")
TARGETS = ("生活保護受給者", "子育て中の女性", "高齢者", "障害者", "若者", "外国人住民", "ひとり親家庭", "農業者")
DEEDS = ("相談窓口を置く", "職業紹介を行う", "講習会を開く", "住まいを世話する", "家賃を助成する", "送迎の車を出す")
MEANS = ("社会福祉協議会と協定を結び", "ハローワークと連携して", "空き家を借り上げ", "大学と共同で", "基金を設けて")
ENDS = ("待ち時間を減らす", "移住を促す", "離職を防ぐ", "健康づくりにつなげる", "交流を広げる", "災害に備える")
STATES = ("準備中", "協議中", "実施中", "検討中", "実施済み")
QUESTIONS = (
    *(f"{name}の提案は?" for name in ("札幌市", "仙台市", "横浜市", "静岡県", "神戸市", "那覇市")),
    *(f"{target}を対象とする提案は?" for target in TARGETS[:4]),
    *(f"{place}を使う提案は何件?" for place in PLACES[1:4]),
    *("協議中の提案は何件?", "都道府県別の件数は?", "2027年度に始まるものは?", "一番早いのはどこ?"),
    *("空き家を借り上げて移住を促す例", "災害に備える取組", "電話番号は?"),
)

Row = tuple[str, ...]
Result = TypeVar("Result")


def rows(count: int, chance: random.Random) -> Iterator[Row]:
    """Invented proposals of true municipalities, no two alike in one file."""
    bodies = [row for row in lists.rows("municipalities") if row["name"]]
    for number in range(1, count + 1):
        body = chance.choice(bodies)
        overview = (
            f"{chance.choice(MEANS)}、{body['name']}の{chance.choice(PLACES)}で{chance.choice(TARGETS)}のために"
            f"{chance.choice(DEEDS)}。週{chance.randint(1, 5)}日、定員{chance.randint(5, 90)}人で始め、{chance.choice(ENDS)}。"
        )
        start = f"令和{chance.randint(6, 10)}年{chance.randint(1, 12)}月"
        name = f"{body['name']}({body['prefecture']})"
        yield (str(number), name, overview, chance.choice(TARGETS), start, chance.choice(STATES))


def as_xlsx(title: str, table: Sequence[Row]) -> bytes:
    """A workbook with one sheet."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("提案一覧")
    for row in ((title,), COLUMNS, *table):
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def as_csv(title: str, table: Sequence[Row]) -> bytes:
    """A CSV file as Excel for Windows writes it."""
    made = io.StringIO(newline="")
    csv.writer(made).writerows([(title,), COLUMNS, *table])
    return made.getvalue().encode("cp932")


def as_docx(title: str, table: Sequence[Row]) -> bytes:
    """A Word document with a heading and a table."""
    document = docx.Document()
    document.add_heading(title, level=1)
    grid = document.add_table(0, len(COLUMNS))
    for row in (COLUMNS, *table):
        for cell, words in zip(grid.add_row().cells, row, strict=True):
            cell.text = words
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def as_html(title: str, table: Sequence[Row]) -> bytes:
    """A web page with a heading and a table."""
    lines = ("".join(f"<td>{escape(cell)}" for cell in row) for row in (COLUMNS, *table))
    return f"<meta charset=utf-8><h1>{title}</h1><table border=1><tr>{'<tr>'.join(lines)}</table>".encode()


WRITERS: dict[str, Callable[[str, Sequence[Row]], bytes]] = {
    "xlsx": as_xlsx,
    "csv": as_csv,
    "docx": as_docx,
    "html": as_html,
}


def write(corpus: Path, number: int, count: int, seed: int) -> None:
    """Writes one file of the corpus, of the format that its number falls on."""
    suffix = list(WRITERS)[number % len(WRITERS)]
    table = list(rows(count, random.Random(seed)))
    title = f"地方からの提案の一覧 第{number + 1}集"
    (corpus / f"{number:04}.{suffix}").write_bytes(WRITERS[suffix](title, table))


def timed(deed: Callable[[], Result]) -> tuple[Result, float]:
    """What ``deed`` gives, and the seconds that it takes."""
    began = time.perf_counter()
    return deed(), time.perf_counter() - began


def size_of(folder: Path) -> float:
    """MB of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1_000_000


def peak(who: int) -> float:
    """MB of memory that this process, or the largest of its children, held at most."""
    return resource.getrusage(who).ru_maxrss / 1024


def main() -> None:
    """Measures, and writes the table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--files", type=int, default=200)
    options.add_argument("--rows", type=int, default=100)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number in range(given.files):
            write(corpus, number, given.rows, seed=number)
        settings = replace(Settings.load(ROOT, {}), corpus=corpus, index=Path(folder) / "index", adapted=False)
        first, full = timed(lambda: Assistant.build(settings))
        write(corpus, 0, given.rows, seed=given.files)
        second, again = timed(lambda: Assistant.build(settings))
        index = size_of(settings.index)
        assistant, opening = timed(lambda: Assistant.open(settings))
        answers = [timed(partial(assistant.ask, question))[1] * 1000 for question in QUESTIONS]
    cuts = quantiles(answers, n=20)
    table = (
        (
            "資料",
            f"{given.files} ファイル({'・'.join(WRITERS)})、{first.proposals:,} 件、{len(first.problems)} 件の注意",
        ),
        ("最初の作成", f"{full:.1f} 秒({given.files / full:.1f} ファイル/秒、{first.proposals / full:.0f} 件/秒)"),
        ("1 ファイルを変えた後の作成", f"{again:.1f} 秒(最初の {again / full:.1%}。新しい文 {second.encoded:,})"),
        ("最大メモリ", f"{peak(resource.RUSAGE_SELF):.0f} MB、読取りの過程 {peak(resource.RUSAGE_CHILDREN):.0f} MB"),
        ("索引の大きさ", f"{index:.1f} MB"),
        ("索引を開く", f"{opening:.1f} 秒"),
        (f"答え({len(QUESTIONS)} 問)の中央値", f"{cuts[9]:.0f} ミリ秒"),
        ("同 95 パーセンタイル", f"{cuts[18]:.0f} ミリ秒"),
    )
    keep("intake", "多くの資料の取込み", "", table)


if __name__ == "__main__":
    main()
