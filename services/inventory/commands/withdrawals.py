"""A cartridge was not used after all: booking corrected the session that said so."""

from uuid import UUID

from sqlalchemy import insert, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.cartridges import CartridgeDiscardWithdrawn, CartridgeUseWithdrawn
from contracts.inventory.stock import CartridgeMisuseClosed
from services.inventory.commands.chair_discards import live_discard
from services.inventory.commands.reservations import ReservationRow, lock_with_reservation
from services.inventory.commands.stock import settle
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.ledger import EntryKind
from services.inventory.domain.uses import Use
from services.inventory.store.clinics import Clinic, lock_clinics
from services.inventory.store.stock import load_shelf
from services.inventory.store.uses import (
    change_use,
    close_incident,
    count_live,
    free_discarded_serial,
    free_serial,
    is_its_cartridge,
    keep_use,
    live_use,
    unaccounted_like,
)
from services.inventory.tables import chair_discards, reservations

WITHDRAWN, ACCOUNTED = "withdrawn", "accounted"
"""Why an incident is closed: there was no such use; or the ledger can account for it now."""


async def withdraw_use(work: Work, event: CartridgeUseWithdrawn) -> None:
    """Put a cartridge back that was not used, by a ledger entry that points to the one that it takes back.

    A use that no ledger entry stands for is an incident less. What the use had kept from being accounted for is looked
    at again. Before the use itself has arrived, it is only noted.
    """
    before, clinics = await lock_with_reservation(work, event.appointment_id, event.clinic_id)
    withdrawn = {"withdrawn_at": event.withdrawn_at, "withdrawn_because": event.because}
    use = await live_use(work, Use.of(event))
    if use is None:
        await keep_use(work, Use.of(event), event.patient_id, awaited=True, **withdrawn)
        return
    await change_use(work, use.id, **withdrawn)
    await _close(work, use, WITHDRAWN)
    if use.serial is not None:
        await free_serial(work, use)
    clinic = clinics[use.clinic_id]
    if clinic.zone is not None and use.entry_id is not None:
        await _put_back(work, clinic, use, EntryKind.USE)
    if before is not None:
        await _count_again(work, before, clinics[before.clinic_id])
    if clinic.zone is not None:
        await _account_for_others(work, clinic, use)


async def withdraw_discard(work: Work, event: CartridgeDiscardWithdrawn) -> None:
    """The same for a cartridge that was not thrown away at the chair. Its appointment's reservation never changed."""
    clinic = (await lock_clinics(work, [event.clinic_id]))[event.clinic_id]
    discard = await live_discard(work, event)
    withdrawn = {"withdrawn_at": event.withdrawn_at}
    if discard is None:
        facts = event.model_dump(exclude={"lot_key", "because", "withdrawn_at"})
        await work.execute(insert(chair_discards).values(id=new_id(), awaited=True, **withdrawn, **facts))
        return
    this = chair_discards.c.id == discard.id
    await work.execute(update(chair_discards).where(this).values(**withdrawn))
    await _close(work, discard, WITHDRAWN)
    if discard.serial is not None:
        await free_discarded_serial(work, discard)
    if clinic.zone is None:
        return
    if discard.entry_id is not None:
        await _put_back(work, clinic, discard, EntryKind.DISCARD)
    await _account_for_others(work, clinic, discard)


async def _put_back(work: Work, clinic: Clinic, opened: Row, took: EntryKind) -> None:
    shelf = await load_shelf(work, clinic, opened.gtin, lots_named=[opened.lot])
    shelf.stock.put_back(opened.lot, took, opened.session_id, opened.entry_id)
    await settle(work, shelf)


async def _count_again(work: Work, before: ReservationRow, clinic: Clinic) -> None:
    """The appointment's session has used fewer cartridges, wherever they are reserved."""
    used = await count_live(work, before.appointment_id)
    if clinic.zone is None:
        statement = update(reservations).where(reservations.c.appointment_id == before.appointment_id)
        await work.execute(statement.values(used=used, changed_at=work.now))
        return
    shelf = await load_shelf(work, clinic, before.gtin, appointments=[before.appointment_id])
    shelf.stock.count_uses(before.appointment_id, used)
    await settle(work, shelf)


async def _account_for_others(work: Work, clinic: Clinic, gone: Row) -> None:
    """Uses that were incidents because the books said that this cartridge was used up by the withdrawn one."""
    for use in await unaccounted_like(work, gone):
        shelf = await load_shelf(work, clinic, use.gtin, lots_named=[use.lot], holders_of=use.lot)
        if shelf.stock.shelf(use.lot) == 0 or not await is_its_cartridge(work, use):
            continue
        entry_id = new_id()
        shelf.stock.account(use.lot, use.session_id, entry_id)
        await settle(work, shelf)
        await change_use(work, use.id, entry_id=entry_id)
        if usable_on(shelf.stock.lots[use.lot].expires_on, clinic.day_of(use.used_at)):
            await _close(work, use, ACCOUNTED)


async def _close(work: Work, use: Row, because: str) -> None:
    incident_id: UUID | None = use.incident_id
    if incident_id is None:
        return
    await close_incident(work, incident_id, because)
    work.publish(
        CartridgeMisuseClosed(
            clinic_id=use.clinic_id,
            gtin=use.gtin,
            lot=use.lot,
            session_id=use.session_id,
            because=because,
            closed_at=work.now,
        )
    )
