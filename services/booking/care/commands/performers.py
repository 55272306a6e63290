"""Who performs: the one who is signed in, when that is a practitioner of the clinic; else the one who was booked."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.work import Work
from services.booking.people.domain.practitioners import Practitioner
from services.booking.people.store.practitioners import practitioners_of


async def performer_of(work: Work, appointment: Row[Any]) -> Practitioner:
    """The practitioner whose permissions count for what is recorded at an appointment.

    A colleague who stands in signs in as themselves. A subject that is no practitioner of this clinic, such as a
    medical director's, records for the one who was booked; `recorded_by` keeps who it was.
    """
    try:
        signed_in = UUID(work.actor.subject)
    except ValueError:
        signed_in = appointment.practitioner_id
    known = await practitioners_of(work, {signed_in, appointment.practitioner_id})
    present = known.get(signed_in)
    if present is not None and present.clinic_id == appointment.clinic_id:
        return present
    return known[appointment.practitioner_id]
