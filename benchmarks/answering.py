"""How long answers take: from a cold process to the first answer, and one answer of a running assistant.

    .venv/bin/python benchmarks/answering.py [questions.jsonl …]

Writes benchmarks/results/answering.md with machine and date.
"""

from __future__ import annotations

import json
import resource
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from serving import ROOT, machine

QUESTION = "生活保護受給者向けの窓口はどこ?"
RUNS = 5


def command_seconds() -> float:
    """Seconds of a whole ``assistant ask`` process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "assistant", "ask", QUESTION], check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def server_seconds() -> float:
    """Seconds from starting ``app.py`` over an index that is there to its first answer."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    start = time.perf_counter()
    server = subprocess.Popen([sys.executable, "app.py", "--port", str(port)], cwd=ROOT, stderr=subprocess.DEVNULL)
    body = json.dumps({"question": QUESTION}).encode()
    try:
        while True:
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/api/ask", body, {"Content-Type": "application/json"}
            )
            try:
                with urllib.request.urlopen(request) as answer:
                    assert json.load(answer)["answered"]
                    return time.perf_counter() - start
            except urllib.error.URLError:
                time.sleep(0.05)
    finally:
        server.terminate()
        server.wait()


def answer_milliseconds(files: list[Path]) -> list[float]:
    """Milliseconds of each answer of one warm process, by ``ask --jsonl``."""
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    command = [sys.executable, "-m", "assistant", "ask", "--jsonl"]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True, cwd=ROOT)
    return [json.loads(line)["elapsed_ms"] for line in done.stdout.splitlines()]


def main() -> None:
    """Measures, and writes the table."""
    files = [Path(name) for name in sys.argv[1:]] or [ROOT / "tests/data/seed-questions.jsonl"]
    subprocess.run([sys.executable, "-m", "assistant", "build"], check=True, capture_output=True, cwd=ROOT)
    commands = [command_seconds() for _ in range(RUNS)]
    servers = [server_seconds() for _ in range(RUNS)]
    answers = answer_milliseconds(files)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    table = f"""# 答えるまでの時間

{machine()}、{date.today().isoformat()}。表は18件。起動は{RUNS}回の中央値(かっこ内は最大)。

| 何を | 値 |
| --- | --- |
| `assistant ask` 1回(起動から終了まで) | {median(commands):.2f} 秒 ({max(commands):.2f}) |
| `python app.py` の起動から最初の答えまで(索引あり) | {median(servers):.2f} 秒 ({max(servers):.2f}) |
| 答え1つ(起動済み、{len(answers)}問)の中央値 | {median(answers):.1f} ミリ秒 |
| 同 95パーセンタイル | {quantiles(answers, n=20)[-1]:.1f} ミリ秒 |
| 子プロセスの最大メモリ(build・ask・app のうち最大) | {peak:.0f} MB |
"""
    (ROOT / "benchmarks/results/answering.md").write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
