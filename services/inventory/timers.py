"""What inventory does when a clinic's day ends."""

from typing import Any
from uuid import UUID

from chassis.events.timers import Timers
from chassis.work import Work
from services.inventory.commands.clinics import CLINIC_ENDS, end_clinic
from services.inventory.commands.expiries import EXPIRE, expire
from services.inventory.commands.expiring_looks import look_at_lot
from services.inventory.commands.expiring_lots import LOOK_AT_LOT
from services.inventory.commands.order_progress import ORDER_DUE, list_late
from services.inventory.commands.placed_numbers import FOLLOW_NUMBER
from services.inventory.commands.planning_policies import LOOK_AHEAD, look_ahead
from services.inventory.commands.received_numbers import follow_number
from services.inventory.commands.reservations import LAPSE, lapse
from services.inventory.commands.shortages import SHORTAGE, look_again
from services.inventory.commands.transfers import OVERDUE, list_overdue

timer = Timers()


@timer(EXPIRE)
async def discard_expired(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A lot's last day at a clinic is over."""
    await expire(work, UUID(payload["clinic_id"]), payload["gtin"], payload["lot"])


@timer(CLINIC_ENDS)
async def follow_the_end_of_a_clinic(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A clinic is closed for good from today on; the key is the clinic."""
    await end_clinic(work, UUID(key))


@timer(SHORTAGE)
async def list_shortage(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A session that lacks cartridges is near enough to be listed."""
    await look_again(work, UUID(payload["clinic_id"]), payload["gtin"])


@timer(LOOK_AHEAD)
async def follow_planning_policy(work: Work, key: str, payload: dict[str, Any]) -> None:
    """Another number of days is looked ahead at a clinic."""
    await look_ahead(work, UUID(payload["clinic_id"]))


@timer(LOOK_AT_LOT)
async def list_expiring_lot(work: Work, key: str, payload: dict[str, Any]) -> None:
    """Some of a lot became free, or is near enough to its last day."""
    await look_at_lot(work, UUID(payload["clinic_id"]), payload["gtin"], payload["lot"])


@timer(LAPSE)
async def lapse_reservation(work: Work, key: str, payload: dict[str, Any]) -> None:
    """The day of an appointment's session is over; the key is the appointment."""
    await lapse(work, UUID(key))


@timer(FOLLOW_NUMBER)
async def follow_received_number(work: Work, key: str, payload: dict[str, Any]) -> None:
    """A session opened a number that lies on a shelf by the books: there, or at another clinic."""
    await follow_number(work, payload["gtin"], payload["serial"])


@timer(OVERDUE)
async def list_overdue_transfer(work: Work, key: str, payload: dict[str, Any]) -> None:
    """The day on which a transfer was expected is over; the key is the transfer."""
    await list_overdue(work, UUID(key))


@timer(ORDER_DUE)
async def list_late_order(work: Work, key: str, payload: dict[str, Any]) -> None:
    """The day on which an order was due is over; the key is the order."""
    await list_late(work, UUID(key))
