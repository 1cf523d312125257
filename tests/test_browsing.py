"""Facets, rows and likeness over the published table, and against a plain recount."""

import random
from dataclasses import replace

import pytest

from assistant.answer.matching import satisfied
from assistant.browsing import MAX_DRAFT, MAX_TICKED, PAGE, SHOWN, Browser, Browsing, Selection
from assistant.errors import InputError
from assistant.records import LEVEL, PREFECTURE, REGION, SITE, START, STATUS, TARGET


@pytest.fixture(scope="module")
def browser(assistant):
    return Browser(assistant)


@pytest.fixture(scope="module")
def browsers(assistants):
    return {name: Browser(opened) for name, opened in assistants.items()}


def names(rows):
    return [row.municipality for row in rows]


def find(browser, *pairs):
    return browser.find(Selection.of(pairs))


CASES = [  # what the address says -> how many rows, some of them
    ([], 18, ["新潟県及び新潟市", "熊本市"]),
    ([("f", "都道府県:静岡県")], 2, ["浜松市", "富士市"]),
    ([("f", "都道府県:静岡県"), ("f", "都道府県:宮城県")], 3, ["仙台市"]),
    ([("f", "対象者:生活保護受給者"), ("f", "進捗:準備中")], 8, ["北見市"]),
    ([("f", "地方:九州・沖縄")], 1, ["熊本市"]),
    ([("f", "実施時期:2012年度")], 7, ["北見市"]),
    ([("f", "実施時期:2013-04")], 6, ["仙台市", "川崎市", "浜松市"]),
    ([("f", "進捗:あり")], 18, []),
    ([("q", "若者の就職")], 4, ["山形県", "大阪府", "富士市"]),
    ([("q", "若者の就職"), ("f", "都道府県:山形県")], 1, ["山形県"]),
    ([("q", "静岡県"), ("f", "都道府県:宮城県")], 0, []),
    ([("f", "都道府県:火星")], 0, []),
    ([("f", "-団体区分:市区町村")], 5, ["新潟県及び新潟市", "山形県"]),
    ([("f", "-団体区分:市区町村"), ("f", "-団体区分:共同提案"), ("f", "進捗:準備中")], 2, ["長野県", "兵庫県"]),
]


@pytest.mark.parametrize(("pairs", "count", "some"), CASES)
def test_an_address_finds_rows(browser, pairs, count, some):
    found = find(browser, *pairs)
    assert len(found.rows) == count
    assert set(some) <= set(names(found.rows))


def test_both_parts_of_a_row_count_by_themselves(browser):
    """長野県: ① is 協議中, ② starts in 平成25年1月."""
    assert "長野県" in names(find(browser, ("f", "進捗:協議中")).rows)
    assert "長野県" in names(find(browser, ("f", "実施時期:2013-01")).rows)
    assert "長野県" not in names(find(browser, ("f", "進捗:協議中"), ("f", "実施時期:2013-01")).rows)


