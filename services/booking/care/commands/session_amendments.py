"""A session that was recorded wrongly is put right: the rules are asked once more, by what held at its moment."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.sessions import SessionAmended
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.store.appointments import booked_of, published_patient
from services.booking.care.commands.cartridge_uses import Opening, free_cartridges, publish_difference
from services.booking.care.commands.corrections import Correcting, session_to_correct
from services.booking.care.commands.session_details import ask_to_sign, require_details, signature_of
from services.booking.care.commands.session_versions import (
    SessionVersion,
    facts_of,
    version_recorded,
    version_stated,
)
from services.booking.care.commands.sessions import decided_by
from services.booking.care.commands.validity import check_appointments
from services.booking.care.domain.consents import require_consent
from services.booking.care.domain.corrections import CorrectionPolicy
from services.booking.care.domain.refusals import ConsentMissing
from services.booking.care.domain.sessions import Override, allow_session
from services.booking.care.forms.sessions import AmendedSessionForm
from services.booking.care.store.cartridges import hold_lots, use_up
from services.booking.care.store.consents import consents_at
from services.booking.care.store.corrections import cartridge_rows, change_record, keep_earlier_session
from services.booking.care.store.courses import course_row, settle_last_session
from services.booking.care.store.spacing import needlings_of
from services.booking.care.tables import sessions
from services.booking.worklist import SESSION_TO_SIGN, WORKLIST


async def amend_session(
    work: Work, session_id: UUID, form: AmendedSessionForm, version: int, policy: CorrectionPolicy
) -> None:
    """Record what the session should have said; what it said stays. Who reacted follows `SessionAmended`.

    Raises NotFound, Forbidden, Stale, RecordMerged, RecordVoided, TooLateToCorrect, NotItsDay, NoPractitioner, Invalid
    for a scan, CartridgeAlreadyUsed, and what `allow_session` refuses unless a medical director overrides it.
    """
    this = await session_to_correct(work, session_id, version, policy)
    kept = await cartridge_rows(work, session_id)
    before = await version_recorded(work, this.row, kept)
    after = await version_stated(work, this, form, before)
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
    await check_appointments(work, await booked_of(work, this.appointment.patient_id))


async def _allow(
    work: Work, this: Correcting, before: SessionVersion, after: SessionVersion, form: AmendedSessionForm
) -> dict[str, Any]:
    """The columns of what allowed it. Where nothing changed that a rule reads, what allowed it first still does."""
    if before.checked() == after.checked():
        return {}
    day = local_day(after.performed_at, this.zone)
    override = None
    if form.override is not None:
        override = Override(form.override.reason, by_medical_director=this.by_director, of_what_happened=True)
    overridden = await _agreed(work, this, after, day, override)
    blocked: tuple[DayWindow, ...] = ()
    if not this.appointment.reasoned:
        performed = (await needlings_of(work, this.row.patient_id)).performed_before(after.performed_at)
        blocked = performed.near_performed(this.row.course_id)
    course = await course_row(work, this.row.course_id, lock=True)
    allowed = allow_session(
        after.treatment,
        clearances=await decided_by(work, this.row.patient_id, course.consult_id, after.performed_at),
        practitioner=after.practitioner,
        device=after.device,
        recalled=await hold_lots(work, after.treatment.cartridges.all, after.performed_at),
        today=day,
        override=override,
        blocked=blocked,
        substitute=this.appointment.substitute_gtin,
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


async def _agreed(
    work: Work, this: Correcting, after: SessionVersion, day: date, override: Override | None
) -> list[str]:
    """What a director set aside about consent: a session that took place without one is recorded as what it was."""
    agreed = await consents_at(work, this.row.patient_id, after.performed_at)
    try:
        require_consent(agreed, after.device.modality, after.treatment.area, day)
    except ConsentMissing as refusal:
        if override is None or not override.allows(refusal):
            raise
        return [ConsentMissing.__name__]
    return []


def _announce(
    work: Work, this: Correcting, before: SessionVersion, after: SessionVersion, now: dict[str, Any], reason: str
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
            before=facts_of(before, overridden=this.row.override_reason is not None),
            after=facts_of(after, overridden=now["override_reason"] is not None),
            changed=tuple(changed),
            amended_at=work.now,
        )
    )
    was = Opening(this.appointment, this.row.id, before.performed_at)
    publish_difference(work, was, before.treatment.cartridges, after.performed_at, after.treatment.cartridges)
