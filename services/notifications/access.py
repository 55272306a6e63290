"""Who may do what in notifications: the scopes of its routes, and one table of roles.

A message's words can say something of a patient's health. So who keeps the system running sees what became of each
message, and not whom it was for or what it said; a stock manager reads those that are about stock.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_

from chassis.access.access import Access
from chassis.access.actors import Role
from chassis.access.policy import Policy, Reach
from chassis.access.rows import within
from chassis.access.scopes import About, Scope
from chassis.data.rows import Row
from chassis.worklist.access import WORKLIST_READ, WORKLIST_TAKE
from services.notifications.domain.refusals import RecipientUnknown, RecordMerged
from services.notifications.tables import messages, patients, text_patients

MESSAGES_LIST = Scope("messages:list", About.PATIENT)
"""Call the lists of messages at all; the scopes below say which, and how much of each."""
MESSAGES_READ = Scope("messages:read", About.PATIENT)
"""Whom a message was for, and its words."""
DELIVERIES_READ = Scope("deliveries:read", About.CLINIC)
"""What became of each message, without patient and words."""
STOCK_MESSAGES_READ = Scope("stock-messages:read", About.CLINIC)
"""Messages to a clinic's stock contact."""
CONTACTS_READ = Scope("contacts:read", About.PATIENT)
"""How a patient is reached."""
CONTACTS_CONFIRM = Scope("contacts:confirm", About.PATIENT)
"""Give back the code for a new number or address: the patient alone, for staff replace one with a reason."""
CONTACTS_AGREE = Scope("contacts:agree", About.PATIENT)
"""Note that a patient who had stopped messages agreed to them again."""
CONTACTS_STOP = Scope("contacts:stop", About.PATIENT)
"""Stop messages and want them again: the patient alone; staff note what a patient said with ``contacts:agree``."""
APPOINTMENTS_CONFIRM = Scope("appointments:confirm", About.PATIENT)
"""Say that they come: the patient alone."""
INBOUND_WRITE = Scope("inbound:write", About.SHARED)
"""Deliver what a patient wrote back."""
TEXTS_READ = Scope("texts:read", About.PATIENT)
"""What patients wrote back, with its words, and what nobody knows the sender of."""
TEXTS_SETTLE = Scope("texts:settle", About.PATIENT)
"""Say what was done about a text, or that it was not done."""
UNKNOWN_TEXTS_READ = Scope("unknown-texts:read", About.CLINIC)
"""Deal with what somebody wrote whom nobody knows: work of any clinic."""
MESSAGES_SETTLE = Scope("messages:settle", About.PATIENT)
"""Say that somebody called a patient whom a message did not reach."""
DIRECTORS_CALL = Scope("directors:call", About.CLINIC)
"""Call a director whom no e-mail reaches."""
ESCALATIONS_READ = Scope("escalations:read", About.CLINIC)
"""Who was asked about what cannot wait, and who is in line. It names no patient."""
ESCALATIONS_TAKE = Scope("escalations:take", About.CLINIC)
"""Acknowledge what one was asked about, so that nobody else is asked."""
ESCALATION_LINES_SET = Scope("escalation-lines:set", About.CLINIC)
"""Say who is asked at a clinic, in order, and how long each has."""
STAFF_MAIL_READ = Scope("staff-mail:read", About.CLINIC)
"""Who at a clinic has a daily mail about what waits, and in which language. It names no patient."""
STAFF_MAIL_SET = Scope("staff-mail:set", About.CLINIC)
"""Say who has that mail, when, and in which language."""
LINKS_OPEN = Scope("links:open", About.SHARED)
"""Open a link of a message: whoever has it, and nobody by a role."""
LINKS_READ = Scope("links:read", About.PATIENT)
"""Which links a patient was sent, and what became of them; nobody can read what opens one."""
LINKS_END = Scope("links:end", About.PATIENT)
"""End a link, or send another one."""
CARRIERS_READ = Scope("carriers:read", About.SHARED)
"""Whether the carrier of each channel answers."""
CARRIERS_MEND = Scope("carriers:mend", About.CLINIC)
"""Find out why a carrier takes no messages."""

_CARE = {
    CARRIERS_READ,
    LINKS_READ,
    MESSAGES_LIST,
    MESSAGES_READ,
    CONTACTS_READ,
    ESCALATIONS_READ,
    STAFF_MAIL_READ,
    STOCK_MESSAGES_READ,
    TEXTS_READ,
    WORKLIST_READ,
}
_DESK = {
    *_CARE,
    CONTACTS_AGREE,
    LINKS_END,
    TEXTS_SETTLE,
    UNKNOWN_TEXTS_READ,
    MESSAGES_SETTLE,
    DIRECTORS_CALL,
    CARRIERS_MEND,
    WORKLIST_TAKE,
}
_TO_DIRECTOR, _TO_STOCK_CONTACT, _TO_STAFF = "director/%", "clinic/%", "staff/%"
_TO_STOCK_MANAGER = "staff/stock_manager/%"
"""Of the column ``recipient``."""

