"""Reads."""

from services.screening.queries.decisions import list_reviews, list_screenings, one_screening, seen
from services.screening.queries.intakes import list_intakes
from services.screening.queries.questionnaires import intake_questionnaire, questionnaire

__all__ = [
    "intake_questionnaire",
    "list_intakes",
    "list_reviews",
    "list_screenings",
    "one_screening",
    "questionnaire",
    "seen",
]
