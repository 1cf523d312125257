import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records import Span
from assistant.text import fold, hiragana, normalize, parts, plain, sentences, trim, whole_kanji

# verbatim, normalised, [(range of the normalised text, the verbatim words behind it)]
CASES = [
    ("ﾎﾟｰﾙ", "ポール", [((0, 1), "ﾎﾟ"), ((0, 3), "ﾎﾟｰﾙ")]),  # half-width kana, voiced
    ("２０２４年", "2024年", [((0, 4), "２０２４")]),  # full-width digits
    ("㈱山田", "(株)山田", [((1, 2), "㈱"), ((0, 3), "㈱")]),  # one sign, three characters: rounds outwards
    ("か\u3099く", "がく", [((0, 1), "か\u3099")]),  # combining mark
    ("a\u200bb", "ab", [((0, 1), "a"), ((1, 2), "b")]),  # zero width vanishes
    ("a\x00b", "a b", [((1, 2), "\x00")]),  # NUL would end a text for MeCab
    ("a\nb", "a\nb", []),
    ("平成２５年", "平成25年", [((2, 4), "２５")]),
]


@pytest.mark.parametrize(("verbatim", "normal", "spans"), CASES, ids=[case[1] for case in CASES])
def test_normalize_keeps_where_each_character_stood(verbatim, normal, spans):
    result = normalize(verbatim)
    assert result.text == normal
    for (start, end), words in spans:
        assert result.span(start, end).of(verbatim) == words


@given(st.text(), st.data())
def test_a_span_of_the_normal_text_is_a_slice_of_the_verbatim_one(text, data):
    result = normalize(text)
    assert len(result.starts) == len(result.ends) == len(result.text)
    start = data.draw(st.integers(0, len(result.text)))
    end = data.draw(st.integers(start, len(result.text)))
    span = result.span(start, end)
    assert 0 <= span.start <= span.end <= len(text)
    assert result.text[start:end] in normalize(span.of(text)).text


@given(st.text())
def test_fold_and_hiragana_keep_the_length(text):
    assert len(fold(text)) == len(text)
    assert len(hiragana(text)) == len(text)


def test_fold_makes_one_form():
    assert fold("龍ヶ崎") == fold("龍ケ崎")
    assert fold("OSAKA～") == fold("osaka～")
    assert hiragana("センダイ") == "せんだい"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一文。二文。", ["一文。", "二文。"]),
        ("「引用。中」の後。次", ["「引用。中」の後。", "次"]),  # a 。 in brackets ends nothing
        ("行1\n行2", ["行1", "行2"]),
        ("閉じない(。次\n最後", ["閉じない(。次", "最後"]),  # an unclosed bracket ends with the line
        ("  ", []),
        ("", []),
    ],
)
def test_sentences(text, expected):
    assert [span.of(text) for span in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("①について 協議中 ②について 準備中", [("①", "①について 協議中"), ("②", "②について 準備中")]),
        ("共通。①個別", [("", "共通。"), ("①", "①個別")]),
        ("番号なし", [("", "番号なし")]),
        ("", []),
    ],
)
def test_parts(text, expected):
    assert [(part, span.of(text)) for part, span in parts(text)] == expected


def test_trim():
    assert trim("  a b ", Span(0, 6)) == Span(2, 5)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("⾃治体名", "自治体名"), ("⻑野県", "長野県"), ("市⺠", "市民"), ("⼾籍", "戸籍"), ("‧準備中", "・準備中")],
)
def test_parts_of_kanji_that_pdf_makers_write_are_read_as_kanji(written, meant):
    normal = normalize(written)
    assert normal.text == plain(written) == meant
    assert normal.span(0, 1).of(written) == written[0]


def test_parts_of_kanji_become_what_people_see():
    assert whole_kanji("⾃治体 ⻑野 ㈱ ２") == "自治体 長野 ㈱ ２"
