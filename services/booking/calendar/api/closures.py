"""Days on which a clinic is closed, such as public holidays."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Day, Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLOSURES_EDIT, CLOSURES_READ
from services.booking.calendar.commands import closures as commands
from services.booking.calendar.domain.refusals import InThePast
from services.booking.calendar.forms.closures import ClosureForm, ClosureView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.queries import closures as queries

router = api_router("closures")


@router.get("/clinics/{clinic_id}/closures", dependencies=[allow(CLOSURES_READ)])
@refuses(NotFound)
async def list_closures(
    work: Transaction,
    clinic_id: UUID,
    paging: PageQuery,
    since: Annotated[Day | None, Query(alias="from", description="The first local day; left out: today.")] = None,
) -> Page[ClosureView]:
    """Days on which a clinic is closed, the soonest first, each with the appointments that still lie on it."""
    return await queries.list_closures(work, clinic_id, paging, since)


@router.put("/clinics/{clinic_id}/closures/{day}", dependencies=[allow(CLOSURES_EDIT)])
@refuses(InThePast, NotFound)
async def close_clinic(work: Transaction, clinic_id: UUID, day: Day, form: ClosureForm) -> ClosureView:
    """Close a clinic on a day, or give the day other hours. What is booked outside of them stays and is answered."""
    return await commands.close_clinic(work, clinic_id, day, form)


@router.post("/clinics/{clinic_id}/closures/{day}/touched", dependencies=[allow(CLOSURES_EDIT)])
@refuses(InThePast, NotFound)
async def preview_closure(work: Transaction, clinic_id: UUID, day: Day, form: ClosureForm) -> TouchedAppointmentsView:
    """What is booked on a day outside of these hours. Nothing changes."""
    return await commands.preview_closure(work, clinic_id, day, form)


@router.post("/clinics/{clinic_id}/closures/{day}/reopen/touched", dependencies=[allow(CLOSURES_EDIT)])
@refuses(InThePast, NotFound)
async def preview_reopening(work: Transaction, clinic_id: UUID, day: Day) -> TouchedAppointmentsView:
    """What is booked outside of the hours that the day would have again. Nothing changes."""
    return await commands.preview_reopening(work, clinic_id, day)


@router.delete("/clinics/{clinic_id}/closures/{day}", status_code=204, dependencies=[allow(CLOSURES_EDIT)])
@refuses(InThePast, NotFound)
async def reopen_clinic(work: Transaction, clinic_id: UUID, day: Day) -> None:
    """Open a clinic again on a day for which it was closed."""
    await commands.reopen_clinic(work, clinic_id, day)
