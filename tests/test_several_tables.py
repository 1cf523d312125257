"""Tables of different forms in one corpus: each is asked in its own columns and in its own words."""

import pytest
from conftest import opened

REPLIES = (
    "整理番号\t提案団体\t分野\t提案事項\t所管府省\t省庁の回答\t措置の予定\n"
    "1\t岡山県津山市\t空き家\t所有者の戸籍による探索\t国土交通省\t内部での利用を認める。\t措置済み(令和6年12月20日通知)\n"
    "2\t島根県邑南町\t移住\t移住支援金の要件の緩和\t内閣府\t要綱に例を加える。\t検討中(令和8年3月までに結論)\n"
    "3\t徳島県神山町\t空き家\t古い寮の転用\t総務省\t認めない。\t実現困難\n"
    "4\t岐阜県飛騨市\t交通\t乗合バスの届出の簡素化\t国土交通省\t様式を簡素にする。\t検討中(2026年3月までに結論)\n"
)
WORKS = (
    "番号,団体名,取組の概要,現在の状況,着手年度,連携先,残された課題\n"
    "101,愛知県豊田市,通園の送迎バスに安全装置を付け、紙おむつの持ち帰りを廃止した。理由を問わず預かる。,実施中,令和元年度,社会福祉協議会,運転手の確保\n"
    "102,高知県四万十町,お試し住宅を町が貸し出す。家主とは話が付いた。,開始済み,平成28年度,,家具の更新\n"
    "103,和歌山県那智勝浦町,空き家の除却費を補助し、ご近所の不安を減らす。,終了,平成25年度,,基金の枯渇\n"
)
FAQ = (
    "分類,質問,回答\n"
    "国保,国民健康保険への加入の手続は。,勤務先の健康保険の資格を失った日から14日以内に届け出てください。\n"
    "国保,国民健康保険税の減免はありますか。,失業のときは減免を受けられます。離職票を添えて申請してください。\n"
    "年金,国民年金の免除はありますか。,失業のときは保険料の免除を受けられます。\n"
    "ごみ,粗大ごみの出し方は。,受付センターへ申し込み、処理券を貼って出してください。\n"
)


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    files = {"replies.tsv": REPLIES, "works.csv": WORKS, "faq.csv": FAQ}
    return opened(tmp_path_factory.mktemp("several"), files)


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (["措置済みの提案は?"], ["1"]),
        (["検討中の提案は何件ですか"], ["2", "4"]),
        (["措置の予定が検討中の提案"], ["2", "4"]),
        (["実現困難とされた提案は?"], ["3"]),
        (["実施中ではない取組をすべて"], ["103"]),
        (["平成28年度に着手した取組は?"], ["102"]),
        (["2016年度に着手した取組は?", "2013年度は?"], ["103"]),
        (["お試し住宅の取組は?"], ["102"]),
        (["オムツの持ち帰り"], ["101"]),
        (["おむつの持ち帰りを廃止した市は?"], ["101"]),
        (["通園バスの安全装置"], ["101"]),
        (["取り壊しを補助"], ["103"]),
        (["近所の不安を減らす取組"], ["103"]),
        (["カーシェアの取組は?"], []),
        (["空き家の取組は何件?"], ["1", "103", "3"]),
        (["分野が空き家の提案"], ["1", "3"]),
        (["空き家以外の分野の提案"], ["2", "4"]),
        (["豊田市の取組を教えて", "課題は何と書いてありますか"], ["101"]),
        (["四万十町の連携先を教えてください"], ["102"]),
        (["津山市の提案を見せて", "所管は?"], ["1"]),
        (["取組を早く着手した順に3件"], ["101", "102", "103"]),
        (["実施中の取組は?", "それ以外は何件?"], ["1", "103", "2", "3", "4"]),
    ],
    ids=lambda value: " → ".join(value) if value and isinstance(value[0], str) else "",
)
def test_the_rows_that_are_meant_are_found(several, asked, numbers):
    answer = several.ask(asked[-1], asked[:-1])
    assert sorted(row.no for row in answer.proposals) == numbers
    assert answer.answered == bool(numbers)


