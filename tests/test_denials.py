"""What a question takes out, denies, puts right or only checks, on the published table."""

import pytest

OTHERS = {"山形県", "長野県", "大阪府", "兵庫県", "鴻巣市", "須坂市", "富士市", "堺市", "丹波市"}

# questions, the last one asked; the bodies that it lists
SETS = [
    # what is taken out, whatever it is
    (["生活保護の話が出てこない自治体は?"], OTHERS),
    (["生活保護について触れていない自治体は?"], OTHERS),
    (["生活保護に関する記載がない自治体は?"], OTHERS),
    (["生保の人が使えない市は?"], {"鴻巣市", "須坂市", "富士市", "堺市", "丹波市"}),
    (["若者向けを除く府県の提案"], {"長野県", "兵庫県"}),
    (["若者向けは除いて、府県の提案を見せて"], {"長野県", "兵庫県"}),
    (["4月開始以外で準備中の市は?"], {"北見市", "鴻巣市", "富士市", "神戸市", "岡山市"}),
    (["4月開始を除く準備中の市"], {"北見市", "鴻巣市", "富士市", "神戸市", "岡山市"}),
    (["4月以外に始まる市は?"], {"北見市", "鴻巣市", "富士市", "神戸市", "岡山市"}),  # and no undated one
    (["ケースワーカーがいるのは?", "協議中のは除いて"], {"仙台市", "川崎市"}),
    (["仮称のところは?", "協議中のはいらない"], {"鴻巣市", "浜松市", "丹波市", "岡山市"}),
    (["生保の人向けは?", "区役所のは除いて"], {"北見市", "仙台市", "浜松市", "岡山市"}),
    (["いつ始まるか書いてないのは?"], {"山形県", "長野県", "大阪府", "横浜市", "須坂市"}),
    (["若者向けは?", "もう始まる日が決まってるのは?"], {"富士市", "丹波市"}),
    # whatever the verb is, and each of several
    (["仮称がついていない都道府県の提案"], {"長野県", "兵庫県"}),
    (["ワンストップをうたっていない都道府県の提案"], {"大阪府"}),
    (["若者向けでも生活保護向けでもない提案"], {"長野県", "兵庫県", "鴻巣市", "須坂市", "堺市"}),
    (["区役所にも福祉事務所にも置かない、生活保護受給者向けの市"], {"北見市", "浜松市"}),
    (["企業支援を含まない大阪の提案"], set()),
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
    (["注記がまったくない都道府県の提案"], set()),
    (["注記のある市は"], {"横浜市", "川崎市", "浜松市"}),
    (["窓口はないのですか"], {"長野県", "仙台市", "神戸市", "富士市", "川崎市", "山形県"}),  # asks, and denies nothing
    (["4月開始じゃない準備中の県は?"], {"長野県", "兵庫県"}),
    (["3月開始ではない静岡県の市"], {"浜松市"}),
    (["4月に始まらない準備中の市"], {"北見市", "鴻巣市", "富士市", "神戸市", "岡山市"}),
    (["仕事がない若者を支援するのは"], {"山形県", "大阪府", "富士市", "丹波市"}),  # tells for whom, and denies nothing
    (
        ["「一部」の注記がついていない提案は何件?"],
        {"兵庫県", "北見市", "仙台市", "鴻巣市", "須坂市", "富士市", "堺市", "神戸市", "丹波市", "岡山市", "熊本市"},
    ),
    (["生保受給者を対象に含まない、市単独の提案は?"], {"鴻巣市", "須坂市", "富士市", "堺市", "丹波市"}),
    # letter by letter
    (["「・実施に向けて準備中 ・平成24年度中に実施予定」これはどの市?"], {"神戸市"}),
    (["ハローワークという言葉が概要に出てこない提案"], {"新潟県及び新潟市", "兵庫県", "鴻巣市", "丹波市"}),
    (["ハローワークって言葉が出てこないのはどこ?"], {"新潟県及び新潟市", "兵庫県", "鴻巣市", "丹波市"}),
    (["一体的と書かれていない提案"], {"新潟県及び新潟市", "大阪府", "須坂市", "富士市"}),
    (["ワンストップと書いていない府県"], {"大阪府"}),  # it stands in a part of 長野県's
    (["「生活困窮者」という語を使っている市"], {"鴻巣市", "横浜市", "川崎市"}),
    (["「密接に連携」という記述はどこにありますか"], {"横浜市", "川崎市"}),
    (["サテライトという表現があるのは?"], {"熊本市"}),
    (["連携の語がある提案"], {"長野県", "仙台市", "横浜市", "川崎市", "富士市", "神戸市", "熊本市"}),
    (["概要に「連携」と書いてある自治体"], {"長野県", "仙台市", "横浜市", "川崎市", "富士市", "神戸市", "熊本市"}),
    # what is put right
    (["仙台じゃなくて浜松の提案"], {"浜松市"}),
    (["兵庫県はやってる?", "いや、県じゃなくて市"], {"神戸市", "丹波市"}),
    (["兵庫県の提案は?", "市じゃなくて県のほう"], {"兵庫県"}),
    (["長野の提案は?", "県のだけでいい"], {"長野県"}),
    (["大阪は?", "いや大阪府のほうだけ"], {"大阪府"}),
    # an earlier question, and both
    (["若者向けは?", "女性は?", "さっきの若者のほう、何件だった?"], {"山形県", "大阪府", "富士市", "丹波市"}),
    (["静岡の市は?", "神奈川の市は?", "さっきの静岡のほうはいつから?"], {"浜松市", "富士市"}),
    (["住宅手当の人が対象は?", "児童扶養手当の人は?", "両方対象なのは?"], {"岡山市"}),
    (["若者は?", "女性は?", "どっちも対象なのは?"], set()),
    (["大阪府と兵庫県の市だけ"], {"堺市", "神戸市", "丹波市"}),
    (["岡山市と熊本市の両方が対象にしているのは誰ですか"], {"岡山市", "熊本市"}),
]


