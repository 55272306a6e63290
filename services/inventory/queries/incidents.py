"""Uses that should not have been."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, Period, equal_to, is_set, page
from chassis.http.languages import Reader
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.forms.incidents import IncidentView
from services.inventory.tables import incidents


async def list_incidents(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    clinic_id: UUID | None,
    gtin: str | None,
    lot: str | None,
    closed: bool | None,
    reader: Reader,
) -> Page[IncidentView]:
    """Incidents of use, the newest first."""
    of = incidents.c
    statement = select(incidents).where(
        seen_by(work.access.reach(where=clinic_id), of.clinic_id),
        *equal_to({of.clinic_id: clinic_id, of.gtin: gtin, of.lot: lot}),
        *is_set({of.closed_at: closed}),
        *period.of(of.noticed_at),
    )
    return await page(
        work, statement, [of.id.desc()], paging, lambda row: IncidentView.model_validate(row).said_to(reader)
    )
