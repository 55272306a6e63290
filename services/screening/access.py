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
DECLARATIONS_READ = Scope("declarations:read", About.PATIENT)
"""Read what a patient declared, with every answer."""
SCREENINGS_READ = Scope("screenings:read", About.PATIENT)
"""What was decided; how much of it is shown depends on who asks."""
SCREENINGS_EXPLAIN = Scope("screenings:explain", About.PATIENT)
"""Why it was decided, with the answers that it was decided by."""
DEPTH_LIMITS_READ = Scope("depth-limits:read", About.SHARED)
"""How deep the rules in force let a device go: to plan by."""
DAY_FORM_READ = Scope("day-questionnaire:read", About.PATIENT)
"""Read what a patient is asked on the day of a session, and that they answered ahead. It shows no answer."""
DAY_CHECKS_WRITE = Scope("day-checks:write", About.PATIENT)
REVIEWS_READ = Scope("reviews:read", About.PATIENT)
REVIEWS_RULE = Scope("reviews:rule", About.PATIENT)
"""Rule on a review, propose an override, end a ruling."""
REVIEWS_CONFIRM = Scope("reviews:confirm", About.PATIENT)
"""Confirm or reject what another clinician proposed."""
REVIEWS_ANSWER = Scope("reviews:answer", About.PATIENT)
"""Answer what a medical director asks about a review."""
REVIEWS_ATTACH = Scope("reviews:attach", About.PATIENT)
"""Name a document that belongs to a review."""
REVIEW_TIMES_READ = Scope("review-times:read", About.CLINIC)
REVIEW_TIMES_EDIT = Scope("review-times:edit", About.CLINIC)
"""Set how long reviews may wait at a clinic."""
REACTION_SIGNS_READ = Scope("reaction-signs:read", About.SHARED)
REACTIONS_REPORT = Scope("reactions:report", About.PATIENT)
"""Report a reaction to a treatment: staff, or the patient."""
REACTIONS_READ = Scope("reactions:read", About.PATIENT)
REACTIONS_AMEND = Scope("reactions:amend", About.PATIENT)
"""Look at what came as a text, put a report right or withdraw it, and record how the reaction ended."""
REACTIONS_DECIDE = Scope("reactions:decide", About.PATIENT)
"""Acknowledge a serious reaction, and decide about what it suspended."""
REACTION_LINES_READ = Scope("reaction-lines:read", About.CLINIC)
REACTION_LINES_EDIT = Scope("reaction-lines:edit", About.CLINIC)
"""Say who is asked, in order, to acknowledge a serious reaction."""
FIGURES_READ = Scope("figures:read", About.CLINIC)
"""How often reactions follow sessions, and which: for roles that may read reactions as well."""
CONSENT_DOCUMENTS_READ = Scope("consent-documents:read", About.SHARED)
CONSENTS_READ = Scope("consents:read", About.PATIENT)
CONSENTS_SIGN = Scope("consents:sign", About.PATIENT)
"""Take a signature or a withdrawal: the patient, or staff while the patient signs."""
CHAIN_LINE_EDIT = Scope("chain-line:edit", About.CHAIN)
"""The same for the whole chain."""

_CARE = {
    QUESTIONNAIRE_READ,
    DAY_FORM_READ,
    INTAKES_READ,
    SCREENINGS_READ,
    WORKLIST_READ,
    REACTION_SIGNS_READ,
    REACTIONS_READ,
    REACTION_LINES_READ,
    CONSENT_DOCUMENTS_READ,
    CONSENTS_READ,
}
_CONFIRM = {REVIEWS_ANSWER, REVIEWS_CONFIRM, REVIEWS_ATTACH, REVIEW_TIMES_READ, WORKLIST_TAKE}
_REPORTS = {REACTIONS_REPORT, REACTIONS_AMEND, CONSENTS_SIGN}
_LINES = {REACTION_LINES_READ, REACTION_LINES_EDIT, CHAIN_LINE_EDIT}

POLICY = Policy(
    roles={
        Role.FRONT_DESK: {*_CARE, *_REPORTS, INTAKES_ANSWER, DAY_CHECKS_WRITE, WORKLIST_TAKE},
        Role.PRACTITIONER: {
            *_CARE,
            *_CONFIRM,
            *_REPORTS,
            SCREENINGS_EXPLAIN,
            DEPTH_LIMITS_READ,
            DECLARATIONS_READ,
            DAY_CHECKS_WRITE,
        },
        Role.MEDICAL_DIRECTOR: {
            *_CARE,
            *_CONFIRM,
            *_REPORTS,
            *_LINES,
            SCREENINGS_EXPLAIN,
            DEPTH_LIMITS_READ,
            DECLARATIONS_READ,
            REVIEWS_READ,
            REVIEWS_RULE,
            REVIEW_TIMES_EDIT,
            REACTIONS_DECIDE,
            FIGURES_READ,
        },
        Role.OPERATOR: _LINES,
        Role.OWNER: {
            *_CARE,
            SCREENINGS_EXPLAIN,
            DEPTH_LIMITS_READ,
            DECLARATIONS_READ,
            REVIEWS_READ,
            REVIEW_TIMES_READ,
            FIGURES_READ,
        },
        Role.PATIENT: {QUESTIONNAIRE_READ, REACTION_SIGNS_READ, CONSENT_DOCUMENTS_READ},
    },
    own={
        INTAKES_READ,
        INTAKES_ANSWER,
        DAY_FORM_READ,
        DECLARATIONS_READ,
        SCREENINGS_READ,
        REACTIONS_REPORT,
        REACTIONS_READ,
        CONSENTS_READ,
        CONSENTS_SIGN,
    },
)


def visible(reach: Reach, table: Any) -> ColumnElement[bool]:
    """The condition that a row, which has a patient and a clinic, is one that the caller sees."""
    return within(reach, patient=table.c.patient_id, clinics=[table.c.clinic_id])
