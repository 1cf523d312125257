"""What is understood of a question: kind, filters, topics, readings."""

import re
from datetime import date

import pytest

from assistant.question import understand

TODAY = date(2026, 11, 24)

# question, kind, filters (- negated, | alternative to the one before), topics
CASES = [
    ("生活保護受給者向けの窓口はどこ?", "where", "対象者=生活保護受給者", ""),
    ("生保の窓口", "list", "対象者=生活保護受給者", ""),
    ("平成24年度中に始まるのはいくつ?", "count", "実施時期=2012年度", ""),
    ("H25.4から始まるもの", "list", "実施時期=2013-04", ""),  # 4月から starts in April
    ("2013年4月以降に始まるもの", "list", "実施時期=2013-04/", ""),
    ("25年3月までに始まるもの", "list", "実施時期=/2013-03", ""),  # 平成 is the era of the corpus
    ("4月に始まるのは", "when", "実施時期=2013-04", ""),  # the year that the corpus has
    ("開始時期が決まっていないもの", "list", "-実施時期=あり", ""),
    ("静岡県の事例", "list", "都道府県=静岡県", ""),
    ("静岡の事例", "list", "都道府県=静岡県", ""),
    ("新潟の提案", "list", "都道府県=新潟県", ""),  # 新潟市 lies in it
    ("長野県の進捗は?", "status", "自治体=長野県", ""),  # the body that proposes
    ("長野県内の進捗は?", "status", "都道府県=長野県", ""),
    ("東北か関東の提案", "list", "地方=東北 |地方=関東", ""),
    ("川崎氏の進捗", "status", "自治体=川崎市", ""),  # a slip of one character
    ("せんだい市はいつから", "when", "自治体=仙台市", ""),
    ("仙台市と岡山市の違い", "compare", "自治体=仙台市 |自治体=岡山市", ""),
    ("政令市で協議中でないもの", "list", "市の種別=政令指定都市 -進捗=協議中", ""),
    ("女性以外を対象にした提案", "list", "-対象者=女性", ""),
    ("女性と高齢者を対象にした提案", "list", "対象者=女性 対象者=高齢者", ""),  # both
    ("女性や高齢者を対象にした提案", "list", "対象者=女性 |対象者=高齢者", ""),  # either
    ("社協と連携している例", "list", "", "社協"),
    ("福祉事務所で実施する市", "list", "実施場所=福祉事務所 団体区分=市区町村", ""),
    ("福祉事務所と連携する例", "list", "", "福祉事務所"),  # a partner is no place
    ("こども食堂をやっている例", "list", "", "こども食堂"),  # not for children as such
    ("はろーわーくの求人端末", "list", "", "求人端末"),
    ("サテライトとは?", "define", "", "サテライト"),
    ("一番早く始まるのは?", "first", "", ""),
    ("都道府県別の件数", "count", "", ""),
    ("川崎市の電話番号は?", "unrecorded", "自治体=川崎市", ""),
    ("全部で何件?", "count", "", ""),
    ("ありがとう", "unclear", "", ""),
    ("どんな提案がありますか", "lookup", "", ""),
    ("平成25年2月以降、4月より前に始まるもの", "list", "実施時期=2013-02/ 実施時期=/2013-03", ""),  # both bounds
    ("もう実施時期が決まっている提案", "list", "実施時期=あり", ""),  # 実施 is no state there
    ("若者と高齢者それぞれの件数", "count", "対象者=若者 |対象者=高齢者", ""),  # one by one
    ("なぜ横浜市は協議中なのですか", "unrecorded", "自治体=横浜市 進捗=協議中", ""),
    ("参考になりそうな事例を3つ挙げて", "list", "", ""),
    ("<b>仙台市</b>の提案", "list", "自治体=仙台市", ""),
]

