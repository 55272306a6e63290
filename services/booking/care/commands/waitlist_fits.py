"""Which times somebody who waits could book, as any booking is asked. Nothing is written here."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice

from chassis.data.rows import Row
from chassis.local_time import local_day, start_of_day
from chassis.refusals import NotFound, Refusal
from chassis.work import Work
from services.booking.calendar.commands.attendance import agree_alone
from services.booking.calendar.domain.appointments import AppointmentKind, Status, require_booked
from services.booking.calendar.domain.freed import FreedTime
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.forms.slots import SlotView
from services.booking.calendar.store.appointments import find_appointment
from services.booking.calendar.store.slots import Slot, Wish, free_slots
from services.booking.care.domain.needs import require_day
from services.booking.care.domain.waitlist import Waiting, Wants
from services.booking.care.domain.waitlist_offers import WaitlistPolicy
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.store.needs import needs_for, needs_to_move, require_none_ahead
from services.booking.care.store.waitlist import wish_of
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import places_of

_STARTS = 120
"""How many starts are asked for around a freed time: more than a day has."""
_STARTS_NOW = 700
"""The same for somebody who begins to wait: as many as a week has that is wholly free."""
_TRIED = 20
"""Of these, so many that suit are asked about in full, before it is said that nothing is free."""


@dataclass(frozen=True)
class Found:
    """A time that suits somebody, as they would book it."""

    waiting: Waiting
    entry: Row
    slot: Slot
    kind: AppointmentKind


async def fitting(
    work: Work, freed: FreedTime, place: Place, waiting: Waiting, entry: Row, policy: WaitlistPolicy
) -> Found | None:
    """The start nearest to that of the freed time that they could book as it stands, and that uses some of it.

    ``entry`` is one of `entries_for`: what they left to others before is not offered to them again.
    """
    needs = await _needs(work, entry, place)
    if needs is None:
        return None
    total = needs.lengths.total
    wish = Wish(
        since=freed.starts_at - total,
        until=freed.ends_at + total,
        limit=_STARTS,
        patient_id=waiting.patient_id,
        practitioner_id=entry.practitioner_id,
        moving=entry.appointment_id,
    )
    slots = await free_slots(work, place, needs, wish)
    for slot in sorted(slots, key=lambda each: (abs(each.starts_at - freed.starts_at), each.starts_at)):
        if (
            freed.shares(slot.starts_at, slot.ends_at)
            and slot.starts_at not in (entry.left_before or ())
            and waiting.wish.suits(slot.starts_at, place.zone, work.now)
            and (waiting.booked_at is None or slot.ends_at <= waiting.booked_at)
            and slot.starts_at - work.now > policy.closes
        ):
            return Found(waiting, entry, slot, needs.kind)
    return None


async def free_now(work: Work, entry: Row) -> SlotView | None:
    """The soonest time at any of their clinics that somebody who waits could book already; None: they have to wait."""
    moving = None if entry.appointment_id is None else await find_appointment(work, entry.appointment_id)
    found: list[tuple[Slot, Place]] = []
    for place in (await places_of(work, entry.clinic_ids)).values():
        slot = await _soonest(work, entry, place, None if moving is None else moving.starts_at)
        if slot is not None:
            found.append((slot, place))
    if not found:
        return None
    return SlotView.of(*min(found, key=lambda each: each[0].starts_at))


async def _soonest(work: Work, entry: Row, place: Place, before: datetime | None) -> Slot | None:
    needs, suits = await _needs(work, entry, place), wish_of(entry)
    if needs is None:
        return None
    until = start_of_day(entry.last_day + timedelta(days=1), place.zone)
    wish = Wish(
        since=max(start_of_day(entry.first_day, place.zone), work.now + suits.notice),
        until=until if before is None else min(until, before),
        limit=_STARTS_NOW,
        patient_id=entry.patient_id,
        practitioner_id=entry.practitioner_id,
        moving=entry.appointment_id,
        earliest=_minutes(entry.earliest),
        latest=_minutes(entry.latest),
    )
    slots = await free_slots(work, place, needs, wish)
    fits = (each for each in slots if suits.suits(each.starts_at, place.zone, work.now))
    for slot in islice(fits, _TRIED):
        if await _may_be_then(work, entry, place, slot.starts_at):
            return slot
    return None


def _minutes(clock: time | None) -> int | None:
    return None if clock is None else clock.hour * 60 + clock.minute


async def _may_be_then(work: Work, entry: Row, place: Place, starts_at: datetime) -> bool:
    """An appointment of a course changes what it needs with its place among the others."""
    if entry.wants != Wants.EARLIER or entry.course_id is None:
        return True
    try:
        needs = await needs_then(work, entry, place, starts_at)
        require_day(needs, local_day(starts_at, place.zone), None, by_clinician=False)
    except Refusal:
        return False
    return True


async def needs_then(work: Work, entry: Row, place: Place, starts_at: datetime) -> Needs:
    """What they need to come at a start (UTC). The patient is locked, and what forbids it is asked once more.

    Raises what forbids the booking.
    """
    if entry.wants == Wants.EARLIER:
        appointment = await find_appointment(work, entry.appointment_id)
        if appointment is None:
            raise NotFound("There is no such appointment.")
        require_booked(Status(appointment.status))
        return await needs_to_move(work, appointment, place, starts_at)
    needs = await needs_for(work, await _kind(work, entry), place, entry.patient_id, entry.course_id, lock=True)
    await require_none_ahead(work, needs, place)
    await agree_alone(work, place, entry.patient_id)
    return needs


async def _needs(work: Work, entry: Row, place: Place) -> Needs | None:
    """What they wait for, if it may be booked now: screening, protocol and course are asked as for any booking."""
    try:
        if entry.wants == Wants.EARLIER:
            return await _needs_earlier(work, entry, place)
        needs = await needs_for(work, await _kind(work, entry), place, entry.patient_id, entry.course_id, lock=False)
        if entry.wants == Wants.NEXT:
            await require_none_ahead(work, needs, place)
        await agree_alone(work, place, entry.patient_id)
    except Refusal:
        return None
    return needs


async def _needs_earlier(work: Work, entry: Row, place: Place) -> Needs | None:
    """Of the appointment that is to be earlier, beside the others of its course; None when it is gone."""
    appointment = await find_appointment(work, entry.appointment_id)
    if appointment is None:
        return None
    return await needs_to_move(work, appointment, place, appointment.starts_at, lock=False)


async def _kind(work: Work, entry: Row) -> AppointmentKind:
    """The kind of appointment."""
    if entry.wants == Wants.CONSULT:
        return AppointmentKind.CONSULT
    return course_of(await course_row(work, entry.course_id)).next_kind
