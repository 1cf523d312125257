"""How right the answers to a file of questions are: the listed set, the count, the quotes, the refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from assistant.assistant import Assistant
from assistant.errors import InputError
from assistant.records import Answer


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what a right answer lists: all of ``municipalities``, some of ``optional``, nothing else.

    None means that it is not checked. ``quotes`` must each stand inside some citation's quote.
    """

    question: str
    history: tuple[str, ...]
    kind: str
    municipalities: tuple[str, ...] | None
    optional: tuple[str, ...]
    count: int | None
    quotes: tuple[str, ...]
    answered: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one answer did. ``f1`` is of the listed set against the wanted one, optional names left out of both."""

    question: Question
    listed: tuple[str, ...]
    f1: float
    count_right: bool
    quotes_found: bool
    refusal_right: bool
    false_quotes: int
    elapsed_ms: float

    @property
    def exact(self) -> bool:
        """Whether set, count, quotes and refusal are all right."""
        return self.f1 == 1.0 and self.count_right and self.quotes_found and self.refusal_right


@dataclass(frozen=True, slots=True)
class AnswersReport:
    """The verdicts on a file of questions."""

    verdicts: tuple[Verdict, ...]

    def to_json(self) -> dict[str, Any]:
        """Figures over all questions."""
        answerable = [v for v in self.verdicts if v.question.answered]
        refusals = [v for v in self.verdicts if not v.question.answered]
        counted = [v for v in self.verdicts if v.question.count is not None]
        return {
            "questions": len(self.verdicts),
            "exact": sum(v.exact for v in self.verdicts),
            "exact_rate": _rate([v.exact for v in self.verdicts]),
            "mean_f1": round(mean([v.f1 for v in answerable]), 4) if answerable else None,
            "counts_right": _rate([v.count_right for v in counted]),
            "refusals_right": _rate([v.refusal_right for v in refusals]),
            "wrongly_refused": sum(not v.refusal_right for v in answerable),
            "false_quotes": sum(v.false_quotes for v in self.verdicts),
            "answer_ms_p50": round(median([v.elapsed_ms for v in self.verdicts]), 1) if self.verdicts else None,
        }

    def to_text(self) -> str:
        """The figures, and a line for each question that is not exactly right."""
        lines = [json.dumps(self.to_json(), ensure_ascii=False)]
        for verdict in self.verdicts:
            if not verdict.exact:
                wanted = "、".join(verdict.question.municipalities or ()) or "見つかりません"
                got = "、".join(verdict.listed) or "見つかりません"
                lines.append(
                    f"✗ {verdict.question.question}\n    正解: {wanted}\n    答え: {got} (F1 {verdict.f1:.2f})"
                )
        return "\n".join(lines)


def evaluate_answers(path: Path, assistant: Assistant) -> AnswersReport:
    """Asks every question of the JSON lines file ``path``. Raises InputError where a line is no question."""
    return AnswersReport(tuple(judge(question, assistant) for question in read_questions(path)))


def read_questions(path: Path) -> Iterator[Question]:
    """The questions of a JSON lines file. Raises InputError with the line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: 質問のファイルを読めません。UTF-8 の JSONL を指定してください。") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            names = row["municipalities"]
            yield Question(
                question=row["question"],
                history=tuple(row.get("history") or ()),
                kind=row.get("kind", ""),
                municipalities=None if names is None else tuple(names),
                optional=tuple(row.get("optional") or ()),
                count=row.get("count"),
                quotes=tuple(row.get("quotes") or ()),
                answered=bool(row["answered"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path} の{number}行目: question、municipalities、answered のある JSON にしてください。"
            ) from error


def judge(question: Question, assistant: Assistant) -> Verdict:
    """Asks one question and compares the answer with what is wanted."""
    answer = assistant.ask(question.question, question.history)
    listed = tuple(dict.fromkeys(proposal.municipality for proposal in answer.proposals))
    quotes = [citation.quote for statement in answer.statements for citation in statement.citations]
    return Verdict(
        question=question,
        listed=listed,
        f1=_f1(listed, question),
        count_right=question.count is None or answer.count == question.count,
        quotes_found=all(any(wanted in quote for quote in quotes) for wanted in question.quotes),
        refusal_right=answer.answered == question.answered,
        false_quotes=_false_quotes(answer),
        elapsed_ms=answer.elapsed_ms,
    )


def _f1(listed: Sequence[str], question: Question) -> float:
    """F1 of two sets; 1 where both are empty or nothing is checked."""
    if question.municipalities is None:
        return 1.0
    wanted = set(question.municipalities)
    got = set(listed) - (set(question.optional) - wanted)
    if not wanted and not got:
        return 1.0 if question.answered or not listed else 0.0
    return 2 * len(wanted & got) / (len(wanted) + len(got))


def _false_quotes(answer: Answer) -> int:
    """Quotes that are no words of their field; by construction there are none."""
    return sum(
        citation.quote not in citation.proposal.text(citation.field)
        for statement in answer.statements
        for citation in statement.citations
    )


def _rate(right: Sequence[bool]) -> float | None:
    return round(sum(right) / len(right), 4) if right else None
