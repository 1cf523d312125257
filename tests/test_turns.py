"""What a question takes over from the questions before it, on the published table and on one of 83 rows."""

from datetime import date

import pytest

from assistant.question import understand
from assistant.records import Asked

TODAY = date(2026, 11, 24)
SHIZUOKA = {"浜松市", "富士市"}
WELFARE = {"新潟県及び新潟市", "北見市", "仙台市", "横浜市", "川崎市", "浜松市", "神戸市", "岡山市", "熊本市"}

# questions, the last one asked; the bodies that it lists
SEED = [
    # what is taken out
    (["区役所に窓口を置くところは?", "協議中は除いて"], {"新潟県及び新潟市", "川崎市", "神戸市", "熊本市"}),
    (["兵庫県内の提案", "神戸市は除いて"], {"兵庫県", "丹波市"}),
    (["兵庫県内の提案", "神戸市抜きで"], {"兵庫県", "丹波市"}),
    (["兵庫県の提案は?", "神戸市以外は?"], {"兵庫県", "丹波市"}),
    (["兵庫県の提案は?", "神戸じゃないほうの市は?"], {"丹波市"}),
    (["生活保護の提案は?", "北見市と仙台市以外"], WELFARE - {"北見市", "仙台市"}),
    (["生活保護の提案で北見市と仙台市を除く"], WELFARE - {"北見市", "仙台市"}),
    (["区役所でやっていない生活保護の提案"], {"北見市", "仙台市", "浜松市", "岡山市"}),
    (["生活保護受給者を対象とした提案", "区役所でやっていないものは"], {"北見市", "仙台市", "浜松市", "岡山市"}),
    (["静岡県の提案", "4月に始まらないものは"], {"富士市"}),
    (["静岡県の若者支援をしていないもの"], {"浜松市"}),
    (["県の提案で、提案の一部という注記がないもの"], {"兵庫県"}),
    (["仙台市は4月から始まりませんか"], {"仙台市"}),  # asks, and denies nothing
    (
        ["開始時期が未定でないものは"],
        {
            "新潟県及び新潟市",
            "長野県",
            "兵庫県",
            "北見市",
            "仙台市",
            "鴻巣市",
            "川崎市",
            "浜松市",
            "富士市",
            "堺市",
            "神戸市",
            "丹波市",
            "岡山市",
            "熊本市",
        },
    ),
    (["ハローワークという言葉が出てこない提案"], {"新潟県及び新潟市", "兵庫県", "鴻巣市", "丹波市"}),
    # which body is meant
    (["兵庫県は生活保護受給者が対象ですか"], {"兵庫県"}),  # no: 兵庫県 itself is for women
    (["大阪府の対象者は"], {"大阪府"}),
    (["横浜市のほうが川崎市より早いですか"], {"横浜市", "川崎市"}),
    (["富士市と北見市は同じ時期ですか"], {"富士市", "北見市"}),
    (["静岡県富士市と北見市の進捗は?"], {"北見市", "富士市"}),
    (["北見市と静岡県富士市の進捗は?"], {"北見市", "富士市"}),
    (["共同提案をしている県は?"], {"新潟県及び新潟市"}),
    (["大阪府は4月から始まりますか"], set()),
    (["大阪府は協議中ですか"], {"大阪府"}),
    (["静岡県は4月から始まりますか"], {"浜松市"}),  # 静岡県 itself proposes nothing
    # what goes on
    (["外国人向けは", "障害者は"], {"浜松市"}),
    (["協議中のものは", "生活保護関係は"], {"横浜市"}),
    (["協議中のものは", "表にして"], {"山形県", "長野県", "大阪府", "横浜市", "須坂市"}),
    (["福祉事務所に置くものは", "早いのはどっち"], {"岡山市"}),
    (
        ["区役所に置くものは", "福祉事務所は", "両方合わせて何件"],
        {"新潟県及び新潟市", "横浜市", "川崎市", "神戸市", "熊本市", "仙台市", "岡山市"},
    ),
    # what people type
    (["生活に困っています", "横浜です"], {"横浜市"}),
    (["お金がなくて困ってる。横浜で"], {"横浜市"}),
    (["ニートの息子がいます"], {"大阪府"}),
    (["きょうぎちゅうの提案"], {"山形県", "長野県", "大阪府", "横浜市", "須坂市"}),
    (["こうれいしゃ向け"], {"北見市"}),
    # what is added
    (["兵庫県の提案", "女性が対象のもの"], {"兵庫県"}),
    (["4月に始まる提案", "若者が対象のものは"], {"丹波市"}),
    (["静岡県の提案", "兵庫県も含めて"], {"浜松市", "富士市", "兵庫県", "神戸市", "丹波市"}),
    (["生活保護の提案は?", "静岡県のほうは?"], {"浜松市"}),
    (["県の提案は?", "協議中なのは?"], {"山形県", "長野県", "大阪府"}),
    (["県の提案は?", "準備中なのはどこ"], {"長野県", "兵庫県"}),
    (["県の提案は?", "協議中は何件?"], {"山形県", "長野県", "大阪府"}),
    (["女性向けの支援は?", "県のほうは?"], {"兵庫県"}),
    (["女性向けの支援は?", "県の場所は?"], {"兵庫県"}),
    (["静岡県の市は?", "どっちが早い?"], {"富士市"}),
    (["ひとり親向けは?", "自治体名だけ教えて"], {"北見市", "横浜市"}),
    (["熊本市", "担当者の電話番号わかる?", "じゃあ開始時期は?"], {"熊本市"}),
    # what is put right
    (["横浜市の場所は?", "いや、川崎市"], {"川崎市"}),
    (["横浜市の場所は?", "横浜じゃなくて川崎"], {"川崎市"}),
    (["川崎市の場所は?", "ごめん、横浜市だった"], {"横浜市"}),
    # back
    (["生活保護の提案は?", "政令市だけ", "元に戻して"], WELFARE),
    (["生活保護の提案は?", "政令市だけ", "条件を外して"], WELFARE),
    (["生活保護の提案は?", "2件目は?", "一覧に戻って"], WELFARE),
    (["静岡県の事例", "そのうち準備中は?", "いつから?", "一つ前に戻って", "一つ前に戻って"], SHIZUOKA),
    (["静岡県の事例", "条件を外して"], SHIZUOKA),
    # next
    (["一番早く始まるのはどこ?", "その次は?"], {"岡山市"}),
    (["一番早く始まるのはどこ?", "その次は?", "その次は?"], {"北見市", "富士市"}),
    (["静岡県の事例", "1件目は?", "次は?"], {"富士市"}),
    # the rest
    (["生活保護の提案", "政令市だけ", "それ以外は?"], {"北見市"}),
    (["生活保護の提案", "上から3つ", "残りは?"], WELFARE - {"新潟県及び新潟市", "北見市", "仙台市"}),
    (["準備中の提案は?", "それ以外は?"], {"山形県", "大阪府", "横浜市", "須坂市"}),
    (["準備中の提案は?", "それ以外は?", "何県?"], {"山形県", "大阪府", "横浜市", "須坂市"}),
    # both
    (["横浜市の進捗は?", "川崎市は?", "違いは?"], {"横浜市", "川崎市"}),
    (["横浜市の進捗は?", "川崎市は?", "両方の進捗"], {"横浜市", "川崎市"}),
    (["市区町村のNo.5は?", "No.6は?", "2つの違いは?"], {"川崎市", "須坂市"}),
    (["静岡県の提案", "浜松", "もう一つ"], {"富士市"}),
    (["静岡県の提案", "浜松市の開始時期は", "もう片方は?"], {"富士市"}),
    (["熊本市は", "ほかにサテライトを置くところは?"], set()),
    (["川崎市の提案は?", "ほかに区役所に窓口を置くのは?"], {"新潟県及び新潟市", "横浜市", "神戸市", "熊本市"}),
    # earlier and later
    (["川崎市より早く始まる市は"], {"北見市", "鴻巣市", "富士市", "神戸市", "岡山市"}),
    (["川崎市はいつから", "それより早い市は?"], {"北見市", "鴻巣市", "富士市", "神戸市", "岡山市"}),
    (["平成25年3月開始は?", "それより遅いのは?"], {"仙台市", "川崎市", "浜松市", "堺市", "丹波市", "熊本市", "兵庫県"}),
    (["兵庫県より遅く始まるところはある?"], set()),
    # a chat that starts anew
    (["生保の窓口は?", "さっきのは忘れて、熊本市の進捗"], {"熊本市"}),
    (["若者向けの提案", "もう一つは"], {"山形県", "大阪府", "富士市", "丹波市"}),  # of a list, none is the other
    # all of it
    (
        ["静岡県の提案", "全体では準備中は何件"],
        {
            "新潟県及び新潟市",
            "長野県",
            "兵庫県",
            "北見市",
            "仙台市",
            "鴻巣市",
            "川崎市",
            "浜松市",
            "富士市",
            "堺市",
            "神戸市",
            "丹波市",
            "岡山市",
            "熊本市",
        },
    ),
    (["横浜市の提案", "最初からやり直したい。静岡県の準備中の一覧"], SHIZUOKA),
    # the same in one thing
    (["川崎市は?", "同じ時期に始まるところは?"], {"仙台市", "浜松市", "堺市", "丹波市", "熊本市"}),
    (["須坂市は?", "同じ県の他の提案は?"], {"長野県"}),
    (["鴻巣市と同じ月に始まるのは", "県は?"], {"長野県"}),
    (["神戸市はいつから", "同じ県のほかの提案は", "その中で一番早いのは"], {"丹波市"}),
    # a kind of body alone
    (["ひとり親が対象の提案", "県は"], set()),
    (["ワンストップのものは?", "その中で県は"], {"山形県", "長野県", "兵庫県"}),
    (["協議中 県"], {"山形県", "長野県", "大阪府"}),
    # what is denied
    (["準備に入っていない自治体"], {"山形県", "長野県", "大阪府", "横浜市", "須坂市"}),
    (["女性向けじゃない静岡県の提案"], SHIZUOKA),
    (["静岡県の準備中ではありませんか?"], SHIZUOKA),  # asks, and denies nothing
]


