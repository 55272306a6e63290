"""A cleared patient gets a course, by the protocols that are in force; without a signed version the plan waits."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.local_time import local_day, moment_of, start_of_day
from chassis.reference import Version, in_force
from chassis.work import Work
from contracts.booking.courses import CoursePlanned
from contracts.vocabulary import Modality, ScreeningStage
from services.booking.care.commands.to_book import list_what_to_book, plan_waits, plan_waits_no_longer
from services.booking.care.domain.clearances import Clearance, latest
from services.booking.care.domain.protocols import Protocols
from services.booking.care.domain.words import Area, Concern
from services.booking.care.reference import PROTOCOLS
from services.booking.care.store.clearances import clearances_for
from services.booking.care.store.consults import consults_without_course, find_consult
from services.booking.care.store.course_balances import change_balance, open_balance
from services.booking.care.tables import courses
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_person

_NOON = time(12)
"""Stands for the time of day of a session elsewhere, of which only the day is known."""


async def plan_course(work: Work, consult_id: UUID) -> None:
    """Plan a course when a consult's plan is cleared now and has none yet. The patient's row is locked.

    Without protocols in force, or without one for the plan, nothing happens: `plan_waiting` goes on. While the
    clearance is suspended, nothing happens either: whatever ends the suspension goes on.
    """
    clearance = latest(await clearances_for(work, consult_id=consult_id), ScreeningStage.CONSULT)
    if clearance is None or not clearance.cleared or clearance.suspended:
        await plan_waits_no_longer(work, consult_id, "not_cleared")
        return
    consult = await find_consult(work, consult_id)
    if consult is None or consult.voided_at is not None or not consult.suitable or not _is_about(clearance, consult):
        return
    place = await place_of(work, consult.clinic_id)
    protocols = await in_force(work, PROTOCOLS, local_day(work.now, place.zone))
    if protocols is None:
        await plan_waits(work, consult)
        return
    code = protocols.document.chosen(Concern(consult.concern), Area(consult.area), Modality(consult.modality))
    if code is None:
        await plan_waits(work, consult)
        return
    await _plan(work, consult, protocols, code, place, _not_before(clearance, place))
    await plan_waits_no_longer(work, consult_id, "planned")


def _is_about(clearance: Clearance, consult: Row) -> bool:
    """Whether screening decided on the plan as it is now: an amended one waits for its own decision."""
    limits = clearance.limits
    return (limits.modality, limits.device_model, limits.area) == (
        Modality(consult.modality),
        consult.device_model,
        consult.area,
    )


async def plan_waiting(work: Work, patient_id: UUID | None = None) -> None:
    """Plan the courses that waited for protocols to come into force, the oldest consult first; or one patient's."""
    for consult in await consults_without_course(work, patient_id):
        await lock_person(work, consult.patient_id)
        await plan_course(work, consult.id)
        await list_what_to_book(work, consult.patient_id)


async def _plan(
    work: Work, consult: Row, protocols: Version[Protocols], code: str, place: Place, not_before: datetime
) -> None:
    balance, begun = await _left_elsewhere(work, consult, place)
    columns = _columns(work, consult, protocols, code) | begun
    statement = insert(courses).values(**columns).on_conflict_do_nothing()
    if (await work.execute(statement.returning(courses.c.id))).one_or_none() is None:
        return  # a new decision on a plan that has its course already
    if balance is not None:
        await change_balance(work, balance, course_id=columns["id"])
    work.publish(
        CoursePlanned(
            course_id=columns["id"],
            patient_id=consult.patient_id,
            clinic_id=consult.clinic_id,
            protocol_version=protocols.version,
            protocol_digest=protocols.digest,
            sessions=columns["sessions"],
            spacing_weeks_min=columns["spacing_weeks_min"],
            spacing_weeks_max=columns["spacing_weeks_max"],
            not_before=not_before,
            consult_id=consult.id,
        )
    )


def _columns(work: Work, consult: Row, protocols: Version[Protocols], code: str) -> dict[str, Any]:
    """The course as its protocol makes it; later versions change nothing about it."""
    document = protocols.document
    protocol = document.protocols[code]
    review = document.review_of(code)
    return {
        "id": new_id(),
        "consult_id": consult.id,
        "patient_id": consult.patient_id,
        "clinic_id": consult.clinic_id,
        "protocol": code,
        "protocol_version": protocols.version,
        "protocol_digest": protocols.digest,
        "protocol_signature": protocols.signature,
        "concern": consult.concern,
        "area": consult.area,
        "modality": consult.modality,
        "device_model": consult.device_model,
        "depth_mm": consult.depth_mm,
        "sessions": protocol.sessions.count,
        "performed": 0,
        "spacing_weeks_min": protocol.spacing.first,
        "spacing_weeks_max": protocol.spacing.last,
        "review_weeks_min": review.first,
        "review_weeks_max": review.last,
        "later_reviews": document.later_review_weeks,
        "session_minutes": document.session.minutes[Area(consult.area)],
        "numbing_minutes": document.numbing_of(code).minutes,
        "talk_minutes": document.talk.minutes,
        "planned_at": work.now,
    }


def _not_before(clearance: Clearance, place: Place) -> datetime:
    """UTC. The moment from which the first session may be."""
    if clearance.eligible_from is None:
        return clearance.decided_at
    return max(clearance.decided_at, start_of_day(clearance.eligible_from, place.zone))


async def _left_elsewhere(work: Work, consult: Row, place: Place) -> tuple[Row | None, dict[str, Any]]:
    """What is left of a course elsewhere on the area of a plan, and the columns of a course that goes on with it."""
    balance = await open_balance(work, consult.patient_id, consult.area, consult.modality)
    if balance is None:
        return None, {}
    last = balance.last_session_on
    return balance, {
        "sessions": balance.sessions,
        "performed": balance.performed,
        "last_session_on": last,
        "last_session_at": moment_of(last, _NOON, place.zone) if last else None,
    }
