"""Rows asked for by their place in a list: the one that was answered before, or one that the question names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.picking import picked
from assistant.question import understand
from assistant.question.marks import Sentence
from assistant.question.ordinals import ordinals
from assistant.records import Asked, Filter, Pick, Place, Proposal, Source
from assistant.text import normalize

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2件目", 2, 2),
        ("２番目", 2, 2),
        ("三つ目", 3, 3),
        ("十二件目", 12, 12),
        ("2個め", 2, 2),
        ("上から3つ", 1, 3),
        ("上から2番目", 2, 2),
        ("最初の3件", 1, 3),
        ("上位5件", 1, 5),
        ("3件目まで", 1, 3),
        ("3件目から5件目", 3, 5),
        ("3〜5件目", 3, 5),
        ("下から2番目", -2, -2),
        ("最後の2件", -2, -1),
        ("一番上", 1, 1),
        ("後者", -1, -1),
    ],
)
def test_places_that_words_name(words, first, last):
    found = list(ordinals(Sentence(normalize(f"{words}の進捗は?"))))
    assert (found[0][0].start, found[0][0].end) == (0, len(words))
    assert found[0][1] == Pick(words, first, last)


@pytest.mark.parametrize(
    "words", ["2番目に早い", "3件あります", "2か所目の庁舎", "12月", "上からの指示", "最初に始まる", "3つ挙げて"]
)
def test_words_that_name_no_place(words):
    assert list(ordinals(Sentence(normalize(words)))) == []


@given(size=st.integers(0, 8), first=st.integers(-9, 9).filter(bool), length=st.integers(0, 5))
def test_what_is_picked_is_a_stretch_of_the_list(size, first, length):
    source = Source("", "", "", "", "", "")
    rows = tuple(Proposal(str(number), source, Place(), "", "", "", ()) for number in range(size))
    last = first + length
    if first < 0 <= last:
        last = -1
    found = picked([Pick("", first, last)], rows)
    places = [place if place > 0 else size + 1 + place for place in range(first, last + 1)]
    inside = tuple(rows[place - 1] for place in places if 1 <= place <= size)
    assert found == inside


# earlier questions, question, kind, rows in their order
PICKED = [
    (["静岡県の事例"], "2件目の進捗は?", "status", ["富士市"]),
    (["静岡県の事例"], "2番目を詳しく", "lookup", ["富士市"]),
    (["静岡県の事例"], "2件目の自治体は?", "lookup", ["富士市"]),
    (["生活保護の提案"], "上から3つだけ", "list", ["新潟県及び新潟市", "北見市", "仙台市"]),
    (["生活保護の提案"], "最後のやつを詳しく", "lookup", ["熊本市"]),
    (["生活保護の提案"], "4件目と2件目を比べて", "compare", ["横浜市", "北見市"]),
    (["生活保護の提案", "2件目の進捗は?"], "3件目は?", "status", ["仙台市"]),  # of the list, and asked alike
    (["生活保護の提案", "2件目の進捗は?"], "それはいつから?", "when", ["北見市"]),
    (["生活保護の提案", "上から5つ"], "2件目は?", "lookup", ["北見市"]),  # of the five
    (["生活保護の提案", "上から5つ"], "そのうち協議中は?", "list", ["横浜市"]),
    (["静岡県の事例", "2件目は?"], "何件?", "count", ["浜松市", "富士市"]),
    (["静岡県の事例", "2件目は?"], "他には?", "list", ["浜松市", "富士市"]),
    (["静岡県の事例", "2件目は?"], "じゃあ川崎市は?", "lookup", ["川崎市"]),
    (["仙台市と浜松市の違い", "前者の場所は?"], "後者は?", "where", ["浜松市"]),
    (["静岡県の事例"], "早い順に1件", "when", ["富士市"]),
    (["静岡県の事例を早い順に"], "1件目の場所は?", "where", ["富士市"]),
    ([], "静岡県の事例の2件目", "lookup", ["富士市"]),
    ([], "早い順に3件目まで", "when", ["新潟県及び新潟市", "長野県", "鴻巣市"]),
]


@pytest.mark.parametrize(("earlier", "question", "kind", "rows"), PICKED, ids=[case[1] for case in PICKED])
def test_rows_at_the_places_that_are_asked_of(assistant, earlier, question, kind, rows):
    answer = assistant.ask(question, earlier)
    assert [row.municipality for row in answer.proposals] == rows
    assert answer.query.kind == kind


def test_the_answer_says_which_row_stands_there(assistant):
    answer = assistant.ask("2番目を詳しく", ["静岡県の事例"])
    assert answer.lead == "静岡県の提案のうち、「2番目」は富士市(静岡県)です。"
    answer = assistant.ask("そのうち協議中は?", ["生活保護の提案", "上から5つ"])
    assert answer.lead == "対象者が「生活保護受給者」の提案の「上から5つ」のうち、進捗が「協議中」の提案は1件です。"


def test_the_first_of_an_order_are_counted_once(assistant):
    assert assistant.ask("近畿の提案を遅い順に3件").lead == "近畿の提案を遅い順に並べた「3件」です。"


def test_a_place_outside_the_list_is_refused_with_the_list(assistant):
    answer = assistant.ask("5件目は?", ["静岡県の事例"])
    assert not answer.answered
    assert answer.lead == "見つかりません。並んでいるのは2件で、「5件目」はありません。"
    assert [row.municipality for row in answer.near] == ["浜松市", "富士市"]


def test_a_place_in_no_list_asks_for_one(assistant):
    answer = assistant.ask("2件目は?")
    assert not answer.answered
    assert "先に「" in answer.lead
    answer = assistant.ask("9件目は?", ["図書館の提案"])
    assert answer.lead == "見つかりません。前の質問に当てはまるものがないので、「9件目」は選べません。"


def test_filters_from_outside_hold_for_the_list_too(assistant):
    within = [Filter("進捗", "協議中", "協議中")]
    listed = assistant.ask("生活保護の提案", filters=within)
    assert assistant.ask("1件目は?", ["生活保護の提案"], within).proposals == listed.proposals[:1]


def test_what_is_taken_out_of_a_reading_is_out_of_the_list_too(assistant):
    asked = Asked("2件目は?", ("都道府県:静岡県",))
    assert assistant.ask(asked, ["静岡県の事例"]).proposals == assistant.ask("提案の一覧").proposals[1:2]


def test_what_is_counted_in_a_text_is_no_place_in_a_list(assistant):
    assert understand("2つ目の職業訓練の提案", (), assistant.known, TODAY).picks == ()


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("2番目に早いのは?", ["岡山市"]),
        ("静岡県で2番目に早いのは?", ["浜松市"]),
        ("静岡県で２番目に遅く始まるのは?", ["富士市"]),
    ],
)
def test_the_second_by_time(assistant, question, rows):
    assert [row.municipality for row in assistant.ask(question).proposals] == rows


def test_later_starts_than_there_are_are_refused(assistant):
    answer = assistant.ask("9番目に早いのは?")
    assert not answer.answered
    assert answer.lead == "見つかりません。書かれている開始時期は5通りで、9番目に早いものはありません。"


def test_all_rows_in_the_order_of_their_starts(assistant):
    earliest = assistant.ask("早い順に教えて")
    latest = assistant.ask("提案を遅い順に並べて")
    assert len(earliest.proposals) == len(latest.proposals) == len(assistant.proposals)
    assert earliest.proposals[:3] == assistant.ask("一番早いのは?").proposals
    assert latest.proposals[0] == assistant.ask("一番遅いのは?").proposals[0]
    undated = [row for row in assistant.proposals if not row.values("実施時期")]
    assert list(earliest.proposals[-len(undated) :]) == list(latest.proposals[-len(undated) :]) == undated


def test_a_row_that_only_stood_by_can_be_picked_and_is_said_to_be_no_match(assistant):
    near = assistant.ask("引きこもりの支援は?").near
    answer = assistant.ask("1件目を詳しく", ["引きこもりの支援は?"])
    assert answer.proposals == near[:1]
    assert answer.lead == "前の質問に当てはまるものはありません。近いもののうち、「1件目」は横浜市(神奈川県)です。"
    assert not assistant.ask("9件目を詳しく", ["引きこもりの支援は?"]).answered
