"""What people must do about screening: kinds of items, who takes each, and the events about them.

Which fact opens and closes an item of each kind: docs/worklists.md.
"""

from chassis.worklist import Kind, Worklist
from chassis.worklist.events import published_as
from contracts.screening import worklist as events
from services.screening.access import (
    CONSENTS_SIGN,
    INTAKES_ANSWER,
    REACTIONS_AMEND,
    REACTIONS_DECIDE,
    REVIEWS_ANSWER,
    REVIEWS_CONFIRM,
    REVIEWS_RULE,
)

REVIEW_WAITING = Kind("review_waiting", take=REVIEWS_RULE)
"""A consult's screening waits for a medical director. Its subject is the consult."""
DAY_CHECK_REVIEW = Kind("day_check_review", take=REVIEWS_RULE)
"""A day-of check waits for a medical director, while the patient does. Its subject is the consult."""

REVIEW_QUESTION = Kind("review_question", take=REVIEWS_ANSWER)
"""A medical director asks about a review before they rule on it. Its subject is the question."""
OVERRIDE_TO_CONFIRM = Kind("override_to_confirm", take=REVIEWS_CONFIRM)
"""A ruling that sets a rule aside waits for a second clinician. Its subject is the proposal."""
RULING_QUESTIONED = Kind("ruling_questioned", take=REVIEWS_RULE)
"""The patient declared again, and the rules alone would be milder than a ruling. Its subject is the consult."""

DECLARATION_MISSING = Kind("declaration_missing", take=INTAKES_ANSWER, keeps_due=False)
"""A patient who never declared has an appointment ahead, or a consult waits. The subject is the patient."""
DECLARATION_TOO_OLD = Kind("declaration_too_old", take=INTAKES_ANSWER, keeps_due=False)
"""The same for a patient whose declaration is too old."""
DECLARATION_INCOMPLETE = Kind("declaration_incomplete", take=INTAKES_ANSWER, keeps_due=False)
"""The same for a patient whose declaration lacks what newer rules ask."""
DECLARATION_UNSIGNED = Kind("declaration_unsigned", take=INTAKES_ANSWER, keeps_due=False)
"""A patient whose declaration nobody signed has an appointment ahead. The subject is the patient."""
CLEARANCE_ENDING = Kind("clearance_ending", take=INTAKES_ANSWER, keeps_due=False)
"""The clearance ends before a booked session. The subject is the appointment."""

REACTION_TO_ACKNOWLEDGE = Kind("reaction_to_acknowledge", take=REACTIONS_DECIDE, keeps_due=False)
"""A serious reaction suspends a patient. Its subject is the suspension; due when the next in line is asked."""
SUSPENSION_TO_DECIDE = Kind("suspension_to_decide", take=REACTIONS_DECIDE)
"""A director has acknowledged it and has not decided yet. Its subject is the suspension."""
REPORT_TO_LOOK_AT = Kind("report_to_look_at", take=REACTIONS_AMEND)
"""A text may tell of a reaction. Its subject is the report."""
CONSENT_MISSING = Kind("consent_missing", take=CONSENTS_SIGN, keeps_due=False)
"""A session lies ahead, and nobody has agreed to it. The subject is the appointment."""

DAY_FORM_MISSING = Kind("day_form_missing", take=INTAKES_ANSWER)
"""A session has begun, and nobody has said how the skin is: neither ahead of it nor at the clinic. The subject is the
appointment."""


_EVENT = published_as(
    opened=events.WorklistItemOpened.model_validate,
    claimed=events.WorklistItemClaimed.model_validate,
    released=events.WorklistItemReleased.model_validate,
    overdue=events.WorklistItemOverdue.model_validate,
    closed=events.WorklistItemClosed.model_validate,
)

WORKLIST = Worklist(
    kinds=(
        REVIEW_WAITING,
        DAY_CHECK_REVIEW,
        REVIEW_QUESTION,
        OVERRIDE_TO_CONFIRM,
        RULING_QUESTIONED,
        DECLARATION_MISSING,
        DECLARATION_TOO_OLD,
        DECLARATION_INCOMPLETE,
        DECLARATION_UNSIGNED,
        CLEARANCE_ENDING,
        REACTION_TO_ACKNOWLEDGE,
        SUSPENSION_TO_DECIDE,
        REPORT_TO_LOOK_AT,
        CONSENT_MISSING,
        DAY_FORM_MISSING,
    ),
    event=_EVENT,
)
