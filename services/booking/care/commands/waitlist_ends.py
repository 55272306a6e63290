"""Entries and offers of the waitlist end: by an answer, by another fact, or because their time is over.

Each under the lock of the patient's row, so that an answer and the end of the time to answer never both count.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.appointments import WaitlistOfferEnded
from services.booking.calendar.commands.freed import offer_on
from services.booking.calendar.commands.holds import let_expire, release_hold
from services.booking.calendar.domain.freed import FreedTime
from services.booking.calendar.domain.refusals import HoldOver
from services.booking.care.commands.waitlist_wishes import note_wish
from services.booking.care.domain.waitlist import (
    EntryEnd,
    EntryState,
    Wants,
    is_over,
    last_day_after_move,
    period_end,
)
from services.booking.care.domain.waitlist_offers import OfferState
from services.booking.care.store.waitlist import (
    change_entry,
    end_entry,
    end_fulfilled,
    entry_row,
    last_ended,
    lock_entry,
    waiting_of,
)
from services.booking.care.store.waitlist_offers import change_offer, lock_offer, open_offers
from services.booking.people.store.clinics import zone_of
from services.booking.worklist import OFFER_TO_CALL, WISH_UNMET, WORKLIST

OFFER_LAPSES, PERIOD_ENDS = "waitlist-offer-lapses", "waitlist-period-ends"
"""The timers of an offer and of an entry; their key is its id."""


async def settle_waitlist(work: Work, patient_id: UUID) -> None:
    """End what a locked patient waits for no longer: it is booked, its course is over, its appointment is gone."""
    ended = await end_fulfilled(work, patient_id)
    for entry_id in ended:
        await WORKLIST.close(work, WISH_UNMET, entry_id, "waits_no_longer")
    await _withdraw_offers(work, ended)


async def end_with(work: Work, entry: Row, why: EntryEnd) -> None:
    """End an entry; what is being offered goes to the next."""
    await end_entry(work, entry, why)
    if entry.unmet_since is not None:
        await WORKLIST.close(work, WISH_UNMET, entry.id, "waits_no_longer")
    await work.cancel_timer(PERIOD_ENDS, str(entry.id))
    await _withdraw_offers(work, [entry.id])


async def end_waiting_of(work: Work, patient_id: UUID, why: EntryEnd) -> None:
    """End all that a locked patient waits for."""
    for entry in await waiting_of(work, patient_id):
        await end_with(work, entry, why)


async def follow_move(work: Work, before: Row, starts_at: datetime) -> None:
    """The appointment of a locked patient has another start (UTC): what waits for an earlier one follows.

    Who has now an earlier time than they could come to waits no longer. An offer that is no earlier is withdrawn.
    """
    zone = ZoneInfo(before.time_zone)
    was, now = local_day(before.starts_at, zone), local_day(starts_at, zone)
    for entry in await waiting_of(work, before.patient_id):
        if entry.appointment_id != before.id:
            continue
        last = last_day_after_move(entry.last_day, was, now)
        if last < entry.first_day:
            await end_with(work, entry, EntryEnd.BOOKED)
            continue
        if last != entry.last_day:
            await change_entry(work, entry, last_day=last)
            await end_of_period(work, entry.id, last, before.clinic_id)
            await note_wish(work, await entry_row(work, entry.id))
        for offer in await open_offers(work, [entry.id]):
            if offer.starts_at >= starts_at:
                await end_offer(work, offer, OfferState.WITHDRAWN)


async def resume_waiting(work: Work, patient_id: UUID, why: EntryEnd, **about: UUID) -> None:
    """What a locked patient waited for until it was over by mistake is waited for again, unless its period is over.

    ``about``: its column, ``appointment_id`` or ``course_id``, with the id.
    """
    entry = await last_ended(work, patient_id, why, **about)
    if entry is None or is_over(entry.last_day, work.now, await zone_of(work, entry.clinic_ids[0])):
        return
    if any(getattr(other, name) == id for other in await waiting_of(work, patient_id) for name, id in about.items()):
        return
    await change_entry(work, entry, state=EntryState.WAITING.value, ended_at=None, ended_why=None)
    await end_of_period(work, entry.id, entry.last_day, entry.clinic_ids[0])
    await note_wish(work, await entry_row(work, entry.id))


async def join_entries(work: Work, ends: UUID, stays: UUID) -> None:
    """Before one record goes on as the other: of two entries for a consult one stays, and nothing is being offered."""
    theirs, ours = await waiting_of(work, ends), await waiting_of(work, stays)
    await _withdraw_offers(work, [entry.id for entry in (*theirs, *ours)])
    waits_for_consult = any(entry.wants == Wants.CONSULT for entry in ours)
    for entry in theirs:
        if entry.wants == Wants.CONSULT and waits_for_consult:
            await end_with(work, entry, EntryEnd.MERGED)


async def resume_after_merge(work: Work, entry_ids: Iterable[UUID]) -> None:
    """A merge that ended these is undone: what was waited for is waited for again, unless its period is over."""
    for entry_id in entry_ids:
        entry = await lock_entry(work, entry_id)
        zone = await zone_of(work, entry.clinic_ids[0])
        if entry.ended_why == EntryEnd.MERGED.value and not is_over(entry.last_day, work.now, zone):
            await change_entry(work, entry, state=EntryState.WAITING.value, ended_at=None, ended_why=None)
            await end_of_period(work, entry.id, entry.last_day, entry.clinic_ids[0])
            await note_wish(work, await entry_row(work, entry.id))


async def withdraw_offers_to(work: Work, patient_id: UUID) -> None:
    """Nothing is being offered to a locked patient any longer."""
    await _withdraw_offers(work, [entry.id for entry in await waiting_of(work, patient_id)])


async def end_offer(work: Work, offer: Row, state: OfferState) -> None:
    """An open offer ends without an appointment: the time is free again, and is offered to the next."""
    await _give_back(work, offer.hold_id)
    await change_offer(work, offer.id, state=state.value, ended_at=work.now)
    await finish_offer(work, offer, state)


async def _give_back(work: Work, hold_id: UUID) -> None:
    """The hold of an offer that ends; it may have been released, or be over at this moment."""
    try:
        await release_hold(work, hold_id)
    except HoldOver:
        await let_expire(work, hold_id)


async def finish_offer(work: Work, offer: Row, state: OfferState) -> None:
    """What follows from the end of an offer. What is left of the freed time is offered on."""
    await work.cancel_timer(OFFER_LAPSES, str(offer.id))
    await WORKLIST.close(work, OFFER_TO_CALL, offer.id, state.value)
    await offer_on(work, FreedTime(offer.freed_id, offer.clinic_id, offer.freed_from, offer.freed_until))
    publish_end(work, offer, state.value)


def publish_end(work: Work, offer: Row, why: str) -> None:
    """Inform others that an offer is over."""
    work.publish(
        WaitlistOfferEnded(
            offer_id=offer.id,
            patient_id=offer.patient_id,
            clinic_id=offer.clinic_id,
            kind=offer.kind,
            starts_at=offer.starts_at,
            why=why,
            ended_at=work.now,
        )
    )


async def let_lapse(work: Work, offer_id: UUID) -> None:
    """The time to answer is over. An answer that came first has ended the offer."""
    offer = await lock_offer(work, offer_id)
    if offer.state == OfferState.OPEN and offer.until <= work.now:
        await end_offer(work, offer, OfferState.LAPSED)


async def withdraw_offer(work: Work, offer_id: UUID) -> None:
    """The time is not kept any longer: the offer ends, unless an answer came first."""
    offer = await lock_offer(work, offer_id)
    if offer.state == OfferState.OPEN:
        await end_offer(work, offer, OfferState.WITHDRAWN)


async def end_of_period(work: Work, entry_id: UUID, last_day: date, clinic_id: UUID) -> None:
    """Have an entry end when its last day is over, on the clock of its first clinic."""
    await work.set_timer(PERIOD_ENDS, str(entry_id), period_end(last_day, await zone_of(work, clinic_id)))


async def end_period(work: Work, entry_id: UUID) -> None:
    """The last day of an entry is over, unless it was changed meanwhile."""
    entry = await lock_entry(work, entry_id)
    zone = await zone_of(work, entry.clinic_ids[0])
    if entry.state == EntryState.WAITING and is_over(entry.last_day, work.now, zone):
        await end_with(work, entry, EntryEnd.PERIOD_OVER)


async def _withdraw_offers(work: Work, entry_ids: Iterable[UUID]) -> None:
    for offer in await open_offers(work, list(entry_ids)):
        await end_offer(work, offer, OfferState.WITHDRAWN)
