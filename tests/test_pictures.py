"""The pictures: every square where it belongs, every number what a click finds, every word text."""

import random
import re
from collections import Counter
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from lxml import html
from payloads import PAYLOADS

from assistant.browsing import Browser, Selection
from assistant.pages.charts import KINDS, drawn, kept, picture_of
from assistant.pages.rendering import Renderer
from assistant.pictures import MOST_BARS, Bar, Starts, crosstab, months_of, tile_map, timeline
from assistant.pictures.scale import Scale
from assistant.pictures.tile_map import tiles
from assistant.places.gazetteer import prefectures
from assistant.records import PREFECTURE, START, STATUS, TARGET

_STEP = re.compile(r"([a-z]*)((?:\.[\w-]+)*)(?:\[([^]]+)\])?(?::(first|last)-child)?")
NAMES = ("seed", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def link(*values):
    return f"?{urlencode([('v', value) for value in values])}"


def read(markup):
    return html.fromstring(str(markup))


def css(page, selector):
    """Elements of ``page`` by tag, class, attribute and first or last child, as a style sheet names them."""
    paths = []
    for chain in selector.split(", "):
        path = "."
        for step in chain.split():
            tag, classes, attribute, place = _STEP.fullmatch(step).groups()
            path += f"//{tag or '*'}"
            path += "".join(
                f"[contains(concat(' ', @class, ' '), ' {name} ')]" for name in filter(None, classes.split("."))
            )
            path += f"[@{attribute}]" if attribute else ""
            path += {None: "", "first": "[not(preceding-sibling::*)]", "last": "[not(following-sibling::*)]"}[place]
        paths.append(path)
    return page.xpath(" | ".join(paths))


def name_of(link):
    """What a screen reader says of a link."""
    return css(link, ".unseen")[0].text_content()


def texts(found):
    return [" ".join(item.text_content().split()) for item in found]


# The map


def test_every_prefecture_has_a_square_of_its_own():
    assert [tile.prefecture for tile in tiles()] == [item.name for item in prefectures()]
    assert max(Counter((tile.column, tile.row) for tile in tiles()).values()) == 1
    assert all(tile.prefecture.startswith(tile.short) for tile in tiles())


def test_the_style_knows_every_place():
    css = Renderer("").css
    for tile in tiles():
        assert f".column-{tile.column} {{" in css
        assert f".row-{tile.row} {{" in css


NEXT_TO = """青森県 岩手県|秋田県 岩手県|秋田県 山形県|山形県 宮城県|岩手県 宮城県|宮城県 福島県|新潟県 山形県|石川県 富山県|栃木県 茨城県
群馬県 栃木県|埼玉県 群馬県|東京都 埼玉県|東京都 千葉県|神奈川県 東京都|長野県 岐阜県|山梨県 長野県|静岡県 山梨県|愛知県 岐阜県|三重県 愛知県
滋賀県 福井県|滋賀県 奈良県|和歌山県 奈良県|大阪府 京都府|大阪府 和歌山県|兵庫県 鳥取県|鳥取県 岡山県|島根県 広島県|山口県 広島県|福岡県 山口県
佐賀県 福岡県|長崎県 佐賀県|大分県 熊本県|宮崎県 鹿児島県|大分県 宮崎県|愛媛県 香川県|高知県 徳島県|愛媛県 高知県|徳島県 香川県""".replace(
    "\n", "|"
)


@pytest.mark.parametrize("pair", NEXT_TO.split("|"))
def test_neighbours_stand_next_to_each_other(pair):
    at = {tile.prefecture: (tile.column, tile.row) for tile in tiles()}
    first, second = (at[name] for name in pair.split())
    assert abs(first[0] - second[0]) + abs(first[1] - second[1]) == 1


@pytest.mark.parametrize(
    "order", ["北海道 青森県 宮城県 福島県 茨城県 千葉県", "新潟県 長野県 静岡県", "福岡県 熊本県 鹿児島県 沖縄県"]
)
def test_north_is_above_south(order):
    row = {tile.prefecture: tile.row for tile in tiles()}
    places = [row[name] for name in order.split()]
    assert places == sorted(set(places))


def test_a_square_says_its_name_and_number():
    page = read(tile_map({"静岡県": 3, "東京都": 12}, ["静岡県"], link, unsaid=2))
    squares = {name_of(item): item for item in css(page, ".tiles a")}
    assert set(squares) == {"静岡県 3件 選択中", "東京都 12件"}
    assert squares["静岡県 3件 選択中"].get("aria-current") == "true"
    assert squares["東京都 12件"].get("aria-current") is None
    assert squares["東京都 12件"].get("href") == link("東京都")
    assert squares["東京都 12件"].getparent().get("class") == "level-4 column-12 row-8"
    assert len(css(page, ".tiles li")) == 47
    assert "北海道 0件" in texts(css(page, ".tiles .unseen"))
    assert texts(css(page, "tbody tr")) == ["東京都12件", "✓ 静岡県3件", "都道府県の記載なし2件"]
    assert "ほかの45都道府県は0件です" in page.text_content()


def test_a_chosen_prefecture_without_rows_can_be_taken_away():
    page = read(tile_map({}, ["沖縄県"], link))
    assert [name_of(item) for item in css(page, ".tiles a")] == ["沖縄県 0件 選択中"]


def test_shades_go_from_the_least_to_the_greatest():
    chance = random.Random(4)
    for _ in range(200):
        counts = [chance.randint(0, 60) for _ in range(chance.randint(1, 9))]
        scale = Scale.of(counts)
        ranges = list(scale.ranges())
        assert [scale.level(rows) for rows in counts if rows] == [
            next(level for level, least, most in ranges if least <= rows <= most) for rows in counts if rows
        ]
        assert [least for _, least, _ in ranges[1:]] == [most + 1 for _, _, most in ranges[:-1]]
    assert Scale.of([]).level(0) == 0
    assert list(Scale.of([0]).ranges()) == []
    assert texts(css(read(Scale.of([1, 8]).legend()), "li")) == ["0件", "1〜2件", "3〜4件", "5〜6件", "7〜8件"]


# The timeline


def picture(counts, months=None, bars=(), chosen=(), unsaid=0):
    wanted = months_of(counts, chosen)
    found = {month: (months or {}).get(month, 0) for month in wanted}
    return read(timeline(Starts(counts, found, unsaid, bars), chosen, link))


def test_few_years_are_shown_by_month():
    page = picture({"2012年度": 3, "2013年度": 2}, {"2013-01": 2, "2013-04": 2}, chosen=["2013-04"])
    assert texts(css(page, ".months thead tr:first-child th")) == ["平成24年度(2012) 3件", "平成25年度(2013) 2件"]
    assert len(css(page, ".months thead tr:last-child th[scope='col']")) == 24
    columns = css(page, ".months a.stack")
    assert [name_of(item) for item in columns] == ["平成25年1月 2件", "平成25年4月 2件 選択中"]
    assert [item.get("href") for item in columns] == [link("2013-01"), link("2013-04")]
    assert [item.get("aria-current") for item in columns] == [None, "true"]
    assert [item.get("height") for item in css(page, ".months rect")] == ["100", "100"]
    assert texts(css(page, ".in-words tbody tr"))[:2] == ["平成24年度(2012)3件", "うち 平成25年1月2件"]
    assert not css(page, ".years")


def test_the_year_in_which_the_era_changed_has_the_name_of_most_of_it():
    assert "令和元年度(2019) 1件" in texts(css(picture({"2019年度": 1}), ".head"))


def test_many_years_are_shown_by_year_and_the_chosen_one_by_month():
    counts = {"2010年度": 5, "2012年度": 1, "2014年度": 20000}
    page = picture(counts)
    assert len(css(page, ".years thead th[scope='col']")) == 5
    assert [name_of(item) for item in css(page, ".years a.stack")] == [
        "平成22年度 5件",
        "平成24年度 1件",
        "平成26年度 20000件",
    ]
    assert not css(page, ".months")
    page = picture(counts, {"2014-05": 7}, chosen=["2014年度"])
    assert texts(css(page, ".months .head")) == ["✓平成26年度(2014) 20000件"]
    assert [name_of(item) for item in css(page, ".months a.stack")] == ["平成26年5月 7件"]


def test_years_far_apart_are_shown_without_those_between():
    page = picture({"1926年度": 1, "2012年度": 1, "2013年度": 0, "2098年度": 1, "2099年度": 2})
    assert len(css(page, ".years thead th[scope='col']")) == 4


LANES = {  # start -> months before the bar, months of it, months behind it, words
    "2012-04": (0, 1, 23, "平成24年4月"),
    "2013-01": (9, 1, 14, "平成25年1月"),
    "2013-01-15": (9, 1, 14, "平成25年1月15日"),
    "2014-03": (23, 1, 0, "平成26年3月"),
    "2012年度": (0, 12, 12, "平成24年度"),
    "2013年": (9, 12, 3, "平成25年"),
    "2013-01/2013-06": (9, 6, 9, "平成25年1月〜6月"),
    "2013-10/": (18, 6, 0, "平成25年10月以降 ▶"),
    "/2012-06": (0, 3, 21, "◀ 平成24年6月まで"),
    "2010-01/2020-12": (0, 24, 0, "◀ 平成22年1月〜令和2年12月 ▶"),
}


@pytest.mark.parametrize("value", LANES)
def test_a_bar_lies_on_its_months(value):
    counts = {"2012年度": 1, "2013年度": 1}
    page = picture(counts, bars=(Bar("仙台市", "rows/x", (value,)),))
    line = css(page, ".months tbody tr")[0]
    at = [cell.get("class") for cell in css(line, "td")].index("lane")
    widths = [int(cell.get("colspan")) for cell in css(line, "td")]
    assert (sum(widths[:at]), widths[at], sum(widths[at + 1 :])) == LANES[value][:3]
    assert texts([cell for cell in css(line, "td") if cell.text_content()]) == [LANES[value][3]]
    assert css(line, "th a")[0].get("href") == "rows/x"


def test_a_row_with_two_starts_has_two_bars_and_one_name():
    page = picture({"2012年度": 1}, bars=(Bar("長野県", "rows/x", ("2012-05", "未定", "2013-01", "1999-01")),))
    assert len(css(page, ".months tbody tr")) == 2
    assert [item.get("rowspan") for item in css(page, ".months tbody th")] == ["2"]


def test_what_has_no_place_on_the_axis_is_told_as_a_number():
    page = picture({"2012年度": 1, "2012-01/2013-06": 4, "未定": 3}, unsaid=5)
    assert texts(css(page, ".others li")) == [
        "平成24年1月〜平成25年6月(2012年1月〜2013年6月) 4件",
        "時期は未定 3件",
    ]
    assert [item.get("href") for item in css(page, ".others a")] == [link("2012-01/2013-06"), link("未定")]
    assert texts(css(page, ".unsaid")) == ["実施時期の記載なし 5件"]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "あり",
        "x",
        "2013-13",
        "9999年度",
        "9999-12",
        "0001-01",
        "/",
        "//",
        "/2013-03",
        "0000年度",
        "-5年度",
        *PAYLOADS,
    ],
)
def test_a_start_that_cannot_be_read_is_shown_as_it_is(value):
    page = picture({value: 2, "2012年度": 1}, chosen=[value], bars=(Bar("市", "x", (value,)),))
    assert [item for item in css(page, "a") if item.get("href") == link(value)]
    assert css(page, ".months thead")


