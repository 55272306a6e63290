"""What inventory does when a clinic's day ends."""

from typing import Any
from uuid import UUID

from chassis.events.timers import Timers
from chassis.work import Work
from services.inventory.commands import expire, reserve

timer = Timers()


@timer(expire.EXPIRE)
async def discard_expired(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A lot's last day at a clinic is over."""
    await expire.expire(work, UUID(payload["clinic_id"]), payload["gtin"], payload["lot"])


@timer(reserve.LAPSE)
async def lapse_reservation(work: Work, key: str, payload: dict[str, Any]) -> None:
    """The day of an appointment's session is over; the key is the appointment."""
    await reserve.lapse(work, UUID(key))
