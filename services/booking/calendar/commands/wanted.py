"""A start with practitioner, room and device that somebody wants: a hold takes it as an appointment does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.appointments import AppointmentTime, OneOfSeveral, Together
from services.booking.calendar.domain.appointments import require_ahead
from services.booking.calendar.domain.needs import Needs, require_device_only_when_needed, require_suitable
from services.booking.calendar.store.occupations import Chosen, Resources, lock_resources
from services.booking.people.domain.clinics import Place


@dataclass(frozen=True)
class Wanted:
    """A start (UTC) at a clinic, with the practitioner, room and device that are to be taken."""

    place: Place
    starts_at: datetime
    chosen: Chosen
    hold_id: UUID | None = None
    """The hold that keeps it, which ends by this."""
    overlaps_because: str | None = None
    """Why a practitioner and a room are wanted although they may be taken; None: they are not."""
    appointment_id: UUID | None = None
    """The id that a new appointment gets; None: any."""
    together: Together | None = None
    """The appointments that get their times in the same step; None: only this one does."""


async def lock_wanted(work: Work, needs: Needs, wanted: Wanted, leaving: Chosen | None = None) -> Resources:
    """What is wanted, held until the commit, when it suits what is needed. ``leaving`` is what a move gives up.

    Raises InThePast, Invalid, NotFound, ClinicClosed, NotOnShift, NotQualified or WrongDevice.
    """
    place, starts_at = wanted.place, wanted.starts_at
    require_ahead(starts_at, work.now, place.zone)
    require_device_only_when_needed(needs, wanted.chosen.device_id)
    resources = await lock_resources(work, place.clinic_id, wanted.chosen, leaving)
    require_suitable(needs, place, resources.practitioner, resources.device, starts_at)
    return resources


def in_one_step(appointments: Iterable[OneOfSeveral]) -> Together | None:
    """What the event of each says of all that get their times together; None where it is only one."""
    every = tuple(sorted(appointments, key=lambda one: one.starts_at))
    return Together(together_id=new_id(), appointments=every) if len(every) > 1 else None


def columns_of(needs: Needs, wanted: Wanted) -> dict[str, Any]:
    """The columns that say what is taken, of an appointment and of the hold that becomes one."""
    return {
        "clinic_id": wanted.place.clinic_id,
        "kind": needs.kind.value,
        "course_id": needs.course_id,
        "starts_at": wanted.starts_at,
        **vars(wanted.chosen),
    }


def time_of(needs: Needs, starts_at: datetime) -> AppointmentTime:
    """How long it takes from a start (UTC) on."""
    return AppointmentTime(
        starts_at=starts_at,
        treatment_starts_at=starts_at + needs.lengths.lead,
        ends_at=starts_at + needs.lengths.total,
    )
