"""A declaration that nobody signed: it is kept, may make a decision stricter, and clears nobody before it is signed."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from chassis.access.actors import Role
from contracts.vocabulary import Outcome
from tests.integration.screening.directors import drafts, signs
from tests.integration.screening.patients import ADULT, Patient, plain, screened
from tests.integration.screening.stories import Story
from tests.integration.screening.test_day_form import checks_in
from tests.integration.screening.test_fhir import a_response
from tests.integration.screening.test_fhir import sends as sends_by_fhir
from tests.integration.screening.worklists import items, kinds
from tests.support.running import Running
from tests.unit.screening.factories import healthy

NEW = "our-2026-12"


async def waits(patient: Patient, **answers: Any) -> Patient:
    """A patient whose consult waits: the declaration is not signed."""
    await patient.registers()
    await patient.declares(signed=False, **answers)
    await patient.is_consulted()
    return patient


async def is_signed(patient: Patient, by: Role = Role.PATIENT, **signature: str) -> httpx.Response:
    """Somebody signs what was sent, as it is shown."""
    client, path = patient.client(by), f"/intakes/{await patient.intake()}"
    version = (await client.get(f"{path}/answers")).json()["version"]
    form = {**patient.signature, **signature}
    return await client.post(f"{path}/signature", json=form, headers={"If-Match": f'"{version}"'})


def later(patient: Patient) -> None:
    patient.screening.clock.advance(timedelta(minutes=5))


async def test_it_clears_nobody_and_the_list_says_why(patient: Patient) -> None:
    await patient.registers()
    sent = await patient.declares(signed=False)
    assert sent.json()["signed"] is False
    await patient.is_consulted()
    assert await patient.decisions() == []
    (item,) = await items(patient)
    assert (item["kind"], item["about"]["intake_id"]) == ("declaration_unsigned", str(await patient.intake()))


@pytest.mark.parametrize(
    ("by", "signature"),
    [
        (Role.PATIENT, {}),
        (Role.FRONT_DESK, {}),
        (Role.FRONT_DESK, {"name": "Ana Ribeiro", "signer": "staff"}),
        (Role.FRONT_DESK, {"name": "Rui Sousa", "signer": "guardian"}),
    ],
)
async def test_what_was_sent_counts_once_it_is_signed(patient: Patient, by: Role, signature: dict[str, str]) -> None:
    await waits(patient)
    answer = await is_signed(patient, by, **signature)
    assert (answer.status_code, answer.json()["signed"]) == (201, True), answer.text
    assert (await patient.decided()).outcome is Outcome.CLEARED
    assert await kinds(patient) == []
    again = await is_signed(patient)
    assert again.json()["type"] == "urn:needlepoint:problem:nothing-to-sign"


async def test_a_patient_does_not_sign_as_staff(patient: Patient) -> None:
    await waits(patient)
    refused = await is_signed(patient, signer="staff")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (422, "staff-needed")
    assert await patient.decisions() == []


async def test_whoever_signs_sees_what_they_sign_and_the_desk_does_not(patient: Patient) -> None:
    await waits(patient, cold_sores=True)
    path = f"/intakes/{await patient.intake()}/answers"
    shown = (await patient.client(Role.PATIENT).get(path)).json()
    assert (shown["state"], shown["answers"]["cold_sores"], shown["missing"]) == ("declared", True, [])
    assert (await patient.client(Role.FRONT_DESK).get(path)).json()["answers"] is None


async def test_to_sign_makes_it_no_younger(signed: Running) -> None:
    patient = Patient(signed)
    await patient.registers()
    await patient.declares(signed=False)
    signed.clock.advance(timedelta(days=180))
    assert (await is_signed(patient)).status_code == 201
    signed.clock.advance(timedelta(days=10))
    await patient.is_consulted()
    assert await patient.decisions() == []
    assert [each.reason for each in await patient.requests()] == ["registered", "declaration_too_old"]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"keloid": True}, Outcome.REVIEW),
        ({"infection_now": True}, Outcome.DECLINED),
        ({"vaccine_on": date(2026, 11, 20)}, Outcome.DEFERRED),
    ],
)
async def test_what_stops_a_needle_counts_at_once(patient: Patient, answers: dict[str, Any], outcome: Outcome) -> None:
    await waits(patient, **answers)
    assert (await patient.decided()).outcome is outcome


@pytest.mark.parametrize("answers", [{"keloid": True}, {"infection_now": True}, {"liver_disease": True}])
async def test_a_clearance_becomes_stricter_by_it_and_no_longer(patient: Patient, answers: dict[str, Any]) -> None:
    await screened(patient)
    before = await patient.decided()
    patient.screening.clock.advance(timedelta(days=10))
    await patient.declares(signed=False, **answers)
    after = await patient.decided()
    assert after.outcome is not Outcome.CLEARED
    assert after.valid_until in (None, before.valid_until)


async def test_nothing_is_taken_back_by_it(patient: Patient) -> None:
    await screened(patient, infection_now=True)
    later(patient)
    await patient.declares(signed=False)
    assert [each.outcome for each in await patient.decisions()] == [Outcome.DECLINED]
    assert await kinds(patient) == ["declaration_unsigned"]
    await is_signed(patient)
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_a_second_ground_is_added_to_the_first(patient: Patient) -> None:
    await screened(patient, keloid=True)
    later(patient)
    await patient.declares(signed=False, immunosuppression=True)
    assert set((await patient.decided()).reasons) == {"R08", "R41"}


async def test_the_same_again_does_not_prolong_a_clearance(patient: Patient) -> None:
    await screened(patient)
    patient.screening.clock.advance(timedelta(days=100))
    await patient.declares(signed=False)
    assert len(await patient.decisions()) == 1


async def test_a_consult_after_it_waits_though_an_earlier_declaration_was_signed(patient: Patient) -> None:
    await screened(patient)
    later(patient)
    await patient.declares(signed=False)
    before = len(await patient.decisions())
    await patient.is_consulted(area="neck")
    assert len(await patient.decisions()) == before
    await is_signed(patient)
    assert (await patient.decided()).limits.area == "neck"


async def test_a_response_without_a_signature_clears_nobody_either(patient: Patient) -> None:
    await patient.registers()
    await patient.is_consulted()
    taken = await sends_by_fhir(patient, a_response(patient.patient_id, signed=False))
    assert (taken.status_code, taken.json()["signed"]) == (201, False)
    assert await patient.decisions() == []


async def test_answers_that_were_added_and_signed_do_not_sign_the_rest(signed: Running) -> None:
    patient = Patient(signed)
    await patient.registers()
    await patient.declares(signed=False)
    question = {"questions": {"consult": {"fainting": {"place": 600, "kind": "yes_no", "text": "Do you faint?"}}}}
    rule = {
        "stage": "consult",
        "sentence": "Who faints is seen first.",
        "when": {"yes": "fainting"},
        "outcome": "review",
        "sources": ["policy"],
    }
    await drafts(signed, "rule-sets", NEW, {**question, "rules": {"R99": rule}})
    await signs(signed, f"rule-sets/{NEW}")
    await patient.is_consulted()
    added = await patient.sends({"fainting": False})
    assert (added.status_code, added.json()["signed"]) == (201, False)
    assert await patient.decisions() == []
    assert (await is_signed(patient)).status_code == 201
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_a_chain_may_do_without_signatures_by_its_policy(signed: Running) -> None:
    unsigned = {"required": False, "sentence": "Declarations need no signature here.", "sources": ["policy"]}
    await drafts(signed, "rule-sets", NEW, {"policies": {"declaration_signature": unsigned}})
    await signs(signed, f"rule-sets/{NEW}")
    patient = await waits(Patient(signed))
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_a_guardian_signs_what_was_sent_for_a_minor(patient: Patient) -> None:
    await patient.registers(born=date(2015, 1, 1))
    await patient.declares(signed=False)
    assert (await is_signed(patient, signer="patient")).status_code == 422
    assert (await is_signed(patient, name="Rui Sousa", signer="guardian")).status_code == 201


async def test_the_item_is_due_before_the_appointment_and_goes_when_it_is_signed(patient: Patient) -> None:
    await patient.registers(born=ADULT)
    await patient.declares(signed=False)
    await Story(patient).books()
    (item,) = await items(patient)
    assert item["kind"] == "declaration_unsigned"
    await is_signed(patient)
    assert await kinds(patient) == []


async def test_what_changed_on_the_day_and_is_not_signed_makes_nothing_milder(patient: Patient) -> None:
    await screened(patient, liver_disease=True)
    checked = await checks_in(patient, {"liver_disease": False}, signed=False, conditions_met=True)
    assert (checked.json()["stage"], checked.json()["outcome"]) == ("day_of", "cleared_with_conditions")
    checked = await checks_in(patient, {"infection_now": True}, signed=False, conditions_met=True)
    assert (checked.json()["stage"], checked.json()["outcome"]) == ("consult", "declined")


async def test_nobody_is_checked_before_what_may_have_changed_was_asked(patient: Patient) -> None:
    await screened(patient)
    practitioner = patient.client(Role.PRACTITIONER)
    refused = await practitioner.post("/day-of-checks", json=patient.check())
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (422, "day-form-needed")
    assert [error["field"] for error in refused.json()["errors"]] == ["asked"]
    shown = await patient.asked()
    assert (await practitioner.post("/day-of-checks", json=patient.check() | {"asked": shown})).status_code == 201


async def test_a_form_that_was_shown_before_the_patient_declared_again_is_shown_again(patient: Patient) -> None:
    await screened(patient)
    shown = await patient.asked()
    later(patient)
    await patient.declares(poor_healing=True)
    refused = await patient.client(Role.PRACTITIONER).post("/day-of-checks", json=patient.check() | {"asked": shown})
    assert refused.status_code == 409
    assert refused.json()["type"] in (
        "urn:needlepoint:problem:day-form-outdated",
        "urn:needlepoint:problem:no-clearance",
    )


async def test_a_form_of_rules_that_are_replaced_is_shown_again(signed: Running) -> None:
    patient = await screened(Patient(signed))
    shown = await patient.asked()
    shorter = {"value": 100, "sentence": "A clearance holds for 100 days."}
    await drafts(signed, "rule-sets", NEW, {"policies": {"clearance_days": shorter}})
    await signs(signed, f"rule-sets/{NEW}")
    practitioner = patient.client(Role.PRACTITIONER)
    refused = await practitioner.post("/day-of-checks", json=patient.check() | {"asked": shown})
    assert refused.json()["type"] == "urn:needlepoint:problem:day-form-outdated"
    form = patient.check() | {"asked": await patient.asked()}
    assert (await practitioner.post("/day-of-checks", json=form)).status_code == 201


async def test_a_chain_may_do_without_the_form_by_its_policy(signed: Running) -> None:
    without = {"required": False, "sentence": "The day needs no form here.", "sources": ["policy"]}
    await drafts(signed, "rule-sets", NEW, {"policies": {"day_form": without}})
    await signs(signed, f"rule-sets/{NEW}")
    patient = await screened(Patient(signed))
    answer = await patient.client(Role.PRACTITIONER).post("/day-of-checks", json=patient.check())
    assert answer.status_code == 201


async def test_answers_by_the_desk_are_kept_as_they_were_sent(patient: Patient) -> None:
    await patient.registers()
    form = {"answers": plain(healthy(keloid=True)), "signature": {"name": "Ana Ribeiro", "signer": "staff"}}
    path = f"/intakes/{await patient.intake()}/declaration"
    taken = (await patient.client(Role.FRONT_DESK).post(path, json=form)).json()
    fhir = await patient.client(Role.PRACTITIONER).get(f"/declarations/{taken['declaration_id']}/fhir")
    assert fhir.json()["source"] == {"type": "Practitioner", "display": "Ana Ribeiro"}
