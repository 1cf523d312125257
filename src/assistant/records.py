"""The types that flow from the corpus to the screen: frozen, slotted, made of tuples.

Texts are verbatim everywhere; whatever points into a text is a :class:`Span` in code points of that text.
A quote is therefore a slice and cannot be built false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

PREFECTURE: Final = "都道府県"
REGION: Final = "地方"
LEVEL: Final = "団体区分"
CITY_CLASS: Final = "市の種別"
MUNICIPALITY: Final = "自治体"
PARTNER: Final = "共同提案団体"
TARGET: Final = "対象者"
SITE: Final = "実施場所"
START: Final = "実施時期"
END: Final = "終了時期"
DEED: Final = "回答の期日"
"""When something was done or is due of which a reply tells with a verb of its own: 「令和6年4月1日に施行した」."""
TIMES: Final = (START, END, DEED)
"""Facets whose values are periods."""
STATUS: Final = "進捗"
NOTE: Final = "注記"
NUMBER: Final = "番号"
"""The number that a table prints beside a row: it names the row and says nothing of it, so it is no facet."""

SOURCE: Final = "資料"
"""The source that a row stands in, by its title, its publisher or its path; no facet either."""

JOINT: Final = "共同提案"
"""The value of LEVEL for what several bodies propose together."""

COUNTED: Final = "書かれた数"
"""How many of what a row tells of in running text (3区役所): worked out where it is asked for, and no facet."""

ANY: Final = "あり"
"""Value of a filter that asks only that a facet is recorded at all."""

SOME: Final = "を超える"
"""Ends the value of a filter that asks for more than nothing of an amount: 「0円を超える」."""

EVERY: Final = "内訳"
"""Stands for every facet by which counts are commonly broken down."""

ON_EARLIER: Final = "前の質問"
"""Called so, what came before a question is taken out of its reading."""

FACETS: Final = (
    PREFECTURE,
    REGION,
    LEVEL,
    CITY_CLASS,
    MUNICIPALITY,
    PARTNER,
    TARGET,
    SITE,
    START,
    END,
    DEED,
    STATUS,
    NOTE,
)
"""Names of all facets, in the order in which they are shown."""

FILTERS: Final = (*FACETS, NUMBER, SOURCE, COUNTED)
"""What rows may be chosen by."""

Role = Literal[
    "no",
    "prefecture",
    "municipality",
    "partner",
    "title",
    "overview",
    "target",
    "site",
    "status",
    "start",
    "note",
    "other",
]
"""What a column is about. Headings are mapped to roles by data/columns.tsv; an unknown heading is "other"."""

Genre = Literal["proposal", "record", "text"]
"""What a row is: a proposal of some body, a row of any other table (a FAQ), or running text under a heading."""

Kind = Literal[
    "where",
    "who",
    "when",
    "until",
    "status",
    "count",
    "list",
    "lookup",
    "define",
    "compare",
    "first",
    "last",
    "changes",
    "similar",
    "source",
    "about",
    "unrecorded",
    "advice",
    "unclear",
]
"""What a question asks for."""

TOLD_BY: Final[dict[str, Kind]] = {START: "when", END: "until", STATUS: "status", TARGET: "who", SITE: "where"}
"""How the values of a facet are asked for."""

Measured = Literal["", "most", "least", "descending", "ascending", "sum", "mean"]
"""What is asked of a column of amounts."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range ``[start, end)`` in code points of a verbatim text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The slice of ``text`` that this span covers."""
        return text[self.start : self.end]

    def shift(self, by: int) -> Span:
        """The same span in a text that begins ``by`` characters earlier."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus as it lies on disk; ``path`` is relative to the corpus folder's parent."""

    path: str
    sha256: str
    title: str
    publisher: str
    as_of: str
    url: str

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called: by its title, its publisher and its path."""
        return tuple(filter(None, (self.title, self.publisher, self.path)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file, as far as its format tells; ``str()`` says it to people (「3ページ」).

    ``box`` is left, top, right, bottom on the page, in points from its upper left corner.
    """

    line: int = 0
    page: int = 0
    sheet: str = ""
    cells: str = ""
    table: int = 0
    row: int = 0
    box: tuple[float, ...] = ()

    def __str__(self) -> str:
        parts = (
            f"{self.page}ページ" if self.page else "",
            f"シート「{self.sheet}」" if self.sheet else "",
            f"表{self.table}" if self.table else "",
            self.cells,
            f"{self.row}行目" if self.row else "",
            f"{self.line}行目" if self.line else "",
        )
        return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: verbatim cells, the section line it stands under, and where it stands."""

    cells: tuple[str, ...]
    section: str
    place: Place
    notes: tuple[tuple[str, str], ...] = ()
    """Footnotes that marks in the cells point at: (「※1」, 「※1 平成24年度までの事業」)."""
    ditto: tuple[tuple[int, str], ...] = ()
    """Cells whose words were taken over from the row above, by number, and what stands in them itself (「同上」)."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a source: column headings and rows, cells verbatim."""

    source: Source
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    """The unit of amounts that stands over it: 千円."""
    running: bool = False
    """Whether it is running text: a row for what stands under each heading."""


