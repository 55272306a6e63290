"""A day-of check is made at a clinic that looks after the patient."""

from datetime import timedelta

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import CareRelationshipEnded, CareRelationshipOpened
from services.screening.domain.outcomes import ScreeningStage
from tests.integration.screening.patients import Patient, clinic_opened, plain, screened
from tests.unit.screening.factories import healthy


async def test_a_practitioner_of_another_clinic_checks_only_whoever_visits_it(patient: Patient) -> None:
    await screened(patient)
    elsewhere, running = new_id(), patient.screening
    await running.react(clinic_opened(elsewhere))
    stranger = running.client(Role.PRACTITIONER, clinics=[elsewhere])
    form = {"patient_id": str(patient.patient_id), "clinic_id": str(elsewhere)}
    check = form | {"answers": plain(healthy(ScreeningStage.DAY_OF)), "asked": await patient.asked()}
    refused = await stranger.post("/day-of-checks", json=check)
    assert refused.status_code == 403
    assert "does not come to a clinic" in refused.json()["detail"]
    until = running.clock.now() + timedelta(days=30)
    await running.react(CareRelationshipOpened(patient_id=patient.patient_id, clinic_id=elsewhere, until=until))
    assert (await stranger.post("/day-of-checks", json=check)).status_code == 201
    running.clock.set(until)
    assert (await stranger.post("/day-of-checks", json=check)).status_code == 403


async def test_a_clinic_whose_visit_was_ended_checks_no_more(patient: Patient) -> None:
    await screened(patient)
    elsewhere, running = new_id(), patient.screening
    await running.react(clinic_opened(elsewhere))
    until = running.clock.now() + timedelta(days=30)
    await running.react(CareRelationshipOpened(patient_id=patient.patient_id, clinic_id=elsewhere, until=until))
    ended = running.clock.now()
    await running.react(CareRelationshipEnded(patient_id=patient.patient_id, clinic_id=elsewhere, ended_at=ended))
    form = {"patient_id": str(patient.patient_id), "clinic_id": str(elsewhere)}
    check = form | {"answers": plain(healthy(ScreeningStage.DAY_OF)), "asked": await patient.asked()}
    visited = running.client(Role.PRACTITIONER, clinics=[elsewhere])
    assert (await visited.post("/day-of-checks", json=check)).status_code == 403
    await running.react(CareRelationshipOpened(patient_id=patient.patient_id, clinic_id=elsewhere, until=until))
    assert (await visited.post("/day-of-checks", json=check)).status_code == 201
