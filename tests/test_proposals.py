import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.columns import roles_of
from assistant.facets import with_facets
from assistant.intake import take_in
from assistant.proposals import clean, propose
from assistant.readers.document import Limits
from assistant.records import (
    CITY_CLASS,
    LEVEL,
    NOTE,
    PREFECTURE,
    SITE,
    START,
    STATUS,
    TARGET,
    Place,
    Row,
    Source,
    Table,
)

ROOT = Path(__file__).parents[1]
SOURCE = Source("corpus/a.txt", "", "", "", "", "")


@pytest.fixture(scope="module")
def proposals():
    return [with_facets(proposal, "平成") for proposal in take_in(ROOT / "corpus", Limits()).proposals]


def golden():
    lines = (Path(__file__).parent / "data/seed-facets.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_out(proposal, facet, *, words=False):
    found = (
        f.part + f.value + (f"={f.span.of(proposal.text(f.field))}" if words else "")
        for f in proposal.facets
        if f.name == facet
    )
    return "|".join(dict.fromkeys(found))


def test_all_eighteen_rows_come_out(proposals):
    assert len(proposals) == len(golden()) == 18


@pytest.mark.parametrize("at", range(18), ids=[row["municipality"] for row in golden()])
def test_what_is_read_out_of_a_row(proposals, at):
    row, proposal = golden()[at], proposals[at]
    assert (proposal.no, proposal.section, proposal.municipality) == (row["no"], row["section"], row["municipality"])
    for column, facet in {
        "prefecture": PREFECTURE,
        "level": LEVEL,
        "city_class": CITY_CLASS,
        "notes": NOTE,
        "status": STATUS,
        "start": START,
    }.items():
        assert read_out(proposal, facet) == row[column], column
    assert read_out(proposal, TARGET, words=True) == row["targets"]
    assert read_out(proposal, SITE, words=True) == row["sites"]


def test_every_facet_points_at_words_of_its_field(proposals):
    for proposal in proposals:
        for facet in proposal.facets:
            assert facet.span.of(proposal.text(facet.field))


def test_a_field_is_a_slice_of_the_source_without_left_overs(proposals):
    source = (ROOT / "corpus/mhlw-proposals.txt").read_text(encoding="utf-8")
    for proposal in proposals:
        for field in proposal.fields:
            assert field.text in source
            assert "<ul" not in field.text
            assert not field.text.endswith("□")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<ul style="list-style-type: none"> ・準備中', "・準備中"),
        ("協議中□", "協議中"),
        ("  協議中 □ ", "協議中"),
        ("<b>太い</b>", "太い"),
        ("a < b", "a < b"),
        ("□", ""),
        ("", ""),
    ],
)
def test_clean(cell, text):
    assert clean(cell).of(cell) == text


@given(st.text(alphabet=st.sampled_from(" <>ul/□■・準備中a\n\u3000"), max_size=30))
def test_clean_gives_a_slice_that_is_clean(cell):
    text = clean(cell).of(cell)
    assert text in cell
    assert clean(text).of(text) == text


def table(*rows, columns=("No.", "自治体名", "提案概要", "進捗状況")):
    return Table(SOURCE, columns, tuple(Row(cells, "", Place(line=at)) for at, cells in enumerate(rows, start=1)))


def test_ids_come_from_content_and_equal_rows_stay_two():
    row, other = ("1", "堺市", "概要", "準備中"), ("2", "津市", "概要", "準備中")
    first = [p.id for p in propose([table(row, row, other)])]
    second = [p.id for p in propose([table(other, row, row)])]
    assert len(set(first)) == 3
    assert sorted(first) == sorted(second)


@pytest.mark.parametrize(
    ("columns", "cells", "roles"),
    [
        (
            ("No.", "自治体名", "提案概要", "進捗状況"),
            [("1", "堺市", "概要", "準備中")],
            "no municipality overview status",
        ),
        (("団体名", "事業名", "取組内容", "対応状況", "開始予定"), [], "municipality title overview status start"),
        (("整理番号", "関係府省の回答"), [("1", "協議中")], "no status"),  # a known heading inside an unknown one
        (
            ("甲", "乙", "丙"),
            [("堺市", "協議中", "令和7年4月"), ("津市", "実施中", "未定")],
            "municipality status start",
        ),
        (("甲", "乙"), [("丸", "赤"), ("角", "青")], "other other"),
        (("自治体名", "団体名"), [("堺市", "津市")], "municipality other"),  # one column only can name the body
    ],
)
def test_roles_come_from_headings_and_else_from_cells(columns, cells, roles):
    assert " ".join(roles_of(table(*cells, columns=columns))) == roles
