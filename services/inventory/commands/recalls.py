"""A lot is recalled: from now on no clinic of the chain uses it, reserves it or receives it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import or_, select

from cartridge_codes.gtin import lot_key
from chassis.refusals import Phrase
from chassis.work import Work
from contracts.inventory.stock import LotRecalled, NoticedLot
from services.inventory.commands.products import read_gtin, require_product
from services.inventory.commands.recall_items import ask_to_clear, ask_to_confirm, end_items
from services.inventory.commands.recall_records import (
    clinics_that_had,
    keep_at_clinics,
    recalled_already,
    write_down,
)
from services.inventory.commands.recalled_serials import (
    not_recalled_yet,
    recall_numbers,
    require_numbers_confirmed,
)
from services.inventory.commands.stock import settle
from services.inventory.domain.places import EntryKind
from services.inventory.domain.recall_checks import meant, nearest
from services.inventory.domain.recalls import require_done
from services.inventory.domain.refusals import LotsUnconfirmed, RecallClosed, RecallOpen
from services.inventory.forms.recalls import RecallForm, RecallSummary
from services.inventory.store.clinics import Clinic, lock_chain, lock_open_clinics
from services.inventory.store.known_lots import known_lots
from services.inventory.store.recalled_serials import unopened_numbers
from services.inventory.store.recalls import change_recall, lock_standing_recall, standing_recalls
from services.inventory.store.reconciliations import confirmations_of, counts_of, remaining_of, to_confirm
from services.inventory.store.stock import load_shelf
from services.inventory.tables import balances


async def recall(work: Work, form: RecallForm) -> UUID:
    """Quarantine a lot, or some cartridges of it, in the whole chain; who held it gets another lot, or is short.

    What no clinic has received can be recalled as well: then it is refused when it arrives. Answers the recall's id.
    Raises GtinInvalid, ProductUnknown, LotsUnconfirmed, SerialsUnconfirmed, RecallExists.
    """
    gtin = read_gtin(form.gtin)
    await require_product(work, gtin)
    await lock_chain(work)
    open_clinics = await lock_open_clinics(work)
    await require_confirmed(work, gtin, [form.lot], [form.lot] if form.confirmed else [])
    if not form.serials:
        recall_id, _ = await recall_lot(work, open_clinics, gtin, form.lot, form.reason)
        return recall_id
    if (earlier := (await standing_recalls(work, [(gtin, form.lot)])).get((gtin, form.lot))) is not None:
        raise recalled_already(gtin, form.lot, earlier)
    await require_numbers_confirmed(work, gtin, form.lot, form.serials, form.serials if form.confirmed else [])
    numbers = await not_recalled_yet(work, gtin, form.serials)
    recall_id, _ = await recall_numbers(work, open_clinics, gtin, form.lot, numbers, form.reason)
    return recall_id


async def require_confirmed(work: Work, gtin: str, lots: Collection[str], confirmed: Collection[str]) -> None:
    """Raises LotsUnconfirmed when a lot never came and nobody says that it is written as the notice has it."""
    known = await known_lots(work, gtin)
    strange = sorted(set(lots) - known - set(confirmed))
    if strange:
        listed = [{"lot": lot, "nearest": nearest(lot, known)} for lot in strange]
        raise LotsUnconfirmed(
            "{first} of {gtin} never came to a clinic. {meant} Compare it with the notice, letter by letter; if it is"
            " right, send it once more as confirmed, and it is refused when it arrives.",
            first=Phrase(_ONE if len(strange) == 1 else _SEVERAL, {"lot": strange[0], "count": len(strange)}),
            meant=meant(listed[0]["nearest"]),
            gtin=gtin,
            lots=listed,
        )


_ONE, _SEVERAL = "Lot {lot}", "{count} {count:lot|lots}, {lot} first,"


async def recall_lot(
    work: Work, open_clinics: Sequence[Clinic], gtin: str, lot: str, reason: str, notice_id: UUID | None = None
) -> tuple[UUID, dict[UUID, NoticedLot]]:
    """Recall a whole lot; chain and clinics are locked. Answers the recall, and what it did at each clinic.

    Raises RecallExists.
    """
    recall_id = await write_down(work, gtin, lot, reason, notice_id)
    stocked, numbers = await _clinics_with(work, gtin, lot), await unopened_numbers(work, gtin, lot)
    did: dict[UUID, NoticedLot] = {}
    for each in open_clinics:
        quarantined, released = await _quarantine(work, each, recall_id, gtin, lot, on_shelf=each.id in stocked)
        did[each.id] = NoticedLot(lot=lot, quarantined=quarantined, released_reservations=released)
    for clinic_id, at_clinic in did.items():
        work.publish(
            LotRecalled(
                recall_id=recall_id,
                clinic_id=clinic_id,
                gtin=gtin,
                lot=lot,
                reason=reason,
                quarantined=at_clinic.quarantined,
                released_reservations=at_clinic.released_reservations,
                recalled_at=work.now,
                notice_id=notice_id,
                serials=numbers.get(clinic_id, ()),
            )
        )
    await keep_at_clinics(work, recall_id, did)
    await ask_to_confirm(work, recall_id, await clinics_that_had(work, gtin, lot))
    work.audit("lot recalled", lot_key(gtin, lot), recall=str(recall_id))
    return recall_id, did


async def close_recall(work: Work, recall_id: UUID, reason: str | None) -> RecallSummary:
    """Everything of it is done, or a reason says why it need not be; the lot stays barred.

    Raises RecallUnknown, RecallWasWithdrawn, RecallClosed, RecallStepsOpen.
    """
    found = await lock_standing_recall(work, recall_id)
    if found.closed_at is not None:
        raise RecallClosed("This recall is closed already: reopen it to go on with it.")
    counts, confirmed = await counts_of(work, found), await confirmations_of(work, recall_id)
    remaining = await remaining_of(work, found, counts, confirmed)
    steps = (*remaining.steps, *remaining.reports)
    require_done(steps, reason)
    await end_items(work, recall_id, "recall_closed")
    closed = {"closed_at": work.now, "closed_by": work.actor.subject, "closed_because": reason if steps else None}
    work.audit("recall closed", f"recall/{recall_id}", open_steps=[step.value for step in steps], reason=reason)
    return RecallSummary.model_validate(await change_recall(work, recall_id, **closed))


async def reopen_recall(work: Work, recall_id: UUID) -> RecallSummary:
    """Something is left to do after all. Raises RecallUnknown, RecallWasWithdrawn, RecallOpen."""
    found = await lock_standing_recall(work, recall_id)
    if found.closed_at is None:
        raise RecallOpen("This recall is not closed.")
    counts = await counts_of(work, found)
    await ask_to_confirm(work, recall_id, to_confirm(counts, await confirmations_of(work, recall_id)))
    await ask_to_clear(work, recall_id, {row.of_clinic for row in counts if row.quarantine})
    work.audit("recall reopened", f"recall/{recall_id}")
    changed = await change_recall(work, recall_id, **dict.fromkeys(("closed_at", "closed_by", "closed_because")))
    return RecallSummary.model_validate(changed)


async def _clinics_with(work: Work, gtin: str, lot: str) -> set[UUID]:
    statement = select(balances.c.clinic_id).where(
        balances.c.gtin == gtin, balances.c.lot == lot, or_(balances.c.on_hand > 0, balances.c.reserved > 0)
    )
    return set((await work.execute(statement)).scalars())


async def _quarantine(
    work: Work, clinic: Clinic, recall_id: UUID, gtin: str, lot: str, *, on_shelf: bool
) -> tuple[int, int]:
    """How many cartridges it took off the shelf there, and how many reservations lost the lot."""
    if not on_shelf:
        return 0, 0
    shelf = await load_shelf(work, clinic, gtin, holders_of=lot)
    took = shelf.stock.write_off(lot, EntryKind.RECALL, recall_id)
    await settle(work, shelf)
    return took
