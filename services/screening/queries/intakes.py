"""Reads of intakes."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.screening.access import visible
from services.screening.forms.intakes import IntakeView
from services.screening.tables import intakes


async def list_intakes(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    declared: bool | None,
) -> Page[IntakeView]:
    """Intakes, the newest first; those that were declared, or those that wait to be."""
    wanted = [
        *equal_to({intakes.c.clinic_id: clinic_id, intakes.c.patient_id: patient_id}),
        *period.of(intakes.c.requested_at),
    ]
    if declared is not None:
        wanted.append(intakes.c.declared_at.is_not(None) if declared else intakes.c.declared_at.is_(None))
    seen = visible(work.access.reach(whose=patient_id, where=clinic_id), intakes)
    statement = select(intakes).where(*wanted, seen)
    return await page(work, statement, [intakes.c.id.desc()], paging, IntakeView.model_validate)
