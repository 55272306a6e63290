"""What opening a cartridge has in common, whether it is used or thrown away: facts, serial number, what is wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import case, func, select

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.cartridges import (
    CartridgeDiscarded,
    CartridgeDiscardWithdrawn,
    CartridgeUsed,
    CartridgeUseWithdrawn,
)
from services.inventory.domain import incidents as why
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.places import WHERE, EntryKind, Place
from services.inventory.domain.serials import PUT_AWAY
from services.inventory.store.clinics import Clinic
from services.inventory.store.counts import missed_by_counts
from services.inventory.store.lots import expiries_of
from services.inventory.store.merged_patients import person
from services.inventory.store.moved_serials import numbers_kept_in
from services.inventory.store.recalled_serials import is_put_aside
from services.inventory.store.recalls import bars
from services.inventory.store.serials import Opening, is_numbered_only, lock_serial, open_serial, place_serials
from services.inventory.store.stock import Shelf
from services.inventory.tables import balances, ledger, recalls

OpenedEvent = CartridgeUsed | CartridgeDiscarded
E = TypeVar("E", CartridgeUsed, CartridgeDiscarded)


def facts_of(event: OpenedEvent | CartridgeUseWithdrawn | CartridgeDiscardWithdrawn) -> dict[str, Any]:
    """What is stored of it, by column of `uses` or of `chair_discards`."""
    facts = {
        "gtin": event.gtin,
        "lot": event.lot,
        "serial": event.serial,
        "clinic_id": event.clinic_id,
        "session_id": event.session_id,
        "appointment_id": event.appointment_id,
    }
    if isinstance(event, CartridgeUsed | CartridgeUseWithdrawn):
        label = {"label_expires_on": event.expires_on}
        return facts | {"patient_id": person(event.patient_id), "used_at": event.used_at} | label
    return facts | {"cause": event.cause, "discarded_at": event.discarded_at}


def opened_at(event: OpenedEvent | Row) -> datetime:
    """When it was used or thrown away (UTC); a row is of `uses` or `chair_discards`."""
    if isinstance(event, CartridgeUsed) or (isinstance(event, Row) and "used_at" in event._mapping):
        return event.used_at
    return event.discarded_at


async def written_off_since(work: Work, event: OpenedEvent) -> Place | None:
    """Where cartridges of the lot were written off to after this one was opened: it is one of them, recorded late."""
    entry = ledger.c
    put_aside = case(
        (entry.enters == Place.QUARANTINE.value, entry.quantity),
        (entry.leaves == Place.QUARANTINE.value, -entry.quantity),
    )
    expired = case(
        (entry.kind == EntryKind.EXPIRE.value, entry.quantity),
        (entry.leaves == Place.DISCARDED.value, -entry.quantity),
    )
    since = select(
        func.coalesce(func.sum(put_aside), 0).label("put_aside"),
        func.coalesce(func.sum(expired).filter(entry.corrects.is_(None)), 0).label("expired"),
    ).where(
        entry.clinic_id == event.clinic_id,
        entry.gtin == event.gtin,
        entry.lot == event.lot,
        entry.at > opened_at(event),
    )
    written_off = (await work.execute(since)).one()
    if written_off.put_aside > 0:
        return Place.QUARANTINE
    return Place.DISCARDED if written_off.expired > 0 else None


@dataclass(frozen=True, slots=True)
class Numbered:
    """What is known of a cartridge that a session opened, by its number."""

    doubt: str | None = None
    """Why it cannot be the cartridge that it says; None: it can, and the ledger takes it."""
    other_lot: str | None = None
    """That its number was received as part of another lot than the session says."""
    received_lot: str | None = None
    """That lot."""

    def as_received(self, event: E) -> E:
        """What the session says, of the lot that the books have."""
        return event if self.received_lot is None else event.model_copy(update={"lot": self.received_lot})


async def look_at_number(work: Work, event: OpenedEvent) -> Numbered:
    """Note what a session did with a serial number, and what is known of the cartridge. One is what its number says."""
    if event.serial is None:
        return Numbered()
    opening: Opening = "used_in" if isinstance(event, CartridgeUsed) else "discarded_in"
    seen = await lock_serial(work, event.gtin, event.serial, event.lot, opening, event.session_id)
    if seen is None:
        only_numbered = await is_numbered_only(work, event.gtin, event.lot, event.clinic_id)
        return Numbered(why.serial_never_received(event.serial, event.lot) if only_numbered else None)
    doubt = _opened_before(event.serial, seen)
    if doubt is None:
        await open_serial(work, event.gtin, event.serial, opening, event.session_id)
        elsewhere = seen.clinic_id != event.clinic_id
        doubt = why.serial_of_another_clinic(event.serial) if elsewhere else await _put_away(work, event, seen)
    if seen.lot == event.lot or seen.clinic_id is None:
        return Numbered(doubt)
    return Numbered(doubt, why.serial_of_another_lot(event.serial, seen.lot), seen.lot)


def _opened_before(serial: str, seen: Row) -> str | None:
    if seen.used_in is not None:
        return why.serial_used_before(serial, seen.used_in)
    return None if seen.discarded_in is None else why.serial_discarded_before(serial, seen.discarded_in)


async def restore_missed(work: Work, event: OpenedEvent, shelf: Shelf) -> None:
    """A count found missing what a session had opened before it, whose record came later: it is free, to be taken next.

    The shelf is as it was counted, and stays so.
    """
    lot = shelf.stock.lots.get(event.lot)
    if lot is None or lot.balance.lost == 0:
        return
    numbered = await numbers_kept_in(work, event.clinic_id, event.gtin, event.lot, (Place.LOST,), opened=True)
    mine = event.serial in numbered
    if not mine and len(numbered) >= lot.balance.lost:
        return
    if await missed_by_counts(work, event.clinic_id, event.gtin, event.lot, opened_at(event)) > 0:
        shelf.stock.restore(event.lot, event.session_id, Place.LOST)
        if event.serial is not None and mine:
            await place_serials(work, [(event.gtin, event.lot, event.serial)], event.clinic_id, Place.ON_HAND)


async def _put_away(work: Work, event: OpenedEvent, seen: Row) -> str | None:
    """Why a cartridge cannot have been opened that a person moved by its number, or sent to another clinic.

    What a recall put aside is no such, nor what a count missed because the session had opened it before.
    """
    place = Place(seen.place)
    missed = (seen.clinic_id, seen.gtin, seen.lot, opened_at(event))
    if place is Place.LOST and await missed_by_counts(work, *missed) > 0:
        return None
    held = place is Place.QUARANTINE and not await is_put_aside(work, seen.clinic_id, seen.gtin, seen.serial)
    away = held or place in PUT_AWAY or place is Place.IN_TRANSIT
    return why.serial_put_away(seen.serial, WHERE[place]) if away else None


def expired(shelf: Shelf, event: OpenedEvent) -> str | None:
    """Why a lot on this shelf must not have been used that day."""
    return why_used_late(shelf.clinic, event.lot, shelf.stock.lots[event.lot].expires_on, opened_at(event))


def why_used_late(clinic: Clinic, lot: str, expires_on: date, opened: datetime) -> str | None:
    """Why a lot with this last day of use must not have been opened at a clinic then (UTC)."""
    return None if usable_on(expires_on, clinic.day_of(opened)) else why.lot_expired(lot, expires_on)


async def why_recalled(work: Work, gtin: str, lot: str, opened: datetime) -> str | None:
    """Why a lot must not have been opened then (UTC): it had been recalled, and still is."""
    recalled_at = (await work.execute(select(recalls.c.recalled_at).where(bars(gtin, lot)))).scalar()
    if recalled_at is None or recalled_at > opened:
        return None
    return why.lot_recalled(lot, recalled_at)


async def wrong_with_label(work: Work, event: CartridgeUsed) -> str | None:
    """Why a label is not that of its lot: it says another expiry than the books. A lot that is not in them is not told.

    None as well for a use whose label is not known.
    """
    if event.expires_on is None:
        return None
    this = (event.gtin, event.lot)
    return why.label_differs(event.lot, event.expires_on, (await expiries_of(work, [this])).get(this))


async def why_not_there(work: Work, event: OpenedEvent, shelf: Shelf) -> str:
    """Why none of a lot is on this shelf."""
    if recalled := await why_recalled(work, event.gtin, event.lot, opened_at(event)):
        return recalled
    if event.lot in shelf.stock.lots:
        lot = shelf.stock.lots[event.lot]
        return expired(shelf, event) or why.none_left(lot.lot)
    received = select(balances.c.clinic_id).where(balances.c.gtin == event.gtin, balances.c.lot == event.lot).limit(1)
    if (await work.execute(received)).first():
        return why.lot_of_another_clinic(event.lot)
    return why.lot_unknown(event.lot)