def test_nothing_that_starts_is_no_fault():
    page = picture({}, unsaid=18)
    assert texts(css(page, ".unsaid")) == ["実施時期の記載なし 18件"]
    assert not css(page, ".months, .years")


# Targets by status


def test_a_cell_leads_to_its_rows_and_back():
    cells = {("", ""): 9, ("若者", ""): 4, ("", "準備中"): 8, ("", "協議中"): 2, ("若者", "準備中"): 3}
    page = read(crosstab(cells, ["若者"], ["準備中"], link, without_target=5))
    assert texts(css(page, "thead th")) == ["対象者 \\ 進捗", "合計", "協議中", "✓(選択中)準備中"]
    assert texts(css(css(page, "tbody tr")[1], ".shown")) == ["4", "✓3"]
    found = {name_of(item): item.get("href") for item in css(page, "td a")}
    assert found["若者・準備中 3件 選択中"] == link("", "")
    assert found["若者・合計 4件"] == link("若者", "")
    assert found["合計・協議中 2件"] == link("", "協議中")
    assert found["合計・合計 9件"] == link("", "")
    assert texts(css(page, ".unsaid")) == ["対象者の記載なし 5件"]


def test_where_nothing_is_chosen_the_total_leads_nowhere():
    page = read(crosstab({("", ""): 9, ("若者", ""): 4}, [], [], link))
    assert [name_of(item) for item in css(page, "td a")] == ["若者・合計 4件"]
    assert texts(css(read(crosstab({("", ""): 0}, [], [], link)), "tbody td")) == ["0"]


