"""Who may do what in screening: the scopes of its routes, and one table of roles."""

from typing import Any

from sqlalchemy import ColumnElement

from chassis.access.actors import Role
from chassis.access.policy import Policy, Reach
from chassis.access.rows import within
from chassis.access.scopes import About, Scope
from chassis.worklist.access import WORKLIST_READ, WORKLIST_TAKE

QUESTIONNAIRE_READ = Scope("questionnaire:read", About.SHARED)
INTAKES_READ = Scope("intakes:read", About.PATIENT)
"""That a declaration is waited for, and whether it came; not its answers."""
INTAKES_ANSWER = Scope("intakes:answer", About.PATIENT)
"""Fill in a health declaration: the patient, or the front desk as the patient says."""
SCREENINGS_READ = Scope("screenings:read", About.PATIENT)
"""What was decided; how much of it is shown depends on who asks."""
SCREENINGS_EXPLAIN = Scope("screenings:explain", About.PATIENT)
"""Why it was decided, with the answers that it was decided by."""
DAY_CHECKS_WRITE = Scope("day-checks:write", About.PATIENT)
REVIEWS_READ = Scope("reviews:read", About.PATIENT)
REVIEWS_RULE = Scope("reviews:rule", About.PATIENT)

_CARE = {QUESTIONNAIRE_READ, INTAKES_READ, SCREENINGS_READ, WORKLIST_READ}

POLICY = Policy(
    roles={
        Role.FRONT_DESK: {*_CARE, INTAKES_ANSWER, DAY_CHECKS_WRITE, WORKLIST_TAKE},
        Role.PRACTITIONER: {*_CARE, SCREENINGS_EXPLAIN, DAY_CHECKS_WRITE, WORKLIST_TAKE},
        Role.MEDICAL_DIRECTOR: {*_CARE, SCREENINGS_EXPLAIN, REVIEWS_READ, REVIEWS_RULE, WORKLIST_TAKE},
        Role.OWNER: {*_CARE, SCREENINGS_EXPLAIN, REVIEWS_READ},
        Role.PATIENT: {QUESTIONNAIRE_READ},
    },
    own={INTAKES_READ, INTAKES_ANSWER, SCREENINGS_READ},
)


def visible(reach: Reach, table: Any) -> ColumnElement[bool]:
    """The condition that a row, which has a patient and a clinic, is one that the caller sees."""
    return within(reach, patient=table.c.patient_id, clinics=[table.c.clinic_id])
