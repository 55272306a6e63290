"""Who may put a record of a treatment right, and what is locked for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.http import require_version
from chassis.work import Work
from services.booking.access import CARE_OVERRIDE
from services.booking.calendar.store.appointments import lock_appointment
from services.booking.care.domain.corrections import Corrected, CorrectionPolicy, require_correctable
from services.booking.care.store.consults import consult_row
from services.booking.care.store.corrections import review_row, session_row
from services.booking.people.access import require_going_on
from services.booking.people.store.patients import lock_patient


@dataclass(frozen=True)
class Correcting:
    """A record whose patient is locked, and that the caller may put right."""

    appointment: Row
    row: Row
    zone: ZoneInfo
    by_director: bool


async def session_to_correct(work: Work, session_id: UUID, version: int, policy: CorrectionPolicy) -> Correcting:
    """A session, read once more under the lock.

    Raises NotFound, Forbidden, Stale, RecordMerged, RecordVoided, TooLateToCorrect.
    """
    appointment = await lock_appointment(work, (await session_row(work, session_id)).appointment_id)
    row = await session_row(work, session_id)
    return await _correcting(work, appointment, row, row.recorded_at or row.performed_at, version, policy)


async def consult_to_correct(work: Work, consult_id: UUID, version: int, policy: CorrectionPolicy) -> Correcting:
    """A consult, read once more under the lock. Raises as `session_to_correct` does."""
    appointment = await lock_appointment(work, (await consult_row(work, consult_id)).appointment_id)
    row = await consult_row(work, consult_id)
    return await _correcting(work, appointment, row, row.completed_at, version, policy)


async def review_to_correct(work: Work, review_id: UUID, version: int, policy: CorrectionPolicy) -> Correcting:
    """A review of results, read once more under the lock. Raises as `session_to_correct` does."""
    appointment = await lock_appointment(work, (await review_row(work, review_id)).appointment_id)
    row = await review_row(work, review_id)
    return await _correcting(work, appointment, row, row.reviewed_at, version, policy)


async def _correcting(
    work: Work, appointment: Row, row: Row, recorded_at: datetime, version: int, policy: CorrectionPolicy
) -> Correcting:
    of = {"whose": appointment.patient_id, "where": appointment.clinic_id}
    work.access.authorize(**of)
    require_going_on(await lock_patient(work, appointment.patient_id))
    by_director = work.access.may(CARE_OVERRIDE, **of)
    zone = ZoneInfo(appointment.time_zone)
    record = Corrected(row.practitioner_id, recorded_at, row.voided_at is not None)
    require_version(version, row.version)
    require_correctable(record, work.access.practitioner, work.now, zone, None if by_director else policy)
    return Correcting(appointment, row, zone, by_director)
