"""Many users at once: answers of a running server over HTTP while its index is built anew, and what they take.

    .venv/bin/assistant serve
    .venv/bin/python benchmarks/load.py [--url http://127.0.0.1:7860] [--users 50] [--seconds 300] [--index index]

Each user asks one question after another, as a client of its own behind the proxy. In the middle of the time
``assistant build`` writes the index of the server anew. Writes benchmarks/results/load.md with machine and date; ends
with 1 where a request failed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import httpx
from serving import ROOT, keep

PLACES = ("静岡県", "兵庫県", "山形県", "長野県", "大阪府", "仙台市", "横浜市", "川崎市", "神戸市", "岡山市", "熊本市")
QUESTIONS = (
    *(f"{place}の提案は?" for place in PLACES),
    "生活保護受給者向けの窓口はどこ?",
    "若者の就職を支援する提案は?",
    "協議中の提案は何件?",
    "準備中の市はどこ?",
    "都道府県別の件数は?",
    "平成24年度中に始まるのは?",
    "2013年4月以降に始まるものは?",
    "一番早いのはどこ?",
    "区役所に窓口を置くのはどこ?",
    "政令市で、区役所に窓口を置くもの",
    "母子家庭の母を支援する提案は?",
    "障害者を対象にした提案は?",
    "ハローワークの職業紹介を付ける窓口は?",
    "仙台市と岡山市の違いは?",
    "北見市の進捗は?",
    "都道府県からの提案は何件?",
    "高齢者の就労を支援する例",
    "電話番号は?",
    "宇宙開発の提案は?",
)


@dataclass
class Tally:
    """What came back: seconds of each answer, and what else happened how often."""

    seconds: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


async def user(number: int, url: str, until: float, tally: Tally) -> None:
    """Asks until the time is over."""
    chance = random.Random(number)
    headers = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as client:
        while time.perf_counter() < until:
            began = time.perf_counter()
            try:
                answer = await client.post("/api/ask", json={"question": chance.choice(QUESTIONS)})
            except httpx.HTTPError as error:
                tally.faults[type(error).__name__] += 1
                continue
            if answer.status_code == httpx.codes.OK and "answered" in answer.json():
                tally.seconds.append(time.perf_counter() - began)
            else:
                tally.faults[str(answer.status_code)] += 1


def rebuild(index: Path) -> float:
    """Builds the index anew in another process, as an administrator does; gives the seconds it took."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "assistant", "build", "--index", index], check=True, capture_output=True, cwd=ROOT
    )
    return time.perf_counter() - began


async def measure(url: str, users: int, seconds: int, index: Path) -> tuple[Tally, float]:
    """What ``users`` got in ``seconds``, and how long the build in the middle took."""
    tally = Tally()
    until = time.perf_counter() + seconds
    asking = [asyncio.create_task(user(number, url, until, tally)) for number in range(users)]
    await asyncio.sleep(seconds / 2)
    built = await asyncio.to_thread(rebuild, index)
    await asyncio.gather(*asking)
    return tally, built


def main() -> None:
    """Measures, and writes the table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--url", default="http://127.0.0.1:7860")
    options.add_argument("--users", type=int, default=50)
    options.add_argument("--seconds", type=int, default=300)
    options.add_argument("--index", type=Path, default=Path(os.environ.get("ASSISTANT_INDEX", ROOT / "index")))
    given = options.parse_args()
    tally, built = asyncio.run(measure(given.url, given.users, given.seconds, given.index))
    cuts = quantiles(tally.seconds, n=100) if len(tally.seconds) > 1 else [0.0] * 99
    rows = (
        ("同時に尋ねる人", f"{given.users} 人、{given.seconds} 秒間"),
        ("答え", f"{len(tally.seconds)} 件({len(tally.seconds) / given.seconds:.1f} 件/秒)"),
        ("失敗", f"{sum(tally.faults.values())} 件 {dict(tally.faults) or ''}".strip()),
        ("中央値", f"{median(tally.seconds or [0.0]) * 1000:.0f} ミリ秒"),
        ("95 パーセンタイル", f"{cuts[94] * 1000:.0f} ミリ秒"),
        ("99 パーセンタイル", f"{cuts[98] * 1000:.0f} ミリ秒"),
        ("最大", f"{max(tally.seconds, default=0.0) * 1000:.0f} ミリ秒"),
        ("途中の索引の作り直し", f"{built:.1f} 秒"),
    )
    keep("load", "同時の利用", "表は18件。尋ねる側も索引の作り直しも同じ機械の中。", rows)
    sys.exit(bool(tally.faults) or not tally.seconds)


if __name__ == "__main__":
    main()
