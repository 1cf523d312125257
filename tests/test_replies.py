"""Replies of ministries in words of the table's own, dates that are no starts, and a FAQ beside them."""

import csv
import re
from pathlib import Path

import pytest
from lxml import html

DATA = Path(__file__).parent / "data" / "twelfth-corpus"


def requests():
    page = html.fromstring((DATA / "requests.html").read_text(encoding="utf-8"))
    lines = [[cell.text_content().strip() for cell in row] for row in page.iter("tr")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:] if len(line) == len(lines[0])]


def faq():
    with (DATA / "faq.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


REQUESTS, FAQ = requests(), faq()
REPLY = "対応の分類"


def of(ministry):
    return lambda row: ministry in row["所管省庁"]


def replied(*values):
    return lambda row: row[REPLY] in values


CHOSEN = [
    (["厚生労働省が所管する要望は何件"], of("厚生労働省")),
    (["大阪市の要望は何件"], lambda row: "大阪市" in row["要望者(自治体)"]),
    (["全部で何件の要望がありますか"], lambda row: True),
    (["対応できないものは"], replied("対応不可")),
    (["対応できなかったものは何件"], replied("対応不可")),
    (["実現した提案"], replied("対応")),
    (["認められたもの"], replied("対応")),
    (["検討中は何件?"], replied("検討に着手", "検討を予定")),
    (["対応の分類がその他のもの"], replied("その他")),
    (["事実誤認とされたもの"], replied("事実誤認")),
    (["総務省の提案で対応不可にならなかったのは"], lambda row: of("総務省")(row) and row[REPLY] != "対応不可"),
    (["国交省の提案", "対応不可は?", "事実誤認は?"], lambda row: of("国土交通省")(row) and row[REPLY] == "事実誤認"),
    (["国交省と警察庁の両方が所管するもの"], lambda row: of("国土交通省")(row) and of("警察庁")(row)),
    (["国家戦略特別区域法に関するもの"], lambda row: "国家戦略特別区域法" in "".join(row.values())),
    (["受付日が6月のもの"], lambda row: row["受付日"].startswith("令和6年6月")),
    (["5月中に受け付けたものは何件"], lambda row: row["受付日"].startswith("令和6年5月")),
    (["北海道帯広市の対応の概要"], lambda row: "帯広市" in row["要望者(自治体)"]),
]


@pytest.mark.parametrize(("questions", "meant"), CHOSEN, ids=[" → ".join(case[0]) for case in CHOSEN])
def test_requests_are_chosen_in_the_words_of_the_table(assistants, questions, meant):
    found = {row.no for row in assistants["twelfth"].ask(questions[-1], questions[:-1]).proposals}
    assert found == {row["番号"] for row in REQUESTS if meant(row)}
    assert found


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("愛知県の対応の分類", "愛知県の対応の分類は「検討に着手」です。"),
        ("つくば市の提案の対応は", "つくば市の対応の分類は「対応不可」です。"),
        ("養父市はいつ受け付けた?", "養父市の受付日は令和6年5月16日(2024年5月16日)です。"),
        ("一番最初に受け付けた要望は", "提案のうち、受付日が最も早いのは次の1件です。"),
        ("対応できないものは", "対応の分類が「対応不可」の提案は11件です。"),
    ],
)
def test_the_lead_speaks_as_the_table_does(assistants, question, lead):
    assert assistants["twelfth"].ask(question).lead == lead


def test_why_tells_the_reason_and_the_reply(assistants):
    answer = assistants["twelfth"].ask("千葉市はなぜ対応不可")
    row = next(row for row in REQUESTS if "千葉市" in row["要望者(自治体)"])
    assert {row["提案理由"], row["対応の概要"]} <= {citation.quote for citation in answer.statements[0].citations}


def test_replies_are_counted_as_they_are_called(assistants):
    lead = assistants["twelfth"].ask("進捗別の件数").lead
    told = dict(re.findall(r"(?:、|: )([^、]+?) (\d+)件", lead.partition(f"{REPLY}別")[2]))
    values = [row[REPLY] for row in REQUESTS]
    assert told == {value: str(values.count(value)) for value in values}


ASKED = [
    ("環境課が担当している質問", lambda row: row["担当課"] == "環境課"),
    ("市民税課の担当は何件", lambda row: row["担当課"] == "市民税課"),
    ("分類が「ごみ」の質問は何件", lambda row: row["分類"] == "ごみ"),
    ("質問は全部で何件", lambda row: True),
    ("12月に更新されたFAQ", lambda row: row["更新日"][5:7] == "12"),
]


@pytest.mark.parametrize(("question", "meant"), ASKED, ids=[question for question, _ in ASKED])
def test_a_faq_is_chosen_by_its_columns(assistants, question, meant):
    found = [row.fields[0].text for row in assistants["twelfth"].ask(question).proposals]
    assert sorted(found) == sorted(row["質問"] for row in FAQ if meant(row))


def test_a_number_is_part_of_what_is_asked(assistants):
    """「5年以内」 is not met by 「10年以内」."""
    assert not assistants["twelfth"].ask("5年以内のものは").answered