@pytest.mark.parametrize(("questions", "bodies"), SETS, ids=[" → ".join(case[0]) for case in SETS])
def test_what_is_denied_is_left_out(assistant, questions, bodies):
    *earlier, question = questions
    answer = assistant.ask(question, earlier)
    assert {proposal.municipality for proposal in answer.proposals} == bodies


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("大阪府のは4月から始まりますか", "見つかりません。大阪府の実施時期は書かれていません。"),
        ("兵庫県の女性就業支援は平成24年度中に始まりますか。", "いいえ。兵庫県の開始時期は平成25年8月(2013年8月)です。"),
        ("浜松市は障害者は含まれる?", "はい。浜松市(静岡県)の対象者は生活保護受給者、障害者、生活困窮者です。"),
        ("名古屋市は準備中ですか", "見つかりません。名古屋市の提案はありません。"),
        ("横浜市の実施は決定していますか", "横浜市の進捗は「協議中」です。"),
        ("熊本市と神戸市はどちらも区役所に置くのですか", "はい。熊本市・神戸市のどちらも、実施場所が「区役所」の提案です。"),
        ("北見市と須坂市はどちらも準備中ですか", "いいえ。北見市・須坂市のうち、進捗が「準備中」の提案は北見市だけです。"),
        ("富士市の窓口に社協は入っていますか", "はい。富士市(静岡県)の提案には、「社協」について書かれています。"),
        ("区役所でやるのは横浜市と川崎市だけですか", "いいえ。実施場所が「区役所」の提案は5件で、横浜市・川崎市のほかに3件あります。"),
        ("協議中の市は横浜市だけで合ってますか", "いいえ。市区町村の、進捗が「協議中」の提案は2件で、横浜市のほかに1件あります。"),
        ("長野県の提案は須坂市だけですよね", "いいえ。長野県の提案は2件で、須坂市のほかに1件あります。"),
        ("静岡県内の提案は富士市しかないですか", "いいえ。静岡県の提案は2件で、富士市のほかに1件あります。"),
        ("社協が関わる提案は富士市だけと言っていいですか", "はい。「社協」について書かれた提案は富士市だけです。"),
        ("神戸市は4月開始ですよね?", "いいえ。神戸市の開始時期は平成24年度(2012年4月〜2013年3月)です。"),
        ("岡山市は3月からで合っていますか", "いいえ。岡山市の開始時期は平成25年2月(2013年2月)です。"),
        ("仙台市は協議中ですか", "いいえ。仙台市の進捗は「準備中」です。"),
        ("仙台市は準備中ですか", "はい。仙台市(宮城県)の進捗は「準備中」です。"),
        ("浜松市は障害者も対象ですか", "はい。浜松市(静岡県)の対象者は生活保護受給者、障害者、生活困窮者です。"),
        ("横浜市は4月からですか", "見つかりません。横浜市(神奈川県)の実施時期は書かれていません。"),
    ],
)  # fmt: skip
def test_a_check_is_answered_with_yes_or_no_and_the_fact(assistant, question, lead):
    assert assistant.ask(question).lead == lead


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("高齢者に向けた取組を除いた提案", 17),
        ("生活保護と書かれた提案を除いて市の提案を教えて", 5),
        ("仙台市と川崎市のほかに4月から始まるのは", 4),
        ("「OSAKAしごと館」以外の府県の提案", 3),
    ],
)
def test_what_stands_before_a_word_that_removes_is_never_what_is_meant(assistant, question, count):
    assert len(assistant.ask(question).proposals) == count


