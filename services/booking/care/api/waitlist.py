"""The waitlist: patients wait for a time, and answer what is offered."""

from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Response

from chassis.access.admission import allow
from chassis.http import IfMatch, Page, PageQuery, Transaction, api_router, refuses, tag_version
from chassis.refusals import Invalid, NotFound
from services.booking.access import CALENDAR_READ, CALENDAR_WRITE
from services.booking.calendar.domain.refusals import HoldOver, InThePast, PatientIsHere, WrongStatus
from services.booking.care.api.appointments import PLACING
from services.booking.care.commands import waitlist as commands
from services.booking.care.commands import waitlist_answers as answers
from services.booking.care.domain.refusals import (
    AlreadyBooked,
    AlreadyWaiting,
    CourseFinished,
    EntryEnded,
    OfferOver,
    WaitsForNobody,
)
from services.booking.care.domain.waitlist import EntryState, Wants
from services.booking.care.domain.waitlist_offers import OfferState, WaitlistPolicy
from services.booking.care.forms.waitlist import (
    JoinedWaitlistView,
    WaitlistEntryForm,
    WaitlistEntryView,
    WaitlistOfferView,
    WaitWishForm,
)
from services.booking.care.queries import waitlist as queries
from services.booking.people.domain.refusals import AskTheClinic, NoCareRelationship, RecordMerged
from services.booking.settings import waitlist_policy

router = api_router("waitlist")


async def _policy() -> WaitlistPolicy:
    return waitlist_policy()


Policy = Annotated[WaitlistPolicy, Depends(_policy)]


@router.post("/waitlist-entries", status_code=201, dependencies=[allow(CALENDAR_WRITE)])
@refuses(
    AlreadyBooked,
    AlreadyWaiting,
    AskTheClinic,
    CourseFinished,
    InThePast,
    Invalid,
    NoCareRelationship,
    NotFound,
    RecordMerged,
    WaitsForNobody,
    WrongStatus,
)
async def join_waitlist(
    work: Transaction, form: WaitlistEntryForm, response: Response, policy: Policy
) -> JoinedWaitlistView:
    """Have a patient wait: for an earlier time of an appointment, for a course's next appointment, or for a consult.

    The answer names the soonest time that is free already, where there is one.
    """
    return _tagged(response, await commands.join_waitlist(work, form, policy))


@router.get("/waitlist-entries", dependencies=[allow(CALENDAR_READ)])
async def list_waitlist_entries(
    work: Transaction,
    paging: PageQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    state: EntryState = EntryState.WAITING,
    wants: Annotated[Wants | None, Query(description="What they wait for.")] = None,
    unmet: Annotated[bool | None, Query(description="Whether whom they wish for is not there.")] = None,
) -> Page[WaitlistEntryView]:
    """Who waits, or has waited, the longest first."""
    return await queries.list_waitlist_entries(
        work, paging, patient_id=patient_id, clinic_id=clinic_id, state=state, wants=wants, unmet=unmet
    )


@router.get("/waitlist-entries/{entry_id}", dependencies=[allow(CALENDAR_READ)])
@refuses(NotFound)
async def read_waitlist_entry(work: Transaction, entry_id: UUID, response: Response) -> WaitlistEntryView:
    """One entry; its ETag goes into If-Match of a change."""
    return _tagged(response, await queries.read_waitlist_entry(work, entry_id))


@router.put("/waitlist-entries/{entry_id}/wish", dependencies=[allow(CALENDAR_WRITE)])
@refuses(EntryEnded, InThePast, Invalid, NoCareRelationship, NotFound, RecordMerged, WaitsForNobody)
async def change_waitlist_entry(
    work: Transaction, entry_id: UUID, form: WaitWishForm, version: IfMatch, response: Response
) -> JoinedWaitlistView:
    """Say otherwise when and where the patient could come; how long they have waited counts on."""
    return _tagged(response, await commands.change_waitlist_entry(work, entry_id, form, version))


@router.post("/waitlist-entries/{entry_id}/withdraw", dependencies=[allow(CALENDAR_WRITE)])
@refuses(EntryEnded, NotFound)
async def leave_waitlist(work: Transaction, entry_id: UUID, response: Response) -> WaitlistEntryView:
    """The patient waits no longer; what is being offered to them goes to the next."""
    return _tagged(response, await commands.leave_waitlist(work, entry_id))


@router.get("/waitlist-offers", dependencies=[allow(CALENDAR_READ)])
async def list_waitlist_offers(
    work: Transaction,
    paging: PageQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    entry_id: UUID | None = None,
    state: OfferState | None = None,
) -> Page[WaitlistOfferView]:
    """Which freed times were offered to whom, why, and what came of it; the newest first."""
    return await queries.list_waitlist_offers(
        work, paging, patient_id=patient_id, clinic_id=clinic_id, entry_id=entry_id, state=state
    )


@router.post("/waitlist-offers/{offer_id}/accept", dependencies=[allow(CALENDAR_WRITE)])
@refuses(AlreadyBooked, HoldOver, OfferOver, PatientIsHere, RecordMerged, WrongStatus, *PLACING)
async def accept_waitlist_offer(work: Transaction, offer_id: UUID) -> WaitlistOfferView:
    """Book the time that is offered, or move the appointment there; `appointment_id` says which."""
    return await answers.accept_offer(work, offer_id)


@router.post("/waitlist-offers/{offer_id}/decline", dependencies=[allow(CALENDAR_WRITE)])
@refuses(NotFound, OfferOver)
async def decline_waitlist_offer(work: Transaction, offer_id: UUID) -> WaitlistOfferView:
    """Leave the time to the next; the patient goes on waiting."""
    return await answers.decline_offer(work, offer_id)


_Entry = TypeVar("_Entry", bound=WaitlistEntryView)


def _tagged(response: Response, entry: _Entry) -> _Entry:
    tag_version(response, entry.version)
    return entry
