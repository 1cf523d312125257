"""Takes the pictures of docs/screenshots/: every page at three widths, and the chat in the dark.

    .venv/bin/python benchmarks/screenshots.py

Starts the server over the index and the sources that are set, with the administration open and records in a
temporary folder.
"""

from __future__ import annotations

import io
import secrets
import tempfile
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from serving import ROOT, served

OUT = ROOT / "docs/screenshots"
SIZES: dict[str, ViewportSize] = {
    "400": {"width": 400, "height": 860},
    "1280": {"width": 1280, "height": 900},
    "2560": {"width": 2560, "height": 1300},
}
PASSWORD = secrets.token_hex(8)
COLORS = 128
DRAFT = "生活保護受給者の就労を支援するため、区役所の中にハローワークの職業相談窓口を置き、ケースワーカーと連携する。"


def chat(page: Page, url: str) -> None:
    """An answer, and beside it, where there is room, the row of its first quote."""
    page.goto(f"{url}/")
    page.wait_for_function("Boolean(window.chat && window.chatOrder)")
    page.fill("#box textarea", "政令市で、区役所に窓口を置くもの")
    page.press("#box textarea", "Enter")
    page.locator(".answer").wait_for()
    if page.viewport_size == SIZES["400"]:
        return
    page.locator(".answer .cite").first.click()
    page.locator("#evidence .neighbours").wait_for()


def at(path: str) -> Callable[[Page, str], None]:
    """A page that needs no more than its address."""

    def show(page: Page, url: str) -> None:
        page.goto(url + path)
        page.wait_for_timeout(800)

    return show


def row(page: Page, url: str) -> None:
    """One proposal with its neighbours and its source."""
    page.goto(f"{url}/browse")
    page.locator("main a[href*='rows/']").first.click()
    page.wait_for_timeout(800)


def compare(page: Page, url: str) -> None:
    """Rows side by side, ticked on the page of results."""
    page.goto(f"{url}/browse?q=区役所")
    for box in page.locator("input[type=checkbox][name=id]").all()[:3]:
        box.check()
    page.get_by_role("button", name="並べて比べる").first.click()
    page.wait_for_timeout(800)


def draft(page: Page, url: str) -> None:
    """What is like a draft that was pasted."""
    page.goto(f"{url}/draft")
    page.fill("main textarea", DRAFT)
    page.locator("main form button").first.click()
    page.wait_for_timeout(1500)


def admin(path: str) -> Callable[[Page, str], None]:
    """A page of the administration, after logging in."""

    def show(page: Page, url: str) -> None:
        page.goto(f"{url}/admin/login")
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.get_by_role("heading", name="概要").wait_for()
        page.goto(f"{url}/admin/{path}")
        page.wait_for_timeout(800)

    return show


PAGES: dict[str, Callable[[Page, str], None]] = {
    "chat": chat,
    "browse": at("/browse?q=生活保護"),
    "map": at("/browse?picture=map"),
    "timeline": at("/browse?picture=timeline"),
    "crosstab": at("/browse?picture=crosstab"),
    "row": row,
    "compare": compare,
    "draft": draft,
    "embedding": at("/embedding"),
    "admin": admin(""),
    "sources": admin("sources"),
    "rebuild": admin("rebuild"),
}


def take(browser: Browser, url: str, name: str, size: str, scheme: str = "light") -> None:
    """One picture, in few colours: pages have few, and the file is a third as large."""
    context = browser.new_context(viewport=SIZES[size], color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    PAGES[name](page, url)
    picture = Image.open(io.BytesIO(page.screenshot()))
    target = OUT / f"{name}-{size}{'-dark' if scheme == 'dark' else ''}.png"
    picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(target, optimize=True)
    context.close()


def main() -> None:
    """Takes them all."""
    with (
        tempfile.TemporaryDirectory() as records,
        served(ASSISTANT_ADMIN_PASSWORD=PASSWORD, ASSISTANT_RECORDS=records) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name in PAGES:
            for size in SIZES:
                take(browser, url, name, size)
        take(browser, url, "chat", "1280", "dark")
        browser.close()


if __name__ == "__main__":
    main()
