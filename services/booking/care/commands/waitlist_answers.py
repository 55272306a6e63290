"""Somebody answers an offer: the appointment is booked or moved, and the entry ended, in one transaction."""

from uuid import UUID

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.refusals import Refusal
from chassis.work import Work
from services.booking.calendar.commands.attendance import agree_alone, note_deposit
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.appointments import AppointmentKind, AppointmentOrigin, Status, require_booked
from services.booking.calendar.domain.stations import require_movable
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.store.appointments import lock_appointment
from services.booking.calendar.store.occupations import Chosen
from services.booking.care.commands import to_book
from services.booking.care.commands.appointments import move_in_course, place_in_course
from services.booking.care.commands.waitlist_ends import end_offer, finish_offer, publish_end
from services.booking.care.domain.refusals import OfferOver
from services.booking.care.domain.waitlist import EntryEnd, EntryState
from services.booking.care.domain.waitlist_offers import OfferState, require_open
from services.booking.care.forms.waitlist import WaitlistOfferView
from services.booking.care.store.needs import needs_for, needs_to_move, require_none_ahead
from services.booking.care.store.waitlist import end_entry, entry_row
from services.booking.care.store.waitlist_offers import change_offer, lock_offer, named_offer
from services.booking.people.access import authorize_row
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_patient

ANSWERED_TOO_LATE = "answered_too_late"
"""Why an offer is over that was accepted when the time could not be given any more."""


async def accept_offer(work: Work, offer_id: UUID) -> WaitlistOfferView:
    """Book the time that was offered, or move the appointment there.

    Raises NotFound, Forbidden, OfferOver, and whatever forbids the booking: NoClearance, SlotTaken and the like.
    """
    offer = await lock_offer(work, offer_id)
    right = await authorize_row(work, offer.patient_id, offer.clinic_id)
    require_open(OfferState(offer.state), offer.until, work.now)
    await _accept(work, offer, by_patient=right is Right.OWN)
    work.audit("waitlist.offer_accepted", f"waitlist-offer/{offer_id}")
    return WaitlistOfferView.of((await named_offer(work, offer_id))._mapping)


async def decline_offer(work: Work, offer_id: UUID) -> WaitlistOfferView:
    """The time goes to the next; the patient goes on waiting. Raises NotFound, Forbidden, OfferOver."""
    offer = await lock_offer(work, offer_id)
    await authorize_row(work, offer.patient_id, offer.clinic_id)
    require_open(OfferState(offer.state), offer.until, work.now)
    await end_offer(work, offer, OfferState.DECLINED)
    work.audit("waitlist.offer_declined", f"waitlist-offer/{offer_id}")
    return WaitlistOfferView.of((await named_offer(work, offer_id))._mapping)


async def take_answer(work: Work, offer_id: UUID, *, accepted: bool) -> None:
    """The patient wrote back. A yes that comes too late, or to what cannot be booked any more, is answered so."""
    offer = await lock_offer(work, offer_id)
    if not accepted:
        if offer.state == OfferState.OPEN:
            await end_offer(work, offer, OfferState.DECLINED)
        return
    if offer.state == OfferState.ACCEPTED:
        return
    try:
        async with work.savepoint():
            require_open(OfferState(offer.state), offer.until, work.now)
            await _accept(work, offer, by_patient=True)
    except Refusal:
        if offer.state == OfferState.OPEN:
            await end_offer(work, offer, OfferState.WITHDRAWN)
        publish_end(work, offer, ANSWERED_TOO_LATE)


async def _accept(work: Work, offer: Row, *, by_patient: bool) -> None:
    """Nothing is published before all of it is certain: whoever refuses does so first."""
    entry = await entry_row(work, offer.entry_id)
    await change_offer(work, offer.id, state=OfferState.ACCEPTED.value, ended_at=work.now)
    place = await place_of(work, offer.clinic_id)
    wanted = Wanted(
        place, offer.starts_at, Chosen(offer.practitioner_id, offer.room_id, offer.device_id), offer.hold_id
    )
    if offer.moving_id is not None:
        appointment = await _moved(work, offer, wanted, by_patient=by_patient)
    else:
        appointment = await _booked(work, offer, entry, wanted)
    entry = await entry_row(work, entry.id)
    if entry.state == EntryState.WAITING:
        await end_entry(work, entry, EntryEnd.BOOKED)
    await change_offer(work, offer.id, appointment_id=appointment.id)
    await finish_offer(work, offer, OfferState.ACCEPTED)


async def _moved(work: Work, offer: Row, wanted: Wanted, *, by_patient: bool) -> AppointmentView:
    appointment = await lock_appointment(work, offer.moving_id)
    require_booked(Status(appointment.status))
    stands = (appointment.station, appointment.station_at, appointment.starts_at)
    require_movable(*stands, offer.starts_at, wanted.place.zone)
    if appointment.starts_at <= offer.starts_at:
        raise OfferOver("The appointment was moved meanwhile to an earlier time than this one.")
    needs = await needs_to_move(work, appointment, wanted.place, wanted.starts_at)
    return await move_in_course(work, appointment, needs, wanted, by_patient=by_patient)


async def _booked(work: Work, offer: Row, entry: Row, wanted: Wanted) -> AppointmentView:
    patient = await lock_patient(work, offer.patient_id)
    kind = AppointmentKind(offer.kind)
    needs = await needs_for(work, kind, wanted.place, patient.id, entry.course_id, lock=True)
    await require_none_ahead(work, needs, wanted.place)
    policy = await agree_alone(work, wanted.place, patient.id)
    booked = await place_in_course(work, patient, needs, wanted, AppointmentOrigin.REQUESTED)
    await to_book.booked(work, patient.id, needs.course_id, booked.id, needs.kind)
    await note_deposit(work, booked.id, policy, None)
    return booked
