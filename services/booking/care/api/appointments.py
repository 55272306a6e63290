"""Appointments are booked, moved, cancelled and missed."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from chassis.access.admission import allow
from chassis.http import IfMatch, Transaction, api_router, refuses, tag_version
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from chassis.refusals import Invalid, NotFound
from services.booking.access import CALENDAR_CLOSE, CALENDAR_WRITE
from services.booking.calendar.domain.bounds import Bounds
from services.booking.calendar.domain.refusals import (
    ClinicClosed,
    ConfirmationNeeded,
    DepositNeeded,
    HoldOver,
    InThePast,
    NotItsDay,
    PatientIsHere,
    ResourceUnavailable,
    SlotTaken,
    WrongDevice,
    WrongStatus,
)
from services.booking.calendar.forms.appointments import (
    AppointmentForm,
    AppointmentView,
    CancelForm,
    MoveForm,
    OutcomeForm,
    ReinstateForm,
)
from services.booking.care.commands import appointments as commands
from services.booking.care.commands import moves, outcomes
from services.booking.care.commands import reinstatements as corrections
from services.booking.care.commands.swaps import swap
from services.booking.care.domain.refusals import (
    AlreadyBooked,
    CourseFinished,
    CourseRequired,
    Declined,
    Deferred,
    LaterOnesBreak,
    NoClearance,
    OutsideProtocolWindow,
    Suspended,
    TooSoon,
    UnderReview,
)
from services.booking.care.forms.moves import MovePreviewView, SwapForm, SwapView
from services.booking.people.domain.refusals import (
    AskTheClinic,
    NoCareRelationship,
    NotOnShift,
    NotQualified,
    RecordMerged,
)
from services.booking.settings import bounds

router = api_router("appointments")


async def _bounds() -> Bounds:
    return bounds()


PatientBounds = Annotated[Bounds, Depends(_bounds)]
PLACING = (
    AskTheClinic,
    ClinicClosed,
    CourseFinished,
    CourseRequired,
    Declined,
    Deferred,
    InThePast,
    Invalid,
    NoCareRelationship,
    NoClearance,
    NotFound,
    NotJson,
    NotOnShift,
    NotQualified,
    NothingInForce,
    OutsideProtocolWindow,
    ReferenceAltered,
    ResourceUnavailable,
    SlotTaken,
    Suspended,
    TooSoon,
    UnderReview,
    WrongDevice,
)
"""Why an appointment cannot be at a time: what booking and moving one have in common."""


@router.post("/appointments", status_code=201, dependencies=[allow(CALENDAR_WRITE)])
@refuses(AlreadyBooked, ConfirmationNeeded, DepositNeeded, HoldOver, RecordMerged, WrongStatus, *PLACING)
async def book_appointment(
    work: Transaction, form: AppointmentForm, response: Response, limits: PatientBounds
) -> AppointmentView:
    """Book one of the slots offered."""
    return _tagged(response, await commands.book(work, form, limits))


@router.post("/appointments/{appointment_id}/move", dependencies=[allow(CALENDAR_WRITE)])
@refuses(HoldOver, LaterOnesBreak, PatientIsHere, WrongStatus, *PLACING)
async def move_appointment(
    work: Transaction, appointment_id: UUID, form: MoveForm, version: IfMatch, response: Response, limits: PatientBounds
) -> AppointmentView:
    """Give an appointment another time."""
    return _tagged(response, await moves.move(work, appointment_id, form, version, limits))


@router.post("/appointments/{appointment_id}/move/touched", dependencies=[allow(CALENDAR_WRITE)])
@refuses(WrongStatus, *PLACING)
async def preview_move(work: Transaction, appointment_id: UUID, form: MoveForm) -> MovePreviewView:
    """Which later appointments of the course a move leaves where the protocol does not want them. Nothing changes."""
    return await moves.preview_move(work, appointment_id, form)


@router.post("/appointments/{appointment_id}/swap", dependencies=[allow(CALENDAR_WRITE)])
@refuses(HoldOver, PatientIsHere, WrongStatus, *PLACING)
async def swap_appointments(work: Transaction, appointment_id: UUID, form: SwapForm, version: IfMatch) -> SwapView:
    """Let two appointments of one clinic change places: time, practitioner, room and device."""
    return await swap(work, appointment_id, form, version)


@router.post("/appointments/{appointment_id}/cancel", dependencies=[allow(CALENDAR_WRITE)])
@refuses(AskTheClinic, NotFound, PatientIsHere, WrongStatus)
async def cancel_appointment(
    work: Transaction, appointment_id: UUID, form: CancelForm, response: Response
) -> AppointmentView:
    """Cancel an appointment; what it took is free again."""
    return _tagged(response, await commands.cancel(work, appointment_id, form))


@router.post("/appointments/{appointment_id}/miss", dependencies=[allow(CALENDAR_CLOSE)])
@refuses(AskTheClinic, NotFound, NotItsDay, PatientIsHere, WrongStatus)
async def miss_appointment(work: Transaction, appointment_id: UUID, response: Response) -> AppointmentView:
    """Note that the patient did not come."""
    return _tagged(response, await commands.miss(work, appointment_id))


@router.post("/appointments/{appointment_id}/reinstate", dependencies=[allow(CALENDAR_CLOSE)])
@refuses(AlreadyBooked, NotItsDay, RecordMerged, WrongStatus, *PLACING)
async def reinstate_appointment(
    work: Transaction, appointment_id: UUID, form: ReinstateForm, response: Response
) -> AppointmentView:
    """Take back that an appointment of today or later was cancelled or missed; it has its time again, if that is free.

    `reinstated_from` and the reason stay in the record. Where the time is taken, book another one.
    """
    return _tagged(response, await corrections.reinstate(work, appointment_id, form))


@router.post("/appointments/{appointment_id}/outcome", dependencies=[allow(CALENDAR_CLOSE)])
@refuses(NotFound, NotItsDay, RecordMerged, WrongStatus)
async def correct_outcome(
    work: Transaction, appointment_id: UUID, form: OutcomeForm, response: Response
) -> AppointmentView:
    """Put right what came of an appointment that was cancelled or missed, also on a later day.

    What counted of it is withdrawn, and what counts in truth is noted. `reinstated_from` says what it was before. Where
    the patient was treated after all, enter the session late instead.
    """
    return _tagged(response, await outcomes.correct_outcome(work, appointment_id, form))


def _tagged(response: Response, appointment: AppointmentView) -> AppointmentView:
    tag_version(response, appointment.version)
    return appointment
