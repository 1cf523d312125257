import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.readers import old_workbook
from assistant.readers.document import Grid, Limits
from assistant.readers.number_formats import japanese, show, show_text

LONG = '[$-411]ggge"年"m"月"d"日"'
GANNEN = '[$-ja-JP-x-gannen]ggge"年"m"月"d"日";@'
BY_HAND = (
    '[<=43585][$-ja-JP]ggge"年"m"月"d"日";[>=43831]ggge"年"m"月"d"日";"令和元年"m"月"d"日"'  # before gannen was known
)
CASES = {
    "整数": (3.0, "General", "3"),
    "大きな整数": (123456789012, "General", "123456789012"),
    "小数": (1 / 3, "General", "0.333333333"),
    "小数の誤差": (0.1 + 0.2, "General", "0.3"),
    "整数部の長い小数": (1234567.891, "General", "1234567.891"),
    "小さな数": (0.00001, "General", "0.00001"),
    "とても小さな数": (1.234567e-7, "General", "1.23457E-07"),
    "とても大きな数": (1.5e20, "General", "1.5E+20"),
    "負の数": (-5.5, "General", "-5.5"),
    "文字列の書式": (41365, "@", "41365"),
    "桁区切り": (1234567.891, "#,##0", "1,234,568"),
    "桁区切りの要らない数": (12, "#,##0", "12"),
    "桁区切りと0埋め": (12, "0,000", "0,012"),
    "桁区切りと小数": (1234.5, "#,##0.00", "1,234.50"),
    "千円単位": (12345678, '#,##0,"千円"', "12,346千円"),
    "百分率": (0.125, "0%", "13%"),
    "百分率と小数": (0.1234, "0.0%", "12.3%"),
    "四捨五入": (2.675, "0.00", "2.68"),
    "要らない0を出さない": (5, "0.0#", "5.0"),
    "小数点だけ残る": (5, "0.##", "5."),
    "1未満": (0.5, "#.00", ".50"),
    "先頭の0": (7, "000", "007"),
    "郵便番号": (1234567, "000-0000", "123-4567"),
    "単位": (5, '#,##0"件"', "5件"),
    "円記号": (1500, '"¥"#,##0;[Red]"¥"-#,##0', "¥1,500"),
    "円記号(5C)": (1500, r"\\#,##0", r"\1,500"),
    "通貨の地域": (-1500, "[$¥-411]#,##0;[$¥-411]-#,##0", "¥-1,500"),
    "負は三角": (-1234, '#,##0;[Red]"△"#,##0', "△1,234"),
    "負は括弧": (-1234.5, "#,##0.0_);(#,##0.0)", "(1,234.5)"),
    "負の区分なし": (-3, "0", "-3"),
    "丸めて0になる負の数": (-0.4, "0", "0"),
    "0は横棒": (0, '#,##0;-#,##0;"-"', "-"),
    "会計": (1234, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "1,234"),
    "隠す書式": (5, ";;;", ""),
    "条件": (3, '[>=5]"多";"少"', "少"),
    "指数": (12345, "0.00E+00", "1.23E+04"),
    "分数は小数で": (0.25, "# ?/?", "0.25"),
    "漢数字": (123, "[DBNum1]General", "百二十三"),
    "年月日": (41365, "yyyy/m/d", "2013/4/1"),
    "年月日と時刻": (41365.75, "yyyy-mm-dd hh:mm:ss", "2013-04-01 18:00:00"),
    "年月": (41365, 'yyyy"年"m"月"', "2013年4月"),
    "月日と曜日": (41365, 'm"月"d"日"(aaa)', "4月1日(月)"),
    "曜日": (44000, "aaaa", "木曜日"),
    "英語の月": (41365, "d-mmm-yy", "1-Apr-13"),
    "英語の長い日付": (44000, "[$-409]dddd, mmmm d, yyyy", "Thursday, June 18, 2020"),
    "区切りなし": (36526, "yyyymmdd", "20000101"),
    "システムの長い日付": (45016, "[$-F800]dddd, mmmm dd, yyyy", "2023年3月31日"),
    "和暦": (41365, LONG, "平成25年4月1日"),
    "平成の最後の日": (43585, LONG, "平成31年4月30日"),
    "令和の最初の日": (43586, LONG, "令和1年5月1日"),
    "令和の最初の日(元年)": (43586, GANNEN, "令和元年5月1日"),
    "元年でない年": (43831, GANNEN, "令和2年1月1日"),
    "平成元年": (32516, GANNEN, "平成元年1月8日"),
    "昭和の最後の日": (32515, GANNEN, "昭和64年1月7日"),
    "大正": (9855, LONG, "大正15年12月24日"),
    "明治": (60.0 - 29, LONG, "明治33年1月31日"),
    "手で書いた元年": (43600, BY_HAND, "令和元年5月15日"),
    "手で書いた元年の前": (43585, BY_HAND, "平成31年4月30日"),
    "1文字の元号": (41365, "gge/m/d", "平25/4/1"),
    "頭文字の元号": (41365, "[$-411]ge.m.d", "H25.4.1"),
    "2桁の和暦": (43891, '[$-411]gee"."mm"."dd', "R02.03.01"),
    "漢数字の和暦": (45016, '[DBNum1][$-411]ggge"年"m"月"d"日"', "令和五年三月三十一日"),
    "全角の日付": (45016, '[DBNum3]yyyy"年"m"月"', "２０２３年３月"),
    "時刻": (17.5 / 24, "h:mm", "17:30"),
    "時刻の誤差": (0.729166666666, "h:mm", "17:30"),
    "繰り上がる時刻": (41365.999999999, "yyyy/m/d h:mm", "2013/4/2 0:00"),
    "午後": (0.75, "h:mm AM/PM", "6:00 PM"),
    "何時何分": (8.5 / 24, 'h"時"mm"分"', "8時30分"),
    "24時間を超える": (1.5, "[h]:mm", "36:00"),
    "分と秒": (90 / 86400, "mm:ss", "01:30"),
    "秒の小数": (1.25 / 86400, "ss.00", "01.25"),
    "日付にならない負の数": (-1, "yyyy/m/d", "########"),
    "日付にならない大きな数": (1e9, "yyyy/m/d", "########"),
    "実在しない日": (60, "yyyy/m/d", "1900/2/29"),
    "長すぎる書式": (5, "0" * 300, "5"),
    "数でないもの": (float("nan"), "0", "#NUM!"),
}