_QUESTION: Final = re.compile("質問|問い|設問|^問$|^[QqＱ]$")
"""What a FAQ calls the column of its questions, which may stand behind one of subjects."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of a proposal. ``text`` is a contiguous slice of the cell; markup left-overs lie outside it."""

    name: str
    role: Role
    text: str
    said: str = ""
    """What stands in the cell itself, where ``text`` is that of the row above (「同上」)."""
    unit: str = ""
    """What its amounts are counted in, where its heading does not say: 千円."""
    values: tuple[Span, ...] = ()
    """Where its values stand in ``text``, if its column holds one of a few (分野, 府省)."""

    @property
    def asks(self) -> bool:
        """Whether its column holds the questions of a FAQ."""
        return bool(_QUESTION.search(self.name))


@dataclass(frozen=True, slots=True)
class Facet:
    """A property of a proposal and the words that prove it.

    ``field`` and ``span`` point at the evidence. ``part`` is the circled number (①, ②) of the part of the
    proposal that the facet is about, or "" where it is about the whole.
    """

    name: str
    value: str
    field: str
    span: Span
    part: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row of a source. ``id`` comes from its content and is the same on every build."""

    id: str
    source: Source
    place: Place
    section: str
    no: str
    municipality: str
    fields: tuple[Field, ...]
    facets: tuple[Facet, ...] = ()
    genre: Genre = "proposal"

    @property
    def locator(self) -> str:
        """Where the row stands in its file, in words: 「12行目」."""
        return str(self.place)

    def text(self, name: str) -> str:
        """The verbatim text of the field called ``name``. Raises KeyError where there is none."""
        for item in self.fields:
            if item.name == name:
                return item.text
        raise KeyError(name)

    def values(self, facet: str) -> tuple[str, ...]:
        """The values of one facet, each once, in the order of their evidence."""
        return tuple(dict.fromkeys(f.value for f in self.facets if f.name == facet))

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry of a FAQ, a question with its answer."""
        return self.genre == "record" and any(item.asks for item in self.fields)

    @property
    def parts(self) -> tuple[str, ...]:
        """Circled numbers of the parts that have facets of their own; ("",) where the proposal is one whole."""
        return tuple(dict.fromkeys(f.part for f in self.facets if f.part)) or ("",)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one field that is searched as a unit."""

    id: str
    proposal: Proposal
    field: str
    span: Span

    @property
    def text(self) -> str:
        """The verbatim words of the passage."""
        return self.span.of(self.proposal.text(self.field))


@dataclass(frozen=True, slots=True)
class Filter:
    """A facet value that a question asks for, with the words that said so."""

    facet: str
    value: str
    said: str
    negated: bool = False
    either: bool = False
    """Whether this value is an alternative to the filter before it (東北か関東)."""
    soft: bool = False
    """Whether it gives way where nothing matches with it (「…している市」 said of any body)."""
    spoken: bool = False
    """Whether rows that only speak of it are meant too: 「認知症の取組」, where a column tells for whom rows are."""
    number: Literal["", "one", "several"] = ""
    """Whether a row shall have this value alone, or several of its facet: 「国交省だけ」「複数の省庁」."""
    assumed: str = ""
    """What was assumed in reading it, in words for the user (25年4月 → 平成)."""

    @property
    def of_row(self) -> bool:
        """Whether it is of the body or the number by which people name a row."""
        return self.facet in {MUNICIPALITY, NUMBER}

    @property
    def key(self) -> str:
        """What it is called in links: 「都道府県:静岡県」, and 「-進捗:協議中」 where it is negated."""
        return f"{'-' if self.negated else ''}{self.facet}:{self.value}"

    @classmethod
    def of(cls, key: str) -> Filter:
        """The filter that is called ``key``."""
        facet, _, value = key.removeprefix("-").partition(":")
        return cls(facet, value, value, negated=key.startswith("-"))


@dataclass(frozen=True, slots=True)
class Reading:
    """Words that were read as others: 「生保」→「生活保護」."""

    said: str
    read: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Words that a matching proposal must contain.

    A text meets the topic where it holds one of ``phrases``, or, for each of ``components``, one of its wordings:
    「就労支援窓口」 is met by that phrase, or by a wording of 就労 and one of 窓口.
    """

    said: str
    phrases: tuple[str, ...]
    components: tuple[tuple[str, ...], ...] = ()
    negated: bool = False
    """Whether a proposal must not speak of it (第三次募集のもの以外)."""
    soft: bool = False
    """Whether it is said as an activity (体験できる), which a proposal may leave unsaid where nothing matches else."""
    column: str = ""
    """The column that must speak of it, by its heading; "" where any may (根拠法令が介護保険法のもの)."""
    alternatives: tuple[Topic, ...] = ()
    """Topics of which any one does as well (仕事や起業)."""
    verbal: bool = False
    """Whether it is said by a verb or an adjective alone (延ばして, だめ), and names no thing."""

    def met(self, has: Callable[[str], bool]) -> bool:
        """Whether a text meets the topic; ``has`` tells whether a wording stands in it."""
        whole = any(has(phrase) for phrase in self.phrases)
        pieces = bool(self.components) and all(any(has(word) for word in words) for words in self.components)
        return whole or pieces or any(other.met(has) for other in self.alternatives)

    @property
    def key(self) -> str:
        """What it is called in links: 「言葉:社協」."""
        return f"言葉:{self.said}"


