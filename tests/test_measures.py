"""Amounts under a unit that stands over the table, in a table with headings over two rows; worked out from the cells."""

from pathlib import Path

import openpyxl
import pytest

GRANTS = Path(__file__).parent / "data" / "eleventh-corpus" / "grants.xlsx"
NO, PLACE, BODY, TYPE, TITLE, _, FIELD, COST, STATE, RATE, TERM, KPI, PARTNERS, NOTE = range(14)


def rows():
    sheet = openpyxl.load_workbook(GRANTS).worksheets[0]
    found = [row for row in sheet.iter_rows(values_only=True) if str(row[NO] or "").isdigit()]
    return [[str(cell) if cell is not None else "" for cell in row] for row in found]


ROWS = rows()


def thousand(row, column):
    return int(row[column].replace(",", ""))


def numbers(chosen):
    return {row[NO] for row in chosen}


CHOSEN = [
    ("事業費が1,000万円未満", lambda r: thousand(r, COST) < 10_000),
    ("1億円以上の事業", lambda r: thousand(r, COST) >= 100_000),
    ("2億円から5億円の事業", lambda r: 200_000 <= thousand(r, COST) <= 500_000),
    ("国費が5,000万円を超えるもの", lambda r: thousand(r, STATE) > 50_000),
    ("うち国費が1億円以上", lambda r: thousand(r, STATE) >= 100_000),
    ("2/3の事業", lambda r: r[RATE] == "2/3"),
    ("２／３は何件", lambda r: r[RATE] == "2/3"),
    ("交通分野でTYPE2", lambda r: (r[FIELD], r[TYPE]) == ("交通", "TYPE2")),
    ("防災・インフラ分野は何件", lambda r: r[FIELD] == "防災・インフラ"),
    ("町村のTYPE3", lambda r: r[BODY][-1] in "町村" and r[TYPE] == "TYPE3"),
    ("事業名にスマート", lambda r: "スマート" in r[TITLE]),
    ("連携自治体がある事業は何件", lambda r: bool(r[PARTNERS])),
    ("磐梯町が連携先", lambda r: "磐梯町" in r[PARTNERS]),
    ("採択番号34", lambda r: r[NO] == "34"),
    ("オープンデータの事業", lambda r: "オープンデータ" in "".join(r)),
    ("TYPE2で一番事業費が大きいのは?", lambda r: r[BODY] == "札幌市"),
    ("国費が一番多い市町村は?", lambda r: thousand(r, STATE) == max(thousand(x, STATE) for x in ROWS)),
]


@pytest.mark.parametrize(("question", "meant"), CHOSEN, ids=[question for question, _ in CHOSEN])
def test_rows_are_chosen_by_what_the_columns_say(assistants, question, meant):
    found = {row.no for row in assistants["eleventh"].ask(question).proposals}
    assert found == numbers(row for row in ROWS if meant(row))
    assert found


def test_no_shares_of_an_amount_are_taken_for_groups(assistants):
    """「交付対象事業費」 is no column of targets."""
    assert not any(value.isdigit() for row in assistants["eleventh"].proposals for value in row.values("対象者"))


def total(chosen, column):
    thousands = sum(thousand(row, column) for row in chosen)
    return f"{thousands:,}千円({thousands * 1000:,}円)"


def test_amounts_are_added_up_in_the_unit_over_the_table(assistants):
    ask = assistants["eleventh"].ask
    assert total(ROWS, COST) in ask("事業費の合計は?").lead
    hokkaido = [row for row in ROWS if row[PLACE] == "北海道" and row[TYPE] == "TYPE1"]
    assert total(hokkaido, COST) in ask("事業費の合計は?", ["北海道の事業", "TYPE1だけ"]).lead
    tohoku = ask("国費の合計", ["TYPE2の事業", "東北"])
    assert total([row for row in ROWS if row[NO] in {p.no for p in tohoku.proposals}], STATE) in tohoku.lead
    each = ask("TYPE1、TYPE2、TYPE3それぞれの事業費の合計").lead
    for kind in ("TYPE1", "TYPE2", "TYPE3"):
        assert f"{kind} {total([row for row in ROWS if row[TYPE] == kind], COST)}" in each


ORDERED = [
    (["事業費の上位3件"], 3, True),
    (["事業費の高い順に5つ"], 5, True),
    (["事業費の高い順", "低い順は"], len(ROWS), False),
]


@pytest.mark.parametrize(("questions", "size", "falling"), ORDERED)
def test_rows_are_put_in_order_by_an_amount(assistants, questions, size, falling):
    costs = {row[NO]: thousand(row, COST) for row in ROWS}
    found = [costs[row.no] for row in assistants["eleventh"].ask(questions[-1], questions[:-1]).proposals]
    assert found == sorted(costs.values(), reverse=falling)[:size]


def test_what_is_asked_next_is_asked_of_the_row_with_the_most(assistants):
    answer = assistants["eleventh"].ask("KPIは", ["TYPE3の事業", "一番事業費が大きいのは"])
    best = max((row for row in ROWS if row[TYPE] == "TYPE3"), key=lambda row: thousand(row, COST))
    assert [row.no for row in answer.proposals] == [best[NO]]
    assert best[KPI] in [citation.quote for citation in answer.statements[0].citations]


def test_a_table_without_states_has_none_in_its_questions(assistants):
    """採択 is what the table is about, and no state of its rows."""
    assert len(assistants["eleventh"].ask("採択事業は何件ですか").proposals) == len(ROWS)
    assert assistants["eleventh"].ask("嬬恋村は採択されていますか").answered


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("更別村の国費は", "更別村(北海道)の国費(千円)は「275,000」です。"),
        ("大阪府の交付対象事業費はいくら", "大阪府の交付対象事業費(千円)は「893,500」です。"),
        ("国費が5,000万円を超えるもの", "国費が5,000万円を超える提案は17件です。"),
    ],
)
def test_the_lead_names_the_column(assistants, question, lead):
    assert assistants["eleventh"].ask(question).lead == lead
