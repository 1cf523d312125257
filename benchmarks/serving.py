"""Where the project lies, what it is measured on, its server as users start it, and the table of what was measured."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]


def machine() -> str:
    """Processor and cores, for the heading of a table."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    cpu = next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "?")
    return f"{cpu}, {os.cpu_count()} コア, Python {platform.python_version()}"


@contextmanager
def served(**environment: str) -> Iterator[str]:
    """The address of a server on a free port that answers, without a slash at its end; it is stopped afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "app.py", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                with urllib.request.urlopen(f"{url}/healthz"):
                    break
            except urllib.error.URLError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait()


def keep(name: str, title: str, note: str, rows: Iterable[tuple[str, str]]) -> None:
    """Writes benchmarks/results/``name``.md, with machine and date before ``note``, and prints it."""
    lines = "\n".join(f"| {what} | {value} |" for what, value in rows)
    text = f"# {title}\n\n{machine()}、{date.today().isoformat()}。{note}\n\n| 何を | 値 |\n| --- | --- |\n{lines}\n"
    (ROOT / f"benchmarks/results/{name}.md").write_text(text, encoding="utf-8")
    print(text)
