"""What holds for any question: it is answered or refused, its set is a filter, its quotes are words of the source."""

import random
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import compose
from assistant.answer.matching import grouped, holds
from assistant.errors import InputError
from assistant.likeness import Alike
from assistant.question import understand
from assistant.records import NUMBER, Answer, Facet, Hit, Passage, Span
from assistant.text import normalize, number_of

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 24)
WHO = ["生活保護受給者", "生保", "若者", "女性", "ひとり親", "シングルマザー", "高齢者", "障がい者", "企業", "外国人"]
WHERE = ["静岡県", "兵庫県", "関西", "東北", "仙台市", "川崎氏", "ｶﾜｻｷｼ", "政令市", "沖縄県", "府中市", "九州", "新潟"]
WHEN = [
    "平成25年4月",
    "H25.4",
    "2013年1月以降",
    "平成24年度中",
    "25年3月まで",
    "平成99年",
    "13月",
    "２０１３年度",
    "来年度",
]
STATE = ["協議中", "準備中", "実施済", "見送り", "協議中ではない"]
PLACE = ["区役所", "福祉事務所", "庁舎内", "図書館", "専用の窓口"]
TOPIC = ["ワンストップ", "社会福祉協議会", "Uターン", "粗大ごみ", "職業訓練", "面接会", "予算", "電話番号"]
ASK = [
    "は?",
    "はどこ?",
    "はいつから?",
    "は何件?",
    "を教えて",
    "の一覧",
    "の進捗は",
    "とは?",
    "で一番早いのは",
    "以外は?",
    "",
    "は何県ですか",
]
NOISE = ["", "😀", "  ", "\x00", "<b>", "ぁ", "〜", "！！", "\n", "A" * 50, "𠮷", "が\u3099", "㈱", "?" * 30]
AFTER = [
    "②は?",
    "それはどんな提案?",
    "そのうち4月からは?",
    "何件?",
    "じゃあ川崎市は?",
    "他には?",
    "もっと詳しく",
    "それはいつから?",
    "熊本市との違いは?",
    "2件目は?",
    "上から3つの進捗は?",
    "早い順に",
    "出典は?",
    "これと似た事例は?",
    "2件目に似た提案",
    "No.3は?",
]


def generated(rng: random.Random) -> tuple[str, list[str]]:
    """A question by template, and sometimes questions before it."""
    facets = [rng.choice(group) for group in rng.sample([WHO, WHERE, WHEN, STATE, PLACE, TOPIC], rng.randint(0, 3))]
    joint = rng.choice(["の", "で", "、", "と", "や", " ", "か", ""])
    question = rng.choice(NOISE) + joint.join(facets) + rng.choice(ASK) + rng.choice(NOISE)
    if rng.random() < 0.02:
        question *= 40
    if rng.random() < 0.3:
        return rng.choice(AFTER), [question]
    return question, []


def in_order(known):
    """Ranks proposals as the corpus has them: the order is not what is tested, and no model need run 10,000 times."""

    def rank(text, allowed, k):
        chosen = [p for p in known.proposals if allowed is None or p.id in allowed][:k]
        return [Hit(Passage(p.id, p, p.fields[0].name, Span(0, 1)), 0.0, {}) for p in chosen]

    return rank


def last_first(known):
    """Takes the last rows for the most alike, each with one word in common."""

    def likest(row, among, k):
        return [Alike(other, (), ("言葉",), ()) for other in known.proposals[::-1] if other.id in among][:k]

    return likest


def check(answer: Answer, known, source: str) -> None:
    """The listed set is what a plain loop over the facets and topics gives; every quote stands in the source file."""
    query = answer.query
    for statement in answer.statements:
        for citation in statement.citations:
            assert citation.quote == citation.proposal.text(citation.field)[citation.span.start : citation.span.end]
            assert citation.quote
            assert citation.quote in source
    if not answer.answered:
        assert answer.proposals == answer.statements == ()
        return
    if query.extreme:  # those that start first are chosen among the matches
        return
    denied = [topic for topic in query.topics if topic.negated]  # what no part of a row may speak of
    speaking = {segment.proposal.id for segment in known.segments if any(map(segment.meets, denied))}
    expected = {
        segment.proposal.id
        for segment in known.segments
        if query.part in ("", segment.part)
        and segment.proposal.id not in speaking
        and all(segment.meets(topic) for topic in query.topics if not topic.negated)
        and all(
            any(any(holds(f, item) for f in borne(segment)) != item.negated for item in group)
            for group in grouped(query.filters)
        )
    }
    listed = [proposal.id for proposal in answer.proposals]
    assert len(listed) == len(set(listed))
    if query.like:  # those most like one
        assert 1 <= len(listed) <= 5
    elif query.picks:  # some of the matches, by their places
        assert set(listed) <= expected
    else:
        assert set(listed) == expected
    assert len(answer.statements) == (len(listed) if query.kind != "source" else 1)


def borne(segment):
    """The facets of a segment, and the number and the source of its row as if they were some."""
    own = [facet for facet in segment.proposal.facets if facet.part in ("", segment.part)]
    return [*own, Facet(NUMBER, number_of(segment.proposal.no), "", Span(0, 0))]


def test_ten_thousand_generated_questions(assistant):
    known = assistant.known
    source = (ROOT / "corpus/mhlw-proposals.txt").read_text(encoding="utf-8")
    rng = random.Random(20130401)
    answered = 0
    for _ in range(10_000):
        question, history = generated(rng)
        query = understand(question, history, known, TODAY)
        answer = compose(query, known, in_order(known), last_first(known))
        check(answer, known, source)
        answered += answer.answered
    assert 1_000 < answered < 9_000


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_answered_or_refused_in_words(assistant, text):
    if not re.search(r"\w", normalize(text).text):
        with pytest.raises(InputError, match="質問が空です"):
            assistant.ask(text)
        return
    answer = assistant.ask(text)
    check(answer, assistant.known, (ROOT / "corpus/mhlw-proposals.txt").read_text(encoding="utf-8"))
    assert answer.lead


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", "質問が空です"),
        ("   \n", "質問が空です"),
        ("?!。、", "質問が空です"),
        ("\x00\x07", "質問が空です"),
        ("あ" * 5000, "質問が長すぎます(5000文字)"),
    ],
    ids=["empty", "blank", "symbols", "control", "5,000 characters"],
)
def test_a_question_that_cannot_be_asked_says_what_to_do(assistant, question, reason):
    with pytest.raises(InputError) as caught:
        assistant.ask(question)
    assert reason in str(caught.value)
    assert "ください" in str(caught.value)


def test_a_nul_in_a_question_hides_nothing(assistant):
    answer = assistant.ask("静岡県の\x00協議中でない提案")
    assert {p.municipality for p in answer.proposals} == {"浜松市", "富士市"}