TAGS = "a b caption col colgroup details div li p rect span summary svg table tbody td th thead tr ul"
ATTRIBUTES = (
    "aria-current aria-hidden aria-label class colspan height href open preserveaspectratio role rowspan scope "
    "span tabindex viewbox width y"
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_a_source_stay_text(payload):
    said = " ".join(payload.split())
    for markup in (
        tile_map({payload: 2}, [payload], lambda value: value),
        timeline(Starts({payload: 2}, {}, 0, (Bar(payload, payload, ("2012-04",)),)), [payload], lambda value: value),
        timeline(Starts({"2012年度": 2}, {}, 0, (Bar(payload, payload, ("2012-04",)),)), [], lambda value: value),
        crosstab({(payload, payload): 1, (payload, ""): 1}, [payload], [], lambda a, b: f"{a}{b}"),
    ):
        page = read(markup)
        assert said in " ".join(page.text_content().split())
        assert {item.tag for item in page.iter()} <= set(TAGS.split())
        assert {name for item in page.iter() for name in item.attrib} <= set(ATTRIBUTES.split())


# Every number is what a click finds


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_what_a_click_finds(assistants, name):
    browser = Browser(assistants[name])
    chance = random.Random(name)
    known = [
        (facet, value)
        for facet in (PREFECTURE, TARGET, STATUS, START)
        for value in browser.assistant.known.values(facet)
    ]
    picked = [[], *([chance.choice(known)] for _ in range(3) if known)]
    for pairs in picked:
        selection = Selection.of([("f", ":".join(pair)) for pair in pairs] + [("id", "x"), ("sort", "start")])
        found = browser.find(selection)
        for kind, own in (("map", PREFECTURE), ("timeline", START), ("crosstab", "")):
            page = read(drawn(browser, found, kind, address))
            assert css(page, "table")
            for item in [item for item in css(page, "a") if css(item, ".unseen")]:
                rows = int(re.search(r" (\d+)件", name_of(item))[1])
                leads = parse_qsl(urlsplit(item.get("href")).query)
                assert picture_of(leads) == kind
                assert ("id", "x") in leads
                clicked = Selection.of(leads)
                if item.get("aria-current"):
                    assert clicked.values(own or TARGET) == ()
                elif not selection.values(own or "-"):
                    assert len(browser.find(clicked).rows) == rows, (kind, name_of(item))


def address(path, *pairs):
    return f"{path}?{urlencode([pair for some in pairs for pair in some])}"


def test_the_numbers_of_the_published_table(assistant):
    browser = Browser(assistant)
    found = browser.find(Selection())
    prefectures_ = css(read(drawn(browser, found, "map", address)), ".in-words tbody tr")
    assert texts(prefectures_)[:2] == ["兵庫県3件", "神奈川県2件"]
    starts = read(drawn(browser, found, "timeline", address))
    assert texts(css(starts, ".head")) == ["平成24年度(2012) 7件", "平成25年度(2013) 7件"]
    assert len(css(starts, ".lane")) == 14
    assert texts(css(starts, ".unsaid")) == ["実施時期の記載なし 4件"]
    cells = read(drawn(browser, found, "crosstab", address))
    assert texts(css(cells, ".total .shown")) == ["5", "14"]
    assert "生活保護受給者・準備中 8件" in [name_of(item) for item in css(cells, "td a")]


def test_more_rows_than_bars_are_only_counted(assistants):
    browser = Browser(assistants["second"])
    found = browser.find(Selection())
    assert len(found.rows) > MOST_BARS
    page = read(drawn(browser, found, "timeline", address))
    assert not css(page, ".lane")
    assert css(page, "a.stack")
    few = browser.find(Selection.of([("f", f"{TARGET}:高齢者")]))
    assert css(read(drawn(browser, few, "timeline", address)), ".lane")


@pytest.mark.parametrize(
    ("pairs", "kind"),
    [
        ([], ""),
        ([("picture", "map")], "map"),
        ([("picture", "x")], ""),
        ([("picture", "")], ""),
        ([("picture", "<b>")], ""),
        ([("picture", "map"), ("picture", "crosstab")], "crosstab"),
    ],
)
def test_the_picture_of_an_address(assistant, pairs, kind):
    assert picture_of(pairs) == kind
    assert kept(kind) == ([("picture", kind)] if kind else [])
    browser = Browser(assistant)
    assert bool(drawn(browser, browser.find(Selection()), kind, address)) == (kind in KINDS)