@dataclass(frozen=True, slots=True)
class Pick:
    """Places in a list of rows, counted from 1, or from its end where they are below 0: 「2件目」, 「最後の3件」 (-3 to -1)."""

    said: str
    first: int
    last: int


WHOLE: Final = Pick("", 1, -1)
"""All rows of a list, where no condition says which those are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a chat, and what was taken out of its reading: keys of filters and topics, or ``ON_EARLIER``."""

    question: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """Everything that was understood of a question, so that it can be shown."""

    question: str
    kind: Kind
    text: str = ""
    """The words to search by: the question without what only asks (「教えてください」)."""
    topics: tuple[Topic, ...] = ()
    """What a matching proposal must speak of, after filters took their words."""
    hints: tuple[Topic, ...] = ()
    """What rows need not speak of, and is quoted where they do: words too common to decide (相談窓口)."""
    also: tuple[Kind, ...] = ()
    """What else it asks for: 「どこで、いつから?」."""
    filters: tuple[Filter, ...] = ()
    readings: tuple[Reading, ...] = ()
    extreme: Literal["", "first", "last"] = ""
    """Whether only those are meant that start first, or last."""
    nth: int = 1
    """Which of the starts is meant, from the first or the last: 「2番目に早い」."""
    order: Literal["", "earliest", "latest"] = ""
    """Whether all are put in order by their start: 「早い順」."""
    picks: tuple[Pick, ...] = ()
    """Places in the answer to ``listed`` that are asked of: 「2件目の進捗は?」."""
    listed: Query | None = None
    """The query whose answer the picks count in."""
    like: Query | None = None
    """The query that means the row which others shall be like: 「仙台市と似た提案」."""
    same: str = ""
    """The facet in which they shall be like it, where they need not be in all: 「同じ時期に始まるところは?」."""
    than: Literal["", "earlier", "later"] = ""
    """Whether they shall start before those that ``like`` means, or after them: 「仙台市より早いところは?」."""
    but: Query | None = None
    """The query whose rows are left out: 「それ以外は?」."""
    wider: tuple[Query, ...] = ()
    """Lists of which those rows may be a part, the nearest first; the rest of that list is meant, or of all."""
    sole: tuple[Filter, ...] = ()
    """The values of which is asked whether they are the only ones: 「協議中なのは大阪府だけですか」."""
    whether: bool = False
    """Whether it asks if something is so: 「仙台市は協議中ですか」."""
    part: str = ""
    """The circled number of the part that is asked of (②)."""
    measure: str = ""
    """The column of amounts by which rows are ranked, or whose amounts are added up."""
    measured: Measured = ""
    """How: the most or the least of it, from the most or the least on, their sum or their mean."""
    columns: tuple[str, ...] = ()
    """The columns that are asked for, by their headings: 「No.8の根拠法令は?」."""
    attribute: str = ""
    """What is asked of the proposals (電話番号), where that is more than a place, a date or a status."""
    counted: str = "件"
    """What a count counts: 件 (proposals), 自治体, 都道府県, か所; 割合, 半数 and 過半数 ask what part of all it is."""
    by: str = ""
    """The facet that a count is broken down by (都道府県別)."""
    sized: str = ""
    """How many rows a value of that facet shall have: 「2件以上」."""
    genre: Genre | Literal[""] = ""
    """Which rows it speaks of in so many words: proposals (「…の事例」) or a FAQ."""
    problems: tuple[str, ...] = ()
    """What of the question cannot be (13月), in words for the user."""
    unsaid: tuple[str, ...] = ()
    """Words of the question that the matches leave unsaid."""
    dated: str = ""
    """What the dates of the table are dates of (受付日), where they are no starts."""
    apart: bool = False
    """Whether it is asked of all rows, since no row speaks of what it asks and of what came before."""
    deed: str = ""
    """What is done at the dates that are meant (結論), where those are no starts."""
    others: bool = False
    """Whether it asks for what the answer before left out (「他には?」)."""
    earlier: tuple[str, ...] = ()
    """Earlier questions, or parts of them, that were carried over."""

    @property
    def names_row(self) -> bool:
        """Whether it names a body or the number of a row: 「仙台市の提案は?」「No.8は?」."""
        return any(item.of_row and not item.negated for item in self.filters)


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage. ``ranks`` says the place it took in each leg: ``{"lexical": 1, "dense": 4}``."""

    passage: Passage
    score: float
    ranks: Mapping[str, int]
    rise: float = 0.0
    """How far its meaning rises above that of all rows: 0 for their mean, 1 for the very words of the question."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a source that prove something."""

    proposal: Proposal
    field: str
    span: Span

    @property
    def quote(self) -> str:
        """The cited words: a slice of the field."""
        return self.span.of(self.proposal.text(self.field))


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer and what proves it: at least one citation."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a statement needs a citation")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question. Where ``answered`` is false, ``proposals`` and ``statements`` are empty.

    ``lead`` opens the answer (count and reading); ``remarks`` close it (what was left out and why);
    ``proposals`` is exactly the set that matches, best first; ``near`` are rows that do not match but come close.
    """

    query: Query
    answered: bool
    lead: str
    statements: tuple[Statement, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    count: int | None = None
    remarks: tuple[str, ...] = ()
    near: tuple[Proposal, ...] = ()
    earlier: tuple[Proposal, ...] = ()
    """Rows of the edition before that ``statements`` cite, where it is asked what changed."""
    elapsed_ms: float = field(default=0.0, compare=False)
