"""What a question is about beyond its facets: noun phrases, with the wordings that meet each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from assistant.lists import rows
from assistant.periods.numbers import number
from assistant.question.marks import Marks, Sentence
from assistant.records import Topic
from assistant.text import fold
from assistant.tokens import Token
from assistant.vocabulary import Lexicon, key

_NOUNS: Final = {"名詞", "接頭辞", "形状詞"}
_VERBS: Final = {"動詞", "形容詞"}
_MAX_WORDINGS: Final = 60
_TOO_SHORT: Final = 2
_MIXED: Final = re.compile("[0-9a-z][ァ-ヺ]|[ァ-ヺー][0-9a-z]")
_PROFESSIONS: Final = {"士", "師"}
_DENYING: Final = {"以外", "以外は"}
"""What follows a noun and is no part of it: 津波以外."""
_LAWS: Final = ("法", "施行令", "施行規則")
_KATAKANA: Final = re.compile(r"[ァ-ヺー]{2,}")
_HIRAGANA: Final = re.compile(r"[ぁ-んー]{3,}")
_SUM: Final = "額"
_COURTEOUS: Final = re.compile("[ごお御][一-龥]{2}")
_TO_HIRAGANA: Final = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_TO_KATAKANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_KANA: Final = re.compile(r"[ぁ-ん]")
_PHRASE: Final = 4
_NUMERAL: Final = re.compile(
    "(?P<number>[一二三四五六七八九十]{1,3})(?P<unit>人|名|件|回|年|日|月|か所|箇所|台|校|館|団体)"
)
_MADE: Final = re.compile("(?P<of>[一-龥ァ-ヺー]{2,6})化")
"""「堆肥化」 is 堆肥にする."""
_MEASURE: Final = re.compile(
    r"(?P<number>\d[\d,.]*[百千万億]?)(?P<unit>[a-zァ-ヺー一-龥%]{1,6}?)(?P<bound>超|超え|以上|未満|以下)"
)
_UNITS: Final = (
    ("ha", "ヘクタール"),
    ("km", "キロメートル", "キロ"),
    ("kg", "キログラム"),
    ("t", "トン"),
    ("%", "パーセント"),
)
_BOUNDS: Final = {
    "超": ("超", "を超え"),
    "超え": ("超", "を超え"),
    "以上": ("以上",),
    "未満": ("未満", "に満たない"),
    "以下": ("以下",),
}
"""How a bound is written behind a number: 4ha超 is 4ヘクタールを超える."""


def chunks(sentence: Sentence, marks: Marks) -> Iterator[tuple[Token, ...]]:
    """Runs of nouns that touch each other and are not marked; a verb or an adjective is a run by itself."""
    run: list[Token] = []
    torn = _torn(sentence.tokens)
    for token in sentence.tokens:
        free = token.content and not marks.covers(token.span.start, token.span.end)
        joins = free and (token.pos in _NOUNS | {"接尾辞"} or token in torn) and token.surface not in _DENYING
        if run and (not joins or token.span.start != run[-1].span.end):
            yield tuple(run)
            run = []
        if joins:
            run.append(token)
        elif free and token.pos in _VERBS:
            yield (token,)
    if run:
        yield tuple(run)


def _torn(tokens: Sequence[Token]) -> set[Token]:
    """Words of katakana that touch each other: ボッ・チャ, of which the first looks like an adverb."""
    pairs = ((one, two) for one, two in pairwise(tokens) if one.span.end == two.span.start)
    return {token for pair in pairs if all(_KATAKANA.fullmatch(each.surface) for each in pair) for token in pair}


def topic(chunk: Sequence[Token], text: str, corpus: str, *, soft: bool = False) -> Topic | None:
    """The topic of a run of words, or None where it is only filler.

    Its components leave out words that are weak everywhere (支援, 事業). A phrase that holds such words and stands in
    the ``corpus`` (folded) is taken as it stands: 福祉事務所 is not met by 福祉.
    """
    strong = [token for token in chunk if not is_weak(token) and not is_filler(token)]
    said = text[chunk[0].span.start : chunk[-1].span.end]
    if (
        not strong
        and len(chunk) > 1
        and any(map(is_filler, chunk))
        and fold(said) in corpus
        and not any(map(is_weak, chunk))
    ):
        return Topic(said, wordings(fold(said)))  # オープンデータ, of two words that say nothing alone
    if not strong:
        return None
    bare = said.removesuffix(_SUM)
    if bare != said and len(bare) > 1 and fold(said) not in corpus and fold(bare) in corpus:
        return Topic(said, (*wordings(fold(said)), *wordings(fold(bare))), soft=soft)  # 上限額 is met by 上限3万円
    counted = any(token.subpos == "数詞" for token in chunk) and len(chunk) > 1  # 14日以内 is not met by 以内
    # A phrase with synonyms of its own means what they mean, and not the sum of its words: クラブ活動.
    ways = wordings(fold(said))
    curated = fold(said) in _synonyms() and any(way in corpus for way in ways)
    law = len(chunk) > 1 and said.endswith(_LAWS)  # 農地法 is not met by 農地 and a law
    ending = len(strong) == 1 < len(chunk) and chunk[-1] is strong[0] and len(strong[0].surface) == 1  # 市民課 by 課
    name = (
        bool(_MIXED.search(fold(said))) and fold(said) in corpus
    )  # JOBステーション is not met by JOB and a ステーション
    single = len(strong) > 1 and all(len(token.surface) == 1 for token in strong)  # 終活 is not met by 終 and 活
    whole = len(chunk) > 1 and (
        curated or single or law or ending or counted or name or (len(strong) < len(chunk) and fold(said) in corpus)
    )
    core = text[strong[0].span.start : strong[-1].span.end]
    if (
        len(strong) > 1
        and fold(core) != fold(said)
        and fold(core) in _synonyms()
        and any(way in corpus for way in wordings(fold(core)))
    ):
        return Topic(said, (*ways, *wordings(fold(core))), soft=soft)  # 人手不足対策 is met by 人材確保
    return Topic(said, ways, () if whole else _components(strong, chunk), soft=soft, verbal=_is_verbal(chunk))


def joined(first: Topic, second: Topic) -> Topic:
    """Two topics of which one is enough: 「仕事や起業」."""
    return Topic(
        said=f"{first.said}」か「{second.said}",
        phrases=first.phrases,
        components=first.components,
        alternatives=(*first.alternatives, second),
    )


def weak_topic(chunk: Sequence[Token], text: str) -> Topic | None:
    """The topic of a run of weak words, for questions that say nothing stronger; None where it is only filler."""
    words = [token for token in chunk if not is_filler(token)]
    if all(token.subpos == "数詞" or token.pos == "接尾辞" for token in words):  # 「3つ挙げて」
        return None
    said = text[chunk[0].span.start : chunk[-1].span.end]
    return Topic(said, wordings(fold(said)), _components(words, chunk), verbal=_is_verbal(chunk))


def _is_verbal(chunk: Sequence[Token]) -> bool:
    """Whether a run of words names no thing: 延ばして, だめ."""
    return all(token.pos in _VERBS | {"形状詞"} for token in chunk)


def is_verb(chunk: Sequence[Token]) -> bool:
    """Whether a run of words is a verb or an adjective by itself."""
    return len(chunk) == 1 and chunk[0].pos in _VERBS


def is_weak(token: Token) -> bool:
    """Whether a word is common in all administration, or a number, a verb or an affix."""
    lone = token.pos == "接尾辞" or token.pos in _VERBS or token.subpos == "数詞"
    return lone or token.term in _weak() or fold(token.surface) in _weak()


def is_filler(token: Token) -> bool:
    """Whether a word of a question carries nothing."""
    return fold(token.surface) in _fillers() or token.term in _fillers()


@cache
def wordings(phrase: str) -> tuple[str, ...]:
    """``phrase`` and all ways to say it that data/synonyms.tsv gives, with synonyms put inside it too.

    「空き家の活用」 -> 空家の活用, 古民家の活用; オムツ -> おむつ; ご近所 -> 近所.
    """
    found = [phrase, *_synonyms().get(phrase, ()), *_respelt(phrase)]
    for word, others in _synonyms().items():
        if len(word) > 1 and word != phrase and word in phrase:
            found.extend(phrase.replace(word, other) for other in others)
    return tuple(dict.fromkeys(found))[:_MAX_WORDINGS]


def _respelt(phrase: str) -> Iterator[str]:
    """A word of kana alone in the other kana, and a word of courtesy without its prefix."""
    if _KATAKANA.fullmatch(phrase):
        yield phrase.translate(_TO_HIRAGANA)
    elif _HIRAGANA.fullmatch(phrase):
        yield phrase.translate(_TO_KATAKANA)
    elif _COURTEOUS.match(phrase):
        yield phrase[1:]
    elif counted := _NUMERAL.fullmatch(phrase):  # 一人 is 1人
        yield f"{number(counted['number'])}{counted['unit']}"
    elif made := _MADE.fullmatch(phrase):
        yield from (f"{made['of']}{way}" for way in ("にする", "にし", "にした"))
    elif measure := _MEASURE.fullmatch(phrase):
        for unit in next((ways for ways in _UNITS if measure["unit"] in ways), (measure["unit"],)):
            yield from (f"{measure['number']}{unit}{bound}" for bound in _BOUNDS[measure["bound"]])


def synonyms_of(phrase: str) -> tuple[str, ...]:
    """``phrase`` and what data/synonyms.tsv sets beside it as a whole: 府省 -> 府省, 省庁."""
    return (phrase, *_synonyms().get(phrase, ()))


def is_weak_word(word: str) -> bool:
    """Whether a word (folded) is common in all administration."""
    return word in _weak()


def phrase_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where ``text`` (folded) says a wording of data/synonyms.tsv that may run over several words: 「ネットで申請」."""
    for match in _phrase_lexicon().find(text):
        yield match.start, match.end


