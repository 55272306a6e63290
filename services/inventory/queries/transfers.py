"""Transfers between clinics, as both of them see them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from chassis.access.rows import within
from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.inventory.domain.transfer_refusals import TransferUnknown
from services.inventory.domain.transfers import TransferStatus
from services.inventory.forms.transfers import TransferLineView, TransferStepView, TransferSummary, TransferView
from services.inventory.store.recalls import bars
from services.inventory.tables import clinics, lots, products, recalls, transfer_lines, transfer_steps, transfers

_IN_TRANSIT = transfer_lines.c.sent - transfer_lines.c.arrived - transfer_lines.c.settled

_SURPLUS = transfer_lines.c.surplus - transfer_lines.c.surplus_settled


async def list_transfers(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    clinic_id: UUID | None,
    from_clinic_id: UUID | None,
    to_clinic_id: UUID | None,
    status: TransferStatus | None,
    overdue: bool | None,
    gtin: str | None,
    lot: str | None,
) -> Page[TransferSummary]:
    """Transfers from or to the caller's clinics, the newest first."""
    of = transfers.c
    either = true() if clinic_id is None else or_(of.from_clinic_id == clinic_id, of.to_clinic_id == clinic_id)
    statement = _transfers(work).where(
        _seen(work, clinic_id),
        either,
        *equal_to({of.from_clinic_id: from_clinic_id, of.to_clinic_id: to_clinic_id, of.status: status}),
        *([] if overdue is None else [_overdue(work) if overdue else ~_overdue(work)]),
        *period.of(of.sent_at),
    )
    if gtin is not None or lot is not None:
        named = equal_to({transfer_lines.c.gtin: gtin, transfer_lines.c.lot: lot})
        lines = select(transfer_lines.c.id).where(transfer_lines.c.transfer_id == of.id, *named)
        statement = statement.where(lines.exists())
    newest_first = [of.sent_at.desc(), of.id.desc()]
    return await page(work, statement, newest_first, paging, TransferSummary.model_validate)


async def show_transfer(work: Work, transfer_id: UUID) -> TransferView:
    """A transfer with all that became of it. Raises TransferUnknown, also for a transfer between others."""
    row = (await work.execute(_transfers(work).where(_seen(work), transfers.c.id == transfer_id))).first()
    if row is None:
        raise TransferUnknown("There is no such transfer from or to a clinic of yours: look at the list of transfers.")
    return TransferView(
        **row._mapping,
        lines=[TransferLineView.model_validate(each) for each in await _lines(work, transfer_id)],
        steps=[TransferStepView.model_validate(each) for each in await _steps(work, transfer_id)],
    )


def _seen(work: Work, clinic_id: UUID | None = None) -> ColumnElement[bool]:
    return within(work.access.reach(where=clinic_id), clinics=[transfers.c.from_clinic_id, transfers.c.to_clinic_id])


def _overdue(work: Work) -> ColumnElement[bool]:
    return and_(transfers.c.status == TransferStatus.SENT.value, transfers.c.expected_by <= work.now)


def _transfers(work: Work) -> Select[Any]:
    sender, receiver = clinics.alias(), clinics.alias()
    of_transfer = transfer_lines.c.transfer_id == transfers.c.id

    def total(column: ColumnElement[int], name: str) -> Any:
        return select(func.coalesce(func.sum(column), 0)).where(of_transfer).scalar_subquery().label(name)

    return (
        select(
            transfers,
            sender.c.name.label("from_clinic"),
            receiver.c.name.label("to_clinic"),
            _overdue(work).label("overdue"),
            total(transfer_lines.c.sent, "sent"),
            total(transfer_lines.c.arrived, "arrived"),
            total(_IN_TRANSIT, "in_transit"),
            total(_SURPLUS, "unsettled_surplus"),
        )
        .join(sender, sender.c.id == transfers.c.from_clinic_id)
        .join(receiver, receiver.c.id == transfers.c.to_clinic_id)
    )


async def _lines(work: Work, transfer_id: UUID) -> list[Row]:
    of = transfer_lines.c
    statement = (
        select(
            transfer_lines,
            _IN_TRANSIT.label("in_transit"),
            _SURPLUS.label("unsettled_surplus"),
            products.c.name.label("product"),
            lots.c.expires_on,
            recalls.c.id.label("recall_id"),
        )
        .join(products, products.c.gtin == of.gtin)
        .join(lots, (lots.c.gtin == of.gtin) & (lots.c.lot == of.lot))
        .outerjoin(recalls, bars(of.gtin, of.lot))
        .where(of.transfer_id == transfer_id)
    )
    return list((await work.execute(statement.order_by(of.id))).all())


async def _steps(work: Work, transfer_id: UUID) -> list[Row]:
    statement = select(transfer_steps).where(transfer_steps.c.transfer_id == transfer_id)
    return list((await work.execute(statement.order_by(transfer_steps.c.id))).all())
