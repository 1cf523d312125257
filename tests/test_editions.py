"""What changed between two editions of a table, found and asked for."""

from datetime import date

import pytest
from conftest import settings_for

from assistant.assistant import Assistant
from assistant.editions import dated

HEAD = "No.\t自治体名\t提案概要\t進捗状況\n"
OLD = (
    "(平成24年12月31日現在)\n" + HEAD + "1\t堺市\t区役所に窓口を置き、生活相談を受ける。\t・協議中\n"
    "2\t津市\t市役所で求人を紹介する。\t・準備中 ・平成25年4月から実施予定\n"
    "3\t呉市\t港の近くに若者の相談所を開く。\t・協議中\n"
)
NEW = (
    "(平成25年3月31日現在)\n"
    + HEAD
    + "1\t堺市\t区役所に窓口を置き、生活相談を受ける。\t・準備中 ・平成25年7月から実施予定\n"
    "2\t津市\t市役所で求人を紹介する。\t・準備中  ・平成25年4月から実施予定\n"
    "3\t萩市\t城下町の空き家を店にする。\t・協議中\n"
)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.txt").write_text(OLD, encoding="utf-8")
    (folder / "corpus" / "b.txt").write_text(NEW, encoding="utf-8")
    settings = settings_for(folder / "corpus", folder / "index")
    Assistant.build(settings)
    return Assistant.open(settings)


@pytest.mark.parametrize(
    "question",
    ["前回から何が変わった?", "前の版との違いは?", "変更点を教えて", "前回公表からどこが変わりましたか"],
)
def test_all_changes_are_listed_with_the_words_then_and_now(two, question):
    answer = two.ask(question)
    assert answer.answered
    assert answer.query.kind == "changes"
    assert [statement.text for statement in answer.statements] == [
        "堺市(大阪府): 進捗状況 「・協議中」→「・準備中 ・平成25年7月から実施予定」",
        "萩市(山口県): 加わりました",
        "呉市(広島県): なくなりました",
    ]
    assert [row.municipality for row in answer.proposals] == ["堺市", "萩市"]
    assert [row.municipality for row in answer.earlier] == ["堺市", "呉市"]
    assert answer.lead.startswith("前の版から変わったのは、3件です(2012-12-31 → 2013-03-31)。")
    for statement in answer.statements:
        for citation in statement.citations:
            assert citation.quote in OLD + NEW


def test_changes_of_one_body(two):
    answer = two.ask("堺市は前回から何が変わった?")
    assert [statement.text.split("(")[0] for statement in answer.statements] == ["堺市"]


def test_a_body_that_did_not_change_is_said_to_be_the_same(two):
    answer = two.ask("津市は前回から何が変わった?")
    assert not answer.answered
    assert "前の版から変わったところはありません" in answer.lead
    assert [row.municipality for row in answer.near] == ["津市"]


def test_only_the_newest_edition_is_counted(two):
    assert two.ask("全部で何件?").count == 3


def test_without_an_earlier_edition_it_is_said_what_to_do(assistant):
    answer = assistant.ask("前回から何が変わった?")
    assert not answer.answered
    assert "sources.tsv の as_of" in answer.lead


def test_editions_are_told_apart_by_dates_in_any_notation():
    assert dated("平成24年度") < dated("2013-04-01") < dated("令和6年3月31日") == dated("2024-03-31")
    assert dated("来年の春ごろ") == dated("") == date.min
