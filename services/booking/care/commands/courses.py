"""A cleared patient gets a course by protocol."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from chassis.ids import new_id
from chassis.local_time import start_of_day
from chassis.work import Work
from contracts.booking.courses import CoursePlanned
from contracts.screening.screenings import ScreeningDecided
from contracts.vocabulary import Area, Concern, Modality, ScreeningStage
from services.booking.care.domain.clearances import CLEARED, latest
from services.booking.care.domain.protocols import DIGEST, VERSION, require_protocol
from services.booking.care.store.clearances import clearances_for
from services.booking.care.tables import consults, courses
from services.booking.people.store.clinics import zone_of


async def plan_course(work: Work, event: ScreeningDecided) -> None:
    """Plan a course when a consult's plan was cleared and has none yet, its decision kept and its patient locked.

    A decision that was overtaken by a later one of the same stage and plan plans nothing. Raises NoProtocol.
    """
    if event.stage is not ScreeningStage.CONSULT or event.outcome not in CLEARED:
        return
    newest = latest(await clearances_for(work, consult_id=event.consult_id), ScreeningStage.CONSULT)
    if newest is None or newest.screening_id != event.screening_id:
        return
    consult = (await work.execute(select(consults).where(consults.c.id == event.consult_id))).one_or_none()
    if consult is not None and consult.suitable:
        await _plan(work, consult, event)


async def _plan(work: Work, consult: Row[Any], event: ScreeningDecided) -> None:
    protocol = require_protocol(Concern(consult.concern), Area(consult.area), Modality(consult.modality))
    course_id = new_id()
    statement = insert(courses).values(
        id=course_id,
        consult_id=consult.id,
        patient_id=consult.patient_id,
        clinic_id=consult.clinic_id,
        protocol=protocol.code,
        concern=consult.concern,
        area=consult.area,
        modality=consult.modality,
        device_model=consult.device_model,
        depth_mm=consult.depth_mm,
        sessions=protocol.sessions,
        performed=0,
        spacing_weeks_min=protocol.spacing_weeks_min,
        spacing_weeks_max=protocol.spacing_weeks_max,
        review_weeks_min=protocol.review_weeks_min,
        review_weeks_max=protocol.review_weeks_max,
        session_minutes=protocol.session_minutes(Area(consult.area)),
        numbing_minutes=protocol.numbing_minutes,
        planned_at=work.now,
    )
    planned = await work.execute(statement.on_conflict_do_nothing().returning(courses.c.id))
    if planned.one_or_none() is None:
        return  # a new decision on a plan that has its course already
    eligible = event.eligible_from
    zone = await zone_of(work, consult.clinic_id)
    work.publish(
        CoursePlanned(
            course_id=course_id,
            patient_id=consult.patient_id,
            clinic_id=consult.clinic_id,
            protocol=protocol.code,
            protocol_version=VERSION,
            protocol_digest=DIGEST,
            concern=consult.concern,
            area=consult.area,
            modality=Modality(consult.modality),
            sessions=protocol.sessions,
            spacing_weeks_min=protocol.spacing_weeks_min,
            spacing_weeks_max=protocol.spacing_weeks_max,
            not_before=max(event.decided_at, start_of_day(eligible, zone)) if eligible else event.decided_at,
        )
    )
