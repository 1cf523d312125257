"""What the chat says: escaped, quoted words marked in the verbatim row, the contents of the answer all there."""

from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payloads import PAYLOADS

from assistant.chat.chips import chips
from assistant.chat.clipping import clipping
from assistant.chat.conversation import Turn, opinion_of, order_of
from assistant.chat.evidence import marked, row_html
from assistant.chat.frame import examples_html, heading_html
from assistant.chat.host import Host
from assistant.chat.links import question_link, row_link
from assistant.chat.messages import answer_html, fault_html, question_html, sources_html
from assistant.chat.suggestions import suggested
from assistant.journal import Journal
from assistant.records import (
    ON_EARLIER,
    PREFECTURE,
    START,
    STATUS,
    Answer,
    Asked,
    Citation,
    Facet,
    Field,
    Filter,
    Place,
    Proposal,
    Query,
    Reading,
    Source,
    Span,
    Statement,
    Topic,
)

EXAMPLE = "生活保護受給者向けの窓口はどこ?"


class Reader(HTMLParser):
    """Reads the text of a fragment, the tags in it, and what stands inside ``<mark>``."""

    def __init__(self):
        super().__init__()
        self.texts, self.tags, self.marks, self.open, self.addresses = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.open.append(tag)
        self.addresses += [value for name, value in attrs if name in {"href", "src", "action"}]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]

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
    return Proposal(text, source, Place(line=3, sheet=text), text, text, text, fields, facets)


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
    source = Source(payload, "", payload, payload, payload, "")
    asked = Asked(payload, (payload, f"{STATUS}:{payload}"))
    link = question_link(asked, [asked], [Filter.of(payload)], "")
    shown = answer_html(answer(payload), asked, 3, link, [payload], "../", rated=True)
    for html in (
        shown,
        question_html(payload, 3),
        question_html(payload),
        fault_html(payload),
        sources_html(
            [source, replace(source, title="二"), replace(source, title="三"), replace(source, title=payload)], ()
        ),
        heading_html(payload, compact=True),
        heading_html(payload, compact=False),
        examples_html([payload]),
    ):
        page = read(html)
        assert payload in "".join(page.texts)
        assert not {"img", "script", "svg", "style", "iframe", "object", "form", "input", "base", "meta"} & set(
            page.tags
        )
        assert all(address.startswith(("?", "./?", "../", "rows/", "browse")) for address in page.addresses)
    assert payload in clipping(answer(payload))


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


@pytest.mark.parametrize(
    ("query", "address"),
    [
        (Query("?", "list"), "../browse?"),
        (
            Query("?", "list", filters=(Filter("進捗", "準備中", "準備中"),), topics=(Topic("窓口", ("窓口",)),)),
            "../browse?q=%E7%AA%93%E5%8F%A3&amp;f=%E9%80%B2%E6%8D%97%3A%E6%BA%96%E5%82%99%E4%B8%AD",
        ),
        (Query("?", "list", topics=(Topic("窓口", ("窓口",), negated=True),)), None),
        (Query("?", "first", extreme="first"), None),
    ],
)
def test_more_proposals_than_a_page_can_hold_are_counted_and_lead_to_the_list(query, address):
    said = Statement("熊本市: 文", (Citation(proposal("熊本市"), "自治体名", Span(0, 3)),))
    html = answer_html(Answer(query, True, "1000件です。", (said,) * 1000), home="../")
    assert read(html).tags.count("h3") == 300
    assert "ほか700件は、ここには並べていません。" in html
    assert "(ほか700件)" in html
    assert (f'href="{address}"' in html) if address else ("browse?" not in html)


def test_a_long_question_is_cut():
    assert len("".join(read(question_html("長" * 5000)).texts)) < 300


def turn(question, *without, history=(), rows=("a",)):
    return Turn(Asked(question, without), history, f"<p>{question}</p>", rows)


