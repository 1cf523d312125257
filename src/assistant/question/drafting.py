"""One question read by itself, before what came earlier in the chat is taken into account."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Final

from assistant import counters
from assistant.facets import period_of
from assistant.question.asker import Asker
from assistant.question.asks import JUDGED, LIKE, mark_asks, mark_breakdown, mark_fillers, mark_same
from assistant.question.bodies import bodies_first, of_several, partners
from assistant.question.checks import asks_whether, sole_of
from assistant.question.dates import mark_dates, mark_edge
from assistant.question.denials import denied, taken_out, unspent
from assistant.question.draft import Draft
from assistant.question.filters import EACH, filters, mark_filters
from assistant.question.known import Known
from assistant.question.letters import without_courtesies
from assistant.question.marks import Mark, Marks, Sentence
from assistant.question.measures import mark_bounds, mark_filled, mark_how_many, mark_measure
from assistant.question.negation import negation_end
from assistant.question.ordinals import ordinals
from assistant.question.sizes import mark_size
from assistant.question.sources import sources, titled
from assistant.question.spoken import (
    alternatives,
    articles,
    column_of,
    compounds,
    literal,
    pasted,
    set_phrases,
    spoken,
    titles,
)
from assistant.question.things import either_of, unheld
from assistant.records import (
    ANY,
    NUMBER,
    SOURCE,
    STATUS,
    TIMES,
    Filter,
    Pick,
    Reading,
    Span,
    Topic,
)
from assistant.text import fold, normalize

_ELLIPTIC: Final = re.compile(
    r"^(?:の|な|と|や|て|が|を|まだ|もう|じゃなくて|ではなく|は|では|だと|なら|で|も|について|に関して|に|とか|場合|方|ほう|分|って|どう|です|か|ね|[?!。、…\s])*$"
)
_PROPOSALS: Final = re.compile(
    r"提案|要望|事例|取り?組み?|施策|先例|前例|自治体|市町村|団体|(?:どこの|どの|何)(?:市|県|町|村|区|府)"
)
_FAQ: Final = re.compile(
    r"よくある(?:質問|お?問い?合わ?せ)|FAQ|faq|Q&A|q&a|(?:の|する|した|という)質問|質問は(?:何|いくつ|全部)"
)
_SIDE: Final = re.compile(r"(?:の|ない)(?:ほう|方)(?![法針々])")
_ADDS: Final = re.compile(r"も(?:含め|加え|足し|入れ|教え|見せ|知りた|お願)|を(?:加え|足し)")
_COST: Final = re.compile("いくら|予算|費用|コスト|金額|経費")
_AT_ALL: Final = re.compile(
    r"(?:一度も|一回も|一つも|ひとつも|1つも|一切|まったく|全く|少しも|一言も|全然)(?=[^。、?？]{0,9}(?:ない|なく|なかった|ません|ず))"
)
"""What only stresses a denial, and would stand between it and its word: 「一度も出てこない」."""
_DIALECT: Final = re.compile(r"(?<=[っんいきしえけせてねべめれ])(?:とら|ちょら|とらへ|てへ|とれへ)ん")
"""「決まっとらん」 for 決まっていない."""
_AND_ITS: Final = "とその"
"""中止になった提案とその理由."""
_WHY: Final = re.compile("なぜ|どうして|何故|理由")
_MARKUP: Final = re.compile(r"<[^<>]*>|\x1b\[[0-9;]*[A-Za-z]")
_CIRCLED: Final = re.compile("[①-⑳]")
_ROWS: Final = re.compile(r"提案(?!団体|区分|名|事項)|事例|取り?組み?|施策|事業(?!費|年|所|者|期間|名)|プロジェクト")
_FIRST: Final = re.compile("[1１]番(?=[上下早遅新古近多少似先後最])")
"""「1番早い」 for 一番早い."""
_OPEN: Final = re.compile(r"(?:は|って)$|^(?:対象者?)$")
"""A question that ends without its mark: 「対象者は」."""
_MORE: Final = re.compile("(?:どちら|どっち)[がにのでは][^、。?]{0,12}?多|多いのは(?:どちら|どっち)")
"""Which of two there are more of."""
_AMONG: Final = re.compile("なの(?:は|って)")
"""「協議中なのはどこ?」 asks of what came before."""
_TURN: Final = re.compile(
    r"^(?:いや|いえ|やっぱり|やっぱ|間違えた|すみません|ごめん|じゃあ|じゃ|では|それでは|それなら|なら|一方|逆に|ちなみに|あと|次に|次は|続いて)[、,\s]?"
)


def draft(question: str, asker: Asker) -> Draft:
    """Reads one question; where nothing is left without what a letter says beside it, all of the letter."""
    bare = without_courtesies(question)
    own = _drafted(question, bare, asker)
    if bare != question and own.says_nothing and not (own.columns or own.generic or own.attribute or own.picks):
        whole = _drafted(question, question, asker)
        return own if whole.says_nothing else whole
    return own


def _drafted(question: str, words: str, asker: Asker) -> Draft:
    """Reads the ``words`` of a question."""
    marks = Marks()
    sentence = Sentence(normalize(question))
    part: str = ""
    respelt: tuple[Reading, ...] = ()
    if not (copied := pasted(sentence, marks, asker.known)):
        sentence, part, respelt = _readable(words, asker.known)
    headings = asker.known.headings
    by, sized = mark_size(sentence, marks)
    by, same = (
        by or mark_breakdown(sentence, marks, headings, of_proposals=asker.known.noun == "提案"),
        mark_same(sentence, marks),
    )
    found = (
        copied
        + literal(sentence, marks, asker.known)
        + denied(sentence, marks, titles(sentence, marks, asker), asker.known)
    )
    places = [
        (span, pick)
        for span, pick in ordinals(sentence, numbered=NUMBER in asker.known.bearers)
        if marks.add(Mark(span.start, span.end, "pick"))
    ]
    for mark in (
        *headings.chosen(sentence),
        *partners(sentence, asker.known),
        *sources(sentence, asker.known),
    ):
        marks.add(mark)
    mark_dates(sentence, marks, asker)
    measure = mark_edge(sentence, marks, asker.known)
    measure = measure if measure.how else mark_measure(sentence, marks, asker.known)
    mark_bounds(sentence, marks, asker.known)
    many = mark_how_many(sentence, marks, asker.known)
    mark_filled(sentence, marks, asker.known)
    columns = headings.wanted(sentence, marks)
    many = "" if columns else many  # 利用者数は何人ですか: what the column says
    found = [(start, end, replace(said, column=column_of(sentence, marks, start, end))) for start, end, said in found]
    mark_filters(sentence, marks, asker)
    titled(sentence, marks, asker.known)
    for mark in marks.of("filter"):  # 「神戸市抜きで」: what denies is no topic
        marks.add(Mark(mark.end, negation_end(sentence.text, mark.end), "filler"))
    found += articles(sentence, marks) + denied(
        sentence, marks, compounds(sentence, marks) + set_phrases(sentence, marks), asker.known
    )
    mark_fillers(sentence, marks, groups=("link",))
    asks = mark_asks(sentence, marks, asker.known, by, many)
    mark_fillers(sentence, marks)
    rows_meant = bool(marks.of("generic")) or "all" in asks  # 「事例を並べて」: the verb says nothing of the rows
    left, weak, unheld_words = spoken(sentence, marks, asker.known, rows_meant=rows_meant)
    found += left
    found += unheld(sentence, marks, asker.known)
    found += either_of(sentence, marks, found)
    asks, same = of_several(sentence, marks, asks, same)
    chosen = bodies_first(sentence, marks, filters(sentence, marks, asker.known), asks, asker.known)
    chosen, found = taken_out(sentence, marks, chosen, found)
    if asker.known.noun == "提案":
        chosen, found = unspent(sentence, marks, chosen, found, asker.known)
    if many == counters.MONEY:
        found = [item for item in found if not item[2].said.endswith("額")]  # 補助額の上限はいくら
    topics = alternatives(sentence, found)
    columns = columns or (_of_money(sentence, marks, asker.known) if many != counters.MONEY else ())
    sole = sole_of(sentence, marks, chosen, spoken_of=bool(topics))
    chosen = tuple(item for item in chosen if item not in sole)
    more = _MORE.search(sentence.text)
    if EACH.search(sentence.text) and (more or asks.kind == "count") and not (asks.by or measure.how):
        facets = [item.facet for item in chosen if item.either]
        asks = replace(asks, found=asks.found | {"count"}) if facets else asks
        asks = replace(asks, by=facets[0] if facets else "", most=bool(facets and more))
    return Draft(
        question=question,
        text=_search_text(sentence, marks),
        filters=chosen,
        topics=topics,
        weak=tuple(dict.fromkeys(weak)),
        asks=asks,
        readings=(*respelt, *_readings(chosen, (*topics, *weak), asker)),
        problems=tuple(mark.value for mark in marks.of("problem")),
        measure=measure,
        columns=_with_replies(sentence, columns, chosen, asker.known),
        attribute="" if columns or measure.how else next((mark.value for mark in marks.of("attribute")), ""),
        generic=bool(marks.of("generic") or _ROWS.search(sentence.text)),
        elliptic=_is_elliptic(sentence, marks),
        turn=bool(_TURN.match(sentence.text)),
        sole=sole,
        whether=not sole and asks.kind == "list" and asks_whether(sentence.text),
        part=part,
        picks=_picks(sentence, places, found),
        like=_like(marks, chosen, found),
        same=same,
        side=bool(_SIDE.search(sentence.text)),
        sized=sized,
        judged=tuple(
            sentence.said(mark.start, mark.end).removeprefix(_AND_ITS)
            for mark in marks.of("ask")
            if mark.value == JUDGED
        ),
        beside=unheld_words,
        adds=bool(_ADDS.search(sentence.text)),
        genre="record" if _FAQ.search(sentence.text) else "proposal" if _PROPOSALS.search(sentence.text) else "",
    )


def _readable(words: str, known: Known) -> tuple[Sentence, str, tuple[Reading, ...]]:
    """What is read of a question, the part (②) that it asks of, and what was put back from kana."""
    part, plain_question = _without_part(words)
    plain_question = _DIALECT.sub("ていない", _AT_ALL.sub("", plain_question))
    spelt, respelt = known.sounds.put_right(_FIRST.sub("一番", plain_question))
    if (bare := spelt.strip()) and _OPEN.search(bare):
        spelt = f"{bare}?" if bare.endswith(("は", "って")) else f"{bare}は?"
    return Sentence(normalize(spelt)), part, respelt


def _with_replies(
    sentence: Sentence, columns: tuple[str, ...], chosen: tuple[Filter, ...], known: Known
) -> tuple[str, ...]:
    """``columns``, and those of replies where is asked why something is in a state: 「なぜ対応不可」."""
    stated = any(item.facet in {STATUS, known.headings.state_column} for item in chosen)
    return (*columns, *known.headings.replies) if columns and stated and _WHY.search(sentence.text) else columns


def _of_money(sentence: Sentence, marks: Marks, known: Known) -> tuple[str, ...]:
    """The column of money, where is asked what something costs and none is named: 「いくらかかりますか」."""
    costs = [mark for mark in marks.of("attribute") if _COST.search(sentence.text, mark.start, mark.end)]
    return (known.cells.money,) if costs and known.cells.money else ()


def _picks(
    sentence: Sentence, places: list[tuple[Span, Pick]], found: list[tuple[int, int, Topic]]
) -> tuple[Pick, ...]:
    """The places in a list that are asked of; 「3つ目の拠点」 counts what is spoken of, and no rows."""
    begins = {start for start, _, _ in found}
    counted = [pick for span, pick in sorted(places) if not {span.end, _after_no(sentence, span.end)} & begins]
    return tuple(dict.fromkeys(counted))


def _like(marks: Marks, chosen: tuple[Filter, ...], found: list[tuple[int, int, Topic]]) -> tuple[Filter | Topic, ...]:
    """What is named before the words that ask for something like it: 仙台市 of 「仙台市と似た静岡県の提案」."""
    asked = next((mark.start for mark in marks.of("ask") if mark.value in LIKE), 0)
    said = {item.said for mark in marks.of("filter") if mark.start < asked for item in mark.filters}
    topics = (topic for start, _, topic in sorted(found, key=lambda item: item[0]) if start < asked)
    return (*(item for item in chosen if item.said in said), *topics)


def _after_no(sentence: Sentence, at: int) -> int:
    """Where the word after 「の」 begins, where that stands at ``at``."""
    return at + 1 if sentence.text.startswith("の", at) else at


def _without_part(question: str) -> tuple[str, str]:
    """The circled number of a part that is asked of, and the question without it, without markup and terminal codes."""
    plain_question = _MARKUP.sub(" ", question)
    asked = set(_CIRCLED.findall(plain_question))
    return (asked.pop() if len(asked) == 1 else ""), _CIRCLED.sub(" ", plain_question)


def _search_text(sentence: Sentence, marks: Marks) -> str:
    """The question without what only asks: the words to rank by."""
    dropped = [mark for mark in marks if mark.kind in {"ask", "filler", "generic", "pick"}]
    text = sentence.text
    for mark in reversed(dropped):
        text = text[: mark.start] + " " + text[mark.end :]
    return " ".join(text.split())


def _is_elliptic(sentence: Sentence, marks: Marks) -> bool:
    rest = sentence.text
    among = _AMONG.search(sentence.text)
    for mark in reversed(list(marks)):
        if mark.kind in {"filter", "generic", "filler", "pick"} or (
            among and mark.value in {"where", "which", "count"}
        ):
            end = negation_end(sentence.text, mark.end) if mark.kind == "filter" else mark.end
            rest = rest[: mark.start] + rest[end:]
    return bool(_ELLIPTIC.match(_TURN.sub("", rest)))


def _readings(chosen: tuple[Filter, ...], topics: tuple[Topic, ...], asker: Asker) -> tuple[Reading, ...]:
    """What was read as other words: wordings that the corpus does not use."""
    found = []
    several = Counter(item.said for item in chosen if item.negated)  # 「まだ始まっていない」 denies each of its states
    for item in chosen:
        if (
            item.facet in {NUMBER, SOURCE}
            or item.facet in asker.known.cells.amounts
            or item.value == ANY
            or several[item.said] > 1
        ):
            continue
        said = fold(normalize(item.said).text)
        if said not in asker.known.text and said not in fold(item.value):
            time = period_of(item.value) if item.facet in TIMES else None
            found.append(Reading(item.said, time.described if time else item.value))
    for topic_said in topics:
        if fold(topic_said.said) not in asker.known.text:
            used = next((phrase for phrase in topic_said.phrases if phrase in asker.known.text), None)
            if used:
                found.append(Reading(topic_said.said, used))
    return tuple(dict.fromkeys(found))
