"""Numbers and free text over the API: asked, answered, kept, and shown to clinicians beside the decision."""

from typing import Any

from chassis.access.actors import Role
from contracts.vocabulary import Outcome
from tests.integration.screening.directors import drafts, signs
from tests.integration.screening.patients import Patient, screened
from tests.integration.screening.test_day_form import codes, form_of
from tests.support.running import Running
from tests.unit.screening.factories import healthy
from tests.unit.screening.test_numbers_and_words import QUESTION, RULE

NEW = "our-2026-12"
SAYS = "I fainted once when blood was taken."


async def asks_for_cigarettes(screening: Running) -> None:
    changes = {"questions": {"consult": {"cigarettes": QUESTION}}, "rules": {"R99": RULE}}
    await drafts(screening, "rule-sets", NEW, changes)
    await signs(screening, f"rule-sets/{NEW}")


async def test_what_the_patient_writes_is_beside_the_decision_and_decides_nothing(patient: Patient) -> None:
    await screened(patient, anything_else=SAYS)
    assert (await patient.decided()).outcome is Outcome.CLEARED
    shown = {each["code"]: each for each in (await patient.explained())["answers"]}
    assert (shown["anything_else"]["kind"], shown["anything_else"]["answer"]) == ("text", SAYS)
    desk = await patient.explained(Role.FRONT_DESK)
    assert SAYS not in str(desk)


async def test_a_text_may_be_left_out_and_no_event_carries_it(patient: Patient) -> None:
    await screened(patient, anything_else=SAYS)
    assert all(SAYS not in event.model_dump_json() for event in await patient.screening.events())
    other = Patient(patient.screening)
    await other.registers()
    asked = await other.is_asked()
    assert [each["code"] for each in asked["texts"]] == ["anything_else"]
    answered = {item["code"]: False for item in asked["items"]}
    assert (await other.sends(answered)).status_code == 201


async def test_what_was_written_is_asked_again_on_the_day(patient: Patient) -> None:
    await screened(patient, anything_else=SAYS)
    shown = await form_of(patient)
    assert [each["code"] for each in shown["changes"]["texts"]] == ["anything_else"]
    assert SAYS not in str(shown)
    assert "anything_else" not in codes(shown, "changes"), "an item is answered with yes, no or a day"


async def test_a_number_is_asked_with_its_bounds_and_a_rule_reads_it(signed: Running) -> None:
    await asks_for_cigarettes(signed)
    patient = Patient(signed)
    await patient.registers()
    (number,) = (await patient.is_asked())["numbers"]
    bounds = {name: number[name] for name in ("least", "most", "decimals", "unit")}
    assert bounds == {"least": "0", "most": "60", "decimals": 0, "unit": "cigarettes a day"}
    refused = await patient.sends({**healthy(), "cigarettes": 61})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["problem"].startswith("Answer a number from 0 to 60")
    assert (await patient.sends({**healthy(), "cigarettes": 30})).status_code == 201
    await patient.is_consulted()
    decided = await patient.decided()
    assert (decided.outcome, decided.reasons) == (Outcome.REVIEW, ("R99",))
    shown = {each["code"]: each["answer"] for each in (await patient.explained())["answers"]}
    assert shown["cigarettes"] == "30"


async def test_a_number_that_is_saved_in_part_comes_back_as_it_was_sent(signed: Running) -> None:
    await asks_for_cigarettes(signed)
    patient = Patient(signed)
    await patient.registers()
    path = f"/intakes/{await patient.intake()}/answers"
    form: dict[str, Any] = {"answers": {"cigarettes": 12, "anything_else": SAYS}}
    saved = await patient.client(Role.PATIENT).patch(path, json=form, headers={"If-Match": '"0"'})
    assert saved.status_code == 200, saved.text
    assert saved.json()["answers"] == form["answers"]
    assert "cigarettes" not in saved.json()["missing"]
