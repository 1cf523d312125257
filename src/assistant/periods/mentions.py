"""Every period that a sentence mentions, with the words around it that say how it is meant.

「平成25年4月から実施予定」 starts in that month, 「4月以降」 reaches on from it, 「1月から3月まで」 is a range.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from assistant.periods.eras import era_by_word
from assistant.periods.moments import Moment, read
from assistant.periods.period import Period
from assistant.periods.years import Context
from assistant.records import Span

Relation = Literal["in", "start", "from", "after", "until", "before"]
"""How the words behind a period take it: within it; beginning in it (4月から); it and all later (以降) or only later
(より後); it and all earlier (まで, 以前) or only earlier (より前)."""

_RANGE: Final = re.compile(r"\s*(?:から|より|[〜~―—–−-])\s*")
_CARRY: Final = re.compile(r"\s*(?:から|より|[〜~―—–−-]|と|や|か|、|,|・|及び|および|又は|または|もしくは|\()\s*")
_HEDGE: Final = re.compile(
    r"\s*の?(?P<said>頃|ごろ|ころ|前後|中頃|半ば|末|初め|当初|目途|目処|めど"
    r"|(?:中|内|以内)(?=[ぁ-んー、。,.)」』\s?!]|$|実施|開始|予定|完了))"
)
_RELATIONS: Final[tuple[tuple[Relation, re.Pattern[str]], ...]] = (
    ("after", re.compile(r"(?:より|から)も?(?:後|あと|先|遅)|の?翌月以降|を過ぎ")),
    ("from", re.compile(r"の?(?:以降|以後|以来)|から先|[〜~](?![0-9])")),
    ("before", re.compile(r"(?:より|から)も?(?:前|まえ|早|先に)|の?前(?=[にのはま、]|$)|未満")),
    ("until", re.compile(r"まで(?:に|の|は)?|迄に?|の?以前")),
    ("start", re.compile(r"から|より(?!も)")),
)
_PLANNED: Final = re.compile(r"[^。、\n()]{0,10}?(予定|見込|目途|目処|めど)")
_DAY_IN_MONTH: Final = re.compile(r"([0-9]{1,2})\s*日(?![間目])")


@dataclass(frozen=True, slots=True)
class Mention:
    """A period that is mentioned.

    ``span`` covers the words of the period, ``whole`` also those that relate or hedge it (以降, 頃, 中).
    ``period`` is the period itself; None where the year is not said, and then ``months`` are its months (1 to 12).
    ``hedges`` are words that make it vague (頃, 中, 予定); ``assumed`` says in Japanese how it was read, or "".
    """

    span: Span
    whole: Span
    period: Period | None
    relation: Relation = "in"
    months: tuple[int, ...] = ()
    hedges: tuple[str, ...] = ()
    assumed: str = ""
    day: int = 0
    """The day that is named of a month without a year; 0 where none is."""

    @property
    def reach(self) -> Period | None:
        """The days that are meant, by relation: 平成25年4月以降 -> 2013-04/. None without a year."""
        return None if self.period is None else _reach(self.period, self.relation)


@dataclass(frozen=True, slots=True)
class Impossible:
    """Words that name no period: 平成99年, 13月. ``reason`` says in Japanese why, and what to do."""

    span: Span
    reason: str


Found = Mention | Impossible


def find(text: str, era: str | None = None, today: date | None = None) -> tuple[Found, ...]:
    """All periods mentioned in ``text`` (NFKC), in order; spans are of that text.

    ``era`` (平成) is what years such as 25年4月 are read in, ``today`` what 今年度 and 来月 count from; without
    them such words are not read. Raises InputError for an era that does not exist, and nothing for any text.
    """
    moments = _moments(text, Context(era_by_word(era) if era else None, today, None))
    mentions = [_mention(text, group) for group in _groups(text, moments)]
    return tuple(_merged(text, mentions))


def first(text: str, era: str | None = None) -> Period | None:
    """The first period with a year of its own that ``text`` (NFKC) mentions, read as find reads it."""
    named = (mention.period for mention in find(text, era) if isinstance(mention, Mention))
    return next((period for period in named if period is not None), None)


def resolve_months(mention: Mention, periods: Iterable[Period]) -> tuple[Mention, ...]:
    """``mention`` in each year in which one of ``periods`` shares a day with its months, earliest first.

    Months are preferred to vaguer periods: with 2013-04 and 2012年度 in the corpus, 4月 is that of 2013. Where no
    period fits, 5月以降 and 5月より前 are read in the year that parts the periods best, and other mentions in every year
    that ``periods`` begin in, so that it can be said that there is none; () where there are no periods at all. A mention that has a year is returned as it is.
    """
    if mention.period is not None:
        return (mention,)
    known = [period for period in periods if date.min < period.first and period.last < date.max]
    if not any(period.unit == "day" for period in known):  # where only months are written, a day is asked in vain
        mention = replace(mention, day=0)
    precise = [period for period in known if period.is_exact]
    for chosen in (precise, known):
        years = sorted({day.year for period in chosen for day in (period.first, period.last)})
        fits = [p for p in (_months_from(year, mention.months) for year in years) if any(map(p.overlaps, chosen))]
        if fits:
            return _in_years(mention, fits)
        if chosen and (parting := _parting(mention, years, chosen)):
            return _in_years(mention, [parting])
    begun = sorted({period.first.year for period in known})
    return _in_years(mention, [_months_from(year, mention.months) for year in begun])


def _parting(mention: Mention, years: Sequence[int], periods: Sequence[Period]) -> Period | None:
    """The months of ``mention`` in the last year after which something comes (以降), or in the first one before which it does.

    None where it has no open end, or nothing lies there.
    """
    if mention.relation not in ("from", "after", "until", "before"):
        return None
    later = mention.relation in ("from", "after")
    read = (_months_from(year, mention.months) for year in sorted(years, reverse=later))
    return next((p for p in read if any(map(_reach(p, mention.relation).contains, periods))), None)


def _in_years(mention: Mention, periods: Iterable[Period]) -> tuple[Mention, ...]:
    read = (_day_of(period, mention.day) for period in periods)
    return tuple(
        replace(mention, period=p, assumed=f"年の指定がないため{p.described}と読みました")
        for p in read
        if p is not None
    )


def _day_of(month: Period, day: int) -> Period | None:
    """A day of ``month``; ``month`` itself for 0, None where it has no such day (2月29日)."""
    if not day:
        return month
    try:
        return Period.of_day(month.first.year, month.first.month, day)
    except ValueError:
        return None


def _moments(text: str, context: Context) -> list[Moment]:
    """The moments of ``text`` from left to right; a year is carried over words that only join."""
    found: list[Moment] = []
    at = 0
    while at < len(text):
        before = found[-1] if found else None
        joined = before is not None and _CARRY.fullmatch(text, before.end, at) is not None
        moment = read(text, at, replace(context, carried=before.year if before and joined else None))
        if moment is None and before and _RANGE.fullmatch(text, before.end, at):
            moment = _day_in_month(text, at, before)
        if moment is None:
            at += 1
        else:
            found.append(moment)
            at = moment.end
    return found


def _day_in_month(text: str, at: int, before: Moment) -> Moment | None:
    """10日 in 「4月1日から10日まで」."""
    found = _DAY_IN_MONTH.match(text, at)
    if not found or before.period is None or before.period.unit != "day":
        return None
    try:
        day = before.period.first.replace(day=int(found[1]))
    except ValueError:
        return None
    return Moment(at, found.end(), Period(day, day, "day"), before.year)


def _groups(text: str, moments: Sequence[Moment]) -> Iterator[tuple[Moment, ...]]:
    """Pairs that are ranges, and single moments."""
    i = 0
    while i < len(moments):
        pair = moments[i : i + 2]
        if len(pair) == 2 and _RANGE.fullmatch(text, pair[0].end, pair[1].start):
            yield tuple(pair)
            i += 2
        else:
            yield (moments[i],)
            i += 1


def _mention(text: str, group: tuple[Moment, ...]) -> Found:
    moment = group[0] if len(group) == 1 else _ranged(text, *group)
    span = Span(moment.start, moment.end)
    if moment.fault:
        return Impossible(span, moment.fault)
    hedges, end = _hedges(text, moment.end)
    relation, end = _relation(text, end, closed=len(group) > 1)
    start = moment.start
    if relation == "in" and len(group) == 1 and text[start - 1 : start] in {"〜", "~"}:  # 〜令和6年3月
        relation, start = "until", start - 1
    planned = _PLANNED.match(text, end)
    return Mention(
        span,
        Span(start, end),
        moment.period,
        relation,
        moment.months,
        (*moment.hedges, *hedges, *((planned[1],) if planned else ())),
        "。".join(moment.notes),
        moment.day,
    )


def _ranged(text: str, first: Moment, second: Moment) -> Moment:
    """The range from one moment to another: 平成24年4月〜平成25年3月, 24年度から26年度, 1月から3月."""
    whole = Moment(first.start, second.end, notes=first.notes + second.notes, hedges=first.hedges + second.hedges)
    if first.fault or second.fault:
        return replace(whole, fault=first.fault or second.fault)
    if first.period is None and second.period is None:  # 1月から3月
        months = _months_from(2000, (first.months[0], second.months[-1]))
        return replace(whole, months=_between(months.first.month, months.last.month))
    start = first.period or _before(first.months, second)
    end = second.period or _after(second.months, first)
    if end.last < start.first and second.year is first.year:  # 平成24年12月から3月
        end = _a_year_later(end)
    if end.last < start.first:
        said = text[whole.start : whole.end]
        fault = f"「{said}」は終わり({end.japanese})が始まり({start.japanese})より前です。順番を確かめて入力し直してください。"
        return replace(whole, fault=fault)
    return replace(whole, period=Period(start.first, max(start.last, end.last)), year=second.year or first.year)


def _before(months: tuple[int, ...], end: Moment) -> Period:
    """The months of the year that leads up to ``end``: 12月〜平成25年3月."""
    first = end.period.first if end.period else date.min
    return _months_from(first.year - (months[0] > first.month), months)


def _after(months: tuple[int, ...], start: Moment) -> Period:
    """The months in the year that follows ``start``."""
    first = start.period.first if start.period else date.min
    return _months_from(first.year + (months[0] < first.month), months)


def _a_year_later(period: Period) -> Period:
    if period.unit == "month":
        return Period.of_month(period.first.year + 1, period.first.month)
    last = _months_from(period.last.year + 1, (period.last.month,)).last
    return Period(period.first, last)


def _months_from(year: int, months: tuple[int, ...]) -> Period:
    """The period from the first of ``months`` in ``year`` to the last of them, in the next year where it is earlier."""
    first = Period.of_month(year, months[0])
    last = Period.of_month(year + (months[-1] < months[0]), months[-1])
    return first if first == last else Period(first.first, last.last)


def _between(first: int, last: int) -> tuple[int, ...]:
    return tuple((first - 1 + i) % 12 + 1 for i in range((last - first) % 12 + 1))


def _hedges(text: str, at: int) -> tuple[tuple[str, ...], int]:
    said: list[str] = []
    while found := _HEDGE.match(text, at):
        said.append(found["said"])
        at = found.end()
    return tuple(said), at


def _relation(text: str, at: int, *, closed: bool) -> tuple[Relation, int]:
    """The relation that the words at ``at`` state. The end of a range is ``closed``: its まで says nothing new."""
    for relation, pattern in _RELATIONS:
        if found := pattern.match(text, at):
            return ("in" if closed and relation == "until" else relation), found.end()
    return "in", at


def _reach(period: Period, relation: Relation) -> Period:
    day = timedelta(days=1)
    if relation == "from":
        return Period(period.first, date.max)
    if relation == "until":
        return Period(date.min, period.last)
    if relation == "after":
        return Period(min(period.last, date.max - day) + day, date.max)
    if relation == "before":
        return Period(date.min, max(period.first, date.min + day) - day)
    return period


def _merged(text: str, mentions: list[Found]) -> Iterator[Found]:
    """A period explained in brackets is one mention: 2025年の夏(7月〜9月), 平成25年4月(2013年4月)."""
    held: Found | None = None
    for mention in mentions:
        joined = _explained(text, held, mention)
        if held is not None and joined is None:
            yield held
        held = joined or mention
    if held is not None:
        yield held


def _explained(text: str, outer: Found | None, inner: Found) -> Mention | None:
    if not isinstance(outer, Mention) or not isinstance(inner, Mention) or outer.period is None or inner.period is None:
        return None
    end = inner.whole.end
    bracketed = text[outer.whole.end : inner.span.start].strip() == "(" and text[end : end + 1] == ")"
    if not bracketed or not outer.period.overlaps(inner.period):
        return None
    relation, whole_end = _relation(text, end + 1, closed=False)
    same = (outer.period.first, outer.period.last) == (inner.period.first, inner.period.last)
    vague = inner.period.unit in ("year", "fiscal_year")  # 平成17年度(2005年)
    period = outer.period if same or vague else inner.period
    return replace(
        outer,
        span=Span(outer.span.start, end + 1),
        whole=Span(outer.span.start, whole_end),
        period=period,
        relation=outer.relation if relation == "in" else relation,
        hedges=outer.hedges + inner.hedges,
        assumed="。".join(note for note in (outer.assumed if period == outer.period else "", inner.assumed) if note),
    )
