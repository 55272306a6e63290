"""What else is free near a time that somebody else has just taken: the refusal carries it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.refusals import ResourceUnavailable, SlotTaken
from services.booking.calendar.store.slots import Slot, Wish, free_slots

ALTERNATIVES = 5
_LOOKED_AHEAD = timedelta(days=7)
_MOST_STARTS = 300


@asynccontextmanager
async def with_alternatives(
    work: Work, needs: Needs, wanted: Wanted, patient_id: UUID, *, moving: UUID | None = None
) -> AsyncIterator[None]:
    """A refusal because something is not free names the slots nearest to what was wanted, as ``alternatives``."""
    try:
        yield
    except (ResourceUnavailable, SlotTaken) as refusal:
        others = await _nearest(work, needs, wanted, patient_id, moving)
        zone = wanted.place.zone
        refusal.values["alternatives"] = [_written(slot, zone) for slot in others]
        raise


async def _nearest(work: Work, needs: Needs, wanted: Wanted, patient_id: UUID, moving: UUID | None) -> list[Slot]:
    """Of the same day and the week after it, the nearest first."""
    zone = wanted.place.zone
    since = start_of_day(local_day(wanted.starts_at, zone), zone)
    wish = Wish(
        since=since,
        until=since + _LOOKED_AHEAD,
        limit=_MOST_STARTS,
        patient_id=patient_id,
        preferred_practitioner_id=wanted.chosen.practitioner_id,
        moving=moving,
    )
    slots = await free_slots(work, wanted.place, needs, wish)
    return sorted(slots, key=lambda slot: (abs(slot.starts_at - wanted.starts_at), slot.starts_at))[:ALTERNATIVES]


def _written(slot: Slot, zone: ZoneInfo) -> dict[str, Any]:
    """As JSON: what booking it needs, and what a person reads."""
    return {
        "starts_at": slot.starts_at.isoformat().replace("+00:00", "Z"),
        "local_start": slot.starts_at.astimezone(zone).isoformat(),
        "practitioner_id": str(slot.practitioner_id),
        "practitioner_name": slot.practitioner_name,
        "room_id": str(slot.room_id),
        "room_name": slot.room_name,
        "device_id": str(slot.device_id) if slot.device_id else None,
        "device_name": slot.device_name,
    }
