"""Columns called by a part of their heading, words of a heading that add nothing, and letters; worked out from the cells."""

import csv
import re
from pathlib import Path

import pytest

TABLE = Path(__file__).parent / "data" / "thirteenth-corpus" / "transport.csv"
GRANT, CARS, BEGINS, TROUBLE = "補助金交付額（千円）", "車両数（台）", "運行開始時期", "実施上の課題"


def rows():
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    at = next(at for at, line in enumerate(lines) if "番号" in line)
    heading = [cell.replace("\n", "") for cell in lines[at]]
    return [dict(zip(heading, line, strict=True)) for line in lines[at + 1 :] if line and line[0].strip().isdigit()]


ROWS = rows()


def amount(row, column):
    found = re.match(r"[\d,]+", row[column])
    return int(found[0].replace(",", "")) if found else 0


MOST = max(amount(row, GRANT) for row in ROWS)
CHOSEN = [
    (["補助金がいちばん多い事業は"], lambda r: amount(r, GRANT) == MOST),
    (["車両が10台以上"], lambda r: amount(r, CARS) >= 10),
    (["令和5年に運行を始めた事業"], lambda r: r[BEGINS].startswith("令和5年")),
    (["2025年1月に運行開始"], lambda r: r[BEGINS].startswith("令和7年1月")),
    (["予約のいらない事業"], lambda r: r["予約方法"] == "予約不要"),
    (["村が代表になっている事業"], lambda r: r["代表団体"].endswith("村")),
    (["協議会が代表団体の事業"], lambda r: r["団体の区分"] == "協議会"),
    (["東北運輸局の管内では何件採択されていますか"], lambda r: r["管轄運輸局"] == "東北運輸局"),
    (
        ["東北運輸局管内の公共ライドシェア"],
        lambda r: (r["管轄運輸局"], r["運行形態"]) == ("東北運輸局", "公共ライドシェア"),
    ),
    (["課題の欄が空欄の事業"], lambda r: not r[TROUBLE].strip()),
    (["長崎県の事業", "車両は何台"], lambda r: r["都道府県"] == "長崎県"),
    (["いちばん早く運行を始めたのは"], lambda r: r[BEGINS].startswith("令和5年4月")),
]


@pytest.mark.parametrize(("questions", "meant"), CHOSEN, ids=[" → ".join(case[0]) for case in CHOSEN])
def test_a_column_is_meant_by_a_part_of_its_heading(assistants, questions, meant):
    found = {row.no for row in assistants["thirteenth"].ask(questions[-1], questions[:-1]).proposals}
    assert found == {row["番号"] for row in ROWS if meant(row)}
    assert found


def test_sums_and_means_of_a_column_called_in_short(assistants):
    ask = assistants["thirteenth"].ask
    assert f"{sum(amount(row, GRANT) for row in ROWS) * 1000:,}円" in ask("補助金交付額の合計").lead
    demand = [amount(row, GRANT) for row in ROWS if row["運行形態"] == "デマンド交通"]
    assert f"{sum(demand) / len(demand) * 1000:,.0f}円" in ask("デマンド交通の補助金の平均").lead


def test_a_kind_of_body_can_be_the_only_one(assistants):
    answer = assistants["thirteenth"].ask("自動運転バスは市だけですか")
    buses = [row for row in ROWS if row["運行形態"] == "自動運転バス"]
    others = [row for row in buses if not row["代表団体"].endswith("市")]
    assert (
        answer.lead
        == f"いいえ。運行形態が「自動運転バス」の提案は{len(buses)}件で、市のほかに{len(others)}件あります。"
    )


def test_an_amount_that_no_row_reaches_is_refused_without_a_false_reason(assistants):
    answer = assistants["thirteenth"].ask("2億円以上の事業")
    assert answer.lead == "見つかりません。補助金交付額が2億円以上の提案はありません。"
    assert answer.remarks == ()


def test_circumstances_that_the_table_does_not_know_are_no_conditions(assistants):
    question = "母が免許を返納して困っています。公共ライドシェアの事業を教えてください。"
    found = {row.no for row in assistants["thirteenth"].ask(question).proposals}
    assert found == {row["番号"] for row in ROWS if row["運行形態"] == "公共ライドシェア"}
