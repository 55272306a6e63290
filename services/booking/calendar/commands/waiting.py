"""Somebody sees to a patient who has waited for too long."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.calendar.commands.calls import item_of
from services.booking.calendar.domain.due_times import SEE_TO_WITHIN
from services.booking.calendar.domain.stations import Noted, Station, waits_since
from services.booking.calendar.settings import may_wait
from services.booking.calendar.store.appointments import find_appointment
from services.booking.calendar.store.stations import visiting_of
from services.booking.people.store.patients import lock_person
from services.booking.worklist import WAITING_TOO_LONG, WORKLIST

WAITS = "patient-waits"
"""The timer of a patient who has arrived; its key is the appointment."""


async def follow_waiting(work: Work, appointment: Row, present: Noted | None) -> None:
    """Look at the patient again when the wait becomes too long, or not any longer. The patient's row is locked."""
    since = waits_since(visiting_of(appointment), present)
    word = present.station.value if present else "withdrawn"
    if since is None:
        await work.cancel_timer(WAITS, str(appointment.id))
        await WORKLIST.close(work, WAITING_TOO_LONG, appointment.id, word)
    elif work.now < since + may_wait():
        await work.set_timer(WAITS, str(appointment.id), since + may_wait())
        await WORKLIST.close(work, WAITING_TOO_LONG, appointment.id, word)
    else:
        due_at = since + may_wait() + SEE_TO_WITHIN
        await WORKLIST.open(work, WAITING_TOO_LONG, appointment.id, **item_of(appointment), due_at=due_at)


async def look_who_waits(work: Work, appointment_id: UUID) -> None:
    """The wait of a patient has become too long, if what is stored says so still."""
    found = await find_appointment(work, appointment_id)
    if found is None:
        return
    await lock_person(work, found.patient_id)
    appointment = await find_appointment(work, appointment_id)
    if appointment is not None and appointment.station is not None:
        await follow_waiting(work, appointment, Noted(Station(appointment.station), appointment.station_at))
