"""Something has changed on which many appointments depend: they are marked now and checked in pieces afterwards.

The marks are written in the transaction of the change, so nothing is lost when the process ends in between; a timer of
each clinic works through them (care/timers.py). An appointment that is being booked or moved at this moment may have
read the state before the change and is not seen yet, so the timer `CHECK_LATER` marks what was booked about then.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from chassis.ids import new_id
from chassis.work import Work
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.store.checks import clinics_of_marked, mark_ahead

CHECK = "check-appointments"
"""The timer that checks the marked appointments of a clinic; its key is the clinic."""
CHECK_LATER = "check-appointments-later"
"""The timer of the second look; its key is one of its own."""
SECOND_LOOK = timedelta(minutes=1)
"""Longer than a request may take."""


class DependsOn(StrEnum):
    """On what an appointment depends, as its columns name it."""

    CLINIC = "clinic_id"
    PRACTITIONER = "practitioner_id"
    ROOM = "room_id"
    DEVICE = "device_id"


def depends_on(kind: ResourceKind) -> DependsOn:
    """The same for what an appointment occupies."""
    return {
        ResourceKind.PRACTITIONER: DependsOn.PRACTITIONER,
        ResourceKind.ROOM: DependsOn.ROOM,
        ResourceKind.DEVICE: DependsOn.DEVICE,
    }[kind]


async def check_ahead(work: Work, on: DependsOn, id: UUID) -> None:
    """Have every booked appointment ahead checked that depends on this clinic, practitioner, room or device."""
    await mark_ahead(work, on.value, id)
    await _start(work, on, id)
    payload = {"on": on.value, "id": str(id), "since": (work.now - SECOND_LOOK).isoformat()}
    await work.set_timer(CHECK_LATER, str(new_id()), work.now + SECOND_LOOK, payload)


async def look_again(work: Work, on: DependsOn, id: UUID, since: datetime) -> None:
    """The same for what was booked or moved since then (UTC) only."""
    await mark_ahead(work, on.value, id, since)
    await _start(work, on, id)


async def _start(work: Work, on: DependsOn, id: UUID) -> None:
    for clinic_id in await clinics_of_marked(work, on.value, id):
        await work.set_timer(CHECK, str(clinic_id), work.now)
