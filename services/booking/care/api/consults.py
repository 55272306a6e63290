"""Consults are completed, amended, voided and read."""

from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import IfMatch, Page, PageQuery, PeriodQuery, Transaction, api_router, refuses, tag_version
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.booking.access import CARE_WRITE, SESSIONS_READ
from services.booking.calendar.domain.refusals import NotItsDay, WrongStatus
from services.booking.care.api.sessions import Corrections, Late
from services.booking.care.commands import consult_amendments as amendments
from services.booking.care.commands import consult_voids as voids
from services.booking.care.commands import consults as commands
from services.booking.care.domain.refusals import (
    AreaNamedTwice,
    CourseBegun,
    ModelNotHere,
    NoProtocol,
    RecordVoided,
    TooLateToCorrect,
    VoidThatFirst,
    ZoneDoesNotFit,
)
from services.booking.care.forms.consults import (
    AmendedConsultForm,
    ConsultForm,
    ConsultView,
    VoidedConsultView,
    WholeConsultView,
)
from services.booking.care.forms.corrections import VoidForm
from services.booking.care.queries import consults as queries
from services.booking.people.domain.refusals import NoPractitioner, NotQualified, RecordMerged

router = api_router("consults")
PLANNING = (
    AreaNamedTwice,
    ModelNotHere,
    NoProtocol,
    NotJson,
    NothingInForce,
    ReferenceAltered,
    ZoneDoesNotFit,
)
"""Why a plan cannot be."""


@router.post("/appointments/{appointment_id}/consult", status_code=201, dependencies=[allow(CARE_WRITE)])
@refuses(NoPractitioner, NotFound, NotItsDay, NotQualified, WrongStatus, *PLANNING)
async def complete_consult(work: Transaction, appointment_id: UUID, form: ConsultForm, policy: Late) -> ConsultView:
    """Record what the practitioner found and plans; screening decides.

    With `late` also at an appointment that was marked as missed, or cancelled, by mistake.
    """
    return await commands.complete_consult(work, appointment_id, form, policy)


@router.post("/consults/{consult_id}/amend", dependencies=[allow(CARE_WRITE)])
@refuses(CourseBegun, NotFound, RecordMerged, RecordVoided, WrongStatus, *PLANNING)
async def amend_consult(
    work: Transaction, consult_id: UUID, form: AmendedConsultForm, version: IfMatch, response: Response
) -> ConsultView:
    """Put a consult right that was recorded wrongly: all of it as it should be, with the reason.

    The version before stays. Screening decides again; a course by another plan ends, and the new plan gets its own.
    """
    consult = await amendments.amend_consult(work, consult_id, form, version)
    tag_version(response, consult.version)
    return consult


@router.post("/consults/{consult_id}/void", dependencies=[allow(CARE_WRITE)])
@refuses(NotFound, NotItsDay, RecordMerged, RecordVoided, TooLateToCorrect, VoidThatFirst, WrongStatus)
async def void_consult(
    work: Transaction, consult_id: UUID, form: VoidForm, version: IfMatch, policy: Corrections, response: Response
) -> VoidedConsultView:
    """Void a consult that was entered in error, such as for another patient, and say what becomes of its appointment.

    The course that it planned ends, what is booked in it is called off, and what screening decided counts no longer.
    Sessions of that course are voided first. Whoever did it voids it for some days, a medical director always.
    """
    voided = await voids.void_consult(work, consult_id, form, version, policy)
    tag_version(response, voided.version)
    return voided


@router.get("/consults", dependencies=[allow(SESSIONS_READ)])
@refuses(NotFound, RecordMerged)
async def list_consults(
    work: Transaction, patient_id: UUID, paging: PageQuery, period: PeriodQuery
) -> Page[ConsultView]:
    """A patient's consults, the newest first; `from` and `to` are of when they were completed."""
    return await queries.list_consults(work, patient_id, paging, period)


@router.get("/consults/{consult_id}", dependencies=[allow(SESSIONS_READ)])
@refuses(NotFound)
async def read_consult(work: Transaction, consult_id: UUID, response: Response) -> WholeConsultView:
    """A consult with every version before; the ETag goes into If-Match of an amendment."""
    consult = await queries.consult(work, consult_id)
    tag_version(response, consult.version)
    return consult
