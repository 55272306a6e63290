"""What cannot be booked, with the appointments that still need it."""

from typing import Any
from uuid import UUID

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.forms.unavailabilities import UnavailabilityView
from services.booking.calendar.store.touched import Away, touched_by
from services.booking.calendar.store.unavailabilities import named_unavailabilities, unavailability_row
from services.booking.people.store.clinics import zone_of
from services.booking.people.tables import unavailabilities


async def list_unavailabilities(
    work: Work,
    clinic_id: UUID,
    paging: Paging,
    period: Period,
    *,
    resource_kind: ResourceKind | None,
    resource_id: UUID | None,
    withdrawn: bool,
) -> Page[UnavailabilityView]:
    """A clinic's, that lie at least in part in the period (left out: from now on), the soonest first."""
    work.access.authorize(where=clinic_id)
    of = unavailabilities.c
    statement = named_unavailabilities().where(
        *equal_to({of.clinic_id: clinic_id, of.resource_kind: resource_kind, of.resource_id: resource_id}),
        of.ends_at.is_(None) | (of.ends_at > (period.since or work.now)),
    )
    if period.until is not None:
        statement = statement.where(of.starts_at < period.until)
    if not withdrawn:
        statement = statement.where(of.withdrawn_at.is_(None))
    rows: Page[Any] = await page(work, statement, [of.starts_at, of.id], paging, lambda row: row)
    return rows.showing(await _views(work, clinic_id, rows.items))


async def unavailability(work: Work, clinic_id: UUID, unavailability_id: UUID) -> UnavailabilityView:
    """Raises Forbidden, NotFound."""
    work.access.authorize(where=clinic_id)
    row = await unavailability_row(work, clinic_id, unavailability_id)
    (view,) = await _views(work, clinic_id, [row])
    return view


async def _views(work: Work, clinic_id: UUID, rows: list[Any]) -> list[UnavailabilityView]:
    zone = await zone_of(work, clinic_id)
    counting = {row.id: Away(row.resource_id, row.starts_at, row.ends_at) for row in rows if not row.withdrawn_at}
    touched = await touched_by(work, counting)
    return [
        UnavailabilityView.of(
            row,
            zone,
            TouchedAppointmentsView.of(touched[row.id].rows, touched[row.id].in_all)
            if row.id in touched
            else TouchedAppointmentsView.of([], 0),
        )
        for row in rows
    ]
