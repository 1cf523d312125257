"""Questions that the proposals leave open are answered from other tables, then from running text."""

import pytest
from conftest import opened

from assistant.browsing import Browser, Selection

FILES = {
    "a.txt": "No.\t自治体名\t提案概要\t進捗状況\n1\t堺市\t区役所に窓口を置き、就労を支援する。\t準備中\n",
    "b.csv": "質問,回答\n住民票の写しはどこで取れますか。,市民課と支所で取れます。\n粗大ごみはどう出しますか。,電話で申し込みます。\n",
    "d.csv": "質問,回答\n"
    "就労の相談はいつできますか。,平日の9時から17時まで受け付けます。\n住民票の手数料を教えてください。,1通300円です。\n"
    "粗大ごみの処理券はどこで買えますか。,コンビニエンスストアで売っています。\n",
    "e.txt": "みどり市補助金交付要綱\n\n(趣旨)\n第1条 この要綱は、花だんの補助について定める。\n\n"
    "(申請)\n第2条 申請書は、5月31日までに提出する。\n\n附 則\nこの要綱は、令和6年4月1日から施行する。\n",
    "c.md": "# 手引き\n\n## 協定\n\n市と国は、窓口を設ける前に協定を結ぶ。\n",
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("mixed"), FILES)


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
    assert [row.text("回答") for row in found.shown] == ["電話で申し込みます。", "コンビニエンスストアで売っています。"]


def test_a_heading_that_asks_it_comes_before_a_mention(mixed):
    answer = mixed.ask("就労の相談はいつ?")
    assert answer.proposals[0].text("回答") == "平日の9時から17時まで受け付けます。"
    assert answer.lead == "「就労」と「相談」の両方について書かれた項目は1件です。"  # no start is worked out


def test_other_shelves_are_told_of(mixed):
    answer = mixed.ask("就労とは?")
    assert answer.remarks[-1].startswith("ほかに、提案に1件あります。")


@pytest.mark.parametrize(
    ("question", "genre"),
    [("就労の事例は?", "proposal"), ("就労についてのFAQ", "record"), ("よくある質問の一覧", "record")],
)
def test_the_shelf_that_a_question_names_answers(mixed, question, genre):
    assert {row.genre for row in mixed.ask(question).proposals} == {genre}


def test_a_shelf_that_is_named_and_holds_nothing_is_told_of(mixed):
    answer = mixed.ask("粗大ごみの提案は?")
    assert {row.genre for row in answer.proposals} == {"record"}
    assert answer.remarks[0] == "提案には見つかりません。"


def test_a_chat_stays_at_the_shelf_it_is_at(mixed):
    chat = ["粗大ごみの出し方"]
    assert [row.genre for row in mixed.ask("2件目は?", chat).proposals] == ["record"]
    assert {row.genre for row in mixed.ask("それ以外は?", chat).proposals} == {"record"}
    assert [row.genre for row in mixed.ask("堺市の提案は?", chat).proposals] == ["proposal"]


def test_an_attribute_that_only_a_text_has_is_not_forgotten(mixed):
    answer = mixed.ask("もっと詳しく", ["処理券は?"])
    assert [row.text("回答") for row in answer.proposals] == ["コンビニエンスストアで売っています。"]


@pytest.mark.parametrize(
    ("question", "words"), [("住民票はいくら?", "1通300円です。"), ("就労の相談の受付時間は?", "9時から17時まで")]
)
def test_what_a_row_says_in_other_words_than_asked_is_quoted(mixed, question, words):
    answer = mixed.ask(question)
    assert answer.answered
    assert any(words in statement.text for statement in answer.statements)


def test_rows_without_a_body_are_called_by_what_they_ask(mixed):
    answer = mixed.ask("2件目は?", ["粗大ごみの出し方"])
    assert "「2件目」は「粗大ごみの処理券はどこで買えますか。」です。" in answer.lead


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("第2条の内容は?", ["5月31日まで"]),
        ("第二条は?", ["5月31日まで"]),
        ("第1条と第2条の違いは?", ["花だんの補助", "5月31日まで"]),
        ("申請書はいつまで?", ["5月31日まで"]),
    ],
)
def test_articles_are_asked_for_by_their_numbers(mixed, question, words):
    statements = [statement.text for statement in mixed.ask(question).statements]
    assert len(statements) == len(words)
    assert all(any(word in statement for statement in statements) for word in words)


def test_an_article_that_there_is_not_is_refused(mixed):
    assert not mixed.ask("第3条は?").answered
