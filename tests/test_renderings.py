"""The seed table in every format: the same 18 proposals, the same facets and the same answers from each."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from renderings import delimited, html, word, workbook

from assistant.assistant import Assistant
from assistant.facets import with_facets
from assistant.index import Index, Saved
from assistant.intake import take_in
from assistant.readers.document import Limits

DATA = Path(__file__).parent / "data"
MADE = {
    "CSV、区分の行": (delimited.with_section_lines, "csv"),
    "CSV、区分の列": (delimited.with_a_column, "csv"),
    "CSV、BOM": (lambda: delimited.with_section_lines("utf-8-sig"), "csv"),
    "CSV、Shift_JIS": (lambda: delimited.with_section_lines("cp932"), "csv"),
    "CSV、EUC-JP": (lambda: delimited.with_section_lines("euc_jp"), "csv"),
    "TSV、UTF-16": (lambda: delimited.with_a_column("utf-16", "\t"), "tsv"),
    "Markdown": (delimited.markdown, "md"),
    "テキスト": (delimited.text, "txt"),
    "HTML": (html.plain, "html"),
    "HTML、Shift_JIS": (lambda: html.plain("Shift_JIS"), "html"),
    "HTML、一つの表": (html.one_table, "html"),
    "HTML、都道府県の列": (html.with_prefectures, "html"),
    "HTML、二段の見出し": (html.two_levels, "html"),
    "Word": (word.plain, "docx"),
    "Word、一つの表": (word.one_table, "docx"),
    "Word、都道府県の列": (word.with_prefectures, "docx"),
    "Word、二段の見出し": (word.two_levels, "docx"),
    **{f"Excel、{name}": (make, "xlsx") for name, make in workbook.RENDERINGS.items()},
}
KEPT = sorted(path for path in (DATA / "renderings").iterdir() if path.suffix not in {".md", ".txt"})
_SAME = ("自治体", "対象者", "実施場所", "実施時期", "進捗", "都道府県", "団体区分")
QUESTIONS = [
    row
    for row in map(json.loads, (DATA / "seed-questions.jsonl").read_text(encoding="utf-8").splitlines())
    if not row["history"]
][::6]


@pytest.fixture(scope="module")
def answers(assistant):
    """What is said to each question over the table as it was published."""
    return {row["question"]: said(assistant.ask(row["question"])) for row in QUESTIONS}


@pytest.fixture(params=[*MADE, *(path.name for path in KEPT)])
def rows(request, tmp_path):
    """The rows of one rendering, with their facets."""
    if request.param in MADE:
        make, suffix = MADE[request.param]
        (tmp_path / f"seed.{suffix}").write_bytes(make())
    else:
        (tmp_path / request.param).write_bytes((DATA / "renderings" / request.param).read_bytes())
    taken = take_in(tmp_path, Limits())
    assert taken.problems == ()
    return tuple(with_facets(row, "平成") for row in taken.proposals if row.genre == "proposal")


def facts(row):
    return (row.municipality, row.no, {(f.name, f.value, f.part) for f in row.facets if f.name in _SAME})


def said(answer):
    return (answer.answered, answer.count, sorted(row.municipality for row in answer.proposals))


def test_every_rendering_gives_the_same_proposals_and_answers(rows, assistant, answers):
    assert [facts(row) for row in rows] == [facts(row) for row in assistant.proposals]
    saved = Saved.of(assistant.settings.index)
    same = replace(assistant, index=Index.build(rows, assistant.index.encoder, saved=saved), cut=())
    assert {question: said(same.ask(question)) for question in answers} == answers


def test_an_assistant_over_a_workbook_cites_the_cells(tmp_path, assistant):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "一覧.xlsx").write_bytes(workbook.one_table())
    settings = replace(assistant.settings, corpus=corpus, index=tmp_path / "index")
    Assistant.build(settings)
    (row,) = Assistant.open(settings).ask("仙台市の提案は?").proposals
    assert row.source.path == "corpus/一覧.xlsx"
    assert row.place.sheet in row.locator
    assert row.place.cells in row.locator