# what is said not to be, in every form, of every facet
POLARITY = [
    ("生活保護受給者以外の提案", "-対象者=生活保護受給者"),
    ("生活保護受給者を対象にしていない提案", "-対象者=生活保護受給者"),
    ("生活保護受給者を対象としない提案", "-対象者=生活保護受給者"),
    ("生活保護に触れていない提案", "-対象者=生活保護受給者"),
    ("生活保護受給者が含まれない提案", "-対象者=生活保護受給者"),
    ("生活保護受給者は対象外の提案", "-対象者=生活保護受給者"),
    ("区役所以外で行うもの", "-実施場所=区役所"),
    ("庁舎以外に設置するもの", "-実施場所=庁舎"),
    ("静岡県以外の提案", "-都道府県=静岡県"),
    ("静岡県を除く提案", "-都道府県=静岡県"),
    ("協議中ではない提案", "-進捗=協議中"),
    ("協議中じゃない提案", "-進捗=協議中"),
    ("協議中以外の提案", "-進捗=協議中"),
    ("準備中でも協議中でもない提案", "-進捗=準備中 -進捗=協議中"),
    ("政令市ではない市の提案", "-市の種別=政令指定都市 団体区分=市区町村"),
    ("生活保護受給者の提案はないですか", "対象者=生活保護受給者"),  # asks, and denies nothing
    ("女性向けのものはありませんか", "対象者=女性"),
    ("求職者だけでなく企業も支援する提案", "対象者=企業"),
    ("区役所でやっていない提案", "-実施場所=区役所"),
    ("区役所では実施していないもの", "-実施場所=区役所"),
    ("若者支援をしていない提案", "-対象者=若者"),
    ("準備中になっていない提案", "-進捗=準備中"),
    ("協議中になったものを除いて", "-進捗=協議中"),
    ("女性向けでない提案", "-対象者=女性"),
    ("北見市と仙台市を除く提案", "-自治体=北見市 -自治体=仙台市"),
    ("準備中ではありませんか", "進捗=準備中"),
]


@pytest.mark.parametrize(("question", "filters"), POLARITY)
def test_polarity(assistant, question, filters):
    assert filters_of(understand(question, (), assistant.known, TODAY)) == filters


def test_what_is_said_of_people_denies_no_word(assistant):
    query = understand("職業訓練をしていない若者への支援", (), assistant.known, TODAY)
    assert [(topic.said, topic.negated) for topic in query.topics] == [("職業訓練", False)]


def test_a_topic_may_be_denied_too(assistant):
    answer = assistant.ask("都道府県の提案で、第三次募集のもの以外は")
    assert {p.municipality for p in answer.proposals} == {"山形県", "長野県", "大阪府"}


def filters_of(query):
    return " ".join(f"{'-' * f.negated}{'|' * f.either}{f.facet}={f.value}" for f in query.filters)


@pytest.mark.parametrize(("question", "kind", "filters", "topics"), CASES, ids=[case[0] for case in CASES])
def test_understand(assistant, question, kind, filters, topics):
    query = understand(question, (), assistant.known, TODAY)
    assert query.kind == kind
    assert filters_of(query) == filters
    assert " ".join(topic.said for topic in query.topics) == topics


# earlier questions, question, filters, what was carried over
FOLLOW_UPS = [
    (["生保の窓口はどこ?"], "そのうち協議中のものは?", "対象者=生活保護受給者 進捗=協議中", 1),
    (["静岡県の事例"], "兵庫県は?", "都道府県=兵庫県", 1),
    (["仙台市はいつから?"], "じゃあ川崎市は?", "自治体=川崎市", 1),
    (["静岡県の事例"], "何件?", "都道府県=静岡県", 1),
    (["静岡県の事例"], "準備中だけ", "都道府県=静岡県 進捗=準備中", 1),
    (["仙台市の提案は?"], "熊本市との違いは?", "自治体=仙台市 |自治体=熊本市", 1),
    (["静岡県の事例", "そのうち準備中は?"], "それはいつから?", "都道府県=静岡県 進捗=準備中", 2),
    (["静岡県の事例"], "若者を支援する提案は?", "対象者=若者", 0),  # a new topic starts anew
    (["静岡県の事例"], "協議中の提案は何件?", "進捗=協議中", 0),
    (["生保の窓口はどこ?"], "静岡県の準備中の提案は?", "都道府県=静岡県 進捗=準備中", 0),  # a whole question
]


