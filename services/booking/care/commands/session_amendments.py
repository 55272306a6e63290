"""A session that was recorded wrongly is put right: the rules are asked once more, by what held at its moment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.http import require_version
from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.sessions import SessionAmended, SessionFacts
from services.booking.access import CARE_OVERRIDE
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.store.appointments import booked_of, lock_appointment, published_patient
from services.booking.calendar.store.devices import devices_of
from services.booking.care.commands.cartridge_uses import Opening, free_cartridges, opened_of, publish_difference
from services.booking.care.commands.session_details import ask_to_sign, require_details, signature_of
from services.booking.care.commands.session_events import equipment_of
from services.booking.care.commands.sessions import also_done, device_at, scanned, thrown_away
from services.booking.care.commands.validity import check_appointments
from services.booking.care.domain.cartridges import Opened
from services.booking.care.domain.clearances import Clearance
from services.booking.care.domain.consents import require_consent
from services.booking.care.domain.corrections import (
    Corrected,
    CorrectionPolicy,
    require_correctable,
    require_its_day,
)
from services.booking.care.domain.late_entries import as_known_at
from services.booking.care.domain.refusals import ConsentMissing
from services.booking.care.domain.sessions import Override, Treatment, allow_session
from services.booking.care.domain.words import Area
from services.booking.care.forms.sessions import AmendedSessionForm
from services.booking.care.store.cartridges import hold_lots, use_up
from services.booking.care.store.clearances import clearances_for
from services.booking.care.store.consents import consents_at
from services.booking.care.store.corrections import (
    cartridge_rows,
    change_record,
    keep_earlier_session,
    session_row,
)
from services.booking.care.store.courses import course_row, settle_last_session
from services.booking.care.store.spacing import needlings_of
from services.booking.care.store.suspensions import was_suspended
from services.booking.care.tables import sessions
from services.booking.people.access import require_going_on
from services.booking.people.domain.practitioners import Practitioner, performer
from services.booking.people.store.patients import lock_patient
from services.booking.people.store.practitioners import practitioners_of
from services.booking.worklist import SESSION_TO_SIGN, WORKLIST


@dataclass(frozen=True)
class _Version:
    """What one version of a session says."""

    practitioner: Practitioner
    device: Device
    treatment: Treatment
    performed_at: datetime
    also: dict[str, Any]
    """Other columns of what was done, which no rule reads."""

    def checked(self) -> tuple[object, ...]:
        """What the rules are about."""
        of = self.treatment
        opened = (tuple(of.cartridges.used), tuple(of.cartridges.discarded), of.cartridges.why_another_number)
        done = (of.area, of.depth_mm, of.anaesthetic_used, *opened)
        return (self.practitioner.practitioner_id, self.device.device_id, self.performed_at, *done)

    def columns(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "practitioner_id": self.practitioner.practitioner_id,
            "device_id": self.device.device_id,
            "area": self.treatment.area,
            "depth_mm": self.treatment.depth_mm,
            "anaesthetic_used": self.treatment.anaesthetic_used,
            "why_another_number": self.treatment.cartridges.why_another_number,
            "performed_at": self.performed_at,
            **self.also,
        }


@dataclass(frozen=True)
class Correcting:
    """A record whose patient is locked, and that the caller may put right."""

    appointment: Row
    row: Row
    zone: ZoneInfo
    by_director: bool


async def amend_session(
    work: Work, session_id: UUID, form: AmendedSessionForm, version: int, policy: CorrectionPolicy
) -> None:
    """Record what the session should have said; what it said stays. Who reacted follows `SessionAmended`.

    Raises NotFound, Forbidden, Stale, RecordMerged, RecordVoided, TooLateToCorrect, NotItsDay, NoPractitioner, Invalid
    for a scan, CartridgeAlreadyUsed, and what `allow_session` refuses unless a medical director overrides it.
    """
    appointment = await lock_appointment(work, (await session_row(work, session_id)).appointment_id)
    this = await may_correct(work, appointment, await session_row(work, session_id), version, policy)
    kept = await cartridge_rows(work, session_id)
    before = await _recorded(work, this.row, kept, also_done(form))
    after = await _stated(work, this, form, before)
    decided = await _allow(work, this, before, after, form)
    require_details(form.details, after.treatment, after.device.modality, after.performed_at, this.zone)
    await keep_earlier_session(work, this.row, kept, form.reason)
    await free_cartridges(work, session_id)
    signed = signature_of(work, after.practitioner.practitioner_id)
    columns = {**after.columns(), **decided, **signed, "recorded_by": work.actor.subject}
    now = await change_record(work, sessions, this.row, **columns)
    await ask_to_sign(work, now)
    if now["signed_at"] is not None:
        await WORKLIST.close(work, SESSION_TO_SIGN, session_id, "signed")
    await use_up(work, session_id, after.treatment.cartridges)
    await settle_last_session(work, this.row.course_id)
    _announce(work, this, before, after, now, form.reason)
    await check_appointments(work, await booked_of(work, appointment.patient_id))


async def may_correct(work: Work, appointment: Row, row: Row, version: int, policy: CorrectionPolicy) -> Correcting:
    """The same record, when the caller may put it right now. Raises as `amend_session` does."""
    of = {"whose": appointment.patient_id, "where": appointment.clinic_id}
    work.access.authorize(**of)
    require_going_on(await lock_patient(work, appointment.patient_id))
    by_director = work.access.may(CARE_OVERRIDE, **of)
    zone = ZoneInfo(appointment.time_zone)
    recorded_at = row._mapping.get("recorded_at") or row._mapping.get("reviewed_at") or row.performed_at
    record = Corrected(row.practitioner_id, recorded_at, row.voided_at is not None)
    require_version(version, row.version)
    require_correctable(record, work.access.practitioner, work.now, zone, None if by_director else policy)
    return Correcting(appointment, row, zone, by_director)


async def _recorded(work: Work, row: Row, kept: Sequence[Row], also: Collection[str] = ()) -> _Version:
    opened = opened_of(kept, row.why_another_number)
    treatment = Treatment(Area(row.area), row.depth_mm, row.anaesthetic_used, opened)
    practitioner = (await practitioners_of(work, [row.practitioner_id]))[row.practitioner_id]
    device = (await devices_of(work, [row.device_id]))[row.device_id]
    return _Version(practitioner, device, treatment, row.performed_at, {name: getattr(row, name) for name in also})


async def _stated(work: Work, this: Correcting, form: AmendedSessionForm, before: _Version) -> _Version:
    at = form.performed_at or before.performed_at
    require_its_day(at, this.appointment.starts_at, work.now, this.zone)
    practitioner = before.practitioner
    if form.practitioner_id not in (None, practitioner.practitioner_id):
        found = (await practitioners_of(work, [form.practitioner_id])).get(form.practitioner_id)
        practitioner = performer(found, this.appointment.clinic_id, at)
    device = before.device
    if form.device_id != device.device_id:
        device = await device_at(work, form.device_id, this.appointment.clinic_id)
    opened = _opened(form, before.treatment.cartridges, local_day(at, this.zone))
    treatment = Treatment(form.area, form.depth_mm, form.anaesthetic_used, opened)
    return _Version(practitioner, device, treatment, at, also_done(form))


def _opened(form: AmendedSessionForm, before: Opened, day: date) -> Opened:
    used, discarded = before.used, before.discarded
    if form.cartridges is not None:
        used = [scanned(raw, day) for raw in form.cartridges]
    if form.discarded_cartridges is not None:
        discarded = [thrown_away(each, day) for each in form.discarded_cartridges]
    return Opened(used, discarded, form.why_another_number)


async def _allow(
    work: Work, this: Correcting, before: _Version, after: _Version, form: AmendedSessionForm
) -> dict[str, Any]:
    """The columns of what allowed it. Where nothing changed that a rule reads, what allowed it first still does."""
    if before.checked() == after.checked():
        return {}
    day = local_day(after.performed_at, this.zone)
    override = None
    if form.override is not None:
        override = Override(form.override.reason, by_medical_director=this.by_director, of_what_happened=True)
    overridden = await _agreed(work, this, after, day, override)
    blocked = (await needlings_of(work, this.row.patient_id)).performed_before(after.performed_at)
    allowed = allow_session(
        after.treatment,
        clearances=await _decided(work, this, after.performed_at),
        practitioner=after.practitioner,
        device=after.device,
        recalled=await hold_lots(work, after.treatment.cartridges.all, after.performed_at),
        today=day,
        override=override,
        blocked=() if this.appointment.reasoned else blocked.near_performed(this.row.course_id),
    )
    overridden += [type(refusal).__name__ for refusal in allowed.overridden]
    reason = form.override.reason if form.override and overridden else None
    if reason is not None:
        work.audit("session.override", f"session/{this.row.id}", reason=reason, overridden=overridden)
    return {
        "override_reason": reason,
        "consult_screening_id": allowed.consult.screening_id,
        "day_of_screening_id": allowed.day_of.screening_id if allowed.day_of else None,
    }


async def _agreed(work: Work, this: Correcting, after: _Version, day: date, override: Override | None) -> list[str]:
    """What a director set aside about consent: a session that took place without one is recorded as what it was."""
    agreed = await consents_at(work, this.row.patient_id, after.performed_at)
    try:
        require_consent(agreed, after.device.modality, after.treatment.area, day)
    except ConsentMissing as refusal:
        if override is None or not override.allows(refusal):
            raise
        return [ConsentMissing.__name__]
    return []


async def _decided(work: Work, this: Correcting, at: datetime) -> list[Clearance]:
    course = await course_row(work, this.row.course_id, lock=True)
    decided = await clearances_for(work, consult_id=course.consult_id)
    return as_known_at(at, decided, suspended=await was_suspended(work, this.row.patient_id, at))


def _facts(of: _Version, *, overridden: bool) -> SessionFacts:
    return SessionFacts(
        practitioner_id=of.practitioner.practitioner_id,
        modality=of.device.modality,
        area=of.treatment.area,
        overridden=overridden,
        performed_at=of.performed_at,
        equipment=equipment_of(of.device, of.treatment),
        immediate_reaction=(of.also.get("details") or {}).get("immediate_reaction"),
    )


def _announce(
    work: Work, this: Correcting, before: _Version, after: _Version, now: dict[str, Any], reason: str
) -> None:
    changed = [name for name, value in after.columns().items() if value != getattr(this.row, name)]
    for name, opened in (("cartridges", "used"), ("discarded_cartridges", "discarded")):
        if list(getattr(before.treatment.cartridges, opened)) != list(getattr(after.treatment.cartridges, opened)):
            changed.append(name)
    subject = f"session/{this.row.id}"
    work.audit("session.amended", subject, version=now["version"], changed=changed, reason=reason)
    work.publish(
        SessionAmended(
            session_id=this.row.id,
            session_version=now["version"],
            appointment_id=this.appointment.id,
            course_id=this.row.course_id,
            number=this.row.number,
            patient_id=published_patient(this.appointment),
            clinic_id=this.appointment.clinic_id,
            before=_facts(before, overridden=this.row.override_reason is not None),
            after=_facts(after, overridden=now["override_reason"] is not None),
            changed=tuple(changed),
            amended_at=work.now,
        )
    )
    was = Opening(this.appointment, this.row.id, before.performed_at)
    publish_difference(work, was, before.treatment.cartridges, after.performed_at, after.treatment.cartridges)


async def facts_of_session(work: Work, row: Row, kept: Sequence[Row]) -> SessionFacts:
    """What a session says, for an event."""
    return _facts(await _recorded(work, row, kept, ["details"]), overridden=row.override_reason is not None)
