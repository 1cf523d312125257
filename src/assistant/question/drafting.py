"""One question read by itself, before what came earlier in the chat is taken into account."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Final

from assistant import counters
from assistant.facets import period_of
from assistant.question.asker import Asker
from assistant.question.asks import ABOUT, JUDGED, LIKE, mark_asks, mark_breakdown, mark_fillers, mark_same
from assistant.question.bodies import asks_areas, bodies_first, homes, kind_asked, of_several, partners
from assistant.question.checks import asks_whether, sole_of
from assistant.question.dates import mark_dates, mark_edge
from assistant.question.denials import Said, denied, taken_out, unspent
from assistant.question.dialect import standard
from assistant.question.draft import Draft
from assistant.question.filters import EACH, asks_who_else, filters, mark_filters
from assistant.question.known import Known
from assistant.question.letters import without_courtesies
from assistant.question.marks import Mark, Marks, Sentence
from assistant.question.measures import mark_bounds, mark_filled, mark_how_many, mark_measure
from assistant.question.negation import negation_end
from assistant.question.ordinals import ordinals
from assistant.question.sizes import mark_size
from assistant.question.sources import sources, titled
from assistant.question.spoken import alternatives, asked_for, column_of, compounds, set_phrases, spoken
from assistant.question.things import either_of, unheld
from assistant.question.verbatim import articles, laws, literal, pasted, phrases, titles, together
from assistant.records import (
    ANY,
    NUMBER,
    PREFECTURE,
    SOURCE,
    STATUS,
    TARGET,
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
    reader = _Reader(sentence, marks, asker, copied)
    reader.mark_columns()
    reader.mark_values()
    reader.mark_words()
    reader.settle()
    return replace(reader.draft(question), part=part, readings=(*respelt, *reader.readings))


class _Reader:
    """Reads a sentence in stages: what its columns are, which values it names, how it asks, and which words are left.

    Each stage marks what it understands, so that none after it takes those words for something else.
    """

    def __init__(self, sentence: Sentence, marks: Marks, asker: Asker, copied: list[Said]) -> None:
        self.sentence, self.marks, self.asker, self.known = sentence, marks, asker, asker.known
        self.found: list[Said] = copied
        self.weak: list[Topic] = []
        self.beside: tuple[str, ...] = ()

    def mark_columns(self) -> None:
        """What rows are counted by, places in a list, names of the corpus, and whatever is asked of a column."""
        sentence, marks, known = self.sentence, self.marks, self.known
        headings = known.headings
        by, self.sized = mark_size(sentence, marks)
        self.by = by or mark_breakdown(sentence, marks, headings, of_proposals=known.noun == "提案")
        self.same = mark_same(sentence, marks)
        self.found += (
            literal(sentence, marks, known)
            + together(sentence, marks, known)
            + laws(sentence, marks, known)
            + phrases(sentence, marks, known)
        )
        self.found += denied(sentence, marks, titles(sentence, marks, self.asker), known)
        self.places = [
            (span, pick)
            for span, pick in ordinals(sentence, numbered=NUMBER in known.bearers)
            if marks.add(Mark(span.start, span.end, "pick"))
        ]
        for mark in (
            *headings.several(sentence),
            *headings.chosen(sentence),
            *partners(sentence, known),
            *sources(sentence, known),
        ):
            marks.add(mark)
        mark_dates(sentence, marks, self.asker)
        edge = mark_edge(sentence, marks, known)
        self.measure = edge if edge.how else mark_measure(sentence, marks, known)
        mark_bounds(sentence, marks, known)
        many = mark_how_many(sentence, marks, known)
        mark_filled(sentence, marks, known)
        self.columns = headings.wanted(sentence, marks)
        self.many = "" if self.columns else many  # 利用者数は何人ですか: what the column says
        self.found = [(s, e, replace(said, column=column_of(sentence, marks, s, e))) for s, e, said in self.found]

    def mark_values(self) -> None:
        """The facets that are named, and words that are written of in so many words."""
        sentence, marks, known = self.sentence, self.marks, self.known
        mark_filters(sentence, marks, self.asker)
        titled(sentence, marks, known)
        for mark in marks.of("filter"):  # 「神戸市抜きで」: what denies is no topic
            marks.add(Mark(mark.end, negation_end(sentence.text, mark.end), "filler"))
        self.found += articles(sentence, marks)
        self.found += denied(sentence, marks, compounds(sentence, marks) + set_phrases(sentence, marks), known)

    def mark_words(self) -> None:
        """How it asks, what carries nothing, and the words that are left: what it speaks of."""
        sentence, marks, known = self.sentence, self.marks, self.known
        mark_fillers(sentence, marks, groups=("link",))
        self.asks = mark_asks(sentence, marks, known, self.by, self.many)
        mark_fillers(sentence, marks)
        rows_meant = (
            bool(marks.of("generic")) or "all" in self.asks
        )  # 「事例を並べて」: the verb says nothing of the rows
        left, self.weak, self.beside = spoken(sentence, marks, known, rows_meant=rows_meant)
        self.found += left
        self.found += unheld(sentence, marks, known)
        self.found += either_of(sentence, marks, self.found)
        self.found, passed = asked_for(sentence, marks, self.found, known)
        self.beside = tuple(dict.fromkeys((*self.beside, *passed)))
        if ABOUT in self.asks and not any(known.share(said) for _, _, said in self.found):
            self.found = []  # あなたは誰ですか?ChatGPT?

    def settle(self) -> None:
        """What of it chooses rows, what is denied, and what the way of asking becomes by that."""
        sentence, marks, known = self.sentence, self.marks, self.known
        self.asks, self.same = of_several(sentence, marks, self.asks, self.same)
        chosen = bodies_first(sentence, marks, filters(sentence, marks, known), self.asks, known)
        if not (self.asks.by or self.measure.how):
            chosen = (*chosen, *kind_asked(sentence, chosen, known))
        if any(mark.facet == TARGET and asks_who_else(sentence, mark) for mark in marks.of("filter")):
            self.asks = replace(self.asks, found=self.asks.found | {"who"})
        chosen, self.found = taken_out(sentence, marks, chosen, self.found)
        if known.noun == "提案":
            chosen, self.found = unspent(sentence, marks, chosen, self.found, known)
        if self.many == counters.MONEY:
            self.found = [item for item in self.found if not item[2].said.endswith("額")]  # 補助額の上限はいくら
        self.topics = alternatives(sentence, self.found)
        self.sole = sole_of(sentence, marks, chosen, spoken_of=bool(self.topics))
        self.chosen = tuple(item for item in chosen if item not in self.sole)
        self._count_each()
        if not self.columns and self.many != counters.MONEY:
            self.columns = _of_money(sentence, marks, known)
        if not self.columns and _is_why(sentence, self.chosen, known):
            self.columns = known.headings.replies

    def _count_each(self) -> None:
        """Counts by the values that are named one by one, or by prefecture where it is asked in which ones rows lie."""
        text = self.sentence.text
        if not (self.chosen or self.topics or self.weak or self.asks.found - {"which"}) and asks_areas(self.sentence):
            self.asks = replace(self.asks, found=self.asks.found | {"count"}, by=PREFECTURE)
        more = _MORE.search(text)
        if EACH.search(text) and (more or self.asks.kind == "count") and not (self.asks.by or self.measure.how):
            facets = [item.facet for item in self.chosen if item.either]
            asks = replace(self.asks, found=self.asks.found | {"count"}) if facets else self.asks
            self.asks = replace(asks, by=facets[0] if facets else "", most=bool(facets and more))

    @property
    def readings(self) -> tuple[Reading, ...]:
        """What was read as words that the corpus uses."""
        return _readings(self.chosen, (*self.topics, *self.weak), self.asker)

    def draft(self, question: str) -> Draft:
        """What was read, as a record."""
        sentence, marks, text = self.sentence, self.marks, self.sentence.text
        attribute = next((mark.value for mark in marks.of("attribute")), "")
        praise = (mark for mark in marks.of("ask") if mark.value == JUDGED)
        return Draft(
            question=question,
            text=_search_text(sentence, marks),
            filters=self.chosen,
            topics=self.topics,
            weak=tuple(dict.fromkeys(self.weak)),
            asks=self.asks,
            readings=(),
            problems=tuple(mark.value for mark in marks.of("problem")),
            measure=self.measure,
            columns=_with_replies(sentence, self.columns, self.chosen, self.known),
            attribute="" if self.columns or self.measure.how else attribute,
            generic=bool(marks.of("generic") or _ROWS.search(text)),
            elliptic=_is_elliptic(sentence, marks),
            turn=bool(_TURN.match(text)),
            sole=self.sole,
            whether=not self.sole and self.asks.kind == "list" and asks_whether(text),
            part="",
            picks=_picks(sentence, self.places, self.found),
            like=_like(marks, self.chosen, self.found),
            same=self.same,
            side=bool(_SIDE.search(text)),
            sized=self.sized,
            judged=tuple(sentence.said(mark.start, mark.end).removeprefix(_AND_ITS) for mark in praise),
            beside=(*self.beside, *_residences(sentence, marks, self.known)),
            adds=bool(_ADDS.search(text)),
            genre="record" if _FAQ.search(text) else "proposal" if _PROPOSALS.search(text) else "",
        )


def _residences(sentence: Sentence, marks: Marks, known: Known) -> tuple[str, ...]:
    """Where those live who ask of a body elsewhere, which is passed over: 福岡県の人は熊本市の窓口を使えますか."""
    return tuple(sentence.said(mark.start, mark.end) for mark in homes(marks, sentence, known))


def _is_why(sentence: Sentence, chosen: tuple[Filter, ...], known: Known) -> bool:
    """Whether it is asked why rows came out as they did, where columns of outcomes tell: 「対応困難とされた理由は?」."""
    columns = known.headings.outcomes
    stated = any(item.facet in {STATUS, *columns} for item in chosen)
    return bool(columns and stated and _WHY.search(sentence.text))


def _readable(words: str, known: Known) -> tuple[Sentence, str, tuple[Reading, ...]]:
    """What is read of a question, the part (②) that it asks of, and what was put back from kana."""
    part, plain_question = _without_part(words)
    plain_question = standard(_AT_ALL.sub("", plain_question))
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
