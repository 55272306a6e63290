"""Questionnaires and declarations over the API as FHIR R4 resources."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from chassis.access.actors import Role
from chassis.ids import new_id
from services.screening.domain.fhir.names import ANSWER_SYSTEM, AUTHORS_SIGNATURE, SIGNATURE
from tests.integration.screening.directors import director
from tests.integration.screening.patients import Patient
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT, healthy

SIGNED_AT = "2026-11-23T09:00:00Z"
FHIR = {"Content-Type": "application/fhir+json"}


def a_response(patient_id: UUID, *, signed: bool = True, **different: bool) -> dict[str, Any]:
    """What another system would send for a healthy patient."""
    items = [
        {"linkId": code, "answer": [{"valueBoolean": False}]}
        for code in healthy()
        if code not in different and code not in ("sex", "isotretinoin_history")
    ]
    items += [{"linkId": code, "answer": [{"valueBoolean": answer}]} for code, answer in different.items()]
    who = {"valueSignature": {"type": [AUTHORS_SIGNATURE], "when": SIGNED_AT, "who": {"display": "Inês Sousa"}}}
    return {
        **({"extension": [{"url": SIGNATURE, **who}]} if signed else {}),
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"urn:needlepoint:questionnaire:consult|{CURRENT}",
        "status": "completed",
        "subject": {"reference": f"Patient/{patient_id}"},
        "item": items,
    }


async def sends(patient: Patient, resource: dict[str, Any]) -> httpx.Response:
    path = f"/intakes/{await patient.intake()}/declaration/fhir"
    return await patient.client(Role.PATIENT).post(path, json=resource, headers=FHIR)


async def test_a_questionnaire_leaves_as_fhir(screening: Running, patient: Patient) -> None:
    await patient.registers(language="pt")
    answer = await patient.client(Role.PATIENT).get(f"/questionnaires/{CURRENT}/fhir")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/fhir+json"
    assert Questionnaire.model_validate(answer.json()).language == "pt"
    missing = await patient.client(Role.PATIENT).get("/questionnaires/2031-01/fhir")
    assert missing.status_code == 404


async def test_a_response_counts_as_a_declaration_and_leaves_as_it_came(patient: Patient) -> None:
    await patient.registers()
    await patient.is_consulted()
    taken = await sends(patient, a_response(patient.patient_id, cold_sores=True))
    assert taken.status_code == 201, taken.text
    assert (await patient.decided()).outcome.value == "cleared_with_conditions"
    path = f"/declarations/{taken.json()['declaration_id']}/fhir"
    for role in (Role.PATIENT, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR):
        answer = await patient.client(role).get(path)
        assert answer.status_code == 200, answer.text
        QuestionnaireResponse.model_validate(answer.json())
    said = {item["linkId"]: item["answer"] for group in answer.json()["item"] for item in group["item"]}
    assert said["cold_sores"] == [{"valueCoding": {"system": ANSWER_SYSTEM, "code": "yes"}}]
    assert (await sends(patient, answer.json())).status_code == 201, "what leaves can come back"


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.STOCK_MANAGER])
async def test_the_desk_does_not_read_declarations(patient: Patient, role: Role) -> None:
    await patient.registers()
    taken = await sends(patient, a_response(patient.patient_id))
    answer = await patient.client(role).get(f"/declarations/{taken.json()['declaration_id']}/fhir")
    assert answer.status_code == 403


async def test_a_declaration_that_is_not_there_is_said_to_be_so(patient: Patient) -> None:
    answer = await patient.client(Role.PRACTITIONER).get(f"/declarations/{new_id()}/fhir")
    assert answer.status_code == 404


async def test_a_response_about_another_patient_decides_nothing(patient: Patient) -> None:
    await patient.registers()
    await patient.is_consulted()
    refused = await sends(patient, a_response(new_id()))
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["subject.reference"]
    assert await patient.decisions() == []


async def test_questions_of_another_system_become_a_draft(screening: Running) -> None:
    resource = {
        "resourceType": "Questionnaire",
        "status": "active",
        "title": "Habits",
        "item": [
            {
                "linkId": "habits",
                "type": "group",
                "text": "Habits",
                "item": [{"linkId": "smoking", "type": "boolean", "text": "Do you smoke?"}],
            }
        ],
    }
    query = {"version": "our-habits", "extends": CURRENT}
    drafted = await director(screening).post("/questionnaires/fhir", params=query, json=resource, headers=FHIR)
    assert drafted.status_code == 201, drafted.text
    assert (drafted.json()["questions"], drafted.json()["sections"]) == (["smoking"], ["habits"])
    checked = await director(screening).post("/reference/rule-sets/our-habits/check")
    assert "questions.consult.smoking" in str(checked.json()), "no rule reads the answer yet"
    refused = await director(screening).post(
        "/questionnaires/fhir",
        params=query | {"version": "our-weights"},
        json={**resource, "item": [{"linkId": "weight", "type": "decimal", "text": "Your weight?"}]},
        headers=FHIR,
    )
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["item.0.extension"]
