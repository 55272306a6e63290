"""What follows for an order when something was received against it, or taken back, or its day is over."""

from uuid import UUID

from chassis.work import Work
from services.inventory.commands.purchase_orders import change_order_row
from services.inventory.domain.due_times import late_order_due
from services.inventory.domain.expiries import day_ends_at
from services.inventory.domain.purchase_orders import AWAITED, OrderStatus, status_by
from services.inventory.store.clinics import lock_clinics
from services.inventory.store.purchase_orders import lines_and_received, read_order
from services.inventory.store.receipts import order_of_receipt
from services.inventory.worklist import ORDER_LATE, WORKLIST

ORDER_DUE = "order_due"
"""The timer at the local midnight after the day on which an order is due."""

_BY_PEOPLE = frozenset({OrderStatus.DRAFT, OrderStatus.CLOSED_SHORT, OrderStatus.CANCELLED})
"""What a person said stays until a person says otherwise."""


async def follow_order(work: Work, order_id: UUID | None) -> None:
    """Its status by what was received against it. None: there is no order. Under the clinic's lock."""
    if order_id is None:
        return
    order = await read_order(work, order_id)
    if OrderStatus(order.status) in _BY_PEOPLE:
        return
    status = status_by(*await lines_and_received(work, order_id))
    if status.value != order.status:
        await change_order_row(work, order, status=status.value)
        await watch_order(work, order_id)


async def follow_receipt(work: Work, receipt_id: UUID | None) -> None:
    """The same for the order of a receipt of which something was taken back."""
    if receipt_id is not None:
        await follow_order(work, await order_of_receipt(work, receipt_id))


async def watch_order(work: Work, order_id: UUID) -> None:
    """Have somebody look for an order from the midnight after its day on, as long as something is to come.

    After each change of its status or its day; under the clinic's lock.
    """
    order = await read_order(work, order_id)
    if OrderStatus(order.status) not in AWAITED:
        await work.cancel_timer(ORDER_DUE, str(order_id))
        await WORKLIST.close(work, ORDER_LATE, order_id, why=order.status)
        return
    late_at = day_ends_at(order.due_on, order.time_zone)
    if work.now < late_at:
        await work.set_timer(ORDER_DUE, str(order_id), late_at)
        await WORKLIST.close(work, ORDER_LATE, order_id, why="rescheduled")
        return
    await WORKLIST.open(
        work,
        ORDER_LATE,
        order_id,
        clinic_id=order.clinic_id,
        patient_id=None,
        due_at=late_order_due(work.now),
        about={"supplier_id": order.supplier_id},
    )


async def list_late(work: Work, order_id: UUID) -> None:
    """The day on which an order was due is over, or was before the clinic's zone changed: then it is watched on."""
    await lock_clinics(work, [(await read_order(work, order_id)).clinic_id])
    await watch_order(work, order_id)
