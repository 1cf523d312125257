"""Starts the server as users start it, on a free port, and stops it after the test."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextlib.contextmanager
def running(folder, index, corpus=ROOT / "corpus", **settings):
    """Gives the port of a server over ``index``; ``settings`` are given by the environment."""
    port = free_port()
    given = {f"ASSISTANT_{name.upper()}": str(value) for name, value in settings.items()}
    options = ("--port", str(port), "--corpus", corpus, "--index", index)
    with (
        (folder / f"log-{port}").open("w+", encoding="utf-8") as log,
        subprocess.Popen(
            [sys.executable, "app.py", *options], cwd=ROOT, stderr=log, env={**os.environ, **given}
        ) as server,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
            yield port
        finally:
            server.terminate()


def wait_for(address, server, log):
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    log.seek(0)
    pytest.fail(f"the server did not start: {log.read()}")


@contextlib.contextmanager
def visits(browser):
    """Gives what opens a page; at the end, no error was logged and nothing was asked of another host."""
    complaints, contexts = [], []

    def open_page(address, width=1280, height=900, scheme="light", scripts=False):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts
        )
        page = context.new_page()
        home = "/".join(address.split("/")[:3])
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("request", lambda r: r.url.startswith((home, "data:")) or complaints.append(r.url))
        page.goto(address)
        contexts.append(context)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
