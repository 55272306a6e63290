"""A hold becomes the appointment for which it kept the slot."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.refusals import Invalid
from chassis.work import Work
from services.booking.calendar.store.holds import end_hold

END_HOLD = "end-hold"
"""The timer that ends a hold; its key is the hold. It is changed before the hold, as the timer itself does."""


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
