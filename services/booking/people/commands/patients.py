"""Patients register, change, and say how they want to be reached."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, insert, update

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.http import Patch, require_version
from chassis.ids import new_id
from chassis.local_time import local_day
from chassis.refusals import Forbidden, Invalid
from chassis.work import Work
from contracts.booking.patients import ContactPreferencesChanged, PatientChanged, PatientRegistered
from services.booking.people.access import require_patient, require_welcome
from services.booking.people.commands.addresses import details_of, fields_in, held_addresses, store_addresses
from services.booking.people.commands.care_relationships import leave
from services.booking.people.commands.contact_changes import ask_to_confirm, replace_by_staff
from services.booking.people.commands.home_clinics import list_without_home, note_home
from services.booking.people.commands.possible_duplicates import ask_whether_one
from services.booking.people.commands.processing_consents import list_withdrawn_of
from services.booking.people.commands.registrations import look_alikes
from services.booking.people.domain.addresses import (
    Address,
    Fields,
    fields_of,
    first_addresses,
    following,
    require_reached_by,
)
from services.booking.people.domain.contact_changes import ChangePolicy, changes_between
from services.booking.people.domain.finding import keys_of
from services.booking.people.domain.patients import DEFAULT_LANGUAGE, Channel, require_born, require_reachable
from services.booking.people.forms.contact_changes import ChangedPatientView, ContactChangeView
from services.booking.people.forms.patients import (
    IdentityForm,
    PatientForm,
    PatientView,
    PreferencesForm,
    PreferencesView,
    RegistrationForm,
)
from services.booking.people.store.addresses import add_addresses
from services.booking.people.store.clinics import home_of, require_home, zone_of
from services.booking.people.store.finding import KEYS_TO_STORE, lock_registrations, stored_keys
from services.booking.people.store.patients import lock_patient
from services.booking.people.store.processing_consents import keep_consent
from services.booking.people.tables import patients

_INSERT = Prepared(insert(patients).values(found_by=KEYS_TO_STORE))


async def register(work: Work, form: RegistrationForm) -> PatientView:
    """A patient becomes known to the chain.

    Raises NotFound for the clinic, ClosedForGood, Unreachable, Invalid, PatientMayExist.
    """
    work.access.authorize(where=form.home_clinic_id)
    home = await require_home(work, form.home_clinic_id)
    zone = ZoneInfo(home.time_zone)
    require_born(form.date_of_birth, local_day(work.now, zone))
    require_reachable(form.channel, form.phone, form.email)
    if form.confirm_new and form.new_because is None:
        raise Invalid("Say in new_because how you know that this is somebody new.")
    patient_id = new_id()
    await lock_registrations(work, [form])
    alike = await look_alikes(work, form)
    if form.confirm_new:
        work.audit("patient.confirmed_new", f"patient/{patient_id}", reason=form.new_because)
    work.access.concerns(patient_id, form.home_clinic_id)
    patient = await add_patient(work, patient_id, form)
    await ask_whether_one(work, patient_id, form, alike)
    await list_without_home(work, form.home_clinic_id, home, [patient_id])
    return patient


async def add_patient(work: Work, patient_id: UUID, form: RegistrationForm) -> PatientView:
    """Store a patient who was looked for and is new."""
    await work.execute(_INSERT, _stored(patient_id, form))
    await add_addresses(work, [(patient_id, first_addresses(_fields(form)))])
    await _announce(work, patient_id, form, imported=False)
    return PatientView(id=patient_id, version=1, **_columns(form))


async def add_imported(work: Work, clinic_id: UUID, people: Mapping[UUID, RegistrationForm]) -> None:
    """Store patients of one clinic from other software, by id, who were looked for and are new."""
    home = await home_of(work, clinic_id)
    await work.execute(_INSERT, [_stored(patient_id, form) for patient_id, form in people.items()])
    await add_addresses(work, [(each, first_addresses(_fields(form))) for each, form in people.items()])
    for patient_id, form in people.items():
        await _announce(work, patient_id, form, imported=True)
    await list_without_home(work, clinic_id, home, people)


async def _announce(work: Work, patient_id: UUID, form: RegistrationForm, *, imported: bool) -> None:
    """Keep what a stored patient agreed to, and publish that they are registered."""
    if form.consent_wording is not None:
        await keep_consent(work, patient_id, form.consent_wording)
    work.publish(
        PatientRegistered(
            patient_id=patient_id,
            details=details_of(_columns(form), first_addresses(_fields(form))),
            channel=form.channel,
            marketing=form.marketing,
            imported=imported,
        )
    )


def _stored(patient_id: UUID, form: RegistrationForm) -> dict[str, Any]:
    keys = keys_of(form.given_name, form.family_name, form.phone, form.email)
    return {"id": patient_id, "version": 1, "keys": keys, **_columns(form)}


def _fields(form: RegistrationForm) -> Fields:
    return Fields(form.phone, form.email, form.channel)


def _columns(form: RegistrationForm) -> dict[str, Any]:
    return form.model_dump(exclude={"consent_wording", "confirm_new", "new_because"}) | {
        "channel": form.channel.value,
        "language": form.language or DEFAULT_LANGUAGE,
    }


async def change_patient(
    work: Work, patient_id: UUID, edit: Patch[PatientForm], version: int, policy: ChangePolicy
) -> ChangedPatientView:
    """Identity, contact, language or home clinic changes; a new address that the patient gives waits to be confirmed.

    Raises NotFound, Stale, Unreachable, NotUnderstood, Invalid, Forbidden, NoCareRelationship, ClosedForGood,
    TooManyChanges.
    """
    patient, right = await _lock(work, patient_id, version)
    identity = {name: patient._mapping[name] for name in IdentityForm.model_fields}
    form = edit.onto(PatientForm.model_construct(**identity, reason=None))
    form, pending = await _change_contact(work, patient, form, right, policy)
    _require_reasoned(work, patient, form, right)
    require_born(form.date_of_birth, local_day(work.now, await zone_of(work, form.home_clinic_id)))
    addresses = await _follow(work, patient, Fields(form.phone, form.email, Channel(patient.channel)))
    await _change_home(work, patient, form, right)
    fields = fields_of(addresses, Channel(patient.channel))
    changed = form.model_dump(exclude={"reason"}) | {
        "language": form.language or patient.language,
        "phone": fields.phone,
        "email": fields.email,
        "version": version + 1,
    }
    keys = _keys(form, addresses)
    await work.execute(update(patients).where(patients.c.id == patient_id).values(**changed, found_by=keys))
    work.publish(PatientChanged(patient_id=patient_id, details=details_of(changed, addresses)))
    return ChangedPatientView.model_validate({**patient._mapping, **changed, "contact_changes": pending})


async def change_imported(work: Work, patient: Row, form: RegistrationForm) -> int:
    """The software that a patient came from says something else now, and nobody has changed the record here.

    The row is locked. Answers the new version.
    """
    language = form.language or patient.language
    changed = form.model_dump(include=set(IdentityForm.model_fields)) | {"language": language}
    addresses = await _follow(work, patient, _fields(form))
    fields = fields_of(addresses, form.channel)
    changed |= {"phone": fields.phone, "email": fields.email}
    wishes = {"channel": fields.channel.value, "marketing": form.marketing}
    values = {**changed, **wishes, "version": patient.version + 1, "found_by": _keys(form, addresses)}
    await work.execute(update(patients).where(patients.c.id == patient.id).values(**values))
    if any(patient[name] != value for name, value in {**changed, "channel": wishes["channel"]}.items()):
        work.publish(PatientChanged(patient_id=patient.id, details=details_of(changed, addresses)))
    if (patient.channel, patient.marketing) != (form.channel.value, form.marketing):
        work.publish(ContactPreferencesChanged(patient_id=patient.id, channel=form.channel, marketing=form.marketing))
    return int(patient.version) + 1


def _keys(form: IdentityForm, addresses: Sequence[Address]) -> ColumnElement[Any]:
    return stored_keys(form.given_name, form.family_name, *(each.address for each in addresses))


async def _follow(work: Work, patient: Row, wanted: Fields) -> Sequence[Address]:
    """The addresses of a locked patient as these fields say. Raises Unreachable."""
    held = await held_addresses(work, patient)
    addresses = following(held, fields_in(patient), wanted)
    require_reached_by(wanted.channel, addresses)
    return await store_addresses(work, patient.id, held, addresses)


async def _change_contact(
    work: Work, patient: Row, form: PatientForm, right: Right, policy: ChangePolicy
) -> tuple[PatientForm, list[ContactChangeView]]:
    """The form without the addresses that wait, and those."""
    changes = changes_between((patient.phone, patient.email), (form.phone, form.email))
    if right is not Right.OWN:
        await replace_by_staff(work, patient, changes, form.reason)
        return form, []
    pending = await ask_to_confirm(work, patient, changes, policy)
    former = {each.kind.value: getattr(patient, each.kind) for each in pending}
    return form.model_copy(update=former), pending


async def change_preferences(
    work: Work, patient_id: UUID, edit: Patch[PreferencesForm], version: int
) -> PreferencesView:
    """Another channel, or another word on marketing. Raises NotFound, Stale, Unreachable, Forbidden."""
    patient, _ = await _lock(work, patient_id, version)
    form = edit.onto(patient)
    require_reachable(form.channel, patient.phone, patient.email)
    addresses = await _follow(work, patient, Fields(patient.phone, patient.email, form.channel))
    fields = fields_of(addresses, form.channel)
    contact = {"phone": fields.phone, "email": fields.email}
    changed = {"version": version + 1, "channel": form.channel.value, "marketing": form.marketing}
    await work.execute(update(patients).where(patients.c.id == patient_id).values(**contact, **changed))
    if form.channel != patient.channel:  # the order of the addresses is another
        details = details_of({**patient._mapping, **contact}, addresses)
        work.publish(PatientChanged(patient_id=patient_id, details=details))
    work.publish(ContactPreferencesChanged(patient_id=patient_id, channel=form.channel, marketing=form.marketing))
    return PreferencesView(patient_id=patient_id, opted_out_at=patient.opted_out_at, **changed)


def _require_reasoned(work: Work, patient: Row, form: PatientForm, right: Right) -> None:
    """The date of birth decides about treatments: staff correct it, with a reason. Raises Forbidden, Invalid."""
    if form.date_of_birth == patient.date_of_birth:
        return
    if right is Right.OWN:
        raise Forbidden("Your date of birth is corrected at the clinic: ask the front desk.")
    if form.reason is None:
        raise Invalid("Say why the date of birth is corrected: give a reason.")
    work.audit("patient.birth_date_corrected", f"patient/{patient.id}", reason=form.reason)


async def _change_home(work: Work, patient: Row, form: PatientForm, right: Right) -> None:
    """Patients choose their home clinic. Staff need a reason, and the new clinic has to know that the patient comes.

    The clinic until now goes on for a time as one that the patient visits. Raises Invalid, NoCareRelationship,
    ClosedForGood.
    """
    if form.home_clinic_id == patient.home_clinic_id:
        return
    if right is not Right.OWN:
        if form.reason is None:
            raise Invalid("Say why the patient gets another home clinic: give a reason.")
        await require_welcome(work, patient, form.home_clinic_id)
    was, becomes = str(patient.home_clinic_id), str(form.home_clinic_id)
    work.audit("patient.home_clinic_changed", f"patient/{patient.id}", was=was, becomes=becomes, reason=form.reason)
    await leave(work, patient)
    await note_home(work, patient.id)
    await list_withdrawn_of(work, patient.id, form.home_clinic_id)
    home = await require_home(work, form.home_clinic_id)
    await list_without_home(work, form.home_clinic_id, home, [patient.id])


async def _lock(work: Work, patient_id: UUID, version: int) -> tuple[Row, Right]:
    """The patient, and the right by which the caller may change them. Raises NotFound, Stale, Forbidden."""
    patient = await lock_patient(work, patient_id)
    right = await require_patient(work, patient)
    require_version(version, patient.version)
    return patient, right
