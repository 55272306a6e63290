"""Slots are held for a patient, extended once, and released."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from services.booking.access import CALENDAR_READ, CALENDAR_WRITE
from services.booking.calendar.domain.holds import HoldPolicy
from services.booking.calendar.domain.refusals import ExtendedAlready, HoldOver, TooManyHolds, WrongStatus
from services.booking.calendar.forms.holds import HoldForm, HoldView
from services.booking.calendar.queries import holds as queries
from services.booking.care.api.appointments import PLACING, PatientBounds
from services.booking.care.commands import holds as commands
from services.booking.care.domain.refusals import AlreadyBooked
from services.booking.people.domain.refusals import RecordMerged
from services.booking.settings import hold_policy

router = api_router("holds")


async def _policy() -> HoldPolicy:
    return hold_policy()


Policy = Annotated[HoldPolicy, Depends(_policy)]


@router.get("/holds", dependencies=[allow(CALENDAR_READ)])
@refuses(Invalid, NotFound, RecordMerged)
async def list_holds(
    work: Transaction,
    paging: PageQuery,
    patient_id: Annotated[UUID | None, Query(description="This or `clinic_id` is needed.")] = None,
    clinic_id: UUID | None = None,
) -> Page[HoldView]:
    """Slots that are held for a patient or at a clinic now; the one that ends first comes first."""
    return await queries.list_holds(work, paging, patient_id, clinic_id)


@router.post("/holds", status_code=201, dependencies=[allow(CALENDAR_WRITE)])
@refuses(AlreadyBooked, *PLACING, RecordMerged, TooManyHolds, WrongStatus)
async def hold_slot(work: Transaction, form: HoldForm, limits: PatientBounds, policy: Policy) -> HoldView:
    """Hold one of the slots offered for a patient: nobody else can book it until `expires_at`.

    Book it with `hold_id`, or move to it. When somebody was quicker, `alternatives` of the refusal are the nearest
    slots.
    """
    return await commands.hold(work, form, limits, policy)


@router.post("/holds/{hold_id}/extend", dependencies=[allow(CALENDAR_WRITE)])
@refuses(ExtendedAlready, HoldOver, NotFound)
async def extend_hold(work: Transaction, hold_id: UUID, policy: Policy) -> HoldView:
    """Hold it for the same time from now on; once."""
    return await commands.extend(work, hold_id, policy)


@router.delete("/holds/{hold_id}", status_code=204, dependencies=[allow(CALENDAR_WRITE)])
@refuses(HoldOver, NotFound)
async def release_hold(work: Transaction, hold_id: UUID) -> None:
    """Give the slot back before its time."""
    await commands.release(work, hold_id)
