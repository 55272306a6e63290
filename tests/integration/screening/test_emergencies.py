"""A clinician who opened another clinic's patient in an emergency reads what was decided about them, and why."""

from datetime import datetime, timedelta
from uuid import UUID

import httpx

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import EmergencyAccessOpened, EmergencyAccessReviewed
from tests.integration.screening.patients import Patient, clinic_opened, screened


async def opened(patient: Patient, clinic_id: UUID, by: str, until: datetime) -> UUID:
    """Booking says that somebody opened the record."""
    access = new_id()
    await patient.screening.react(
        EmergencyAccessOpened(
            access_id=access, patient_id=patient.patient_id, clinic_id=clinic_id, opened_by=by, until=until
        )
    )
    return access


async def seen_by(clinician: httpx.AsyncClient, patient: Patient) -> tuple[int, int]:
    """How many decisions the clinician finds, and how one of them is answered."""
    listed = await clinician.get("/screenings", params={"patient_id": str(patient.patient_id)})
    one = await clinician.get(f"/screenings/{(await patient.decided()).screening_id}")
    return len(listed.json()["items"]), one.status_code


async def test_who_opened_it_reads_the_reasons_until_it_ends(patient: Patient) -> None:
    await screened(patient, keloid=True)
    elsewhere, running = new_id(), patient.screening
    await running.react(clinic_opened(elsewhere))
    nurse = running.client(Role.PRACTITIONER, clinics=[elsewhere], subject="nurse.dias")
    assert await seen_by(nurse, patient) == (0, 403)
    until = running.clock.now() + timedelta(hours=4)
    await opened(patient, elsewhere, "nurse.dias", until)
    assert await seen_by(nurse, patient) == (1, 200)
    decision = await nurse.get(f"/screenings/{(await patient.decided()).screening_id}")
    assert decision.json()["reasons"]
    colleague = running.client(Role.PRACTITIONER, clinics=[elsewhere], subject="nurse.reis")
    assert await seen_by(colleague, patient) == (0, 403)
    running.clock.set(until)
    assert await seen_by(nurse, patient) == (0, 403)


async def test_the_review_closes_it(patient: Patient) -> None:
    await screened(patient, keloid=True)
    elsewhere, running = new_id(), patient.screening
    await running.react(clinic_opened(elsewhere))
    nurse = running.client(Role.PRACTITIONER, clinics=[elsewhere], subject="nurse.dias")
    now = running.clock.now()
    access = await opened(patient, elsewhere, "nurse.dias", now + timedelta(hours=4))
    reviewed = EmergencyAccessReviewed(access_id=access, patient_id=patient.patient_id, reviewed_at=now)
    await running.react(reviewed)
    assert await seen_by(nurse, patient) == (0, 403)


async def test_whoever_opened_it_decides_nothing(patient: Patient) -> None:
    await screened(patient, keloid=True)
    elsewhere, running = new_id(), patient.screening
    await running.react(clinic_opened(elsewhere))
    await opened(patient, elsewhere, "dr.luz", running.clock.now() + timedelta(hours=4))
    director = running.client(Role.MEDICAL_DIRECTOR, clinics=[elsewhere], subject="dr.luz")
    assert await seen_by(director, patient) == (1, 200)
    ruling = {"outcome": "declined", "reason": "Seen in person and agreed."}
    at = f"/screenings/{(await patient.decided()).screening_id}/review"
    assert (await director.post(at, json=ruling)).status_code == 403


async def test_a_ruling_names_the_practitioner_who_made_it(patient: Patient) -> None:
    await screened(patient, keloid=True)
    director, waiting = new_id(), (await patient.decided()).screening_id
    assert (await patient.explained(screening_id=waiting))["practitioner_id"] is None, "rules decided"
    signed_in = patient.screening.client(Role.MEDICAL_DIRECTOR, clinics=[patient.clinic_id], practitioner=director)
    ruling = {"outcome": "declined", "reason": "Seen in person and agreed."}
    ruled = await signed_in.post(f"/screenings/{waiting}/review", json=ruling)
    assert ruled.status_code == 200, ruled.text
    assert ruled.json()["practitioner_id"] == str(director)


async def test_a_day_of_check_names_the_practitioner_who_made_it(patient: Patient) -> None:
    await screened(patient)
    ana = new_id()
    nurse = patient.screening.client(Role.PRACTITIONER, clinics=[patient.clinic_id], practitioner=ana)
    checked = await nurse.post("/day-of-checks", json=patient.check() | {"asked": await patient.asked()})
    assert checked.status_code == 201, checked.text
    assert checked.json()["practitioner_id"] == str(ana)
    desk = await patient.client(Role.FRONT_DESK).post(
        "/day-of-checks", json=patient.check() | {"asked": await patient.asked()}
    )
    assert desk.status_code == 201, desk.text
    assert (await patient.explained())["practitioner_id"] is None, "the desk treats nobody"
