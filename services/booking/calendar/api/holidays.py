"""Public holidays, confirmed day by day."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Day, Page, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLOSURES_EDIT, CLOSURES_READ
from services.booking.calendar.commands import holidays as commands
from services.booking.calendar.domain.refusals import InThePast
from services.booking.calendar.forms.holidays import HolidayForm, HolidayView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.queries import holidays as queries

router = api_router("holidays")


@router.get("/clinics/{clinic_id}/holidays", dependencies=[allow(CLOSURES_READ)])
@refuses(NotFound)
async def list_holidays(
    work: Transaction,
    clinic_id: UUID,
    year: Annotated[int | None, Query(ge=1900, le=2149, description="left out: this year")] = None,
) -> Page[HolidayView]:
    """The public holidays of a year in the clinic's region, and what the clinic said about each."""
    return await queries.list_holidays(work, clinic_id, year)


@router.put("/clinics/{clinic_id}/holidays/{day}", dependencies=[allow(CLOSURES_EDIT)])
@refuses(InThePast, NotFound)
async def confirm_holiday(work: Transaction, clinic_id: UUID, day: Day, form: HolidayForm) -> HolidayView:
    """Say whether the clinic is open on a holiday. Until then nothing is offered on it."""
    return await commands.confirm_holiday(work, clinic_id, day, form)


@router.post("/clinics/{clinic_id}/holidays/{day}/touched", dependencies=[allow(CLOSURES_EDIT)])
@refuses(InThePast, NotFound)
async def preview_holiday(work: Transaction, clinic_id: UUID, day: Day, form: HolidayForm) -> TouchedAppointmentsView:
    """What is booked on a holiday outside of the hours that it would have. Nothing changes."""
    return await commands.preview_holiday(work, clinic_id, day, form)
