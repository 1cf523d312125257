"""Questions for the source itself: who published the table, when, and where a row stands in it."""

from dataclasses import replace

import pytest

from assistant.answer import origins
from assistant.answer.matching import Match
from assistant.records import Query

TITLE = "提案内容の実現に向けて、地方自治体と厚生労働省が直接協議中のもの（提案概要及び進捗状況）"


@pytest.mark.parametrize(
    "question",
    [
        "出典は?",
        "出典を教えて",
        "この表はどこの資料?",
        "いつ公表された資料ですか",
        "この資料はいつのもの?",
        "これは何の資料ですか",
        "公表元は?",
        "いつ時点の情報ですか",
    ],
)
def test_the_source_of_all_rows(assistant, question):
    answer = assistant.ask(question)
    assert answer.query.kind == "source"
    assert answer.lead == "提案の出典は、次の資料です。"
    assert [statement.text for statement in answer.statements] == [
        f"{TITLE}: 厚生労働省 / 平成24年度 / corpus/mhlw-proposals.txt / アドレスの記載なし / 18件"
    ]
    assert answer.proposals == assistant.proposals


@pytest.mark.parametrize(
    ("earlier", "question", "rows"),
    [
        (["静岡県の事例"], "出典は?", ["浜松市 市区町村 No.7 27行目", "富士市 市区町村 No.8 30行目"]),
        (["静岡県の事例"], "2件目はどこに載っていますか", ["富士市 市区町村 No.8 30行目"]),
        ([], "仙台市の提案は何ページに載っていますか", ["仙台市 市区町村 No.2 22行目"]),
    ],
)
def test_where_the_rows_that_are_meant_stand(assistant, earlier, question, rows):
    answer = assistant.ask(question, earlier)
    assert answer.statements[0].text.endswith(f" / {'、'.join(rows)}")
    assert [citation.quote for citation in answer.statements[0].citations] == [row.split()[0] for row in rows]


def test_a_question_that_asks_more_is_answered_first(assistant):
    assert assistant.ask("仙台市の窓口はどこ?出典も教えて").query.kind == "where"


def test_a_source_that_says_nothing_of_itself_is_told_to(assistant):
    row = assistant.proposals[0]
    bare = replace(row, source=replace(row.source, title="", publisher="", as_of="", url="https://example.jp/"))
    matches = [Match(bare, ()), Match(assistant.proposals[1], ())]
    told = [statement.text for statement in origins.statements(Query("", "source"), matches)]
    assert told[0] == (
        "corpus/mhlw-proposals.txt: 公表した所の記載なし / 時点の記載なし / corpus/mhlw-proposals.txt"
        " / https://example.jp/ / 1件"
    )
    assert told[1].startswith(TITLE)


def test_many_rows_are_not_all_named(assistants):
    opened = assistants["eighth"]
    answer = opened.ask("市区町村の提案の出典は?")
    assert len(answer.proposals) > 20
    assert answer.statements[0].text.endswith(f" ほか{len(answer.proposals) - 20}件")
    assert len(answer.statements[0].citations) == 20
