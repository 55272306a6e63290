"""A slot is kept for a patient for some minutes: it occupies what an appointment would, and ends by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import Invalid, Refusal
from chassis.work import Work
from services.booking.calendar.commands.wanted import Wanted, columns_of, lock_wanted, time_of
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.forms.holds import HoldView
from services.booking.calendar.store.holds import end_hold, expire_hold, extend_hold, keep_hold, prolong_hold
from services.booking.calendar.store.occupations import occupy, vacate
from services.booking.people.store.patients import patient_name

END_HOLD = "end-hold"
"""The timer that ends a hold; its key is the hold. It is changed before the hold, as the timer itself does."""


async def hold_slot(
    work: Work, patient: Row, needs: Needs, wanted: Wanted, *, lasts: timedelta, moving_id: UUID | None = None
) -> HoldView:
    """Hold a slot for a patient whose row is locked.

    Raises InThePast, Invalid, NotFound, ClinicClosed, NotOnShift, NotQualified, WrongDevice, SlotTaken or
    ResourceUnavailable.
    """
    place, starts_at = wanted.place, wanted.starts_at
    resources = await lock_wanted(work, needs, wanted)
    columns = {
        "id": new_id(),
        "patient_id": patient.id,
        "moving_id": moving_id,
        **columns_of(needs, wanted),
        **time_of(needs, starts_at).model_dump(),
        "held_by": work.actor.subject,
        "held_at": work.now,
        "expires_at": work.now + lasts,
        "extended_at": None,
    }
    await occupy(work, columns["id"], patient.id, resources, needs.lengths.spans(starts_at), place)
    await keep_hold(work, columns)
    await work.set_timer(END_HOLD, str(columns["id"]), columns["expires_at"])
    names = {"patient_name": patient_name(patient), **resources.names}
    return HoldView.of({**columns, **names, "clinic_name": place.name, "time_zone": place.zone.key})


async def use_hold(work: Work, hold_id: UUID, asked: Mapping[str, Any]) -> None:
    """End a hold in the transaction that books, or moves to, what it kept. ``asked`` is that, by the hold's columns.

    Patient, practitioner, room and device are locked, so nobody comes in between. Raises HoldOver, or Invalid when
    something else is to be booked.
    """
    await work.cancel_timer(END_HOLD, str(hold_id))
    held = await end_hold(work, hold_id)
    differs = sorted(name for name, value in asked.items() if getattr(held, name) != value)
    if differs:
        raise Invalid(
            "The hold is for something else ({differs}): book exactly what it holds, or leave hold_id out.",
            differs=differs,
        )


async def release_hold(work: Work, hold_id: UUID) -> None:
    """Give the slot back before its time. Raises HoldOver."""
    await work.cancel_timer(END_HOLD, str(hold_id))
    await end_hold(work, hold_id)


async def keep_held_until(work: Work, hold_id: UUID, until: datetime) -> bool:
    """Hold the slot until then (UTC), however often; false when it is held no longer."""
    await work.set_timer(END_HOLD, str(hold_id), until)
    return await prolong_hold(work, hold_id, until)


async def lengthen_hold(work: Work, hold: Row, lasts: timedelta) -> HoldView:
    """Hold the slot for another while, from now on. Raises HoldOver."""
    expires_at = work.now + lasts
    await work.set_timer(END_HOLD, str(hold.id), expires_at)
    await extend_hold(work, hold.id, expires_at)
    return HoldView.of({**hold._mapping, "expires_at": expires_at, "extended_at": work.now})


async def can_be_held(work: Work, hold_id: UUID, patient_id: UUID, needs: Needs, wanted: Wanted) -> bool:
    """Whether what is held could be taken now as well; the patient's row is locked."""
    try:
        async with work.savepoint():
            resources = await lock_wanted(work, needs, wanted)
            await vacate(work, hold_id)
            await occupy(work, hold_id, patient_id, resources, needs.lengths.spans(wanted.starts_at), wanted.place)
    except Refusal:
        return False
    return True


async def let_expire(work: Work, hold_id: UUID) -> Row | None:
    """End a hold that is past its end. Answers its columns; None when it is gone, or was extended a moment ago."""
    return await expire_hold(work, hold_id)
