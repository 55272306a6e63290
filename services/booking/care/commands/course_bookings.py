"""All appointments of a course that remain are booked at once: all of them, or nothing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import Refusal
from chassis.work import Work
from contracts.booking.appointments import OneOfSeveral
from services.booking.calendar.commands.attendance import agree, note_deposit
from services.booking.calendar.commands.wanted import Wanted, in_one_step
from services.booking.calendar.domain.appointments import AppointmentOrigin
from services.booking.calendar.domain.bounds import Bounds, require_few_ahead, require_offered
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.forms.slots import SlotView
from services.booking.calendar.store.appointments import count_ahead, lock_appointment
from services.booking.calendar.store.occupations import Chosen, lock_all
from services.booking.calendar.store.slots import Slot
from services.booking.care.commands import to_book
from services.booking.care.commands.alternatives import with_alternatives
from services.booking.care.commands.appointments import move_in_course, place_in_course, staffs
from services.booking.care.domain.course_wishes import CourseWishes, WantedSlot
from services.booking.care.domain.refusals import AlreadyBooked, CourseDoesNotFit
from services.booking.care.forms.course_bookings import CourseBookingForm, CourseBookingView, PlannedAppointmentView
from services.booking.care.store.course_proposals import Proposal, propose
from services.booking.care.store.courses import course_row
from services.booking.people.access import require_care_at
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_patient


async def propose_course(work: Work, course_id: UUID, form: CourseBookingForm) -> CourseBookingView:
    """What `book_course` would book now. Nothing changes. Raises as it does, but for what does not fit."""
    row, place, _, _ = await _of(work, course_id, form)
    proposals, before = await propose(work, row, place, _wishes(form))
    return _view(row, proposals, before)


async def book_course(work: Work, course_id: UUID, form: CourseBookingForm, bounds: Bounds) -> CourseBookingView:
    """Book every session that remains, and the review.

    What is booked already counts: the others keep their distance from it, and a review that would come before one of
    them moves behind it. Raises CourseDoesNotFit with the session for
    which nothing is found, SlotTaken with the session and the nearest slots, and what `book` raises; then nothing is
    booked. Deposits are asked as for single bookings; one that is paid is that of the first appointment.
    """
    row, place, patient, right = await _of(work, course_id, form)
    policy = await agree(work, place, patient.id, right, form.confirmed_because, form.deposit_reference)
    proposals, before = await propose(work, row, place, _wishes(form))
    slots = _slots_of(proposals)
    if right is Right.OWN:
        new = sum(each.moving is None for each in proposals)
        require_few_ahead(await count_ahead(work, patient.id) + new - 1, bounds)
        for slot in slots:
            require_offered(slot.starts_at, work.now, place.zone, bounds)
    leaving = [each.moving for each in proposals if each.moving is not None]
    await lock_all(work, [*(_chosen(slot) for slot in slots), *map(_places_of, leaving)])
    pairs = zip(proposals, _wanted(place, proposals, slots), strict=True)
    by_patient = right is Right.OWN
    booked = [await _place(work, patient, proposal, wanted, by_patient=by_patient) for proposal, wanted in pairs]
    await to_book.booked(work, patient.id, course_id, booked[0].id)
    paid = staffs(right, form.deposit_reference)
    for number, each in enumerate(booked):
        await note_deposit(work, each.id, policy, paid if number == 0 else None)
    return _view(row, proposals, before, booked)


async def _of(work: Work, course_id: UUID, form: CourseBookingForm) -> tuple[Row, Place, Row, Right]:
    """The course, the clinic, the patient's row, locked, and the caller's right. Raises NotFound, Forbidden."""
    found = await course_row(work, course_id)
    clinic_id = form.clinic_id or found.clinic_id
    right = work.access.authorize(whose=found.patient_id, where=clinic_id)
    place = await place_of(work, clinic_id)
    patient = await lock_patient(work, found.patient_id)
    await require_care_at(work, patient, clinic_id)
    return await course_row(work, course_id, lock=True), place, patient, right


def _wishes(form: CourseBookingForm) -> CourseWishes:
    near = form.wish.near
    return CourseWishes(
        weekdays=frozenset(form.wish.weekdays),
        near=None if near is None else near.hour * 60 + near.minute,
        practitioner_id=form.wish.practitioner_id,
        slots=tuple(WantedSlot(**each.model_dump()) for each in form.slots),
        sessions=form.sessions,
        review=form.review,
    )


def _slots_of(proposals: Sequence[Proposal]) -> list[Slot]:
    """A slot for each. Raises CourseDoesNotFit when something has none, AlreadyBooked when nothing remains."""
    if not proposals:
        raise AlreadyBooked("All appointments of this course are booked already: move one, or cancel one first.")
    for each in proposals:
        if each.slot is None:
            raise CourseDoesNotFit(
                "{which} cannot be booked, so nothing was: {why}",
                which=each.position.name,
                why=each.why_not,
                session=each.position.session,
                alternatives=[slot.model_dump(mode="json") for slot in _slot_views(each)],
            )
    return [each.slot for each in proposals if each.slot is not None]


def _wanted(place: Place, proposals: Sequence[Proposal], slots: Sequence[Slot]) -> list[Wanted]:
    """What each is to take; each names all of them, so that the patient gets one message."""
    ids = [new_id() if each.moving is None else each.moving.id for each in proposals]
    together = in_one_step(
        OneOfSeveral(appointment_id=id, kind=proposal.position.kind, starts_at=slot.starts_at)
        for id, proposal, slot in zip(ids, proposals, slots, strict=True)
    )
    return [
        Wanted(place, slot.starts_at, _chosen(slot), appointment_id=id, together=together)
        for id, slot in zip(ids, slots, strict=True)
    ]


async def _place(work: Work, patient: Row, proposal: Proposal, wanted: Wanted, *, by_patient: bool) -> AppointmentView:
    """Raises what `place_in_course` raises, with the session that it is about."""
    needs, moving = proposal.needs, proposal.moving
    try:
        if moving is None:
            async with with_alternatives(work, needs, wanted, patient.id):
                return await place_in_course(work, patient, needs, wanted, AppointmentOrigin.REQUESTED)
        review = await lock_appointment(work, moving.id)
        async with with_alternatives(work, needs, wanted, patient.id, moving=moving.id):
            return await move_in_course(work, review, needs, wanted, by_patient=by_patient)
    except Refusal as refusal:
        raise _about(proposal, refusal) from refusal


def _places_of(row: Row) -> Chosen:
    return Chosen(row.practitioner_id, row.room_id, row.device_id)


def _chosen(slot: Slot) -> Chosen:
    return Chosen(slot.practitioner_id, slot.room_id, slot.device_id)


def _about(proposal: Proposal, refusal: Refusal) -> Refusal:
    """The same refusal with the number of the session, null for the review."""
    values = {**refusal.values, "session": proposal.position.session}
    return type(refusal)(refusal.sentence, errors=refusal.errors, **values)


def _view(
    row: Row,
    proposals: Sequence[Proposal],
    before: Sequence[datetime],
    booked: Sequence[AppointmentView | None] = (),
) -> CourseBookingView:
    made = booked or [None] * len(proposals)
    return CourseBookingView(
        course_id=row.id,
        booked_before=list(before),
        appointments=[_planned(each, one) for each, one in zip(proposals, made, strict=True)],
        complete=all(each.slot is not None for each in proposals),
    )


def _planned(proposal: Proposal, appointment: AppointmentView | None) -> PlannedAppointmentView:
    days = proposal.needs.days
    return PlannedAppointmentView(
        number=proposal.position.session,
        kind=proposal.position.kind,
        window_from=days.first,
        window_until=days.last,
        slot=None if proposal.slot is None else SlotView.of(proposal.slot, proposal.place),
        why_not=None if proposal.why_not is None else str(proposal.why_not),
        alternatives=_slot_views(proposal),
        moved_from=None if proposal.moving is None else proposal.moving.starts_at,
        appointment=appointment,
    )


def _slot_views(proposal: Proposal) -> list[SlotView]:
    return [SlotView.of(slot, proposal.place) for slot in proposal.alternatives]
