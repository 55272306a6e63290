"""What is known, at this moment, of everything that a message depends on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from chassis.work import Work
from contracts.vocabulary import Channel, MessageScope
from services.notifications.domain.catalogue import template_named
from services.notifications.domain.cause import Appointment, Standing, still_true
from services.notifications.domain.delivery import Circumstances
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.reach import Contact, Route
from services.notifications.domain.wording import Clinic
from services.notifications.tables import appointments, clinics, opt_outs, patients

STOCK_MANAGER = "stock manager"


@dataclass(frozen=True)
class Surroundings:
    """A message's circumstances, and the clinic that it is about, which gives the zone and words."""

    seen: Circumstances
    clinic: Clinic | None
    """None: not heard of yet."""


async def surroundings_of(work: Work, message: Row[Any]) -> Surroundings:
    """Everything a decision about ``message`` needs, read now."""
    clinic = await _clinic(work, message.clinic_id)
    patient = await _patient(work, message.patient_id) if message.patient_id else None
    contact, hours = _of_clinic(clinic) if message.patient_id is None else await _of_patient(work, patient, clinic)
    seen = Circumstances(
        now=work.now,
        not_after=message.not_after,
        cause_holds=await _cause_holds(work, message),
        contact=contact,
        hours=hours,
        opted_out=await opted_out(work, message.patient_id) if message.patient_id else frozenset(),
        agreed_to_marketing=bool(patient and patient.marketing),
        reply_to=_reply_to(message),
    )
    return Surroundings(seen, _in_words(clinic) if clinic else None)


async def opted_out(work: Work, patient_id: UUID) -> frozenset[MessageScope]:
    """What the patient no longer wants."""
    found = await work.execute(select(opt_outs.c.scope).where(opt_outs.c.patient_id == patient_id))
    return frozenset(MessageScope(scope) for scope in found.scalars())


async def _clinic(work: Work, clinic_id: UUID) -> Row[Any] | None:
    return (await work.execute(select(clinics).where(clinics.c.id == clinic_id))).first()


async def _patient(work: Work, patient_id: UUID) -> Row[Any] | None:
    return (await work.execute(select(patients).where(patients.c.id == patient_id))).first()


def _of_clinic(clinic: Row[Any] | None) -> tuple[Contact | None, MessageHours | None]:
    if clinic is None:
        return None, None
    return Contact(STOCK_MANAGER, Channel.EMAIL, phone=None, email=clinic.stock_contact), _hours(clinic)


async def _of_patient(
    work: Work, patient: Row[Any] | None, clinic: Row[Any] | None
) -> tuple[Contact | None, MessageHours | None]:
    """The hours are the home clinic's; both clinics must be known before anything can be said."""
    if patient is None:
        return None, None
    contact = Contact(patient.given_name, Channel(patient.channel), patient.phone, patient.email)
    home = await _clinic(work, patient.home_clinic_id)
    return contact, _hours(home) if home and clinic else None


def _hours(clinic: Row[Any]) -> MessageHours:
    return MessageHours(clinic.messages_from, clinic.messages_until, ZoneInfo(clinic.time_zone))


def _in_words(clinic: Row[Any]) -> Clinic:
    return Clinic(clinic.name, clinic.address, ZoneInfo(clinic.time_zone), clinic.map_link, clinic.phone)


async def _cause_holds(work: Work, message: Row[Any]) -> bool | None:
    if message.appointment_id is None:
        return True
    query = select(appointments).where(appointments.c.id == message.appointment_id)
    row = (await work.execute(query)).first()
    known = Appointment(Standing(row.standing), row.starts_at) if row else None
    starts_at: datetime | None = message.starts_at
    return still_true(template_named(message.template), starts_at, known)


def _reply_to(message: Row[Any]) -> Route | None:
    address = message.facts.get("reply_to")
    return Route(Channel(message.facts["reply_by"]), address) if address else None
