"""Uses that should not have been."""

from uuid import UUID

from sqlalchemy import select

from chassis.access.actors import Actor
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.forms.incidents import IncidentView
from services.inventory.tables import incidents


async def list_incidents(work: Work, actor: Actor, paging: Paging, clinic_id: UUID | None) -> Page[IncidentView]:
    """Incidents of use, oldest first."""
    statement = select(incidents).where(seen_by(actor, incidents.c.clinic_id))
    if clinic_id is not None:
        statement = statement.where(incidents.c.clinic_id == clinic_id)
    return await page(work, statement, [incidents.c.id], paging, IncidentView.model_validate)
