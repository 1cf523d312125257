"""A FAQ and running text answer by nearness where the words of a question do not settle which rows are meant."""

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import opened

from assistant.answer.nearest import bound
from assistant.search import risen

DATA = Path(__file__).parent / "data"
ENTRIES = [
    {"corpus": name, **json.loads(line)}
    for name in ("twentysecond", "twentyfourth")
    for line in (DATA / f"{name}-entries.jsonl").read_text(encoding="utf-8").splitlines()
]
"""Questions to a FAQ for citizens and to one for staff, with the entries that answer; the askers had seen no answer."""
FAQ = """質問,回答
転入届はどうすればよいですか。,みどり市に住み始めた日から14日以内に、市民課へ届け出てください。
転出届はどこに出しますか。,引っ越す前に市民課へ届け出てください。郵送でもできます。
住民票の写しの手数料はいくらですか。,1通300円です。市民課の窓口で払います。
印鑑登録の方法を教えてください。,登録する印鑑と本人確認の書類を市民課へお持ちください。
ごみは何時までに出せばよいですか。,収集日の朝8時までに出してください。
粗大ごみの申込方法を知りたい。,粗大ごみ受付センターへ電話で申し込みます。
犬を飼い始めたときの届出は。,30日以内に環境課で登録し、狂犬病の予防注射を受けさせてください。
街路灯が消えています。,道路課へ、灯柱の番号をお知らせください。
保育園の申込みはいつからですか。,翌年4月の入園は、10月1日から市民課の隣の保育課で受け付けます。
児童手当の支給月はいつですか。,2月、4月、6月、8月、10月、12月の10日です。
介護保険の要介護認定はどう申請しますか。,高齢課へ申請書を出してください。調査員が訪ねます。
家族が死亡したときの手続きは。,7日以内に死亡届を市民課へ出してください。
市税を納めるのが難しいときは。,分けて納める方法を、納税課で相談できます。
図書館の休館日はいつですか。,月曜日と年末年始です。
"""
PROPOSALS = "No.\t自治体名\t提案概要\t進捗状況\n1\t堺市\t区役所に窓口を置き、就労を支援する。\t準備中\n"
GUIDE = """# 事務の手引き

## 旅費の精算

出張から戻った職員は、7日以内に旅費の精算書を総務課へ出す。

## 休暇の届

年次休暇は、前日までに課長へ届け出る。

## 公用車の使用

公用車を使う職員は、前の週の金曜日までに管財課へ予約する。

## 文書の保存

起案した文書は、完結した年度の翌年度から数えて保存する。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return opened(tmp_path_factory.mktemp("desk"), {"faq.csv": FAQ, "proposals.txt": PROPOSALS, "guide.md": GUIDE})


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("引っ越してきたのですが何をすればいいですか", "転入届はどうすればよいですか。"),
        ("子犬をもらいました。届けは要りますか?", "犬を飼い始めたときの届出は。"),
        ("うちの前の街灯が切れています", "街路灯が消えています。"),
        ("父が亡くなりました。どんな手続きが要りますか", "家族が死亡したときの手続きは。"),
        ("みどり市の図書館は月曜日に開いていますか", "図書館の休館日はいつですか。"),
    ],
)
def test_a_question_in_other_words_finds_its_entry(desk, question, asked):
    answer = desk.ask(question)
    assert answer.answered
    assert answer.proposals[0].text("質問") == asked
    assert answer.statements[0].citations[0].proposal == answer.proposals[0]


@pytest.mark.parametrize("question", ["宇宙旅行の申込み方法は?", "今日の天気は?", "おすすめのラーメン屋を教えて"])
def test_what_nothing_comes_near_to_is_not_found(desk, question):
    answer = desk.ask(question)
    assert not answer.answered
    assert answer.lead.startswith(("見つかりません。", "何を", "この資料から"))


def test_words_that_stand_nowhere_are_told_first(desk):
    answer = desk.ask("子猫を飼い始めたときの届出は")
    assert answer.proposals[0].text("質問") == "犬を飼い始めたときの届出は。"
    assert answer.lead == "「子猫」という言葉は見つかりません。質問に最も近い項目を示します。"


def test_of_many_rows_that_hold_the_words_the_nearest_are_shown_and_all_are_counted(desk):
    answer = desk.ask("市民課に届け出たい")
    assert len(answer.proposals) == 2
    count = sum("市民課" in row.text("回答") for row in desk.proposals if row.genre == "record")
    assert answer.remarks[0] == f"質問の言葉がすべて入った項目は{count}件あります。「一覧」と付けて聞くと並べます。"
    assert len(desk.ask("市民課の一覧").proposals) == count
    assert desk.ask("市民課について書かれた質問は何件?").count == count


@pytest.mark.parametrize(
    "question", ["夜道が真っ暗だという提案は?", "札幌市の街灯が切れている", "高知県では転入届をどうする?"]
)
def test_questions_about_proposals_or_bodies_that_no_row_speaks_of_are_not_answered_by_nearness(desk, question):
    assert not desk.ask(question).answered


def test_a_row_of_those_that_came_nearest_can_be_picked(desk):
    chat = ["市民課に届け出たい"]
    _, second = desk.ask(chat[0]).proposals
    assert desk.ask("2件目を詳しく", chat).proposals == (second,)


def test_of_running_text_the_nearest_passage_is_quoted_under_its_heading(desk):
    answer = desk.ask("旅費の精算書の提出期限は?")
    assert answer.lead == "「提出期限」という言葉は見つかりません。質問に最も近い項目を示します。"
    said = "出張から戻った職員は、7日以内に旅費の精算書を総務課へ出す。"
    assert [statement.text for statement in answer.statements] == [f"事務の手引き 旅費の精算: 「{said}」"]
    assert [citation.quote for citation in answer.statements[0].citations] == [said]


@pytest.mark.parametrize(
    ("cosines", "rise"), [([0.9, 0.8, 0.7], 0.5), ([0.5, 0.5], 0.0), ([1.0, 0.0], 1.0), ([1.0, 1.0], 0.0)]
)
def test_how_far_the_first_of_some_cosines_rises(cosines, rise):
    assert risen(np.array(cosines, dtype=np.float32))[0] == pytest.approx(rise, abs=1e-5)


@pytest.mark.parametrize(("number", "least"), [(1, 0.3), (60, 0.356), (300, 0.408), (1786, 0.457)])
def test_of_more_rows_the_nearest_must_come_nearer(number, least):
    assert bound(number) == pytest.approx(least, abs=1e-3)


def test_a_follow_up_of_a_word_that_no_entry_has_is_not_answered(desk):
    assert not desk.ask("土曜日は?", ["転入届はどうすればよいですか"]).answered


def test_nouns_that_other_rows_alone_have_are_told(desk):
    answer = desk.ask("市民課で犬を登録できますか")
    assert answer.answered
    assert "「市民課」という言葉は、示した項目には書かれていません。" in answer.remarks


@pytest.mark.parametrize("case", ENTRIES, ids=[" → ".join([*case["history"], case["question"]]) for case in ENTRIES])
def test_what_people_ask_in_their_own_words(assistants, case):
    answer = assistants[case["corpus"]].ask(case["question"], case["history"])
    assert answer.answered == bool(case["first"])
    assert not case["first"] or answer.proposals[0].no in case["first"]
