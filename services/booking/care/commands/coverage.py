"""What is booked follows what screening decides: sessions are held, released or called off."""

from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.commands.appointments import cancel_appointment, hold_appointment, release_appointment
from services.booking.calendar.domain.appointments import AppointmentKind, CancelReason
from services.booking.calendar.store.appointments import booked_of
from services.booking.care.commands.courses import plan_waiting
from services.booking.care.domain.clearances import Clearance
from services.booking.care.domain.coverage import Coverage, Fate, coverage_of
from services.booking.care.store.clearances import clearances_by_consult
from services.booking.care.store.courses import consults_of_courses
from services.booking.care.store.follow_ups import give_back


async def settle_sessions(work: Work, patient_id: UUID) -> None:
    """Hold, release or call off the patient's booked sessions, as everything that screening published says now.

    The patient's row is locked. What is stored decides, not the event that was the occasion: said twice, it changes
    nothing. Sessions of earlier days stay as they are.
    """
    booked = await booked_of(work, patient_id, AppointmentKind.SESSION)
    if not booked:
        return
    consults = await consults_of_courses(work, [row.course_id for row in booked])
    decided = await clearances_by_consult(work, list(consults.values()))
    for appointment in booked:
        await _settle(work, appointment, decided[consults[appointment.course_id]])


async def go_on(work: Work, patient_id: UUID) -> None:
    """What was held may take place where it is covered again, and courses that waited are planned.

    The patient's row is locked.
    """
    await settle_sessions(work, patient_id)
    await plan_waiting(work, patient_id)


async def _settle(work: Work, appointment: Row, decided: list[Clearance]) -> None:
    zone = ZoneInfo(appointment.time_zone)
    day, today = local_day(appointment.starts_at, zone), local_day(work.now, zone)
    if day < today:
        return
    coverage = coverage_of(day, today, decided)
    if coverage.fate is Fate.CALLED_OFF:
        await _call_off(work, appointment, coverage)
    elif coverage.fate is Fate.HELD and appointment.held_why != coverage.why:
        await hold_appointment(work, appointment, coverage.code, coverage.why)
    elif coverage.fate is Fate.TAKES_PLACE and appointment.held_since is not None:
        await release_appointment(work, appointment)


async def _call_off(work: Work, appointment: Row, coverage: Coverage) -> None:
    """Room, device and cartridge are free; a follow-up waits for the front desk again."""
    await give_back(work, appointment.id, f"The appointment was called off: {coverage.why}")
    await cancel_appointment(work, appointment, coverage.why, CancelReason.NOT_CLEARED)
    work.audit("appointment called off", f"appointment/{appointment.id}", code=coverage.code)