@pytest.mark.parametrize("name", ["seed", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"])
def test_rows_and_counts_agree_with_a_plain_recount(browsers, name):
    browser = browsers[name]
    rows = browser.assistant.proposals
    chance = random.Random(name)
    known = [(facet, value) for facet in SHOWN for value in browser.assistant.known.values(facet)]
    for _ in range(15):
        chosen = chance.sample(known, min(len(known), chance.randint(0, 3)))
        pairs = [("f", chance.choice(["", "", "-"]) + ":".join(pair)) for pair in chosen]
        selection = Selection.of(pairs)
        found = browser.find(selection)
        assert list(found.rows) == [row for row in rows if satisfied(row, selection.filters)]
        for facet, counts in found.counts.items():
            others = tuple(item for item in selection.filters if item.facet != facet)
            for count in counts:
                alone = Selection.of([*(("f", i.key) for i in others), ("f", f"{facet}:{count.value}")])
                wanted = sum(satisfied(row, alone.filters) for row in rows)
                assert count.rows == wanted, (pairs, facet, count.value)


def test_a_facet_leaves_its_own_choice_out(browser):
    free = {c.value: c.rows for c in find(browser).counts[PREFECTURE]}
    chosen = find(browser, ("f", "都道府県:静岡県")).counts[PREFECTURE]
    assert {c.value: c.rows for c in chosen} == free
    assert [c.value for c in chosen if c.chosen] == ["静岡県"]
    assert all(count.rows <= free[count.value] for count in find(browser, ("f", "進捗:協議中")).counts[PREFECTURE])


def test_starts_are_counted_by_fiscal_year_in_their_order(browser):
    assert [(c.value, c.rows) for c in find(browser).counts[START]] == [("2012年度", 7), ("2013年度", 7)]


def test_regions_that_overlap_are_not_offered_but_stay_when_chosen(browser):
    assert "東日本" not in [c.value for c in find(browser).counts[REGION]]
    chosen = [c for c in find(browser, ("f", "地方:東日本")).counts[REGION] if c.chosen]
    assert [(c.value, c.rows) for c in chosen] == [("東日本", len(find(browser, ("f", "地方:東日本")).rows))]


def test_words_that_are_understood_choose_and_others_only_order(browser):
    wanted = find(browser, ("q", "若者の就職")).wanted
    assert wanted.chooses
    assert wanted.read == ("対象者: 若者",)
    found = find(browser, ("q", "宇宙"))
    assert not found.wanted.chooses
    assert "見つかりません" in found.wanted.refused
    assert len(found.rows) == 18


def test_order_of_likeness_is_that_of_the_search(browser):
    text = "宇宙ロケットの打ち上げ"
    found = find(browser, ("q", text))
    assert not found.wanted.chooses
    hits = browser.assistant.search(text, 18)
    assert [row.id for row in found.rows] == [hit.passage.proposal.id for hit in hits]


@pytest.mark.parametrize("sort", ["municipality", "prefecture", "status", "start"])
def test_columns_sort_both_ways_with_the_unsaid_last(browser, sort):
    up, down = find(browser, ("sort", sort)).rows, find(browser, ("sort", f"-{sort}")).rows
    assert sorted(map(id, up)) == sorted(map(id, down))
    if sort == "start":
        assert [bool(row.values(START)) for row in up] == [bool(row.values(START)) for row in down]
        assert names(up)[0] in {"新潟県及び新潟市", "神戸市"}
        assert names(down)[0] == "兵庫県"
    if sort == "prefecture":
        assert names(up)[0] == "北見市"
        assert names(down)[0] == "熊本市"


def test_pages_and_a_page_behind_the_last(browser):
    found = find(browser, ("page", "99"))
    assert (found.page, found.pages, len(found.shown)) == (1, 1, 18)
    assert PAGE == 50


def test_a_selection_survives_its_own_address():
    pairs = [("q", "窓口 支援"), ("f", "進捗:準備中"), ("f", "進捗:協議中"), ("f", "対象者:a:b"), ("sort", "-start")]
    pairs += [("page", "3"), ("id", "x"), ("id", "y")]
    selection = Selection.of(pairs)
    assert selection.pairs() == pairs
    assert Selection.of(selection.pairs()) == selection
    assert [item.either for item in selection.filters] == [False, True, False]


def test_toggling_adds_and_takes_away():
    added = Selection.of([("f", "進捗:準備中"), ("toggle", "進捗:協議中")])
    assert added.values(STATUS) == ("準備中", "協議中")
    assert Selection.of([*added.pairs(), ("toggle", "進捗:準備中")]).values(STATUS) == ("協議中",)


def test_columns_that_hold_one_of_a_few_values_are_offered(assistants):
    offered = Browser(assistants["tenth"]).find(Selection.of([("f", "分野:防災")]))
    assert {item.value: item.rows for item in offered.counts["分野"]} == {
        "デジタル": 14,
        "観光": 10,
        "移住": 10,
        "防災": 9,
        "子育て": 7,
    }
    assert len(offered.rows) == 9


BAD = {
    "no colon": [("f", "静岡県")],
    "no value": [("f", "進捗:")],
    "toggle": [("toggle", "x")],
    "sort": [("sort", "色")],
    "page 0": [("page", "0")],
    "page -1": [("page", "-1")],
    "page word": [("page", "二")],
    "page huge": [("page", "9" * 400)],
    "many filters": [("f", f"都道府県:{n}") for n in range(51)],
    "many ticked": [("id", str(n)) for n in range(MAX_TICKED + 1)],
}


@pytest.mark.parametrize("pairs", BAD.values(), ids=BAD)
def test_a_bad_address_is_refused_in_words(pairs):
    with pytest.raises(InputError, match=r"。"):
        Selection.of(pairs)


@pytest.mark.parametrize("key", ["国:日本", "<img src=x onerror=alert(1)>:1"])
def test_a_facet_that_no_table_has_is_refused_in_words(browser, key):
    with pytest.raises(InputError, match=r"という条件はありません。「都道府県:静岡県」のように"):
        find(browser, ("f", key))


@pytest.mark.parametrize("text", ["!!!", "窓" * 3000], ids=["symbols", "long"])
def test_words_that_cannot_be_read_are_refused(browser, text):
    with pytest.raises(InputError):
        find(browser, ("q", text))


def test_neighbours_are_those_of_the_table(assistants, browser):
    rows = browser.assistant.proposals
    assert browser.neighbours(rows[0]) == (None, rows[1])
    assert browser.neighbours(rows[-1]) == (rows[-2], None)


def test_similar_rows_share_what_is_said(browser):
    sendai = next(row for row in browser.assistant.proposals if row.municipality == "仙台市")
    found = browser.similar(sendai)
    assert len(found) == 5
    assert sendai not in [item.proposal for item in found]
    for item in found:
        for facet, value in item.facets:
            assert value in sendai.values(facet)
            assert value in item.proposal.values(facet)
        for word in item.words:
            assert any(word in field.text for field in item.proposal.fields)
            assert any(word in field.text for field in sendai.fields)
        for name, spans in item.marks:
            assert all(span.of(item.proposal.text(name)) for span in spans)
    assert (TARGET, "生活保護受給者") in found[0].facets


DRAFT = "生活保護受給者を対象に、福祉事務所に就労支援の窓口を置き、ハローワークと一体で支援する。"


def test_a_draft_finds_what_is_like_it(browser):
    found = browser.similar_to_draft(DRAFT)
    assert len(found) == 10
    assert found[0].proposal.municipality == "仙台市"
    assert {(TARGET, "生活保護受給者"), (SITE, "福祉事務所")} <= set(found[0].facets)
    assert "福祉事務所" in found[0].words


@pytest.mark.parametrize(
    "text", ["", "  \n ", "!?", "。", "窓" * (MAX_DRAFT + 1)], ids=["0", "blank", "!?", "。", "long"]
)
def test_a_draft_that_says_nothing_or_too_much_is_refused(browser, text):
    with pytest.raises(InputError):
        browser.similar_to_draft(text)


def test_a_long_draft_is_compared_whole(browser):
    text = ("別の話をする。" * 500 + DRAFT)[-MAX_DRAFT:]
    assert any((SITE, "福祉事務所") in item.facets for item in browser.similar_to_draft(text, 18))


def test_the_browser_is_made_anew_with_the_index(assistants):
    opened = [assistants["seed"]]
    browsing = Browsing(lambda: opened[0])
    first = browsing()
    assert browsing() is first
    opened[0] = assistants["second"]
    assert browsing().assistant is assistants["second"]


def test_an_index_of_nothing_finds_nothing(assistant):
    empty = replace(assistant, index=type(assistant.index).build((), assistant.index.encoder))
    found = Browser(empty).find(Selection.of([("f", "進捗:準備中")]))
    assert (found.rows, found.pages) == ((), 1)
    assert [c.rows for c in found.counts[STATUS]] == [0]
    assert found.counts[LEVEL] == ()
