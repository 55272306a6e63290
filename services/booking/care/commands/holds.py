"""A slot is held for a patient while the desk, or the patient, decides; then it is booked, released, or expires."""

from uuid import UUID

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.refusals import Invalid
from chassis.work import Work
from services.booking.calendar.commands.freed import note_freed
from services.booking.calendar.commands.holds import END_HOLD, hold_slot, lengthen_hold, let_expire, release_hold
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.appointments import Status, require_booked
from services.booking.calendar.domain.bounds import Bounds, require_few_ahead, require_offered
from services.booking.calendar.domain.holds import HoldPolicy, require_extensible, require_few_holds
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.refusals import ExtendedAlready
from services.booking.calendar.forms.holds import HoldForm, HoldView
from services.booking.calendar.store.appointments import count_ahead, lock_appointment
from services.booking.calendar.store.holds import count_holds, end_holds_of, hold_row
from services.booking.calendar.store.occupations import Chosen
from services.booking.care.commands.alternatives import with_alternatives
from services.booking.care.commands.appointments import require_wanted_day, staffs
from services.booking.care.commands.waitlist_ends import withdraw_offer
from services.booking.care.store.needs import needs_for, require_none_ahead
from services.booking.care.store.waitlist_offers import offer_held_by
from services.booking.people.access import authorize_row, require_care_at
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_patient


async def hold(work: Work, form: HoldForm, bounds: Bounds, policy: HoldPolicy) -> HoldView:
    """Keep one of the slots offered for a patient. It has to be one that the patient could book now.

    Raises as `book` does, and TooManyHolds. SlotTaken and ResourceUnavailable name the nearest others.
    """
    right = await _authorize(work, form)
    place = await place_of(work, form.clinic_id)
    patient = await lock_patient(work, form.patient_id)
    await require_care_at(work, patient, form.clinic_id)
    if right is Right.OWN:
        require_offered(form.starts_at, work.now, place.zone, bounds)
    require_few_holds(*await count_holds(work, patient.id, work.actor.subject), policy)
    needs = await needs_for(work, form.kind, place, form.patient_id, form.course_id, lock=True)
    await _require_bookable(work, form, needs, place, bounds if right is Right.OWN else None)
    wanted = Wanted(place, form.starts_at, Chosen(form.practitioner_id, form.room_id, form.device_id))
    require_wanted_day(work, needs, wanted, staffs(right, form.reason))
    async with with_alternatives(work, needs, wanted, patient.id, moving=form.moving_id):
        return await hold_slot(work, patient, needs, wanted, lasts=policy.lasts, moving_id=form.moving_id)


async def _authorize(work: Work, form: HoldForm) -> Right:
    """Who may move what is booked may hold the time to which it is to go. Raises Forbidden."""
    if form.moving_id is None:
        return work.access.authorize(whose=form.patient_id, where=form.clinic_id)
    return await authorize_row(work, form.patient_id, form.clinic_id)


async def _require_bookable(work: Work, form: HoldForm, needs: Needs, place: Place, bounds: Bounds | None) -> None:
    """Nothing else may be ahead in the course, but the appointment that is to move. Raises AlreadyBooked, Invalid."""
    if form.moving_id is None:
        if bounds is not None:
            require_few_ahead(await count_ahead(work, form.patient_id), bounds)
        await require_none_ahead(work, needs, place)
        return
    moving = await lock_appointment(work, form.moving_id)
    require_booked(Status(moving.status))
    if not _is_of(moving, form):
        raise Invalid("The appointment that is to move is another patient's, or of another kind, course or clinic.")


def _is_of(moving: Row, form: HoldForm) -> bool:
    theirs = (moving.patient_id, moving.clinic_id, moving.kind, moving.course_id)
    return theirs == (form.patient_id, form.clinic_id, form.kind.value, form.course_id)


async def release(work: Work, hold_id: UUID) -> None:
    """Give a held slot back: it is offered to those who wait. An offer that it was kept for is withdrawn.

    Raises NotFound, Forbidden, HoldOver.
    """
    held = await hold_row(work, hold_id)
    await authorize_row(work, held.patient_id, held.clinic_id)
    offer_id = await offer_held_by(work, held)
    if offer_id is None:
        await release_hold(work, hold_id)
        await note_freed(work, held)
    else:
        await withdraw_offer(work, offer_id)


async def let_hold_expire(work: Work, hold_id: UUID) -> None:
    """The timer of a hold: what nobody booked is offered to those who wait, unless an offer was what it was kept for.

    Such an offer lapses at the same moment, and offers the time to the next.
    """
    held = await let_expire(work, hold_id)
    if held is not None and await offer_held_by(work, held) is None:
        await note_freed(work, held)


async def end_held_for(work: Work, *patient_ids: UUID) -> None:
    """End what is held for locked patients, whose records end. What an offer keeps is offered on as the offer ends."""
    for held in await end_holds_of(work, patient_ids):
        await work.cancel_timer(END_HOLD, str(held.id))
        if await offer_held_by(work, held) is None:
            await note_freed(work, held)


async def extend(work: Work, hold_id: UUID, policy: HoldPolicy) -> HoldView:
    """Hold it for the same time once more, from now on. Raises NotFound, Forbidden, HoldOver, ExtendedAlready."""
    held = await hold_row(work, hold_id)
    await authorize_row(work, held.patient_id, held.clinic_id)
    if await offer_held_by(work, held) is not None:
        raise ExtendedAlready(
            "This slot is kept for an offer of the waitlist until the time to answer is over: "
            "accept or decline the offer."
        )
    require_extensible(held.expires_at, held.extended_at, work.now)
    return await lengthen_hold(work, held, policy.lasts)
