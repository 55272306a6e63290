"""Something has changed on which a time depends that is kept for an offer: it may not be had any more.

The patient was asked about it and may answer at any moment, so the offer is withdrawn, which they are informed of.
"""

from uuid import UUID

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.refusals import NotFound, Refusal
from chassis.work import Work
from services.booking.calendar.commands.checks import CHECK_HELD
from services.booking.calendar.commands.holds import can_be_held
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.store.holds import hold_row
from services.booking.calendar.store.occupations import Chosen
from services.booking.care.commands.waitlist_ends import withdraw_offer
from services.booking.care.commands.waitlist_fits import needs_then
from services.booking.care.domain.needs import require_day
from services.booking.care.domain.waitlist_offers import OfferState
from services.booking.care.store.waitlist import entry_row
from services.booking.care.store.waitlist_offers import held_for_offers, lock_offer, offer_held_by
from services.booking.people.store.clinics import place_of


async def check_offers_of(work: Work, patient_id: UUID) -> None:
    """Have looked at what a locked patient is being asked about: screening, a course or a no-show may forbid it now.

    In a transaction of its own, since practitioners, rooms and devices are locked after all patients.
    """
    for hold_id in await held_for_offers(work, patient_id):
        await work.set_timer(CHECK_HELD, str(hold_id), work.now)


async def check_held(work: Work, hold_id: UUID) -> None:
    """Withdraw the offer that a hold is kept for when it could not be accepted now.

    Other holds stay as they are: whoever chose the slot hears of it as they book it.
    """
    try:
        held = await hold_row(work, hold_id)
    except NotFound:
        return
    offer_id = await offer_held_by(work, held)
    if offer_id is None:
        return
    offer = await lock_offer(work, offer_id)
    if offer.state == OfferState.OPEN and not await _can_be_accepted(work, offer):
        await withdraw_offer(work, offer_id)


async def _can_be_accepted(work: Work, offer: Row) -> bool:
    place = await place_of(work, offer.clinic_id)
    wanted = Wanted(place, offer.starts_at, Chosen(offer.practitioner_id, offer.room_id, offer.device_id))
    try:
        needs = await needs_then(work, await entry_row(work, offer.entry_id), place, offer.starts_at)
        require_day(needs, local_day(offer.starts_at, place.zone), None, by_clinician=False)
    except Refusal:
        return False
    return await can_be_held(work, offer.hold_id, offer.patient_id, needs, wanted)