FIRST, SECOND = turn("一"), turn("二", f"{STATUS}:準備中", history=(Asked("一"),))
TURNS = [FIRST, SECOND]


@pytest.mark.parametrize(
    ("said", "asked", "history", "kept"),
    [
        ({"question": "三"}, Asked("三"), (*SECOND.history, SECOND.asked), 2),
        ({"question": "三", "after": 0}, Asked("三"), (FIRST.asked,), 2),
        ({"question": "直す", "at": 0}, Asked("直す"), (), 0),
        ({"question": "直す", "at": 1}, Asked("直す"), SECOND.history, 1),
        ({"at": 0, "drop": "対象者:若者"}, Asked("一", ("対象者:若者",)), (), 0),
        ({"at": 1, "drop": ON_EARLIER}, Asked("二", (f"{STATUS}:準備中", ON_EARLIER)), SECOND.history, 1),
        ({"at": 1, "restore": f"{STATUS}:準備中"}, Asked("二"), SECOND.history, 1),
        ({"at": 1, "drop": f"{STATUS}:準備中"}, Asked("二", (f"{STATUS}:準備中",)), SECOND.history, 1),
    ],
)
def test_what_the_page_asks_for_is_put_in_its_place(said, asked, history, kept):
    order = order_of(said, TURNS)
    assert (order.asked, order.history, len(order.kept)) == (asked, history, kept)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"question": None},
        {"question": ["三"], "without": "x", "history": {}, "filters": 5, "at": "0", "after": 9},
        {"question": 3, "at": -1, "after": -1, "typed": "yes", "without": [1, None, {}], "filters": [None]},
        {"question": {}, "history": [1, None, "x", []], "at": 1.5, "number": "<b>"},
        {"question": "", "number": 10**9, "at": 99, "drop": ["x"], "restore": {}},
    ],
)
def test_what_the_page_cannot_mean_asks_nothing(said):
    for turns in ([], TURNS):
        order = order_of(said, turns)
        assert order.asked == Asked("")
        assert order.filters == ()
        assert not order.typed
        assert order.number == 0
        assert len(order.kept) == len(turns)


def test_a_drop_that_is_no_text_changes_nothing():
    assert order_of({"at": 1, "drop": ["x"]}, TURNS).asked == SECOND.asked


def test_only_so_many_filters_and_earlier_questions_are_heard():
    said = {"question": "三", "filters": [f"対象者:{n}" for n in range(999)], "history": [{"question": "一"}] * 999}
    order = order_of(said, [])
    assert len(order.filters) == len(order.history) == 50


def test_filters_of_one_facet_are_alternatives():
    order = order_of({"question": "一", "filters": ["進捗:準備中", "都道府県:兵庫県", "進捗:協議中", "-進捗:中止"]}, [])
    assert [(item.key, item.either) for item in order.filters] == [
        ("進捗:準備中", False), ("進捗:協議中", True), ("-進捗:中止", False), ("都道府県:兵庫県", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "opinion"),
    [
        ({"at": 0, "good": True, "comment": "よい"}, (FIRST, True, "よい")),
        ({"at": 1, "good": False}, (SECOND, False, "")),
        ({"at": 1, "good": False, "comment": ["x"]}, (SECOND, False, "")),
        ({"at": 2, "good": True}, None),
        ({"at": "0", "good": True}, None),
        ({"at": 0, "good": "yes"}, None),
        ({}, None),
    ],
)
def test_an_opinion_is_of_a_turn(said, opinion):
    found = opinion_of(said, TURNS)
    assert (found and (found.turn, found.good, found.comment)) == opinion


