"""Follow-ups: what became of each after its session; held by an appointment, or waiting for the front desk."""

from uuid import UUID

from sqlalchemy import update

from chassis.work import Work
from services.booking.care.tables import follow_ups


async def settle_waiting(work: Work, course_id: UUID, appointment_id: UUID) -> None:
    """The course's follow-up that waited, if there is one, is held by this appointment."""
    await work.execute(
        update(follow_ups)
        .where(follow_ups.c.course_id == course_id, follow_ups.c.to_place.is_not(None))
        .values(appointment_id=appointment_id, to_place=None)
    )


async def give_back(work: Work, appointment_id: UUID, why: str) -> None:
    """A follow-up that this appointment held waits for the front desk again."""
    await work.execute(
        update(follow_ups)
        .where(follow_ups.c.appointment_id == appointment_id)
        .values(appointment_id=None, to_place=why)
    )
