"""States that a question names (準備中), told from the same words where they mean something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from assistant.lists import rows
from assistant.question.known import Known
from assistant.question.marks import Mark, Sentence, occurrences
from assistant.question.outcomes import column_meant
from assistant.records import STATUS, Filter
from assistant.text import fold
from assistant.vocabulary import lexicon, values

_USUAL: Final = {"実施中", "実施済", "対応する", "着手済", "試行中", "一部実施"}
"""States that the rows of a table without states are most likely in."""
_BEGUN: Final = "着手済"
_LATE: Final = "遅延"
"""A state whose words say as much of things as of rows."""
_IN_ORDER: Final = re.compile("(?:した|する)?順")
_OF_TIME: Final = re.compile("年|月|順|早|遅|古|新し|いつ")
_NAMED_STATE: Final = re.compile("[一-龥]+(?<!中)")
_OF_THING: Final = re.compile(
    "[一-龥ァ-ヺー](?<!提案)(?<!事業)(?<!取組)(?<!事例)(?<!施策)(?<!状況)(?<!進捗)(?<!結果)(?<!方針)(?<!対応)の$"
)
_THING: Final = re.compile("[をに、]|について|に関|の(?:提案|事例|要望)")
"""What stands around a state that is asked of something: 「協議の廃止」."""
_ENDS_STATE: Final = re.compile("[中済みるたい的]$")
_NOUN_GOES_ON: Final = re.compile("[一-龥ァ-ヺ](?<![提事取案団自市町村件中済])")
"""A compound that is no name of the rows."""
_NO_STATE: Final = re.compile(r"時期|予定|に向け|場所|主体|状況|方法|内容")


def states(sentence: Sentence, known: Known) -> Iterator[Mark]:
    """A mark for each state; for what a table says in another column, a mark of that."""
    folded = fold(sentence.text)
    for match in lexicon("statuses", "words", "asked").find(folded):
        said = sentence.said(match.start, match.end)
        mark = Mark(match.start, match.end, "filter", match.value, (Filter(STATUS, match.value, said),))
        column, cue = column_meant(sentence, match.start, match.end, known.headings)
        if cue:
            yield cue
            yield replace(mark, filters=_of_column(column, match.value, said, known))
            continue
        if beside := _in_another_column(mark, said, known):
            yield beside
            continue
        if match.value not in known.states:
            if own := _in_a_cell(mark, sentence, folded, known):
                yield own
                continue
            if match.value == _BEGUN and _OF_TIME.search(folded):  # 平成28年度に着手した
                if not _IN_ORDER.match(folded, match.end):  # 「早く着手した順」 asks as a whole
                    yield Mark(match.start, match.end, "filler")
                continue
        if not _is_no_state(mark, folded, known) and not _NO_STATE.match(folded, match.end):
            yield mark


def _in_another_column(mark: Mark, said: str, known: Known) -> Mark | None:
    """The words at ``mark`` where cells of a column that tells no states say just them: 措置済み, in 措置の時期."""
    columns = known.short_cells.get(fold(said), ())
    if not columns or known.state_columns & set(columns):
        return None
    return replace(mark, filters=tuple(Filter(name, fold(said), said, either=n > 0) for n, name in enumerate(columns)))


def _of_column(column: str, state: str, said: str, known: Known) -> tuple[Filter, ...]:
    """A state as one of several columns tells it (最終的な調整結果が実現せず), or in the states that stand for it there."""
    values = known.headings.values.get(column, ())
    meant = (state,) if state in values else tuple(near for near in near_states(state) if near in values) or (state,)
    return tuple(Filter(column, value, said, either=at > 0) for at, value in enumerate(meant))


def near_states(state: str) -> tuple[str, ...]:
    """The states that are meant where a table has none of this one: 調整中 -> 協議中."""
    words = next((row.get("near") or "" for row in rows("statuses") if row["value"] == state), "")
    return tuple(filter(None, words.split("|")))


def is_state(value: str) -> bool:
    """Whether a value is a state by its usual name: 対応困難."""
    return value in values("statuses")


def _in_a_cell(mark: Mark, sentence: Sentence, folded: str, known: Known) -> Mark | None:
    """The words at ``mark`` as other columns say them: 検討中 of 「検討中(令和8年3月までに結論)」 in 措置の予定."""
    for words, columns in known.short_cells.items():
        for at in occurrences(folded, words):
            if at < mark.end and mark.start < at + len(words):
                start, end = min(at, mark.start), max(at + len(words), mark.end)
                said = sentence.said(at, at + len(words))
                chosen = tuple(Filter(name, words, said, either=n > 0) for n, name in enumerate(columns))
                return Mark(start, end, "filter", said, chosen)
    return None


def _is_no_state(mark: Mark, folded: str, known: Known) -> bool:
    """Whether the word of a state is a word as any other.

    It is where no row is in that state but running text says it (廃止), where a table without states may well mean
    all of its rows (採択), and within a compound (お試し住宅).
    """
    states, said = known.states, folded[mark.start : mark.end]
    if _NAMED_STATE.fullmatch(said) and _OF_THING.search(folded, 0, mark.start) and _THING.match(folded, mark.end):
        return True  # 協議の廃止を求める提案
    if not _ENDS_STATE.search(said) and _NOUN_GOES_ON.match(folded, mark.end):
        return True
    if mark.value in states:
        return False
    if mark.value == _LATE and not states & set(near_states(_LATE)):
        return True  # 罹災証明の発行が遅れた
    if mark.value not in _USUAL and _NAMED_STATE.fullmatch(said) and said in known.text:
        return True
    return not states and mark.value in _USUAL
