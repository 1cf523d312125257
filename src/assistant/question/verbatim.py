"""What a question says in the very words of the corpus: its names, quotations, articles and laws."""

from __future__ import annotations

import re
from typing import Final

from assistant.periods.numbers import kanji, number
from assistant.question.asker import Asker
from assistant.question.denials import Said
from assistant.question.known import Known
from assistant.question.marks import LISTED, Mark, Marks, Sentence
from assistant.question.negation import CARRIER, is_word_negated
from assistant.question.topics import joined, wordings
from assistant.records import Topic
from assistant.text import fold

_ARTICLE: Final = re.compile(
    r"第(?P<number>[0-9]{1,3}|[一二三四五六七八九十百]{1,5})(?P<rest>[条章節](?:の[0-9]+)?|[次回期](?:募集|公募|提案|申請|認定)?)"
    r"(?:第?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[項号])*"
)
"""A numbered thing; what a paragraph of an article says is looked up by the article."""
_WORD_FOR_WORD: Final = re.compile(
    rf"(?:「(?P<quoted>[^「」]{{2,40}})」(?:{CARRIER}(?=[がはをもにの、?\s]|$)|と(?:書|記|明記|載)|(?:が|を|は|の)?(?:出て|含[まむん]|登場|載って|入って|使って|使われ))"
    rf"|(?P<called>[^\s、。「」?はがをも]{{2,20}}?)(?=という|っていう|って|との|の(?:語|文字|字|表記|文言|単語)){CARRIER}(?=[がはをもにの、?\s]|$)"
    r"|(?P<written>[^\s、。「」?はがをもに]{2,20}?)と(?:書[かい]|記され|明記))"
)
"""「一体的という言葉」 is met by those letters alone."""
_OF_COLUMNS: Final = {"対象", "対象者", "場所", "実施場所"}
_NOTED: Final = re.compile("(?:注記|注釈|但し書き|ただし書き)$")
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
_PHRASE: Final = re.compile(
    "「([^「」]{1,15}[一-龥ァ-ヺー](?:の|を|に|が)[一-龥ァ-ヺー][^「」]{0,15})」(?=[をがにのはも])(?!の(?:提案|事例|取組)|以外|を除)"
)
"""Several words in quotation marks are meant as they stand."""
_AROUND: Final = " 。「」?\t"
_COPIED: Final = 25
"""So many characters that stand in the corpus in one piece are no question in the asker's words."""
_KANA_END: Final = re.compile("[ぁ-ん]$")
_LAW: Final = re.compile("(?<![一-龥ァ-ヺー])(?P<name>[一-龥ァ-ヺー]{3,12})法(?![一-龥])")


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


def phrases(sentence: Sentence, marks: Marks, known: Known) -> list[Said]:
    """Topics of several words in quotation marks, as they stand: 「検討の期限」を求める."""
    found = (match for match in _PHRASE.finditer(sentence.text) if fold(match[1]) in known.text)
    return [
        (*match.span(), Topic(match[1], (fold(match[1]),)))
        for match in found
        if marks.add(Mark(*match.span(), "topic"))
    ]


def laws(sentence: Sentence, marks: Marks, known: Known) -> list[Said]:
    """Topics of laws by short names that the corpus writes in full: 廃棄物処理法 is 廃棄物の処理及び清掃に関する法律."""
    found = []
    for match in _LAW.finditer(sentence.text):
        short = fold(match["name"])
        if f"{short}法" in known.text:
            continue
        full = tuple(law for law in known.laws if law[0] == short[0] and _is_within(short, law))
        if full and marks.add(Mark(*match.span(), "topic")):
            found.append((*match.span(), Topic(match[0], (f"{short}法", *full))))
    return found


def _is_within(short: str, law: str) -> bool:
    """Whether the characters of ``short`` stand in ``law`` in their order."""
    rest = iter(law)
    return all(char in rest for char in short)


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
