"""Topics in place of facets: words of a place, a group or a body that name a thing which is spoken of."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from assistant.lists import rows
from assistant.question.known import Known
from assistant.question.letters import silent
from assistant.question.marks import LISTED, OR, Mark, Marks, Sentence
from assistant.question.negation import is_negated
from assistant.question.spoken import column_of
from assistant.question.topics import topic, wordings
from assistant.records import (
    ANY,
    MUNICIPALITY,
    PREFECTURE,
    REGION,
    SITE,
    TARGET,
    Topic,
)
from assistant.text import fold
from assistant.vocabulary import key

_LISTS: Final = {TARGET: "targets", SITE: "sites"}
"""The files in which the words of a facet stand."""
_THING: Final = re.compile(r"[をがと]|に(?:関|つ[いき])|関[係連]|の(?!中|なか|内|庁舎|窓口)|[一-龥ァ-ヺ](?<!内)")
_HALL: Final = re.compile("(?:役所|役場|県庁)$")
_ACTS: Final = re.compile("[がはとや]")
_PLACED: Final = re.compile(r"に[^はで、。?]{0,20}(?:設|置|開|構|作|つく|出店|ある|建)")
_SPOKEN: Final = re.compile(
    "(?:都|府|県)?(?:の(?:ほう|方|拠点|施設|窓口|センター|事務所|話|件|こと)|で(?!は|の(?:提案|事例|取組))|の名前|という|について書|に触れ|に言及|と書|が出て)"
)
"""What follows a place that rows speak of, and that proposes nothing."""
_AGE: Final = re.compile(r"(?:満)?(?P<number>\d{1,3})[歳才](?P<bound>以上|以下|未満|まで|以降)?(?:の(?:人|方))?")
_WORKS_WITH: Final = re.compile(
    r"(?:等|など)?(?:(?:と|との)(?:連携|協力|協働|共同|一緒|組[んむ]|タイアップ|提携)|[がも](?:協力|入って|加わ|関わ|連携|参画))"
)
"""What says of a group that it takes part."""
_VERBS: Final = {"動詞", "形容詞"}


def of_asker(sentence: Sentence, marks: Marks) -> set[Mark]:
    """Groups that a sentence names which tells of the asker, where the one that asks names another.

    ひとり親で仕事を探しています。母子家庭を対象にしている提案は?
    """
    telling = silent(sentence.text)
    groups = [mark for mark in marks.of("filter") if mark.facet == TARGET]
    told = {mark for mark in groups if any(start <= mark.start < end for start, end in telling)}
    return told if len(told) < len(groups) else set()


def unheld(sentence: Sentence, marks: Marks, known: Known) -> list[tuple[int, int, Topic]]:
    """Topics in place of filters whose words name a thing that is spoken of, and not what a proposal is.

    A place that is used (空き家を活用) or built in (首都圏に設ける), a group that is no facet here (移住者), and a
    municipality that proposes nothing (松本市) but is spoken of.
    """
    found = []
    askers = of_asker(sentence, marks)
    for mark in marks.of("filter"):
        if mark in askers:
            continue
        item = mark.filters[0] if len(mark.filters) == 1 else None
        words = fold(sentence.text[mark.start : mark.end])
        if (
            item
            and item.facet in {PREFECTURE, REGION}
            and _PLACED.match(sentence.text, mark.end)
            and words in known.text
        ):
            marks.drop(mark)  # 首都圏に設ける拠点: where something is, not who proposes it
            found.append((mark.start, mark.end, Topic(sentence.text[mark.start : mark.end], (words,))))
            continue
        negated = is_negated(sentence.text, mark.end)
        sited = item and item.facet == SITE and item.value != ANY and not negated
        if item and sited and _HALL.search(words) and words not in known.text and _ACTS.match(sentence.text, mark.end):
            marks.drop(mark)
            marks.add(Mark(mark.start, mark.end, "filler"))  # 市役所とハローワークで: the city itself
            continue
        if item and sited and _THING.match(sentence.text, mark.end) and not _beside(sentence, marks, mark):
            marks.drop(mark)  # 空き家を活用: the thing that is spoken of, not where the proposal is carried out
            found.append((mark.start, mark.end, Topic(sentence.text[mark.start : mark.end], wordings(words))))
            continue
        if (
            item
            and item.facet in _LISTS
            and item.value != ANY
            and (meant := _word_for_word(sentence, marks, mark, known))
        ):
            marks.drop(mark)
            found.append((mark.start, mark.end, replace(meant, negated=negated)))
            continue
        if item is None or item.value in (ANY, *known.values(item.facet)):
            continue
        inside = [token for token in sentence.tokens if mark.start <= token.span.start and token.span.end <= mark.end]
        if item.facet in {TARGET, SITE}:
            whole = any(token.pos in _VERBS for token in inside)  # 職を失った人 is not met by 職
            meant = Topic(sentence.text[mark.start : mark.end], wordings(words))
            said = meant if whole else topic([t for t in inside if t.content], sentence.text, known.text)
        elif item.facet == PREFECTURE and words in known.text and _SPOKEN.match(sentence.text, mark.end):
            said = Topic(sentence.text[mark.start : mark.end], (words,))  # 東京で相談を受け付ける県
        elif item.facet == MUNICIPALITY and re.search(f"(?<![一-龥]){re.escape(words)}", known.text):
            said = Topic(sentence.text[mark.start : mark.end], (words,))
        else:
            continue
        if said:
            marks.drop(mark)
            found.append((mark.start, mark.end, replace(said, negated=negated)))
    return found


def _word_for_word(sentence: Sentence, marks: Marks, mark: Mark, known: Known) -> Topic | None:
    """A group or a place as words: in a column that tells of something else (協力団体に企業がある), or an age as rows write it."""
    said = sentence.text[mark.start : mark.end]
    if column := _column(sentence, marks, mark, known):
        return Topic(said, wordings(fold(said)), column=column)
    age = _AGE.fullmatch(fold(said)) if mark.facet == TARGET else None
    ways = _written(age, known) if age else ()
    return Topic(said, ways) if ways else None


def _written(age: re.Match[str], known: Known) -> tuple[str, ...]:
    """An age as rows write it: 65歳以上, 65才以上; () where none does."""
    ways = tuple(f"{age['number']}{unit}{age['bound']}" for unit in ("歳", "才"))
    return ways if any(way in known.text for way in ways) else ()


def _column(sentence: Sentence, marks: Marks, mark: Mark, known: Known) -> str:
    """The column in which a group or a place that is named shall stand, where that tells of something else."""
    named = column_of(sentence, marks, mark.start, mark.end)
    if named and named not in known.headings.of_groups:
        return named
    partners = known.headings.partners if mark.facet == TARGET and _WORKS_WITH.match(sentence.text, mark.end) else ()
    return partners[0] if len(partners) == 1 else ""


def _beside(sentence: Sentence, marks: Marks, mark: Mark) -> bool:
    """Whether a place is named in one breath with another: 「区役所と福祉事務所では」."""
    sites = [other for other in marks.of("filter") if other.facet == SITE]
    return any(LISTED.fullmatch(sentence.text, mark.end, other.start) for other in sites)


def either_of(sentence: Sentence, marks: Marks, found: list[tuple[int, int, Topic]]) -> list[tuple[int, int, Topic]]:
    """Topics in place of groups and places that are an alternative to a topic: 「公民館か廃校」, of which one is enough."""
    spoken = []
    for mark in marks.of("filter"):
        item = mark.filters[0] if len(mark.filters) == 1 else None
        if item is None or item.facet not in _LISTS or item.value == ANY or is_negated(sentence.text, mark.end):
            continue
        if any(
            OR.fullmatch(sentence.text, *gap)
            for start, end, _ in found
            for gap in ((mark.end, start), (end, mark.start))
        ):
            words = next((row["words"] for row in rows(_LISTS[item.facet]) if row["value"] == item.value), item.value)
            said = sentence.text[mark.start : mark.end]
            phrases = (*wordings(fold(said)), *(key(word) for word in words.split("|")))
            marks.drop(mark)
            spoken.append((mark.start, mark.end, Topic(said, tuple(dict.fromkeys(phrases)))))
    return spoken
