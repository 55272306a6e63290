"""What people must do about appointments and courses: kinds of items, who takes each, and the events about them.

Which fact opens and closes an item of each kind: docs/worklists.md.
"""

from chassis.reference.access import SIGN
from chassis.worklist import Kind, Worklist
from chassis.worklist.events import published_as
from contracts.booking import worklist as events
from services.booking.access import (
    CALENDAR_CLOSE,
    CALENDAR_WRITE,
    CARE_WRITE,
    CONSENTS_SETTLE,
    IMPORTS_SETTLE,
    MERGES_PROPOSE,
    PATIENTS_EDIT,
    PATIENTS_MERGE,
    VISITS_WRITE,
)

APPOINTMENT_NOT_VALID = Kind("appointment_not_valid", take=CALENDAR_WRITE, keeps_due=False)
"""An appointment ahead cannot take place as it is booked. The subject is the appointment."""
CALL_PATIENT = Kind("call_patient", take=CALENDAR_WRITE, keeps_due=False)
"""No message about the present state of an appointment reaches its patient. The subject is the appointment."""
APPOINTMENT_NOT_CLOSED = Kind("appointment_not_closed", take=CALENDAR_CLOSE)
"""An appointment is over, and nobody said what came of it. The subject is the appointment."""
WAITING_TOO_LONG = Kind("waiting_too_long", take=VISITS_WRITE, keeps_due=False)
"""A patient has arrived and waits for longer than the chain allows. The subject is the appointment."""
FOLLOW_UP_TO_PLACE = Kind("follow_up_to_place", take=CALENDAR_WRITE)
"""A course's next appointment found no time by itself, or lost it. The subject is the course."""
NOTHING_BOOKED = Kind("nothing_booked", take=CALENDAR_WRITE)
"""A cleared course has no appointment ahead, or a consult did not take place. The subject is the course or patient."""
REVIEW_DUE = Kind("review_due", take=CALENDAR_WRITE)
"""The protocol wants another review of a course's results, and none is booked. The subject is the course."""
OFFER_TO_CALL = Kind("offer_to_call", take=CALENDAR_WRITE, keeps_due=False)
"""A freed time is kept for a patient whom no message reaches in time. The subject is the offer."""
WISH_UNMET = Kind("wish_unmet", take=CALENDAR_WRITE)
"""Whom somebody on the waitlist wishes for is not there in all that is left of the period. The subject is the entry."""
PLAN_WAITING = Kind("plan_waiting", take=SIGN)
"""A cleared plan has no protocol in force. The subject is the consult."""
SESSION_TO_SIGN = Kind("session_to_sign", take=CARE_WRITE)
"""Somebody else recorded a session than did it, and whoever did has not signed. The subject is the session."""
IMPORT_WITH_ERRORS = Kind("import_with_errors", take=IMPORTS_SETTLE)
"""Lines of a file from other software could not be taken. The subject is the import."""
POSSIBLE_DUPLICATE = Kind("possible_duplicate", take=MERGES_PROPOSE)
"""Somebody was registered who looks like another patient, and nobody has found out. The subject is the pair."""
MERGE_TO_DECIDE = Kind("merge_to_decide", take=PATIENTS_MERGE)
"""Somebody proposed to merge two records, and nobody has decided. The subject is the proposal."""
CONSENT_WITHDRAWN = Kind("consent_withdrawn", take=CONSENTS_SETTLE)
"""A patient agrees to no processing of their data any more: what is kept? The subject is the patient."""
HOME_CLINIC_CLOSES = Kind("home_clinic_closes", take=PATIENTS_EDIT, keeps_due=False)
"""A patient's home clinic is, or will be, closed for good. The subject is the patient."""

OF_APPOINTMENT = (APPOINTMENT_NOT_VALID, CALL_PATIENT, APPOINTMENT_NOT_CLOSED, WAITING_TOO_LONG)
"""What there may be to do about one appointment."""
TO_BOOK = (FOLLOW_UP_TO_PLACE, NOTHING_BOOKED)
"""What is done by booking."""


_EVENT = published_as(
    opened=events.WorklistItemOpened.model_validate,
    claimed=events.WorklistItemClaimed.model_validate,
    released=events.WorklistItemReleased.model_validate,
    overdue=events.WorklistItemOverdue.model_validate,
    closed=events.WorklistItemClosed.model_validate,
)

WORKLIST = Worklist(
    kinds=(
        *OF_APPOINTMENT,
        *TO_BOOK,
        REVIEW_DUE,
        OFFER_TO_CALL,
        WISH_UNMET,
        PLAN_WAITING,
        SESSION_TO_SIGN,
        IMPORT_WITH_ERRORS,
        POSSIBLE_DUPLICATE,
        MERGE_TO_DECIDE,
        CONSENT_WITHDRAWN,
        HOME_CLINIC_CLOSES,
    ),
    event=_EVENT,
)
