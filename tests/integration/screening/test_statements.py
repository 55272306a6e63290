"""How many statements screening's busiest use cases take."""

from pathlib import Path

from chassis.access.actors import Role
from tests.integration.screening.patients import Patient, clinic_opened, consulted, plain, registered
from tests.support.statements import assert_as_written_down, counted
from tests.unit.screening.factories import healthy

COUNTED = Path(__file__).with_name("statements.json")


async def test_a_use_case_takes_as_many_statements_as_are_written_down(patient: Patient) -> None:
    screening = patient.screening
    api, worker = screening.api.transactions.database, screening.worker.transactions.database
    took: dict[str, list[str]] = {}
    await screening.react(clinic_opened(patient.clinic_id))
    with counted(worker) as took["ask a new patient"]:
        await screening.react(registered(patient.patient_id, patient.clinic_id))
    intake, answers = await patient.intake(), {"answers": plain(healthy()), "signature": patient.signature}
    with counted(api) as took["take a declaration"]:
        declared = await patient.client(Role.PATIENT).post(f"/intakes/{intake}/declaration", json=answers)
    assert declared.status_code == 201, declared.text
    with counted(worker) as took["decide at a consult"]:
        await screening.react(consulted(patient.patient_id, patient.clinic_id))
    with counted(api) as took["ask for the form of the day"]:
        asked = await patient.asked()
    with counted(api) as took["check the day"]:
        checked = await patient.client(Role.PRACTITIONER).post(
            "/day-of-checks", json=patient.check() | {"asked": asked}
        )
    assert checked.json()["outcome"] == "cleared"
    assert_as_written_down(took, COUNTED)
