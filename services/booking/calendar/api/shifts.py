"""When practitioners work where."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from services.booking.access import SHIFTS_EDIT, UNAVAILABILITY_READ
from services.booking.calendar.commands import shifts as commands
from services.booking.calendar.domain.refusals import InThePast, ShiftOver
from services.booking.calendar.forms.shifts import (
    ChangedShiftView,
    ShiftEndForm,
    ShiftForm,
    ShiftView,
    ShiftWithdrawalForm,
)
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.queries import shifts as queries
from services.booking.people.domain.refusals import EnteredAlready

router = api_router("shifts")
OF_CLINIC = "/clinics/{clinic_id}/shifts"


@router.post(OF_CLINIC, status_code=201, dependencies=[allow(SHIFTS_EDIT)])
@refuses(EnteredAlready, InThePast, NotFound)
async def enter_shift(work: Transaction, clinic_id: UUID, form: ShiftForm) -> ChangedShiftView:
    """Weekly hours at a clinic from a day on, or those of one day. Of those that cover a day, the last to begin counts.

    The answer has what is booked at times at which the practitioner does not work there. `…/touched` answers it before.
    """
    return await commands.enter_shift(work, clinic_id, form)


@router.post(OF_CLINIC + "/touched", dependencies=[allow(SHIFTS_EDIT)])
@refuses(InThePast, NotFound)
async def preview_shift(work: Transaction, clinic_id: UUID, form: ShiftForm) -> TouchedAppointmentsView:
    """What is booked at times at which the practitioner would not work. Nothing changes."""
    return await commands.preview_shift(work, clinic_id, form)


@router.get(OF_CLINIC, dependencies=[allow(UNAVAILABILITY_READ)])
@refuses(NotFound)
async def list_shifts(
    work: Transaction,
    clinic_id: UUID,
    paging: PageQuery,
    practitioner_id: UUID | None = None,
    withdrawn: Annotated[bool, Query(description="true: with those that were withdrawn")] = False,
) -> Page[ShiftView]:
    """The shifts at a clinic that have not passed, the first to begin first."""
    return await queries.list_shifts(work, clinic_id, paging, practitioner_id=practitioner_id, withdrawn=withdrawn)


@router.post(OF_CLINIC + "/{shift_id}/end", dependencies=[allow(SHIFTS_EDIT)])
@refuses(InThePast, Invalid, NotFound, ShiftOver)
async def end_shift(work: Transaction, clinic_id: UUID, shift_id: UUID, form: ShiftEndForm) -> ChangedShiftView:
    """Give a shift an earlier last day."""
    return await commands.end_shift(work, clinic_id, shift_id, form)


@router.post(OF_CLINIC + "/{shift_id}/end/touched", dependencies=[allow(SHIFTS_EDIT)])
@refuses(InThePast, Invalid, NotFound, ShiftOver)
async def preview_shift_end(
    work: Transaction, clinic_id: UUID, shift_id: UUID, form: ShiftEndForm
) -> TouchedAppointmentsView:
    """What is booked at times at which the practitioner would not work after this last day. Nothing changes."""
    return await commands.preview_shift_end(work, clinic_id, shift_id, form)


@router.post(OF_CLINIC + "/{shift_id}/withdraw/touched", dependencies=[allow(SHIFTS_EDIT)])
@refuses(NotFound, ShiftOver)
async def preview_shift_withdrawal(work: Transaction, clinic_id: UUID, shift_id: UUID) -> TouchedAppointmentsView:
    """What is booked at times at which the practitioner would not work without this shift. Nothing changes."""
    return await commands.preview_shift_withdrawal(work, clinic_id, shift_id)


@router.post(OF_CLINIC + "/{shift_id}/withdraw", dependencies=[allow(SHIFTS_EDIT)])
@refuses(NotFound, ShiftOver)
async def withdraw_shift(
    work: Transaction, clinic_id: UUID, shift_id: UUID, form: ShiftWithdrawalForm
) -> ChangedShiftView:
    """Take a shift back: it was entered in error, or does not take place."""
    return await commands.withdraw_shift(work, clinic_id, shift_id, form)
