"""Health answers never leave screening, and inside it only clinicians see them."""

import json
import logging
from datetime import date

import pytest

from chassis.access.actors import Role
from services.screening.domain.outcomes import ScreeningStage
from tests.integration.screening.patients import Patient, screened
from tests.support.running import Running
from tests.unit.screening.factories import RULES, healthy

EVERYTHING = dict.fromkeys(healthy(), "not_sure") | {
    "cold_sores": True,
    "isotretinoin_now": True,
    "isotretinoin_last_dose_on": date(2026, 12, 31),
}


async def test_no_event_holds_an_answer_a_condition_or_a_rules_sentence(patient: Patient) -> None:
    await screened(patient, **EVERYTHING)
    await patient.declares(cold_sores=True)
    await patient.checks_in(conditions_met=True)
    published = [event.model_dump_json() for event in (*await patient.requests(), *await patient.decisions())]
    assert len(published) == 4
    words = {code for stage in ScreeningStage for code in RULES.asked(stage)}
    words |= {rule.sentence for rule in RULES.rules.values()}
    words |= {*RULES.conditions, *RULES.conditions.values()} | {"2026-12-31", "not_sure"}
    for text in published:
        assert not [word for word in words if word in text]


async def test_no_log_line_holds_an_answer(
    patient: Patient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        await screened(patient, **EVERYTHING)
        await patient.sends(healthy() | {"keloid": "2026-12-31"})
    logged = [*capfd.readouterr(), *(record.getMessage() for record in caplog.records)]
    for word in ("cold_sores", "isotretinoin", "2026-12-31"):
        assert not [line for line in logged if word in line]


async def test_patients_see_outcome_dates_and_conditions_of_their_own(patient: Patient, screening: Running) -> None:
    await screened(patient, cold_sores=True)
    seen = await patient.explained(Role.PATIENT)
    assert seen["outcome"] == "cleared_with_conditions"
    assert "antiviral" in seen["conditions"][0]
    assert not {"reasons", "answers", "limits", "age"} & set(seen)
    other = Patient(screening).client(Role.PATIENT)
    assert (await other.get(f"/screenings/{seen['screening_id']}")).status_code == 403
    assert (await other.get("/screenings", params={"patient_id": str(patient.patient_id)})).status_code == 403
    assert (await other.get("/intakes", params={"patient_id": str(patient.patient_id)})).status_code == 403
    assert (await other.get("/screenings")).json()["items"] == []
    intake = await patient.intake()
    assert (await other.post(f"/intakes/{intake}/declaration", json={"answers": {}})).status_code == 403


async def test_the_front_desk_sees_outcome_and_dates_without_reasons(patient: Patient, screening: Running) -> None:
    await screened(patient, cold_sores=True)
    seen = await patient.explained(Role.FRONT_DESK)
    assert set(seen) == {
        "screening_id",
        "patient_id",
        "clinic_id",
        "stage",
        "consult_id",
        "outcome",
        "eligible_from",
        "valid_until",
        "decided_at",
        "superseded_by",
        "voided_at",
    }
    elsewhere = Patient(screening).client(Role.FRONT_DESK)
    assert (await elsewhere.get(f"/screenings/{seen['screening_id']}")).status_code == 403
    listed = await patient.client(Role.FRONT_DESK).get("/screenings", params={"patient_id": str(patient.patient_id)})
    assert listed.json()["items"] == [seen]


async def test_clinicians_see_the_answers_used(patient: Patient) -> None:
    await screened(patient, cold_sores=True)
    for role in (Role.PRACTITIONER, Role.MEDICAL_DIRECTOR):
        answers = {item["code"]: item["answer"] for item in (await patient.explained(role))["answers"]}
        assert answers == json.loads(json.dumps(healthy(cold_sores=True)))


async def test_a_stock_manager_sees_nothing(patient: Patient) -> None:
    await screened(patient)
    decided = await patient.decided()
    manager = patient.client(Role.STOCK_MANAGER)
    assert (await manager.get(f"/screenings/{decided.screening_id}")).status_code == 403
    assert (await manager.get("/intakes")).status_code == 403
