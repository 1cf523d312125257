"""What is kept of use: nothing unless it is wanted, nothing that points at a person, and never at the cost of an answer."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.journal import Journal, JournalError, masked
from assistant.settings import Settings

DAY = 86_400

MASKED = [
    ("山田太郎さんの生活保護は?", "〔氏名〕さんの生活保護は?"),
    ("佐藤様から福島さんへ", "〔氏名〕様から〔氏名〕さんへ"),
    ("鈴木 一郎の提案", "〔氏名〕の提案"),
    ("タナカ ハナコさん", "〔氏名〕さん"),
    ("ﾔﾏﾀﾞ ﾀﾛｳ", "〔氏名〕"),
    ("Smith氏は?", "〔氏名〕氏は?"),
    ("豊田市の豊田さん", "豊田市の〔氏名〕さん"),
    ("学校の先生と鈴木先生", "学校の先生と〔氏名〕先生"),
    ("電話は03-1234-5678です", "電話は〔番号〕です"),
    ("090 1234 5678", "〔番号〕"),
    ("０９０ー１２３４ー５６７８", "〔番号〕"),
    ("+81 90-1234-5678", "〔番号〕"),
    ("マイナンバー 1234 5678 9012", "マイナンバー 〔番号〕"),
    ("〇九〇一二三四五六七八", "〔番号〕"),
    ("〒100-0001 東京都", "〔郵便番号〕 東京都"),
    ("100-0001", "〔郵便番号〕"),
    ("a.b+c@example.lg.jp に", "〔メール〕 に"),
    ("https://example.jp/?name=山田 です", "〔アドレス〕 です"),
    ("昭和60年3月2日生まれ", "〔日付〕生まれ"),
    ("S60.3.2生", "〔日付〕生"),
    ("1985/3/2", "〔日付〕"),
    ("昭和六十年三月二日", "〔日付〕"),
    ("昭和60年生まれの人", "〔日付〕生まれの人"),
    ("3月2日生まれ", "〔日付〕生まれ"),
    ("霞が関1-2-3", "霞が関〔番地〕"),
    ("北2丁目3番4号", "北〔番地〕"),
    ("一行目\n二行目\t\x00三行目", "一行目 二行目 三行目"),
]
LEFT = [
    "生活保護受給者向けの窓口はどこ?",
    "神戸市の窓口はどこ?",
    "平成24年度中に始まるのは?",
    "2013年4月以降に始まるものは?",
    "2013-04から 2014-03まで",
    "都道府県からの提案は何件?",
    "伊達市と小林市役所の提案",
    "お客様と担当者様と皆さん",
    "仙台市と岡山市の違いは?",
    "20代から30代の若者",
    "1,234,567円",
    "2012年 2013年 2014年",
    "第三次募集のもの以外",
    "新生児と学生生活",
]


@pytest.mark.parametrize(("text", "wanted"), MASKED)
def test_what_points_at_a_person_is_masked(text, wanted):
    assert masked(text) == wanted


@pytest.mark.parametrize("text", LEFT)
def test_what_a_question_is_about_stays(text):
    assert masked(text) == text


@given(st.text(max_size=200) | st.text(alphabet="0123456789-‐ー.年月日〒@山田さん様 \n", max_size=80))
def test_no_text_breaks_the_masking_and_no_long_number_stays(text):
    told = masked(text)
    assert "\n" not in told
    run = 0
    for sign in told:
        run = run + 1 if sign in "0123456789" else 0
        assert run < 5


@pytest.fixture
def settings(tmp_path):
    return replace(Settings(), records=tmp_path / "records", keep_questions=True, keep_feedback=True)


def test_nothing_is_kept_unless_the_settings_say_so(tmp_path):
    settings = replace(Settings(), records=tmp_path / "records")
    journal = Journal(settings)
    assert not journal.note_unanswered("静岡県の予算は?", "見つかりません")
    assert not journal.note_feedback("静岡県の提案は?", ["a"], True, "良い")
    assert (journal.unanswered(), journal.ratings(), journal.counts()) == ((), (), (0, 0))
    journal.forget_unanswered()
    assert not settings.records.exists()


def test_the_same_question_is_counted(settings):
    clock = iter([100, 200, 300])
    settings = replace(settings, keep_days=0)
    journal = Journal(settings, now=lambda: next(clock))
    for question in ("田中さんの電話番号は?", "鈴木さんの電話番号は?", "予算は?"):
        assert journal.note_unanswered(question, "載っていません")
    budget, phone = Journal(settings, now=lambda: 400).unanswered()
    assert (budget.question, budget.count) == ("予算は?", 1)
    assert (phone.question, phone.count, phone.first, phone.last) == ("〔氏名〕さんの電話番号は?", 2, 100, 200)
    assert phone.reason == "載っていません"


def test_ratings_are_kept_as_they_were_given_but_for_what_is_masked(settings):
    journal = Journal(settings)
    assert journal.note_feedback("静岡県の提案は?", ("p1", "p2"), False, "田中です。電話は03-1234-5678")
    assert journal.note_feedback("北見市は?", (), True)
    good, bad = journal.ratings()
    assert (good.good, good.proposals, good.comment) == (True, (), "")
    assert (bad.good, bad.proposals, bad.comment) == (False, ("p1", "p2"), "〔氏名〕です。電話は〔番号〕")
    journal.forget_ratings(bad.id)
    assert journal.ratings() == (good,)


def test_what_is_older_than_the_limit_goes(settings):
    now = 1_000 * DAY
    then = Journal(settings, now=lambda: now - 181 * DAY)
    then.note_unanswered("古い質問", "")
    then.note_feedback("古い質問", (), True)
    Journal(settings, now=lambda: now - 179 * DAY).note_unanswered("新しい質問", "")
    journal = Journal(settings, now=lambda: now)
    assert [item.question for item in journal.unanswered()] == ["新しい質問"]
    assert journal.ratings() == ()
    assert len(Journal(replace(settings, keep_days=0), now=lambda: now * 9).unanswered()) == 1


def test_what_is_deleted_is_gone_from_the_disk(settings):
    journal = Journal(settings)
    journal.note_unanswered("とても珍しい言葉", "理由")
    held = b"".join(path.read_bytes() for path in settings.records.iterdir())
    assert "珍しい言葉".encode() in held
    journal.forget_unanswered()
    left = b"".join(path.read_bytes() for path in settings.records.iterdir())
    assert "珍しい言葉".encode() not in left
    assert journal.counts() == (0, 0)


def test_long_words_are_cut(settings):
    journal = Journal(settings)
    journal.note_feedback("長" * 100_000, (), True, "い" * 100_000)
    assert {len(journal.ratings()[0].question), len(journal.ratings()[0].comment)} == {1000}


def test_many_at_once_lose_nothing(settings):
    journals = [Journal(settings), Journal(settings)]
    with ThreadPoolExecutor(8) as pool:
        noted = list(pool.map(lambda at: journals[at % 2].note_unanswered("同じ質問", "理由"), range(60)))
    assert all(noted)
    assert [item.count for item in journals[0].unanswered()] == [60]


def test_a_file_that_others_are_just_making_is_waited_for(settings):
    settings.records.mkdir()
    other = sqlite3.connect(settings.records / "journal.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    other.execute("CREATE TABLE begun (id INTEGER)")
    release = Timer(0.3, lambda: other.execute("COMMIT"))
    release.start()
    assert Journal(settings).note_unanswered("質問", "理由")
    release.join()
    other.close()


def test_only_its_owner_reads_the_file(settings):
    Journal(settings).note_unanswered("質問", "")
    assert settings.records.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in settings.records.iterdir())


def damaged(folder):
    folder.mkdir()
    (folder / "journal.sqlite3").write_bytes(b"this is no database" * 1000)


def of_another_version(folder):
    folder.mkdir()
    data = sqlite3.connect(folder / "journal.sqlite3")
    data.execute("PRAGMA user_version = 99")
    data.close()


def a_folder_in_its_place(folder):
    (folder / "journal.sqlite3").mkdir(parents=True)


def a_file_in_place_of_the_folder(folder):
    folder.write_text("x", encoding="utf-8")


def cut_off(folder):
    settings = replace(Settings(), records=folder, keep_questions=True)
    for at in range(50):
        Journal(settings).note_unanswered(f"{'あいうえお'[at % 5] * (at + 1)}の質問", "")
    file = folder / "journal.sqlite3"
    file.write_bytes(file.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (damaged, "中身が壊れています"),
        (of_another_version, "版が違います"),
        (a_folder_in_its_place, "開けません|フォルダ"),
        (cut_off, "中身が壊れています"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_no_answer_fails(settings, spoil, word):
    spoil(settings.records)
    journal = Journal(settings)
    assert not journal.note_unanswered("質問", "理由")
    assert not journal.note_feedback("質問", (), True, "")
    for read in (journal.unanswered, journal.ratings, journal.counts, journal.forget_unanswered):
        with pytest.raises(JournalError, match=word):
            read()


def test_a_folder_that_cannot_be_made_is_told(settings):
    a_file_in_place_of_the_folder(settings.records)
    assert not Journal(settings).note_unanswered("質問", "理由")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(settings):
    settings.records.mkdir(mode=0o500)
    assert not Journal(settings).note_unanswered("質問", "理由")


def test_a_writer_that_holds_the_file_costs_a_note_but_no_answer(settings):
    journal = Journal(settings)
    journal.note_unanswered("質問", "理由")
    other = sqlite3.connect(settings.records / "journal.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert not journal.note_unanswered("質問", "理由")
    other.execute("ROLLBACK")
    other.close()
    assert journal.note_unanswered("質問", "理由")
