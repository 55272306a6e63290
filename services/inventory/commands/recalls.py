"""A lot is recalled: from now on no clinic of the chain uses it, reserves it or receives it."""

from uuid import UUID

from sqlalchemy import insert, or_, select
from sqlalchemy.dialects.postgresql import insert as insert_unless

from cartridge_codes.gtin import lot_key
from chassis.ids import new_id
from chassis.work import Work
from contracts.inventory.stock import LotRecalled
from services.inventory.commands.products import read_gtin, require_product
from services.inventory.commands.stock import settle
from services.inventory.domain.places import EntryKind
from services.inventory.domain.recalls import require_done
from services.inventory.domain.refusals import RecallClosed, RecallExists, RecallOpen
from services.inventory.forms.recalls import RecallForm, RecallSummary
from services.inventory.store.clinics import Clinic, lock_chain, lock_open_clinics
from services.inventory.store.recalls import bars, change_recall, lock_standing_recall
from services.inventory.store.reconciliations import counts_of, remaining_of
from services.inventory.store.stock import load_shelf
from services.inventory.tables import balances, recalled_at_clinics, recalls


async def recall(work: Work, form: RecallForm) -> UUID:
    """Quarantine a lot in the whole chain; appointments that held it get another lot at once, or are short.

    A lot that no clinic has received can be recalled as well: then it is refused when it arrives. Answers the
    recall's id. Raises GtinInvalid, ProductUnknown, RecallExists.
    """
    gtin = read_gtin(form.gtin)
    await require_product(work, gtin)
    await lock_chain(work)
    clinics = await lock_open_clinics(work)
    recall_id = await _write_down(work, gtin, form)
    stocked = await _clinics_with(work, gtin, form.lot)
    for clinic in clinics:
        await _quarantine(work, clinic, recall_id, gtin, form, on_shelf=clinic.id in stocked)
    work.audit("lot recalled", lot_key(gtin, form.lot), recall=str(recall_id))
    return recall_id


async def close_recall(work: Work, recall_id: UUID, reason: str | None) -> RecallSummary:
    """Everything of it is done, or a reason says why it need not be; the lot stays barred.

    Raises RecallUnknown, RecallWasWithdrawn, RecallClosed, RecallStepsOpen.
    """
    found = await lock_standing_recall(work, recall_id)
    if found.closed_at is not None:
        raise RecallClosed("This recall is closed already: reopen it to go on with it.")
    steps = (await remaining_of(work, found, await counts_of(work, found))).steps
    require_done(steps, reason)
    closed = {"closed_at": work.now, "closed_by": work.actor.subject, "closed_because": reason if steps else None}
    work.audit("recall closed", f"recall/{recall_id}", open_steps=[step.value for step in steps], reason=reason)
    return RecallSummary.model_validate(await change_recall(work, recall_id, **closed))


async def reopen_recall(work: Work, recall_id: UUID) -> RecallSummary:
    """Something is left to do after all. Raises RecallUnknown, RecallWasWithdrawn, RecallOpen."""
    found = await lock_standing_recall(work, recall_id)
    if found.closed_at is None:
        raise RecallOpen("This recall is not closed.")
    work.audit("recall reopened", f"recall/{recall_id}")
    changed = await change_recall(work, recall_id, **dict.fromkeys(("closed_at", "closed_by", "closed_because")))
    return RecallSummary.model_validate(changed)


async def _write_down(work: Work, gtin: str, form: RecallForm) -> UUID:
    recall_id = new_id()
    fresh = insert_unless(recalls).values(
        id=recall_id,
        gtin=gtin,
        lot=form.lot,
        reason=form.reason,
        recalled_at=work.now,
        recalled_by=work.actor.subject,
    )
    if (await work.execute(fresh.on_conflict_do_nothing().returning(recalls.c.id))).first():
        return recall_id
    earlier = (await work.execute(select(recalls.c.id).where(bars(gtin, form.lot)))).scalar_one()
    raise RecallExists(
        f"Lot {form.lot} of {gtin} is recalled already: read GET /v1/recalls/{earlier}.", recall_id=str(earlier)
    )


async def _clinics_with(work: Work, gtin: str, lot: str) -> set[UUID]:
    statement = select(balances.c.clinic_id).where(
        balances.c.gtin == gtin, balances.c.lot == lot, or_(balances.c.on_hand > 0, balances.c.reserved > 0)
    )
    return set((await work.execute(statement)).scalars())


async def _quarantine(
    work: Work, clinic: Clinic, recall_id: UUID, gtin: str, form: RecallForm, *, on_shelf: bool
) -> None:
    quarantined = released = 0
    shelf = await load_shelf(work, clinic, gtin, holders_of=form.lot) if on_shelf else None
    if shelf:
        quarantined, released = shelf.stock.write_off(form.lot, EntryKind.RECALL, recall_id)
    work.publish(
        LotRecalled(
            recall_id=recall_id,
            clinic_id=clinic.id,
            gtin=gtin,
            lot=form.lot,
            reason=form.reason,
            quarantined=quarantined,
            released_reservations=released,
            recalled_at=work.now,
        )
    )
    await work.execute(
        insert(recalled_at_clinics).values(
            recall_id=recall_id, clinic_id=clinic.id, quarantined=quarantined, released_reservations=released
        )
    )
    if shelf:
        await settle(work, shelf)
