"""A time became free: the care wing offers it to those who wait for one, in a transaction of its own.

Whoever gives the time back holds the lock of one patient, or of a resource; those who wait are others.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.booking.calendar.domain.freed import FreedTime

OFFER_FREED = "offer-freed-time"
"""The timer that offers a time; its key is the id of the freed time (care/timers.py)."""
OFFER_OPENED = "offer-opened-time"
"""The timer that takes one day after another out of a period in which a clinic has room, and has it offered."""
OFFERED_AHEAD = timedelta(days=400)
"""Of a change without an end, so much is looked at: nobody waits for longer."""


async def note_freed(work: Work, given_back: Row) -> None:
    """What an appointment or a hold ahead has given back is offered to others."""
    if given_back.starts_at > work.now:
        clinic_id: UUID = given_back.clinic_id
        await offer_on(work, FreedTime(new_id(), clinic_id, given_back.starts_at, given_back.ends_at))


async def note_opened(work: Work, clinic_ids: Iterable[UUID], since: datetime, until: datetime | None) -> None:
    """Clinics may have room in a period (UTC) in which they had none: by their hours, a shift, or leave that ends."""
    begins = max(since, work.now)
    ends = begins + OFFERED_AHEAD if until is None else until
    if begins < ends:
        for clinic_id in sorted(set(clinic_ids)):
            await open_on(work, FreedTime(new_id(), clinic_id, begins, ends))


async def offer_on(work: Work, freed: FreedTime) -> None:
    """Have a freed time offered, or offered to the next."""
    await work.set_timer(OFFER_FREED, str(freed.id), work.now, freed.payload)


async def open_on(work: Work, opened: FreedTime) -> None:
    """Have a period looked at, or the rest of it."""
    await work.set_timer(OFFER_OPENED, str(opened.id), work.now, opened.payload)
