"""Protocols: those in force, and the one that made a course."""

from uuid import UUID

from chassis.reference import in_force, version
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.forms.protocols import CourseProtocolView, ProtocolsView, ProtocolView
from services.booking.care.reference import PROTOCOLS
from services.booking.care.store.courses import course_row
from services.booking.people.queries.patients import patient_row


async def protocols(work: Work) -> ProtocolsView:
    """Every protocol that is in force on the day that it is in UTC."""
    found = await in_force(work, PROTOCOLS, work.now.date())
    if found is None:
        return ProtocolsView(version=None, in_force_from=None, signature=None, items=[])
    document = found.document
    codes = sorted(document.protocols, key=lambda code: (document.protocols[code].precedence, code))
    return ProtocolsView(
        version=found.version,
        in_force_from=found.in_force_from,
        signature=found.signature,
        items=[ProtocolView.of(document, code) for code in codes],
    )


async def protocol_of_course(work: Work, course_id: UUID) -> CourseProtocolView:
    """What made a course, from the version that did, also when that was withdrawn. Raises NotFound, Forbidden."""
    course = await course_row(work, course_id)
    await patient_row(work, course.patient_id)
    if course.protocol_version is None:
        raise NotFound("This course was planned before protocols had versions.")
    made = await version(work, PROTOCOLS, course.protocol_version)
    return CourseProtocolView(
        version=made.version,
        digest=course.protocol_digest,
        signature=course.protocol_signature,
        protocol=ProtocolView.of(made.document, course.protocol),
    )
