"""What the chat says: escaped, quoted words marked in the verbatim row, the contents of the answer all there."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.evidence import marked, row_html
from assistant.chat.messages import answer_html, fault_html, question_html, sources_html
from assistant.records import (
    PREFECTURE,
    START,
    STATUS,
    Answer,
    Citation,
    Facet,
    Field,
    Filter,
    Proposal,
    Query,
    Reading,
    Source,
    Span,
    Statement,
    Topic,
)

EXAMPLE = "生活保護受給者向けの窓口はどこ?"
PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "</details></article><h1>x</h1>",
    "<!-- -->",
    "&lt;b&gt; &amp; &#60;",
    "**b** _i_ # h",
    "[a](javascript:alert(1))",
    "`code` ```",
    "$x$ \\(x\\) $$x$$",
    "${value} {{value}} {{{value}}}",
    "' onclick='x",
)


class Reader(HTMLParser):
    """Reads the text of a fragment, the tags in it, and what stands inside ``<mark>``."""

    def __init__(self):
        super().__init__()
        self.texts, self.tags, self.marks, self.open = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)
        if "mark" in self.open:
            self.marks.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def proposal(text="文", facets=()):
    source = Source(text, "0" * 64, text, text, text, "")
    fields = (Field("自治体名", "municipality", text), Field(text, "overview", text))
    return Proposal("1", source, text, text, text, text, fields, facets)


def answer(text):
    here = proposal(
        text, (Facet(STATUS, text, "自治体名", Span(0, 1)), Facet(PREFECTURE, text, "自治体名", Span(0, 1)))
    )
    query = Query(
        text,
        "list",
        topics=(Topic(text, (text,)),),
        filters=(Filter(STATUS, text, text, assumed=text),),
        readings=(Reading(text, text),),
        earlier=(text,),
    )
    said = Statement(f"{text}: 「{text}」", (Citation(here, "自治体名", Span(0, len(text))),))
    return Answer(query, True, text, (said,), (here,), remarks=(text,), near=(here,))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_sources_and_users_stay_text(payload):
    manifest = {
        "sources": [{"path": payload, "title": payload, "publisher": payload, "as_of": payload}],
        "counts": {"proposals": 1},
    }
    for html in (answer_html(answer(payload)), question_html(payload), fault_html(payload), sources_html(manifest)):
        page = read(html)
        assert payload in "".join(page.texts)
        assert not {"img", "script", "svg", "h1", "a"} & set(page.tags)


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5))
def test_marking_changes_no_word_and_marks_what_the_spans_cover(text, edges):
    spans = [Span(min(pair), max(pair)) for pair in edges if max(pair) <= len(text) and pair[0] != pair[1]]
    covered = "".join(char for at, char in enumerate(text) if any(s.start <= at < s.end for s in spans))
    page = read(marked(text, spans))
    assert "".join(page.texts) == text
    assert "".join(page.marks) == covered


def test_the_row_holds_every_field_and_marks_the_quote(assistant):
    answered = assistant.ask(EXAMPLE)
    for statement in answered.statements:
        first = statement.citations[0].proposal
        page = read(row_html(first, statement.citations))
        told = "".join(page.texts)
        for field in first.fields:
            assert field.text in told
        for citation in statement.citations:
            assert any(citation.quote in words for words in page.marks)
        for fact in (first.source.title, first.source.publisher, first.source.as_of, first.section, first.locator):
            assert fact in told
        assert f"No.{first.no}" in told


@pytest.mark.parametrize(
    ("question", "history"),
    [
        (EXAMPLE, []),
        ("平成25年4月に始まる提案は?", []),
        ("長野県の協議中の提案は?", []),
        ("兵庫県は?", ["静岡県の準備中の提案は?"]),
        ("静岡県の協議中の提案は?", []),
        ("宇宙開発の提案は?", []),
    ],
)
def test_an_answer_shows_all_that_it_says(assistant, question, history):
    answered = assistant.ask(question, history)
    told = "".join(read(answer_html(answered)).texts)
    assert told.startswith(answered.lead)
    for statement in answered.statements:
        for citation in statement.citations:
            assert citation.quote.strip() in told
    for text in (*answered.remarks, *answered.query.earlier, *(item.said for item in answered.query.readings)):
        assert text in told
    for near in answered.near:
        assert near.municipality in told
    assert ("該当ではありません" in told) == bool(answered.near)


def test_starts_are_told_in_both_calendars():
    facets = (
        Facet(START, "2013-04", "自治体名", Span(0, 1), "②"),
        Facet(STATUS, "準備中", "自治体名", Span(0, 1), "①"),
    )
    here = proposal("熊本市", facets)
    said = Statement("熊本市: 「熊本市」", (Citation(here, "自治体名", Span(0, 3)),))
    told = "".join(read(answer_html(Answer(Query("?", "list"), True, "1件です。", (said,), (here,)))).texts)
    assert "①準備中" in told
    assert "②平成25年4月(2013年4月)" in told


def test_a_statement_without_a_colon_keeps_its_words():
    here = proposal("熊本市")
    said = Statement("熊本市", (Citation(here, "自治体名", Span(0, 3)),))
    told = "".join(read(answer_html(Answer(Query("?", "list"), True, "1件です。", (said,), (here,)))).texts)
    assert told.count("熊本市") > 0


def test_many_proposals_wait_behind_a_button():
    said = Statement("熊本市: 文", (Citation(proposal("熊本市"), "自治体名", Span(0, 3)),))
    html = answer_html(Answer(Query("?", "list"), True, "25件です。", (said,) * 25))
    page = read(html)
    assert page.tags.count("h3") == 25
    assert "残り5件を表示" in page.texts


def test_a_long_question_is_cut():
    assert len("".join(read(question_html("長" * 5000)).texts)) < 300