@pytest.mark.parametrize(("questions", "bodies"), SEED, ids=[" → ".join(case[0]) for case in SEED])
def test_turns_of_a_chat(assistant, questions, bodies):
    *earlier, question = questions
    answer = assistant.ask(question, earlier)
    assert {row.municipality for row in answer.proposals} == bodies


# questions, the last one asked; how many rows it lists
LARGER = [
    (["空き家を使った取組はある?", "実施中は何件?"], 3),
    (["高齢者向けの取組を教えて", "実施中は何件?"], 6),
    (["高齢者向けの取組を教えて", "準備中のものを除いて"], 11),
    (["高齢者向けの取組を教えて", "公民館を除くと?"], 11),
    (["外国人向けの施策", "観光客は除いて"], 6),
    (["外国人向けの施策", "子どもに限ると?"], 3),
    (["浜松市の提案は何件?", "実施中なのはどっち?"], 1),
    (["東京都の提案は?", "区以外は?"], 3),
    (["東京都の提案は?", "実施中のものは?", "それ以外は?"], 6),
    (["高齢者向けの取組を教えて", "そのうち町村は?", "それ以外は?"], 11),
    (["北海道と東北を除く提案は何件?"], 70),
    (["熊本県と沖縄県を除く九州の提案"], 6),
    (["まだ始まっていない東京都の区の取組"], 2),
    (["まだ実施されていない九州の提案"], 4),
    (["公民館で行っていない高齢者向けの取組"], 11),
    (["実施していない提案は何件"], 45),
    (["始まっているものは何件ですか"], 40),
    (["伊達市の提案", "福島県のほうはいつから"], 1),
    (["府中市の提案", "東京都は"], 1),
    (["府中市の提案", "広島県ではないほうはいつから"], 1),
    (["準備中の提案", "検討中も含めて"], 32),
    (["北海道の提案", "東北も教えて"], 13),
    (["大阪市の提案は?"], 0),  # and not 東大阪市
    (["空き家か空き店舗を活用しているもの"], 8),  # a place and a thing: either
    (["公民館か図書館で行う取組"], 10),
    (["公民館を使う提案", "図書館は"], 1),  # one place in the place of another
    (["空き家を使った取組はある?", "5番の進捗は?"], 1),  # the table prints no numbers
]


