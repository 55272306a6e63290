"""Consults are completed; courses and protocols are read."""

from uuid import UUID

from chassis.http import Page, PageQuery, Transaction, api_router
from services.booking.api.access import ANYONE, CARE_OR_PATIENT, CLINICAL
from services.booking.commands import consults as commands
from services.booking.forms.treatment import ConsultForm, ConsultView, CourseView, ProtocolsView
from services.booking.queries import courses as queries

router = api_router("courses")


@router.post("/appointments/{appointment_id}/consult", status_code=201, dependencies=[CLINICAL])
async def complete_consult(work: Transaction, appointment_id: UUID, form: ConsultForm) -> ConsultView:
    """Record what the practitioner found and plans; screening decides."""
    return await queries.consult(work, await commands.complete_consult(work, appointment_id, form))


@router.get("/courses", dependencies=[CARE_OR_PATIENT])
async def list_courses(work: Transaction, patient_id: UUID, paging: PageQuery) -> Page[CourseView]:
    """A patient's courses."""
    return await queries.list_courses(work, patient_id, paging)


@router.get("/courses/{course_id}", dependencies=[CARE_OR_PATIENT])
async def read_course(work: Transaction, course_id: UUID) -> CourseView:
    """A course, and when its next appointment may be."""
    return await queries.course(work, course_id)


@router.get("/protocols", dependencies=[ANYONE])
async def list_protocols() -> ProtocolsView:
    """Every protocol, each number with its source."""
    return queries.protocols()
