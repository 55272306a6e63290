"""Which rules decide, and for how long answers to them are believed: only signed ones, never old answers."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from chassis.access.actors import Role
from chassis.data.tables import dead_letters
from contracts.booking.patients import CareRelationshipOpened, PatientChanged
from contracts.vocabulary import Outcome
from tests.integration.screening.directors import FAINTING, director, drafts, signs, withdraws
from tests.integration.screening.patients import Patient, details, screened
from tests.integration.screening.stories import Story
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT, healthy

NEW = "our-2026-12"


async def _dead(screening: Running) -> int:
    async with screening.work() as work:
        found: int = await work.scalar(select(func.count()).select_from(dead_letters))
    return found


@pytest.mark.parametrize(("days", "clears"), [(60, True), (61, False), (183, False)])
async def test_a_chain_that_believes_declarations_for_less_long_asks_again_sooner(
    signed: Running, days: int, clears: bool
) -> None:
    shorter = {"policies": {"declaration_days": {"value": 60, "sentence": "A declaration counts for 60 days."}}}
    await drafts(signed, "rule-sets", NEW, shorter)
    await signs(signed, f"rule-sets/{NEW}")
    patient = Patient(signed)
    await patient.registers()
    await patient.declares()
    signed.clock.advance(timedelta(days=days))
    await patient.is_consulted()
    assert [each.outcome for each in await patient.decisions()] == ([Outcome.CLEARED] if clears else [])
    reasons = ["registered"] if clears else ["registered", "declaration_too_old"]
    assert [each.reason for each in await patient.requests()] == reasons


async def test_a_newer_set_that_nobody_signed_decides_nothing_beside_a_signed_one(signed: Running) -> None:
    mild = {"rules": {"R08": {"outcome": "cleared_with_conditions", "condition": "pigment_care"}}}
    form = {"version": NEW, "title": "Keloids", "extends": CURRENT, "changes": mild}
    assert (await director(signed).post("/reference/rule-sets", json=form)).status_code == 201
    patient = await screened(Patient(signed), keloid=True)
    decided = await patient.decided()
    assert (decided.outcome, decided.rule_set) == (Outcome.REVIEW, CURRENT)


async def test_a_set_that_is_signed_for_later_decides_nothing_before(signed: Running) -> None:
    await drafts(signed, "rule-sets", NEW, FAINTING)
    later = (signed.clock.now() + timedelta(days=30)).date()
    await signs(signed, f"rule-sets/{NEW}", later.isoformat())
    patient = await screened(Patient(signed))
    assert (await patient.decided()).rule_set == CURRENT


async def test_while_no_set_counts_nobody_is_checked_in_under_a_clearance_from_before(signed: Running) -> None:
    patient = await screened(Patient(signed))
    await withdraws(signed, f"rule-sets/{CURRENT}")
    refused = await patient.checks_in()
    assert refused.json()["type"] == "urn:needlepoint:problem:nothing-in-force"


async def _another_language(patient: Patient) -> None:
    changed = details(patient.clinic_id, language="pt")
    await patient.screening.react(PatientChanged(patient_id=patient.patient_id, details=changed))


async def _another_birthday(patient: Patient) -> None:
    changed = details(patient.clinic_id, born=details(patient.clinic_id).date_of_birth - timedelta(days=400))
    await patient.screening.react(PatientChanged(patient_id=patient.patient_id, details=changed))


async def _another_consult(patient: Patient) -> None:
    await patient.is_consulted(area="neck")


async def _an_appointment(patient: Patient) -> None:
    await Story(patient).books()


async def _a_visit(patient: Patient) -> None:
    until = patient.screening.clock.now() + timedelta(days=30)
    opened = CareRelationshipOpened(patient_id=patient.patient_id, clinic_id=patient.clinic_id, until=until)
    await patient.screening.react(opened)


async def _a_check_of_the_day(patient: Patient) -> None:
    assert (await patient.checks_in()).status_code == 201


async def _a_reaction(patient: Patient) -> None:
    await patient.reacted("redness")


@pytest.mark.parametrize(
    "happens",
    [
        _another_language,
        _another_birthday,
        _another_consult,
        _an_appointment,
        _a_visit,
        _a_check_of_the_day,
        _a_reaction,
    ],
)
async def test_whatever_happens_after_a_question_was_added_the_patient_is_asked_for_it(
    signed: Running, happens: Any
) -> None:
    patient = await screened(Patient(signed))
    await drafts(signed, "rule-sets", NEW, FAINTING)
    await signs(signed, f"rule-sets/{NEW}")
    await happens(patient)
    assert await _dead(signed) == 0
    outcomes = {(each.stage.value, each.outcome, each.rule_set) for each in await patient.decisions()}
    assert ("consult", Outcome.CLEARED, NEW) not in outcomes
    await _another_consult(patient)
    asked = await patient.is_asked()
    assert [item["code"] for item in asked["items"]] == ["fainting"]
    await patient.sends({"fainting": False})
    assert (await patient.decided()).rule_set == NEW


async def test_a_question_that_changed_its_kind_is_asked_again_and_the_old_answer_decides_nothing(
    signed: Running,
) -> None:
    patient = await screened(Patient(signed), chemotherapy=True)
    await patient.reviews((await patient.decided()).screening_id, "cleared")
    dated = {
        "questions": {"consult": {"chemotherapy": {"kind": "date_or_no", "text": "When was your last chemotherapy?"}}}
    }
    await drafts(signed, "rule-sets", NEW, dated)
    await signs(signed, f"rule-sets/{NEW}")
    await patient.is_consulted(area="neck")
    asked = await patient.is_asked()
    assert [item["code"] for item in asked["items"]] == ["chemotherapy"]


async def test_the_questionnaire_names_the_version_that_asks(signed: Running) -> None:
    patient = Patient(signed)
    await patient.registers()
    shown = (await patient.client(Role.PATIENT).get("/questionnaire", params={"stage": "consult"})).json()
    asked = {item["code"] for item in (*shown["items"], *shown["texts"])}
    assert (shown["rule_set"], asked) == (CURRENT, set(healthy()))
