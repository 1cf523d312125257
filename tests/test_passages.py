from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.passages import split, whole, windows
from assistant.records import Field, Place, Proposal, Source

SOURCE = Source("corpus/t.txt", "0" * 64, "表", "市", "", "")


def proposal(*fields):
    return Proposal("p", SOURCE, Place(line=1), "", "", "", tuple(Field(*field) for field in fields))


# fields, the (field, text) of each passage
CASES = [
    ([("団体", "municipality", "仙台市"), ("概要", "overview", "窓口を置く。")], [("概要", "窓口を置く。")]),
    ([("概要", "overview", " 窓口 "), ("状況", "status", "準備中")], [("概要", "窓口"), ("状況", "準備中")]),
    ([("団体", "municipality", "仙台市"), ("概要", "overview", " ")], [("団体", "仙台市")]),  # nothing else is there
    ([("概要", "overview", "")], []),
    ([], []),
]


@pytest.mark.parametrize(("fields", "passages"), CASES)
def test_fields_become_passages(fields, passages):
    assert [(p.field, p.text) for p in split(proposal(*fields))] == passages


def test_the_whole_says_the_names_first():
    fields = ("概要", "overview", "窓口"), ("団体", "municipality", "仙台市"), ("状況", "status", "")
    assert whole(proposal(*fields)) == "仙台市\n窓口"


def test_a_long_text_is_cut_between_sentences_and_overlaps():
    text = "".join(f"{number:02}番目の文は二十字ほどの長さ。" for number in range(40))
    pieces = [span.of(text) for span in windows(Field("概要", "overview", text))]
    assert len(pieces) > 3
    assert all(piece.endswith("。") and len(piece) <= 200 for piece in pieces)
    assert all(later[:2] in earlier for earlier, later in pairwise(pieces))


def test_a_long_sentence_is_cut_hard():
    assert [len(span.of("あ" * 450)) for span in windows(Field("概要", "overview", "あ" * 450))] == [200, 200, 50]


@given(st.text("あい。\n「」 ", max_size=900))
def test_windows_cover_every_sign_and_stay_short(text):
    field = Field("概要", "overview", text)
    spans = [span for span in windows(field) if text.strip()]
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert all(text[at].isspace() for at in set(range(len(text))) - covered)
    assert all(0 <= span.start < span.end <= len(text) and span.end - span.start <= 200 for span in spans)
    assert spans == sorted(set(spans))


@given(st.lists(st.text("あ。い", min_size=1, max_size=500), max_size=3))
def test_ids_differ(texts):
    found = split(proposal(*((f"欄{number}", "other", text) for number, text in enumerate(texts))))
    assert len({passage.id for passage in found}) == len(found)