@cache
def _phrase_lexicon() -> Lexicon:
    return Lexicon.of((word, word) for word in _synonyms() if len(word) >= _PHRASE and _KANA.search(word))


@cache
def synonym_lexicon() -> Lexicon:
    """All wordings of data/synonyms.tsv."""
    return Lexicon.of((word, word) for word in _synonyms())


def _components(tokens: Sequence[Token], chunk: Sequence[Token]) -> tuple[tuple[str, ...], ...]:
    """The wordings of each of the ``tokens`` of ``chunk``. Katakana in pieces too short to be words is put together
    again: ボッ・チャ."""
    endings = {word: ending.surface for word, ending in pairwise(chunk) if ending.surface in _PROFESSIONS}
    found: list[tuple[str, ...]] = []
    for run in _runs(tokens):
        if len(run) > 1 and min(len(token.surface) for token in run) <= _TOO_SHORT:
            whole = "".join(fold(token.surface) for token in run)
            found.append((whole, *_synonyms().get(whole, ())))
        else:
            found.extend(_component(token, endings.get(token, "")) for token in run)
    return tuple(found)


def _runs(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Stretches of katakana words that touch, and all other words alone."""
    run: list[Token] = []
    for token in tokens:
        joins = run and token.span.start == run[-1].span.end and _KATAKANA.fullmatch(token.surface + run[-1].surface)
        if run and not joins:
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _component(token: Token, ending: str) -> tuple[str, ...]:
    if ending:  # 保育士 is not met by 保育
        whole = fold(token.surface + ending)
        return (whole, *_synonyms().get(whole, ()))
    surface = fold(token.surface)
    synonyms = (*_synonyms().get(surface, ()), *_synonyms().get(token.term, ()))
    return tuple(dict.fromkeys((surface, token.term, *synonyms)))


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows("synonyms"):
        words = [key(word) for word in row["words"].split("|")]
        for word in words:
            found.setdefault(word, []).extend(other for other in words if other != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


@cache
def _weak() -> frozenset[str]:
    return frozenset(key(row["word"]) for row in rows("weak_words"))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(
        key(word) for name in ("fillers", "asks") for row in rows(name) for word in row["words"].split("|")
    )
