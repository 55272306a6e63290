"""For each appointment of a course that remains: the slot that fits best, or why none does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.data.rows import Row
from chassis.local_time import local_day, minute_of_day
from chassis.refusals import Phrase
from chassis.work import Work
from services.booking.calendar.domain.appointments import AppointmentKind
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
from services.booking.care.domain.positions import Position, Step, next_missing, position_on
from services.booking.care.store.courses import course_of
from services.booking.care.store.needs import all_booked_in, needs_at_position, step_of
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


async def propose(work: Work, row: Row, place: Place, wishes: CourseWishes) -> tuple[list[Proposal], list[datetime]]:
    """What remains of a course, in its order, up to the first that does not fit; and the starts of what is booked.

    Raises CourseFinished, NoClearance and its subclasses.
    """
    booked = await all_booked_in(work, row.id)
    steps = [step_of(each) for each in booked]
    course, wanted, found = course_of(row), list(wishes.slots), list[Proposal]()
    today = local_day(work.now, place.zone)
    while (position := next_missing(course, row.last_session_on, steps, today, review=wishes.review)) is not None:
        if position.kind is AppointmentKind.SESSION and len(found) == wishes.sessions:
            break
        chosen = wanted.pop(0) if wanted else None
        if chosen is not None:
            day = local_day(chosen.starts_at, place.zone)
            position = position_on(course, row.last_session_on, steps, position.kind, day)
        found.append(await _proposal(work, row, place, position, wishes, chosen))
        slot = found[-1].slot
        if slot is None:
            break
        steps.append(Step(position.kind, local_day(slot.starts_at, place.zone)))
    return found, [each.starts_at for each in booked]


async def _proposal(
    work: Work, row: Row, place: Place, position: Position, wishes: CourseWishes, chosen: WantedSlot | None
) -> Proposal:
    needs = await needs_at_position(work, row, position, place)
    first, last = searched_days(needs, local_day(work.now, place.zone))
    if first > last:
        return Proposal(place, position, needs, None, why_no_day(needs), ())
    since, until = days_as_moments(first, last, place.zone)
    of = {"patient_id": row.patient_id, "limit": _LOOKED_AT, "near": wishes.near}
    if chosen is None:
        wish = Wish(since=since, until=until, practitioner_id=wishes.practitioner_id, **of)
        slots = await free_slots(work, place, on_weekdays(needs, first, last, wishes.weekdays), wish)
    else:
        ends = chosen.starts_at + needs.lengths.total
        wish = Wish(since=chosen.starts_at, until=ends, practitioner_id=chosen.practitioner_id, **of)
        slots = await free_slots(work, place, needs, wish)
    if slots:
        return Proposal(place, position, needs, slots[0], None, _others(slots[1:], slots[0].starts_at))
    if chosen is not None:
        of["near"] = minute_of_day(chosen.starts_at, place.zone)
    others = await free_slots(work, place, needs, Wish(since=since, until=until, **of))
    return Proposal(place, position, needs, None, why_no_slot(needs, chosen is not None, bool(others)), _others(others))


def _others(slots: Sequence[Slot], but: datetime | None = None) -> list[Slot]:
    """Some more, of one start each."""
    return list({slot.starts_at: slot for slot in reversed(slots) if slot.starts_at != but}.values())[-_OTHERS:][::-1]
