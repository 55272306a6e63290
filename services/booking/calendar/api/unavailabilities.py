"""Leave, sickness, repairs, and ends for good: when a practitioner, a room or a device cannot be booked."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from chassis.access.admission import allow
from chassis.http import IfMatch, Page, PageQuery, PeriodQuery, Transaction, api_router, refuses, tag_version
from chassis.refusals import Invalid, NotFound
from services.booking.access import UNAVAILABILITY_EDIT, UNAVAILABILITY_READ
from services.booking.calendar.commands import unavailabilities as commands
from services.booking.calendar.domain.refusals import AlreadyEnded, InThePast, UnavailabilityOver
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.forms.unavailabilities import (
    EarlyEndForm,
    UnavailabilityChangeForm,
    UnavailabilityForm,
    UnavailabilityView,
    UnavailabilityWithdrawalForm,
)
from services.booking.calendar.queries import unavailabilities as queries
from services.booking.people.domain.refusals import EnteredAlready

router = api_router("unavailabilities")
OF_CLINIC = "/clinics/{clinic_id}/unavailabilities"
ONE = OF_CLINIC + "/{unavailability_id}"


@router.post(OF_CLINIC, status_code=201, dependencies=[allow(UNAVAILABILITY_EDIT)])
@refuses(AlreadyEnded, EnteredAlready, InThePast, Invalid, NotFound)
async def enter_unavailability(
    work: Transaction, clinic_id: UUID, form: UnavailabilityForm, response: Response
) -> UnavailabilityView:
    """Enter leave, sickness, repairs, or an end for good: it is not offered or booked then.

    What is booked already stays, and is in the answer. `…/touched` answers it before.
    """
    return _tagged(response, await commands.enter_unavailability(work, clinic_id, form))


@router.post(OF_CLINIC + "/touched", dependencies=[allow(UNAVAILABILITY_EDIT)])
@refuses(InThePast, Invalid, NotFound)
async def preview_unavailability(
    work: Transaction, clinic_id: UUID, form: UnavailabilityForm
) -> TouchedAppointmentsView:
    """What entering this would touch. Nothing changes."""
    return await commands.preview_unavailability(work, clinic_id, form)


@router.get(OF_CLINIC, dependencies=[allow(UNAVAILABILITY_READ)])
@refuses(NotFound)
async def list_unavailabilities(
    work: Transaction,
    clinic_id: UUID,
    paging: PageQuery,
    period: PeriodQuery,
    resource_kind: ResourceKind | None = None,
    resource_id: UUID | None = None,
    withdrawn: Annotated[bool, Query(description="true: with those that were withdrawn")] = False,
) -> Page[UnavailabilityView]:
    """A clinic's in a period (left out: from now on), the soonest first, each with the appointments on it."""
    return await queries.list_unavailabilities(
        work, clinic_id, paging, period, resource_kind=resource_kind, resource_id=resource_id, withdrawn=withdrawn
    )


@router.get(ONE, dependencies=[allow(UNAVAILABILITY_READ)])
@refuses(NotFound)
async def read_unavailability(
    work: Transaction, clinic_id: UUID, unavailability_id: UUID, response: Response
) -> UnavailabilityView:
    """One of them; its ETag goes into If-Match of a change."""
    return _tagged(response, await queries.unavailability(work, clinic_id, unavailability_id))


@router.put(ONE, dependencies=[allow(UNAVAILABILITY_EDIT)])
@refuses(AlreadyEnded, EnteredAlready, InThePast, Invalid, NotFound, UnavailabilityOver)
async def change_unavailability(
    work: Transaction,
    clinic_id: UUID,
    unavailability_id: UUID,
    form: UnavailabilityChangeForm,
    version: IfMatch,
    response: Response,
) -> UnavailabilityView:
    """Another cause, start, end or note, with the reason. The answer has what it touches now."""
    return _tagged(response, await commands.change_times(work, clinic_id, unavailability_id, form, version))


@router.post(ONE + "/touched", dependencies=[allow(UNAVAILABILITY_EDIT)])
@refuses(InThePast, Invalid, NotFound, UnavailabilityOver)
async def preview_unavailability_change(
    work: Transaction, clinic_id: UUID, unavailability_id: UUID, form: UnavailabilityChangeForm
) -> TouchedAppointmentsView:
    """What this change would touch. Nothing changes."""
    return await commands.preview_change(work, clinic_id, unavailability_id, form)


@router.post(ONE + "/end", dependencies=[allow(UNAVAILABILITY_EDIT)])
@refuses(Invalid, NotFound, UnavailabilityOver)
async def end_unavailability(
    work: Transaction, clinic_id: UUID, unavailability_id: UUID, form: EarlyEndForm, response: Response
) -> UnavailabilityView:
    """End it now, or earlier than was entered: it is offered again from then on."""
    return _tagged(response, await commands.end_early(work, clinic_id, unavailability_id, form))


@router.post(ONE + "/withdraw", dependencies=[allow(UNAVAILABILITY_EDIT)])
@refuses(NotFound, UnavailabilityOver)
async def withdraw_unavailability(
    work: Transaction,
    clinic_id: UUID,
    unavailability_id: UUID,
    form: UnavailabilityWithdrawalForm,
    response: Response,
) -> UnavailabilityView:
    """Take it back: it was entered in error, or does not take place."""
    return _tagged(response, await commands.withdraw_unavailability(work, clinic_id, unavailability_id, form))


def _tagged(response: Response, view: UnavailabilityView) -> UnavailabilityView:
    tag_version(response, view.version)
    return view
