"""What a question speaks of beyond its facets and what it says word for word: set phrases, and the nouns that are left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.question.denials import Said, said_so
from assistant.question.headings import Headings
from assistant.question.known import Known
from assistant.question.letters import searching, silent
from assistant.question.marks import OR, OR_DO, Mark, Marks, Sentence, asides
from assistant.question.negation import is_word_negated
from assistant.question.topics import chunks, is_verb, is_weak_word, joined, phrase_spans, topic, weak_topic, wordings
from assistant.records import (
    FACETS,
    START,
    Topic,
)
from assistant.text import fold, plain

_OF_TIME: Final = {"when", "until", "first", "last", "earliest", "latest"}
"""Ways of asking that ask a column of times."""
_HELD: Final = re.compile(r"\s*(?:が|に|は|で、|:|=)\s*「?(?:[国県市町村]の)?")
_IN_ONE_BREATH: Final = re.compile(r"」?\s*(?:でも|と|や|か|、|または|又は|も)\s*「?")
_ACTIVITY: Final = re.compile(r"(?:を)?(?:でき|出来|する|して|した|しよ|し、|され|させ|する|行[うっい]|受け)")
_POINTS: Final = re.compile("(?:この|その|上記の)(?:要望|提案|取組|取り組み|事例|事業|件)")
"""Points back at what another sentence quotes."""
_ATTRIBUTIVE: Final = re.compile("(?:[しっい]?た|て(?:しまっ)?(?:い)?(?:た|る))")
_OF_NOUN: Final = re.compile("の[一-龥]{1,4}(?=[(])")
_LONE: Final = re.compile("[ぁ-んァ-ヺー]")


def _asks_of_time(marks: Marks) -> bool:
    return any(mark.value in _OF_TIME for mark in marks.of("ask"))


def _is_of_column(word: str, marks: Marks, headings: Headings) -> bool:
    """Whether a word only says of which column a value is named: 運行 of 「令和5年に運行を始めた」, where 運行開始時期 is one."""
    named = {mark.facet for mark in marks.of("filter")}
    timed = _asks_of_time(marks)  # いつから運行を始めますか
    over = [fold(plain(facet)) for facet in named - set(FACETS)] + list(
        headings.times if START in named or timed else ()
    )
    known = named & set(headings.columns.get(word, ())) or word in headings.bodies
    return bool(known) or any(word in heading for heading in over)


def column_of(sentence: Sentence, marks: Marks, start: int, end: int) -> str:
    """The column in which a word shall stand: that of 「根拠法令が…」 before it, or of 「…が根拠」 behind it."""
    held = [mark for mark in marks.of("filler") if mark.value]
    before = (mark.value for mark in held if _HELD.fullmatch(sentence.text, mark.end, start))
    behind = (mark.value for mark in held if sentence.text[end : mark.start] in {"が", "を"})
    return next(before, "") or next(behind, "")


def _shared(sentence: Sentence, found: Sequence[Said], start: int) -> str:
    """The column of what stands before ``start`` in one breath: 「財源が交付金でも補助金でもない」."""
    _, end, before = found[-1] if found else (0, 0, None)
    return before.column if before and _IN_ONE_BREATH.fullmatch(sentence.text, end, start) else ""


def _of_column(said: Topic, column: str, known: Known) -> Topic:
    """``said`` as what ``column`` shall speak of: as a whole, where a cell holds it so (防災危機管理課, not 危機管理防災課)."""
    if not column:
        return said
    cells = [fold(plain(f.text)) for p in known.proposals for f in p.fields if f.name == column]
    if any(said.phrases[0] in cell for cell in cells):  # 補助金, where the column has it, is no 交付金
        return replace(said, column=column, phrases=said.phrases[:1], components=())
    whole = any(phrase in cell for cell in cells for phrase in said.phrases)
    return replace(said, column=column, components=() if whole else said.components)


def _is_weak(said: Topic, known: Known) -> bool:
    """Whether words tell rows apart badly: most rows speak of them, or of each of them (相談窓口)."""
    parts = [Topic(words[0], words) for words in said.components]
    each = len(parts) > 1 and all(is_weak_word(part.said) or known.is_common(part) for part in parts)
    return known.is_common(said) or each or any(map(is_weak_word, said.phrases))


def compounds(sentence: Sentence, marks: Marks) -> list[tuple[int, int, Topic]]:
    """Topics of the curated wordings that were marked instead of a facet inside them."""
    return [
        (mark.start, mark.end, Topic(sentence.text[mark.start : mark.end], wordings(mark.value)))
        for mark in marks.of("topic")
        if mark.value
    ]


def set_phrases(sentence: Sentence, marks: Marks) -> list[tuple[int, int, Topic]]:
    """Topics whose wording runs over several words with particles between, such as 「ネットで申請」."""
    found = []
    for start, end in phrase_spans(fold(sentence.text)):
        if marks.add(Mark(start, end, "topic")):
            said = sentence.text[start:end]
            found.append((start, end, Topic(said, wordings(fold(said)))))
    return found


def alternatives(sentence: Sentence, found: list[tuple[int, int, Topic]]) -> tuple[Topic, ...]:
    """The topics in order; those joined by や or か are alternatives, and one is enough."""
    topics: list[Topic] = []
    previous = 0
    for start, end, said in sorted(found, key=lambda item: item[0]):
        if topics and (OR.fullmatch(sentence.text, previous, start) or OR_DO.fullmatch(sentence.text, previous, start)):
            topics[-1] = joined(topics[-1], said)
        else:
            topics.append(said)
        previous = end
    return tuple(dict.fromkeys(topics))


def _tells_rows(sentence: Sentence, marks: Marks, end: int) -> int:
    """Where a verb that begins to end at ``end`` ends, if it says which rows are meant: 諦めた事業, and not 事業を並べて; else 0."""
    found = _ATTRIBUTIVE.match(sentence.text, end)
    if _asks_of_time(marks):
        return 0  # 一番最初に受け付けた要望
    return found.end() if found and found.end() in {mark.start for mark in marks.of("generic")} else 0


def spoken(
    sentence: Sentence, marks: Marks, known: Known, *, rows_meant: bool
) -> tuple[list[Said], list[Topic], tuple[str, ...]]:
    """The topics of the words that nothing else is marked for, with where they stand; those too common to decide; and
    those of circumstances and in brackets that no row speaks of, which are passed over.

    ``rows_meant`` says that the rows as such are asked for (「事例を並べて」): a lone verb then says nothing. What a
    sentence says that asks nothing is a circumstance, and left out where the one that asks names something itself,
    unless it points back at it.
    """
    found: list[Said] = []
    telling = silent(sentence.text)
    named = any(not any(start <= mark.start < end for start, end in telling) for mark in marks.of("filter"))
    circumstances: list[Said] = []
    weak: list[Topic] = []
    for chunk in chunks(sentence, marks):
        start, end = chunk[0].span.start, chunk[-1].span.end
        words = sentence.text[start:end]
        if (
            _is_fragment(sentence, marks, start, end)
            or _LONE.fullmatch(words)
            or _is_of_column(fold(words), marks, known.headings)
        ):  # お(忙しい), 国交省が所管する
            continue
        said = topic(chunk, sentence.text, known.text, soft=bool(_ACTIVITY.match(sentence.text, end)))
        if said:
            denied = is_word_negated(sentence.text, end)
            column = column_of(sentence, marks, start, end) or _shared(sentence, found, start)
            said = _of_column(replace(said, negated=denied), column, known)
            if denied and (own := said_so(sentence, marks, start, end, known)):
                said = own
        if said and any(first <= start < last for first, last in telling):
            circumstances += [] if said.negated else [(start, end, said)]  # 仕事がない: of the asker
            continue
        if said and not said.negated and _is_weak(said, known):
            weak.append(said)
            continue
        if said:
            found.append((start, end, said))
            continue
        told = _tells_rows(sentence, marks, end) if is_verb(chunk) else 0
        if (told or not (rows_meant and is_verb(chunk))) and (minor := weak_topic(chunk, sentence.text)):
            minor = replace(minor, said=sentence.text[start:told]) if told else minor  # 困っている
            if is_word_negated(sentence.text, end):  # 一体的と書かれていない
                found.append((start, end, replace(minor, negated=True)))
            elif not any(first <= start < last for first, last in telling):
                weak.append(minor)
    beside = bool(found or weak or named)
    found += circumstances if not beside else _pointed_at(sentence, circumstances, known)
    over = _passed_over(found, [] if beside else circumstances, asides(sentence, marks), known)
    if len(over) == len(found) and not (named or weak):  # nothing would be left to ask for
        over = []
    kept = [each for each in found if each not in over]
    return kept, weak, tuple(said.said for _, _, said in over if not known.share(said))


def asked_for(sentence: Sentence, marks: Marks, found: list[Said], known: Known) -> tuple[list[Said], tuple[str, ...]]:
    """``found`` without what stands in sentences that only tell of the asker, where the one that asks names something
    itself; and with a thing and its other name in brackets as one: 家賃の手当(住宅手当). The things that no row speaks of
    and that were left out stand beside."""
    every = found
    telling = silent(sentence.text)

    def tells(start: int) -> bool:
        return any(first <= start < last for first, last in telling)

    asks = any(not tells(start) for start, _, _ in found) or any(not tells(mark.start) for mark in marks.of("filter"))
    if telling and asks and not _POINTS.search(sentence.text):
        found = [each for each in found if not tells(each[0])]
    looks = searching(sentence.text)
    unknown = [e for e in found if not known.share(e[2]) and any(first <= e[0] < last for first, last in looks)]
    if len(unknown) < len(found):
        found = [each for each in found if each not in unknown]
    found = _glossed(sentence, marks, found, known)
    gone = [said for start, end, said in every if (start, end, said) not in found and not said.verbal]
    kept = {part.said for _, _, said in found for part in (said, *said.alternatives)}
    lost = (said.said for said in gone if not known.share(said) and not any(said.said in words for words in kept))
    return found, tuple(lost)


def _glossed(sentence: Sentence, marks: Marks, found: list[Said], known: Known) -> list[Said]:
    """``found``, of a thing and what stands in brackets right behind it either if the rows speak of both, else the one
    that they speak of."""
    kept = sorted(found, key=lambda each: each[0])
    values = {mark.start for mark in marks if mark.kind in {"filter", "ask"}}
    for start, end, said in tuple(kept):
        if not sentence.text.startswith("(", (at := _noun_end(sentence, end))):
            continue
        inside = next((each for each in kept if each[0] == at + 1 and sentence.text.startswith(")", each[1])), None)
        share = known.share(said)
        if inside and share and known.share(inside[2]):
            kept[kept.index((start, end, said))] = (start, end, joined(said, inside[2]))
        if inside and share:
            kept.remove(inside)
        elif (inside or at + 1 in values) and not share:
            kept.remove((start, end, said))
    return kept


def _noun_end(sentence: Sentence, end: int) -> int:
    """Where the noun ends that what ends at ``end`` is a part of: 家賃の手当."""
    found = _OF_NOUN.match(sentence.text, end)
    return found.end() if found else end


def _is_fragment(sentence: Sentence, marks: Marks, start: int, end: int) -> bool:
    """Whether one letter is left of a word of which the rest is marked: 義, of 都道府県名義."""
    before = (token.span for token in sentence.tokens if token.span.end == start)
    return end - start == 1 and any(marks.covers(span.start, span.end) for span in before)


def _pointed_at(sentence: Sentence, circumstances: Sequence[Said], known: Known) -> list[Said]:
    """Circumstances that the question points back at: 「…を活動費の対象とすること。この要望の回答は?」."""
    if not _POINTS.search(sentence.text):
        return []
    return [(start, end, replace(said, soft=True)) for start, end, said in circumstances if known.share(said)]


def _passed_over(
    found: Sequence[Said], circumstances: Sequence[Said], explained: Sequence[tuple[int, int]], known: Known
) -> list[Said]:
    """What of ``found`` explains in brackets, or is of the circumstances and in no row."""
    return [
        each
        for each in found
        if any(first < each[0] < last for first, last in explained)
        or (each in circumstances and not known.share(each[2]))
    ]
