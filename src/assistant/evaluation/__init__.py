"""Questions and what a right answer is → figures."""

from assistant.evaluation.answers import evaluate_answers
from assistant.evaluation.retrieval import evaluate_retrieval

__all__ = ["evaluate_answers", "evaluate_retrieval"]
