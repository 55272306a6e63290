"""What appointments hold."""

from uuid import UUID

from sqlalchemy import func, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.inventory.access import PATIENTS_IDENTIFY, seen_by
from services.inventory.domain.expiries import local_day
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.forms.reservations import ReservationView
from services.inventory.tables import clinics, held_cartridges, lots, products, reservations


async def list_reservations(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    appointment_id: UUID | None,
    clinic_id: UUID | None,
    status: ReservationStatus | None,
) -> Page[ReservationView]:
    """Reservations by when their treatment starts, the soonest first."""
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
    of = reservations.c
    statement = (
        select(reservations, clinics.c.time_zone, products.c.name.label("substitute"), held.label("held"))
        .join(clinics, clinics.c.id == reservations.c.clinic_id)
        .outerjoin(products, products.c.gtin == reservations.c.substitute_gtin)
        .where(
            seen_by(work.access.reach(where=clinic_id), of.clinic_id),
            *equal_to({of.appointment_id: appointment_id, of.clinic_id: clinic_id, of.status: status}),
            *period.of(of.session_at),
        )
    )
    return await page(work, statement, [of.session_at, of.appointment_id], paging, lambda row: _view(work, row))


def _view(work: Work, row: Row) -> ReservationView:
    whom = {} if work.access.may(PATIENTS_IDENTIFY, where=row.clinic_id) else {"patient_id": None, "session_at": None}
    needed_on = local_day(row.session_at, row.time_zone or "UTC")
    return ReservationView.model_validate({**row._mapping, "needed_on": needed_on, **whom})
