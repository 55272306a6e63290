"""What people report about a recall: counted at each clinic, supplier informed, its effect checked."""

from uuid import UUID

from sqlalchemy import func, select, update

from chassis.work import Work
from services.inventory.commands.recall_items import ask_to_confirm, note_confirmed
from services.inventory.domain.refusals import ClinicUnknown, RecallClosed
from services.inventory.forms.recall_steps import ConfirmationForm, ConfirmationView
from services.inventory.forms.recalls import RecallSummary
from services.inventory.store.clinics import lock_clinic
from services.inventory.store.recalled_serials import quarantined_at
from services.inventory.store.recalls import change_recall, lock_standing_recall
from services.inventory.tables import balances, recalled_at_clinics


async def confirm_put_aside(work: Work, recall_id: UUID, clinic_id: UUID, form: ConfirmationForm) -> ConfirmationView:
    """Somebody counted what is put aside at a clinic. Said again, it is put right; a difference leaves it to be done.

    Raises ClinicUnknown, RecallUnknown, RecallWasWithdrawn, RecallClosed.
    """
    work.access.authorize(where=clinic_id)
    await lock_clinic(work, clinic_id)
    recall = await lock_standing_recall(work, recall_id)
    if recall.closed_at is not None:
        raise RecallClosed("This recall is closed: have a director reopen it when it is not over here.")
    here = (recalled_at_clinics.c.recall_id == recall_id) & (recalled_at_clinics.c.clinic_id == clinic_id)
    of = balances.c
    booked = select(func.coalesce(func.sum(of.quarantine), 0)).where(
        of.clinic_id == clinic_id, of.gtin == recall.gtin, of.lot == recall.lot
    )
    expected = quarantined_at(recall_id, clinic_id) if recall.in_part else booked.scalar_subquery()
    said = {"counted": form.counted, "expected": expected, "confirmed_note": form.note}
    who = {"confirmed_at": work.now, "confirmed_by": work.actor.subject}
    statement = update(recalled_at_clinics).where(here).values(**said, **who).returning(recalled_at_clinics)
    row = (await work.execute(statement)).first()
    if row is None:
        raise ClinicUnknown("The recall did not reach this clinic: it opened later, or not yet.")
    if row.counted == row.expected:
        await note_confirmed(work, recall_id, clinic_id)
    else:
        await ask_to_confirm(work, recall_id, [clinic_id])
    work.audit(
        "recalled cartridges counted",
        f"recall/{recall_id}",
        clinic=str(clinic_id),
        counted=row.counted,
        expected=row.expected,
    )
    return ConfirmationView.model_validate(row._mapping)


async def note_supplier_informed(work: Work, recall_id: UUID, reference: str) -> RecallSummary:
    """The supplier knows what the chain has. Said again, it is put right. Raises RecallUnknown, RecallWasWithdrawn."""
    return await _note(work, recall_id, "supplier informed of a recall", "supplier_informed", reference)


async def note_effect_checked(work: Work, recall_id: UUID, found: str) -> RecallSummary:
    """Somebody checked that the recall reached everybody. Said again, it is put right.

    Raises RecallUnknown, RecallWasWithdrawn.
    """
    return await _note(work, recall_id, "effect of a recall checked", "effect_checked", found)


async def _note(work: Work, recall_id: UUID, audited: str, step: str, note: str) -> RecallSummary:
    await lock_standing_recall(work, recall_id)
    said = {f"{step}_at": work.now, f"{step}_by": work.actor.subject, f"{step}_note": note}
    work.audit(audited, f"recall/{recall_id}", note=note)
    return RecallSummary.model_validate(await change_recall(work, recall_id, **said))
