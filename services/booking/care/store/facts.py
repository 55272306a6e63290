"""Everything on which the validity of one patient's appointments depends, loaded at once: one statement a source."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from contracts.vocabulary import Modality, ScreeningStage
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.needs import Treats
from services.booking.calendar.store.devices import devices_of
from services.booking.calendar.store.rooms import without_room
from services.booking.calendar.store.unavailabilities import occupied_by
from services.booking.care.domain.clearances import Clearance, latest
from services.booking.care.domain.courses import planned_depth
from services.booking.care.domain.validity import Facts, SessionFacts
from services.booking.care.store.clearances import clearances_by_consult
from services.booking.care.store.consents import consents_of
from services.booking.care.store.courses import COURSES, course_of
from services.booking.care.store.spacing import needlings_of
from services.booking.care.tables import courses
from services.booking.people.domain.opening_hours import Span
from services.booking.people.store.clinics import place_of
from services.booking.people.store.practitioners import practitioners_of


async def facts_of(work: Work, appointments: Sequence[Row]) -> dict[UUID, Facts]:
    """By appointment: the facts as they are stored now. All are of one patient, whose row is locked."""
    if not appointments:
        return {}
    places = {clinic_id: await place_of(work, clinic_id) for clinic_id in {row.clinic_id for row in appointments}}
    practitioners = await practitioners_of(work, {row.practitioner_id for row in appointments})
    wanted = {row.device_id for row in appointments if row.device_id is not None}
    devices = await devices_of(work, wanted) if wanted else {}
    occupied = await occupied_by(work, [row.id for row in appointments])
    full = await without_room(work, [row for row in appointments if occupied[row.id].chair > 0], places)
    sessions = await _sessions(work, [row for row in appointments if row.kind == AppointmentKind.SESSION.value])
    missing = await _sessions_missing(
        work, [row.id for row in appointments if row.kind == AppointmentKind.REVIEW.value]
    )
    return {
        row.id: Facts(
            kind=AppointmentKind(row.kind),
            during=Span(row.starts_at, row.ends_at),
            place=places[row.clinic_id],
            practitioner=practitioners[row.practitioner_id],
            device=devices.get(row.device_id),
            away=occupied[row.id].away,
            treated=occupied[row.id].treated,
            room_full=row.id in full,
            session=sessions.get(row.id),
            sessions_missing=missing.get(row.id, 0),
        )
        for row in appointments
    }


async def _sessions(work: Work, appointments: Sequence[Row]) -> dict[UUID, SessionFacts]:
    """By appointment: what counts for each of a patient's sessions."""
    if not appointments:
        return {}
    found = await work.execute(COURSES.where(courses.c.id.in_({row.course_id for row in appointments})))
    by_course = {row.id: row for row in found}
    decided = await clearances_by_consult(work, [row.consult_id for row in by_course.values()])
    consents = await consents_of(work, appointments[0].patient_id)
    needlings = await needlings_of(work, appointments[0].patient_id)
    return {
        row.id: SessionFacts(
            treats=_treats(course := by_course[row.course_id], decided[course.consult_id]),
            decided=decided[course.consult_id],
            consents=consents,
            blocked=needlings.blocked_for(row.course_id, row.starts_at),
            short=row.short_since is not None,
            reasoned=row.reasoned,
        )
        for row in appointments
    }


_MISSING = Prepared(
    text(
        "SELECT review.id, sessions - maintenance - performed - ("
        " SELECT count(*) FROM appointments AS before WHERE before.course_id = courses.id AND before.kind = 'session'"
        " AND before.status = 'booked' AND before.starts_at < review.starts_at) AS missing"
        " FROM appointments AS review JOIN courses ON courses.id = review.course_id"
        " WHERE review.id = ANY(CAST(:of AS uuid[]))"
    )
)


async def _sessions_missing(work: Work, review_ids: Sequence[UUID]) -> dict[UUID, int]:
    """By review: how many sessions its course plans that are neither performed nor booked before it."""
    if not review_ids:
        return {}
    return {row.id: row.missing for row in await work.execute(_MISSING, {"of": list(review_ids)})}


def _treats(course: Row, decided: Sequence[Clearance]) -> Treats:
    """What the session treats with: as it was cleared, or as it was planned while no decision is there."""
    consult = latest(decided, ScreeningStage.CONSULT)
    if consult is None:
        return Treats(Modality(course.modality), course.device_model, course.depth_mm, course.area)
    limits = consult.limits
    return Treats(limits.modality, limits.device_model, planned_depth(course_of(course), limits), course.area)
