"""What follows for an order when something was received against it, or taken back."""

from uuid import UUID

from chassis.work import Work
from services.inventory.commands.purchase_orders import change_order_row
from services.inventory.domain.purchase_orders import OrderStatus, status_by
from services.inventory.store.purchase_orders import load_lines, read_order
from services.inventory.store.receipts import order_of_receipt, received_of

_BY_PEOPLE = frozenset({OrderStatus.DRAFT, OrderStatus.CLOSED_SHORT, OrderStatus.CANCELLED})
"""What a person said stays until a person says otherwise."""


async def follow_order(work: Work, order_id: UUID | None) -> None:
    """Its status by what was received against it. None: there is no order. Under the clinic's lock."""
    if order_id is None:
        return
    order = await read_order(work, order_id)
    if OrderStatus(order.status) in _BY_PEOPLE:
        return
    lines = (await load_lines(work, [order_id]))[order_id]
    status = status_by(lines, (await received_of(work, [order_id]))[order_id])
    if status.value != order.status:
        await change_order_row(work, order, status=status.value)


async def follow_receipt(work: Work, receipt_id: UUID | None) -> None:
    """The same for the order of a receipt of which something was taken back."""
    if receipt_id is not None:
        await follow_order(work, await order_of_receipt(work, receipt_id))
