"""Screening's tables, in one MetaData. Everything about one patient is written under the lock of the patient's row."""

from chassis.merging.tables import add_to as add_merges_to
from chassis.worklist.tables import worklist_items as chassis_worklist_items
from services.screening.tables.appointments import appointments_ahead, course_plans, treated_sessions
from services.screening.tables.consents import consents
from services.screening.tables.decisions import (
    consults,
    review_attachments,
    review_questions,
    review_times,
    ruling_proposals,
    screenings,
)
from services.screening.tables.declarations import day_answers, declarations, intakes
from services.screening.tables.patients import care_relationships, clinics, emergency_accesses, metadata, patients
from services.screening.tables.reaction_reports import reaction_lines, reaction_reports, reaction_steps, suspensions

worklist_items = chassis_worklist_items.to_metadata(metadata)
add_merges_to(metadata)

__all__ = [
    "appointments_ahead",
    "care_relationships",
    "clinics",
    "consents",
    "consults",
    "course_plans",
    "day_answers",
    "declarations",
    "emergency_accesses",
    "intakes",
    "metadata",
    "patients",
    "reaction_lines",
    "reaction_reports",
    "reaction_steps",
    "review_attachments",
    "review_questions",
    "review_times",
    "ruling_proposals",
    "screenings",
    "suspensions",
    "treated_sessions",
    "worklist_items",
]
