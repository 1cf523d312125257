"""What a letter says beside its question: greetings, who writes, and what the writer plans."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from assistant.lists import rows
from assistant.text import fold, normalize
from assistant.vocabulary import key

_SOMETHING: Final = 2
"""A question is longer than so many characters."""
_SENTENCE: Final = re.compile(r"[^。\n!?]*[。\n!?]*")
"""A sentence of a question with the marks that end it."""
_SENDER: Final = re.compile(
    r"[^。、]{0,15}(?:課|係|室|部|局|担当|役所|役場|事務所|センター|委員会)(?:の[^。、]{1,6})?(?:です|でございます|と申します)[。.!]?\s*"
)
"""A sentence that says who writes: 「建設課の田中です。」."""
_OWN_PLAN: Final = re.compile(
    r"(?<=[^\s、。])(?:の(?:導入|実施|開始|設置))?を?(?:検討|計画|予定)"
    r"(?:中(?:です|なのですが|なんですが|ですが|で)|している(?:のですが|んですが)|しておりまして|しております|していまして)(?=[。、が].{4})"
)
"""What the asker plans, before the question: 「…の導入を検討中です。先行事例は?」."""


_OWN_WORK: Final = (
    r"(?:前任|後任)(?:から|の)?(?:引き継|引継|業務)",
    r"(?:係長|課長|部長|次長|上司|上席|先輩|市長|町長|村長|知事|議員|議会|委員|住民|市民|町民|よそ|県庁|本庁)"
    r"(?:さん|の方)?(?:から|に|より|で)の?(?:頼|言わ|聞か|きか|指示|依頼|質問|問[わい]|宿題|相談|要望|求め|調べ)",
    r"(?:会議|打合せ|打ち合わせ|議会|答弁|説明会|勉強会|研修|検討会|検討|委員会|報告|企画|起案|稟議|予算要求|予算|レポート|論文|卒論|資料|庁内|発表|プレゼン|ペーパー|回答)"
    r"[^。、\n!?]{0,8}?(?:使|出さ|出し|出す|説明|報告|提出|必要|まとめ|作[らりるっろ成]|つく|書[かいきく]|準備|用意|載せ|添付|回答|質問|配|に(?=し|す)|あり|あっ)",
    r"(?:職員|公務員|担当者|議員|記者|秘書|研究者|市民|県民|町民|村民|区民|府民|都民|新採|新聞社の者|[課係室部局]の者)"
    r"(?=で(?:す|ご|あ)|なの|なん|をして|として働)",
    r"(?:担当(?:に|と|を|する)|異動|着任|配属|(?:業務|仕事|事務|担当)を引き継|後任|新人|新任|新米|(?:県庁|本庁|他部署|別の課)から(?:来|き|参))",
    r"(?:会議|議会|答弁|説明会|勉強会|研修|庁内|資料|起案|レポート|論文|発表|報告)(?:[^。、\n!?]{0,4})(?:用|のため|向け)(?:に|です|で)",
)
"""What says that the asker is at work: who asked for it, for what it is, and since when the asker does it."""
_OWN_OFFICE: Final = re.compile(
    r"(?<![一-龥])(?:このたび|この度|今般|現在)?、?(?:当|本|弊)(?:課|係|室|部|局|所|庁)(?:では?|は|において(?:は|も)?|として(?:は|も)?|も)、?"
)
"""「当課では」"""
_CIRCUMSTANCE: Final = re.compile(
    rf"(?:(?<=[。、\n!?])|^)[^。、\n!?]*?(?:{'|'.join(_OWN_WORK)})[^。、\n!?]{{0,16}}?"
    r"(?:(?:まして|ました|ましたが|ましたところ|ばかりです|ばかりで|ております|ています|ている|ございまして|ございました|ございます|おり|あり|ます|です|たい|あって|れて|って|して|に|で|用に|だ|た)(?:[、。\n!]|(?<=です|ます)\s|$)"
    r"|用に|(?<=職員|務員|当者|の者|記者|市民|県民|町民|村民|秘書|新採)(?:です|なのです|なんです)(?:が|けど|けれど)、?|(?:する|せる|う|く|る)(?=(?:先行|参考)?事例|先例|例)|(?:ので(?!す)|のですが|んですが|のだが|んだが|のだけど|んだけど|んですけど|のですけど|ですから|ますから)[、。\n!]?)\s*"
)
"""A clause that says why the asker asks: 「来月の会議資料に使いたいので、」「4月から担当になりました。」."""
_ASKS: Final = re.compile(
    r"[?]|ください|下さい|教え|ますか|ですか|でしょうか|ませんか|知りた|(?<!仕事を)(?<!職を)探し|どこ|いつ|何件|お願い|教示|幸い|いただけ|頂け|いただきたく|頂きたく|伺い|うかがい|お聞かせ|お知らせ|見せて|示して|一覧"
)
"""What a sentence holds that asks."""


_OUTRIGHT: Final = re.compile(r"[?]|ください|下さい|教え|ますか|ですか|でしょうか|ませんか|お願い")
"""What a sentence holds that asks outright."""


def without_courtesies(question: str) -> str:
    """``question`` without what a letter says beside it: greetings, who writes, why, and the writer's own plans."""
    sentences = [found[0] for found in _SENTENCE.finditer(question) if found[0].strip()]
    greetings = _greetings()
    asking = [
        each
        for each in sentences
        if not _SENDER.fullmatch(each) and not any(word in fold(normalize(each).text) for word in greetings)
    ]
    said = "".join(asking) if asking and len(asking) < len(sentences) else question
    asked = _OWN_PLAN.sub("", _OWN_OFFICE.sub("", said))
    bare = _CIRCUMSTANCE.sub(_unless_asked, asked)
    return bare if len(bare.strip()) > _SOMETHING else asked


def silent(text: str) -> list[tuple[int, int]]:
    """Where sentences of ``text`` stand that ask nothing, if another one asks: they tell of the asker."""
    pieces = [found.span() for found in _SENTENCE.finditer(text) if found[0].strip()]
    told = [span for span in pieces if not _ASKS.search(text, *span)]
    return told if len(told) < len(pieces) else []


def searching(text: str) -> list[tuple[int, int]]:
    """Where sentences of ``text`` stand that only say what the asker is looking for, if another one asks outright."""
    pieces = [found.span() for found in _SENTENCE.finditer(text) if found[0].strip()]
    outright = [span for span in pieces if _OUTRIGHT.search(text, *span)]
    return [span for span in pieces if span not in outright and _ASKS.search(text, *span)] if outright else []


def _unless_asked(circumstance: re.Match[str]) -> str:
    """A clause that asks is kept; of another, where its sentence ends."""
    if _ASKS.search(circumstance[0]):
        return circumstance[0]
    return "。" if circumstance[0].endswith("。") else ""


@cache
def _greetings() -> tuple[str, ...]:
    """What stands in sentences that only greet, as :func:`fold` writes it."""
    return tuple(key(word) for row in rows("fillers") if row["group"] == "greeting" for word in row["words"].split("|"))
