"""What the rows say that an appointment needs: the same for slots that are offered and appointments that are booked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.local_time import local_day
from chassis.reference import require_in_force
from chassis.refusals import Invalid
from chassis.work import Work
from contracts.vocabulary import ScreeningStage
from services.booking.calendar.domain.appointments import AppointmentKind, CancelReason, Status
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.tables import appointments
from services.booking.care.domain.clearances import THIS_PATIENT, latest, require_cleared
from services.booking.care.domain.needs import consult_needs, needs_of
from services.booking.care.domain.positions import Position, Step, ahead_of, position_on
from services.booking.care.domain.refusals import AlreadyBooked, CourseRequired
from services.booking.care.reference import PROTOCOLS
from services.booking.care.store.clearances import clearances_for
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.store.spacing import needlings_of
from services.booking.care.tables import courses
from services.booking.people.domain.clinics import ClinicSettings, Place
from services.booking.people.tables import clinics

_BOOKED = Prepared(
    select(appointments, clinics.c.time_zone)
    .join(clinics, clinics.c.id == appointments.c.clinic_id)
    .where(appointments.c.course_id == bindparam("of"), appointments.c.status == Status.BOOKED.value)
    .order_by(appointments.c.starts_at, appointments.c.id)
)
_GIVEN_UP = Prepared(
    select(appointments.c.starts_at, clinics.c.time_zone)
    .join(clinics, clinics.c.id == appointments.c.clinic_id)
    .where(
        appointments.c.patient_id == bindparam("patient"),
        appointments.c.course_id == bindparam("of"),
        appointments.c.kind == AppointmentKind.SESSION.value,
        (appointments.c.status == Status.CANCELLED.value) | (appointments.c.status == Status.MISSED.value),
        appointments.c.cancel_code.is_distinct_from(CancelReason.COURSE_STOPPED.value),
    )
)


async def needs_for(
    work: Work, kind: AppointmentKind, place: Place, patient_id: UUID | None, course_id: UUID | None, *, lock: bool
) -> Needs:
    """What the next appointment of this kind needs at a clinic. Raises as `needs_at` does."""
    return (await needs_at(work, kind, [place], patient_id, course_id, lock=lock))[0]


async def needs_at(
    work: Work,
    kind: AppointmentKind,
    places: Sequence[Place],
    patient_id: UUID | None,
    course_id: UUID | None,
    *,
    lock: bool = False,
    course: Row | None = None,
) -> list[Needs]:
    """What the next appointment of this kind needs at each of several clinics.

    ``course`` is the row of ``course_id`` where it has been read, which then is not read again.

    A session without a course is refused with screening's outcome, because that is why there is none. Raises
    CourseRequired, CourseFinished, NothingInForce, Deferred, Declined and the like.
    """
    if kind is AppointmentKind.CONSULT:
        return await _consults_at(work, places)
    if course_id is None:
        if kind is AppointmentKind.SESSION and patient_id is not None:
            await _refuse_without_course(work, patient_id)
        raise CourseRequired("A {kind} belongs to a course: name the patient's course.", kind=kind.value)
    row = course or await course_row(work, course_id, lock=lock)
    if patient_id is not None and row.patient_id != patient_id:
        raise Invalid("This course is another patient's: name one of this patient's.")
    return await _needs_in_course_at(work, row, kind, places)


async def _consults_at(work: Work, places: Sequence[Place]) -> list[Needs]:
    """By the protocols in force on the local day of each clinic, of which there are two at most."""
    needs: dict[date, Needs] = {}
    for day in {local_day(work.now, place.zone) for place in places}:
        protocols = await require_in_force(work, PROTOCOLS, day)
        needs[day] = consult_needs(protocols.document.talk.minutes)
    return [needs[local_day(work.now, place.zone)] for place in places]


async def _refuse_without_course(work: Work, patient_id: UUID) -> None:
    """Raises screening's outcome as a refusal, or CourseRequired when the patient is cleared."""
    decided = latest(await clearances_for(work, patient_id=patient_id), ScreeningStage.CONSULT)
    require_cleared(decided, THIS_PATIENT)
    course = select(courses.c.id).where(courses.c.patient_id == patient_id).limit(1)
    if (await work.execute(course)).one_or_none() is None:
        raise CourseRequired(
            "The patient is cleared, but no course could be planned: no signed protocol is in force for the plan. "
            "It is planned as soon as the medical director signs one."
        )
    raise CourseRequired("The patient is cleared and has a course: name it to book its session.")


async def needs_in_course(work: Work, row: Row, kind: AppointmentKind, place: Place) -> Needs:
    """The same for a course that was loaded. Raises CourseFinished, Deferred, Declined and the like."""
    return (await _needs_in_course_at(work, row, kind, [place]))[0]


async def _needs_in_course_at(work: Work, row: Row, kind: AppointmentKind, places: Sequence[Place]) -> list[Needs]:
    clearances = await clearances_for(work, consult_id=row.consult_id)
    blocked: tuple[DayWindow, ...] = ()
    if kind is AppointmentKind.SESSION:
        blocked = (await needlings_of(work, row.patient_id)).blocked_for(row.id)
    course, last = course_of(row), row.last_session_on
    needs: dict[tuple[date, ClinicSettings], Needs] = {}  # most clinics of a chain have the same
    for on in dict.fromkeys(_where_and_when(work, place) for place in places):
        needs[on] = needs_of(kind, course, clearances, last, *on, blocked)
    return [needs[_where_and_when(work, place)] for place in places]


