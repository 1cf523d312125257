"""The pages about what is kept of use: questions that found nothing, and ratings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.responses import Response

from assistant.admin.desk import Desk, Visit
from assistant.admin.paging import page_of
from assistant.admin.table import csv_bytes
from assistant.admin.wording import when
from assistant.errors import InputError
from assistant.journal import Journal
from assistant.settings import Settings


class KeptPages:
    """Shows, exports and deletes what is kept."""

    def __init__(self, desk: Desk, journal: Journal, settings: Settings) -> None:
        self._desk = desk
        self._journal = journal
        self._settings = settings

    def questions(self, visit: Visit) -> Response:
        """GET /questions."""
        page = page_of(self._journal.unanswered(), visit.text("page"))
        return self._desk.page(visit, "questions.html", page=page, settings=self._settings)

    def questions_csv(self, _visit: Visit) -> Response:
        """GET /questions.csv."""
        rows = ((q.question, q.reason, q.count, when(q.first), when(q.last)) for q in self._journal.unanswered())
        return _csv("questions.csv", ("質問", "理由", "回数", "最初", "最後"), rows)

    def ask_forget_questions(self, visit: Visit) -> Response:
        """GET /questions/forget: whether all are meant."""
        return self._desk.page(visit, "forget.html", what="見つからなかった質問の記録", back="/questions")

    def forget_questions(self, visit: Visit) -> Response:
        """POST /questions/forget: one, or all."""
        self._journal.forget_unanswered(_key(visit))
        return self._desk.back(visit, "/questions", "記録を消しました。")

    def ratings(self, visit: Visit) -> Response:
        """GET /ratings."""
        ratings = self._journal.ratings()
        good = sum(rating.good for rating in ratings)
        page = page_of(ratings, visit.text("page"))
        return self._desk.page(
            visit, "ratings.html", page=page, good=good, bad=len(ratings) - good, settings=self._settings
        )

    def ratings_csv(self, _visit: Visit) -> Response:
        """GET /ratings.csv."""
        rows = (
            (
                when(r.last),
                "良い" if r.good else "良くない",
                r.question,
                r.comment,
                len(r.proposals),
                " ".join(r.proposals),
            )
            for r in self._journal.ratings()
        )
        return _csv("ratings.csv", ("日時", "評価", "質問", "ひとこと", "提案の数", "提案の id"), rows)

    def ask_forget_ratings(self, visit: Visit) -> Response:
        """GET /ratings/forget: whether all are meant."""
        return self._desk.page(visit, "forget.html", what="評価の記録", back="/ratings")

    def forget_ratings(self, visit: Visit) -> Response:
        """POST /ratings/forget: one, or all."""
        self._journal.forget_ratings(_key(visit))
        return self._desk.back(visit, "/ratings", "記録を消しました。")


def _key(visit: Visit) -> int | None:
    """The row that is meant; None for all of them. Raises InputError for what is no number."""
    text = visit.text("key")
    if text == "all":
        return None
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise InputError("どの記録を消すのか分かりません。画面を開き直してください。")


def _csv(name: str, heading: tuple[str, ...], rows: Iterable[Sequence[str | int]]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(csv_bytes(heading, rows), media_type="text/csv; charset=utf-8", headers=headers)
