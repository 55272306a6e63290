"""Something has changed on which many appointments depend: they are marked now and checked in pieces afterwards.

The marks are written in the transaction of the change, so nothing is lost when the process ends in between; a timer of
each clinic works through them (care/timers.py). A booking that is under way is not missed: it locks its practitioner,
room and device, and so does whoever changes one of them. A change of a clinic locks all its rooms; a booking that
waited for one of them finds that the hours are no longer those that it has read, and begins again.
"""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from chassis.work import Work
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.store.checks import mark_ahead, mark_reviews, mark_without_room
from services.booking.calendar.store.holds import held_ahead
from services.booking.calendar.store.occupations import lock_rooms, vacate
from services.booking.people.commands.closed_days import CLOSED_DAYS
from services.booking.people.store.clinics import hours_changed

CHECK = "check-appointments"
"""The timer that checks the marked appointments of a clinic; its key is the clinic."""
CHECK_HELD = "check-held-time"
"""The timer that looks whether what is held can still be had; its key is the hold."""
CHECK_WISHES = "check-wishes"
"""The timer that looks whether a practitioner is there whom patients wait for; its key is the practitioner."""
CHECK_WISHES_AT = "check-wishes-at"
"""The timer that looks whether those whom patients wait for are there when a clinic is open; its key is the clinic."""
CHECK_LATER = "check-appointments-later"
"""Set before the hours had a version, and never again; what is still set is looked at."""


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
    """Have everything ahead checked that is booked or held and depends on this clinic, practitioner, room or device.

    The row of a practitioner, room or device is locked.
    """
    if on is DependsOn.CLINIC:
        await lock_rooms(work, id)
        await hours_changed(work, id)
        await work.set_timer(CHECK_WISHES_AT, str(id), work.now)
        await work.set_timer(CLOSED_DAYS, str(id), work.now)
    await _start(work, await mark_ahead(work, on.value, id))
    if on is DependsOn.PRACTITIONER:
        await work.set_timer(CHECK_WISHES, str(id), work.now)
    for hold_id in await held_ahead(work, on.value, id):
        await work.set_timer(CHECK_HELD, str(hold_id), work.now)


async def check_reviews(work: Work, course_id: UUID) -> None:
    """Have the booked reviews of a course checked: sessions come before them that are booked, or planned, only now."""
    await _start(work, await mark_reviews(work, course_id))


async def give_up_time(work: Work, appointment_id: UUID) -> None:
    """Free what an appointment occupied, and have those checked that its room had no place for beside it."""
    if beside := await vacate(work, appointment_id):
        await _start(work, await mark_without_room(work, beside))


async def _start(work: Work, clinic_ids: Iterable[UUID]) -> None:
    for clinic_id in clinic_ids:
        await work.set_timer(CHECK, str(clinic_id), work.now)
