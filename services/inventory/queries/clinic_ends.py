"""What clinics that are closed for good have, and what is on its way to them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, cast, func, select

from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.purchase_orders import EXPECTED
from services.inventory.domain.transfers import TransferStatus
from services.inventory.forms.clinic_ends import ClosingClinicView
from services.inventory.tables import balances, clinics, purchase_orders, transfers

_NONE = cast([], ARRAY(Uuid))


async def list_closing_clinics(work: Work, paging: Paging, *, clinic_id: UUID | None) -> Page[ClosingClinicView]:
    """The caller's clinics that are, or will be, closed for good. Raises Forbidden for another clinic."""
    of, order, transfer = clinics.c, purchase_orders.c, transfers.c
    expected = order.status.in_([status.value for status in EXPECTED])
    orders = select(func.array_agg(order.id)).where(order.clinic_id == of.id, expected)
    sent = transfer.status == TransferStatus.SENT.value
    coming = select(func.array_agg(transfer.id)).where(transfer.to_clinic_id == of.id, sent)
    statement = select(
        of.id.label("clinic_id"),
        of.name.label("clinic"),
        of.closed_from,
        func.coalesce(_units(balances.c.on_hand + balances.c.reserved).scalar_subquery(), 0).label("on_shelf"),
        func.coalesce(_units(balances.c.quarantine).scalar_subquery(), 0).label("quarantine"),
        func.coalesce(orders.scalar_subquery(), _NONE).label("orders"),
        func.coalesce(coming.scalar_subquery(), _NONE).label("transfers"),
    ).where(
        seen_by(work.access.reach(where=clinic_id), of.id), *equal_to({of.id: clinic_id}), of.closed_from.is_not(None)
    )
    return await page(work, statement, [of.closed_from, of.id], paging, ClosingClinicView.model_validate)


def _units(counted: ColumnElement[int]) -> Select[Any]:
    return select(func.sum(counted)).where(balances.c.clinic_id == clinics.c.id)
