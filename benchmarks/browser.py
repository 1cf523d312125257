"""How long people wait for the page and for an answer on it, in Chromium.

    .venv/bin/python benchmarks/browser.py

Writes benchmarks/results/browser.md with machine and date.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import date
from statistics import median

from answering import QUESTION, ROOT, machine
from playwright.sync_api import Browser, sync_playwright

RUNS = 5
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
READY = "Boolean(window.chat && window.chatOrder)"


def visit(browser: Browser, url: str) -> tuple[float, float, float]:
    """Seconds to the first paint, to a page that takes a question, and from Enter to the answer, nothing cached."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_function(READY)
    ready = time.perf_counter() - start
    page.fill("#box textarea", QUESTION)
    start = time.perf_counter()
    page.press("#box textarea", "Enter")
    page.locator(".answer").wait_for()
    answered = time.perf_counter() - start
    painted = float(page.evaluate(FIRST_PAINT)) / 1000
    context.close()
    return painted, ready, answered


def wait_for(url: str) -> None:
    """Returns when the server answers."""
    while True:
        try:
            with urllib.request.urlopen(f"{url}healthz"):
                return
        except urllib.error.URLError:
            time.sleep(0.1)


def main() -> None:
    """Measures, and writes the table."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen([sys.executable, "app.py", "--port", str(port)], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        wait_for(url)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            runs = [visit(browser, url) for _ in range(RUNS)]
            version = browser.version
            browser.close()
    finally:
        server.terminate()
        server.wait()
    names = ("最初の描画", "質問を受け付けるまで", "Enter から答えの表示まで")
    rows = "\n".join(
        f"| {name} | {median(values):.2f} 秒 ({max(values):.2f}) |"
        for name, values in zip(names, zip(*runs, strict=True), strict=True)
    )
    table = f"""# 画面の速さ

{machine()}、Chromium {version}、{date.today().isoformat()}。表は18件。何も手元に残っていない画面で{RUNS}回の中央値(かっこ内は最大)。

| 何を | 値 |
| --- | --- |
{rows}
"""
    (ROOT / "benchmarks/results/browser.md").write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
