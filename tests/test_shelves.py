"""Questions that the proposals leave open are answered from other tables, then from running text."""

import pytest
from conftest import settings_for

from assistant.assistant import Assistant
from assistant.browsing import Browser, Selection

FILES = {
    "a.txt": "No.\t自治体名\t提案概要\t進捗状況\n1\t堺市\t区役所に窓口を置き、就労を支援する。\t準備中\n",
    "b.csv": "質問,回答\n住民票の写しはどこで取れますか。,市民課と支所で取れます。\n粗大ごみはどう出しますか。,電話で申し込みます。\n",
    "c.md": "# 手引き\n\n## 協定\n\n市と国は、窓口を設ける前に協定を結ぶ。\n",
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixed")
    (folder / "corpus").mkdir()
    for name, text in FILES.items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    settings = settings_for(folder / "corpus", folder / "index")
    assert Assistant.build(settings).problems == ()
    return Assistant.open(settings)


@pytest.mark.parametrize(
    ("question", "genre", "quote"),
    [
        ("就労を支援するのはどこの市?", "proposal", "区役所に窓口を置き、就労を支援する。"),
        ("住民票の写しはどこで取れますか", "record", "市民課と支所で取れます。"),
        ("協定はいつ結ぶ?", "text", "市と国は、窓口を設ける前に協定を結ぶ。"),
    ],
)
def test_the_first_shelf_that_answers_does(mixed, question, genre, quote):
    answer = mixed.ask(question)
    assert [row.genre for row in answer.proposals] == [genre]
    assert quote in [citation.quote for statement in answer.statements for citation in statement.citations]


def test_only_proposals_are_counted(mixed):
    assert mixed.ask("提案は全部で何件?").count == 1


def test_what_no_shelf_holds_is_not_found(mixed):
    answer = mixed.ask("宇宙開発の提案は?")
    assert not answer.answered
    assert "宇宙開発" in answer.lead


def test_the_page_to_find_with_shows_what_another_shelf_answers(mixed):
    found = Browser(mixed).find(Selection.of([("q", "粗大ごみ")]))
    assert [row.text("回答") for row in found.shown] == ["電話で申し込みます。"]
