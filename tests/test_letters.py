"""What a letter says beside its question: greetings, who writes, why, and what the writer plans."""

import pytest

from assistant.question import dialect
from assistant.question.letters import without_courtesies

LETTERS = [
    ("お世話になっております。区役所にハローワークの窓口を置いている市を教えてください。", 4),
    ("お疲れ様です。仙台市の開始時期を教えてください。", 1),
    ("お手数ですが、協議中の自治体を教えてください。", 5),
    ("お忙しいところ恐れ入ります。岡山市の対象者について教えていただけますでしょうか。", 1),
    ("はじめまして。総務課の佐藤と申します。生活保護受給者向けの窓口を設けている自治体をご教示ください。", 9),
    ("窓口の設置を検討中です。生活保護受給者の参考になる事例がありましたら教えていただけますと幸いです。", 9),
    ("他市の事例で若者のものはありますか", 4),
    ("ワンストップという言葉が出てくる提案は何件", 5),
    ("係長から頼まれまして、来月の会議資料に使いたいので、母子家庭の支援の例を教えてください", 2),
    ("4月から担当になりました。若者の支援の例はありますか。", 4),
    ("4月に福祉課に異動してきたばかりです。生活保護の人向けの窓口がある市を知りたいです。", 8),
    ("明日の議会で質問があったので、神奈川県の例を急ぎで教えて", 2),
    ("母子家庭の例を教えてください。明日の会議で使います。", 2),
    ("市長から指示があり、区役所に置いた例を調べています", 5),
    ("課内の検討資料を作っているのですが、若者向けの事例は?", 4),
    ("県庁から来ました。新人です。よろしくお願いします。岡山市の進捗は?", 1),
    ("起案に添付する先行事例を探しています。区役所に窓口を置くもの", 5),
    ("上司に聞かれたのですが堺市はいつからですか", 1),
    ("お疲れ様です。福祉事務所の田中です。来週の会議資料で使うので、福祉事務所の中に窓口を設置している自治体は?", 2),
    ("佐賀市の職員です。生活保護受給者対象の提案を一覧で", 9),
    ("私は横浜市の職員です。神戸市の場所を教えて", 1),
    ("部長から聞かれたんだけど、協議中って何件?", 5),
]


@pytest.mark.parametrize(("question", "count"), LETTERS)
def test_what_a_letter_says_beside_its_question_is_left_out(assistant, question, count):
    assert len(assistant.ask(question).proposals) == count


def test_a_greeting_alone_is_unclear(assistant):
    assert assistant.ask("お世話になっております。").query.kind == "unclear"


@pytest.mark.parametrize(
    "question", ["待機児童を減らす取組。先行事例はありますか?", "図書館の改修です。事例を教えてください。"]
)
def test_a_topic_before_the_question_is_asked_for(assistant, question):
    """Where the sentence that asks names nothing, what stands before it is no mere circumstance."""
    assert not assistant.ask(question).answered


@pytest.mark.parametrize(
    "question",
    [
        "議会中継をしている自治体は?",
        "議会の答弁をAIで作成している自治体はありますか",
        "会議資料を電子化しているところは?",
        "市民から相談を受ける窓口は?",
        "住民からの要望で始めた事業は?",
        "職員研修をしている市は?",
        "担当する職員を置いている例",
        "企業の人材確保を担当している県は?",
        "10年後に誰が担うのかと議員に問われた",
        "検討中のものは?",
        "資料を作っています",
        "友人は毎月引かれていると言います。自分で払うものですか?",
    ],
)
def test_what_is_asked_is_kept(question):
    assert without_courtesies(question) == question


def test_what_is_planned_in_a_letter_chooses_no_rows(assistant):
    """Only the sentence that asks does: 案内 is what the writer plans."""
    letter = (
        "お世話になっております。このたび、当市でも職業訓練の案内を窓口で行うことを検討しております。"
        "職業訓練に触れている提案がございましたら、ご教示いただけますと幸いです。"
    )
    assert {row.municipality for row in assistant.ask(letter).proposals} == {"新潟県及び新潟市", "長野県"}


@pytest.mark.parametrize(
    ("said", "standard"),
    [
        ("まだ決まっとらん提案", "まだ決まっていない提案"),
        ("協議しとるのはどこ", "協議しているのはどこ"),
        ("いっしょにしてくれはりますか", "いっしょにしてくれますか"),
        ("手当をもろてます", "手当をもらっています"),
        ("使えへんのはどこ", "使えないのはどこ"),
        ("子どもがいるんやけど", "子どもがいるのですが"),
        ("どこに行けばええの", "どこに行けばいいの"),
        ("教えてけろ", "教えてください"),
        ("相談できるところはあるかの", "相談できるところはありますか"),
        ("とる人がいる", "とる人がいる"),
        ("鳥取県の提案は?", "鳥取県の提案は?"),
        ("八戸市の対応はどうなったんですか", "八戸市の対応はどうなったんですか"),
    ],
)
def test_dialect_is_read_as_it_is_written(said, standard):
    assert dialect.standard(said) == standard
