"""A line of a file becomes an appointment, by the same rules as one that is booked at the desk."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.alone import alone_in
from chassis.data.rows import Row
from chassis.local_time import local_day, moments_of
from chassis.refusals import Refusal
from chassis.work import Work
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.appointments import AppointmentKind, AppointmentOrigin
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.refusals import ResourceUnavailable, SlotTaken, WrongDevice
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.store.occupations import Chosen
from services.booking.care.commands import to_book
from services.booking.care.commands.appointments import place_in_course
from services.booking.care.store.course_balances import find_balance
from services.booking.care.store.needs import needs_for, require_none_ahead
from services.booking.exchange.commands.appointments_before import foreseen_of, store_lines_before
from services.booking.exchange.commands.named_patients import require_named
from services.booking.exchange.domain.candidates import Candidates
from services.booking.exchange.domain.cells import id_in, required_day, time_in
from services.booking.exchange.domain.importing import Importing, Line, Taken
from services.booking.exchange.domain.kinds import ImportKind, LineOutcome
from services.booking.exchange.domain.refusals import LineRefused
from services.booking.exchange.forms.lines import appointment_in
from services.booking.exchange.store.imported_records import subject_of
from services.booking.exchange.store.named_resources import devices_named, practitioners_named, rooms_named
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.refusals import NotOnShift, NotQualified
from services.booking.people.store.clinics import place_of

MOST_TRIES = 40
"""Combinations of practitioner, room and device that are tried for one line that leaves them open."""


async def take_appointment(work: Work, importing: Importing, line: Line) -> Taken:
    """Book the appointment of a line. One that was imported before is moved at the desk, not by a file.

    Raises LineRefused, and what booking refuses.
    """
    if line.known is not None:
        raise LineRefused(
            ("", "This appointment was imported with another content: move or cancel it in the diary."), conflict=True
        )
    form = appointment_in(line)
    place = await place_of(work, importing.clinic_id)
    starts_at = _start_in(importing, line, place)
    patient = await require_named(work, importing, line.cells["patient"])
    if importing.beside_others:
        await store_lines_before(work, importing, line, patient.id, local_day(starts_at, place.zone))
    course_id = await _course_in(work, importing, line, form.kind)
    needs = await needs_for(work, form.kind, place, patient.id, course_id, lock=True)
    await require_none_ahead(work, needs, place)
    candidates = await _candidates(work, importing, line, needs)
    origin = AppointmentOrigin.REQUESTED if importing.confirm else AppointmentOrigin.IMPORTED
    booked = await _first_that_fits(work, patient, needs, place, starts_at, candidates, origin, form.reason)
    await to_book.booked(work, patient.id, needs.course_id, booked.id, needs.kind)
    foreseen = await foreseen_of(work, booked, place.zone) if importing.applied_by is None else None
    return Taken(LineOutcome.CREATED, booked.id, patient.id, booked.version, foreseen)


def _start_in(importing: Importing, line: Line, place: Place) -> datetime:
    """UTC. Raises LineRefused for a time that the clinic's clock skips or shows twice."""
    day, clock = required_day(line.cells, "day", importing.dates), time_in(line.cells, "time")
    first, last = moments_of(day, clock, place.zone)
    if first != last or first.astimezone(place.zone).time() != clock:
        raise LineRefused(("time", "On this day the clocks change: this time does not exist, or exists twice."))
    return first


async def _course_in(work: Work, importing: Importing, line: Line, kind: AppointmentKind) -> UUID | None:
    """The course here, by its own id or by the balance that it goes on with. Raises LineRefused."""
    name = line.cells.get("course")
    if name is None:
        return None
    if kind is AppointmentKind.CONSULT:
        raise LineRefused(("course", "A consult belongs to no course: leave this empty."))
    balance_id = await subject_of(work, importing, ImportKind.COURSES, name)
    if balance_id is None:
        return id_in(line.cells, "course")
    course_id: UUID | None = (await find_balance(work, balance_id)).course_id
    if course_id is None:
        raise LineRefused(
            ("course", "Nothing here goes on with this course yet: book a consult, after which screening decides.")
        )
    return course_id


async def _candidates(work: Work, importing: Importing, line: Line, needs: Needs) -> Candidates:
    """Who and what can be taken: what the line names, or all that there is. Raises LineRefused."""
    cells, clinic = line.cells, importing.clinic_id
    devices: Sequence[UUID | None] = [None]
    if needs.treats is not None:
        devices = await devices_named(work, clinic, cells.get("device"), needs.treats.device_model)
    return Candidates(
        practitioners=await practitioners_named(work, clinic, cells.get("practitioner")),
        rooms=await rooms_named(work, clinic, cells.get("room")),
        devices=devices,
    )


async def _first_that_fits(
    work: Work,
    patient: Row,
    needs: Needs,
    place: Place,
    starts_at: datetime,
    candidates: Candidates,
    origin: AppointmentOrigin,
    reason: str | None,
) -> AppointmentView:
    """The appointment with the first candidates that are free then. Raises what booking refuses of the last ones."""
    choice = candidates.first()
    for _ in range(MOST_TRIES):
        wanted = Wanted(place, starts_at, Chosen(*choice))
        try:
            async with alone_in(work) as alone:
                return await place_in_course(alone, patient, needs, wanted, origin, reason)
        except (SlotTaken, ResourceUnavailable, NotQualified, NotOnShift, WrongDevice) as refusal:
            following = candidates.after(choice, _in_the_way(refusal))
            if following is None:
                raise
            choice = following
    raise LineRefused(("time", "Nobody and nothing free was found for this time: name whom and what to take."))


def _in_the_way(refusal: Refusal) -> Sequence[str]:
    """Kinds of what cannot be taken."""
    if isinstance(refusal, WrongDevice):
        return ["device"]
    if isinstance(refusal, NotQualified | NotOnShift):
        return ["practitioner"]
    taken: list[str] = refusal.values.get("taken") or refusal.values["unavailable"]
    return taken
