"""Collecting data: a questionnaire from a model's open fields, and its answers back.

questions → workbook → filled in by the plant → answers → model text with its comments
"""

from __future__ import annotations

from lcagraph.report.collection.answers import Answers, read_answers
from lcagraph.report.collection.form import questionnaire_bytes
from lcagraph.report.collection.questions import Questions, questions_of
from lcagraph.report.collection.taken_over import TakenOver, taken_over

__all__ = [
    "Answers",
    "Questions",
    "TakenOver",
    "questionnaire_bytes",
    "questions_of",
    "read_answers",
    "taken_over",
]
