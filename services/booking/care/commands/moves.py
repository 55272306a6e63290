"""An appointment gets another time; the later ones of its course can come with it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.http import require_version
from chassis.work import Work
from contracts.booking.appointments import OneOfSeveral
from services.booking.access import CALENDAR_OVERLAP
from services.booking.calendar.commands.attendance import note_move
from services.booking.calendar.commands.wanted import Wanted, in_one_step
from services.booking.calendar.domain.appointments import Status, require_ahead, require_booked
from services.booking.calendar.domain.bounds import Bounds, require_few_moves, require_offered
from services.booking.calendar.domain.stations import require_movable
from services.booking.calendar.forms.appointments import AppointmentView, MoveForm
from services.booking.calendar.store.occupations import Chosen
from services.booking.care.commands.alternatives import with_alternatives
from services.booking.care.commands.appointments import held_for_change, move_in_course, no_longer_needed, staffs
from services.booking.care.commands.carried import Carried, carried_by, carried_view, carry, make_room, require_slots
from services.booking.care.forms.moves import MovePreviewView
from services.booking.care.store.needs import needs_to_move
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.refusals import AskTheClinic
from services.booking.people.store.clinics import place_of


async def move(work: Work, appointment_id: UUID, form: MoveForm, version: int, bounds: Bounds) -> AppointmentView:
    """Give an appointment another time at its clinic, and with ``carry_later`` the later ones of its course too.

    Raises as `book` does, and Stale, WrongStatus and LaterOnesBreak.
    """
    appointment, right = await held_for_change(work, appointment_id)
    require_version(version, appointment.version)
    place = await _place_of_move(work, appointment, form, right, bounds)
    by_patient = form.by_patient or right is Right.OWN
    if by_patient and form.starts_at != appointment.starts_at:
        await note_move(work, appointment, form.waived_because)
    needs = await needs_to_move(work, appointment, place, form.starts_at, alone=form.carry_later)
    carried = await carried_by(work, appointment, place, form.starts_at) if form.carry_later else []
    require_slots(carried)
    together = in_one_step(_new_times(appointment, form, carried))
    wanted = Wanted(
        place,
        form.starts_at,
        _chosen(appointment, form),
        form.hold_id,
        form.overlaps_because,
        together=together,
    )
    if form.overlaps_because:
        work.access.authorize(CALENDAR_OVERLAP, whose=appointment.patient_id, where=appointment.clinic_id)
    await make_room(work, carried, wanted.chosen)
    for each in carried:
        await no_longer_needed(work, each.appointment, await carry(work, each, together))
    reason = staffs(right, form.reason)
    async with with_alternatives(work, needs, wanted, appointment.patient_id, moving=appointment_id):
        return await move_in_course(work, appointment, needs, wanted, reason, by_patient=by_patient)


async def preview_move(work: Work, appointment_id: UUID, form: MoveForm) -> MovePreviewView:
    """Which later appointments of the course would no longer be legal, and where each would go. Nothing changes."""
    appointment, _ = await held_for_change(work, appointment_id)
    require_booked(Status(appointment.status))
    carried = await carried_by(work, appointment, await place_of(work, appointment.clinic_id), form.starts_at)
    return MovePreviewView(
        appointment_id=appointment_id,
        later=[carried_view(each) for each in carried],
        possible=all(each.slot is not None for each in carried),
    )


async def _place_of_move(work: Work, appointment: Row, form: MoveForm, right: Right, bounds: Bounds) -> Place:
    """The clinic, if the appointment may move now. Raises WrongStatus, InThePast, AskTheClinic, PatientIsHere."""
    require_booked(Status(appointment.status))
    place = await place_of(work, appointment.clinic_id)
    require_ahead(form.starts_at, work.now, place.zone)
    require_movable(appointment.station, appointment.station_at, appointment.starts_at, form.starts_at, place.zone)
    if right is Right.OWN:
        require_offered(form.starts_at, work.now, place.zone, bounds)
        require_few_moves(appointment.moves, bounds)
        if form.carry_later:
            raise AskTheClinic("Several appointments at once are moved by the clinic: ask it to.")
    return place


def _new_times(appointment: Row, form: MoveForm, carried: Sequence[Carried]) -> Iterator[OneOfSeveral]:
    """When each of those that move starts afterwards; one that only changes its room is not among them."""
    later = [(each.appointment, each.slot.starts_at) for each in carried if each.slot]
    for row, starts_at in [(appointment, form.starts_at), *later]:
        if row.starts_at != starts_at:
            yield OneOfSeveral(appointment_id=row.id, kind=row.kind, starts_at=starts_at)


def _chosen(appointment: Row, form: MoveForm) -> Chosen:
    return Chosen(
        form.practitioner_id or appointment.practitioner_id,
        form.room_id or appointment.room_id,
        form.device_id or appointment.device_id,
    )
