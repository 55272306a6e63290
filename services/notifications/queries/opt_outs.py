"""What a patient stopped and agreed to again, as far as the caller may read it."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.notifications.access import require_patient
from services.notifications.forms.opt_outs import OptOutStepView
from services.notifications.store.patients import find_patient
from services.notifications.tables import opt_out_steps


async def list_opt_outs(work: Work, paging: Paging, patient_id: UUID) -> Page[OptOutStepView]:
    """Every stop and every agreement, the newest first. Raises RecipientUnknown, Forbidden, RecordMerged."""
    require_patient(work.access, await find_patient(work, patient_id))
    statement = select(opt_out_steps).where(opt_out_steps.c.patient_id == patient_id)
    return await page(work, statement, [opt_out_steps.c.id.desc()], paging, OptOutStepView.model_validate)
