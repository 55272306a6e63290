"""The short form of the day: what may have changed is asked again, and what did change counts at once."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from chassis.access.actors import Role
from contracts.vocabulary import Outcome
from services.screening.domain.outcomes import ScreeningStage
from services.screening.tables import declarations
from tests.integration.screening.patients import Patient, plain, screened
from tests.unit.screening.factories import healthy


async def form_of(patient: Patient, role: Role = Role.FRONT_DESK) -> dict[str, Any]:
    answer = await patient.client(role).get(f"/patients/{patient.patient_id}/day-of-questionnaire")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def codes(shown: dict[str, Any], part: str) -> set[str]:
    return {item["code"] for item in shown[part]["items"]}


async def checks_in(patient: Patient, changes: dict[str, Any], *, signed: bool = True, **today: Any) -> httpx.Response:
    answers = plain(healthy(ScreeningStage.DAY_OF))
    del answers["conditions_met"]
    form = {
        "patient_id": str(patient.patient_id),
        "clinic_id": str(patient.clinic_id),
        "answers": answers | today,
        "changes": plain(changes),
        "asked": await patient.asked(),
        "signature": patient.signature if signed else None,
    }
    return await patient.client(Role.PRACTITIONER).post("/day-of-checks", json=form)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.PRACTITIONER, Role.PATIENT])
async def test_the_form_is_made_from_what_was_declared_and_shows_no_answer(patient: Patient, role: Role) -> None:
    await screened(patient, keloid=True, poor_healing=True, sex="male")
    shown = await form_of(patient, role)
    assert "sunburn" in codes(shown, "today")
    assert {"anticoagulants", "poor_healing"} <= codes(shown, "changes")
    assert codes(shown, "changes").isdisjoint({"keloid", "pregnant_or_nursing", "pacemaker", "scleroderma"})
    assert "answer" not in shown["changes"]["items"][0]


async def test_before_any_declaration_nothing_can_have_changed(patient: Patient) -> None:
    await patient.registers()
    shown = await form_of(patient)
    assert (shown["declared_at"], codes(shown, "changes")) == (None, set())


async def test_a_day_on_which_nothing_changed_is_cleared_without_another_declaration(patient: Patient) -> None:
    await screened(patient)
    before = len(await patient.decisions())
    checked = await checks_in(patient, {"anticoagulants": False, "pregnant_or_nursing": False})
    assert (checked.status_code, checked.json()["stage"], checked.json()["outcome"]) == (201, "day_of", "cleared")
    assert len(await patient.decisions()) == before + 1


async def test_what_is_new_and_stricter_counts_at_once_and_is_kept(patient: Patient) -> None:
    await screened(patient)
    checked = await checks_in(patient, {"infection_now": True})
    assert checked.status_code == 201, checked.text
    assert (checked.json()["stage"], checked.json()["outcome"]) == ("consult", "declined")
    assert (await patient.decided()).outcome is Outcome.DECLINED
    again = await patient.checks_in()
    assert again.json()["type"] == "urn:needlepoint:problem:no-clearance"


async def test_a_new_condition_has_to_be_met_before_the_day_is_cleared(patient: Patient) -> None:
    await screened(patient)
    checked = await checks_in(patient, {"liver_disease": True})
    assert (checked.json()["stage"], checked.json()["outcome"]) == ("consult", "cleared_with_conditions")
    checked = await checks_in(patient, {}, conditions_met=True)
    assert (checked.json()["stage"], checked.json()["outcome"]) == ("day_of", "cleared_with_conditions")


async def test_a_lasting_yes_that_becomes_a_no_is_for_a_clinician(patient: Patient) -> None:
    await screened(patient, cold_sores=True)
    checked = await checks_in(patient, {"cold_sores": False}, conditions_met=True)
    assert (checked.json()["stage"], checked.json()["outcome"]) == ("consult", "review")


async def test_a_change_does_not_make_the_declaration_younger(patient: Patient) -> None:
    await screened(patient)
    await checks_in(patient, {"vaccine_on": date(2020, 1, 1)})
    rows = select(declarations).where(declarations.c.patient_id == patient.patient_id).order_by(declarations.c.number)
    async with patient.screening.work() as work:
        first, second = (await work.execute(rows)).all()
    assert second.whole_at == first.whole_at
    assert second.answers == {**first.answers, "vaccine_on": "2020-01-01"}


async def test_a_change_that_does_not_fit_is_refused_by_its_path_and_changes_nothing(patient: Patient) -> None:
    await screened(patient)
    refused = await checks_in(patient, {"infection_now": "perhaps"})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["changes.infection_now"]
    assert (await patient.checks_in()).status_code == 201
