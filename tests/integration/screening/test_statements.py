"""How many statements screening's busiest use cases take."""

from pathlib import Path

from tests.integration.screening.patients import Patient, clinic_opened, consulted, registered
from tests.support.statements import assert_as_written_down, counted

COUNTED = Path(__file__).with_name("statements.json")


async def test_a_use_case_takes_as_many_statements_as_are_written_down(patient: Patient) -> None:
    screening = patient.screening
    api, worker = screening.api.transactions.database, screening.worker.transactions.database
    took: dict[str, list[str]] = {}
    await screening.react(clinic_opened(patient.clinic_id))
    with counted(worker) as took["ask a new patient"]:
        await screening.react(registered(patient.patient_id, patient.clinic_id))
    with counted(api) as took["take a declaration"]:
        await patient.declares()
    with counted(worker) as took["decide at a consult"]:
        await screening.react(consulted(patient.patient_id, patient.clinic_id))
    with counted(api) as took["check the day"]:
        assert (await patient.checks_in()).json()["outcome"] == "cleared"
    assert_as_written_down(took, COUNTED)
