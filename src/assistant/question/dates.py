"""Columns of dates that are no starts in a question (採択日, 公表日): chosen by a date, first and last, put in order."""

from __future__ import annotations

import re
from typing import Final

from assistant import periods
from assistant.question.asker import Asker
from assistant.question.known import Known
from assistant.question.marks import Mark, Marks, Sentence
from assistant.question.measures import Measure
from assistant.records import Filter, Measured
from assistant.text import fold

_STEM: Final = re.compile("(?:年月日|年月|日|時期)$")
_SPELT: Final = {"受付": ("受け付け", "受付け"), "取下": ("取り下げ", "取下げ"), "締切": ("締め切り", "締め切ら")}
"""How what is done on such a date is spelt as a verb."""
_OF_NAME: Final = re.compile(r"(?:が|は|の|を|[::])?\s*$")
_HAPPENED: Final = r"(?:付けで|付けの|付け|に|の|で)?\s*{}(?:され|し|さ|た|ら|の|と|が|は|を|済|[?。、]|$)"
_EDGE: Final = re.compile(
    r"(?:が|の|は|で)?\s*(?P<most>一番|最も|もっとも|いちばん)?(?P<way>早[いく]|古[いく]|遅[いく]|新し[いく])"
    r"(?:もの|方|ほう)?(?:から)?(?P<ordered>順)?"
)


def mark_dates(sentence: Sentence, marks: Marks, asker: Asker) -> None:
    """Marks dates that stand beside the name of such a column (採択日が6月14日), or before what it dates (6月14日に採択)."""
    known, folded = asker.known, fold(sentence.text)
    names = _names(known)
    for found in periods.find(sentence.text, known.era, asker.today) if names else ():
        if isinstance(found, periods.Impossible):
            continue
        for column, name in names:
            start = _start(folded, name, found.whole.start)
            stem = _STEM.sub("", name)
            verb = "|".join(map(re.escape, (stem, *_SPELT.get(stem, ()))))
            happened = re.compile(_HAPPENED.format(f"(?:{verb})"))
            if start is None and not happened.match(folded, found.whole.end):
                continue
            start = found.whole.start if start is None else start
            said = sentence.said(start, found.whole.end)
            read = periods.resolve_months(found, known.cells.dates[column].values())
            chosen = [
                Filter(column, each.reach.value, said, either=at > 0, assumed=each.assumed)
                for at, each in enumerate(read)
                if each.reach
            ]
            marks.add(Mark(start, found.whole.end, "filter", said, tuple(chosen)))


def mark_edge(sentence: Sentence, marks: Marks, known: Known) -> Measure:
    """Which rows come first or last by such a column, or in what order; Measure() where none is named."""
    folded = fold(sentence.text)
    for column, name in _names(known):
        at = folded.find(name)
        edge = _EDGE.match(folded, at + len(name)) if at >= 0 else None
        if edge and (edge["most"] or edge["ordered"]):
            early = edge["way"][0] in "早古"
            how: Measured = "ascending" if early else "descending"
            if not edge["ordered"]:
                how = "least" if early else "most"
            marks.add(Mark(at, edge.end(), "ask", "list"))
            return Measure(column, how, named=True)
    return Measure()


def _names(known: Known) -> list[tuple[str, str]]:
    """The columns of dates and how they are called, the longest first."""
    names = [(column, name) for name, columns in known.headings.columns.items() for column in columns]
    dated = [(column, name) for column, name in names if column in known.cells.dates and _STEM.search(name)]
    return sorted(dated, key=lambda pair: (-len(pair[1]), pair[1]))


def _start(folded: str, name: str, at: int) -> int | None:
    """Where ``name`` begins, if it stands right before ``at``."""
    before = _OF_NAME.sub("", folded[:at])
    return len(before) - len(name) if before.endswith(name) else None
