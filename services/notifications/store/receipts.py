"""Receipts that came before their hand-over was known, as rows."""

from uuid import UUID

from sqlalchemy import delete, insert

from chassis.ids import new_id
from chassis.work import Work
from services.notifications.domain.hand_overs import DeliveryState, Receipt
from services.notifications.domain.recipients import Channel
from services.notifications.tables import early_receipts

of = early_receipts.c


async def keep_early(work: Work, receipt: Receipt) -> None:
    """Keep a receipt that says the carrier's own id, or ours; not whom it speaks of."""
    await work.execute(
        insert(early_receipts).values(
            id=new_id(),
            channel=receipt.channel.value,
            provider_id=receipt.provider_id,
            state=receipt.state.value,
            code=receipt.code,
            status=receipt.status,
            delivery_id=receipt.delivery_id,
            address_bad=receipt.address_bad,
            received_at=work.now,
        )
    )


async def take_out_early(work: Work, channel: Channel, provider_id: str | None, delivery_id: UUID) -> list[Receipt]:
    """Those of one hand-over, in the order in which they came; they are kept no longer.

    ``provider_id``: None while the carrier has not said what it calls it.
    """
    named = of.delivery_id == delivery_id
    if provider_id is not None:
        named |= (of.provider_id == provider_id) & of.delivery_id.is_(None)
    rows = (await work.execute(delete(early_receipts).where(of.channel == channel.value, named).returning(*of))).all()
    return [
        Receipt(
            channel,
            DeliveryState(row.state),
            row.provider_id,
            row.delivery_id,
            row.code,
            row.status,
            address_bad=row.address_bad,
        )
        for row in sorted(rows, key=lambda row: row.id)
    ]
