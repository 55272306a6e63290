"""What a clinic is going to lack, and how far ahead that is said. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import start_of_day
from services.inventory.domain.expiries import day_ends_at, usable_on


def looked_ahead_until(today: date, zone: str, days: int) -> datetime:
    """UTC. Sessions that start before this moment count, so many days ahead of ``today``, the clinic's local day."""
    return day_ends_at(today + timedelta(days=days), zone)


def listed_from(day: date, zone: str, days: int) -> datetime:
    """UTC. When the missing cartridges of a session on ``day`` (local) are listed, so many days before."""
    return start_of_day(day - timedelta(days=days), ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class FreeLot:
    """Cartridges of one lot that lie free at a clinic, and above how many free ones it does not order."""

    clinic_id: UUID
    clinic: str | None
    lot: str
    free: int
    expires_on: date
    reorder_point: int


@dataclass(slots=True)
class Offer:
    """What another clinic could send."""

    clinic_id: UUID
    clinic: str | None
    free: int
    """Cartridges that nobody holds and that last until they are needed."""
    spare: int
    """How many of them it can send without coming down to its own reorder point."""
    expires_on: date
    """The nearest last day of use among them."""


def offers(lots: Iterable[FreeLot], *, of: UUID, wanted: int, needed_on: date) -> list[Offer]:
    """Who could send what clinic ``of`` lacks on ``needed_on``; who can cure all of it first, then who spares most."""
    found: dict[UUID, Offer] = {}
    points: dict[UUID, int] = {}
    for lot in lots:
        if lot.clinic_id == of or not usable_on(lot.expires_on, needed_on):
            continue
        offer = found.setdefault(lot.clinic_id, Offer(lot.clinic_id, lot.clinic, 0, 0, lot.expires_on))
        offer.free += lot.free
        offer.expires_on = min(offer.expires_on, lot.expires_on)
        points[lot.clinic_id] = lot.reorder_point
    for offer in found.values():
        offer.spare = max(offer.free - points[offer.clinic_id], 0)
    return sorted(found.values(), key=lambda each: (each.spare < wanted, -each.spare, -each.free, each.clinic_id))


def lots_to_send(lots: Iterable[FreeLot], *, sender: UUID, wanted: int, needed_on: date) -> list[tuple[str, int]]:
    """Of which lots ``sender`` sends how many: those that expire first, as they come, and last until they are needed.

    The counts come to ``wanted``, or to all that there is.
    """
    found = []
    for lot in lots:
        if lot.clinic_id == sender and wanted > 0 and usable_on(lot.expires_on, needed_on):
            found.append((lot.lot, min(lot.free, wanted)))
            wanted -= found[-1][1]
    return found
