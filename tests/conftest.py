"""Fixtures on the true path: the true sources, the true model, a true index."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
TABLES = (
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twentyfirst",
    "twentysecond",
    "twentythird",
    "twentyfourth",
    "twentyfifth",
    "twentysixth",
    "twentyseventh",
    "twentyeighth",
    "twentyninth",
)
CORPORA = {"seed": ROOT / "corpus"} | {name: DATA / f"{name}-corpus" for name in TABLES}


def settings_for(corpus: Path, index: Path) -> Settings:
    return replace(Settings.load(ROOT, {}), corpus=corpus, index=index)


def opened(folder: Path, files: Mapping[str, str]) -> Assistant:
    """An open assistant for texts by the names of their files, all of which are read without a problem."""
    (folder / "corpus").mkdir()
    for name, text in files.items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    settings = settings_for(folder / "corpus", folder / "index")
    assert Assistant.build(settings).problems == ()
    return Assistant.open(settings)


@pytest.fixture(scope="session")
def assistants(tmp_path_factory):
    """An open assistant for each corpus by name, built once."""
    opened = {}
    for name, corpus in CORPORA.items():
        settings = settings_for(corpus, tmp_path_factory.mktemp("index") / name)
        report = Assistant.build(settings)
        assert report.problems == ()
        opened[name] = Assistant.open(settings)
    return opened


@pytest.fixture(scope="session")
def assistant(assistants):
    """The assistant over the published table."""
    return assistants["seed"]
