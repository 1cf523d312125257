"""What a question speaks of beyond its facets: names of the corpus, articles, set phrases, and the nouns that are left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.periods.numbers import kanji, number
from assistant.question.asker import Asker
from assistant.question.denials import Said, said_so
from assistant.question.headings import Headings
from assistant.question.known import Known
from assistant.question.letters import searching, silent
from assistant.question.marks import LISTED, OR, OR_DO, Mark, Marks, Sentence, asides
from assistant.question.negation import CARRIER, is_word_negated
from assistant.question.topics import chunks, is_verb, is_weak_word, joined, phrase_spans, topic, weak_topic, wordings
from assistant.records import (
    FACETS,
    START,
    Topic,
)
from assistant.text import fold, plain

_ARTICLE: Final = re.compile(
    r"第(?P<number>[0-9]{1,3}|[一二三四五六七八九十百]{1,5})(?P<rest>[条章節](?:の[0-9]+)?|[次回期](?:募集|公募|提案|申請|認定)?)"
    r"(?:第?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[項号])*"
)
"""A numbered thing; what a paragraph of an article says is looked up by the article."""
_OF_TIME: Final = {"when", "until", "first", "last", "earliest", "latest"}
"""Ways of asking that ask a column of times."""
_HELD: Final = re.compile(r"\s*(?:が|に|は|で、|:|=)\s*「?(?:[国県市町村]の)?")
_IN_ONE_BREATH: Final = re.compile(r"」?\s*(?:でも|と|や|か|、|または|又は|も)\s*「?")
_ACTIVITY: Final = re.compile(r"(?:を)?(?:でき|出来|する|して|した|しよ|し、|され|させ|する|行[うっい]|受け)")
_WORD_FOR_WORD: Final = re.compile(
    rf"(?:「(?P<quoted>[^「」]{{2,40}})」(?:{CARRIER}(?=[がはをもにの、?\s]|$)|と(?:書|記|明記|載)|(?:が|を|は|の)?(?:出て|含[まむん]|登場|載って|入って|使って|使われ))"
    rf"|(?P<called>[^\s、。「」?はがをも]{{2,20}}?)(?=という|っていう|って|との|の(?:語|文字|字|表記|文言|単語)){CARRIER}(?=[がはをもにの、?\s]|$)"
    r"|(?P<written>[^\s、。「」?はがをもに]{2,20}?)と(?:書[かい]|記され|明記))"
)
"""「一体的という言葉」 is met by those letters alone."""
_OF_COLUMNS: Final = {"対象", "対象者", "場所", "実施場所"}
_NOTED: Final = re.compile("(?:注記|注釈|但し書き|ただし書き)$")
_POINTS: Final = re.compile("(?:この|その|上記の)(?:要望|提案|取組|取り組み|事例|事業|件)")
"""Points back at what another sentence quotes."""
_ATTRIBUTIVE: Final = re.compile("(?:[しっい]?た|て(?:しまっ)?(?:い)?(?:た|る))")
_OF_NOUN: Final = re.compile("の[一-龥]{1,4}(?=[(])")
_LONE: Final = re.compile("[ぁ-んァ-ヺー]")
_HYPHENED: Final = re.compile(r"(?<![A-Za-z0-9-])[A-Za-z]{2,}(?:-[A-Za-z]{2,})+(?![A-Za-z0-9.-])")
"""Wi-Fi is one word."""
_WITH_STATE: Final = re.compile(
    "(?<![一-龥])国(?:[・、と](?:都道府県|市町村|市区町村|民間|県|府|都|道|市|区|町|村)){1,4}(?![一-龥])"
)
"""「国・県・市」 act together."""
_JOINT: Final = re.compile("[・、と]")
_QUOTED: Final = re.compile(
    r"「(?P<quoted>[^「」]{10,300})」(?!以外|を除|(?:という|の)?(?:言葉|語)?(?:が|を|は)?(?:ない|含ま|書かれてい?ない))"
)
_AROUND: Final = " 。「」?\t"
_COPIED: Final = 25
"""So many characters that stand in the corpus in one piece are no question in the asker's words."""
_KANA_END: Final = re.compile("[ぁ-ん]$")


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


def titles(sentence: Sentence, marks: Marks, asker: Asker) -> list[tuple[int, int, Topic]]:
    """Topics that are names in the corpus, word for word: 「おくやみコーナー」."""
    found = []
    folded = fold(sentence.text)
    for name in asker.known.titles:
        at = folded.find(name)
        if at >= 0 and marks.add(Mark(at, at + len(name), "topic")):
            found.append((at, at + len(name), Topic(sentence.text[at : at + len(name)], (name,))))
    return found


