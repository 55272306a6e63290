"""What people must do about texts and messages: kinds of items, who takes each, and the events about them.

Which fact opens and closes an item of each kind: docs/worklists.md.
"""

from chassis.worklist import Kind, Worklist
from chassis.worklist.events import published_as
from contracts.notifications import worklist as events
from services.notifications.access import (
    CARRIERS_MEND,
    DIRECTORS_CALL,
    LINKS_END,
    MESSAGES_SETTLE,
    TEXTS_SETTLE,
    UNKNOWN_TEXTS_READ,
)

UNANSWERED_THREAD = Kind("unanswered_thread", take=TEXTS_SETTLE, keeps_due=False)
"""Somebody wrote back, and nobody has dealt with it. Its subject is the thread; an ``appointment_id`` beside it: a text
in it may mean that appointment. The due time is that of its most urgent text."""

TEXT_TO_READ = Kind("text_to_read", take=UNKNOWN_TEXTS_READ)
"""Somebody whom nobody knows wrote, and it is overdue: one for each clinic, whose subject stands for thread and clinic.
Also of one text, opened by releases that knew no threads, and closed with the text."""

DIRECTOR_TO_CALL = Kind("director_to_call", take=DIRECTORS_CALL)
"""A director is asked to acknowledge a report, and no e-mail reaches them. Its subject is the message; it names no
patient."""

ESCALATION_NOT_ACKNOWLEDGED = Kind("escalation_not_acknowledged", take=DIRECTORS_CALL)
"""Everybody in line was asked about something that cannot wait, and nobody acknowledged it. Its subject is the
escalation; it names no patient."""

PATIENT_TO_CALL = Kind("patient_to_call", take=MESSAGES_SETTLE)
"""A message to a patient that is about no appointment did not reach them. Its subject is the message."""

ADVICE_TO_CORRECT = Kind("advice_to_correct", take=MESSAGES_SETTLE)
"""A patient was sent what is not true any longer: the session's record was put right or is void, the course goes on,
the recall was a mistake or the consult is void. Its subject is the session, the course, the letter about the recall or
the consult."""

LINK_LOCKED = Kind("link_locked", take=LINKS_END)
"""Somebody gave wrong dates of birth until a patient's link was dead. Its subject is the link."""

CARRIER_DOWN = Kind("carrier_down", take=CARRIERS_MEND)
"""Messages of one channel do not leave, because its carrier does not answer. One for each clinic; its subject
stands for carrier and clinic."""

ADDRESS_BAD = Kind("address_bad", take=MESSAGES_SETTLE)
"""A carrier says that a patient's number or e-mail address reaches nobody. Its subject stands for patient and
address."""

MESSAGES_HELD_BACK = Kind("messages_held_back", take=CARRIERS_MEND)
"""WhatsApp's limit of new conversations holds messages back for longer. One for each clinic; its subject stands for
limit and clinic."""

DIGEST_NOT_SENT = Kind("digest_not_sent", take=CARRIERS_MEND)
"""The daily mail about what waits did not reach an address. Its subject stands for clinic, role and address."""


_EVENT = published_as(
    opened=events.WorklistItemOpened.model_validate,
    claimed=events.WorklistItemClaimed.model_validate,
    released=events.WorklistItemReleased.model_validate,
    overdue=events.WorklistItemOverdue.model_validate,
    closed=events.WorklistItemClosed.model_validate,
)

WORKLIST = Worklist(
    kinds=(
        UNANSWERED_THREAD,
        TEXT_TO_READ,
        DIRECTOR_TO_CALL,
        ESCALATION_NOT_ACKNOWLEDGED,
        PATIENT_TO_CALL,
        ADVICE_TO_CORRECT,
        LINK_LOCKED,
        CARRIER_DOWN,
        ADDRESS_BAD,
        DIGEST_NOT_SENT,
        MESSAGES_HELD_BACK,
    ),
    event=_EVENT,
)
