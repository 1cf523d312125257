"""Columns that no list knows: asked for, chosen by, counted by, measured. What is right is worked out from the cells."""

import csv
import re
from pathlib import Path

import pytest

from assistant.amounts import Unit, amount_in, bound_of, bounds, unit_of
from assistant.answer import markdown
from assistant.question.column_names import names_of
from assistant.records import Filter

DATA = Path(__file__).parent / "data"
TITLE, MINISTRIES, BODY, PARTNERS = "提案事項(事項名)", "制度の所管・関係府省", "提案団体", "共同提案団体"
OUTCOME, COST, TERM = "対応区分", "事業費（千円）", "実施期間"


def table(folder: str, name: str) -> list[dict[str, str]]:
    with (DATA / folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NINTH = table("ninth-corpus", "decentralisation.csv")
TENTH = table("tenth-corpus", "forerunners.csv")


def numbers(rows, no="番号"):
    return {row[no] for row in rows}


def of(ministry):
    return [row for row in NINTH if ministry in re.split("[、\n]", row[MINISTRIES])]


def ended(outcome):
    return [row for row in NINTH if row[OUTCOME] == outcome]


def joined(body):
    return [row for row in NINTH if body in row[PARTNERS].split("、")]


def cost(row):
    found = re.match(r"約?([\d,]+)", row[COST])
    return int(found[1].replace(",", "")) if found else None


REFUSED = "実現できなかったもの"
ASKED = [
    ("厚労省関係は?", of("厚生労働省")),
    ("厚生労働省所管の提案は何件", of("厚生労働省")),
    ("国交省の提案は何件", of("国土交通省")),
    ("農水省", of("農林水産省")),
    ("総務省が所管する提案", of("総務省")),
    ("府省がデジタル庁のもの", of("デジタル庁")),
    ("医療・福祉分野の提案は何件", [row for row in NINTH if row["分野"] == "03_医療・福祉"]),
    ("農業分野", [row for row in NINTH if row["分野"] == "02_農業・農地"]),
    ("その他の分野", [row for row in NINTH if row["分野"] == "11_その他"]),
    ("提案区分がAのもの", [row for row in NINTH if row["提案区分"].startswith("A")]),
    ("根拠法令が介護保険法のもの", [row for row in NINTH if "介護保険法" in row["根拠法令等"]]),
    ("消防法が根拠のもの", [row for row in NINTH if "消防法" in row["根拠法令等"]]),
    ("農地法に関する提案", [row for row in NINTH if "農地法" in row["根拠法令等"]]),
    ("実現できなかった提案", ended(REFUSED)),
    ("認められなかった提案", ended(REFUSED)),
    ("国が断った提案", ended(REFUSED)),
    ("対応しないとされたもの", ended(REFUSED)),
    ("実現できなかったもの以外", [row for row in NINTH if row[OUTCOME] != REFUSED]),
    ("実現した提案は?", ended("提案の趣旨を踏まえ対応")),
    ("現行規定で対応可能ではないもの", [row for row in NINTH if row[OUTCOME] != "現行規定で対応可能"]),
    ("引き続き検討の提案は何件", ended("引き続き検討")),
    ("厚生労働省で実現できなかったもの", [row for row in of("厚生労働省") if row[OUTCOME] == REFUSED]),
    ("全国知事会が共同提案になっているもの", joined("全国知事会")),
    ("高松市が共同提案団体に入っている提案", joined("高松市")),
    ("三重県が入っている提案", joined("三重県")),
    ("富山県が関係する提案", [*joined("富山県"), *(row for row in NINTH if row[BODY] == "富山県")]),
    ("熊本市の提案は?", joined("熊本市")),  # it takes part, and proposes nothing itself
    ("大阪府が提案したもの", [row for row in NINTH if row[BODY] == "大阪府"]),
    ("市以外からの提案", [row for row in NINTH if re.search("[都道府県町村区]$", row[BODY])]),
]


@pytest.mark.parametrize(("question", "rows"), ASKED, ids=[question for question, _ in ASKED])
def test_rows_are_chosen_by_the_columns_of_the_table(assistants, question, rows):
    found = assistants["ninth"].ask(question).proposals
    assert {row.no for row in found} == numbers(rows, "管理番号")
    assert rows


FOLLOWED = [
    (["町村からの提案は?", "国土交通省のものは?"], lambda row: row[BODY][-1] in "町村" and row in of("国土交通省")),
    (["町村からの提案は?", "医療・福祉は?"], lambda row: row[BODY][-1] in "町村" and "医療" in row["分野"]),
    (["九州の提案は?", "県だけにして"], lambda row: row[BODY] in {"長崎県", "宮崎県", "福岡県"}),
    (["管理番号25", "26は?"], lambda row: row["管理番号"] == "26"),
    (["25番の提案は?", "次の番号は?"], lambda row: row["管理番号"] == "26"),
]


@pytest.mark.parametrize(("questions", "meant"), FOLLOWED, ids=[" → ".join(case[0]) for case in FOLLOWED])
def test_follow_ups_keep_what_the_columns_say(assistants, questions, meant):
    found = assistants["ninth"].ask(questions[-1], questions[:-1]).proposals
    assert {row.no for row in found} == numbers(filter(meant, NINTH), "管理番号")


COLUMNS = [
    ([], "No.8の根拠法令は?", "根拠法令等", "8"),
    ([], "12番の提案はどの省庁の所管ですか", MINISTRIES, "12"),
    ([], "番号40の対応方針は?", "対応方針の内容", "40"),
    ([], "管理番号16の支障は何ですか", "具体的な支障事例", "16"),
    ([], "明石市の提案の対応区分は?", OUTCOME, "47"),
    ([], "白馬村の求める措置は何ですか", "求める措置の具体的内容", "43"),
    ([], "33番の共同提案団体はどこ?", PARTNERS, "33"),
    (["浜松市の提案は?"], "その支障は?", "具体的な支障事例", "16"),
    (["宇都宮市の提案は?"], "支障事例を詳しく", "具体的な支障事例", "5"),
]


@pytest.mark.parametrize(("earlier", "question", "column", "no"), COLUMNS, ids=[case[1] for case in COLUMNS])
def test_a_column_is_told_in_its_own_words(assistants, earlier, question, column, no):
    answer = assistants["ninth"].ask(question, earlier)
    assert [row.no for row in answer.proposals] == [no]
    cell = next(row[column] for row in NINTH if row["管理番号"] == no)
    assert cell in [citation.quote for citation in answer.statements[0].citations]


@pytest.mark.parametrize(
    ("question", "column", "name"),
    [
        ("対応区分の内訳", OUTCOME, "対応区分"),
        ("分野別の件数", "分野", "分野"),
        ("一番提案が多い分野", "分野", "分野"),
        ("府省別", MINISTRIES, MINISTRIES),
    ],
)
def test_rows_are_counted_by_a_column(assistants, question, column, name):
    lead = assistants["ninth"].ask(question).lead
    told = dict(re.findall(r"(?:、|: )([^、]+?) (\d+)件", lead.partition(f"{name}別")[2]))
    values = [value for row in NINTH for value in re.split("[、\n]", row[column])]
    assert told == {value: str(values.count(value)) for value in values}


def test_a_body_that_takes_part_elsewhere_is_said_to(assistants):
    remarks = assistants["ninth"].ask("豊島区の提案はどうなりましたか").remarks
    count = len(joined("豊島区"))
    assert remarks == (f"ほかに、豊島区が共同提案団体の提案が{count}件あります(「豊島区が共同提案」と聞くと出ます)。",)


def test_rows_of_one_body_are_told_apart_by_their_numbers(assistants):
    told = [item.text.partition(":")[0] for item in assistants["ninth"].ask("海士町の提案は").statements]
    assert told == [f"海士町(島根県) No.{row['管理番号']}" for row in NINTH if row[BODY] == "海士町"]


def test_long_replies_tell_no_state_that_they_only_speak_of(assistants):
    """「要件の廃止については…」 in a reply is no 中止; of two columns that tell how it came out, the last tells the state."""
    states = {value for row in assistants["ninth"].proposals for value in row.values("進捗")}
    assert states == {"現行制度で可能", "対応する", "実現せず", "検討中"}


MEASURED = [
    ("事業費が一番高い提案", lambda row, most: cost(row) == most),
    ("一番事業費が大きいのはどこ", lambda row, most: cost(row) == most),
    ("事業費が1億円以上は何件", lambda row, _: (cost(row) or 0) >= 100_000),
    ("1億円以上の提案", lambda row, _: (cost(row) or 0) >= 100_000),
    ("事業費が1,000万円以下", lambda row, _: cost(row) is not None and cost(row) <= 10_000),
    ("事業費が5000万円から1億円のもの", lambda row, _: cost(row) is not None and 50_000 <= cost(row) <= 100_000),
    ("事業費が320,000千円の提案", lambda row, _: cost(row) == 320_000),
    ("事業費が未定", lambda row, _: row[COST] == "未定"),
    ("事業費が書かれていないもの", lambda row, _: cost(row) is None),
    ("備考がない提案は何件", lambda row, _: not row["備考"]),
    ("備考があるもの", lambda row, _: bool(row["備考"])),
    ("観光分野で事業費が5000万円を超えるもの", lambda row, _: row["分野"] == "観光" and (cost(row) or 0) > 50_000),
]


@pytest.mark.parametrize(("question", "meant"), MEASURED, ids=[question for question, _ in MEASURED])
def test_rows_are_chosen_by_amounts_and_by_empty_columns(assistants, question, meant):
    most = max(cost(row) or 0 for row in TENTH)
    found = assistants["tenth"].ask(question)
    assert {row.no for row in found.proposals} == numbers(row for row in TENTH if meant(row, most))
    assert found.proposals


def test_amounts_are_put_in_order_added_up_and_averaged(assistants):
    ask = assistants["tenth"].ask
    costs = {row["番号"]: cost(row) for row in TENTH if cost(row) is not None}
    ordered = [row.no for row in ask("事業費の多い順に並べて").proposals]
    assert [costs[no] for no in ordered[: len(costs)]] == sorted(costs.values(), reverse=True)
    assert f"の合計は{sum(costs.values()):,}千円({sum(costs.values()) * 1000:,}円)です。" in ask("事業費の合計は?").lead
    tourism = [costs[row["番号"]] for row in TENTH if row["分野"] == "観光" and row["番号"] in costs]
    lead = ask("観光の事業費の平均は?").lead
    mean = sum(tourism) / len(tourism)
    told = f"{mean:,.0f}" if mean == int(mean) else f"{mean:,.1f}"
    assert f"事業費が書かれた{len(tourism)}件の平均は{told}千円({mean * 1000:,.0f}円)です。" in lead


def test_an_amount_is_quoted_with_the_name_and_the_unit_of_its_column(assistants):
    texts = [item.text for item in assistants["tenth"].ask("事業費が一番高い提案").statements]
    assert len(texts) == 1
    assert texts[0].endswith("事業費（千円）「320,000」")


def term(row):
    """Year and month in which a row begins and ends, as its cell says."""
    months = [(int(year) + 2018, int(month)) for year, month in re.findall(r"令和(\d+)年(\d+)月", row[TERM])]
    open_end = "終期未定" in row[TERM] or not months
    return (months[0] if months else None), (None if open_end else months[-1])


TIMES = [
    ("令和7年4月に始まった提案は?", lambda begin, _: begin == (2025, 4)),
    ("令和5年度に開始した提案", lambda begin, _: begin and (2023, 4) <= begin <= (2024, 3)),
    ("令和6年度中に終わる提案", lambda _, end: end and (2024, 4) <= end <= (2025, 3)),
    ("令和7年度末で終了するもの", lambda _, end: end == (2026, 3)),
    ("令和8年3月まで続く提案は何件", lambda _, end: end == (2026, 3)),
    ("令和4年度に実施していたもの", lambda begin, end: begin and end and begin <= (2023, 3) and end >= (2022, 4)),
    ("一番早く始まったのは?", lambda begin, _: begin == (2020, 8)),
]


@pytest.mark.parametrize(("question", "meant"), TIMES, ids=[question for question, _ in TIMES])
def test_a_column_of_periods_tells_when_things_begin_and_end(assistants, question, meant):
    found = assistants["tenth"].ask(question).proposals
    assert {row.no for row in found} == numbers(row for row in TENTH if meant(*term(row)))
    assert found


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("釜石市はいつまで?", "釜石市の終了時期は令和7年3月(2025年3月)です。"),
        ("横須賀市はいつまで?", "横須賀市の終了時期は未定です。"),
        ("浜松市の事業費は?", "浜松市(静岡県)の事業費（千円）は「156,000」です。"),
        ("加賀市が中止した理由は?", "加賀市(石川県)の備考は「利用者数が計画を下回ったため」です。"),
        ("未着手の提案は何件", "進捗が「未着手」の提案は1件です。"),
        ("都道府県が提案しているもの", "都道府県の提案は3件です。"),  # a dash under 市町村
        ("完了も中止もしていない提案は何件", "進捗が「実施済」「中止」のどれでもない提案は37件です。"),
    ],
)
def test_the_lead_says_what_the_column_says(assistants, question, lead):
    assert assistants["tenth"].ask(question).lead == lead


