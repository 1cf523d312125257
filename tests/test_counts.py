"""Counts: several side by side, broken down, and added up."""

import pytest


@pytest.mark.parametrize(
    ("question", "breakdown"),
    [
        ("準備中は何件、協議中は何件?", "進捗別: 準備中 14件、協議中 5件"),
        ("神奈川と静岡どっちが多い?", "都道府県別: 神奈川県 2件、静岡県 2件"),
        ("どの県が多い?", "都道府県別: "),
        ("県の提案と市の提案はそれぞれ何件?", "団体区分別: 都道府県 4件、市区町村 13件"),
        ("県と市の提案はそれぞれ何件?", "団体区分別: 都道府県 4件、市区町村 13件"),
        ("協議中と実施中はそれぞれ何件?", "進捗別: 協議中 5件、実施中 0件"),
        ("埼玉県と函館市では、それぞれ何件?", "内訳: 埼玉県 1件、函館市 0件"),
        ("高齢者、障害者、ひとり親の提案はそれぞれ何件?", "対象者別: 高齢者 1件、障害者 1件、ひとり親 2件"),
        ("静岡県の提案の内訳", "静岡県の提案は2件です。対象者別: "),
    ],
)
def test_counts_side_by_side(assistant, question, breakdown):
    assert breakdown in assistant.ask(question).lead


def test_two_fiscal_years_are_counted_apart(assistant):
    lead = assistant.ask("平成24年度と平成25年度ではどちらが多い?").lead
    assert lead.endswith("実施時期別: 平成24年度(2012年4月〜2013年3月) 7件、平成25年度(2013年4月〜2014年3月) 7件")


def test_a_spread_without_a_facet_tells_those_that_an_office_counts_by(assistant):
    answer = assistant.ask("内訳は?", ["提案は全部で何件?"])
    assert answer.lead.startswith(
        "提案は18件です。団体区分別: 市区町村 13件、都道府県 4件、共同提案 1件。"
        "進捗別: 準備中 14件、協議中 5件。対象者別: 生活保護受給者 9件、"
    )
    assert answer.remarks == ("2つ以上の値がある提案は、それぞれに数えています。",)


SUMS = [
    (["生活保護受給者向けは何件?", "障害者向けは?", "合計は?"], 9),
    (["県の提案は何件?", "市の提案は?", "合わせて何件?"], 17),
    (["県の提案は何件?", "市の提案は?", "共同提案は?", "合計で何件?"], 18),
    (["静岡県の提案は何件?", "兵庫県は何件?", "合わせると?"], 5),
    (["静岡県の提案は何件?", "合計は?"], 2),  # one count alone
    (["静岡県と兵庫県の提案は合計何件ですか?"], 5),
    (["合計は?"], 18),
]


@pytest.mark.parametrize(("questions", "count"), SUMS)
def test_what_was_counted_is_added_up(assistant, questions, count):
    assert assistant.ask(questions[-1], questions[:-1]).count == count


def test_what_has_several_of_the_values_is_counted_once(assistant):
    remarks = assistant.ask("合計は?", ["生活保護受給者向けは何件?", "障害者向けは?"]).remarks
    assert remarks == ("2つ以上に当てはまる1件は、1件と数えています。",)


@pytest.mark.parametrize(
    ("question", "lead", "count"),
    [
        ("平成25年度に始まるものは何件で、そのうち準備中は何件?", "平成25年度(2013年4月〜2014年3月)に始まる提案は7件です。そのうち、進捗が「準備中」の提案は7件です。", 7),
        ("全部で何件あって、そのうち県の提案は何件?", "提案は全部で18件です。そのうち、都道府県の提案は4件です。", 4),
        ("静岡県の提案は何件で、そのうち実施中は?", "静岡県の提案は2件です。そのうち、進捗が「実施中」の提案はありません。", 2),
        ("四国の提案は何件で、そのうち準備中は?", "見つかりません。四国の提案はありません。", None),
    ],
)  # fmt: skip
def test_a_question_in_two_steps_tells_both(assistant, question, lead, count):
    answer = assistant.ask(question)
    assert (answer.lead, answer.count) == (lead, count)


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("市の提案は何割?", "市区町村の提案は13件で、全18件の72.2%です。"),
        ("生活保護受給者向けの割合は?", "対象者が「生活保護受給者」の提案は9件で、全18件の50%です。"),
        ("過半数が生活保護受給者向けですか", "いいえ。対象者が「生活保護受給者」の提案は9件で、全18件の50%です。"),
        ("半分以上が準備中ですか", "はい。進捗が「準備中」の提案は14件で、全18件の77.8%です。"),
        ("半分以上が生活保護受給者向けですか", "はい。対象者が「生活保護受給者」の提案は9件で、全18件の50%です。"),
        ("市の提案のうち、準備中の割合は?", "市区町村の提案は13件です。そのうち、進捗が「準備中」の提案は11件で、その13件の84.6%です。"),
    ],
)  # fmt: skip
def test_a_share_is_told_of_the_whole_table_or_of_the_list_that_is_named(assistant, question, lead):
    assert assistant.ask(question).lead == lead


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("2件以上提案が出ている都道府県はどこですか", "提案が2件以上ある都道府県は5つです。都道府県別: 兵庫県 3件、長野県 2件、大阪府 2件、神奈川県 2件、静岡県 2件"),
        ("複数の提案を出している県は", "提案が2件以上ある都道府県は5つです。"),
        ("提案が1件しかない都道府県は?", "提案が1件ある都道府県は7つです。"),
        ("準備中が2件以上ある県は?", "進捗が「準備中」の提案が2件以上ある都道府県は2つです。"),
        ("2件以上提案している自治体は?", "見つかりません。提案が2件以上ある自治体はありません。"),
        ("複数の自治体が共同で出した提案は", "共同の提案は1件です。"),
        ("生活保護の提案と若者の提案はどちらが多いですか", "対象者が「生活保護受給者か若者」の提案は13件です。最も多いのは、生活保護受給者(9件)です。"),
        ("24年度と25年度、どちらに始まる提案が多い?", "平成24年度(2012年4月〜2013年3月)か平成25年度(2013年4月〜2014年3月)に始まる提案は14件です。どれも同じ7件です。"),
        ("実施予定月ごとの件数を一覧で", "提案は18件です。実施時期別: "),
    ],
)  # fmt: skip
def test_how_many_rows_a_value_has(assistant, question, lead):
    assert assistant.ask(question).lead.startswith(lead)