@pytest.mark.parametrize(
    ("question", "history", "without", "lead"),
    [
        ("静岡県の準備中の提案は?", [], [], "静岡県の、進捗が「準備中」の提案は2件です。"),
        ("静岡県の準備中の提案は?", [], ["都道府県:静岡県"], "進捗が「準備中」の提案は14件です。"),
        ("静岡県の準備中の提案は?", [], ["都道府県:静岡県", "進捗:準備中"], "提案は全部で18件です。"),
        ("静岡県の準備中の提案は?", [], ["都道府県:兵庫県"], "静岡県の、進捗が「準備中」の提案は2件です。"),
        ("兵庫県は?", [Asked("静岡県の準備中の提案は?")], [ON_EARLIER], "兵庫県の提案は3件です。"),
        ("何件?", [Asked("静岡県の準備中の提案は?", ("都道府県:静岡県",))], [], "進捗が「準備中」の提案は14件です。"),
    ],
)
def test_what_is_taken_out_of_a_reading_is_not_asked_for(assistant, question, history, without, lead):
    answered = assistant.ask(Asked(question, tuple(without)), history)
    assert answered.lead == lead
    assert not {item.key for item in answered.query.filters} & set(without)


def test_a_filter_of_the_page_can_be_taken_out_of_one_question(assistant):
    within = [Filter.of("都道府県:静岡県")]
    assert len(assistant.ask("準備中の提案は?", (), within).proposals) == 2
    assert len(assistant.ask(Asked("準備中の提案は?", ("都道府県:静岡県",)), (), within).proposals) == 14


@pytest.mark.parametrize("key", ["都道府県:静岡県", "-進捗:協議中", "実施時期:2013-04", "注記::x"])
def test_a_filter_is_what_its_key_says(key):
    assert Filter.of(key).key == key


def test_every_piece_of_the_reading_can_be_taken_out_and_put_back(assistant):
    query = assistant.ask("兵庫県は?", ["静岡県の準備中の提案は?"]).query
    html = chips(query, ("対象者:若者", "実施時期:2013-04", "言葉:社協", ON_EARLIER))
    for name in (
        "条件「兵庫県」を外す",
        "条件「準備中」を外す",
        "前の質問とのつながりを外す",
        "条件「若者」を戻す",
        "条件「平成25年4月(2013年4月)」を戻す",
        "条件「社協」を戻す",
        "前の質問とのつながりを戻す",
    ):
        assert f'aria-label="{name}"' in html


def test_an_answer_is_copied_with_its_sources(assistant):
    answered = assistant.ask(EXAMPLE)
    text = clipping(answered)
    assert text.startswith(
        f"質問: {EXAMPLE}\n条件: 対象者: 生活保護受給者\n\n{answered.lead}\n\n1 新潟県及び新潟市: 「"
    )
    assert "(出典: 厚生労働省「提案内容の実現に向けて、" in text
    assert "(平成24年度) 市区町村 No.2 " in text
    assert text.count("(出典: ") == len(answered.statements)
    for statement in answered.statements:
        assert all(item.quote.strip() in text for item in statement.citations)


def test_links_are_relative_and_hold_the_whole_question():
    asked = Asked("兵庫県は?&q=x", ("進捗:準備中",))
    link = question_link(asked, [Asked("静岡県 #1")], [Filter.of("対象者:若者")], "../")
    assert link == (
        "../?f=%E5%AF%BE%E8%B1%A1%E8%80%85%3A%E8%8B%A5%E8%80%85&h=%E9%9D%99%E5%B2%A1%E7%9C%8C%20%231"
        "&q=%E5%85%B5%E5%BA%AB%E7%9C%8C%E3%81%AF%3F%26q%3Dx&x=%E9%80%B2%E6%8D%97%3A%E6%BA%96%E5%82%99%E4%B8%AD"
    )
    here = proposal("熊本市")
    cited = [Citation(here, "自治体名", Span(0, 3))]
    assert row_link(here, cited, "") == (
        "rows/%E7%86%8A%E6%9C%AC%E5%B8%82?mark=%E8%87%AA%E6%B2%BB%E4%BD%93%E5%90%8D%3A0-3"
    )
    assert row_link(here, [], "../") == "../rows/%E7%86%8A%E6%9C%AC%E5%B8%82"


