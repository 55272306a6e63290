"""A proposed transfer of what a clinic lacks is accepted: it is sent."""

from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.commands.transfers import send
from services.inventory.domain.expiries import local_day
from services.inventory.domain.purchase_order_refusals import ProposalChanged
from services.inventory.domain.refusals import ShortageUnknown
from services.inventory.domain.shortages import lots_to_send, offers
from services.inventory.forms.lines import LineItem
from services.inventory.forms.shortages import CureAcceptanceForm
from services.inventory.forms.transfers import TransferForm
from services.inventory.store.clinics import lock_two_clinics
from services.inventory.store.shortages import free_lots
from services.inventory.tables import shortages


async def accept_cure(work: Work, shortage_id: UUID, form: CureAcceptanceForm) -> UUID:
    """Send what is lacking from the clinic that was named, if it still can. Answers the transfer.

    Raises ShortageUnknown, ClinicUnknown, ProposalChanged, and what `send` raises.
    """
    before = await _find(work, shortage_id)
    sender, receiver = await lock_two_clinics(work, form.from_clinic_id, before.clinic_id)
    row = await _find(work, shortage_id)
    needed_on = local_day(row.first_session_at, receiver.known_zone)
    lots = (await free_lots(work, [row.gtin] if row.closed_at is None else [])).get(row.gtin, [])
    offered = offers(lots, of=receiver.id, wanted=row.cartridges, needed_on=needed_on)
    spare = next((min(each.spare, row.cartridges) for each in offered if each.clinic_id == sender.id), 0)
    if form.quantity > spare:
        raise ProposalChanged(
            "Nothing was sent: {spare} of it can be sent from that clinic now. Look at the list again.",
            spare=spare,
        )
    items = [
        LineItem(gtin=row.gtin, lot=lot, quantity=count)
        for lot, count in lots_to_send(lots, sender=sender.id, wanted=form.quantity, needed_on=needed_on)
    ]
    ends = {"from_clinic_id": sender.id, "to_clinic_id": receiver.id}
    return await send(work, TransferForm(**ends, items=items, expected_on=form.expected_on, note=form.note))


async def _find(work: Work, shortage_id: UUID) -> Row:
    row = (await work.execute(select(shortages).where(shortages.c.id == shortage_id))).first()
    if row is None:
        raise ShortageUnknown("Nothing with this id is listed as lacking: look at the list of shortages.")
    return row