@pytest.mark.parametrize(("questions", "count"), LARGER, ids=[" → ".join(case[0]) for case in LARGER])
def test_turns_over_a_larger_table(assistants, questions, count):
    *earlier, question = questions
    assert len(assistants["second"].ask(question, earlier).proposals) == count


def test_a_body_is_asked_as_the_one_before(assistant):
    assert assistant.ask("いや、川崎市", ["横浜市の場所は?"]).lead == "川崎市の実施場所は市内2区役所です。"


def test_a_time_after_one_body_starts_anew(assistant):
    answer = assistant.ask("平成25年2月に始まるのはどこですか", ["横浜市の進捗状況を教えて"])
    assert [row.municipality for row in answer.proposals] == ["岡山市"]
    assert answer.query.earlier == ()


def test_after_going_back_the_chat_goes_on_from_there(assistant):
    chat = ["静岡県の事例", "そのうち準備中は?", "1件目は?", "一覧に戻って"]
    query = understand("何件?", chat, assistant.known, TODAY)
    assert [(item.facet, item.value) for item in query.filters] == [("都道府県", "静岡県"), ("進捗", "準備中")]


@pytest.mark.parametrize(
    "question", ["次は?", "その次は?", "それ以外は?", "一つ前に戻って", "両方の進捗は?", "違いは?"]
)
def test_pointing_at_nothing_is_unclear(assistant, question):
    answer = assistant.ask(question)
    assert not answer.answered
    assert answer.query.kind == "unclear"