POLICY = Policy(
    roles={
        Role.FRONT_DESK: _DESK,
        Role.PRACTITIONER: {*_DESK, ESCALATIONS_TAKE},
        Role.MEDICAL_DIRECTOR: {*_DESK, ESCALATIONS_TAKE, ESCALATION_LINES_SET, STAFF_MAIL_SET},
        Role.STOCK_MANAGER: {
            MESSAGES_LIST,
            STOCK_MESSAGES_READ,
            ESCALATIONS_READ,
            ESCALATIONS_TAKE,
            STAFF_MAIL_READ,
        },
        Role.OPERATOR: {
            CARRIERS_READ,
            MESSAGES_LIST,
            DELIVERIES_READ,
            STOCK_MESSAGES_READ,
            ESCALATIONS_READ,
            ESCALATION_LINES_SET,
            STAFF_MAIL_READ,
            STAFF_MAIL_SET,
        },
        Role.OWNER: _CARE,
        Role.INTEGRATION: {INBOUND_WRITE},
    },
    own={
        LINKS_READ,
        MESSAGES_LIST,
        MESSAGES_READ,
        CONTACTS_READ,
        CONTACTS_CONFIRM,
        CONTACTS_STOP,
        APPOINTMENTS_CONFIRM,
    },
)


def readable(access: Access) -> ColumnElement[bool]:
    """The condition that the caller may read whom a message is for and what it says.

    A patient's messages are those of the clinic that they are about, and of the patient's home clinic.
    """
    conditions: list[ColumnElement[bool]] = []
    if access.has(MESSAGES_READ):
        reach = access.reach(MESSAGES_READ)
        clinics = [messages.c.clinic_id, patients.c.home_clinic_id]
        of_patients = within(reach, patient=messages.c.patient_id, clinics=clinics)
        conditions.append(and_(messages.c.patient_id.is_not(None), of_patients))
        of_directors = within(reach, clinics=[messages.c.clinic_id])
        to_them = or_(messages.c.recipient.like(_TO_DIRECTOR), messages.c.recipient.like(_TO_STAFF))
        conditions.append(and_(to_them, of_directors))
    if access.has(STOCK_MESSAGES_READ):
        of_stock = within(access.reach(STOCK_MESSAGES_READ), clinics=[messages.c.clinic_id])
        to_them = or_(messages.c.recipient.like(_TO_STOCK_CONTACT), messages.c.recipient.like(_TO_STOCK_MANAGER))
        conditions.append(and_(to_them, of_stock))
    return or_(*conditions)


def listed(access: Access) -> ColumnElement[bool]:
    """The condition that a message is on the caller's list, if only as a delivery without its words."""
    if not access.has(DELIVERIES_READ):
        return readable(access)
    return or_(readable(access), within(access.reach(DELIVERIES_READ), clinics=[messages.c.clinic_id]))


def reaches(reach: Reach) -> ColumnElement[bool]:
    """The condition that a row of ``text_patients``, joined to ``patients``, is of somebody whom the caller may see.

    A text is for the home clinic of whoever is reached there: the one of today, and the one of the day it came.
    """
    clinics = [text_patients.c.clinic_id, patients.c.home_clinic_id]
    return within(reach, patient=text_patients.c.patient_id, clinics=clinics)


def require_patient(access: Access, patient: Row | None) -> Row:
    """The patient, whom the caller's route may be about and whose record goes on.

    Raises RecipientUnknown, Forbidden, RecordMerged.
    """
    if patient is None:
        raise RecipientUnknown("This patient is not known here yet: try again in a moment.")
    access.authorize(whose=patient.id, where=patient.home_clinic_id)
    if patient.merged_into is not None:
        raise RecordMerged("This record was merged into patient {patient}: use that one.", patient=patient.merged_into)
    return patient


def require_reach(access: Access, reached: Sequence[Row]) -> list[Row]:
    """Those who are reached where a text came from and whom the caller's route may be about. Raises Forbidden.

    What an unknown sender wrote is for whoever has the scope, because nobody knows which clinic it concerns.
    """
    if not reached:
        access.reach()
        return []
    scope = access.scope or TEXTS_READ
    clinics = {each.patient_id: {each.clinic_id, each.home_clinic_id} - {None} for each in reached}
    theirs = [each for each in reached if access.may(scope, whose=each.patient_id, where=clinics[each.patient_id])]
    decided = theirs[0] if theirs else reached[0]
    access.authorize(scope, whose=decided.patient_id, where=clinics[decided.patient_id])
    return theirs
