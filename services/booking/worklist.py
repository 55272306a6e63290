"""What people must do about appointments and courses: kinds of items, who takes each, and the events about them.

Which fact opens and closes an item of each kind: docs/worklists.md.
"""

from chassis.reference.access import SIGN
from chassis.worklist import Change, Item, Kind, Worklist
from contracts.booking import worklist as events
from contracts.event import Event
from services.booking.access import CALENDAR_CLOSE, CALENDAR_WRITE

APPOINTMENT_NOT_VALID = Kind("appointment_not_valid", take=CALENDAR_WRITE, keeps_due=False)
"""An appointment ahead cannot take place as it is booked. The subject is the appointment."""
CALL_PATIENT = Kind("call_patient", take=CALENDAR_WRITE, keeps_due=False)
"""No message about the present state of an appointment reaches its patient. The subject is the appointment."""
APPOINTMENT_NOT_CLOSED = Kind("appointment_not_closed", take=CALENDAR_CLOSE)
"""An appointment is over, and nobody said what came of it. The subject is the appointment."""
FOLLOW_UP_TO_PLACE = Kind("follow_up_to_place", take=CALENDAR_WRITE)
"""A course's next appointment found no time by itself, or lost it. The subject is the course."""
NOTHING_BOOKED = Kind("nothing_booked", take=CALENDAR_WRITE)
"""A cleared course has no appointment ahead, or a consult did not take place. The subject is the course or patient."""
PLAN_WAITING = Kind("plan_waiting", take=SIGN)
"""A cleared plan has no protocol in force. The subject is the consult."""

OF_APPOINTMENT = (APPOINTMENT_NOT_VALID, CALL_PATIENT, APPOINTMENT_NOT_CLOSED)
"""What there may be to do about one appointment."""
TO_BOOK = (FOLLOW_UP_TO_PLACE, NOTHING_BOOKED)
"""What is done by booking."""


def _event(change: Change, item: Item) -> Event:
    shared = {
        "item_id": item.id,
        "kind": item.kind,
        "subject_id": item.subject_id,
        "about": item.about,
        "clinic_id": item.clinic_id,
        "patient_id": item.patient_id,
        "opened_at": item.opened_at,
        "due_at": item.due_at,
    }
    match change:
        case Change.OPENED:
            return events.WorklistItemOpened.model_validate(shared)
        case Change.CLAIMED:
            claim = {"claimed_by": item.claimed_by, "claimed_until": item.claimed_until}
            return events.WorklistItemClaimed.model_validate(shared | claim)
        case Change.RELEASED:
            return events.WorklistItemReleased.model_validate(shared)
        case Change.OVERDUE:
            return events.WorklistItemOverdue.model_validate(shared | {"overdue_at": item.overdue_at})
        case Change.CLOSED:
            closed = {"closed_at": item.closed_at, "why": item.closed_why}
            return events.WorklistItemClosed.model_validate(shared | closed)


WORKLIST = Worklist(kinds=(*OF_APPOINTMENT, *TO_BOOK, PLAN_WAITING), event=_event)
