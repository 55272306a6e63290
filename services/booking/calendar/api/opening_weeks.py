"""Weekly hours that begin on a day."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Day, Page, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLINICS_EDIT, CLOSURES_READ
from services.booking.calendar.commands import opening_weeks as commands
from services.booking.calendar.domain.refusals import InThePast
from services.booking.calendar.forms.opening_hours import OpeningWeekForm, OpeningWeekView, SetOpeningWeekView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.queries import opening_weeks as queries

router = api_router("opening-weeks")
OF_CLINIC = "/clinics/{clinic_id}/opening-weeks"
ONE = OF_CLINIC + "/{begins_on}"


@router.get(OF_CLINIC, dependencies=[allow(CLOSURES_READ)])
@refuses(NotFound)
async def list_opening_weeks(work: Transaction, clinic_id: UUID) -> Page[OpeningWeekView]:
    """The weekly hours in force, and those that begin later."""
    return await queries.list_weeks(work, clinic_id)


@router.put(ONE, dependencies=[allow(CLINICS_EDIT)])
@refuses(InThePast, NotFound)
async def begin_opening_week(
    work: Transaction, clinic_id: UUID, begins_on: Day, form: OpeningWeekForm
) -> SetOpeningWeekView:
    """Weekly hours that hold from a local day on. The answer lists what is booked outside of them."""
    return await commands.begin_week(work, clinic_id, begins_on, form)


@router.post(ONE + "/touched", dependencies=[allow(CLINICS_EDIT)])
@refuses(InThePast, NotFound)
async def preview_opening_week(
    work: Transaction, clinic_id: UUID, begins_on: Day, form: OpeningWeekForm
) -> TouchedAppointmentsView:
    """What is booked outside of these hours. Nothing changes."""
    return await commands.preview_week(work, clinic_id, begins_on, form)


@router.post(ONE + "/drop/touched", dependencies=[allow(CLINICS_EDIT)])
@refuses(InThePast, NotFound)
async def preview_dropped_week(work: Transaction, clinic_id: UUID, begins_on: Day) -> TouchedAppointmentsView:
    """What is booked outside of the hours that would go on if these were taken back. Nothing changes."""
    return await commands.preview_dropped_week(work, clinic_id, begins_on)


@router.delete(ONE, dependencies=[allow(CLINICS_EDIT)])
@refuses(InThePast, NotFound)
async def drop_opening_week(work: Transaction, clinic_id: UUID, begins_on: Day) -> TouchedAppointmentsView:
    """Take back hours that were to begin: those before go on. The answer lists what is booked outside of them."""
    return await commands.drop_week(work, clinic_id, begins_on)
