"""Patients whose home clinic is closed for good need another one: each is work for the front desk until then."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import start_of_day
from chassis.work import Work
from services.booking.worklist import HOME_CLINIC_CLOSES, WORKLIST


async def list_without_home(work: Work, patient_id: UUID, clinic_id: UUID, closed_from: date, zone: ZoneInfo) -> None:
    """The home clinic of a patient, whose row is locked or new, closes on that day. Said again, another day counts."""
    due_at = start_of_day(closed_from, zone)
    await WORKLIST.open(work, HOME_CLINIC_CLOSES, patient_id, clinic_id=clinic_id, patient_id=patient_id, due_at=due_at)


async def note_home(work: Work, patient_id: UUID) -> None:
    """A locked patient has another home clinic, or theirs stays after all, or their record goes on elsewhere."""
    await WORKLIST.close(work, HOME_CLINIC_CLOSES, patient_id, "has_a_home")
