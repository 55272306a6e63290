"""What booking says of a session, version by version: its record is put right, or is void."""

from typing import Any

from chassis.work import Work
from contracts.booking.sessions import SessionAmended, SessionFacts, SessionPerformed, SessionVoided
from services.screening.store.clinics import zone_of
from services.screening.store.decisions import free_day, spend_day
from services.screening.store.patients import lock_person
from services.screening.store.treated_sessions import is_out_of_date, keep_session

OfSession = SessionPerformed | SessionAmended | SessionVoided
FIRST = 1
"""The version of a session as it was first recorded."""


def said_by(event: OfSession) -> SessionPerformed | SessionFacts:
    """What the version that an event publishes says of the session."""
    if isinstance(event, SessionPerformed):
        return event
    return event.after if isinstance(event, SessionAmended) else event.said


def version_of(event: OfSession) -> int:
    """The version of the session's record that an event publishes."""
    return FIRST if isinstance(event, SessionPerformed) else event.session_version


async def keep_version(work: Work, event: OfSession) -> None:
    """Keep what this version says, unless a later one has arrived."""
    patient, said = await lock_person(work, event.patient_id), said_by(event)
    if patient.erased_at is not None:
        return  # another topic, which may come later
    equipment: dict[str, Any] | None = said.equipment.model_dump(mode="json") if said.equipment else None
    await keep_session(
        work,
        event.session_id,
        patient_id=patient.id,
        clinic_id=event.clinic_id,
        course_id=event.course_id,
        number=event.number,
        modality=said.modality.value,
        area=said.area,
        equipment=equipment,
        performed_at=said.performed_at,
        version=version_of(event),
        void=isinstance(event, SessionVoided),
    )


async def spend_clearance(work: Work, event: SessionPerformed | SessionAmended) -> None:
    """The session uses the day's clearance for its area and kind of device, and no other one."""
    patient, said = await lock_person(work, event.patient_id), said_by(event)
    zone = await zone_of(work, event.clinic_id)
    if zone is None or await is_out_of_date(work, event.session_id, version_of(event)):
        return
    if isinstance(event, SessionAmended):
        await free_day(work, event.session_id)
    day = said.performed_at.astimezone(zone).date()
    await spend_day(work, patient.id, event.clinic_id, day, said.modality, said.area, event.session_id)