QUESTIONS = (
    EXAMPLE, "静岡県の準備中の提案は?", "平成25年1月から3月の間に始まるもの", "社協と連携している例", "準備中でないのはどこ?",
    "神戸市の窓口はどこ?", "横浜市の進捗は?", "仙台市と岡山市の違いは?", "都道府県別の件数は?", "一番早いのはどこ?",
    "提案は全部で何件?", "長野県の協議中の提案は?", "静岡県の協議中の提案は?", "宇宙開発の提案は?", "よろしく",
    "沖縄県の提案は?", "電話番号は?", "13月に始まるものは?", "職業訓練が出てくる提案は?", "住宅手当の受給者も対象にしている市",
    "仙台市と似た提案は?", "No.3は?", "No.8の場所は?", "出典は?", "早い順に並べて", "川崎市の対象者は誰?",
)  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_suggested_next_has_an_answer(assistant, question):
    answered = assistant.ask(question)
    following = suggested(answered, assistant.known)
    assert 1 <= len(following) <= 3
    assert len(set(following)) == len(following)
    for text in following:
        assert text != question
        assert assistant.ask(text, [question]).answered, text


def test_what_is_like_one_row_is_suggested(assistant):
    assert "これと似た提案は?" in suggested(assistant.ask("神戸市の窓口はどこ?"), assistant.known)


def test_ratings_and_questions_that_found_nothing_are_kept_only_if_the_settings_say_so(assistant, tmp_path):
    for kept in (False, True):
        settings = replace(assistant.settings, records=tmp_path / str(kept), keep_feedback=kept, keep_questions=kept)
        host = Host(lambda: assistant, settings, "")
        nothing = host.answer(order_of({"question": "宇宙開発の提案は?"}, []))
        found = host.answer(order_of({"question": EXAMPLE}, []))
        assert ("役に立ちましたか" in found.html) == kept
        host.rate({"at": 1, "good": True, "comment": "助かった"}, [nothing, found])
        host.rate({"at": 7, "good": True}, [nothing, found])
        journal = Journal(settings)
        assert [item.question for item in journal.unanswered()] == (["宇宙開発の提案は?"] if kept else [])
        assert [(item.question, item.proposals, item.good, item.comment) for item in journal.ratings()] == (
            [(EXAMPLE, found.rows, True, "助かった")] if kept else []
        )
        assert (tmp_path / str(kept)).exists() == kept


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"question": ""}, "質問が空です"),
        ({"question": "!!!"}, "質問が空です"),
        ({"question": "窓" * 5001}, "質問が長すぎます"),
        ({"question": EXAMPLE, "filters": ["色:赤"]}, "「色」では絞り込めません"),
        ({"question": EXAMPLE, "filters": ["<b>"]}, "「&lt;b&gt;」では絞り込めません"),
    ],
)
def test_why_there_is_no_answer_is_told(assistant, said, words):
    told = Host(lambda: assistant, assistant.settings, "").answer(order_of(said, []))
    assert words in told
    assert 'role="alert"' in told


def test_a_fault_of_the_program_is_told_without_its_words(assistant, caplog):
    def broken():
        raise RuntimeError("/secret/path")

    told = Host(broken, assistant.settings, "").answer(order_of({"question": EXAMPLE}, []))
    assert "サーバーの記録" in told
    assert "secret" not in told
    assert "secret" in caplog.text


def test_the_sources_are_named_and_their_rows_counted_by_kind(assistants):
    mixed = assistants["sixteenth"]
    shown = "".join(read(sources_html(mixed.known.sources, mixed.proposals)).texts)
    kinds = Counter(row.genre for row in mixed.proposals)
    assert f"提案{kinds['proposal']}件" in shown
    assert f"文章{kinds['text']}件" in shown
    many = [Source(f"corpus/{at}.csv", "", f"表{at}", "", "", "") for at in range(6)]
    assert "ほか3点" in sources_html(many, ())
