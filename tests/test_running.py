"""Running text under its headings: the articles of an ordinance are rows of their own."""

import pytest

from assistant.periods.numbers import kanji, number
from assistant.readers.document import Document, Paragraph
from assistant.records import Place, Source
from assistant.tables import tables_of

SOURCE = Source("a.txt", "", "", "", "", "")


def rows(*paragraphs):
    blocks = tuple(Paragraph(text, Place(), level) for text, level in paragraphs)
    tables, flaws = tables_of(Document(blocks), SOURCE)
    assert not flaws
    return [row.cells for table in tables for row in table.rows]


@pytest.mark.parametrize(
    ("paragraphs", "headings"),
    [
        # the caption in the line of the article, as a plain text joins it
        ([("(趣旨)第1条 目的を定める。", 0), ("(対象)第2条 市民とする。", 0)], ["(趣旨)第1条", "(対象)第2条"]),
        # the caption in a paragraph of its own, as a word processor has it
        ([("(趣旨)", 0), ("第1条 目的を定める。", 0), ("第2条 市民とする。", 0)], ["(趣旨) 第1条", "第2条"]),
        # items and further paragraphs belong to the article before them
        ([("第1条 次のとおりとする。", 0), ("(1) 市内に住む者。", 0), ("2 前項は別に定める。", 0)], ["第1条"]),
        # under the heading of a chapter
        (
            [("第1章 総則", 1), ("第1条 目的を定める。", 0), ("第二条の二 市民とする。", 0)],
            ["第1章 総則 第1条", "第1章 総則 第二条の二"],
        ),
        # provisions at the end
        ([("第1条 目的を定める。", 0), ("附 則", 0), ("この要綱は、4月1日から施行する。", 0)], ["第1条", "附 則"]),
        # an article that is only spoken of begins none
        ([("経過を述べる。", 0), ("第1条の規定により、廃止する。", 0)], [""]),
        # words in parentheses that head no article are text
        ([("(注意)", 0), ("雨の日は休む。", 0)], [""]),
    ],
)
def test_articles_are_rows(paragraphs, headings):
    found = rows(*paragraphs)
    assert [heading for heading, _ in found] == headings
    whole = "".join(text for _, text in found)
    assert all(text in whole for text, level in paragraphs if not level and text not in {"附 則", "(趣旨)"})


@pytest.mark.parametrize(
    ("value", "written"), [(1, "一"), (10, "十"), (11, "十一"), (25, "二十五"), (100, "百"), (219, "二百十九")]
)
def test_numbers_in_kanji(value, written):
    assert kanji(value) == written
    assert number(written) == value
