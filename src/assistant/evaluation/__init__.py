"""Questions and what a right answer is → figures."""

from assistant.evaluation.answers import evaluate_answers

__all__ = ["evaluate_answers"]
