"""How a question asks: for a place, a date, a number …, and for what a table may not record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from assistant.lists import rows
from assistant.periods.numbers import number
from assistant.question.headings import Headings
from assistant.question.known import Known
from assistant.question.marks import Mark, Marks, Sentence, first_free, snapped, stands_alone
from assistant.records import END, EVERY, MUNICIPALITY, START, STATUS, Kind
from assistant.text import fold
from assistant.vocabulary import Match, lexicon

_ORDER: Final[tuple[Kind, ...]] = (
    "advice",
    "changes",
    "similar",
    "count",
    "compare",
    "first",
    "last",
    "define",
    "until",
    "when",
    "status",
    "where",
    "who",
    "lookup",
    "source",
    "about",
)
_BODIES: Final = re.compile(
    r"何(?:自治体|市|団体|町|村|市町村|区)|(?:自治体|団体|市町村)(?:の)?数|(?:自治体|団体|市町村|市区町村)は(?:全部で|合わせて|合計で?)?(?:いくつ|何)|いくつの(?:自治体|市|団体|町|村|市町村)"
)
_PREFECTURES: Final = re.compile(r"何(?:県|都道府県|府県)|いくつの(?:県|都道府県)|(?:県|都道府県)の数")
_PLACES: Final = re.compile(
    r"いくつの[^、。はがを]{1,8}(?:所|館|校|署|局|店|室|センター|施設|窓口|区(?!市)|地区)|いくつの区(?!市)|何(?:か所|箇所|カ所|ヶ所|個所)|いくつ(?:作|つく|設|置)|(?:窓口|拠点|会場|施設|区役所|センター|プラザ)(?:の数)?[はがを](?:全部で|合わせて|合計で?|足すと|足したら)?(?:いくつ|何個|なんこ)"
)
_SHARE: Final = re.compile("何割|割合|何パーセント|何%|比率|構成比|(?<![ァ-ヺー])シェア(?![ァ-ヺー])")
_EVER: Final = re.compile("いつ(?:も|でも)")
"""These ask for no time."""
_HALF: Final = re.compile("半分以上|半数以上|5割以上|五割以上")
_MAJORITY: Final = re.compile("過半数|半分を超え|半数を超え|大半|大部分|大多数")
_BUSIEST: Final = re.compile(r"(?:一番|最も|もっとも|いちばん)(?:多く|たくさん)(?:の)?(?:提案|事業|取組|取り組み|事例)")
"""「一番多く提案しているのは?」 asks for bodies."""
_WHEN_MOST: Final = re.compile(
    r"(?:何月|何年度|どの月|いつ)(?:から|に)?(?:の)?(?:開始|始まる|スタート|実施)?(?:する)?(?:もの|提案|事例|取組|の)?[がは]?(?:一番|最も|もっとも|いちばん)?多い"
)
"""「何月開始が一番多い?」"""
_DATED: Final = re.compile("[年月日度](?:中)?に(?:更新|変更|追加)")
"""「12月に更新された」 names a date, and asks for no changes between editions."""
_SPREAD: Final = re.compile("内訳|内わけ|うちわけ")
_MOST: Final = re.compile(
    r"(?:一番|最も|もっとも|いちばん)?(?:提案|事例|取組|件数|提案数)?(?:数|件数)?[がのは]?(?:一番|最も|もっとも|いちばん)(?:提案|事例|件数)?[がの]?(?:多い|多く)|提案(?:数)?[がの](?:一番|最も)?多い|(?:どの|どこの)[^、。がはの]{1,5}[がに](?:一番|最も)?多い"
)
_NTH: Final = re.compile(
    r"(?<![\d一二三四五六七八九十])(?P<place>\d{1,3}|[一二三四五六七八九十]{1,3})番[目め]に"
    r"(?:(?P<first>早い|早く|はやい|はやく|始ま|開始|実施|スタート)|遅い|遅く|おそい|おそく)"
)
"""「2番目に早い」: a place by the time of the start."""
_QUESTION_WORDS: Final = ("何", "いつ", "いくら", "どこに申", "誰が", "なぜ", "どうして")
_PROPOSED: Final = "提案日"
_HOW_DONE: Final = re.compile("どうして(?:い|る|ます|お)")
"""「他市はどうしていますか」 asks for no reason."""
_ASKED: Final = re.compile(
    r"(?:など|等|の(?:名前|一覧|情報|連絡先|電話番号))?(?:[はもと、?。]|って|について|に関して|を(?:教|おし|知|見|示|確認)|が(?:知|分|わか|ほし|欲|要|必要|書|載|記)|です|でしょ|なの|$|参加|利用|わか|分か|教え|おしえ|\s)"
)
"""What follows an attribute that is asked for, and is not part of what a proposal does: 予算は?, not 予算を助成する."""


ABOUT: Final = "about"
"""The way of asking of the tables as such."""
CONTENTS: Final = "contents"
"""The way of asking what is written, of rows or of all: 「何が書いてありますか」."""
JUDGED: Final = "judged"
"""The way of asking of words of praise, which no table gives: 面白い取組."""
LIKE: Final = frozenset({"similar", "earlier_than", "later_than"})
"""Ways of asking before which stands what rows are held against."""


@dataclass(frozen=True, slots=True)
class Asks:
    """The ways of asking found in a question, what a count counts (件, 自治体, 都道府県), the facet it is broken down by, and which start."""

    found: frozenset[str]
    counted: str
    by: str = ""
    nth: int = 1
    most: bool = False
    """Whether the value that most rows have is asked for: 「一番多い都道府県」."""

    @property
    def kind(self) -> Kind:
        """The one that decides; where none does "when" if an order in time is asked for, else "list"."""
        if self.than:
            return "similar"
        found = self.found - {"compare"} if self.order else self.found  # 早い順に並べて
        found |= {"lookup"} if CONTENTS in found else set()
        return next((kind for kind in _ORDER if kind in found), "when" if self.order else "list")

    @property
    def than(self) -> Literal["", "earlier", "later"]:
        """Whether what starts before something else is asked for, or after it."""
        return "earlier" if "earlier_than" in self.found else "later" if "later_than" in self.found else ""

    @property
    def order(self) -> Literal["", "earliest", "latest"]:
        """The order in time that is asked for."""
        return "earliest" if "earliest" in self.found else "latest" if "latest" in self.found else ""

    @property
    def also(self) -> tuple[Kind, ...]:
        """The others that were found."""
        beside = {self.kind, "compare"} if self.order else {self.kind}  # 早い順に並べて
        return tuple(kind for kind in _ORDER if kind in self.found and kind not in beside)

    def __contains__(self, ask: str) -> bool:
        return ask in self.found


def mark_asks(sentence: Sentence, marks: Marks, known: Known, by: str, many: str) -> Asks:
    """Marks the words that ask, and attributes that the corpus does not speak of.

    ``by`` is what a count is broken down by, ``many`` what is asked for the number of, where they were marked before.
    """
    folded = fold(sentence.text)
    nth = _NTH.search(folded)
    if nth:
        marks.add(Mark(nth.start(), snapped(sentence, nth.end()), "ask", "first" if nth["first"] else "last"))
    first_free(
        marks,
        (
            Mark(match.start, match.end, "attribute", _attribute(sentence, match))
            for match in lexicon("attributes", "words").find_all(folded)
            if (match.value != END or not (known.values(END) or folded.startswith("に", match.end)))
            and not (match.value == _PROPOSED and (known.dated or _PROPOSED in known.headings.columns))
            and _is_attribute(sentence, marks, match.start, match.end)
            and folded[match.start : match.end] not in known.text
        ),
    )
    first_free(
        marks,
        (
            Mark(match.start, end, "ask", match.value)
            for match in lexicon("asks", "words", value="kind").find_all(folded)
            if stands_alone(sentence, marks, match.start, end := snapped(sentence, match.end))
            and not _EVER.match(folded, match.start)
            and not (match.value == JUDGED and folded[match.start : match.end] in known.text)
        ),
    )
    found = frozenset(mark.value for mark in marks.of("ask"))
    if _DATED.search(sentence.text):
        found -= {"changes"}
    counted = many or "件"
    if not many and _BODIES.search(sentence.text):
        counted = "自治体"
    elif not many and _PREFECTURES.search(sentence.text):
        counted = "都道府県"
    elif not many and _PLACES.search(sentence.text):
        counted = "か所"
    for told, pattern in (("割合", _SHARE), ("半数", _HALF), ("過半数", _MAJORITY)):
        if (share := pattern.search(folded)) and marks.add(Mark(share.start(), share.end(), "ask", "count")):
            counted, found = told, found | {"count"}
    counts = by or "together" in found
    most = bool(by and (_MOST.search(sentence.text) or _WHEN_MOST.search(sentence.text)))
    return Asks(found | {"count"} if counts else found, counted, by, number(nth["place"]) if nth else 1, most)


def mark_breakdown(sentence: Sentence, marks: Marks, headings: Headings, *, of_proposals: bool) -> str:
    """The facet of 「都道府県別」「進捗ごと」「一番多い都道府県」, EVERY for 「内訳は?」 of proposals, and "" where there is none."""
    most = _MOST.search(sentence.text)
    if column := headings.counted(sentence, marks, most=bool(most)):
        if most:
            marks.add(Mark(most.start(), most.end(), "ask", "count"))
        return column
    for row in rows("breakdowns"):
        if most and (found := re.search(rf"(?<![一-龥0-9])(?:{row['words']})(?![一-龥])", sentence.text)):
            marks.add(Mark(most.start(), most.end(), "ask", "count"))
            marks.add(Mark(found.start(), found.end(), "ask", "count"))
            return _own_state(row["value"], headings)
    for row in rows("breakdowns"):
        for found in re.finditer(
            rf"(?<![一-龥])(?:{row['words']})(?:(?:別|ごと|毎)(?:に|の内訳)?|の内訳)", sentence.text
        ):
            if marks.add(Mark(found.start(), found.end(), "ask", "count")):
                return _own_state(row["value"], headings)
    if (found := _WHEN_MOST.search(sentence.text)) and marks.add(Mark(found.start(), found.end(), "ask", "count")):
        return "年度" if "年度" in found[0] else START
    if (found := _BUSIEST.search(sentence.text)) and marks.add(Mark(found.start(), found.end(), "ask", "count")):
        return MUNICIPALITY
    if (
        of_proposals
        and (found := _SPREAD.search(sentence.text))
        and marks.add(Mark(found.start(), found.end(), "ask", "count"))
    ):
        return EVERY
    return ""


def _own_state(facet: str, headings: Headings) -> str:
    """``facet``, or the column that tells states in words of its own."""
    return headings.state_column or facet if facet == STATUS else facet


def mark_same(sentence: Sentence, marks: Marks) -> str:
    """The facet in which rows shall be as the one before, 「同じ県の」「対象者が同じ」, and "" where there is none."""
    for row in rows("breakdowns"):
        words = rf"同じ(?:{row['words']})|(?:{row['words']})[がもは](?:同じ|おなじ)"
        if (found := re.search(words, sentence.text)) and marks.add(Mark(found.start(), found.end(), "ask", "similar")):
            return START if row["value"] == "年度" else row["value"]
    return ""


def mark_fillers(sentence: Sentence, marks: Marks, groups: tuple[str, ...] = ("link", "polite", "generic")) -> None:
    """Marks words that carry no topic, by group of data/fillers.tsv: links, politeness, names of the rows (提案)."""
    words = lexicon("fillers", "words", value="group").find_all(fold(sentence.text))
    found = [match for match in words if match.value in groups]
    first_free(
        marks,
        (
            Mark(match.start, end, "generic" if match.value == "generic" else "filler")
            for match in found
            if stands_alone(sentence, marks, match.start, end := snapped(sentence, match.end))
        ),
    )


def _attribute(sentence: Sentence, match: Match) -> str:
    """What is asked for, in the words of the question (担当課), or by its name where those only ask (なぜ)."""
    asking = sentence.text.startswith(_QUESTION_WORDS, match.start) or "いつ" in sentence.said(match.start, match.end)
    return match.value if asking else sentence.said(match.start, match.end)


def _is_attribute(sentence: Sentence, marks: Marks, start: int, end: int) -> bool:
    """Whether an attribute is asked for; 何人 asks whatever noun follows it (何人参加していますか)."""
    if _HOW_DONE.match(sentence.text, start):
        return False
    if sentence.text.startswith(_QUESTION_WORDS, start):
        return True
    return stands_alone(sentence, marks, start, end) and bool(_ASKED.match(fold(sentence.text), end))
