import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.tokens import content_terms, tokenizer

# two ways to write one thing give the same terms
SAME = [
    ("申込み", "申し込み"),
    ("ﾊﾛｰﾜｰｸ", "ハローワーク"),
    ("２０２４年", "2024年"),
    ("障がい者", "障害者"),
    ("ＪＯＢ", "job"),
    ("手続", "手続き"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_share_terms(one, other):
    assert content_terms(one) == content_terms(other) != ()


def test_proper_nouns_and_lone_katakana_keep_their_letters():
    assert "東京" in content_terms("東京の窓口")  # the lemma would be トウキョウ
    assert "露" not in content_terms("ロの字")  # the lemma of ロ


def test_particles_and_empty_verbs_are_no_content():
    assert content_terms("窓口はどこにあるのですか") == ("窓口", "何処")


def test_surface_is_verbatim():
    text = "区役所の ﾊﾛｰﾜｰｸ\x00端末"
    tokens = tokenizer()(text)
    assert "ﾊﾛｰ" in [token.surface for token in tokens]
    assert "端末" in [token.surface for token in tokens]  # what follows a NUL is read


@given(st.text(alphabet=st.sampled_from("生活保護のﾊﾟｰｸＡa1１。、 \n\x00㈱か\u3099①"), max_size=40))
def test_spans_are_ordered_slices(text):
    starts = []
    for token in tokenizer()(text):
        assert token.span.of(text) == token.surface != ""
        starts.append(token.span.start)
    assert starts == sorted(starts)
