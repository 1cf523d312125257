from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import places
from assistant.places.gazetteer import designations, municipalities, prefectures, regions
from assistant.records import Span

ALPHABET = (
    "東京都大阪府兵庫県静岡浜松市新潟川崎区港北海道町村及び、・と（）()※ 　ほか等中国地方せんだいとやまけん[]\n郡"
)


def table(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / "data" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


def written(spans: tuple[Span, ...], cell: str) -> str:
    return "|".join(span.of(cell) for span in spans) or "-"


@pytest.mark.parametrize(("cell", "name", "prefecture", "notes", "members", "level"), table("names"), ids=lambda v: v)
def test_cells(cell: str, name: str, prefecture: str, notes: str, members: str, level: str) -> None:
    parsed = places.split_name(cell)
    assert parsed.name.of(cell) == name
    assert (parsed.prefecture.of(cell) if parsed.prefecture else "-") == prefecture
    assert written(parsed.notes, cell) == notes
    assert written(parsed.members, cell) == members
    assert parsed.level == level


@pytest.mark.parametrize(("text", "found"), table("places"), ids=lambda v: v)
def test_sentences(text: str, found: str) -> None:
    assert ("|".join(described(place, text) for place in places.find(text)) or "-") == found


def described(place: places.Place, text: str) -> str:
    count = len(place.prefectures)
    where = "/".join(place.prefectures) if 0 < count <= 3 else str(count)
    return f"{place.span.of(text)}:{place.kind}:{'/'.join(place.values)}:{where}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("静岡県", ("静岡県",)),
        ("静岡", ("静岡県",)),
        ("浜松市", ("静岡県",)),
        ("静岡県浜松市", ("静岡県",)),
        ("三重県三重郡菰野町", ("三重県",)),
        ("三重郡菰野町", ("三重県",)),
        ("蒲郡市", ("愛知県",)),
        ("府中市", ("東京都", "広島県")),
        ("伊達市", ("北海道", "福島県")),
        ("須坂", ("長野県",)),
        ("静岡県大阪市", ()),
        ("架空市", ()),
        ("中央", ()),
        ("", ()),
    ],
)
def test_prefecture_of(name: str, expected: tuple[str, ...]) -> None:
    assert places.prefecture_of(name) == expected


def test_regions() -> None:
    assert places.regions_of("静岡県") == ("中部", "東海", "西日本")
    assert places.regions_of("北海道") == ("北海道", "東日本")
    assert places.regions_of("架空県") == ()


def test_class_depends_on_the_day() -> None:
    assert places.classes_of("熊本市") == ("政令指定都市",)
    assert places.classes_of("熊本県熊本市", date(2012, 3, 31)) == ("中核市",)
    assert places.classes_of("熊本市", date(2012, 4, 1)) == ("政令指定都市",)
    assert places.classes_of("川口市", date(2012, 12, 1)) == ()
    assert places.classes_of("新宿区") == ("特別区",)
    assert places.classes_of("須坂市") == ()


def test_prefectures_of_a_text() -> None:
    assert places.find_prefectures("大阪と兵庫県、大阪府") == ("大阪府", "兵庫県")


def test_ambiguous_names_say_so() -> None:
    assert [place.ambiguous for place in places.find("大阪、府中市、広島県府中市、浜松市")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_names() -> None:
    assert places.is_prefecture("京都府")
    assert not places.is_prefecture("京都")
    assert places.current_name("篠山市") == "丹波篠山市"
    assert places.current_name("浜松市") == "浜松市"


def test_the_tables_are_whole() -> None:
    current = [item for item in municipalities() if not item.now]
    assert Counter(item.name[-1] for item in current) == {"市": 792, "区": 23, "町": 743, "村": 183}
    assert len({(item.prefecture, item.name) for item in municipalities()}) == len(municipalities())
    known = {prefecture.name for prefecture in prefectures()}
    assert len(known) == 47
    assert {item.prefecture for item in municipalities()} == known
    by_name = {region.name: set(region.prefectures) for region in regions()}
    assert set().union(*by_name.values()) == known
    assert by_name["東日本"] | by_name["西日本"] == known
    assert not by_name["東日本"] & by_name["西日本"]
    valid = [item.city_class for item in designations() if item.until == date.max]
    assert Counter(valid) == {"政令指定都市": 20, "中核市": 62, "施行時特例市": 23, "特別区": 23}
    assert all(places.prefecture_of(item.name) for item in designations())


@given(st.one_of(st.text(), st.text(ALPHABET)))
def test_find_takes_any_text(text: str) -> None:
    end = 0
    for place in places.find(text):
        assert end <= place.span.start < place.span.end <= len(text)
        end = place.span.end
        assert place.values


@given(st.one_of(st.text(), st.text(ALPHABET)))
def test_split_name_takes_any_text(cell: str) -> None:
    parsed = places.split_name(cell)
    spans = [parsed.name, *parsed.notes, *parsed.members, *([parsed.prefecture] if parsed.prefecture else [])]
    assert all(0 <= span.start <= span.end <= len(cell) for span in spans)


@given(
    st.sampled_from(municipalities()), st.sampled_from(["{p}{m}", "{p} {m}", "{m}（{p}）", "{m} ({p}) (※提案の一部)"])
)
def test_every_municipality_is_cut_from_its_prefecture(item: places.gazetteer.Municipality, shape: str) -> None:
    cell = shape.format(p=item.prefecture, m=item.name)
    parsed = places.split_name(cell)
    assert parsed.name.of(cell) == item.name
    assert parsed.prefecture is not None
    assert parsed.prefecture.of(cell) == item.prefecture
    assert parsed.level == "市区町村"
    found = places.find(cell)
    assert [place.prefectures for place in found if place.kind == "municipality"] in (
        [(item.prefecture,)],
        [places.prefecture_of(item.name)],
    )