def test_an_end_that_no_table_tells_is_refused(assistant):
    answer = assistant.ask("仙台市はいつまで?")
    assert not answer.answered
    assert answer.lead == "見つかりません。この資料に「終了時期」の欄はなく、その言葉も出てきません。"


def test_columns_are_filters_on_every_page(assistants):
    ninth = assistants["ninth"]
    assert MINISTRIES in ninth.facets
    found = ninth.ask("提案は何件?", filters=[Filter(MINISTRIES, "環境省", "環境省")])
    assert found.count == len(of("環境省"))
    assert COST not in assistants["tenth"].facets  # amounts are no list of values


@pytest.mark.parametrize("name", ["ninth", "tenth"])
def test_quotes_are_slices_of_their_cells(assistants, name):
    for question in (*(case[0] for case in ASKED), *(case[0] for case in MEASURED)):
        answer = assistants[name].ask(question)
        assert markdown(answer)
        for statement in answer.statements:
            for citation in statement.citations:
                assert citation.quote in citation.proposal.text(citation.field)


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("制度の所管・関係府省", {"制度の所管・関係府省", "所管", "関係府省", "府省", "省庁"}),
        ("根拠法令等", {"根拠法令等", "根拠法令", "根拠"}),
        ("具体的な支障事例", {"具体的な支障事例", "支障事例", "支障"}),
        ("各府省からの第1次回答", {"第1次回答"}),
        ("事業費(千円)", {"事業費"}),
        ("提案区分 分野", {"提案区分", "分野"}),
    ],
)
def test_a_column_is_called_by_its_heading_and_its_pieces(heading, names):
    assert names <= set(names_of(heading))


