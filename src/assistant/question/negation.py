"""Words that deny what stands before them: 「女性以外」「協議中でない」「区役所でやっていない」."""

from __future__ import annotations

import re
from typing import Final

_NO_QUESTION: Final = r"(?!か|です?か|でしょうか|[のん](?:です|でしょう)?か?[?。]*$)"
"""「…ではありませんか」「やっていないの?」 ask, and deny nothing."""
_NEITHER: Final = re.compile(
    r"とも[^。?]{0,20}とも[^。?]{0,12}(?:ない|なく|ません)|とも[^。?]{0,12}(?:ない|なく|ません)|でも[^。?]{0,20}でも(?:ない|なく|ありません)|でも(?:ない|なく|ありません)"
)
_OF: Final = r"(?:向け|むけ|に?(?:開始|スタート|始まり))?(?:の?(?:もの|提案|事例|ところ|とこ|自治体|団体|やつ|件|分|取組|取り組み)|の(?=[をはも]))?"
"""What is said to have the value: 協議中のもの, 区役所のは."""
_TAKEN_OUT: Final = (
    r"(?:以外(?!に?も)|(?:だけ)?(?:を|は|も)?(?:除[くいきけ]|のぞ[くいきけ])|抜きで?|(?:だけ)?(?:を|は)(?:抜[いき]|外し|はずし|省[いき])"
    r"|の?(?:ほか|他)に(?=[^。?]*(?:のは|ものは|ところは|[市県町村]は|ある|あり|どこ|何件))(?![^。?]*も(?:対象|支援|含))"
    r"|は(?:いらない|要らない|いりません|要りません|不要|なしで|無しで|結構))"
)
CARRIER: Final = r"(?:という|っていう|って|との|に関する|についての|の)?(?:言葉|ことば|文言|用語|記載|記述|表現|単語|語句|語|文字|英字|字|英語表記|地名|固有名詞|話|注記|表記|言及|説明|明記|名前)"
"""What a word is called where it stands: 「一体的」という言葉."""
_NO: Final = r"(?:ない|なく|なかった|なし|いません|ません|ず(?=に|、))"
_UNSAID: Final = (
    rf"(?:{CARRIER})?(?:が|は|も|を|と|に|とは|には|にも|について(?:は|も)?|に関して(?:は|も)?|のこと(?:は|を|に|が))?"
    r"(?:(?:提案|事業)?(?:概要|内容|本文|文|資料|欄|表)(?:の中)?に(?:は|も)?)?(?:(?:記載|言及|明記|記述|登場)(?:が|は|も)?(?:し|され)?(?:て)?(?:は)?い?|出て(?:は)?こ|出て(?:は)?来|出てき|含(?:ま|んで)(?:れ)?(?:て)?(?:は)?い?|使(?:わ|って)(?:れ)?(?:て)?(?:は)?い?|書(?:か|いて|い)(?:れ)?(?:て)?(?:は)?い?"
    r"|触れ(?:ら)?(?:れ)?(?:て)?(?:は)?い?|入って(?:は)?い?|載(?:ら|って|せて)(?:は)?い?|見られ|見当たら|扱(?:わ|って)(?:れ)?(?:て)?(?:は)?い?)"
)
"""What says that a word stands nowhere: 「生活保護について触れていない」."""
_NEGATED: Final = re.compile(
    r"(?:(?:に|と)?(?:なった|なっている|した|している|された|する)(?=もの|提案|事例|ところ|の))?"
    rf"{_OF}{_TAKEN_OUT}"
    r"|(?:向け)?(?:の?(?:支援|提案|取組|取り組み|事業)を|で|に|から|を)?[はも]?"
    rf"(?:やっ|行[っわ]|行なっ|実施|開催|開始|始ま|はじま|スタート|し|さ)(?:され|れ|して|て|っ|ら|し)*は?い?(?:な(?:い|かった)|ません(?:でした)?){_NO_QUESTION}"
    rf"|(?:ら|って|して)は?い?(?:ない|ません){_NO_QUESTION}"
    rf"|{CARRIER}(?:が|は|の)?(?:ない|なし|ありません|無い){_NO_QUESTION}"
    rf"|{_UNSAID}{_NO}{_NO_QUESTION}"
    rf"|(?<=て)い(?:ない|なく|ません){_NO_QUESTION}"
    r"|(?:の|は|が)?対象外"
    rf"|(?:向け|むけ|用|から|に?(?:開始|スタート|始まり|実施))?(?:で|じゃ|では)(?:なく|ない|ありません|ございません){_NO_QUESTION}"
    r"|(?:の(?:人|方|家庭|世帯))?(?:を|に|が|は|も|と|には|では|でも|向けに|向けで)(?:対象|支援|含|入(?!れな)|関係|該当|限|関わ|あた|当た"
    r"|連携|協力|協働|提携|組[んま]|使え|使わ|使って|使用|利用|活用|受けられ|受け入れ|設け|設置|置[いか]|行わ|行って|やらな|やって|実施|取り組|導入|受けて|受けな|なって|でき|作[らっ]|つく[らっ]|限定|なら)[^。、?]{0,8}?"
    rf"(?:ない|なく|なかった|いません|ません|なし|ぬ){_NO_QUESTION}"
    r"|(?:が|の)(?:ない|なし|ありません)(?!か|です?か|でしょうか|方)"
)
_ABOUT: Final = re.compile(r"(?:への|向けの|の)?(?:支援|対策|施策)(?=[をはもがに])")
_QUOTES: Final = ("」", "』")
WHOM: Final = re.compile(
    r"(?:人|者|子|若者|児童|生徒|学生|世帯|家庭|女性|男性|高齢者|障がい者|隊員|職員|会員|委員|教員|社員|団員|親|家族|患者|市民|町民|村民|住民|労働者|企業|地域|地区|まち|集落)"
)
"""「仕事をしていない若者」 says for whom something is, and denies nothing of it."""


def is_negated(text: str, end: int) -> bool:
    """Whether what ends at ``end`` is said not to be: 女性以外, 協議中でない, 第三次募集のもの以外."""
    return negation_end(text, end) > end


def negation_end(text: str, end: int) -> int:
    """Where the words end that deny what ends at ``end``; ``end`` where none do."""
    at = end + text.startswith(_QUOTES, end)  # 「ハローワーク」が出てこない
    about = _ABOUT.match(text, end)  # 企業支援を含まない
    for start in (at, about.end()) if about else (at,):
        if found := _NEGATED.match(text, start) or _NEITHER.match(text, start):
            return found.end()
    return end


def is_word_negated(text: str, end: int) -> bool:
    """Whether a word that ends at ``end`` is said not to be there, and not said of people (仕事をしていない若者)."""
    found = negation_end(text, end)
    return found > end and not WHOM.match(text, found)
