"""How much memory the commands take at their peak, and how long they run.

Run as ``python benchmarks/memory.py DIR`` with a retrieval set in the layout of BEIR; writes
benchmarks/results/memory.md. Each command is a process of its own; the models are made anew in a folder of their own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from answering import QUESTION
from serving import ROOT, keep


def main() -> None:
    """Measures all and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ |= {"ASSISTANT_MODELS": f"{scratch}/models", "ASSISTANT_INDEX": f"{scratch}/index"}
        rows = [
            ("`assistant build`、初めて(モデルの用意から。表は 18 件)", run("build")),
            ("`assistant build`、二度目(変わったものなし)", run("build")),
            ("`assistant ask`", run("ask", QUESTION)),
            (f"{folder.name} の索引作りと検索(`assistant evaluate`)", run("evaluate", str(folder))),
        ]
    keep("memory", "メモリー", "子プロセスの最大の実メモリーと、始めから終わりまでの時間。", rows)


def run(*arguments: str) -> str:
    """The peak memory and the time of a command."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "assistant", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"assistant {' '.join(arguments)} ended with {process.returncode}")
    return f"{usage.ru_maxrss / 1024:.0f} MB、{time.perf_counter() - began:.1f} 秒"


if __name__ == "__main__":
    main()
