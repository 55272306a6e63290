"""What screening exports: what was decided, signed and suspended. No answers, no findings and no reasons.

What patients declared is health data that leaves the service one person at a time: in the person's own archive
(docs/privacy.md).
"""

from chassis.export import Export, sheet_of
from services.screening.tables import (
    clinics,
    consents,
    day_answers,
    intakes,
    patients,
    reaction_lines,
    reaction_reports,
    review_times,
    screenings,
    suspensions,
    worklist_items,
)

_SAYS_WHY = (
    "reasons",
    "conditions",
    "inputs",
    "ruling_reason",
    "ruling_end_reason",
    "ruling_kept_reason",
    "held",
)
"""Columns of a decision that are, or may be, about somebody's health."""

EXPORT = Export(
    (
        sheet_of(clinics, clinics=[clinics.c.id]),
        sheet_of(patients, clinics=[patients.c.home_clinic_id], patient=patients.c.id),
        sheet_of(screenings, without=_SAYS_WHY),
        sheet_of(
            intakes,
            without=("answers", "questions", "answers_version", "answers_language"),
        ),
        sheet_of(day_answers, without=("answers", "changes", "look_first", "edition")),
        sheet_of(consents, without=("signature", "ended_reason")),
        sheet_of(
            reaction_reports,
            without=("findings", "grade", "reasons", "outcome"),
        ),
        sheet_of(
            suspensions,
            without=[column.name for column in suspensions.c if "reason" in column.name],
        ),
        sheet_of(review_times),
        sheet_of(reaction_lines),
        sheet_of(worklist_items),
    )
)
