"""Reviews are due in the opening hours of the clinic, as booking publishes them."""

from datetime import UTC, datetime, time

from contracts.booking.clinics import ClinicChanged, OpeningHours
from tests.integration.screening.patients import Patient, clinic_opened, screened
from tests.integration.screening.worklists import items

SATURDAYS = (OpeningHours(weekday=5, opens=time(10), closes=time(14)),)


async def due(patient: Patient) -> datetime:
    (item,) = await items(patient, kind="review_waiting")
    return datetime.fromisoformat(item["due_at"])


async def changes_hours(patient: Patient, hours: tuple[OpeningHours, ...] | None) -> None:
    details = clinic_opened(patient.clinic_id).details.model_copy(update={"hours": hours})
    await patient.screening.react(ClinicChanged(clinic_id=patient.clinic_id, details=details))


async def test_a_clinic_that_opens_on_saturdays_has_two_saturdays_for_a_review(patient: Patient) -> None:
    await patient.registers()
    await changes_hours(patient, SATURDAYS)
    await patient.declares(keloid=True)
    await patient.is_consulted()
    assert await due(patient) == datetime(2026, 12, 5, 14, tzinfo=UTC)


async def test_while_the_hours_are_not_known_office_hours_count(patient: Patient) -> None:
    await screened(patient, keloid=True)
    found = await due(patient)
    assert (found.weekday(), found.hour) in {(0, 17), (1, found.hour)}


async def test_a_later_event_without_hours_leads_back_to_office_hours(patient: Patient) -> None:
    await patient.registers()
    await changes_hours(patient, SATURDAYS)
    await changes_hours(patient, None)
    await patient.declares(keloid=True)
    await patient.is_consulted()
    assert (await due(patient)).weekday() < 5
