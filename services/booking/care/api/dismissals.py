"""Work that is put off until a day."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from chassis.worklist.items import ClaimedByAnother
from services.booking.access import CALENDAR_CLOSE
from services.booking.care.commands import dismissals as commands
from services.booking.care.domain.refusals import DismissalOver, NotDismissible
from services.booking.care.forms.dismissals import DismissalEndForm, DismissalForm, DismissalView
from services.booking.care.queries import dismissals as queries

router = api_router("worklist")


@router.post("/dismissals", status_code=201, dependencies=[allow(CALENDAR_CLOSE)])
@refuses(ClaimedByAnother, Invalid, NotDismissible, NotFound)
async def dismiss_item(work: Transaction, form: DismissalForm) -> DismissalView:
    """Leave it alone until a day that nothing is booked for a patient, with a reason. It comes back on that day.

    It also comes back when something is booked meanwhile and falls through.
    """
    return await commands.dismiss(work, form)


@router.get("/dismissals", dependencies=[allow(CALENDAR_CLOSE)])
async def list_dismissals(
    work: Transaction,
    paging: PageQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    running: Annotated[bool | None, Query(description="Whether it is put off now; left out: also what was.")] = None,
) -> Page[DismissalView]:
    """What is put off until a day, what comes back first at the top."""
    return await queries.list_dismissals(work, paging, patient_id=patient_id, clinic_id=clinic_id, running=running)


@router.post("/dismissals/{dismissal_id}/withdraw", dependencies=[allow(CALENDAR_CLOSE)])
@refuses(DismissalOver, NotFound)
async def withdraw_dismissal(work: Transaction, dismissal_id: UUID, form: DismissalEndForm) -> DismissalView:
    """Have it on the worklist again before its day."""
    return await commands.withdraw(work, dismissal_id, form)
