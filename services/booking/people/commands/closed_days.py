"""Other services learn on which days a clinic is closed."""

from datetime import timedelta
from uuid import UUID

from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.clinics import ClosedDaysChanged
from services.booking.people.domain.opening_hours import closed_days
from services.booking.people.store.clinics import place_of

CLOSED_DAYS = "clinic.closed_days"
"""The timer that publishes them; its key is the clinic. Set by whatever changes the clinic's hours, and by itself."""
AHEAD, AGAIN_AFTER = timedelta(days=400), timedelta(days=30)


async def publish_closed_days(work: Work, clinic_id: UUID) -> None:
    """Say it of the year ahead, and again in a month, when more of the next year is near."""
    place = await place_of(work, clinic_id)
    first = local_day(work.now, place.zone)
    last = first + AHEAD
    days = tuple(closed_days(place.hours, first, last))
    work.publish(ClosedDaysChanged(clinic_id=clinic_id, first_day=first, last_day=last, closed_days=days))
    await work.set_timer(CLOSED_DAYS, str(clinic_id), work.now + AGAIN_AFTER)
