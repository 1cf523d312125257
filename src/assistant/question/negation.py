"""Words that deny what stands before them: 「女性以外」「協議中でない」「区役所でやっていない」."""

from __future__ import annotations

import re
from typing import Final

_NO_QUESTION: Final = r"(?!か|です?か|でしょうか)"
"""「…ではありませんか」 asks, and denies nothing."""
_NEITHER: Final = re.compile(r"でも[^。?]{0,20}でも(?:ない|なく|ありません)|でも(?:ない|なく|ありません)")
_NEGATED: Final = re.compile(
    r"(?:(?:に|と)?(?:なった|なっている|した|している|された|する)(?=もの|提案|事例|ところ|の))?"
    r"(?:の?(?:もの|提案|事例|ところ|自治体|団体|やつ))?(?:以外|(?:を|は|も)?(?:除[くいき]|のぞ[くいき])|抜きで?|(?:を|は)(?:抜[いき]|外し|はずし|省い))"
    r"|(?:向け)?(?:の?(?:支援|提案|取組|取り組み|事業)を|で|に|から|を)?[はも]?"
    rf"(?:やっ|行[っわ]|行なっ|実施|開催|開始|始ま|はじま|スタート|し)(?:され|して|て|っ|ら|し)*は?い?(?:ない|ません){_NO_QUESTION}"
    rf"|(?:ら|って|して)は?い?(?:ない|ません){_NO_QUESTION}"
    rf"|(?:という|の)(?:注記|記載|表記|言葉|記述|文言)(?:が|は|の)?(?:ない|なし|ありません){_NO_QUESTION}"
    rf"|(?:という|の)?(?:言葉|文言|用語|記載|表現|単語|語)?(?:が|は|も|を|と)(?:出てこない|出てきません|出て来ない|含まない|含まれない|含んでいない|使っていない|使われていない|書いていない|書かれていない|入っていない|載っていない|見られない)"
    rf"|は(?:いらない|要らない|いりません|不要)|(?<=て)い(?:ない|なく|ません){_NO_QUESTION}"
    r"|(?:の|は|が)?対象外"
    rf"|(?:向け|むけ|用)?(?:で|じゃ|では)(?:なく|ない|ありません|ございません){_NO_QUESTION}"
    r"|(?:を|に|が|は|も|と|向けに|向けで)(?:対象|支援|含|触|入|言及|関係|該当|限|載っ|載せ|書かれ|書いて|記載|関わ|あた|当た"
    r"|連携|協力|協働|提携|組[んま]|使わ|使って|利用し|活用し|設け|設置し|置[いか]|行わ|行って|やらな|やって|実施し|取り組|導入し|受けて|受けな|入って|入ら|なって|できて|作[らっ]|つく[らっ]|限定|なら)[^。、?]{0,8}?"
    rf"(?:ない|なく|なかった|いません|ません|なし|ぬ){_NO_QUESTION}"
    r"|(?:が|の)(?:ない|なし|ありません)(?!か|です?か|でしょうか|方)"
)
_WHOM: Final = re.compile(
    r"(?:人|者|子|若者|児童|生徒|学生|世帯|家庭|女性|男性|高齢者|障がい者|市民|町民|村民|住民|労働者|企業|地域|地区|まち|集落)"
)
"""「仕事をしていない若者」 says for whom something is, and denies nothing of it."""


def is_negated(text: str, end: int) -> bool:
    """Whether what ends at ``end`` is said not to be: 女性以外, 協議中でない, 第三次募集のもの以外."""
    return negation_end(text, end) > end


def negation_end(text: str, end: int) -> int:
    """Where the words end that deny what ends at ``end``; ``end`` where none do."""
    found = _NEGATED.match(text, end) or _NEITHER.match(text, end)
    return found.end() if found else end


def is_word_negated(text: str, end: int) -> bool:
    """Whether a word that ends at ``end`` is said not to be there, and not said of people (仕事をしていない若者)."""
    found = negation_end(text, end)
    return found > end and not _WHOM.match(text, found)
