"""What the documents say is what the program does."""

import re
from dataclasses import fields
from pathlib import Path

from typer.testing import CliRunner

from assistant.cli import app
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]


def test_every_setting_is_documented_with_its_default():
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    rows = {row[0]: row[1:] for row in re.findall(r"^\| (\w+) \| (ASSISTANT_\w+) \| ([^|]*) \|", text, re.MULTILINE)}
    assert set(rows) == {item.name for item in fields(Settings)}
    for item in fields(Settings):
        variable, default = rows[item.name]
        assert variable == f"ASSISTANT_{item.name.upper()}"
        wanted = str(item.default).lower() if isinstance(item.default, bool) else str(item.default) or "(空)"
        assert default.strip() == wanted


def test_every_command_of_the_readme_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`assistant (\w+)", readme))
    helped = CliRunner().invoke(app, ["--help"]).output
    offered = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert named <= offered
    assert all(name in helped for name in offered)


def test_links_of_the_documents_lead_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_example_of_the_readme_is_a_real_answer(assistant):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    answer = assistant.ask("生活保護受給者向けの窓口はどこ?")
    assert answer.lead in readme
    for statement in answer.statements[:3]:
        assert statement.text in readme
