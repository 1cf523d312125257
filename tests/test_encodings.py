import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.readers.document import UnreadableError
from assistant.readers.encodings import decode

SEED = (Path(__file__).parents[1] / "corpus/mhlw-proposals.txt").read_text(encoding="utf-8")
TEXTS = {
    "文": "生活保護受給者等の就労を支援する。",
    "1文字": "県",
    "ひらがな1文字": "あ",
    "漢字だけ": "北海道",
    "漢字とカンマ": "東京都,千代田区\n大阪府,堺市\n",
    "カタカナ": "データセンター",
    "半角カナ混じり": "ﾊﾛｰﾜｰｸ横浜の窓口",
    "機種依存文字": "①㈱髙島屋、Ⅲ期",
    "英数字だけ": "a,b,c\n1,2,3\n",
    "全体": SEED.replace("\uff5e", "-").replace("\u2014", "-"),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_comes_back_as_it_was_written(text, encoding):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["euc_jp", "iso2022_jp"])
@pytest.mark.parametrize("name", ["文", "1文字", "ひらがな1文字", "漢字だけ", "漢字とカンマ", "カタカナ", "英数字だけ"])
def test_a_text_comes_back_from_the_encodings_of_jis(name, encoding):
    assert decode(TEXTS[name].encode(encoding)) == TEXTS[name]


@pytest.mark.parametrize(
    ("data", "said", "text"),
    [
        (b"", "", ""),
        (b"\xef\xbb\xbf", "", ""),
        (b"\xff\xfe", "", ""),
        ("±5".encode(), "", "±5"),
        ("Café".encode(), "", "Café"),
        ("ﾃﾞｰﾀ,ﾄﾞﾖｳﾋﾞ".encode("cp932"), "", "ﾃﾞｰﾀ,ﾄﾞﾖｳﾋﾞ"),
        ("ｼﾝｸﾞﾙﾏｻﾞｰ".encode("cp932"), "", "ｼﾝｸﾞﾙﾏｻﾞｰ"),
        ("ﾊﾛｰﾜｰｸ窓口".encode("euc_jp"), "", "ﾊﾛｰﾜｰｸ窓口"),
        (b"\xa4\xa2\xad\xa1\xad\xea", "", "あ①㈱"),
        (b"\x1b$B\x24\x22\x2d\x21\x1b(B ok", "", "あ① ok"),
        ("表,能,ソ,構".encode("cp932"), "", "表,能,ソ,構"),
        ("窓口".encode("cp932"), "utf-8", "窓口"),
        ("窓口".encode(), "Shift_JIS", "窓口"),
        ("窓口".encode("euc_jp"), "EUC-JP", "窓口"),
        ("ｱｲ".encode("cp932"), "x-sjis", "ｱｲ"),
        ("窓口".encode(), "no-such-encoding", "窓口"),
        ("窓口".encode(), "a\0b", "窓口"),
        ("a,窓口,b\n".encode("utf-16-le"), "", "a,窓口,b\n"),
        (("窓口" * 60 + "\0").encode(), "", "窓口" * 60),
        (("窓口は、" * 60).encode() + b"\xe7\xaa", "", "窓口は、" * 60 + "\ufffd"),
        (("窓口は、" * 60).encode("cp932") + b"\x91", "", "窓口は、" * 60 + "\ufffd"),
        (("ですます調。" * 60).encode("euc_jp") + b"\xa4", "", "ですます調。" * 60 + "\ufffd"),
    ],
    ids=[
        "空",
        "UTF-8 の印だけ",
        "UTF-16 の印だけ",
        "UTF-8 の記号",
        "UTF-8 の欧文",
        "半角カナだけの CSV",
        "半角カナだけ",
        "EUC の半角カナ",
        "EUC の機種依存文字",
        "JIS の機種依存文字",
        "円記号を含む Shift_JIS の字",
        "UTF-8 と偽る Shift_JIS",
        "Shift_JIS と偽る UTF-8",
        "名乗りどおりの EUC",
        "名乗りが決める半角カナ",
        "知らない名乗り",
        "名乗りに NUL",
        "印のない UTF-16",
        "NUL が混じる",
        "途中で切れた UTF-8",
        "途中で切れた Shift_JIS",
        "途中で切れた EUC",
    ],
)
def test_bytes_that_may_be_read_in_several_ways(data, said, text):
    assert decode(data, said) == text


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        bytes(range(256)) * 40,
        random.Random(1).randbytes(5000),
        b"\xff\xfe" + random.Random(2).randbytes(5000),
        "窓口".encode()[:-1],
    ],
    ids=["NUL", "PNG", "全バイト", "乱数", "BOM と乱数", "途中で切れた2文字"],
)
def test_what_is_no_text_is_refused_with_advice(data):
    with pytest.raises(UnreadableError) as caught:
        decode(data)
    assert caught.value.advice.endswith("ください。")


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "shift_jis", "euc-jp", "utf-16", "rot13", "hex", "idna"]))
@example(b"\x1b$B\x21", "")
@example(b"\xed\xa0\x80", "utf-8")
@example(b"\x8f", "euc-jp")
def test_any_bytes_give_a_text_or_are_refused(data, said):
    try:
        text = decode(data, said)
    except UnreadableError:
        return
    assert "\0" not in text
    text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_utf8_with_a_mark_is_never_mistaken(text):
    if "\ufffd" not in text and not text.startswith("\ufeff"):
        assert decode(text.encode("utf-8-sig")) == text
