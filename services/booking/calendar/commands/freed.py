"""A time became free: the care wing offers it to those who wait for one, in a transaction of its own.

Whoever gives the time back holds the lock of one patient; those who wait are others.
"""

from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.booking.calendar.domain.freed import FreedTime

OFFER_FREED = "offer-freed-time"
"""The timer that offers a time; its key is the id of the freed time (care/timers.py)."""


async def note_freed(work: Work, appointment: Row) -> None:
    """What an appointment ahead has given back is offered to others."""
    if appointment.starts_at > work.now:
        clinic_id: UUID = appointment.clinic_id
        await offer_on(work, FreedTime(new_id(), clinic_id, appointment.starts_at, appointment.ends_at))


async def offer_on(work: Work, freed: FreedTime) -> None:
    """Have a freed time offered, or offered to the next."""
    await work.set_timer(OFFER_FREED, str(freed.id), work.now, freed.payload)
