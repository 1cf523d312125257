import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.lexical import Lexical, bigrams, content_bigrams

TEXTS = ["粗大ごみの申込み方法", "障害者手帳の交付", "ＩＣＴを使う見守り", "保育所の入所手続き", ""]

# what is asked, the number of the text that must come first, the legs that must find it
SPELLINGS = [
    ("申し込み", 0, ["words"]),
    ("申込", 0, ["words", "bigrams"]),
    ("障がい", 1, ["words"]),
    ("ICT", 2, ["words", "bigrams"]),
    ("ict", 2, ["words", "bigrams"]),
    ("手続", 3, ["words", "bigrams"]),
    ("ﾎﾞ粗大", 0, ["bigrams"]),
]


@pytest.mark.parametrize(
    ("query", "number", "unit"), [(query, number, unit) for query, number, units in SPELLINGS for unit in units]
)
def test_one_word_in_several_spellings(query, number, unit):
    scores = Lexical.build(TEXTS, unit).scores(query)
    assert scores.argmax() == number
    assert scores[number] > 0


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("ごみ袋", ("ごみ", "み袋")),
        ("ごみ、袋", ("ごみ", "袋")),  # no pair spans a mark; a letter alone is itself
        ("ﾎﾟｽﾄ", ("ポス", "スト")),
        ("Ａｂ1", ("ab", "b1")),
        ("。", ()),
        ("", ()),
    ],
)
def test_bigrams(text, pairs):
    assert bigrams(text) == pairs


@pytest.mark.parametrize(
    ("question", "pairs"),
    [
        ("ごみ袋をください", ("ごみ", "み袋", "袋を")),  # ください is no content word
        ("入ったのですか", ("入っ", "った")),
        ("㈱の窓口は", ("株", "の窓", "窓口", "口は")),  # (株): the brackets are no letters
        ("ですか", ()),
        ("", ()),
    ],
)
def test_bigrams_of_a_question_touch_a_content_word(question, pairs):
    assert content_bigrams(question) == pairs


@given(st.text("ごみ袋をくだ㈱ｶﾞA1。 ですか", max_size=20))
def test_bigrams_of_a_question_are_among_those_of_the_text(question):
    rest = iter(bigrams(question))
    assert all(pair in rest for pair in content_bigrams(question))  # in their order


def test_the_end_of_a_question_finds_nothing():
    scores = Lexical.build(["燃やすのですか", "袋は別"], "bigrams").scores("袋は要るのですか")
    assert scores[1] > scores[0] == 0


@pytest.mark.parametrize("unit", ["words", "bigrams"])
@pytest.mark.parametrize("query", ["", "。", "zzz", "図書館"])
def test_what_shares_no_term_scores_0(unit, query):
    assert Lexical.build(TEXTS, unit).scores(query).tolist() == [0.0] * len(TEXTS)


def test_a_rare_word_counts_more_than_a_common_one():
    scores = Lexical.build(["施設の案内", "施設の予約", "施設の利用"]).scores("施設の予約")
    assert scores[1] > scores[0] == scores[2] > 0


@pytest.mark.parametrize("unit", ["words", "bigrams"])
@pytest.mark.parametrize("texts", [TEXTS, ["", "。"], []])
def test_what_is_opened_scores_as_what_was_saved(tmp_path, unit, texts):
    built = Lexical.build(texts, unit)
    built.save(tmp_path / "one")
    Lexical.build(texts, unit).save(tmp_path / "two")
    opened = Lexical.open(tmp_path / "one")
    for query in ["申し込みと手続き", "障害者", "", "zzz"]:
        np.testing.assert_array_equal(opened.scores(query), built.scores(query))
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "two").iterdir())
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in files)


def test_nothing_to_open(tmp_path):
    with pytest.raises(OSError, match="unit"):
        Lexical.open(tmp_path)
