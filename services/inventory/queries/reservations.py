"""What appointments hold."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select

from chassis.access.actors import Actor
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.forms.reservations import ReservationView
from services.inventory.tables import held_cartridges, lots, reservations


async def list_reservations(
    work: Work,
    actor: Actor,
    paging: Paging,
    *,
    appointment_id: UUID | None,
    clinic_id: UUID | None,
    status: ReservationStatus | None,
) -> Page[ReservationView]:
    """Reservations in the order in which their appointments were made."""
    held = (
        select(
            func.coalesce(
                func.jsonb_agg(
                    func.jsonb_build_object(
                        "lot",
                        held_cartridges.c.lot,
                        "expires_on",
                        lots.c.expires_on,
                        "quantity",
                        held_cartridges.c.quantity,
                    )
                ),
                func.jsonb_build_array(),
            )
        )
        .join(lots, (lots.c.gtin == held_cartridges.c.gtin) & (lots.c.lot == held_cartridges.c.lot))
        .where(held_cartridges.c.appointment_id == reservations.c.appointment_id)
        .scalar_subquery()
    )
    statement = select(reservations, held.label("held")).where(seen_by(actor, reservations.c.clinic_id))
    if appointment_id is not None:
        statement = statement.where(reservations.c.appointment_id == appointment_id)
    if clinic_id is not None:
        statement = statement.where(reservations.c.clinic_id == clinic_id)
    if status is not None:
        statement = statement.where(reservations.c.status == status.value)

    def view(row: Row[Any]) -> ReservationView:
        return ReservationView.model_validate(row)

    return await page(work, statement, [reservations.c.appointment_id], paging, view)
