"""Columns of the corpus in a question: asked for (根拠法令は?), chosen by (観光分野の), counted by (府省別).

What the program reads in every table (places, groups, dates, states) has names of its own; this is about the rest,
whose headings no list can know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assistant.categories import is_kind
from assistant.question.column_names import NOTE, SHORT, names_of, whole_name
from assistant.question.marks import Mark, Marks, Sentence, stands_alone
from assistant.question.topics import is_weak_word, wordings
from assistant.records import ANY, FACETS, STATUS, Filter, Proposal, Role
from assistant.text import fold, plain
from assistant.vocabulary import lexicon, role_of

_UNNAMED: Final = {"no", "prefecture", "municipality"}
_OWN_ROLES: Final = {"partner", "note", "other"}
_CODE: Final = re.compile(r"^(?:(?P<code>[0-9]{1,3}|[a-z])[\s_.:．・)]+(?=\S)|(?P<letter>[a-z])(?=[一-龥ァ-ヺ]))")
_TAIL: Final = re.compile(r"(?:もの|こと|等|に関する(?:もの|こと)|関係)$")
_QUESTIONS: Final = {"質問", "問い", "問"}
"""What a FAQ calls its rows."""
_YES: Final = {"有", "有り", "あり", "○", "〇", "はい", "可", "該当"}
_NO: Final = {"無", "無し", "なし", "×", "いいえ", "不可", "非該当"}
"""What cells say to a heading that asks whether (再要望の有無)."""
_ENTRIES: Final = r"(?:に関する|についての|関係の|関連の|の)(?=質問|faq|よくある)"
"""What stands between the kind of a FAQ's entries and what they are called: 契約の質問は何件."""
_AT_FIRST: Final = ("第1次回答", "1次回答", "一次回答", "最初の回答", "当初の回答")
_IN_THE_END: Final = (
    "最終結果",
    "最終的な結果",
    "最終の結果",
    "最終回答",
    "最終的な回答",
    "最終判断",
    "結末",
    "最終的な結論",
)
"""What people call the first and the last of several columns that tell how something came out."""
_TAKING_PART: Final = re.compile("協力|連携|協働|共同|参画|パートナー")
_SEVERAL: Final = re.compile("(?:複数の|いくつかの|2つ以上の|二つ以上の|2以上の)$")
_OWNING: Final = re.compile("が(?:所管|担当|関係|管轄)(?:し|する)(?:て(?:い)?る)?")
_LONG: Final = 4
_ENDS: Final = re.compile(r"[ぁ-ん、。?\s」]|$")
_VAGUE: Final = {"その他", "なし", "共通", "一般", "全般", "有", "無", "あり", "対象", "未定"}
"""Values that say nothing without the name of their column."""
_OFFICE: Final = re.compile("..[課係室省庁]$")
"""Who is in charge of a row, whatever the row is."""
_LINK: Final = r"\s*(?:が|は|の|に|で|:|=|も)?\s*「?"
_KIN: Final = r"(?:の?管内|[がの]?(?:所管|関係|関連|管轄|担当)(?:する|している)?|の?(?:分野|区分|部門))?"
_WHOLE: Final = re.compile(
    r"(?:の(?=両方|どちらも|提案|事例|取組|取り組み|もの|施策|事業|プロジェクト|件|案件|方|ほう|場合|中|うち|内訳|進捗|状況)|は|が|を|で(?!き)|も|だけ|のみ|以外|に関|関連|について|と|や|か|、|・|では|じゃ|なら|って|され(?:て|た)|し(?:て|た)|する|によ[りる]|(?:に|と)(?:な|さ|し)|[?。\s]|$)"
)
"""What follows a short value that is meant as the value of its column: 「観光の提案」, not 「観光の担い手」."""
_KIND: Final = re.compile("(?:方式|形式|事業|案件)(?![一-龥])")
_KANJI: Final = re.compile("[一-龥]")
_WANTED: Final = re.compile(
    r"\s*[)」]?(?:は|って|とは|を|も(?:[?。]|教|見|知|お願)|について|に関して|[?。]|$|と(?=[^、]{1,12}(?:は|を|も|[?。]|$))|、|・|や|及び|(?:だけ|のみ)(?:を|で|教|[?。]|$)"
    r"|が(?:知|見|気|わか|分か)|(?:が|は|も)(?:つい|付い|あり|計上)[^。、?]{0,8}?(?:か[?。]?|[?])$|に(?:は?何|書かれて|書いて)|の(?:全文|内容|詳細|欄|部分|記載)(?:は|を|[?。]|$))"
)
_NOT_WANTED: Final = re.compile(r"\s*を(?:受|求|解消|減|なく|緩和|廃|除|対象|持|踏|目|理由|改|根拠)")
_WHY: Final = re.compile("なぜ|どうして|何故|なんで")
_WHICH: Final = re.compile(r"(?:どの|どこの|何の|なんの|どういう|どんな)$")
_GROUND: Final = re.compile(r"[がを]$")
_EDGE: Final = re.compile(r"(?:が|の)(?:一番|最も|もっとも|いちばん|早|遅|新し|古)")
"""What is asked of a column of dates: 受付が一番新しい."""
_BUT: Final = re.compile("(?:以外|ほか|他)の$")
"""「空き家以外の分野」"""
_TAKEN: Final = re.compile(
    r"(?:し(?:てい?る|た)|する|と|に|の(?=もの|提案|事例|事業|取組|ところ|自治体)|となる|とする|とした|で(?:ある|す)|[?。]|$)"
)
"""「消防法が根拠のもの」."""
_OWNED: Final = re.compile(r"の(?P<other>[^のはがを、?]{2,8}?)(?=です|でしょ|[?。]|$)")
_HELD: Final = re.compile(r"\s*(?:(?:が|に|は|で、|:|=)\s*(?=[「一-龥ァ-ヺa-z0-9※*])|の(?=[※*]))")
"""「根拠法令が介護保険法のもの」: the column in which a word stands."""


