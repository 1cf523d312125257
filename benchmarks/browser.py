"""How long people wait for the page and for an answer on it, in Chromium.

    .venv/bin/python benchmarks/browser.py

Writes benchmarks/results/browser.md with machine and date.
"""

from __future__ import annotations

import time
from statistics import median

from answering import QUESTION
from playwright.sync_api import Browser, sync_playwright
from serving import keep, served

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


def main() -> None:
    """Measures, and writes the table."""
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        runs = [visit(browser, f"{url}/") for _ in range(RUNS)]
        version = browser.version
        browser.close()
    names = ("最初の描画", "質問を受け付けるまで", "Enter から答えの表示まで")
    rows = [
        (name, f"{median(values):.2f} 秒 ({max(values):.2f})")
        for name, values in zip(names, zip(*runs, strict=True), strict=True)
    ]
    note = f"Chromium {version}。表は18件。何も手元に残っていない画面で{RUNS}回の中央値(かっこ内は最大)。"
    keep("browser", "画面の速さ", note, rows)


if __name__ == "__main__":
    main()
