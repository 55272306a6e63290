"""A proposed transfer of what expires is accepted: it is sent."""

from uuid import UUID

from chassis.work import Work
from services.inventory.commands.transfers import send
from services.inventory.domain.purchase_order_refusals import ProposalChanged
from services.inventory.domain.refusals import ExpiringStockUnknown
from services.inventory.forms.expiring_stock import SavingAcceptanceForm
from services.inventory.forms.lines import LineItem
from services.inventory.forms.transfers import TransferForm
from services.inventory.store.clinics import lock_two_clinics
from services.inventory.store.expiring_savings import EXPIRING, savings_of
from services.inventory.tables import expiring_lots


async def accept_saving(work: Work, expiring_id: UUID, form: SavingAcceptanceForm) -> UUID:
    """Send what was proposed, if it still is. Answers the transfer.

    Raises ExpiringStockUnknown, Forbidden, ClinicUnknown, ProposalChanged, and what `send` raises.
    """
    this = EXPIRING.where(expiring_lots.c.id == expiring_id)
    before = (await work.execute(this)).first()
    if before is None:
        raise ExpiringStockUnknown(
            "Nothing with this id is listed as expiring: look at the list of what expires unused."
        )
    work.access.authorize(where=before.clinic_id)
    await lock_two_clinics(work, before.clinic_id, form.to_clinic_id)
    row = (await work.execute(this)).one()
    proposed = await savings_of(work, [row] if row.closed_at is None else [])
    saved = {each.clinic_id: each.saved for each in proposed.get(row.id, [])}.get(form.to_clinic_id, 0)
    if form.quantity > saved:
        raise ProposalChanged(
            "Nothing was sent: that clinic can use {saved} of it in time now. Look at the list again.",
            saved=saved,
        )
    ends = {"from_clinic_id": row.clinic_id, "to_clinic_id": form.to_clinic_id}
    item = LineItem(gtin=row.gtin, lot=row.lot, quantity=form.quantity)
    return await send(work, TransferForm(**ends, items=[item], expected_on=form.expected_on, note=form.note))
