"""Later appointments of a course that move with an earlier one, because the protocol wants them elsewhere then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.data.rows import Row
from chassis.local_time import local_day, minute_of_day
from chassis.work import Work
from contracts.booking.appointments import Together
from services.booking.calendar.commands.appointments import move_appointment
from services.booking.calendar.commands.checks import give_up_time
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.forms.slots import SlotView
from services.booking.calendar.store.appointments import lock_appointment
from services.booking.calendar.store.occupations import Chosen, lock_all
from services.booking.calendar.store.slots import Slot, Wish, days_as_moments, free_slots
from services.booking.care.domain.course_wishes import searched_days
from services.booking.care.domain.positions import Position
from services.booking.care.domain.refusals import LaterOnesBreak
from services.booking.care.forms.moves import CarriedView
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.store.needs import all_booked_in, needs_at_position, step_of
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import place_of

_LOOKED_AT = 200
"""Slots of which the nearest is taken."""


@dataclass(frozen=True)
class Carried:
    """A later appointment of the course that has to move as well, and where to."""

    appointment: Row
    place: Place
    needs: Needs
    slot: Slot | None
    """None: nothing is free that keeps the course legal."""


async def carried_by(work: Work, appointment: Row, place: Place, starts_at: datetime) -> list[Carried]:
    """The later appointments of the course that the protocol wants elsewhere after the move, the soonest first."""
    if appointment.course_id is None or appointment.kind != AppointmentKind.SESSION.value:
        return []
    row = await course_row(work, appointment.course_id)
    course, booked = course_of(row), await all_booked_in(work, row.id)
    after = local_day(starts_at, place.zone)
    number = sum(each.kind == appointment.kind and each.starts_at < appointment.starts_at for each in booked)
    carried: list[Carried] = []
    for later in (each for each in booked if each.starts_at > appointment.starts_at):
        kind = AppointmentKind(later.kind)
        number += 1
        after_all = max(course.planned, course.performed) + 1
        nth = course.performed + number + 1 if kind is AppointmentKind.SESSION else after_all
        theirs = await place_of(work, later.clinic_id)
        needs = await needs_at_position(work, row, Position(kind, nth, after), theirs)
        if needs.wanted_days.holds(step_of(later).day):
            break
        target = later.starts_at + (starts_at - appointment.starts_at)
        slot = await _nearest(work, theirs, needs, later, target)
        carried.append(Carried(later, theirs, needs, slot))
        if slot is None:
            break
        after = local_day(slot.starts_at, theirs.zone)
    return carried


async def _nearest(work: Work, place: Place, needs: Needs, later: Row, target: datetime) -> Slot | None:
    """The slot nearest to a moment (UTC) on the days that are wanted, rather with the same practitioner."""
    first, last = searched_days(needs, local_day(work.now, place.zone))
    if first > last:
        return None
    since, until = days_as_moments(first, last, place.zone)
    wish = Wish(
        since=since,
        until=until,
        near=minute_of_day(target, place.zone),
        limit=_LOOKED_AT,
        patient_id=later.patient_id,
        preferred_practitioner_id=later.practitioner_id,
        moving=later.id,
    )
    slots = await free_slots(work, place, needs, wish)
    return min(slots, key=lambda slot: (abs(slot.starts_at - target), slot.starts_at), default=None)


def require_slots(carried: Sequence[Carried]) -> None:
    """Raises LaterOnesBreak when one of them finds no slot."""
    for each in carried:
        if each.slot is None:
            raise LaterOnesBreak(
                "The {kind} on {starts_at} would have to move {window}, and nothing is free then: "
                "choose another time, or move that one first.",
                kind=each.appointment.kind,
                starts_at=each.appointment.starts_at.astimezone(each.place.zone),
                window=each.needs.days.phrase(),
                appointment_id=str(each.appointment.id),
            )


async def make_room(work: Work, carried: Sequence[Carried], wanted: Chosen) -> None:
    """Lock everything that is taken or given up in one order, and free what is given up before anything is taken."""
    if not carried:
        return
    given_up = [_of_row(each.appointment) for each in carried]
    await lock_all(work, [wanted, *given_up, *(_of_slot(each.slot) for each in carried if each.slot)])
    for each in carried:
        await give_up_time(work, each.appointment.id)


async def carry(work: Work, each: Carried, together: Together | None) -> AppointmentView:
    """Move it, with those that move in the same step. Raises as `move_appointment` does."""
    assert each.slot is not None
    wanted = Wanted(each.place, each.slot.starts_at, _of_slot(each.slot), together=together)
    row = await lock_appointment(work, each.appointment.id)
    return await move_appointment(work, row, each.needs, wanted, by_patient=False)


def _of_row(row: Row) -> Chosen:
    return Chosen(row.practitioner_id, row.room_id, row.device_id)


def _of_slot(slot: Slot) -> Chosen:
    return Chosen(slot.practitioner_id, slot.room_id, slot.device_id)


def carried_view(each: Carried) -> CarriedView:
    """As a preview shows it."""
    of = each.appointment
    return CarriedView(
        appointment_id=of.id,
        kind=AppointmentKind(of.kind),
        starts_at=of.starts_at,
        window_from=each.needs.days.first,
        window_until=each.needs.days.last,
        slot=None if each.slot is None else SlotView.of(each.slot, each.place),
    )
