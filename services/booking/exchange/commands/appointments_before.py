"""While a file of appointments is checked, those of the lines before one are stored beside it, and undone with it.

So what is refused is what applying the file refuses: a nurse, a room or a patient whom another line has taken.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.exchange.domain.importing import Foreseen, Importing, Line
from services.booking.exchange.store.foreseen import are_in_each_others_way, rows_of_appointment, store_rows
from services.booking.exchange.store.import_lines import lines_like


async def foreseen_of(work: Work, booked: AppointmentView, zone: ZoneInfo) -> Foreseen:
    """What is kept of an appointment that was only tried: later lines find it by its patient and its local days."""
    ends_at = max(booked.ends_at, booked.room_until or booked.ends_at, booked.device_until or booked.ends_at)
    days = {local_day(booked.starts_at, zone), local_day(ends_at, zone)}
    keys = (_of_patient(booked.patient_id), *sorted(map(_on, days)))
    return Foreseen(keys, await rows_of_appointment(work, booked.id))


async def store_lines_before(work: Work, importing: Importing, line: Line, patient_id: UUID, day: date) -> None:
    """Store the appointments of earlier lines that may be in the way of one of this patient on this local day."""
    keys = (_of_patient(patient_id), _on(day), _on(day + timedelta(days=1)))
    rows = [each.foreseen for each in await lines_like(work, importing.id, keys, line.number) if each.foreseen]
    if rows:
        await store_rows(work, rows)


async def lines_in_the_way(work: Work, importing: Importing, number: int, foreseen: Foreseen) -> Sequence[int]:
    """The earlier lines that take what the line of this number would have taken without them."""
    before = await lines_like(work, importing.id, foreseen.keys, number)
    rows = foreseen.rows or {}
    return [each.line for each in before if each.foreseen and await are_in_each_others_way(work, rows, each.foreseen)]


def _of_patient(patient_id: UUID) -> str:
    return f"patient:{patient_id}"


def _on(day: date) -> str:
    return f"day:{day.isoformat()}"
