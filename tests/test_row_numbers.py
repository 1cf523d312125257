"""Rows asked for by the number that the table prints beside them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.question import understand
from assistant.records import NUMBER, Filter
from assistant.text import number_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("3", "3"),
        ("３", "3"),
        ("(3)", "3"),
        ("No.(３)", "3"),
        ("№ 12", "12"),
        ("①", "1"),
        ("1.", "1"),
        ("5番", "5"),
        ("a‐２", "A-2"),
        ("A−3", "A-3"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_a_printed_number_is_read_without_what_stands_around_it(printed, number):
    assert number_of(printed) == number


@given(
    number=st.from_regex(r"(?!NO)[A-Z]{0,2}-?[1-9][0-9]{0,3}(-[1-9][0-9]?)?", fullmatch=True),
    around=st.sampled_from(["{}", "({})", "No.{}", "№ {}", " {} ", "{}.", "{}番", "#{}", "[{}]"]),
    wide=st.booleans(),
)
def test_what_stands_around_a_number_changes_nothing(number, around, wide):
    printed = "".join(chr(ord(char) + 0xFEE0) for char in number) if wide else number
    assert number_of(around.format(printed)) == number


# question, numbers that it names, other filters, topics
NAMED = [
    ("No.3は?", "3", "", ""),
    ("№３の進捗状況", "3", "", ""),
    ("no 3", "3", "", ""),
    ("番号が8の提案", "8", "", ""),
    ("3番の提案", "3", "", ""),
    ("３番", "3", "", ""),
    ("3番と5番の違い", "3 5", "", ""),
    ("No.2とNo.5を比較して", "2 5", "", ""),
    ("No.1、2、3の窓口はどこ?", "1 2 3", "", ""),
    ("No.3〜5の一覧", "3 4 5", "", ""),
    ("No.3から5まで", "3 4 5", "", ""),
    ("3番から5番の提案", "3 4 5", "", ""),
    ("市区町村のNo.1を詳しく", "1", "団体区分=市区町村", ""),
    ("No.8以外の静岡県の提案", "-8", "都道府県=静岡県", ""),
    ("No.99は?", "99", "", ""),
    ("No.3、5件ありますか", "3", "", ""),  # what is counted is no number of a row
    ("3番目に始まるのは", "", "", ""),
    ("平成25年3月に始まる提案", "", "実施時期=2013-03", ""),
    ("一番早いのは", "", "", ""),
    ("110番の家", "110", "", "家"),
]


@pytest.mark.parametrize(("question", "numbers", "filters", "topics"), NAMED, ids=[case[0] for case in NAMED])
def test_numbers_that_a_question_names(assistant, question, numbers, filters, topics):
    query = understand(question, (), assistant.known, TODAY)
    named = [item for item in query.filters if item.facet == NUMBER]
    assert " ".join(f"{'-' * item.negated}{item.value}" for item in named) == numbers
    assert " ".join(f"{item.facet}={item.value}" for item in query.filters if item not in named) == filters
    assert " ".join(topic.said for topic in query.topics) == topics


def test_every_row_is_found_by_its_number(assistant):
    for row in assistant.proposals:
        level = row.values("団体区分")[0]
        answer = assistant.ask(f"{level}のNo.{row.no}は?")
        assert [found.id for found in answer.proposals] == [row.id]


def test_a_number_that_several_levels_bear_lists_all_and_says_how_to_choose(assistant):
    answer = assistant.ask("No.3は?")
    assert [row.municipality for row in answer.proposals] == ["大阪府", "鴻巣市"]
    assert "市区町村のNo.3" in answer.remarks[0]
    assert assistant.ask("都道府県のNo.3は?").remarks == ()


def test_a_number_that_no_row_bears_is_refused_with_those_that_there_are(assistant):
    answer = assistant.ask("No.99の進捗は?")
    assert not answer.answered
    assert answer.lead == "見つかりません。No.99の提案はありません。"
    assert answer.remarks == ("番号は 1 から 13 までです。",)
    assert answer.near == ()


def test_a_number_is_a_filter_from_outside_too(assistant):
    three = Filter(NUMBER, "3", "3")
    assert [row.no for row in assistant.ask("提案の一覧", filters=[three]).proposals] == ["3", "3"]
    assert {hit.passage.proposal.no for hit in assistant.search("就労支援", filters=[three])} == {"3"}
    with pytest.raises(InputError, match="番号"):
        assistant.ask("提案の一覧", filters=[Filter("行番号", "3", "3")])


def test_a_question_may_go_on_from_a_number(assistant):
    answer = assistant.ask("じゃあNo.8は?", ["市区町村のNo.3はいつから?"])
    assert [row.municipality for row in answer.proposals] == ["富士市"]
    assert answer.query.kind == "when"
