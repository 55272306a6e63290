"""Patients register, change, and say how they want to be reached."""

from uuid import UUID

from sqlalchemy import insert, update

from chassis.http import Patch, require_version
from chassis.ids import new_id
from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.patients import ContactPreferencesChanged, PatientChanged, PatientDetails, PatientRegistered
from contracts.vocabulary import Channel
from services.booking.people.access import require_in_scope
from services.booking.people.domain.patients import LANGUAGE, require_born, require_reachable
from services.booking.people.forms.patients import PatientForm, PreferencesForm, RegistrationForm
from services.booking.people.store.clinics import zone_of
from services.booking.people.store.patients import lock_patient
from services.booking.people.tables import patients

_PREFERENCES = {"channel", "marketing"}


async def register(work: Work, form: RegistrationForm) -> UUID:
    """A patient becomes known to the chain. Raises NotFound for the clinic, Unreachable, Invalid."""
    work.actor.require_clinic(form.home_clinic_id)
    zone = await zone_of(work, form.home_clinic_id)
    require_born(form.date_of_birth, local_day(work.now, zone))
    require_reachable(form.channel, form.phone, form.email)
    patient_id = new_id()
    await work.execute(
        insert(patients).values(id=patient_id, version=1, **(form.model_dump() | {"channel": form.channel.value}))
    )
    work.publish(
        PatientRegistered(
            patient_id=patient_id,
            details=PatientDetails(**form.model_dump(exclude=_PREFERENCES), language=LANGUAGE),
            channel=form.channel,
            marketing=form.marketing,
        )
    )
    return patient_id


async def change_patient(work: Work, patient_id: UUID, edit: Patch[PatientForm], version: int) -> None:
    """Identity or contact changes. Raises NotFound, Stale, Unreachable, NotUnderstood, Forbidden."""
    work.actor.require_patient(patient_id)
    patient = await lock_patient(work, patient_id)
    require_in_scope(work.actor, patient)
    require_version(version, patient.version)
    form = edit.onto(patient)
    require_born(form.date_of_birth, local_day(work.now, await zone_of(work, form.home_clinic_id)))
    require_reachable(Channel(patient.channel), form.phone, form.email)
    await work.execute(
        update(patients).where(patients.c.id == patient_id).values(version=version + 1, **form.model_dump())
    )
    details = PatientDetails(**form.model_dump(), language=LANGUAGE)
    work.publish(PatientChanged(patient_id=patient_id, details=details))


async def change_preferences(work: Work, patient_id: UUID, edit: Patch[PreferencesForm], version: int) -> None:
    """Another channel, or another word on marketing. Raises NotFound, Stale, Unreachable, Forbidden."""
    work.actor.require_patient(patient_id)
    patient = await lock_patient(work, patient_id)
    require_in_scope(work.actor, patient)
    require_version(version, patient.version)
    form = edit.onto(patient)
    require_reachable(form.channel, patient.phone, patient.email)
    await work.execute(
        update(patients)
        .where(patients.c.id == patient_id)
        .values(version=version + 1, channel=form.channel.value, marketing=form.marketing)
    )
    work.publish(ContactPreferencesChanged(patient_id=patient_id, channel=form.channel, marketing=form.marketing))
