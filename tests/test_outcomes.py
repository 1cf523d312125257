"""Tables that tell in several columns, one after the other, how something came out: 第1次回答, then 最終的な調整結果."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facets import deed_of, period_of, with_facets
from assistant.records import DEED, STATUS, Field, Place, Proposal, Source
from assistant.text import plain

FIRST, LAST = "各府省の第1次回答", "最終的な調整結果"


def row(*replies: str) -> Proposal:
    """A proposal whose columns of state say ``replies``, with its facets."""
    names = (FIRST, LAST)[: len(replies)]
    fields = tuple(Field(name, "status", reply) for name, reply in zip(names, replies, strict=True))
    source = Source("corpus/a.csv", "0", "", "", "", "")
    return with_facets(Proposal("1", source, Place(), "", "1", "", fields), "令和")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("対応は困難である。", "実現に至らなかった。", {(FIRST, "対応困難"), (LAST, "実現せず"), (STATUS, "実現せず")}),
        ("慎重に検討する。", "提案の趣旨を踏まえ対応する。", {(FIRST, "検討中"), (LAST, "対応する"), (STATUS, "対応する")}),
        ("省令の改正により対応する。", "省令を改正し、令和6年4月1日に施行した。", {(FIRST, "対応する"), (LAST, "実施済"), (STATUS, "実施済")}),
        ("協議を廃止することの影響を整理する。", "引き続き検討し、結論を得る。", {(LAST, "検討中"), (STATUS, "検討中")}),
        ("現行制度で可能である。", "", {(FIRST, "現行制度で可能"), (STATUS, "現行制度で可能")}),
    ],
)  # fmt: skip
def test_each_column_tells_its_own_state_and_the_last_how_it_stands(first, last, told):
    states = {(facet.name, facet.value) for facet in row(first, last).facets if facet.name in {FIRST, LAST, STATUS}}
    assert states == told


def test_one_column_alone_tells_the_state_and_nothing_by_its_name():
    assert {(f.name, f.value) for f in row("対応は困難である。").facets} == {(STATUS, "対応困難")}


@pytest.mark.parametrize(
    ("reply", "deeds"),
    [
        ("通知を改正し、令和6年10月1日から適用した。", {"適用 2024-10-01"}),
        ("令和6年8月に事務連絡を発出した。", {"事務連絡 2024-08", "発出 2024-08"}),
        ("令和7年度中に結論を得る。", {"結論 2025年度"}),
        ("令和7年3月末までに省令を改正する。令和8年度に開く。", {"改正 2025-03"}),
        ("令和5年4月に会議を開いた。", set()),
        ("令和13年13月に施行する。", set()),
    ],
)
def test_what_was_done_when_is_told_with_its_verb(reply, deeds):
    assert set(row(reply).values(DEED)) == deeds


@given(st.sampled_from(["施行", "結論", ""]), st.integers(2000, 2050), st.integers(1, 12))
def test_a_deed_holds_its_verb_and_its_time(verb, year, month):
    value = f"{verb} {year:04d}-{month:02d}".strip()
    period = period_of(value)
    assert deed_of(value) == verb
    assert period is not None
    assert (period.first.year, period.first.month) == (year, month)


def test_the_words_that_prove_a_deed_stand_in_the_reply(assistants):
    for proposal in assistants["twentysixth"].proposals:
        for facet in proposal.facets:
            if facet.name == DEED:
                proof = plain(facet.span.of(proposal.text(facet.field)))
                assert proof.startswith(("令和", "平成"))
                assert facet.field in {FIRST, LAST}


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("対応困難とされた提案は?", {(FIRST, "対応困難")}),
        ("実現しなかった提案は?", {(LAST, "実現せず")}),
        ("第1次回答が対応するのもの", {(FIRST, "対応する")}),
        ("最終的に対応することになった提案", {(LAST, "対応する")}),
        ("最初は対応困難と言われ、最終的には検討中の提案", {(FIRST, "対応困難"), (LAST, "検討中")}),
        ("「検討する」との一次回答から最終的に「対応する」になったもの", {(FIRST, "検討中"), (LAST, "対応する")}),
        ("検討すると言われたのに実現しなかった提案", {(FIRST, "検討中"), (LAST, "実現せず")}),
        ("結局実現しなかったのは何件", {(LAST, "実現せず")}),
        ("令和6年12月に施行されたのは?", {(DEED, "施行 2024-12")}),
        ("令和6年10月のもの", {("実施時期", "2024-10"), (DEED, "2024-10")}),
    ],
)
def test_the_column_that_is_meant_is_asked(assistants, question, filters):
    asked = assistants["twentysixth"].ask(question).query.filters
    assert {(item.facet, item.value) for item in asked} == filters


@pytest.mark.parametrize(
    ("chat", "lead"),
    [
        (["新潟市の提案は結局どうなったの?"], "新潟市の各府省の第1次回答は「本人の申告によることとしている趣旨を踏まえ、慎重に検討する」、最終的な調整結果は「実現に至らなかった」です。"),
        (["新潟県の蓄電池の件、施行はいつ"], "新潟県の時期は、「政令を改正し、令和6年12月に施行した。」と書かれています。"),
        (["対応困難とされた提案は何件?"], "各府省の第1次回答が「対応困難」の提案は7件です。"),
        (["国土交通省だけが所管の提案は何件?"], "所管省庁が「国土交通省」だけの提案は4件です。"),
        (["複数の省庁が所管している提案は?"], "所管省庁が複数の提案は6件です。"),
        (["令和7年度中に結論を得るのは?"], "令和7年度(2025年4月〜2026年3月)の「結論」が書かれた提案は4件です。"),
        (["宮城県の提案が対応困難とされた理由は?"], "宮城県、石巻市、気仙沼市の各府省の第1次回答、最終的な調整結果は次のとおりです。"),
        (["施行が一番早いのはどれですか"], "「施行」について書かれた提案のうち、施行が最も早いのは次の1件です。"),
        (["岐阜県の提案を教えて", "2件目の最終結果は?"], "岐阜県、高山市の最終的な調整結果は次のとおりです。"),
    ],
)  # fmt: skip
def test_what_the_lead_says(assistants, chat, lead):
    *history, question = chat
    assert assistants["twentysixth"].ask(question, history).lead == lead


def test_what_is_so_in_part_is_told_beside(assistants):
    answer = assistants["twentysixth"].ask("最終的に対応することになった提案は何件?")
    assert answer.count == 10
    assert "ほかに、「一部実施」が1件あります(岐阜県、高山市)。" in answer.remarks
