"""How many rows a body or a place shall have: 「2件以上提案が出ている都道府県」「提案が1件しかない県」."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from assistant.lists import rows
from assistant.periods.numbers import number
from assistant.question.marks import Mark, Marks, Sentence
from assistant.records import MUNICIPALITY
from assistant.text import fold

_ROWS: Final = r"(?:提案|事例|取組|取り組み|事業|施策|案件|要望)(?:件数|数)?(?:が|を|は|の|も)?"
_DONE: Final = r"(?:ある|載ってい?る|掲載されてい?る|ない|あった|出(?:てい|され|してい|し)(?:る|た|て)?(?:いる)?|(?:提案|要望)?し(?:ている|た)|持つ|持っている|行っている)"
_SEVERAL: Final = "2件以上"


def mark_size(sentence: Sentence, marks: Marks) -> tuple[str, str]:
    """The facet whose values are asked for by how many rows have them, and how many (「2件以上」); ("", "") for none."""
    for found in _pattern().finditer(fold(sentence.text)):
        if found["many"] and not (found["rows"] or found["of"] or found["done"]):  # 複数の自治体
            continue
        if not marks.add(Mark(found.start(), found.end(), "ask", "count")):
            continue
        named = (row["value"] for row in rows("breakdowns") if found["by"] in row["words"].split("|"))
        facet = next(named, MUNICIPALITY)
        if found["many"]:
            return facet, _SEVERAL
        how = found["how"] if found["how"] in {"以上", "以下", "未満"} else ""
        return facet, f"{number(found['n'])}件{how}"
    return "", ""


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted((word for row in rows("breakdowns") for word in row["words"].split("|")), key=len, reverse=True)
    return re.compile(
        rf"(?P<rows>{_ROWS})?(?:(?P<n>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})件(?P<how>以上|以下|未満|だけ|のみ|しか|ずつ)?|(?P<many>複数)(?:の|件)?)"
        rf"(?:の)?(?P<of>{_ROWS})?(?P<done>{_DONE})?(?:の)?(?P<by>{'|'.join(words)}|[市町村区])(?=[はがを、?。]|って|から|の?うち|$)"
    )
