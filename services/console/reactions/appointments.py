"""Appointments: when they are, and whether they stand."""

from uuid import UUID

from chassis.work import Work
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentHeld,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReinstated,
    AppointmentReleased,
)
from services.console.reactions.boards import shows_on_board
from services.console.reactions.listening import reaction
from services.console.store.appointments import change_appointment, keep_appointment
from services.console.store.people import person_of

Standing = AppointmentBooked | AppointmentReinstated


@reaction.projection
async def keep_booked(work: Work, event: AppointmentBooked) -> None:
    """A new appointment."""
    await _keep(work, event)


@reaction.projection
async def keep_reinstated(work: Work, event: AppointmentReinstated) -> None:
    """It stands again, at its time."""
    await _keep(work, event)


@reaction.projection
async def keep_moved(work: Work, event: AppointmentMoved) -> None:
    """Another time, perhaps at another clinic."""
    await change_appointment(work, event.appointment_id, clinic_id=event.clinic_id, starts_at=event.time.starts_at)


@reaction.projection
async def keep_cancelled(work: Work, event: AppointmentCancelled) -> None:
    """It does not take place."""
    await change_appointment(work, event.appointment_id, status="cancelled")


@reaction.projection
async def keep_missed(work: Work, event: AppointmentMissed) -> None:
    """The patient did not come."""
    await change_appointment(work, event.appointment_id, status="missed")


@reaction.projection
async def keep_held(work: Work, event: AppointmentHeld) -> None:
    """It may not begin for now."""
    await change_appointment(work, event.appointment_id, held=True)


@reaction.projection
async def keep_released(work: Work, event: AppointmentReleased) -> None:
    """It may."""
    await change_appointment(work, event.appointment_id, held=False)


async def _keep(work: Work, event: Standing) -> None:
    patient_id: UUID | None = await person_of(work, event.patient_id)
    if patient_id is None:  # erased: the event was on its way
        return
    await keep_appointment(
        work,
        event.appointment_id,
        patient_id=patient_id,
        clinic_id=event.clinic_id,
        kind=event.kind,
        starts_at=event.time.starts_at,
        status="booked",
        station=None,
        held=False,
    )


shows_on_board(lambda event: [event.time.starts_at], AppointmentBooked, AppointmentReinstated)
# A clinic that lost it sees that by the next tick of its pages.
shows_on_board(lambda event: [event.previous_starts_at, event.time.starts_at], AppointmentMoved)
shows_on_board(
    lambda event: [event.starts_at], AppointmentCancelled, AppointmentMissed, AppointmentHeld, AppointmentReleased
)
