from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import periods
from assistant.errors import InputError
from assistant.periods import Impossible, Mention, Period

TODAY = date(2026, 11, 24)
ALPHABET = "0123456789年月日度〜~-/.・、平成令和昭明大HRSh元〇一二三十百末上半期下第四間から以降まで前後中旬頃春夏冬の今来翌 ()予定\n市"


def golden() -> list[list[str]]:
    lines = (Path(__file__).parent / "data" / "periods.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


def only(text: str, era: str | None = None) -> Mention:
    (found,) = periods.find(text, era, TODAY)
    assert isinstance(found, Mention)
    return found


@pytest.mark.parametrize(("text", "era", "span", "value", "relation", "hedges"), golden(), ids=lambda v: v)
def test_sentences(text: str, era: str, span: str, value: str, relation: str, hedges: str) -> None:
    (found,) = periods.find(text, era or None, TODAY)
    assert found.span.of(text) == span
    if isinstance(found, Impossible):
        assert value == "誤り"
        assert found.reason.endswith("入力し直してください。")
        return
    months = "月 " + " ".join(map(str, found.months))
    assert (found.period.value if found.period else months) == value
    assert found.relation == relation
    assert "、".join(found.hedges) == hedges


@pytest.mark.parametrize(
    "text",
    [
        "第25回", "市内3区役所", "4箇所", "第三次募集", "18件", "うち1か所", "1. 概要", "03-1234-5678", "0120-2013-01",
        "3年間", "5年後", "10か月", "3ヶ月", "第1月曜", "毎月1回", "生後36月", "R246", "USR5", "H1N1", "同一年度",
    ],
    ids=lambda v: v,
)  # fmt: skip
def test_no_dates(text: str) -> None:
    assert periods.find(text, "平成", TODAY) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("令和6年秋田県", "2024年"),
        ("令和7年度後期高齢者", "2025年度"),
        ("平成24年度中核市の", "2012年度"),
        ("令和6年春日市", "2024年"),
    ],
)
def test_a_date_ends_where_another_word_begins(text: str, value: str) -> None:
    found = only(text)
    assert found.period is not None
    assert found.period.value == value
    assert found.hedges == ()


def test_without_era_or_today_open_words_stay_unread() -> None:
    assert periods.find("24年度") == ()
    assert [m.months for m in periods.find("25年4月") if isinstance(m, Mention)] == [(4,)]
    assert periods.find("今年度") == ()


def test_says_what_was_assumed() -> None:
    assert only("25年4月", "平成").assumed == "「25年4月」は平成25年4月と読みました"
    assert only("平成32年").assumed == "「平成32年」は令和2年と読みました"
    assert only("令和元年4月").assumed == "「令和元年4月」は平成31年4月と読みました"
    assert only("令和7年春").assumed == "「春」は3月から5月と読みました"
    assert only("今年度").assumed == "「今年度」は令和8年度と読みました"
    assert only("平成25年4月").assumed == ""


def test_several_mentions_share_a_year() -> None:
    found = periods.find("平成25年1月と4月、R6年度")
    assert [m.period.value for m in found if isinstance(m, Mention) and m.period] == ["2013-01", "2013-04", "2024年度"]


def test_whole_covers_the_relating_words() -> None:
    text = "提案は平成24年度中までに"
    assert only(text).whole.of(text) == "平成24年度中までに"


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("2013年4月以降", "2013-04/"),
        ("2013年4月より後", "2013-05/"),
        ("2013年4月まで", "/2013-04"),
        ("2013年4月より前", "/2013-03"),
        ("2013年4月から", "2013-04"),
        ("2013年4月", "2013-04"),
    ],
)
def test_reach(text: str, reach: str) -> None:
    found = only(text).reach
    assert found is not None
    assert found.value == reach


def test_month_is_resolved_by_the_corpus() -> None:
    corpus = [Period.of_month(2013, 1), Period.of_month(2013, 4), Period.of_fiscal_year(2012)]
    (april,) = periods.resolve_months(only("4月から"), corpus)
    assert april.period == Period.of_month(2013, 4)
    assert april.relation == "start"
    assert april.assumed == "年の指定がないため平成25年4月(2013年4月)と読みました"
    (may,) = periods.resolve_months(only("5月"), corpus)
    assert may.period == Period.of_month(2012, 5)  # only the fiscal year reaches May
    (absent,) = periods.resolve_months(only("5月"), corpus[:2])
    assert absent.period == Period.of_month(2013, 5)  # nothing starts then, and that can be said
    assert periods.resolve_months(only("5月"), []) == ()
    assert periods.resolve_months(only("2013年5月"), corpus) == (only("2013年5月"),)
    both = periods.resolve_months(only("4月"), [Period.of_month(2013, 4), Period.of_month(2014, 4)])
    assert [m.period.value for m in both if m.period] == ["2013-04", "2014-04"]


def test_a_month_lies_in_its_fiscal_year() -> None:
    january = Period.of_month(2013, 1)
    assert Period.of_fiscal_year(2012).contains(january)
    assert not Period.of_fiscal_year(2013).overlaps(january)
    assert not january.contains(Period.of_fiscal_year(2012))