@pytest.mark.parametrize(("earlier", "question", "filters", "carried"), FOLLOW_UPS)
def test_follow_up(assistant, earlier, question, filters, carried):
    query = understand(question, earlier, assistant.known, TODAY)
    assert filters_of(query) == filters
    assert len(query.earlier) == carried
    assert list(query.earlier) == earlier[len(earlier) - carried :]


def test_a_follow_up_keeps_what_was_asked(assistant):
    query = understand("じゃあ川崎市は?", ["仙台市はいつから?"], assistant.known, TODAY)
    assert query.kind == "when"


@pytest.mark.parametrize(
    ("question", "said", "read"),
    [
        ("生保の窓口", "生保", "生活保護受給者"),
        ("HWの端末を置く市", "HW", "ハローワーク"),
        ("はろーわーくの端末", "はろーわーく", "ハローワーク"),
        ("ｼﾝｸﾞﾙﾏｻﾞｰ支援", "ｼﾝｸﾞﾙﾏｻﾞｰ", "母子家庭"),
        ("社協と連携", "社協", "社会福祉協議会"),
        ("川崎氏の提案", "川崎氏", "川崎市"),
        ("H25.4より前に始まるもの", "H25.4より前", "平成25年3月まで(2013年3月まで)"),
    ],
)
def test_what_was_read_differently_is_told(assistant, question, said, read):
    readings = [(r.said, r.read) for r in understand(question, (), assistant.known, TODAY).readings]
    assert (said, read) in readings


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("平成99年に始まる提案", "平成99年は読めません"),
        ("2013年13月に始まる提案", "13月"),
        ("令和0年に始まる提案", "令和0年はありません"),
        ("2013年2月30日に始まる提案", "2月30日"),
        ("平成25年4月から平成25年1月までに始まる提案", "より前です"),
        ("静岡県の大阪市の提案", "静岡県の、大阪市の提案はありません"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(assistant, question, reason):
    answer = assistant.ask(question)
    assert not answer.answered
    assert reason in answer.lead


def test_a_name_that_prefectures_share_lists_both_and_says_how_to_choose(assistants):
    answer = assistants["second"].ask("府中市の提案は?")
    assert len(answer.proposals) == 2
    assert "広島県と東京都にあります" in answer.remarks[0]


def test_not_found_says_what_would_remain(assistant):
    answer = assistant.ask("静岡県で協議中の提案は?")
    assert not answer.answered
    assert any("「進捗: 協議中」を外すと2件" in remark for remark in answer.remarks)
    assert {p.municipality for p in answer.near} >= {"浜松市", "富士市"}


def test_a_condition_that_removes_the_one_row_is_named(assistant):
    answer = assistant.ask("国の職員を市役所に派遣する提案は?")
    assert not answer.answered
    assert answer.remarks == ("「実施場所: 庁舎」を外すと1件あります。", "「職員」「派遣」を外すと2件あります。")
    assert [p.municipality for p in answer.near] == ["川崎市"]


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        ("離職した人への提案は?", "広く「求職者」が対象のものなら4件あります。"),
        ("会社を辞めた人の相談窓口は?", "広く「求職者」が対象のものなら4件あります。"),
        ("長野県の、失業者向けの提案は?", "広く「求職者」が対象のものなら1件あります。"),
    ],
)
def test_a_group_that_the_table_lacks_is_looked_for_in_the_one_it_belongs_to(assistant, question, remark):
    answer = assistant.ask(question)
    assert not answer.answered
    assert remark in answer.remarks
    assert all("求職者" in proposal.values("対象者") for proposal in answer.near)