def pasted(sentence: Sentence, marks: Marks, known: Known) -> list[Said]:
    """Topics of words that were copied from the corpus: each line of them as it stands, and nothing in them asks."""
    lines = [line for line in re.finditer(r"[^\n]+", sentence.text) if line[0].strip()]
    words = [fold(line[0].strip(_AROUND)) for line in lines]
    if sum(map(len, words)) < _COPIED or not all(word in known.text for word in words):
        return []
    marks.add(Mark(0, len(sentence.text), "topic"))
    found = zip(lines, words, strict=True)
    return [(line.start(), line.end(), Topic(line[0].strip(_AROUND), (word,))) for line, word in found]


def literal(sentence: Sentence, marks: Marks, known: Known) -> list[Said]:
    """Topics that are asked for letter by letter: 「密接に連携」という言葉, 一体的という語, 「求人」と書かれた.

    Without quotation marks only what the corpus holds is one: 「ワンストップで支援すると書かれた」 is none. Long words in
    quotation marks that the corpus holds are one whatever follows: 「平成24年度中に実施予定」はどこ.
    """
    found = []
    for match in _QUOTED.finditer(sentence.text):
        quoted = fold(match["quoted"].strip(_AROUND))
        if quoted in known.text and marks.add(Mark(*match.span(), "topic")):
            found.append((*match.span(), Topic(match["quoted"].strip(_AROUND), (quoted,))))
    for match in _HYPHENED.finditer(sentence.text):
        word = fold(match[0])
        ways = dict.fromkeys((*wordings(word), *wordings(word.replace("-", ""))))
        if marks.add(Mark(*match.span(), "topic")):
            found.append(
                (*match.span(), Topic(match[0], tuple(ways), negated=is_word_negated(sentence.text, match.end())))
            )
    for start, end in known.sounds.kana_words(sentence.text):
        word = sentence.text[start:end]
        if start in sentence.bounds and marks.add(Mark(start, end, "topic")):
            found.append((start, end, Topic(word, wordings(fold(word)), negated=is_word_negated(sentence.text, end))))
    for match in _WORD_FOR_WORD.finditer(sentence.text):
        name = next(name for name, words in match.groupdict().items() if words)
        start, end = match.span()
        if known.notes and _NOTED.search(match[0]):  # 「一部」の注記: no word of the text
            continue
        if match[name] in _OF_COLUMNS:  # 父子も対象と書いてある
            continue
        if name != "quoted" and (_KANA_END.search(match[name]) or fold(match[name]) not in known.text):
            continue
        if marks.add(Mark(start, end, "topic")):
            denied = is_word_negated(sentence.text, match.end(name) + (name == "quoted"))
            found.append((start, end, Topic(match[name], (fold(match[name]),), negated=denied)))
    return found


def together(sentence: Sentence, marks: Marks, known: Known) -> list[Said]:
    """Topics of bodies that act together with the state, as the corpus says it: 国と県と市, of 「国・県・市」."""
    found = []
    for match in _WITH_STATE.finditer(sentence.text):
        bodies = _JOINT.split(match[0])
        ways = tuple(fold(joint.join(bodies)) for joint in ("・", "、", "と", "及び", "や"))
        if any(way in known.text for way in ways) and marks.add(Mark(*match.span(), "topic")):
            found.append((*match.span(), Topic(match[0], ways)))
    return found


def articles(sentence: Sentence, marks: Marks) -> list[tuple[int, int, Topic]]:
    """Topics that are numbered, in digits as in kanji: 「第5条」, 第五条, 「第3次」."""
    found: list[tuple[int, int, Topic]] = []
    for match in _ARTICLE.finditer(sentence.text):
        if marks.add(Mark(match.start(), match.end(), "topic")):
            value, rest = number(match["number"]), match["rest"]
            ways = (fold(match[0]), f"第{value}{rest}", f"第{kanji(value)}{rest}")
            negated = is_word_negated(sentence.text, match.end())
            article = Topic(match[0], tuple(dict.fromkeys(ways)), negated=negated)
            if found and LISTED.fullmatch(sentence.text, found[-1][1], match.start()):
                begun, _, before = found.pop()
                found.append((begun, match.end(), joined(before, article)))
            else:
                found.append((match.start(), match.end(), article))
    return found


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
        if _LONE.fullmatch(words) or _is_of_column(fold(words), marks, known.headings):  # お(忙しい), 国交省が所管する
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
    values = {mark.start for mark in marks.of("filter")}
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
