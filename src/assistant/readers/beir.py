"""A retrieval set in the layout of BEIR: documents, questions, and grades that people gave.

Thakur et al. (2021), BEIR, arXiv 2104.08663: corpus.jsonl (_id, title, text), queries.jsonl (_id, text),
qrels/test.tsv (query-id, corpus-id, score).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from assistant.errors import InputError
from assistant.records import Field, Place, Proposal, Source

_CORPUS: Final = "corpus.jsonl"
_QUERIES: Final = "queries.jsonl"
_QRELS: Final = "qrels/test.tsv"
_LABEL: Final = re.compile(r"^[ \t]*(\w{1,12})[ \t]*[:：][ \t]*", re.MULTILINE)
_COMMON: Final = 0.5
"""The share of documents that a label must stand in to be a field of the set."""


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Documents as proposals (their ids are those of the set), questions by id, grades by question and document."""

    proposals: tuple[Proposal, ...]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]
    """Questions that have a grade, in the order of ``queries``."""


def read(folder: Path) -> RetrievalSet:
    """The set in ``folder``. Raises InputError with file and line where something in it cannot be used."""
    documents = [
        (row["_id"], row.get("title", ""), row["text"])
        for row in _rows(folder / _CORPUS, required=("_id", "text"), optional=("title",))
    ]
    queries = {row["_id"]: row["text"] for row in _rows(folder / _QUERIES, required=("_id", "text"))}
    grades = _grades(folder / _QRELS, queries, {name for name, _, _ in documents})
    labels = _labels([text for _, _, text in documents])
    path = folder / _CORPUS
    source = Source(
        path.name, hashlib.sha256(path.read_bytes()).hexdigest(), folder.name, publisher="", as_of="", url=""
    )
    proposals = tuple(
        Proposal(name, source, Place(line=line), "", name, "", _fields(title, text, labels))
        for line, (name, title, text) in enumerate(documents, start=1)
    )
    return RetrievalSet(proposals, queries, grades)


def _labels(texts: list[str]) -> frozenset[str]:
    """What begins a line, before a colon, in most of ``texts``: 「質問: …」 and 「回答: …」 are fields."""
    counts = Counter(label for text in texts for label in {match[1] for match in _LABEL.finditer(text)})
    return frozenset(label for label, count in counts.items() if count > _COMMON * len(texts))


def _fields(title: str, text: str, labels: frozenset[str]) -> tuple[Field, ...]:
    """The title, what stands before the first label, and what stands behind each label; a label's later lines join."""
    cuts = [("前書き" if "本文" in labels else "本文", 0, 0)]
    for match in _LABEL.finditer(text):
        if match[1] in labels and match[1] not in {name for name, _, _ in cuts}:
            cuts.append((match[1], match.start(), match.end()))
    ends = [start for _, start, _ in cuts[1:]] + [len(text)]
    found = [Field("題名", "title", title.strip())]
    found.extend(Field(name, "other", text[at:end].strip()) for (name, _, at), end in zip(cuts, ends, strict=True))
    return tuple(field for field in found if field.text) or (Field("本文", "other", text),)


def _rows(path: Path, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, a line each, whose texts are there and are texts, and whose ids differ."""
    seen: set[str] = set()
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError:
            _refuse(path, number, "JSON ではありません", '{"_id": …, "text": …} の形の1行に直してください。')
        if not isinstance(row, dict):
            _refuse(path, number, "JSON の辞書ではありません", '{"_id": …, "text": …} の形の1行に直してください。')
        row = {**dict.fromkeys(optional, ""), **row}
        for key in (*required, *optional):
            if not isinstance(row.get(key), str):
                _refuse(path, number, f"{key} が文字列ではありません", f"{key} を文字列で書いてください。")
        if row["_id"] in seen:
            _refuse(path, number, f"_id「{row['_id']}」が2度出ています", "_id は1つずつ別の値にしてください。")
        seen.add(row["_id"])
        yield row
    if not seen:
        raise InputError(f"{path}: 中身がありません。1行に1件ずつ書いてください。")


def _grades(path: Path, queries: Mapping[str, str], documents: set[str]) -> dict[str, dict[str, int]]:
    """The grades of a file, whose ids must be known."""
    found: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        cells = line.rstrip("\r").split("\t")
        if number == 1 and cells[-1] == "score":
            continue
        if len(cells) != 3 or not re.fullmatch(r"-?\d+", cells[2]):
            _refuse(
                path, number, "3列の表ではありません", "query-id、corpus-id、整数の score をタブで区切ってください。"
            )
        query, document, score = cells
        if query not in queries:
            _refuse(path, number, f"質問「{query}」がありません", f"{_QUERIES} にある _id を書いてください。")
        if document not in documents:
            _refuse(path, number, f"文書「{document}」がありません", f"{_CORPUS} にある _id を書いてください。")
        found.setdefault(query, {})[document] = int(score)
    if not found:
        raise InputError(f"{path}: 正解が1つもありません。見出し行の下に1行ずつ書いてください。")
    return {name: found[name] for name in queries if name in found}


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not blank, with their numbers."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        advice = f"{_CORPUS}、{_QUERIES}、{_QRELS} のあるフォルダを指定してください。"
        raise InputError(f"{path}: ファイルがありません。{advice}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: 読めません。UTF-8 のファイルか、権限を確かめてください。") from error
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())


def _refuse(path: Path, number: int, reason: str, advice: str) -> NoReturn:
    raise InputError(f"{path} {number}行目: {reason}。{advice}")