@pytest.mark.parametrize(
    ("asked", "lead"),
    [
        (["検討中の提案は何件ですか"], "措置の予定が「検討中」の提案は2件です。"),
        (["豊田市の取組を教えて", "課題は?"], "豊田市(愛知県)の残された課題は「運転手の確保」です。"),
        (["四万十町の連携先は?"], "四万十町(高知県)の連携先は書かれていません。"),
        (["津山市の連携先は?"], "津山市(岡山県)が載っている表に「連携先」の欄はありません。"),
        (["津山市の省庁の回答は?"], "津山市(岡山県)の省庁の回答は「内部での利用を認める。」です。"),
        (["津山市の提案の所管は?"], "津山市(岡山県)の所管府省は「国土交通省」です。"),
        (["補助と不安の取組"], "「補助」と「不安」の両方について書かれた提案は1件です。"),
        (
            ["高知県か和歌山県の取組は?", "早く始まったのはどちらですか"],
            "高知県・和歌山県の提案のうち、最も早く始まるのは次の1件です。",
        ),
        (["終了した取組は?", "それ以外は?"], "提案のうち、進捗が「終了」のもの以外は6件です。"),
    ],
    ids=lambda value: " → ".join(value) if isinstance(value, list) else "",
)
def test_the_first_words_say_what_was_asked(several, asked, lead):
    assert several.ask(asked[-1], asked[:-1]).lead == lead


def test_other_words_for_a_state_are_told(several):
    answer = several.ask("実施中の取組は?")
    assert [row.no for row in answer.proposals] == ["101", "102"]
    assert "資料の言葉では「開始済み」の1件も、「実施中」に含めています。" in answer.remarks


def test_rows_of_tables_without_the_column_are_told(several):
    answer = several.ask("空き家の取組は?")
    assert "「分野」の欄がない資料からは、「空き家」について書かれた1件を入れています。" in answer.remarks


def test_a_reason_is_asked_of_the_rows_before(several):
    answer = several.ask("神山町の提案は?")
    after = several.ask("理由は?", [answer.query.question])
    assert not after.answered
    assert [row.no for row in after.near] == ["3"]


def test_a_question_of_daily_life_goes_to_the_faq(several):
    answer = several.ask("先月末で会社を辞めて健康保険がなくなりました。どうしたらいい?")
    assert not [row for row in (*answer.proposals, *answer.near) if row.genre == "proposal"]
    text = several.ask("タンスを捨てたい。いくら?")
    assert "見つかりません" in text.lead
    assert "欄は" not in text.lead


REPLIED = (
    "| 番号 | 提案主体 | 内容 | 関係府省 | 回答の区分 |\n|---|---|---|---|---|\n"
    "| 1 | 長野県佐久市 | 送迎の実費を受け取れるようにする。 | 厚生労働省、国土交通省 | 対応する |\n"
    "| 2 | 愛知県豊田市 | 公民館で診療を受けられるようにする。 | 厚生労働省 | 引き続き検討 |\n"
    "| 3 | 岩手県遠野市 | 人員の基準をゆるめる。 | 厚生労働省 | 対応困難 |\n"
    "| 4 | 静岡県三島市 | 薬の管理の記録を省く。 | 厚生労働省 | 現行制度で対応可能 |\n"
)
DONE = (
    "番号,都道府県,市町村,事業の概要,実施状況\n"
    "11,福岡県,宗像市,離島の住民に健診を行う。,計画中\n12,山口県,長門市,温泉で体操を教える。,検討中\n"
    "13,富山県,氷見市,教室を開いた。,終了\n14,青森県,弘前市,企業の健診を支える。,実施中\n"
)


@pytest.fixture(scope="module")
def replied(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("replied"), {"a.md": REPLIED, "b.csv": DONE})


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        (["対応するとなった提案は何件?"], ["1"]),
        (["回答の区分が「対応する」のもの"], ["1"]),
        (["引き続き検討となった提案"], ["2"]),
        (["回答の区分が「対応困難」以外のもの"], ["1", "2", "4"]),
        (["まだ始まっていない事業は?"], ["11", "12"]),
        (["まだ始めていない事業はどれですか"], ["11", "12"]),
        (["もう終わってしまった事業を教えて"], ["13"]),
        (["引き続き検討となった提案は?", "それ以外は?"], ["1", "3", "4"]),
    ],
    ids=lambda value: " → ".join(value) if value and not value[0].isdigit() else "",
)
def test_replies_are_no_progress(replied, asked, numbers):
    assert sorted(row.no for row in replied.ask(asked[-1], asked[:-1]).proposals) == numbers


def test_replies_are_counted_by_their_own_words(replied):
    lead = replied.ask("回答の区分別に件数を教えてください").lead
    assert lead == "提案は4件です。回答の区分別: 対応する 1件、引き続き検討 1件、対応困難 1件、現行制度で対応可能 1件"
