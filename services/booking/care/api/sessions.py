"""Sessions are recorded and read."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from chassis.access.admission import allow
from chassis.http import IfMatch, Page, PageQuery, PeriodQuery, Transaction, api_router, refuses, tag_version
from chassis.refusals import Forbidden, Invalid, NotFound
from services.booking.access import CARE_WRITE, SESSIONS_READ
from services.booking.calendar.domain.refusals import NotItsDay, WrongDevice, WrongStatus
from services.booking.care.commands import session_amendments as amendments
from services.booking.care.commands import session_details
from services.booking.care.commands import session_voids as voids
from services.booking.care.commands import sessions as commands
from services.booking.care.domain.corrections import CorrectionPolicy
from services.booking.care.domain.late_entries import LatePolicy
from services.booking.care.domain.refusals import (
    AnaestheticNotAllowed,
    AreaNotCleared,
    CartridgeAlreadyUsed,
    CartridgeLikeAnother,
    CartridgeRefused,
    ConsentMissing,
    CourseFinished,
    Declined,
    Deferred,
    DepthAboveLimit,
    LotIsRecalled,
    NoClearance,
    NoDayOfClearance,
    RecordVoided,
    Suspended,
    TooLateToCorrect,
    TooSoon,
    UnderReview,
    VoidThatFirst,
    WrongCourseState,
)
from services.booking.care.domain.session_details import (
    CreamTimes,
    InfusionUnreasoned,
    NotRadiofrequency,
    ProductExpired,
    ZoneTooDeep,
)
from services.booking.care.forms.corrections import VoidForm
from services.booking.care.forms.session_details import SessionSignForm
from services.booking.care.forms.sessions import (
    AmendedSessionForm,
    SessionForm,
    SessionView,
    VoidedSessionView,
    WholeSessionView,
)
from services.booking.care.queries import sessions as queries
from services.booking.people.domain.refusals import NoPractitioner, NotQualified, RecordMerged
from services.booking.settings import corrections, late_entries

router = api_router("sessions")
OF_DETAILS = (CreamTimes, InfusionUnreasoned, NotRadiofrequency, ProductExpired, ZoneTooDeep)


async def _policy() -> LatePolicy:
    return late_entries()


async def _corrections() -> CorrectionPolicy:
    return corrections()


Late = Annotated[LatePolicy, Depends(_policy)]
Corrections = Annotated[CorrectionPolicy, Depends(_corrections)]
RECORDING = (
    *OF_DETAILS,
    AnaestheticNotAllowed,
    AreaNotCleared,
    CartridgeAlreadyUsed,
    CartridgeLikeAnother,
    CartridgeRefused,
    ConsentMissing,
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
)
"""Why what was done cannot be recorded as it is said."""


@router.post("/appointments/{appointment_id}/session", status_code=201, dependencies=[allow(CARE_WRITE)])
@refuses(CourseFinished, WrongStatus, *RECORDING)
async def record_session(work: Transaction, appointment_id: UUID, form: SessionForm, policy: Late) -> SessionView:
    """Record what was done, under the clearance that holds now.

    A session of an earlier day is entered with `late`: its true moment and the reason. What was decided by then counts;
    practitioners do so for some days, a medical director without that bound. The appointment may have been marked as
    missed, or cancelled, by mistake.
    """
    return await commands.record_session(work, appointment_id, form, policy)


@router.post("/sessions/{session_id}/sign", dependencies=[allow(CARE_WRITE)])
@refuses(Forbidden, NotFound)
async def sign_session(work: Transaction, session_id: UUID, form: SessionSignForm) -> SessionView:
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
async def read_session(work: Transaction, session_id: UUID, response: Response) -> WholeSessionView:
    """One session with its cartridges and every version before; the ETag goes into If-Match of a correction."""
    session = await queries.session(work, session_id)
    tag_version(response, session.version)
    return session


@router.post("/sessions/{session_id}/amend", dependencies=[allow(CARE_WRITE)])
@refuses(RecordMerged, RecordVoided, TooLateToCorrect, WrongStatus, *RECORDING)
async def amend_session(
    work: Transaction,
    session_id: UUID,
    form: AmendedSessionForm,
    version: IfMatch,
    policy: Corrections,
    response: Response,
) -> WholeSessionView:
    """Put a session right that was recorded wrongly: all of it as it should be, with the reason.

    The version before stays. The rules are asked again by what held at its moment; what they refuse, a medical director
    overrides with a reason. Whoever did it amends it for some days, a medical director always.
    """
    await amendments.amend_session(work, session_id, form, version, policy)
    session = await queries.session(work, session_id)
    tag_version(response, session.version)
    return session


@router.post("/sessions/{session_id}/void", dependencies=[allow(CARE_WRITE)])
@refuses(
    NotFound, NotItsDay, RecordMerged, RecordVoided, TooLateToCorrect, VoidThatFirst, WrongCourseState, WrongStatus
)
async def void_session(
    work: Transaction, session_id: UUID, form: VoidForm, version: IfMatch, policy: Corrections, response: Response
) -> VoidedSessionView:
    """Void a session that was entered in error, and say what becomes of its appointment.

    The course counts one session less, the follow-up that booking held is called off, the cartridges were not used.
    Whoever did it voids it for some days, a medical director always.
    """
    voided = await voids.void_session(work, session_id, form, version, policy)
    tag_version(response, voided.version)
    return voided