def _where_and_when(work: Work, place: Place) -> tuple[date, ClinicSettings]:
    """All that makes what is needed at one clinic differ from what is needed at another: its day, and its settings."""
    return local_day(work.now, place.zone), place.settings


async def needs_at_position(work: Work, row: Row, position: Position, place: Place) -> Needs:
    """What an appointment of a loaded course needs at a position among the others of it.

    Raises CourseFinished, NoClearance and its subclasses.
    """
    course, today = course_of(row), local_day(work.now, place.zone)
    clearances = await clearances_for(work, consult_id=row.consult_id)
    blocked: tuple[DayWindow, ...] = ()
    if position.kind is AppointmentKind.SESSION:
        blocked = (await needlings_of(work, row.patient_id)).blocked_for(row.id)
    as_if = position.as_if(course)
    needs = needs_of(position.kind, as_if, clearances, position.after, today, place.settings, blocked)
    if position.before is None:
        return needs
    number = position.number
    ahead = ahead_of(course, position.before, number=number, last=number == course.planned)
    return replace(needs, wanted_days=needs.wanted_days.within(ahead))


async def position_of(work: Work, row: Row, appointment: Row, day: date) -> Position:
    """Where an appointment of a loaded course comes among the others that are booked, on a local day."""
    others = [step_of(each) for each in await all_booked_in(work, row.id) if each.id != appointment.id]
    return position_on(course_of(row), row.last_session_on, others, AppointmentKind(appointment.kind), day)


async def needs_to_move(
    work: Work, appointment: Row, place: Place, starts_at: datetime, *, alone: bool = False, lock: bool = True
) -> Needs:
    """What an appointment needs at another time (UTC), beside the others of its course.

    ``alone``: without regard to the later ones, which come with it. Raises as `needs_for` does.
    """
    kind = AppointmentKind(appointment.kind)
    if appointment.course_id is None:
        return await needs_for(work, kind, place, appointment.patient_id, None, lock=lock)
    course = await course_row(work, appointment.course_id, lock=lock)
    position = await position_of(work, course, appointment, local_day(starts_at, place.zone))
    return await needs_at_position(work, course, position.alone if alone else position, place)


async def needs_to_reinstate(work: Work, appointment: Row, place: Place) -> Needs:
    """What an appointment that was given up needs at its own time, beside the others of its course.

    Of several sessions that were booked at once one may come back, unless another one has taken its place. Raises
    AlreadyBooked, and as `needs_for` does.
    """
    kind, course_id = AppointmentKind(appointment.kind), appointment.course_id
    if course_id is None:
        return await needs_for(work, kind, place, appointment.patient_id, None, lock=True)
    course = course_of(await course_row(work, course_id, lock=True))
    booked = [each for each in await all_booked_in(work, course_id) if each.kind == appointment.kind]
    remaining = course.sessions - course.performed if kind is AppointmentKind.SESSION else 1
    if booked and len(booked) >= remaining:
        raise _already_booked(booked[0], place)
    needs = await needs_to_move(work, appointment, place, appointment.starts_at)
    if booked and not needs.wanted_days.holds(local_day(appointment.starts_at, place.zone)):
        raise _already_booked(booked[0], place)
    return needs


def step_of(appointment: Row) -> Step:
    """A booked appointment as a step of its course."""
    day = local_day(appointment.starts_at, ZoneInfo(appointment.time_zone))
    return Step(AppointmentKind(appointment.kind), day, appointment.id)


async def require_none_ahead(work: Work, needs: Needs, place: Place) -> None:
    """Raises AlreadyBooked when the course's next appointment of this kind is in the calendar."""
    ahead = await booked_for(work, needs)
    if ahead is not None:
        raise _already_booked(ahead, place)


def _already_booked(ahead: Row, place: Place) -> AlreadyBooked:
    return AlreadyBooked(
        "The course's next {kind} is booked for {starts_at}: move that one.",
        kind=ahead.kind,
        starts_at=ahead.starts_at.astimezone(place.zone),
        appointment_id=str(ahead.id),
    )


async def all_booked_in(work: Work, course_id: UUID) -> Sequence[Row]:
    """The course's booked appointments with the ``time_zone`` of each, the soonest first."""
    return (await work.execute(_BOOKED, {"of": course_id})).all()


async def given_up_in(work: Work, row: Row) -> list[date]:
    """The local days of the course's sessions that were cancelled or missed, but not because the course was stopped."""
    rows = await work.execute(_GIVEN_UP, {"of": row.id, "patient": row.patient_id})
    return [local_day(each.starts_at, ZoneInfo(each.time_zone)) for each in rows]


async def booked_in(work: Work, course_id: UUID) -> Row | None:
    """The soonest of the course's booked appointments."""
    return next(iter(await all_booked_in(work, course_id)), None)


async def booked_for(work: Work, needs: Needs) -> Row | None:
    """The course's next appointment of the kind that is needed, when it is booked."""
    if needs.course_id is None:
        return None
    booked = await all_booked_in(work, needs.course_id)
    return next((each for each in booked if each.kind == needs.kind.value), None)
