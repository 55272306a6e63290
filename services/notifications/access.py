"""Who may do what in notifications: the scopes of its routes, and one table of roles.

A message's words can say something of a patient's health. So who keeps the system running sees what became of each
message, and not whom it was for or what it said; a stock manager reads those that are about stock.
"""

from sqlalchemy import ColumnElement, and_, or_

from chassis.access.access import Access
from chassis.access.actors import Role
from chassis.access.policy import Policy
from chassis.access.rows import within
from chassis.access.scopes import About, Scope
from services.notifications.tables import messages, patients

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
INBOUND_WRITE = Scope("inbound:write", About.SHARED)
"""Deliver what a patient wrote back."""

_CARE = {MESSAGES_LIST, MESSAGES_READ, CONTACTS_READ, STOCK_MESSAGES_READ}

POLICY = Policy(
    roles={
        Role.FRONT_DESK: _CARE,
        Role.PRACTITIONER: _CARE,
        Role.MEDICAL_DIRECTOR: _CARE,
        Role.STOCK_MANAGER: {MESSAGES_LIST, STOCK_MESSAGES_READ},
        Role.OPERATOR: {MESSAGES_LIST, DELIVERIES_READ, STOCK_MESSAGES_READ},
        Role.OWNER: _CARE,
        Role.INTEGRATION: {INBOUND_WRITE},
    },
    own={MESSAGES_LIST, MESSAGES_READ, CONTACTS_READ, CONTACTS_CONFIRM},
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
    if access.has(STOCK_MESSAGES_READ):
        of_stock = within(access.reach(STOCK_MESSAGES_READ), clinics=[messages.c.clinic_id])
        conditions.append(and_(messages.c.patient_id.is_(None), of_stock))
    return or_(*conditions)


def listed(access: Access) -> ColumnElement[bool]:
    """The condition that a message is on the caller's list, if only as a delivery without its words."""
    if not access.has(DELIVERIES_READ):
        return readable(access)
    return or_(readable(access), within(access.reach(DELIVERIES_READ), clinics=[messages.c.clinic_id]))
