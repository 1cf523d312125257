"""What reading a question needs: what the corpus knows, and the day on which it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.question.known import Known


@dataclass(frozen=True, slots=True)
class Asker:
    """What reading a question needs: what the corpus knows, and the day on which it is asked."""

    known: Known
    today: date