def test_a_start_that_may_lie_before_the_first_one_is_told(assistant):
    answer = assistant.ask("一番早く始まるのはどこですか")
    assert {row.municipality for row in answer.proposals} == {"新潟県及び新潟市", "長野県", "鴻巣市"}
    assert answer.remarks[-1] == "開始時期の書き方に幅があり、これより早いかもしれないもの: 神戸市"


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("仕事を探してるシングルマザーが相談できる市は?", {"北見市", "横浜市"}),  # 求職者 gives way
        ("大学を出たけど仕事がない。新卒を応援してる市はある?", {"丹波市"}),
        ("生活保護は受けていないのですが児童扶養手当は受けています。使える市は?", {"岡山市", "熊本市"}),
        ("東京から地元に帰りたい。Uターンを支援する県は?", {"山形県", "長野県"}),
        ("しゃきょうと連携するのは?", {"富士市"}),
        ("第3次募集のときの提案", {"兵庫県"}),
        ("鴻ノ巣市はいつから?", {"鴻巣市"}),
        ("夏に始まるのは?", {"兵庫県"}),
        ("5月以降に始まるのは?", {"兵庫県"}),
    ],
)
def test_what_people_tell_of_themselves_and_how_they_spell(assistant, question, bodies):
    assert {row.municipality for row in assistant.ask(question).proposals} == bodies


def test_a_name_that_was_put_right_is_told(assistant):
    assert assistant.ask("丹羽市はいつ始まる?").remarks == ("「丹羽市」は見当たらないため、丹波市と読みました",)


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("協議中と準備中が両方書いてある自治体", {"長野県"}),  # in one part each
        ("準備中とも協議中とも書かれていない提案はある?", set()),
        ("若い人の就職を支える案はどれ", {"山形県", "大阪府", "富士市", "丹波市"}),
        ("北見市より先に始まるところは", {"新潟県及び新潟市", "長野県", "鴻巣市", "岡山市"}),
        ("東京で相談を受け付けるのはどの県か", {"長野県"}),  # spoken of
        ("東京都の提案を教えて", set()),
        ("いつもありがとうございます。熊本市が何を対象にしているか教えてください。", {"熊本市"}),
        ("中小企業の人手不足対策を含む提案は?", {"大阪府"}),
        ("どの提案が一番効果が高いと思いますか", set()),  # an opinion
        ("北見市の提案日はいつですか", set()),  # not the start
        ("概要に「ハローワーク」が出てこない提案はありますか", {"新潟県及び新潟市", "兵庫県", "鴻巣市", "丹波市"}),
    ],
)
def test_logic_within_one_column_and_words_that_only_carry(assistant, question, bodies):
    assert {row.municipality for row in assistant.ask(question).proposals} == bodies


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        (
            "求人端末を置くのはどこ",
            "「求人端末」について書かれた提案は川崎市(神奈川県)です。実施場所は市内2区役所です。",
        ),
        ("神戸市の窓口はどこ?", "神戸市の実施場所は区役所の保護課等です。"),
        ("熊本市は区役所で実施するの?", "はい。熊本市(熊本県)の実施場所は区役所、サテライトです。"),
        ("町や村からの提案はあるか", "見つかりません。町村の提案はありません。"),
    ],
)
def test_the_lead_tells_which_body_and_whether(assistant, question, lead):
    assert assistant.ask(question).lead == lead


def test_the_rest_keeps_the_kind_of_body_that_is_asked_of(assistant):
    answer = assistant.ask("それ以外の市は?", ["協議中の市区町村はどこですか"])
    assert len(answer.proposals) == 11
    assert {"横浜市", "須坂市", "大阪府"}.isdisjoint(row.municipality for row in answer.proposals)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "北見市と富士市の開始時期は同じですか",
            "はい。北見市の開始時期は平成25年3月(2013年3月)です。富士市の開始時期は",
        ),
        ("仙台市と横浜市の進捗は同じですか", "いいえ。仙台市の進捗は「準備中」です。横浜市の進捗は「協議中」です。"),
        ("仙台市と同じ時期に始まるところは?", "仙台市(宮城県)のほかに、平成25年4月(2013年4月)に始まる提案は5件です。"),
    ],
)
def test_whether_two_are_the_same_is_told_with_what_each_says(assistant, question, answer):
    assert assistant.ask(question).lead.startswith(answer)


def test_a_body_that_is_only_spoken_of_is_said_to_propose_nothing(assistant):
    answer = assistant.ask("松本市の提案内容を教えて")
    assert [row.municipality for row in answer.proposals] == ["長野県"]
    assert answer.remarks == ("松本市自身の提案はありません。松本市に触れたものを示します。",)


def test_what_ties_with_the_last_of_a_list_that_is_cut_is_told(assistant):
    answer = assistant.ask("遅い順に2つ")
    assert answer.lead == "提案を遅い順に並べた「2つ」です。"
    assert answer.remarks[-1].startswith("最後の1件と同じ時期のものが、ほかに5件あります: 川崎市(神奈川県)、")
    assert assistant.ask("早い順に3つ").remarks == ()


def test_one_of_two_states_takes_the_place_of_the_other(assistant):
    earlier = ["区役所で実施するのはどこ?", "そのうち協議中は?"]
    answer = assistant.ask("いや、準備中のほう", earlier)
    assert {row.municipality for row in answer.proposals} == {"新潟県及び新潟市", "川崎市", "神戸市", "熊本市"}
