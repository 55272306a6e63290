"""What inventory does when a clinic's day ends."""

from typing import Any
from uuid import UUID

from chassis.events.timers import Timers
from chassis.work import Work
from services.inventory.commands.expiries import EXPIRE, expire
from services.inventory.commands.order_progress import ORDER_DUE, list_late
from services.inventory.commands.reservations import LAPSE, lapse
from services.inventory.commands.shortages import SHORTAGE, look_again
from services.inventory.commands.transfers import OVERDUE, list_overdue

timer = Timers()


@timer(EXPIRE)
async def discard_expired(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A lot's last day at a clinic is over."""
    await expire(work, UUID(payload["clinic_id"]), payload["gtin"], payload["lot"])


@timer(SHORTAGE)
async def list_shortage(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A session that lacks cartridges is near enough to be listed."""
    await look_again(work, UUID(payload["clinic_id"]), payload["gtin"])


@timer(LAPSE)
async def lapse_reservation(work: Work, key: str, payload: dict[str, Any]) -> None:
    """The day of an appointment's session is over; the key is the appointment."""
    await lapse(work, UUID(key))


@timer(OVERDUE)
async def list_overdue_transfer(work: Work, key: str, payload: dict[str, Any]) -> None:
    """The day on which a transfer was expected is over; the key is the transfer."""
    await list_overdue(work, UUID(key))


@timer(ORDER_DUE)
async def list_late_order(work: Work, key: str, payload: dict[str, Any]) -> None:
    """The day on which an order was due is over; the key is the order."""
    await list_late(work, UUID(key))
