"""Two appointments of one clinic change places: time, practitioner, room and device."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.http import require_version
from chassis.refusals import Invalid, NotFound
from chassis.work import Work
from services.booking.calendar.commands.appointments import move_appointment
from services.booking.calendar.commands.checks import give_up_time
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.appointments import Status, require_ahead, require_booked
from services.booking.calendar.domain.stations import require_movable
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.store.appointments import find_appointment, lock_appointment
from services.booking.calendar.store.occupations import Chosen, lock_all
from services.booking.care.commands.appointments import goes_on_waiting, no_longer_needed, require_wanted_day
from services.booking.care.commands.validity import check_patient
from services.booking.care.forms.moves import SwapForm, SwapView
from services.booking.care.store.needs import needs_to_move
from services.booking.people.access import authorize_row
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import place_of


async def swap(work: Work, appointment_id: UUID, form: SwapForm, version: int) -> SwapView:
    """Give each the time and the resources of the other. Both patients are informed of their new time.

    Both have to be possible there, or nothing changes. Raises as `move` does, for either.
    """
    one, other = await _both(work, appointment_id, form.with_appointment_id)
    require_version(version, one.version)
    require_version(form.version, other.version)
    place = await place_of(work, one.clinic_id)
    for each in (one, other):
        require_booked(Status(each.status))
        require_ahead(each.starts_at, work.now, place.zone)
    _require_two_of_one_clinic(one, other)
    for each, then in ((one, other), (other, one)):
        require_movable(each.station, each.station_at, each.starts_at, then.starts_at, place.zone)
    wanted = {each.id: _in_place_of(then, each, place) for each, then in ((one, other), (other, one))}
    moving = []
    for each in sorted((one, other), key=lambda row: str(row.course_id)):
        needs = await needs_to_move(work, each, place, wanted[each.id].starts_at)
        reasoned = require_wanted_day(work, needs, wanted[each.id], form.reason)
        if reasoned:
            work.audit("appointment.outside_protocol", f"appointment/{each.id}", reason=form.reason)
        moving.append((each, needs, reasoned))
    await lock_all(work, [*(each.chosen for each in wanted.values()), _places_of(one), _places_of(other)])
    await give_up_time(work, one.id)
    await give_up_time(work, other.id)
    for each, needs, reasoned in moving:
        moved = await move_appointment(work, each, needs, wanted[each.id], by_patient=False, reasoned=reasoned)
        await no_longer_needed(work, each, moved)
        await goes_on_waiting(work, each)
    for patient_id in sorted({one.patient_id, other.patient_id}):
        await check_patient(work, patient_id)
    now = [await lock_appointment(work, each) for each in (one.id, other.id)]
    return SwapView(appointments=[AppointmentView.of(each._mapping) for each in now])


async def _both(work: Work, *ids: UUID) -> list[Row]:
    """Both appointments, their patients locked in the order of their ids. Raises NotFound, Forbidden."""
    found = []
    for each in ids:
        row = await find_appointment(work, each)
        if row is None:
            raise NotFound("There is no such appointment.")
        await authorize_row(work, row.patient_id, row.clinic_id)
        found.append(row)
    locked = {row.id: await lock_appointment(work, row.id) for row in sorted(found, key=lambda row: row.patient_id)}
    return [locked[each] for each in ids]


def _require_two_of_one_clinic(one: Row, other: Row) -> None:
    """Raises Invalid when they cannot change places."""
    if one.patient_id == other.patient_id:
        raise Invalid("Both appointments are of one patient: move one of them.")
    if one.clinic_id != other.clinic_id:
        raise Invalid("The appointments are at two clinics: move each at its own.")


def _in_place_of(other: Row, mine: Row, place: Place) -> Wanted:
    """The other's time and resources. A talk takes no device; a session keeps its own, where the other's is another."""
    fits = mine.device_id is not None and other.device_name == mine.device_name
    device_id = other.device_id if fits else mine.device_id
    return Wanted(place, other.starts_at, Chosen(other.practitioner_id, other.room_id, device_id))


def _places_of(row: Row) -> Chosen:
    return Chosen(row.practitioner_id, row.room_id, row.device_id)
