"""Rows like another one: which one is meant, what has something in common with it, and what that is."""

import pytest

from assistant.answer.resemblance import likened
from assistant.likeness import Alike
from assistant.records import Filter, Query

# earlier questions, question, the body that others are like, conditions on those
LIKE = [
    ([], "仙台市と似た提案は?", "仙台市", {}),
    ([], "仙台市の提案に近い事例を教えて", "仙台市", {}),
    ([], "仙台市に似た静岡県の事例", "仙台市", {"都道府県": "静岡県"}),
    ([], "仙台市と似ている協議中の提案", "仙台市", {"進捗": "協議中"}),
    ([], "長野県と同じような取組をしている市は?", "長野県", {"団体区分": "市区町村"}),
    ([], "市区町村のNo.3に近い事例", "鴻巣市", {}),
    (["仙台市の提案"], "これと似た事例は?", "仙台市", {}),
    (["仙台市の提案"], "類似事例はありますか", "仙台市", {}),
    (["静岡県の事例"], "2件目に似た提案", "富士市", {}),
    (["静岡県の事例", "似た事例は?"], "1件目に似たものは?", "浜松市", {}),  # as the refusal between says
    (["仙台市と似た提案は?"], "川崎市は?", "川崎市", {}),
    (["仙台市と似た提案は?"], "静岡県では?", "仙台市", {"都道府県": "静岡県"}),
    (["仙台市と似た提案は?"], "1件目に似た提案", "岡山市", {}),
]


@pytest.mark.parametrize(("earlier", "question", "body", "conditions"), LIKE, ids=[case[1] for case in LIKE])
def test_what_is_like_one_row(assistant, earlier, question, body, conditions):
    answer = assistant.ask(question, earlier)
    assert answer.query.kind == "similar"
    assert body in answer.lead
    row = next(row for row in assistant.proposals if row.municipality == body)
    allowed = [p for p in assistant.proposals if all(value in p.values(name) for name, value in conditions.items())]
    ranked = assistant.likeness.to_row(row, len(assistant.proposals), {p.id for p in allowed})
    listed = [p.id for p in answer.proposals]
    assert listed == [alike.proposal.id for alike in ranked if alike.proposal.id in listed]  # nearest first
    assert 1 <= len(listed) <= 5
    assert row.id not in listed


def test_what_rows_have_in_common_is_said_and_quoted(assistant):
    answer = assistant.ask("仙台市と似た提案は?")
    own = next(row for row in assistant.proposals if row.municipality == "仙台市")
    for statement, row in zip(answer.statements, answer.proposals, strict=True):
        said, _, quotes = statement.text.partition("が共通 「")
        assert quotes
        assert all(value in said for value in set(own.values("対象者")) & set(row.values("対象者")))
        assert all(citation.proposal is row for citation in statement.citations)
    assert "言葉と意味の近さ" in answer.remarks[0]


def test_others_come_after_the_first_five(assistant):
    first = assistant.ask("仙台市と似た提案は?")
    more = assistant.ask("他には?", ["仙台市と似た提案は?"])
    assert more.answered
    assert not {row.id for row in first.proposals} & {row.id for row in more.proposals}
    assert "ほかに" in more.lead


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("一番早いのは?", ["岡山市"]),
        ("2件目の進捗は?", ["神戸市"]),
        ("そのうち協議中は?", ["横浜市"]),
        ("早い順に", ["岡山市", "神戸市", "川崎市", "熊本市", "横浜市"]),
    ],
)
def test_a_question_goes_on_about_the_rows_that_were_alike(assistant, question, rows):
    assert [row.municipality for row in assistant.ask(question, ["仙台市と似た提案は?"]).proposals] == rows


def test_words_that_name_many_rows_are_looked_up(assistant):
    answer = assistant.ask("若者の就職支援に似た事例")
    assert answer.query.kind == "list"
    assert answer.proposals == assistant.ask("若者の就職支援の事例").proposals


@pytest.mark.parametrize("question", ["仙台市と横浜市に似た提案", "静岡県に似た事例"])
def test_one_of_several_must_be_chosen(assistant, question):
    answer = assistant.ask(question)
    assert not answer.answered
    assert "2件あります" in answer.lead
    assert "「1件目に似たものは?」" in answer.lead
    assert len(answer.near) == 2


def test_nothing_that_others_could_be_like_says_how_to_ask(assistant):
    answer = assistant.ask("似た提案は?")
    assert not answer.answered
    example = answer.lead.partition("「")[2].partition("」")[0]
    assert assistant.ask(example).answered


def test_a_body_that_proposes_nothing_is_like_nothing(assistant):
    answer = assistant.ask("札幌市と似た提案は?")
    assert not answer.answered
    assert answer.lead == "見つかりません。札幌市の提案はありません。"


def test_rows_with_nothing_in_common_are_not_alike(assistant):
    row, *others = assistant.proposals
    alike = [Alike(other, (("団体区分", "市区町村"), ("進捗", "協議中")), (), ()) for other in others[:6]]
    answer = likened(Query("", "similar"), row, {p.id for p in others}, lambda *_: alike, "提案")
    assert not answer.answered
    assert answer.lead == "見つかりません。新潟県及び新潟市の提案に似ているものはありません。"
    young = next(other for other in others if "若者" in other.values("対象者"))
    alike[3] = Alike(young, (("対象者", "若者"),), (), ())
    answer = likened(Query("", "similar"), row, {p.id for p in others}, lambda *_: alike, "提案")
    assert answer.proposals == (young,)


def test_filters_from_outside_hold_for_what_is_alike_and_not_for_what_it_is_like(assistant):
    within = [Filter("都道府県", "静岡県", "静岡県")]
    answer = assistant.ask("仙台市と似た提案は?", filters=within)
    assert {p.values("都道府県") for p in answer.proposals} == {("静岡県",)}


def test_what_few_rows_share_makes_them_alike(assistant):
    """Only 岡山市 is for those with 住宅手当 too, and in a 福祉事務所; a place of its own name is no place in common."""
    answer = assistant.ask("仙台市と似た提案は?")
    assert answer.proposals[0].municipality == "岡山市"
    assert "岡山市" in {row.municipality for row in assistant.ask("熊本市と似た提案は?").proposals}
    assert not any("専用施設" in statement.text for statement in assistant.ask("丹波市と似た提案は?").statements)
