"""Numbers of things that rows tell in running text: asked for, chosen by, added up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.amounts import told
from assistant.facets import counted, meets
from assistant.records import Field, Place, Proposal, Source
from assistant.text import normalize

LEADS = [
    # corpus, questions, how the answer begins
    ("seed", ["横浜市は何区役所で実施しますか"], "横浜市(神奈川県)の区役所の数は、「3区役所」と書かれています。"),
    ("seed", ["山形県のプラザは何箇所?"], "山形県の箇所数は、「4箇所」と書かれています。"),
    ("seed", ["神戸市は何区で実施しますか"], "神戸市(兵庫県)の区役所の数は書かれていません。"),
    ("seed", ["仙台市の窓口はいくつ?"], "仙台市(宮城県)の箇所数は書かれていません。"),
    ("seed", ["川崎市について教えて", "区役所は何か所?"], "川崎市(神奈川県)の箇所数は、「2区役所」と書かれています。"),
    ("seed", ["横浜市と川崎市の区役所の数を足すといくつですか"], "横浜市・川崎市の、「区役所」について書かれた提案は2件です。書かれた箇所数は、合わせて5区役所です。"),
    ("seed", ["何区役所でやるの?"], "提案のうち、区役所の数が書かれているのは2件です。書かれた区役所の数は、合わせて5区役所です。"),
    ("nineteenth", ["久留米市の実証実験には何人参加しましたか"], "久留米市(福岡県)の人数は、「220人」と書かれています。"),
    ("nineteenth", ["外国人向けの取組は?", "講座の修了者は何人?"], "名古屋市(愛知県)の人数は、「64人」と書かれています。"),
    ("nineteenth", ["串本町は何か所の移転を終えましたか"], "串本町(和歌山県)の箇所数は、「７か所」「４か所」と書かれています。"),
    ("nineteenth", ["江戸川区では宿泊費をいくらまで補助しますか"], "江戸川区(東京都)の金額は、「3,000円」と書かれています。"),
    ("nineteenth", ["世田谷区の補助額の上限はいくら?"], "世田谷区(東京都)の金額は、「10万円」と書かれています。"),
    ("nineteenth", ["札幌市はいくらかかりますか"], "札幌市(北海道)の予算額(千円)は「9800」です。"),
]  # fmt: skip


@pytest.mark.parametrize(("corpus", "questions", "lead"), LEADS, ids=[" → ".join(case[1]) for case in LEADS])
def test_how_many_is_told_in_the_words_of_the_row(assistants, corpus, questions, lead):
    *earlier, question = questions
    assert assistants[corpus].ask(question, earlier).lead.startswith(lead)


@pytest.mark.parametrize(
    ("corpus", "question", "rows"),
    [
        ("seed", "3区役所でやるのはどこ", {"4"}),
        ("seed", "三つの区役所でやる市ってどこ", {"4"}),
        ("seed", "県内4か所に設けると書いている県", {"1", "2"}),
        ("seed", "2か所以上に置く市は", {"4", "5"}),
        ("seed", "5か所以上に置く市は", set()),
        ("nineteenth", "100人以上が参加した訓練は", {"22"}),
        ("nineteenth", "50台以上のもの", {"23"}),
        ("nineteenth", "避難所20か所以上の取組", {"2", "6", "13", "17", "32"}),
    ],
)
def test_rows_are_chosen_by_the_numbers_that_they_tell(assistants, corpus, question, rows):
    answer = assistants[corpus].ask(question)
    assert {row.no for row in answer.proposals} == rows
    for statement in answer.statements:
        assert any(list(told(normalize(citation.quote).folded)) for citation in statement.citations)


def test_a_column_tells_before_the_prose_does(assistants):
    """「利用者数は何人」 asks of the column of that name."""
    assert assistants["fifteenth"].ask("三条市の利用者数は何人ですか").lead.startswith("三条市(新潟県)の利用者数")


def test_of_many_rows_none_tells_the_whole(assistants):
    assert not assistants["fourteenth"].ask("全国の地域おこし協力隊員は何人いますか?").answered


def test_a_number_that_is_in_no_row_names_those_that_are(assistant):
    answer = assistant.ask("1箇所だけの提案は")
    assert answer.lead == "見つかりません。書かれた数が1箇所の提案はありません。"
    assert answer.remarks == ("書かれている数: 4か所、3区役所、2区役所",)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("市内3区役所に", [(3, "区役所")]),
        ("県内4箇所に", [(4, "か所")]),
        ("4か所に設置(うち1か所は増設)する", [(4, "か所")]),  # what a part has is no number of the whole
        ("約2,700人について、医療機関31か所", [(2700, "人"), (31, "か所")]),
        ("12万回分と8台を2市で", [(120_000, "回"), (8, "台")]),
        ("1台10万円まで", [(1, "台"), (100_000, "円")]),
        ("2つの区役所", [(2, "区役所")]),
        ("第2回、3年制、2回目、平成25年4月から", []),
        ("", []),
    ],
)
def test_what_running_text_tells(text, numbers):
    assert [(bound.low, bound.unit) for bound in told(text)] == numbers


@pytest.mark.parametrize(
    ("value", "asked", "holds"),
    [
        ("3区役所", "3区役所", True),
        ("3区役所", "2区役所以上", True),
        ("3区役所", "4区役所以上", False),
        ("3区役所", "2か所以上", True),  # か所 asks of any places
        ("150人", "2か所以上", False),
        ("150人", "150人未満", False),
        ("1,260人", "1000人以上", True),
        ("3区役所", "区役所", False),
    ],
)
def test_which_numbers_are_meant(value, asked, holds):
    assert meets(value, asked) is holds


@given(st.text(alphabet="市内に0123456789,か所区役人円万。\n①②", max_size=60))
def test_every_number_is_cited_where_it_stands(text):
    source = Source("corpus/a.csv", "0" * 64, "a", "", "", "")
    row = Proposal("1", source, Place(), "", "1", "仙台市", (Field("概要", "overview", text),))
    for facet in counted(row):
        assert any(char.isdigit() for char in facet.span.of(text))
        assert meets(facet.value, facet.value)