def test_a_connection_that_was_cut_points_at_nothing(assistant):
    assert assistant.ask(Asked("それ以外は?", ("前の質問",)), ["静岡県の事例"]).query.kind == "unclear"


def test_the_rest_of_everything_is_nothing(assistant):
    answer = assistant.ask("それ以外は?", ["提案の一覧"])
    assert not answer.answered


def test_what_is_taken_out_of_the_rest_is_out_of_its_list_too(assistant):
    asked = Asked("それ以外は?", ("対象者:生活保護受給者",))
    answer = assistant.ask(asked, ["生活保護の提案", "政令市だけ"])
    large = {row.id for row in assistant.ask("政令市の提案").proposals}
    assert {row.id for row in answer.proposals} == {row.id for row in assistant.proposals} - large


def test_what_is_read_as_denying_states_is_no_other_word_for_them(assistant):
    assert assistant.ask("まだ始まっていないもの").query.readings == ()
    assert assistant.ask("No.3は?").query.readings == ()


def test_whom_a_proposal_is_for(assistant):
    answer = assistant.ask("対象は?", ["川崎市の提案は?"])
    assert answer.lead == "川崎市の対象者は生活保護受給者、生活困窮者です。"
    assert "「生活保護受給者等の生活困窮者" in answer.statements[0].text


def test_a_facet_that_is_not_written_cannot_be_the_same(assistant):
    answer = assistant.ask("同じ時期に始まるところは?", ["横浜市の提案は?"])
    assert answer.lead == "見つかりません。横浜市(神奈川県)の実施時期は書かれていません。"


def test_none_of_a_list_is_said_of_the_list(assistants):
    answer = assistants["second"].ask("そのうち見送りのものは?", ["大津市と似た事例は?"])
    assert answer.lead == "見つかりません。大津市に似た提案のうち、進捗が「見送り」の提案はありません。"


def test_a_body_beside_one_that_proposes_nothing(assistant):
    assert assistant.ask("熊本市と福岡市の違い").remarks == ("福岡市の提案はありません。",)


@pytest.mark.parametrize("question", ["呉市の提案はなぜ対応困難なのですか", "対応困難とされた理由は?"])
def test_a_reason_that_a_state_tells_is_quoted(assistants, question):
    answer = assistants["second"].ask(question)
    assert answer.answered
    assert "制度改正が必要なため" in answer.statements[0].text
    assert "「理由」の欄はありません" in answer.remarks[-1]


def test_a_reason_that_nothing_tells_is_refused(assistant):
    assert not assistant.ask("横浜市が協議中の理由は?").answered


