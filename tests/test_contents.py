"""Questions about the tables as such: what they hold, what their columns are called, what can be asked."""

import pytest

COLUMNS = "欄: 自治体名、提案概要、進捗状況"
ASKED = [
    "この表にはどんな項目がありますか",
    "何が書いてある表ですか",
    "何が書いてありますか",
    "どんな情報が載っていますか",
    "項目名を教えて",
    "どんなことが聞けますか",
    "このアシスタントの使い方を教えて",
    "あなたは誰ですか?ChatGPT?",
]


@pytest.mark.parametrize("question", ASKED)
def test_the_table_is_told_with_its_columns_and_questions_that_it_answers(assistant, question):
    answer = assistant.ask(question)
    assert answer.query.kind == "about"
    assert answer.lead == "この資料には、18件の提案が載っています。"
    (statement,) = answer.statements
    assert statement.text.endswith(COLUMNS)
    assert len(answer.proposals) == 18
    examples = answer.remarks[-1].removeprefix("例: 「").removesuffix("」").split("」「")
    assert all(assistant.ask(example).answered for example in examples)


def test_each_of_several_sources_is_told(assistants):
    answer = assistants["sixteenth"].ask("この資料には何が書かれていますか")
    assert answer.query.kind == "about"
    assert len(answer.statements) > 1
    assert all("件" in statement.text and statement.citations for statement in answer.statements)


def test_a_chat_about_a_row_goes_on_and_one_about_the_table_begins_anew(assistant):
    row = assistant.ask("何が書いてありますか", ["横浜市の提案は?"])
    table = assistant.ask("この表にはどんな項目がありますか", ["横浜市の提案は?"])
    assert [proposal.municipality for proposal in row.proposals] == ["横浜市"]
    assert len(table.proposals) == 18


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Which cities start in April?", "日本語で聞いてください。"),
        ("https://example.jp/a.html これ要約して", "リンク先は開けません。"),
        ("もっともらしい提案を3つ作って", "資料に書かれていないことは答えません。"),
    ],
)
def test_what_cannot_be_answered_says_why(assistant, question, lead):
    answer = assistant.ask(question)
    assert not answer.answered
    assert answer.lead.startswith(lead)
    assert answer.near == ()