@pytest.mark.parametrize(
    ("value", "japanese", "described"),
    [
        ("2013-04", "平成25年4月", "平成25年4月(2013年4月)"),
        ("2012年度", "平成24年度", "平成24年度(2012年4月〜2013年3月)"),
        ("2019年度", "令和元年度", "令和元年度(2019年4月〜2020年3月)"),
        ("2013年", "平成25年", "平成25年(2013年)"),
        ("2013-04-01", "平成25年4月1日", "平成25年4月1日(2013年4月1日)"),
        ("2013-01/2013-03", "平成25年1月〜3月", "平成25年1月〜3月(2013年1月〜3月)"),
        ("2012-10/2013-03", "平成24年10月〜平成25年3月", "平成24年10月〜平成25年3月(2012年10月〜2013年3月)"),
        ("2013-04-01/2013-04-10", "平成25年4月1日〜4月10日", "平成25年4月1日〜4月10日(2013年4月1日〜4月10日)"),
        ("2013-04/", "平成25年4月以降", "平成25年4月以降(2013年4月以降)"),
        ("/2013-03", "平成25年3月まで", "平成25年3月まで(2013年3月まで)"),
        ("1850年", "1850年", "1850年"),
    ],
)
def test_writing(value: str, japanese: str, described: str) -> None:
    period = Period.parse(value)
    assert (period.japanese, period.described) == (japanese, described)


@pytest.mark.parametrize("value", ["未定", "", "2013", "2013-13", "2013-4", "2013-04/2013-03", "2013-02-30"])
def test_other_values_are_no_periods(value: str) -> None:
    assert periods.parse(value) is None
    with pytest.raises(InputError, match="期間として読めません"):
        Period.parse(value)


def test_an_unknown_era_is_refused() -> None:
    with pytest.raises(InputError, match="という元号はありません"):
        periods.find("25年4月", "大化")


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2013, 4, 2), date(2013, 4, 1))


DAYS = st.dates(date(1, 1, 2), date(9990, 1, 1))
PERIODS = st.one_of(
    DAYS.map(lambda d: Period.of_day(d.year, d.month, d.day)),
    DAYS.map(lambda d: Period.of_month(d.year, d.month)),
    DAYS.map(lambda d: Period.of_year(d.year)),
    DAYS.map(lambda d: Period.of_fiscal_year(d.year)),
    st.tuples(DAYS, st.integers(0, 900)).map(lambda t: Period(t[0], t[0] + timedelta(days=t[1]))),
    DAYS.map(lambda d: Period(d, date.max)),
    DAYS.map(lambda d: Period(date.min, d)),
)


@given(PERIODS)
def test_value_round_trips(period: Period) -> None:
    assert Period.parse(period.value) == period
    assert period.described


@given(st.one_of(st.text(), st.text(ALPHABET)), st.sampled_from([None, "平成", "令和"]), st.sampled_from([None, TODAY]))
def test_find_takes_any_text(text: str, era: str | None, today: date | None) -> None:
    end = 0
    for found in periods.find(text, era, today):
        assert end <= found.span.start < found.span.end <= len(text)
        end = found.span.end
        if isinstance(found, Mention):
            assert 0 <= found.whole.start <= found.span.start
            assert found.span.end <= found.whole.end <= len(text)
            assert (found.period is None) == bool(found.months)


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
def test_what_is_written_is_read(day: date) -> None:
    for period in (Period.of_day(day.year, day.month, day.day), Period.of_month(day.year, day.month)):
        for text in (period.japanese, period.western, period.described):
            assert only(text).period == period
    assert only(Period.of_fiscal_year(day.year).described).period == Period.of_fiscal_year(day.year)


def test_a_day_without_a_year_is_told_apart_where_days_are_written() -> None:
    days = [Period.of_day(2024, 6, 14), Period.of_day(2024, 6, 28)]
    (read,) = periods.resolve_months(only("6月14日"), days)
    assert read.period == days[0]
    (month,) = periods.resolve_months(only("4月1日"), [Period.of_month(2013, 4)])
    assert month.period == Period.of_month(2013, 4)
    assert periods.resolve_months(only("6月30日"), days)[0].period == Period.of_day(2024, 6, 30)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2010年代", "2010-01/2019-12"), ("昭和50年代", "1975-01/1984-12"), ("平成20年代", "2008-01/2017-12")],
)
def test_a_decade(text: str, value: str) -> None:
    found = only(text).period
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("5月以降", "2013-05/"), ("3月より前", "/2013-02"), ("10月以降", "2012-10/")],
)
def test_an_open_period_without_a_year_parts_what_is_written(text: str, value: str) -> None:
    corpus = [Period.of_month(2012, 11), Period.of_month(2013, 1), Period.of_month(2013, 4), Period.of_month(2013, 8)]
    (read,) = periods.resolve_months(only(text), corpus)
    assert read.reach is not None
    assert read.reach.value == value