@dataclass(frozen=True)
class Headings:
    """The columns of a corpus. ``columns`` are the names of columns by how people call them, ``values`` what those hold
    that hold one of a few values; ``free`` are those values that name their column even when they stand alone."""

    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[str, ...]]
    free: frozenset[tuple[str, str]]
    states: Mapping[str, tuple[tuple[str, str], ...]]
    """What the table itself calls a state, as columns and values: 対応困難 -> (対応の分類, 対応不可)."""
    replies: tuple[str, ...]
    """The columns of state that are prose."""
    of_groups: frozenset[str]
    """The columns of groups and places."""
    partners: tuple[str, ...]
    """The columns of those who take part: 協力団体, 連携先."""
    outcomes: tuple[str, ...]
    """Those of them that tell one after the other how something came out (第1次回答, 最終的な調整結果), in order."""
    bodies: frozenset[str]
    """Names of the columns of bodies: 代表団体."""
    times: tuple[str, ...]
    """The headings of the columns of times, folded."""

    @classmethod
    def of(cls, proposals: Sequence[Proposal]) -> Headings:
        """The columns of ``proposals``."""
        named: dict[str, dict[str, None]] = {}
        asks = {phrase for phrase, _ in lexicon("asks", "words", value="kind").phrases}
        asks |= {phrase for phrase, group in lexicon("fillers", "words", value="group").phrases if group == "generic"}
        fields = dict.fromkeys((f.name, f.role) for p in proposals for f in p.fields if f.role not in _UNNAMED)
        told = {heading for heading, role in fields if role == "status"}
        own_roles = _OWN_ROLES | ({"status"} if len(told) > 1 else set())  # of several, one is meant by its name
        for heading, role in fields:
            for name in names_of(heading):
                plain_name = role in own_roles and name == whole_name(heading)  # 連携先, where a column is called so
                if (
                    (plain_name or name not in asks)
                    and name not in _QUESTIONS
                    and (plain_name or role_of(name) not in _UNNAMED - {role})
                ):
                    named.setdefault(name, {})[heading] = None
        values: dict[str, dict[str, None]] = {}
        states = {field.name for p in proposals for field in p.fields if field.role == "status"}
        own: dict[str, dict[tuple[str, str], None]] = {}
        free = set()
        outcomes = _outcomes(proposals)
        came_out: dict[str, dict[str, None]] = {}
        for proposal in proposals:
            for facet in proposal.facets:
                if facet.name in outcomes:
                    values.setdefault(facet.name, {})[facet.value] = None
                    came_out.setdefault(facet.value, {})[facet.name] = None
                elif facet.name not in FACETS:
                    values.setdefault(facet.name, {})[facet.value] = None
                    stated = facet.name in states and _is_usual(facet.value)
                    for state in proposal.values(STATUS) if facet.name in states else ():
                        own.setdefault(state, {})[facet.name, facet.value] = None
                    if proposal.genre == "proposal" and not stated:
                        free.add((facet.name, facet.value))
        for state, columns in came_out.items():  # of several columns that tell it, the last
            own[state] = {(max(columns, key=outcomes.index), state): None}
        for place, words in (outcomes and ((0, _AT_FIRST), (-1, _IN_THE_END))) or ():
            named |= {name: {outcomes[place]: None} for name in words if name not in named}
        return cls(
            {name: _exactly(name, tuple(found)) for name, found in named.items()},
            {name: tuple(found) for name, found in values.items()},
            frozenset(free),
            {state: tuple(values) for state, values in own.items()},
            tuple(dict.fromkeys(f.name for p in proposals for f in p.fields if f.role == "status" and not f.values)),
            frozenset(name for name, role in fields if role in {"target", "site"}),
            tuple(name for name, role in fields if role in {"partner", "other"} and _TAKING_PART.search(name)),
            outcomes,
            frozenset(name for f in _fields(proposals, "municipality") for name in names_of(f)),
            tuple(fold(plain(f)) for f in _fields(proposals, "start")),
        )

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self.columns, key=lambda n: (-len(n), n)))) or r"(?!)")

    @cached_property
    def _readings(self) -> tuple[tuple[re.Pattern[str], re.Pattern[str] | None, str, str], ...]:
        """For each value the words that mean it beside its heading, and alone."""
        found = []
        for column, values in self.values.items():
            heads = [name for name, columns in self.columns.items() if column in columns]
            head = "|".join(map(re.escape, sorted(heads, key=lambda n: (-len(n), n)))) or r"(?!)"
            others = {fold(other) for other in values}
            for value in values:
                alone, beside = (
                    tuple(way for way in ways if way == fold(value) or way not in others) for ways in _ways(value)
                )  # ごみ減量 is a value itself, and no other word for 食品ロス削減
                one = "|".join(map(re.escape, beside))
                bound = re.compile(
                    rf"(?:{head}){_LINK}(?:{one})(?![a-z0-9])」?{_KIN}|(?<![a-z0-9])(?:{one})(?:の|が|も)?(?:{head})"
                    + (
                        ""
                        if column in self.outcomes
                        else rf"|(?<![一-龥])(?:{one})(?:と|に)(?=なっ|され|回答|整理|分類)"
                    )
                    + rf"|(?:{head})(?:の有無)?{_whether(value)}"
                    + (rf"|(?<![一-龥ァ-ヺー])(?:{one}){_ENTRIES}" if is_kind(column) else "")
                )
                free = alone if (column, value) in self.free else tuple(name for name in alone if _OFFICE.search(name))
                lone = re.compile(rf"(?:{'|'.join(map(re.escape, free))}){_KIN}") if free else None
                found.append((bound, lone, column, value))
        return tuple(found)

    def chosen(self, sentence: Sentence) -> Iterator[Mark]:
        """A mark for each value that a question names: beside its heading in any form, alone where that can mean nothing else."""
        folded = fold(sentence.text)
        names = [found.span() for found in self.named(folded)]
        beside = [
            _mark(sentence, *found.span(), column, value)
            for bound, _, column, value in self._readings
            for found in bound.finditer(folded)
            if not any(start <= found.start() and found.end() <= end for start, end in names)
        ]  # 対応の分類 is no 対応 of a 分類
        yield from sorted(beside, key=lambda mark: mark.start - mark.end)  # 条件付き採択 before 採択
        unmarked = Marks()
        for _, lone, column, value in self._readings:
            for found in lone.finditer(folded) if lone else ():
                if _is_meant(sentence, unmarked, found):
                    yield _mark(sentence, found.start(), found.end(), column, value)

    def several(self, sentence: Sentence) -> Iterator[Mark]:
        """A mark for what asks for several values of a column: 「複数の省庁が所管している」."""
        folded = fold(sentence.text)
        for found in self._pattern.finditer(folded):
            column = next((name for name in self.columns[found[0]] if name in self.values), "")
            if column and (many := _SEVERAL.search(folded, 0, found.start())):
                end = found.end()
                tail = _OWNING.match(folded, end)
                said = sentence.said(many.start(), end)
                chosen = Filter(column, ANY, said, number="several")
                yield Mark(many.start(), tail.end() if tail else end, "filter", said, (chosen,))

    def wanted(self, sentence: Sentence, marks: Marks) -> tuple[str, ...]:
        """The columns that a question asks for, in its order. Marks their names, and those that only say where a word stands.

        A name that says where a word stands (「根拠法令が…」) has the column as the value of its mark.
        """
        folded = fold(sentence.text)
        columns: dict[str, None] = {}
        why = _WHY.search(folded) if "理由" in self.columns else None
        if why and marks.add(Mark(why.start(), why.end(), "ask", "lookup")):
            columns |= dict.fromkeys(self.columns["理由"])
        for found in self._pattern.finditer(folded):
            start, end = found.span()
            if not stands_alone(sentence, marks, start, end):
                continue
            which = _WHICH.search(folded, 0, start)
            owned = _OWNED.match(folded, end) if which else None
            if owned and owned["other"] in self.columns:  # どの省庁の所管ですか
                end = owned.end()
            asked = _WANTED.match(folded, end) and not _NOT_WANTED.match(folded, end)
            if (which or asked) and marks.add(Mark(which.start() if which else start, end, "ask", "lookup")):
                columns |= dict.fromkeys(self.columns[found[0]])
            elif _EDGE.match(folded, end) or _BUT.search(folded, 0, start):
                marks.add(Mark(start, end, "filler"))
            elif (_HELD.match(folded, end) and not marks.covers(end, end + 1)) or (
                _GROUND.search(folded, 0, start) and _TAKEN.match(folded, end)
            ):
                held = self.columns[found[0]]
                marks.add(Mark(start, end, "filler", held[0] if len(held) == 1 else ""))
        return tuple(columns)

    @property
    def state_column(self) -> str:
        """The one column that tells states in words of its own; "" where there is none, or several."""
        columns = {column for values in self.states.values() for column, _ in values}
        return columns.pop() if len(columns) == 1 else ""

    def named(self, folded: str) -> Iterator[re.Match[str]]:
        """Where a text (folded) names a column."""
        return self._pattern.finditer(folded)

    def is_whole(self, name: str, column: str) -> bool:
        """Whether ``name`` is the heading itself and no piece of it."""
        return name == whole_name(column)

    def counted(self, sentence: Sentence, marks: Marks, *, most: bool) -> str:
        """The column by whose values rows shall be counted: 「府省別」「分野ごと」, or 「一番多い分野」 where ``most``; "" for none."""
        folded = fold(sentence.text)
        for found in self._pattern.finditer(folded):
            column = next((name for name in self.columns[found[0]] if name in self.values), "")
            tail = re.compile(r"(?:別|ごと|毎)(?:に|の内訳)?|の内訳").match(folded, found.end())
            end = tail.end() if tail else found.end()
            if column and (tail or most) and marks.add(Mark(found.start(), end, "ask", "count")):
                return column
        return ""


