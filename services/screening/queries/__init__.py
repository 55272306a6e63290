"""Reads."""

from services.screening.queries.consents import consent_documents, list_consents, one_consent, shown_consent
from services.screening.queries.decisions import list_reviews, list_screenings, one_screening, seen
from services.screening.queries.intakes import list_intakes, saved_answers, saved_view
from services.screening.queries.questionnaires import intake_questionnaire, questionnaire
from services.screening.queries.reaction_lines import line_of_chain, line_of_clinic, shown_line
from services.screening.queries.reaction_reports import list_reactions, one_reaction, reaction_signs
from services.screening.queries.reaction_reports import shown as shown_reaction

__all__ = [
    "consent_documents",
    "intake_questionnaire",
    "line_of_chain",
    "line_of_clinic",
    "list_consents",
    "list_intakes",
    "list_reactions",
    "list_reviews",
    "list_screenings",
    "one_consent",
    "one_reaction",
    "one_screening",
    "questionnaire",
    "reaction_signs",
    "saved_answers",
    "saved_view",
    "seen",
    "shown_consent",
    "shown_line",
    "shown_reaction",
]
