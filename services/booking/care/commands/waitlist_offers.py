"""A freed time is offered to one patient after another: kept for each until they answer, or until it is too late.

Each offer is a transaction of its own, begun by a timer (`OFFER_FREED`). Candidates are looked at without a lock; the
patient whom the time suits is locked, and what counts is read again.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.local_time import local_day, start_of_day
from chassis.refusals import Refusal
from chassis.work import Work
from contracts.booking.appointments import WaitlistOffered
from services.booking.calendar.commands.freed import offer_on, open_on
from services.booking.calendar.commands.holds import hold_slot, keep_held_until
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.freed import FreedTime
from services.booking.calendar.store.occupations import Chosen
from services.booking.care.commands.appointments import require_wanted_day
from services.booking.care.commands.waitlist_ends import OFFER_LAPSES, end_offer
from services.booking.care.commands.waitlist_fits import Found, fitting, needs_then
from services.booking.care.domain.waitlist import EntryState, ranked, why_asked
from services.booking.care.domain.waitlist_offers import Asked, Deadline, OfferState, WaitlistPolicy, deadline
from services.booking.care.store.waitlist import entries_for, entry_row, next_waited_day, waiting_in
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
        found = await fitting(work, freed, place, waiting, entries[waiting.entry_id], policy)
        if found is not None and await _offered(work, freed, place, found, before, policy):
            return
    if len(order) > next_ones:
        await offer_on(work, replace(freed, passed=next_ones))


async def offer_opened(work: Work, opened: FreedTime) -> None:
    """Have the first day offered for which somebody waits, and look at the later ones in the next transaction."""
    place = await place_of(work, opened.clinic_id)
    begins = max(opened.starts_at, work.now)
    day = await next_waited_day(
        work, opened.clinic_id, local_day(begins, place.zone), local_day(opened.ends_at, place.zone)
    )
    if day is None:
        return
    begins = max(begins, start_of_day(day, place.zone))
    ends = min(opened.ends_at, start_of_day(day + timedelta(days=1), place.zone))
    if begins < ends:
        await offer_on(work, FreedTime(new_id(), opened.clinic_id, begins, ends))
    if ends < opened.ends_at:
        await open_on(work, replace(opened, starts_at=ends))


async def _offered(
    work: Work, freed: FreedTime, place: Place, found: Found, before: int, policy: WaitlistPolicy
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


async def _kept(work: Work, patient: Row, place: Place, found: Found, limit: Deadline) -> UUID | None:
    """Hold the time for a locked patient until they answer; None when they could not book it, or it was taken."""
    slot = found.slot
    wanted = Wanted(place, slot.starts_at, Chosen(slot.practitioner_id, slot.room_id, slot.device_id))
    lasts, moving_id = limit.until - work.now, found.entry.appointment_id
    try:
        async with work.savepoint():
            needs = await needs_then(work, found.entry, place, slot.starts_at)
            require_wanted_day(work, needs, wanted, None)
            return (await hold_slot(work, patient, needs, wanted, lasts=lasts, moving_id=moving_id)).id
    except Refusal:
        return None


async def _is_welcome(work: Work, patient: Row, clinic_id: UUID) -> bool:
    """Whether the clinic looks after the patient now."""
    if patient.erased_at is not None or patient.merged_into is not None:
        return False
    return clinic_id == patient.home_clinic_id or clinic_id in await live_clinics(work, patient.id)


async def _ask(work: Work, freed: FreedTime, found: Found, limit: Deadline, hold_id: UUID, before: int) -> None:
    entry, slot = found.entry, found.slot
    offer_id = new_id()
    facts = {
        "patient_id": entry.patient_id,
        "clinic_id": freed.clinic_id,
        "kind": found.kind.value,
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