def _is_usual(state: str) -> bool:
    """Whether a state is called as states usually are, and not 本格運行中, of which 運行中 is a part."""
    words = fold(state)
    found = list(lexicon("statuses", "words").find(words))
    return any(match.end - match.start == len(words) for match in found) or len(found) > 1


def _exactly(name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Those of ``columns`` that are called just so, or end so (所管省庁, and no 省庁の回答); all, where none does."""
    whole = tuple(column for column in columns if whole_name(column) == name)
    return whole or tuple(column for column in columns if whole_name(column).endswith(name)) or columns


def _outcomes(proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """The columns of state of tables that have several of them, all in prose, in their order."""
    told = dict.fromkeys(tuple(f.name for f in p.fields if f.role == "status") for p in proposals)
    valued = {f.name for p in proposals for f in p.fields if f.role == "status" and f.values}
    return tuple(dict.fromkeys(name for names in told if len(names) > 1 and not valued & set(names) for name in names))


def _fields(proposals: Sequence[Proposal], role: Role) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.name for p in proposals for f in p.fields if f.role == role))


def _ways(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that mean ``value`` alone, and those that mean it beside the name of its column."""
    folded = fold(value)
    code = _CODE.match(folded)
    bare = NOTE.sub("", folded[code.end() :] if code else folded).strip()
    names = dict.fromkeys(way for name in (folded, bare, _TAIL.sub("", bare)) if name for way in wordings(name))
    alone = tuple(name for name in names if len(name) >= SHORT and name not in _VAGUE and not is_weak_word(name))
    pieces = [piece for piece in re.split(r"[・、/]|及び|又は", bare) if len(piece) >= SHORT]
    beside = dict.fromkeys((*names, *pieces, *([code["code"] or code["letter"]] if code else [])))
    return _longest(alone), _longest(beside)


def _whether(value: str) -> str:
    """How people say that a row has what its column tells with 有 or 無: 「再要望している」「再要望のない」."""
    if value in _YES:
        return r"(?:が|を|は|も|の)?(?:ある|あり|有り|あった|し(?:てい?る|ている|た)|する(?=もの|提案|ところ))(?!ま)"
    if value in _NO:
        return r"(?:が|を|は|も|の)?(?:ない|なし|無し|なかった|し(?:ていない|てない|なかった|ない))"
    return r"(?!)"


def _longest(words: Mapping[str, None] | Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _is_meant(sentence: Sentence, marks: Marks, found: re.Match[str]) -> bool:
    """Whether words that stand alone are the value of a column, and no part of something else."""
    start, end = found.span()
    text = fold(sentence.text)
    if start not in sentence.bounds:
        return False
    if _KIND.match(text, end):  # 直営方式, 委託事業
        return start == 0 or not _KANJI.match(text[start - 1])
    whole = stands_alone(sentence, marks, start, end) if end in sentence.bounds else bool(_ENDS.match(text, end))
    whole = whole or (end in sentence.bounds and text.startswith("以外", end))
    return whole and (
        len(found[0]) >= _LONG or bool(_WHOLE.match(text, end))
    )  # デジタル is not meant in デジタル田園都市


def _mark(sentence: Sentence, start: int, end: int, column: str, value: str) -> Mark:
    return Mark(start, end, "filter", value, (Filter(column, value, sentence.said(start, end)),))
