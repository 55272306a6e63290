"""How an order goes on: sent, expected on another day, cancelled, closed short, opened again."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.commands.order_progress import watch_order
from services.inventory.commands.purchase_orders import (
    change_order_row,
    lock_order,
    require_awaited,
    require_bought_from,
    require_orderable,
    said_of,
    view_order,
)
from services.inventory.domain.purchase_order_refusals import (
    DraftExists,
    OrderInvalid,
    OrderNotDraft,
    OrderNotEnded,
    OrderOver,
    OrderPartlyReceived,
)
from services.inventory.domain.purchase_orders import ENDED, OrderStatus, due_day, spoken_number, status_by
from services.inventory.forms.purchase_orders import OrderDueForm, OrderEndForm, OrderSendForm, OrderView
from services.inventory.store.clinics import Clinic
from services.inventory.store.purchase_orders import find_draft, lines_and_received, load_lines


async def send_order(work: Work, order_id: UUID, form: OrderSendForm, version: int) -> OrderView:
    """A person gave the order to the supplier; from now on it is expected, and its lines stay as they are.

    Raises OrderUnknown, Forbidden, Stale, OrderNotDraft, SupplierEnded, OrderInvalid, ClosedForGood.
    """
    present, clinic = await lock_order(work, order_id, version)
    if present.status != OrderStatus.DRAFT.value:
        raise OrderNotDraft("{number} is no draft: it is {status}.", **said_of(present))
    supplier = await require_bought_from(work, present.supplier_id)
    await require_orderable(work, (await load_lines(work, [order_id]))[order_id])
    today = clinic.day_of(work.now)
    due_on = form.due_on or due_day(today, supplier.lead_time_days)
    if due_on is None:
        raise OrderInvalid(
            "The lead time of {supplier} is not known: say on which day the order is expected, or enter the lead time"
            " of the supplier.",
            supplier=supplier.name,
            supplier_id=str(supplier.id),
        )
    if due_on < today:
        raise OrderInvalid("The order cannot be due on {day}, which is over: give a day to come.", day=due_on)
    clinic.require_there_on(due_on)
    sent = {"sent_at": work.now, "sent_by": work.actor.subject, "due_on": due_on}
    await change_order_row(work, present, status=OrderStatus.SENT.value, **sent)
    await watch_order(work, order_id)
    work.audit("order sent", str(order_id), due_on=due_on.isoformat())
    return await view_order(work, order_id)


async def reschedule_order(work: Work, order_id: UUID, form: OrderDueForm, version: int) -> OrderView:
    """The supplier names another day. Raises OrderUnknown, Forbidden, Stale, OrderOver, OrderNotDraft, OrderInvalid."""
    present, clinic = await lock_order(work, order_id, version)
    require_awaited(present)
    if form.due_on < clinic.day_of(work.now):
        raise OrderInvalid("The order cannot be due on {day}, which is over: give a day to come.", day=form.due_on)
    await change_order_row(work, present, due_on=form.due_on)
    await watch_order(work, order_id)
    work.audit("order rescheduled", str(order_id), due_on=form.due_on.isoformat(), reason=form.reason)
    return await view_order(work, order_id)


async def cancel_order(work: Work, order_id: UUID, form: OrderEndForm, version: int) -> OrderView:
    """Nothing of the order comes: a draft that is not wanted, or one that the supplier has not delivered yet.

    Raises OrderUnknown, Forbidden, Stale, OrderOver, OrderPartlyReceived.
    """
    present, _ = await lock_order(work, order_id, version)
    status = OrderStatus(present.status)
    if status is OrderStatus.PARTLY_RECEIVED:
        raise OrderPartlyReceived("Something of {number} has arrived: close it short instead.", **said_of(present))
    if status not in (OrderStatus.DRAFT, OrderStatus.SENT):
        raise OrderOver("{number} is {status} already.", **said_of(present))
    return await _end(work, present, OrderStatus.CANCELLED, form.reason)


async def close_order(work: Work, order_id: UUID, form: OrderEndForm, version: int) -> OrderView:
    """What has not arrived does not come. Raises OrderUnknown, Forbidden, Stale, OrderNotDraft, OrderOver."""
    present, _ = await lock_order(work, order_id, version)
    require_awaited(present)
    return await _end(work, present, OrderStatus.CLOSED_SHORT, form.reason)


async def reopen_order(work: Work, order_id: UUID, form: OrderEndForm, version: int) -> OrderView:
    """It was cancelled or closed by mistake: it is a draft or awaited, as before.

    Raises OrderUnknown, Forbidden, Stale, OrderNotEnded, DraftExists.
    """
    present, clinic = await lock_order(work, order_id, version)
    if OrderStatus(present.status) not in ENDED:
        raise OrderNotEnded("{number} is {status}: nobody has ended it.", **said_of(present))
    if present.sent_at is None:
        await _require_no_draft(work, clinic, present)
        status = OrderStatus.DRAFT
    else:
        status = status_by(*await lines_and_received(work, order_id))
    values = dict.fromkeys(("ended_at", "ended_by", "ended_because"))
    await change_order_row(work, present, status=status.value, **values)
    await watch_order(work, order_id)
    work.audit("order reopened", str(order_id), reason=form.reason)
    return await view_order(work, order_id)


async def _require_no_draft(work: Work, clinic: Clinic, present: Row) -> None:
    draft = await find_draft(work, clinic.id, present.supplier_id)
    if draft is not None:
        raise DraftExists(
            "{draft} is the draft for this supplier: put the products on that one.",
            draft=spoken_number(draft.number),
            order_id=str(draft.id),
        )


async def _end(work: Work, present: Row, status: OrderStatus, reason: str) -> OrderView:
    ended = {"ended_at": work.now, "ended_by": work.actor.subject, "ended_because": reason}
    await change_order_row(work, present, status=status.value, **ended)
    await watch_order(work, present.id)
    work.audit(f"order {status.value.replace('_', ' ')}", str(present.id), reason=reason)
    return await view_order(work, present.id)