@pytest.mark.parametrize(
    ("cell", "heading", "amount"),
    [
        ("48,500", "事業費(千円)", 48_500_000),
        ("３６，０００\n（うち国費18,000）", "事業費（千円）", 36_000_000),
        ("98,000（予定）", "事業費（千円）", 98_000_000),
        ("1億2,000万円", "事業費(千円)", 120_000_000),
        ("約30人", "定員", 30),
        ("12.5", "割合(%)", 12.5),
        ("未定", "事業費(千円)", None),
        ("－", "事業費(千円)", None),
        ("03-1234-5678", "電話番号", None),
        ("令和6年4月", "時期", None),
    ],
)
def test_a_cell_says_an_amount(cell, heading, amount):
    assert amount_in(cell, unit_of(heading)) == amount


@pytest.mark.parametrize(
    ("words", "inside", "outside"),
    [
        ("1億円以上", [100_000_000, 2e9], [99_999_999]),
        ("1,000万円未満", [9_999_999], [10_000_000]),
        ("30人を超える", [31], [30]),
        ("一億円以下", [100_000_000], [100_000_001]),
        ("1〜2億円", [100_000_000, 150_000_000, 200_000_000], [1, 99_999_999, 200_000_001]),
        ("30人から50人", [30, 50], [29, 51]),
    ],
)
def test_a_bound_holds_what_lies_within(words, inside, outside):
    bound = bound_of(words)
    assert bound is not None
    assert all(map(bound.holds, inside))
    assert not any(map(bound.holds, outside))


def test_numbers_without_a_unit_or_a_comparison_are_no_bounds():
    assert list(bounds("no.3と2件目と2024")) == [] or all(bound.unit for bound in bounds("no.3と2件目と2024"))
    assert unit_of("番号") == Unit()
