"""Sessions are recorded and read."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.refusals import Forbidden, Invalid, NotFound
from services.booking.access import CARE_WRITE, SESSIONS_READ
from services.booking.calendar.domain.refusals import NotItsDay, WrongDevice, WrongStatus
from services.booking.care.commands import session_details
from services.booking.care.commands import sessions as commands
from services.booking.care.domain.late_entries import LatePolicy
from services.booking.care.domain.refusals import (
    AnaestheticNotAllowed,
    AreaNotCleared,
    CartridgeAlreadyUsed,
    CartridgeRefused,
    ConsentMissing,
    CourseFinished,
    Declined,
    Deferred,
    DepthAboveLimit,
    LotIsRecalled,
    NoClearance,
    NoDayOfClearance,
    Suspended,
    TooSoon,
    UnderReview,
)
from services.booking.care.domain.session_details import (
    CreamTimes,
    InfusionUnreasoned,
    NotRadiofrequency,
    ProductExpired,
    ZoneTooDeep,
)
from services.booking.care.forms.session_details import SignForm
from services.booking.care.forms.sessions import SessionForm, SessionView
from services.booking.care.queries import sessions as queries
from services.booking.people.domain.refusals import NoPractitioner, NotQualified, RecordMerged
from services.booking.settings import late_entries

router = api_router("sessions")
OF_DETAILS = (CreamTimes, InfusionUnreasoned, NotRadiofrequency, ProductExpired, ZoneTooDeep)


async def _policy() -> LatePolicy:
    return late_entries()


@router.post("/appointments/{appointment_id}/session", status_code=201, dependencies=[allow(CARE_WRITE)])
@refuses(
    *OF_DETAILS,
    AnaestheticNotAllowed,
    AreaNotCleared,
    CartridgeAlreadyUsed,
    CartridgeRefused,
    ConsentMissing,
    CourseFinished,
    Declined,
    Deferred,
    DepthAboveLimit,
    Invalid,
    LotIsRecalled,
    NoClearance,
    NoDayOfClearance,
    NoPractitioner,
    NotFound,
    NotItsDay,
    NotQualified,
    Suspended,
    TooSoon,
    UnderReview,
    WrongDevice,
    WrongStatus,
)
async def record_session(
    work: Transaction, appointment_id: UUID, form: SessionForm, policy: Annotated[LatePolicy, Depends(_policy)]
) -> SessionView:
    """Record what was done, under the clearance that holds now.

    A session of an earlier day is entered with `late`: its true moment and the reason. What was decided by then counts;
    practitioners do so for some days, a medical director without that bound.
    """
    return await commands.record_session(work, appointment_id, form, policy)


@router.post("/sessions/{session_id}/sign", dependencies=[allow(CARE_WRITE)])
@refuses(Forbidden, NotFound)
async def sign_session(work: Transaction, session_id: UUID, form: SignForm) -> SessionView:
    """Sign a record that somebody else entered for whoever did it; a medical director signs for them with a reason."""
    await session_details.sign_session(work, session_id, form)
    return await queries.session(work, session_id)


@router.get("/sessions", dependencies=[allow(SESSIONS_READ)])
@refuses(NotFound, RecordMerged)
async def list_sessions(
    work: Transaction, patient_id: UUID, paging: PageQuery, period: PeriodQuery, course_id: UUID | None = None
) -> Page[SessionView]:
    """A patient's sessions, the newest first; `from` and `to` are of when they were performed."""
    return await queries.list_sessions(work, patient_id, paging, period, course_id=course_id)


@router.get("/sessions/{session_id}", dependencies=[allow(SESSIONS_READ)])
@refuses(NotFound)
async def read_session(work: Transaction, session_id: UUID) -> SessionView:
    """One session with the cartridges that it used."""
    return await queries.session(work, session_id)
