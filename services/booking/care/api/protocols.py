"""Protocols are read. They are drafted, checked and signed at /v1/reference/protocols."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.booking.access import CARE_READ, PROTOCOLS_READ
from services.booking.care.forms.protocols import CourseProtocolView, ProtocolsView
from services.booking.care.queries import protocols as queries
from services.booking.people.domain.refusals import RecordMerged

router = api_router("protocols")


@router.get("/protocols", dependencies=[allow(PROTOCOLS_READ)])
@refuses(NotJson, ReferenceAltered)
async def list_protocols(work: Transaction) -> ProtocolsView:
    """Every protocol in force, each number with its source."""
    return await queries.protocols(work)


@router.get("/courses/{course_id}/protocol", dependencies=[allow(CARE_READ)])
@refuses(NotFound, NotJson, RecordMerged, ReferenceAltered)
async def read_protocol_of_course(work: Transaction, course_id: UUID) -> CourseProtocolView:
    """The protocol that made a course, as it was then."""
    return await queries.protocol_of_course(work, course_id)
