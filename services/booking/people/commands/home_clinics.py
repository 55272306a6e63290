"""Patients whose home clinic is closed for good need another one: each is work for the front desk until then."""

from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import start_of_day
from chassis.work import Work
from services.booking.worklist import HOME_CLINIC_CLOSES, WORKLIST


async def list_without_home(work: Work, clinic_id: UUID, home: Row, patient_ids: Iterable[UUID]) -> None:
    """Patients, whose rows are locked or new, have this clinic as home, which may be about to close for good.

    ``home`` is what `home_of` has read of the clinic. Said again, another day counts.
    """
    if home.closed_from is None:
        return
    due_at = start_of_day(home.closed_from, ZoneInfo(home.time_zone))
    for each in patient_ids:
        await WORKLIST.open(work, HOME_CLINIC_CLOSES, each, clinic_id=clinic_id, patient_id=each, due_at=due_at)


async def note_home(work: Work, patient_id: UUID) -> None:
    """A locked patient has another home clinic, or theirs stays after all, or their record goes on elsewhere."""
    await WORKLIST.close(work, HOME_CLINIC_CLOSES, patient_id, "has_a_home")
