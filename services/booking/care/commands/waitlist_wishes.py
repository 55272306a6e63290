"""Who waits for a practitioner is looked at whenever that practitioner is to be there at other times.

Somebody who has left, or is on leave, without a shift or not permitted to do what is wanted in all that is left of a
wished period, is waited for in vain: the entry says so, and the front desk asks the patient, changes the wish or ends
the entry.
"""

from datetime import datetime
from uuid import UUID

from chassis.data.rows import Row
from chassis.local_time import start_of_day
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.calendar.commands.checks import CHECK_WISHES, CHECK_WISHES_AT
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.due_times import BOOK_WITHIN
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.store.appointments import find_appointment
from services.booking.calendar.store.unavailabilities import away_times, hold_resource
from services.booking.care.domain.permissions import Asked
from services.booking.care.domain.refusals import WaitsForNobody
from services.booking.care.domain.waitlist import EntryState, period_end
from services.booking.care.domain.waitlist_wishes import Awaited, there_until
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.store.waitlist import (
    change_entry,
    lock_entry,
    patients_waiting_at,
    patients_wishing_for,
    waiting_of,
    wish_of,
    wished_for_at,
)
from services.booking.people.domain.clinics import Place
from services.booking.people.store.clinics import place_of, places_of
from services.booking.people.store.patients import lock_person
from services.booking.people.store.practitioners import practitioners_of
from services.booking.worklist import WISH_UNMET, WORKLIST

CHECK_WISH = "check-wish"
"""The timer of an entry whose practitioner is there for the last time in its period; its key is the entry."""
PIECE = 20
"""How many patients are locked in one transaction."""


async def take_wish(work: Work, entry: Row) -> None:
    """Note the wish of an entry that begins or is changed. Its patient's row is locked, and now its practitioner's.

    Raises WaitsForNobody when whom it wishes for is not there in all of its period.
    """
    if entry.practitioner_id is None:
        await _require_open(work, entry)
    else:
        practitioner = (await practitioners_of(work, [entry.practitioner_id]))[entry.practitioner_id]
        await hold_resource(work, practitioner.clinic_id, ResourceKind.PRACTITIONER, entry.practitioner_id)
        until, _ = await _there_until(work, entry)
        if until is None:
            raise WaitsForNobody(
                "{practitioner} is not there from {first} to {last}, or may not do this: choose other days or "
                "somebody else, or leave practitioner_id out.",
                practitioner=practitioner.name,
                first=entry.first_day,
                last=entry.last_day,
            )
    await note_wish(work, entry)


async def _require_open(work: Work, entry: Row) -> None:
    """Raises WaitsForNobody when each clinic of an entry is closed for good in all of its period."""
    until, _ = await _there_until(work, entry)
    if until is None:
        raise WaitsForNobody(
            "The clinic is closed for good from {first} to {last}: choose earlier days or another clinic.",
            first=entry.first_day,
            last=entry.last_day,
        )


async def check_wishes(work: Work, practitioner_id: UUID, after: UUID | None = None) -> None:
    """Look at those who wait for a practitioner, some in a transaction, locked in the order of their ids."""
    patients = await patients_wishing_for(work, practitioner_id, after, PIECE)
    for patient_id in patients:
        for entry in await waiting_of(work, (await lock_person(work, patient_id)).id):
            if entry.practitioner_id == practitioner_id:
                await note_wish(work, entry)
    if len(patients) == PIECE:
        await work.set_timer(CHECK_WISHES, str(practitioner_id), work.now, {"after": str(patients[-1])})


async def check_wishes_at(work: Work, clinic_id: UUID, after: UUID | None = None) -> None:
    """A clinic is open at other times: whoever is waited for there may be there on other days.

    Who waits there for anybody is looked at when the clinic is closed for good, or was to be: some in a transaction.
    """
    closes = (await place_of(work, clinic_id)).hours.closed_from is not None
    patients = await patients_waiting_at(work, clinic_id, after, PIECE, all_of_them=closes)
    for patient_id in patients:
        for entry in await waiting_of(work, (await lock_person(work, patient_id)).id):
            if clinic_id in entry.clinic_ids and entry.practitioner_id is None:
                await note_wish(work, entry)
    if len(patients) == PIECE:
        await work.set_timer(CHECK_WISHES_AT, str(clinic_id), work.now, {"after": str(patients[-1])})
        return
    for practitioner_id in await wished_for_at(work, clinic_id):
        await work.set_timer(CHECK_WISHES, str(practitioner_id), work.now)


async def check_wish(work: Work, entry_id: UUID) -> None:
    """The practitioner whom an entry wishes for may have been there for the last time in its period."""
    entry = await lock_entry(work, entry_id)
    if entry.state == EntryState.WAITING:
        await note_wish(work, entry)


async def note_wish(work: Work, entry: Row) -> None:
    """Note whether whom an entry wishes for is there, and look again when that ends. Its patient's row is locked."""
    until, ends = await _there_until(work, entry)
    if until is not None and until < ends:
        await work.set_timer(CHECK_WISH, str(entry.id), until)
    if (until is not None) == (entry.unmet_since is None):
        return
    await change_entry(work, entry, unmet_since=None if until else work.now)
    if until is not None:
        await WORKLIST.close(work, WISH_UNMET, entry.id, "somebody_there")
        return
    item = {"clinic_id": entry.clinic_ids[0], "patient_id": entry.patient_id}
    await WORKLIST.open(work, WISH_UNMET, entry.id, **item, due_at=work.now + BOOK_WITHIN)


async def _there_until(work: Work, entry: Row) -> tuple[datetime | None, datetime]:
    """Until when (UTC) whom an entry wishes for may be there in what is left of the period, and its end.

    None: not at all. Leave, ends, shifts and permissions count; the period is that of the first clinic.
    """
    places = await places_of(work, entry.clinic_ids)
    zone = places[entry.clinic_ids[0]].zone
    since, ends = max(start_of_day(entry.first_day, zone), work.now), period_end(entry.last_day, zone)
    if since >= ends:
        return ends, ends
    if entry.practitioner_id is None:
        open_until = min(ends, max(_open_until(place, ends) for place in places.values()))
        return open_until if open_until > since else None, ends
    practitioner = (await practitioners_of(work, [entry.practitioner_id]))[entry.practitioner_id]
    away = await away_times(work, entry.practitioner_id, since, ends)
    awaited = Awaited(practitioner, away, await _asked(work, entry))
    return there_until(wish_of(entry), awaited, places.values(), work.now, ends), ends


def _open_until(place: Place, ends: datetime) -> datetime:
    """Until when (UTC) a clinic is there for whoever waits until ``ends``."""
    closed_from = place.hours.closed_from
    return ends if closed_from is None else start_of_day(closed_from, place.zone)


async def _asked(work: Work, entry: Row) -> Asked:
    """What the practitioner would do: the next of a course, or what the appointment is that is to be earlier."""
    if entry.course_id is None:
        return Asked()
    row = await course_row(work, entry.course_id)
    kind = course_of(row).next_kind
    if entry.appointment_id is not None and (found := await find_appointment(work, entry.appointment_id)):
        kind = AppointmentKind(found.kind)
    return Asked(Modality(row.modality), row.depth_mm) if kind is AppointmentKind.SESSION else Asked()
