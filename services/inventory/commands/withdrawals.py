"""A cartridge was not opened after all: booking corrected the session that said so."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Table, update

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.cartridges import CartridgeDiscardWithdrawn, CartridgeUseWithdrawn
from services.inventory.commands.accounting import account_for_opened, put_back
from services.inventory.commands.incidents import WITHDRAWN, close_by_fact
from services.inventory.commands.opened_cartridges import facts_of
from services.inventory.commands.recall_letters import withdraw_letter
from services.inventory.commands.received_numbers import clinics_of_number, follow_numbers
from services.inventory.commands.reservations import ReservationRow, lock_with_reservation
from services.inventory.commands.stock import settle
from services.inventory.commands.whereabouts import follow_back, who_had
from services.inventory.domain.places import EntryKind
from services.inventory.store.clinics import Clinic, lock_clinics
from services.inventory.store.opened_cartridges import Facts, change_opened, keep_opened, live_opened, lot_in_books
from services.inventory.store.serials import free_serial
from services.inventory.store.stock import load_shelf
from services.inventory.store.uses import count_live
from services.inventory.tables import chair_discards, reservations, uses


async def withdraw_use(work: Work, event: CartridgeUseWithdrawn) -> None:
    """Put a cartridge back that was not used, by a ledger entry that points to the one that it takes back.

    A use that no ledger entry stands for is an incident less. What the use had kept from being accounted for is looked
    at again. Before the use itself has arrived, it is only noted.
    """
    had, concerned = await who_had(work, event), await clinics_of_number(work, event.gtin, event.serial)
    before, clinics = await lock_with_reservation(work, event.appointment_id, event.clinic_id, *had, *concerned)
    withdrawn = {"withdrawn_at": event.withdrawn_at, "withdrawn_because": event.because}
    use = await _withdraw(work, uses, facts_of(event), withdrawn)
    if use is None:
        return
    clinic = clinics[use.clinic_id]
    if use.serial is not None:
        await free_serial(work, use, "used_in")
    await withdraw_letter(work, use.gtin, {use.lot, lot_in_books(use)}, use.patient_id)
    await put_back(work, clinic, use, EntryKind.USE)
    if had:
        await follow_back(work, use, had, clinics)
    if before is not None:
        await _count_again(work, before, clinics[before.clinic_id])
    await account_for_opened(work, clinic, use.gtin, lot_in_books(use), use.serial)
    await _follow_next(work, use, clinics)


async def withdraw_discard(work: Work, event: CartridgeDiscardWithdrawn) -> None:
    """The same for a cartridge that was not thrown away at the chair. Its appointment's reservation never changed."""
    had, concerned = await who_had(work, event), await clinics_of_number(work, event.gtin, event.serial)
    clinics = await lock_clinics(work, {event.clinic_id, *had, *concerned})
    clinic = clinics[event.clinic_id]
    discard = await _withdraw(work, chair_discards, facts_of(event), {"withdrawn_at": event.withdrawn_at})
    if discard is None:
        return
    if discard.serial is not None:
        await free_serial(work, discard, "discarded_in")
    await put_back(work, clinic, discard, EntryKind.DISCARD)
    if had:
        await follow_back(work, discard, had, clinics)
    await account_for_opened(work, clinic, discard.gtin, lot_in_books(discard), discard.serial)
    await _follow_next(work, discard, clinics)


async def _withdraw(work: Work, table: Table, facts: Facts, withdrawn: Facts) -> Row | None:
    """What is withdrawn, with its incident closed; None when it has not arrived yet: then it is awaited."""
    opened = await live_opened(work, table, facts)
    if opened is None:
        await keep_opened(work, table, facts, awaited=True, **withdrawn)
        return None
    await change_opened(work, table, opened.id, **withdrawn)
    await close_by_fact(work, opened.incident_id, WITHDRAWN)
    return opened


async def _follow_next(work: Work, opened: Row, clinics: Mapping[UUID, Clinic]) -> None:
    """The cartridge that was not opened here is the one that another session opened, perhaps at another clinic."""
    if opened.serial is not None and await clinics_of_number(work, opened.gtin, opened.serial) <= clinics.keys():
        await follow_numbers(work, clinics, opened.gtin, [opened.serial])


async def _count_again(work: Work, before: ReservationRow, clinic: Clinic) -> None:
    """The appointment's session has used fewer cartridges, wherever they are reserved."""
    used = await work.scalar(count_live(before.appointment_id))
    if clinic.zone is None:
        statement = update(reservations).where(reservations.c.appointment_id == before.appointment_id)
        await work.execute(statement.values(used=used, changed_at=work.now))
        return
    shelf = await load_shelf(work, clinic, before.gtin, appointments=[before.appointment_id])
    shelf.stock.count_uses(before.appointment_id, used)
    await settle(work, shelf)