def test_bodies_of_one_name_in_two_prefectures_are_two(assistants):
    assert assistants["second"].ask("何自治体が提案していますか").count == 80


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("協議中のやつは?", {"山形県", "長野県", "大阪府", "横浜市", "須坂市"}),
        ("ジョブカフェやってるとこ", {"大阪府"}),
        ("社協と組んでるとこ", {"富士市"}),
        ("1番早いのは?", {"新潟県及び新潟市", "長野県", "鴻巣市"}),
        ("まだ始まっていない静岡県の提案", SHIZUOKA),
        ("富士市と浜松市、どっちが早く始まる?", SHIZUOKA),
    ],
)
def test_words_of_everyday_speech_carry_no_topic(assistant, question, bodies):
    assert {row.municipality for row in assistant.ask(question).proposals} == bodies


def test_what_is_denied_with_a_verb_is_denied(assistant):
    with_it = {row.id for row in assistant.ask("ハローワークと連携している提案").proposals}
    without = {row.id for row in assistant.ask("ハローワークと連携してないところは?").proposals}
    assert without
    assert not with_it & without


def test_a_city_is_no_town_and_no_ward(assistants):
    answer = assistants["second"].ask("市の提案は何件?")
    assert (answer.count, answer.lead) == (51, "市の提案は51件です。")
    assert not [row for row in answer.proposals if row.municipality.endswith(("町", "村", "区"))]
    assert assistants["second"].ask("市区町村の提案は何件?").count == 68


@pytest.mark.parametrize("question", ["対象者は", "対象者は?", "対象", "誰向け?", "誰が使えますか"])
def test_a_question_needs_no_mark_at_its_end(assistant, question):
    assert assistant.ask(question, ["川崎市の提案は?"]).query.kind == "who"


def test_rows_without_a_value(assistant):
    for question, facet in (("対象者が書かれていない提案", "対象者"), ("場所が書かれていない提案", "実施場所")):
        answer = assistant.ask(question)
        bare = [
            row
            for row in assistant.proposals
            if any(not [f for f in row.facets if f.name == facet and f.part in ("", part)] for part in row.parts)
        ]
        assert list(answer.proposals) == bare


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        (
            "岡山市の対象者と開始時期",
            "岡山市の開始時期は平成25年2月(2013年2月)です。対象者は生活保護受給者、児童扶養手当受給者、住宅手当受給者、低所得者です。",
        ),
        (
            "神戸市の場所と対象者と進捗",
            "神戸市の進捗は「準備中」です。実施場所は区役所の保護課等です。対象者は生活保護受給者です。",
        ),
        ("一体的という言葉が出てくる提案は何件", "「一体的」について書かれた提案は14件です。"),
        ("生活保護とは何ですか", "この資料に言葉の説明の欄はありません。対象者が「生活保護受給者」の提案は9件です。"),
        ("丹波市って何県だっけ", "丹波市の都道府県は兵庫県です。"),
        ("No.8って何市?", "No.8の提案は富士市(静岡県)です。"),
        ("横浜市は何か所の区役所でやるんですか", "横浜市(神奈川県)の箇所数は、「3区役所」と書かれています。"),
        ("年度別の件数", "提案は18件です。年度別: 平成24年度 7件、平成25年度 7件、記載なし 4件"),
        ("進捗ごとの内訳", "提案は18件です。進捗別: 準備中 14件、協議中 5件"),
        ("兵庫県より遅く始まるところはある?", "見つかりません。兵庫県より遅く始まる提案はありません。"),
        ("横浜市より早いのは?", "見つかりません。横浜市(神奈川県)の開始時期は書かれていません。"),
        ("川崎市より早く始まる市は", "川崎市(神奈川県)より早く始まる市区町村の提案は5件です。"),
    ],
)
def test_the_lead_says_what_was_asked(assistant, question, lead):
    assert assistant.ask(question).lead == lead


def test_a_city_that_proposes_something_is_not_said_to_propose_nothing(assistant):
    assert assistant.ask("仙台市と横浜市で協議中なのは").remarks == ()


