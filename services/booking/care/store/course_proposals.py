"""For each appointment of a course that remains: the slot that fits best, or why none does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chassis.data.rows import Row
from chassis.local_time import local_day, minute_of_day
from chassis.refusals import Phrase
from chassis.work import Work
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.store.slots import Slot, Wish, days_as_moments, free_slots
from services.booking.care.domain.course_wishes import (
    CourseWishes,
    WantedSlot,
    on_weekdays,
    searched_days,
    why_no_day,
    why_no_slot,
)
from services.booking.care.domain.positions import Position, Step, missing_first, next_missing, position_on
from services.booking.care.store.courses import course_of
from services.booking.care.store.needs import all_booked_in, given_up_in, needs_at_position, step_of
from services.booking.people.domain.clinics import Place

_OTHERS = 3
"""Alternatives that are shown."""
_LOOKED_AT = 20


@dataclass(frozen=True)
class Proposal:
    """One appointment of the course."""

    place: Place
    position: Position
    needs: Needs
    slot: Slot | None
    why_not: Phrase | None
    alternatives: Sequence[Slot]
    moving: Row | None = None
    """The review that is booked and moves there, because sessions are still to come before it."""


async def propose(work: Work, row: Row, place: Place, wishes: CourseWishes) -> tuple[list[Proposal], list[datetime]]:
    """What remains of a course, in its order, up to the first that does not fit; and the starts of what stays booked.

    A first session that was given up comes before the others again, on another day, where there is one free; else after
    them. A review that is booked in the way of a session, or before one, moves behind it, unless no review is wished
    for. Raises CourseFinished, NoClearance and its subclasses.
    """
    booked = await all_booked_in(work, row.id)
    steps = [step_of(each) for each in booked]
    course, wanted, found = course_of(row), list(wishes.slots), list[Proposal]()
    today = local_day(work.now, place.zone)
    moving = _review_too_soon(booked) if wishes.review else None
    if moving is not None:
        steps.remove(step_of(moving))
    if not wanted and wishes.sessions != 0:
        found += await _first_again(work, row, place, steps, wishes)
        steps += [_step(each) for each in found]
    while (position := next_missing(course, row.last_session_on, steps, today, review=wishes.review)) is not None:
        if position.kind is AppointmentKind.SESSION and len(found) == wishes.sessions:
            break
        chosen = wanted.pop(0) if wanted else None
        if chosen is not None:
            day = local_day(chosen.starts_at, place.zone)
            position = position_on(course, row.last_session_on, steps, position.kind, day)
        proposal = await _proposal(work, row, place, position, wishes, chosen, moving)
        review = position.before
        if proposal.slot is None and wishes.review and review is not None and review.kind is AppointmentKind.REVIEW:
            steps.remove(review)
            moving = next(each for each in booked if each.id == review.appointment_id)
            wanted[:0] = [chosen] if chosen is not None else []
            continue
        found.append(proposal)
        if proposal.slot is None:
            break
        steps.append(_step(proposal))
    moves = {each.moving.id for each in found if each.moving is not None}
    return found, [each.starts_at for each in booked if each.id not in moves]


def _step(proposal: Proposal) -> Step:
    """Of a proposal that has a slot."""
    assert proposal.slot is not None
    return Step(proposal.position.kind, local_day(proposal.slot.starts_at, proposal.place.zone))


async def _first_again(
    work: Work, row: Row, place: Place, booked: Sequence[Step], wishes: CourseWishes
) -> list[Proposal]:
    """The first session where it was given up, if a day is free that was not given up; else nothing."""
    if row.performed or not booked:
        return []
    given_up = await given_up_in(work, row)
    position = missing_first(course_of(row), booked, given_up, local_day(work.now, place.zone))
    if position is None:
        return []
    proposal = await _proposal(work, row, place, position, wishes, None, None, but=given_up)
    return [] if proposal.slot is None else [proposal]


def _review_too_soon(booked: Sequence[Row]) -> Row | None:
    """The review that is booked before a session of its course; ``booked`` are in the order of their starts."""
    sessions = [each.starts_at for each in booked if each.kind == AppointmentKind.SESSION.value]
    reviews = (each for each in booked if each.kind == AppointmentKind.REVIEW.value)
    return next((each for each in reviews if sessions and each.starts_at < sessions[-1]), None)


async def _proposal(
    work: Work,
    row: Row,
    place: Place,
    position: Position,
    wishes: CourseWishes,
    chosen: WantedSlot | None,
    review: Row | None,
    but: Sequence[date] = (),
) -> Proposal:
    """``but``: days on which it is not looked for."""
    moving = review if position.kind is AppointmentKind.REVIEW else None
    needs = await needs_at_position(work, row, position, place)
    needs = replace(needs, blocked_days=(*needs.blocked_days, *(DayWindow(day, day) for day in but)))
    first, last = searched_days(needs, local_day(work.now, place.zone))
    if first > last:
        return Proposal(place, position, needs, None, why_no_day(needs), (), moving)
    since, until = days_as_moments(first, last, place.zone)
    of = {"patient_id": row.patient_id, "limit": _LOOKED_AT, "near": wishes.near, "moving": moving and moving.id}
    if chosen is None:
        wish = Wish(since=since, until=until, practitioner_id=wishes.practitioner_id, **of)
        slots = await free_slots(work, place, on_weekdays(needs, first, last, wishes.weekdays), wish)
    else:
        ends = chosen.starts_at + needs.lengths.total
        wish = Wish(since=chosen.starts_at, until=ends, practitioner_id=chosen.practitioner_id, **of)
        slots = await free_slots(work, place, needs, wish)
    if slots:
        others = _others(slots[1:], slots[0].starts_at)
        return Proposal(place, position, needs, slots[0], None, others, moving)
    if chosen is not None:
        of["near"] = minute_of_day(chosen.starts_at, place.zone)
    others = await free_slots(work, place, needs, Wish(since=since, until=until, **of))
    why_not = why_no_slot(needs, chosen is not None, bool(others))
    return Proposal(place, position, needs, None, why_not, _others(others), moving)


def _others(slots: Sequence[Slot], but: datetime | None = None) -> list[Slot]:
    """Some more, of one start each."""
    return list({slot.starts_at: slot for slot in reversed(slots) if slot.starts_at != but}.values())[-_OTHERS:][::-1]
