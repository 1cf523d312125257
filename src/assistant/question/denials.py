"""What a question takes out: names and phrases that are denied, and whatever stands before 「…を除いて」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.question.known import Known
from assistant.question.marks import Mark, Marks, Sentence
from assistant.question.negation import WHOM, is_negated, is_word_negated, negation_end
from assistant.records import Filter, Topic
from assistant.text import fold

Said = tuple[int, int, Topic]
"""Where in a question a topic stands, and the topic."""

_NOT: Final = ("ない", "なく", "ず", "なかった", "ません")
_VERB: Final = re.compile(rf"[をがはもに][ぁ-ん一-龥]{{1,8}}?(?={'|'.join(_NOT)})")
_REMOVES: Final = re.compile(r"除[くいき](?!雪)|のぞ[くいき]|以外(?!に?も)|抜きで|(?:は|を)(?:いらない|省いて|外して)")
_DENIES: Final = re.compile(
    r"(?:(?<!足り)(?<!足ら)(?<!しれ)(?<!違い)(?<!しか)(?<!わから)(?<!分から)(?<!知ら)(?<!いけ)(?<!なら)(?<=[わかがさざただなばまらえけげせてでねべめれにりいしきゃ])(?:ない|なかった|ません)"
    r"|[がはものに](?:まったく|全く|一切|何も|とくに|特に)?(?:ない|無い|ついていない|なし))"
    r"(?=の(?!か|です|で)|もの|提案|事例|取り?組み?|自治体|団体|ところ|とこ|事業|施策|案件|市|県|府|町|村|都道府県|区|、|[一-龥ァ-ヺ]{2})"
)
"""「…ない」 before what the rows are called."""
_ALSO: Final = re.compile(r"(?:向け|むけ|用|開始|等|など|の(?:提案|もの))?(?:で|に|と|から|について|へ)?も")
_CLAUSE: Final = re.compile("[、。?!]")


def denied(sentence: Sentence, marks: Marks, found: Sequence[Said], known: Known) -> list[Said]:
    """``found``, each denied where the words behind it say so: 「おくやみコーナー」以外."""
    told: list[Said] = []
    for start, end, topic in found:
        no = topic.negated or is_word_negated(sentence.text, end)
        own = said_so(sentence, marks, start, end, known) if no else None
        told.append((start, end, own or replace(topic, negated=no)))
    return told


def said_so(sentence: Sentence, marks: Marks, start: int, end: int, known: Known) -> Topic | None:
    """What is denied in the very words of the corpus: 「焼却施設を持たない」 of a row that says 「焼却施設を持たず」."""
    verb = _VERB.match(sentence.text, end)
    stem = fold(sentence.text[start : verb.end()]) if verb else ""
    ways = tuple(f"{stem}{no}" for no in _NOT) if stem else ()
    if not any(way in known.text for way in ways):
        return None
    marks.add(Mark(end, negation_end(sentence.text, end), "topic"))
    return Topic(sentence.text[start : negation_end(sentence.text, end)], ways)


def taken_out(
    sentence: Sentence, marks: Marks, chosen: tuple[Filter, ...], found: list[Said]
) -> tuple[tuple[Filter, ...], list[Said]]:
    """``chosen`` and ``found`` with the last thing denied that stands before 「…を除く」, where nothing else is.

    Whatever lies between, 「高齢者に向けた取組を除いて」 never means those alone.
    """
    removes = _REMOVES.search(sentence.text)
    said_so = any(is_negated(sentence.text, mark.end) for mark in marks.of("filter"))  # 市以外 may mean 町 and 村
    if not removes or said_so or any(item.negated for item in chosen) or any(topic.negated for _, _, topic in found):
        return chosen, found
    named = [(mark.end, mark.filters[0].said) for mark in marks.of("filter") if mark.filters]
    spoken = [(end, topic.said) for _, end, topic in found]
    before = [
        (end, said)
        for end, said in (*named, *spoken)
        if end <= removes.start() and not _CLAUSE.search(sentence.text, end, removes.start())
    ]
    last = max(before, default=(0, ""))[1]
    return (
        tuple(replace(item, negated=True, either=False) if item.said == last else item for item in chosen),
        [(s, e, replace(topic, negated=topic.said == last)) for s, e, topic in found],
    )


def unspent(
    sentence: Sentence, marks: Marks, chosen: tuple[Filter, ...], found: list[Said], known: Known
) -> tuple[tuple[Filter, ...], list[Said]]:
    """``chosen`` and ``found`` with the last thing denied before a 「ない」 that says of rows what they do not do.

    Whatever the verb is (「ワンストップをうたっていない提案」). Of several that stand with も, each is denied:
    「区役所にも福祉事務所にも置かない市」.
    """
    for denies in _DENIES.finditer(sentence.text):
        if WHOM.match(sentence.text, denies.end()):  # 働いていない若者
            continue
        if any(mark.start < denies.end() and denies.start() < mark.end for mark in marks if mark.kind != "filler"):
            continue
        clause = max((stop.end() for stop in _CLAUSE.finditer(sentence.text, 0, denies.start())), default=0)
        named = [(mark.end, mark.filters[0].said) for mark in marks.of("filter") if mark.filters]
        before = sorted(
            (end, said)
            for end, said in (*named, *((end, topic.said) for _, end, topic in found))
            if clause < end <= denies.start()
        )
        out = {said for end, said in before[:-1] if _ALSO.match(sentence.text, end)}
        out |= {said for end, said in before[-1:] if not is_negated(sentence.text, end)}
        chosen = tuple(replace(item, negated=True, either=False) if item.said in out else item for item in chosen)
        found = [
            (
                s,
                e,
                said_so(sentence, marks, s, e, known) or replace(topic, negated=True) if topic.said in out else topic,
            )
            for s, e, topic in found
        ]
    return chosen, found
