"""What people must do about texts and messages: kinds of items, who takes each, and the events about them.

Which fact opens and closes an item of each kind: docs/worklists.md.
"""

from chassis.worklist import Change, Item, Kind, Worklist
from contracts.event import Event
from contracts.notifications import worklist as events
from services.notifications.access import DIRECTORS_CALL, MESSAGES_SETTLE, TEXTS_SETTLE

TEXT_TO_READ = Kind("text_to_read", take=TEXTS_SETTLE)
"""A patient wrote back. Its subject is the text; an ``appointment_id`` beside it: it may mean that appointment."""

DIRECTOR_TO_CALL = Kind("director_to_call", take=DIRECTORS_CALL)
"""A director is asked to acknowledge a report, and no e-mail reaches them. Its subject is the message; it names no
patient."""

PATIENT_TO_CALL = Kind("patient_to_call", take=MESSAGES_SETTLE)
"""A message to a patient that is about no appointment did not reach them. Its subject is the message."""


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


WORKLIST = Worklist(kinds=(TEXT_TO_READ, DIRECTOR_TO_CALL, PATIENT_TO_CALL), event=_event)
