"""Whoever came too late for a slot is answered with the nearest others."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from chassis.local_time import local_day, minute_of_day
from chassis.refusals import Refusal
from chassis.work import Work
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.forms.slots import SlotView
from services.booking.calendar.store.slots import Slot, Wish, days_as_moments, free_slots
from services.booking.people.domain.clinics import Place

HOW_MANY = 5
_LOOKED_AT = 60
_BEFORE, _AFTER = timedelta(days=2), timedelta(days=12)

R = TypeVar("R", bound=Refusal)


@dataclass(frozen=True)
class TakenSlot:
    """What somebody wanted and did not get. ``starts_at`` is UTC."""

    place: Place
    starts_at: datetime
    practitioner_id: UUID
    patient_id: UUID
    moving: UUID | None = None
    """The appointment that was to move there."""


async def with_alternatives(work: Work, refusal: R, needs: Needs, taken: TakenSlot) -> R:
    """The same refusal with ``alternatives``: the slots that start nearest to the one that was wanted."""
    slots = await nearest_slots(work, needs, taken)
    values = {**refusal.values, "alternatives": [each.model_dump(mode="json") for each in slots]}
    return type(refusal)(refusal.sentence, **values)


async def nearest_slots(work: Work, needs: Needs, taken: TakenSlot) -> list[SlotView]:
    """Slots of the days about the one that was wanted, the nearest in time first, rather with the same practitioner."""
    zone = taken.place.zone
    day = local_day(taken.starts_at, zone)
    since, until = days_as_moments(day - _BEFORE, day + _AFTER, zone)
    wish = Wish(
        since=since,
        until=until,
        near=minute_of_day(taken.starts_at, zone),
        limit=_LOOKED_AT,
        patient_id=taken.patient_id,
        preferred_practitioner_id=taken.practitioner_id,
        moving=taken.moving,
    )
    slots = await free_slots(work, taken.place, needs, wish)
    nearest = sorted(slots, key=lambda slot: (abs(slot.starts_at - taken.starts_at), slot.starts_at))
    return [slot_view(slot, taken.place) for slot in nearest[:HOW_MANY]]


def slot_view(slot: Slot, place: Place) -> SlotView:
    """A slot as it is offered."""
    local = {"local_start": slot.starts_at.astimezone(place.zone)}
    return SlotView(**{name: getattr(slot, name) for name in SlotView.model_fields if name != "local_start"}, **local)
