"""A freed time is offered to one patient after another: kept for each until they answer, or until it is too late.

Each offer is a transaction of its own, begun by a timer (`OFFER_FREED`). Candidates are looked at without a lock; the
patient whom the time suits is locked, and what counts is read again.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.reference.reading import NothingInForce
from chassis.work import Work
from contracts.booking.appointments import WaitlistOffered
from services.booking.calendar.commands.freed import offer_on
from services.booking.calendar.commands.holds import hold_slot, keep_held_until
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.freed import FreedTime
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.refusals import ResourceUnavailable, SlotTaken
from services.booking.calendar.store.appointments import find_appointment
from services.booking.calendar.store.occupations import Chosen
from services.booking.calendar.store.slots import Slot, Wish, free_slots
from services.booking.care.commands.waitlist_ends import OFFER_LAPSES, end_offer
from services.booking.care.domain.refusals import AlreadyBooked, CourseFinished, CourseRequired, NoClearance
from services.booking.care.domain.waitlist import EntryState, Waiting, Wants, ranked, why_asked
from services.booking.care.domain.waitlist_offers import Asked, Deadline, OfferState, WaitlistPolicy, deadline
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.store.needs import needs_for, needs_to_move, require_none_ahead
from services.booking.care.store.waitlist import entries_for, entry_row, waiting_in
from services.booking.care.store.waitlist_offers import (
    change_offer,
    has_open_offer,
    is_offered,
    keep_offer,
    lock_offer,
    message_hours,
    named_offer,
)
from services.booking.people.domain.clinics import Place
from services.booking.people.store.care_relationships import live_clinics
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_patient
from services.booking.worklist import OFFER_TO_CALL, WORKLIST

LOOKED_AT = 40
"""How many candidates are looked at in one transaction; the others in the next one."""
_STARTS = 40
"""How many starts are asked for: more than lie around one freed time."""


@dataclass(frozen=True)
class _Found:
    """A time that suits somebody, as they would book it."""

    waiting: Waiting
    entry: Row
    needs: Needs
    slot: Slot


async def offer_freed(work: Work, freed: FreedTime, policy: WaitlistPolicy) -> None:
    """Offer a freed time to the first whom it suits; to nobody while somebody is being asked, or when it is too late.

    Nothing is written when it suits nobody: the time is free, as any other.
    """
    if freed.ends_at - work.now <= policy.closes or await is_offered(work, freed.id):
        return
    place = await place_of(work, freed.clinic_id)
    entries = {entry.id: entry for entry in await entries_for(work, freed, place)}
    order = ranked(map(waiting_in, entries.values()), freed.starts_at)
    next_ones = freed.passed + LOOKED_AT
    for before, waiting in enumerate(order[freed.passed : next_ones], start=freed.passed):
        found = await _suiting(work, freed, place, waiting, entries[waiting.entry_id], policy)
        if found is not None and await _offered(work, freed, place, found, before, policy):
            return
    if len(order) > next_ones:
        await offer_on(work, replace(freed, passed=next_ones))


async def _suiting(
    work: Work, freed: FreedTime, place: Place, waiting: Waiting, entry: Row, policy: WaitlistPolicy
) -> _Found | None:
    """The start nearest to that of the freed time that they could book as it stands, and that uses some of it."""
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
            and waiting.wish.suits(slot.starts_at, place.zone, work.now)
            and (waiting.booked_at is None or slot.ends_at <= waiting.booked_at)
            and slot.starts_at - work.now > policy.closes
        ):
            return _Found(waiting, entry, needs, slot)
    return None


async def _needs(work: Work, entry: Row, place: Place) -> Needs | None:
    """What they wait for, if it may be booked now: screening, protocol and course are asked as for any booking."""
    try:
        if entry.wants == Wants.EARLIER:
            return await _needs_earlier(work, entry, place)
        kind = await _kind(work, entry)
        needs = await needs_for(work, kind, place, entry.patient_id, entry.course_id, lock=False)
        if entry.wants == Wants.NEXT:
            await require_none_ahead(work, needs, place)
    except (AlreadyBooked, CourseFinished, CourseRequired, NoClearance, NothingInForce):
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


async def _offered(
    work: Work, freed: FreedTime, place: Place, found: _Found, before: int, policy: WaitlistPolicy
) -> bool:
    """Keep the time for a patient and ask them; false when something has changed since they were found."""
    patient = await lock_patient(work, found.waiting.patient_id)
    entry = await entry_row(work, found.waiting.entry_id)
    if entry.state != EntryState.WAITING or entry.version != found.entry.version or entry.patient_id != patient.id:
        return False
    if await has_open_offer(work, patient.id) or not await _is_welcome(work, patient, place.clinic_id):
        return False
    reachable = patient.opted_out_at is None and bool(patient.phone or patient.email)
    hours = await message_hours(work, patient.home_clinic_id)
    limit = deadline(found.slot.starts_at, work.now, hours, policy, reachable=reachable)
    if limit is None:
        return False
    hold_id = await _kept(work, patient, place, found, limit)
    if hold_id is None:
        return False
    await _ask(work, freed, found, limit, hold_id, before)
    return True


async def _kept(work: Work, patient: Row, place: Place, found: _Found, limit: Deadline) -> UUID | None:
    """Hold the time for a locked patient until they answer; None when somebody has taken it meanwhile."""
    slot = found.slot
    wanted = Wanted(place, slot.starts_at, Chosen(slot.practitioner_id, slot.room_id, slot.device_id))
    lasts, moving_id = limit.until - work.now, found.entry.appointment_id
    try:
        async with work.savepoint():
            return (await hold_slot(work, patient, found.needs, wanted, lasts=lasts, moving_id=moving_id)).id
    except (ResourceUnavailable, SlotTaken):
        return None


async def _is_welcome(work: Work, patient: Row, clinic_id: UUID) -> bool:
    """Whether the clinic looks after the patient now."""
    if patient.erased_at is not None or patient.merged_into is not None:
        return False
    return clinic_id == patient.home_clinic_id or clinic_id in await live_clinics(work, patient.id)


async def _ask(work: Work, freed: FreedTime, found: _Found, limit: Deadline, hold_id: UUID, before: int) -> None:
    entry, slot = found.entry, found.slot
    offer_id = new_id()
    facts = {
        "patient_id": entry.patient_id,
        "clinic_id": freed.clinic_id,
        "kind": found.needs.kind.value,
        "starts_at": slot.starts_at,
        "until": limit.until,
    }
    await keep_offer(
        work,
        {
            "id": offer_id,
            "entry_id": entry.id,
            "freed_id": freed.id,
            "freed_from": freed.starts_at,
            "freed_until": freed.ends_at,
            "moving_id": entry.appointment_id,
            "ends_at": slot.ends_at,
            "practitioner_id": slot.practitioner_id,
            "room_id": slot.room_id,
            "device_id": slot.device_id,
            "hold_id": hold_id,
            "asked": limit.asked.value,
            "because": why_asked(found.waiting, slot.starts_at, work.now, before),
            "offered_at": work.now,
            "state": OfferState.OPEN.value,
            "ended_at": None,
            "appointment_id": None,
            **facts,
        },
    )
    await work.set_timer(OFFER_LAPSES, str(offer_id), limit.until)
    if limit.asked is Asked.DESK:
        await _list(work, await named_offer(work, offer_id))
    work.publish(WaitlistOffered(offer_id=offer_id, asked=limit.asked.value, moving_id=entry.appointment_id, **facts))


async def have_called(work: Work, offer_id: UUID, policy: WaitlistPolicy) -> None:
    """No message arrives: the desk calls, and has the time for it that it has for others.

    The offer ends where the time is not kept for it any more: nobody is called about what they cannot have.
    """
    offer = await lock_offer(work, offer_id)
    if offer.state != OfferState.OPEN or offer.asked == Asked.DESK:
        return
    if offer.until <= work.now:
        await end_offer(work, offer, OfferState.LAPSED)
        return
    patient = await lock_patient(work, offer.patient_id)
    hours = await message_hours(work, patient.home_clinic_id)
    limit = deadline(offer.starts_at, work.now, hours, policy, reachable=False)
    until = offer.until if limit is None else max(limit.until, offer.until)
    if not await keep_held_until(work, offer.hold_id, until):
        await end_offer(work, offer, OfferState.WITHDRAWN)
        return
    await change_offer(work, offer_id, asked=Asked.DESK.value, until=until)
    await work.set_timer(OFFER_LAPSES, str(offer_id), until)
    await _list(work, await named_offer(work, offer_id))


async def _list(work: Work, offer: Row) -> None:
    about = {"entry_id": offer.entry_id}
    item = {"clinic_id": offer.clinic_id, "patient_id": offer.patient_id, "about": about}
    await WORKLIST.open(work, OFFER_TO_CALL, offer.id, **item, due_at=offer.until)
