"""Guardians are recorded, and taken off the record."""

from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.access import require_patient
from services.booking.people.domain.refusals import AlreadySettled
from services.booking.people.forms.guardians import GuardianEndForm, GuardianForm, GuardianView
from services.booking.people.store.patients import lock_patient
from services.booking.people.tables import guardians as of


async def record_guardian(work: Work, patient_id: UUID, form: GuardianForm) -> GuardianView:
    """Somebody decides for the patient. Raises NotFound, Forbidden, RecordMerged."""
    await require_patient(work, await lock_patient(work, patient_id))
    said = {"name": form.name, "relation": form.relation.value, "phone": form.phone}
    kept = {"id": new_id(), "patient_id": patient_id, "recorded_by": work.actor.subject, "recorded_at": work.now}
    return GuardianView.model_validate((await work.execute(insert(of).values(**kept, **said).returning(of))).one())


async def end_guardian(work: Work, patient_id: UUID, guardian_id: UUID, form: GuardianEndForm) -> GuardianView:
    """Somebody does not decide for the patient any longer; who it was stays. Raises NotFound, AlreadySettled."""
    await require_patient(work, await lock_patient(work, patient_id))
    this = (of.c.id == guardian_id) & (of.c.patient_id == patient_id)
    row = (await work.execute(select(of).where(this))).one_or_none()
    if row is None:
        raise NotFound("This patient has no such guardian: list them.")
    if row.ended_at is not None:
        raise AlreadySettled("This guardian was taken off the record already.")
    ended = {"ended_by": work.actor.subject, "ended_at": work.now, "ended_because": form.reason}
    return GuardianView.model_validate((await work.execute(update(of).where(this).values(**ended).returning(of))).one())
