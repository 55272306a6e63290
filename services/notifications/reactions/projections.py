"""Projections of clinics, patients and appointments, as far as messages need them. A replay runs these again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.work import Work
from chassis.working_week import Open
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentHeld,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReinstated,
    AppointmentReleased,
)
from contracts.booking.clinics import ClinicChanged, ClinicDetails, ClinicOpened, ClosedDaysChanged, OpeningHours
from contracts.booking.patients import (
    ContactPreferencesChanged,
    PatientAddress,
    PatientChanged,
    PatientDetails,
    PatientRegistered,
)
from contracts.screening.screenings import DayFormHandedIn
from services.notifications.domain.appointments import AppointmentState
from services.notifications.domain.links import birth_digest
from services.notifications.reactions.listening import reaction
from services.notifications.store.appointments import keep_appointment, keep_day_form
from services.notifications.store.clinics import KnownClinic, keep_clinic, keep_closed_days
from services.notifications.store.patients import Contact, change_patient, change_preferences, keep_patient


@reaction.projection
async def keep_opened_clinic(work: Work, event: ClinicOpened) -> None:
    """A new clinic."""
    await keep_clinic(work, event.clinic_id, _clinic(event.details))


@reaction.projection
async def keep_changed_clinic(work: Work, event: ClinicChanged) -> None:
    """Hours and zone are looked at again when a message is delivered, so what is planned stays planned."""
    await keep_clinic(work, event.clinic_id, _clinic(event.details))


@reaction.projection
async def keep_days_closed(work: Work, event: ClosedDaysChanged) -> None:
    """On these days nobody is at the clinic."""
    await keep_closed_days(work, event.clinic_id, event.closed_days)


@reaction.projection
async def keep_registered_patient(work: Work, event: PatientRegistered) -> None:
    """A new patient."""
    contact = contact_of(event.patient_id, event.details)
    await keep_patient(work, event.patient_id, contact, event.channel, event.marketing)


@reaction.projection
async def keep_changed_patient(work: Work, event: PatientChanged) -> None:
    """What is planned goes to the new address, in the new language."""
    await change_patient(work, event.patient_id, contact_of(event.patient_id, event.details))


@reaction.projection
async def keep_preferences(work: Work, event: ContactPreferencesChanged) -> None:
    """Another channel, or another answer on marketing."""
    await change_preferences(work, event.patient_id, event.channel, event.marketing)


@reaction.projection
async def keep_booked(work: Work, event: AppointmentBooked) -> None:
    """The appointment is booked."""
    await _keep_booked(work, event)


@reaction.projection
async def keep_moved(work: Work, event: AppointmentMoved) -> None:
    """The appointment is booked, at another time."""
    await _keep_booked(work, event)


@reaction.projection
async def keep_reinstated(work: Work, event: AppointmentReinstated) -> None:
    """The appointment is booked after all."""
    await _keep_booked(work, event)


@reaction.projection
async def keep_cancelled(work: Work, event: AppointmentCancelled) -> None:
    """The appointment is cancelled."""
    await keep_appointment(work, event.appointment_id, event.starts_at, AppointmentState.CANCELLED, change=event.change)


@reaction.projection
async def keep_missed(work: Work, event: AppointmentMissed) -> None:
    """The appointment was missed."""
    await keep_appointment(work, event.appointment_id, event.starts_at, AppointmentState.MISSED)


@reaction.projection
async def keep_held(work: Work, event: AppointmentHeld) -> None:
    """The appointment may not take place for now: what is planned about it waits."""
    await keep_appointment(work, event.appointment_id, event.starts_at, AppointmentState.HELD)


@reaction.projection
async def keep_released(work: Work, event: AppointmentReleased) -> None:
    """The appointment may take place again."""
    await keep_appointment(work, event.appointment_id, event.starts_at, AppointmentState.BOOKED)


@reaction.projection
async def keep_handed_in(work: Work, event: DayFormHandedIn) -> None:
    """The form of that day is there: what still asks for it does not leave. Its link lives on, to put answers right."""
    await keep_day_form(work, event.appointment_ids, event.day)


async def _keep_booked(work: Work, event: AppointmentBooked | AppointmentMoved | AppointmentReinstated) -> None:
    time = event.time
    await keep_appointment(
        work,
        event.appointment_id,
        time.starts_at,
        AppointmentState.BOOKED,
        ends_at=time.ends_at,
        change=event.change,
    )


def _clinic(details: ClinicDetails) -> KnownClinic:
    return KnownClinic(
        name=details.name,
        address=details.address,
        time_zone=details.time_zone,
        map_link=details.map_link,
        phone=details.phone,
        messages_from=details.messages_from,
        messages_until=details.messages_until,
        stock_contact=details.stock_contact,
        hours=_hours(details.hours),
    )


def _hours(week: Sequence[OpeningHours] | None) -> tuple[Open, ...] | None:
    return None if week is None else tuple(Open(each.weekday, each.opens, each.closes) for each in week)


def contact_of(patient_id: UUID, details: PatientDetails) -> Contact:
    """What of a patient's details is stored for messages."""
    return Contact(
        given_name=details.given_name,
        home_clinic_id=details.home_clinic_id,
        phone=details.phone,
        email=details.email,
        language=details.language,
        birth_digest=birth_digest(details.date_of_birth, patient_id),
        addresses=_addresses(details.addresses),
    )


def _addresses(addresses: Sequence[PatientAddress] | None) -> list[dict[str, Any]] | None:
    if addresses is None:
        return None
    return [{**each.model_dump(mode="json"), "key": each.address.lower()} for each in addresses]
