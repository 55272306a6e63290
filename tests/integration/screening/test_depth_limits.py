"""How deep a plan may go is read before a consult is recorded, each limit with its sources."""

import pytest

from chassis.access.actors import Role
from tests.integration.screening.patients import Patient


async def limits(patient: Patient, **plan: str) -> dict[str, object]:
    query = {"clinic_id": str(patient.clinic_id), "modality": "pen", "device_model": "skinpen", "area": "face", **plan}
    answer = await patient.client(Role.PRACTITIONER).get("/depth-limits", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_the_limits_are_those_that_a_decision_would_name_with_their_sources(patient: Patient) -> None:
    await patient.registers()
    before = await limits(patient, device_model="exceed")
    await patient.declares()
    await patient.is_consulted(device="exceed")
    (decided,) = (
        await patient.client(Role.PRACTITIONER).get("/screenings", params={"patient_id": str(patient.patient_id)})
    ).json()["items"]

    assert before["limits"] == decided["limits"]["depths"]
    assert before["max_depth_mm"] == decided["limits"]["max_depth_mm"]
    assert before["limits"][0]["sources"]  # type: ignore[index]
    assert (before["rule_set"], before["signature"]) == (decided["rule_set"], decided["signature"])


async def test_a_zone_of_rf_has_a_limit_of_its_own_and_without_one_the_shallowest_counts(patient: Patient) -> None:
    await patient.registers()
    rf = {"modality": "rf", "device_model": "another"}
    by_zone = {
        zone: float(str((await limits(patient, **rf, zone=zone))["max_depth_mm"]))
        for zone in ("perioral", "malar", "forehead", "nasal_side_wall")
    }
    assert len(set(by_zone.values())) > 1
    assert float(str((await limits(patient, **rf))["max_depth_mm"])) == min(by_zone.values())


@pytest.mark.parametrize("query", [{"area": ""}, {"modality": "laser"}, {"depth": "1"}])
async def test_what_is_not_asked_rightly_is_refused(patient: Patient, query: dict[str, str]) -> None:
    await patient.registers()
    asked = {"clinic_id": str(patient.clinic_id), "modality": "pen", "device_model": "skinpen", "area": "face", **query}
    assert (await patient.client(Role.PRACTITIONER).get("/depth-limits", params=asked)).status_code == 422


async def test_the_front_desk_plans_nothing(patient: Patient) -> None:
    await patient.registers()
    query = {"clinic_id": str(patient.clinic_id), "modality": "pen", "device_model": "skinpen", "area": "face"}
    assert (await patient.client(Role.FRONT_DESK).get("/depth-limits", params=query)).status_code == 403