def test_a_topic_that_the_table_lacks_does_not_hide_what_the_rest_would_find(assistant):
    answer = assistant.ask("静岡県の、水道料金についての提案は?")
    assert not answer.answered
    assert "「水道料金」" in answer.lead
    assert answer.remarks == ("「水道料金」を外すと2件あります。",)
    assert {p.municipality for p in answer.near} == {"浜松市", "富士市"}


def test_a_kind_of_municipality_alone_is_nothing_to_count_by(assistant):
    assert assistant.ask("水道料金を下げた市は?").remarks == ()


def test_what_is_left_is_not_shown_where_it_is_half_the_table(assistant):
    answer = assistant.ask("準備中の、水道料金についての提案は?")
    assert answer.remarks == ("「水道料金」を外すと14件あります。",)
    assert 0 < len(answer.near) < 14


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("都道府県別の件数は?", "提案は18件です。"),
        ("いちばん提案が多い都道府県は?", "提案は18件です。最も多いのは、兵庫県(3件)です。"),
    ],
)
def test_counts_by_facet_cover_the_whole_table(assistant, question, opening):
    lead = assistant.ask(question).lead
    told, _, counts = lead.partition("都道府県別: ")
    assert told == opening
    assert counts.startswith("兵庫県 3件、")
    assert sum(int(part) for part in re.findall(r"(\d+)件", counts)) == 18


def test_a_part_is_asked_of_and_quoted_alone(assistant):
    answer = assistant.ask("②の開始時期は?", ["長野県の提案を見せて"])
    quotes = [citation.quote for citation in answer.statements[0].citations]
    assert any("平成25年1月" in quote for quote in quotes)
    assert not any("協議中" in quote for quote in quotes)


def test_what_was_earliest_stays_so(assistant):
    answer = assistant.ask("それはどんな提案?", ["一番早いのはどこ?"])
    assert {p.municipality for p in answer.proposals} == {"新潟県及び新潟市", "長野県", "鴻巣市"}


def test_a_date_of_an_end_is_no_start(assistants):
    answer = assistants["seventh"].ask("2024年3月に始まったのは?")
    assert not answer.answered


def test_a_body_that_proposes_nothing_has_neighbours_only_in_its_prefecture(assistant):
    assert [p.municipality for p in assistant.ask("横須賀市の提案は?").near] == ["横浜市", "川崎市"]
    assert assistant.ask("名古屋市の提案は?").near == ()


def test_counts_by_region_count_each_row_once(assistant):
    counts = assistant.ask("地方ごとの件数は?").lead.partition("地方別: ")[2]
    assert sum(int(part) for part in re.findall(r"(\d+)件", counts)) == 18


@pytest.mark.parametrize(
    ("corpus", "question", "rows", "reading"),
    [
        ("nineteenth", "個別非難計画の町は?", {"30"}, "個別避難計画"),
        ("seed", "生活保護受球者 4月", {"2", "5", "7", "13"}, "生活保護受給者"),
        ("seed", "公演に置く市は", set(), ""),  # a short word sounds like others by chance
    ],
)
def test_a_long_word_of_the_same_sound_is_put_right(assistants, corpus, question, rows, reading):
    answer = assistants[corpus].ask(question)
    assert {row.no for row in answer.proposals} == rows
    assert [item.read for item in answer.query.readings] == ([reading] if reading else [])


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("平成のうちに始めた取組は?", {"4", "20", "25", "30"}),
        ("令和になる前から続けている取組は?", {"4", "20", "25", "30"}),
        ("昭和に始まったものは", set()),
        ("令和に入ってから始まった愛知県の取組は", {"18", "19", "21"}),
    ],
)
def test_an_era_is_a_time(assistants, question, rows):
    assert {row.no for row in assistants["nineteenth"].ask(question).proposals} == rows


def test_a_state_that_a_table_does_not_have_is_read_as_the_one_near_to_it(assistant):
    answer = assistant.ask("まだ調整中の案件")
    assert {row.municipality for row in answer.proposals} == {"山形県", "長野県", "大阪府", "横浜市", "須坂市"}
    assert [(item.said, item.read) for item in answer.query.readings] == [("調整中", "協議中")]