# corpus, questions, the last one asked; how many rows it lists
ELSEWHERE = [
    ("seventh", ["防災のプロジェクトは何件?"], 4),  # what stands over the rows
    ("seventh", ["観光・文化のプロジェクトは?", "実施中以外"], 2),
    ("seventh", ["町のプロジェクトは何件?"], 2),
    ("seventh", ["中止になったものを除いて教えて"], 29),
    ("seventh", ["観光客向けは?", "準備中になったものは除いて"], 2),
    ("seventh", ["タブレット以外の倉敷市の取組"], 0),
    ("seventh", ["総務課です。ドローンの取組を教えてください"], 1),
    ("fifth", ["静岡県で津波以外の取組"], 1),
    ("fifth", ["バス以外の観光客の取組"], 4),
    ("fifth", ["バスの取組は?", "自動運転以外は?"], 9),
    ("fifth", ["実施中のものは?", "バスに関するものだけ"], 4),
]


@pytest.mark.parametrize(
    ("corpus", "questions", "count"), ELSEWHERE, ids=[f"{case[0]}: {' → '.join(case[1])}" for case in ELSEWHERE]
)
def test_turns_over_other_tables(assistants, corpus, questions, count):
    *earlier, question = questions
    assert len(assistants[corpus].ask(question, earlier).proposals) == count


def test_a_word_over_the_rows_is_told_as_such(assistants):
    statements = assistants["seventh"].ask("防災のプロジェクトは何件?").statements
    assert all("区分「防災」 " in statement.text for statement in statements)


def test_which_of_two_is_asked_of_the_last_two(assistants):
    answer = assistants["seventh"].ask("どちらが先に始まりましたか", ["函館市は?", "五島市は?"])
    assert answer.lead == "函館市・五島市のうち、早く始まるのは函館市です。"


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("協議中なのは大阪府だけですか", "いいえ。進捗が「協議中」の提案は5件で、大阪府のほかに4件あります。"),
        ("8月に始まるのは兵庫県だけですか", "はい。平成25年8月(2013年8月)に始まる提案は兵庫県だけです。"),
        ("協議中なのは仙台市だけ?", "いいえ。仙台市の中にはありません。進捗が「協議中」の提案は5件です。"),
    ],
)
def test_whether_one_is_the_only_one(assistant, question, lead):
    assert assistant.ask(question).lead == lead


@pytest.mark.parametrize(
    ("questions", "bodies"),
    [
        (["堺市の提案について教えてください", "企業も支援するのですか"], {"堺市"}),
        (["25年4月開始は何件?", "8月は?"], {"兵庫県"}),
        (["25年4月開始は何件?", "8月は?", "6月は?"], set()),
        (["長野県の提案は?", "須坂市は?", "同じ県の提案は全部で何件"], {"長野県", "須坂市"}),
        (["準備中の提案は?", "静岡のは?"], {"浜松市", "富士市"}),
        (["長野県はどうなってますか", "東京の方はいつから?"], {"長野県"}),
        (["若者向けは?", "女性向けは?", "やっぱり若者の方で、準備中のものだけ"], {"富士市", "丹波市"}),
        (["静岡県の市は？", "対象者は？", "ワンストップなのは？"], {"富士市"}),
        (["4月開始は何件？", "一覧で", "福祉事務所のあるのは？"], {"仙台市"}),
        (["堺市の提案を教えて", "大阪府の方は？"], {"大阪府"}),
        (["協議中のところは？", "最後のは？"], {"須坂市"}),
        (["大阪の提案は?", "府のほう"], {"大阪府"}),
        (["生活保護受給者向けの窓口は?", "そのうち仮称のは?", "2件目の場所は?", "一番早いのはどこ?"], {"岡山市"}),
    ],
    ids=lambda value: " → ".join(value) if isinstance(value, list) else None,
)
def test_a_chat_goes_on_from_what_was_said(assistant, questions, bodies):
    *earlier, question = questions
    assert {row.municipality for row in assistant.ask(question, earlier).proposals} == bodies


def test_a_month_without_a_year_is_of_the_year_of_the_chat(assistant):
    answer = assistant.ask("6月は?", ["25年4月開始は何件?"])
    assert [item.value for item in answer.query.filters] == ["2013-06"]
    assert "平成25年6月" in answer.lead


@pytest.mark.parametrize(("body", "question"), [("仙台市", "運営するのは誰?"), ("堺市", "労働局は何をするんですか")])
def test_who_does_something_is_asked_of_the_body_before_and_of_no_other(assistant, body, question):
    answer = assistant.ask(question, [f"{body}の提案を教えて"])
    assert not answer.answered
    assert [proposal.municipality for proposal in answer.near] == [body]