@pytest.mark.parametrize(("value", "code", "expected"), CASES.values(), ids=CASES.keys())
def test_a_number_is_shown_by_its_format(value, code, expected):
    assert show(value, code) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (14, "2013/4/1"),
        (22, "2013/4/1 0:00"),
        (27, "H25.4.1"),
        (28, "平成25年4月1日"),
        (31, "2013年4月1日"),
        (55, "2013年4月"),
        (56, "4月1日"),
        (57, "H25.4.1"),
        (58, "平成25年4月1日"),
        (5, "¥41,365"),
        (38, "41,365"),
        (9, "41365"),
    ],
)
def test_builtin_formats_are_those_of_japanese_excel(number, expected):
    assert show(41365, japanese(number, "General")) == expected


def test_days_may_count_from_1904():
    assert show(41365 - 1462, "yyyy/m/d", since_1904=True) == "2013/4/1"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", "横浜"),
        ("@", "横浜"),
        ("#,##0", "横浜"),
        ('@"市"', "横浜市"),
        ('yyyy/m/d;@"市"', "横浜市"),
        ('0;-0;0;"(" @ ")"', "( 横浜 )"),
        (";;;", ""),
    ],
)
def test_a_text_is_shown_by_its_format(code, expected):
    assert show_text("横浜", code) == expected


def test_xls_holds_the_same_formats():
    data = (Path(__file__).parent / "data/workbooks/formats.xls").read_bytes()
    (grid,) = old_workbook.read(data, Limits()).blocks
    assert isinstance(grid, Grid)
    assert len(grid.lines) == 52
    for line in grid.lines:
        shown, expected = line.cells
        assert shown.text == expected.text


@given(
    st.floats(),
    st.text(st.sampled_from('0#?.,%@;"\\_*[]<>=$-/E+ymdhsgea年General:AMP月') | st.sampled_from(string.printable)),
)
def test_any_format_shows_something(value, code):
    assert isinstance(show(value, code), str)
    assert isinstance(show_text("横浜", code), str)
