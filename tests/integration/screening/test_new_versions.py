"""Rules that ask more than was declared, and declarations too old to be believed: the patient is asked again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from chassis.access.actors import Role
from chassis.data.tables import dead_letters
from contracts.booking.patients import PatientChanged
from contracts.vocabulary import Outcome
from tests.integration.screening.directors import FAINTING, drafts, signs
from tests.integration.screening.patients import ADULT, Patient, details
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT, ONLY_FOR_RF, healthy


async def declared(screening: Running, **answers: Any) -> Patient:
    patient = Patient(screening)
    await patient.registers()
    await patient.declares(**answers)
    return patient


async def ask_about_fainting(screening: Running) -> None:
    """A version that asks one question more comes into force."""
    await drafts(screening, "rule-sets", "our-2026-12", FAINTING)
    await signs(screening, "rule-sets/our-2026-12")


async def corrected(patient: Patient, born: date) -> None:
    await patient.screening.react(
        PatientChanged(patient_id=patient.patient_id, details=details(patient.clinic_id, born=born))
    )


async def test_who_declared_before_is_asked_for_the_added_question_only(signed: Running) -> None:
    patient = await declared(signed)
    await ask_about_fainting(signed)
    await patient.is_consulted()
    assert await patient.decisions() == []
    assert [request.reason for request in await patient.requests()] == ["registered", "questions_added"]
    asked = await patient.is_asked()
    assert (asked["rule_set"], asked["whole"], [item["code"] for item in asked["items"]]) == (
        "our-2026-12",
        False,
        ["fainting"],
    )


async def test_the_missing_answer_is_enough_and_the_earlier_ones_stand(signed: Running) -> None:
    patient = await declared(signed, cold_sores=True)
    await ask_about_fainting(signed)
    await patient.is_consulted()
    answer = await patient.sends({"fainting": True})
    assert answer.status_code == 201, answer.text
    decided = await patient.decided()
    assert (decided.outcome, decided.reasons, decided.rule_set) == (Outcome.REVIEW, ("R99", "R16"), "our-2026-12")


async def test_without_the_missing_answer_it_is_refused_and_says_which(signed: Running) -> None:
    patient = await declared(signed)
    await ask_about_fainting(signed)
    await patient.is_consulted()
    refused = await patient.sends({"keloid": True})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["answers.fainting"]


async def test_who_answers_everything_again_may_do_so(signed: Running) -> None:
    patient = await declared(signed)
    await ask_about_fainting(signed)
    await patient.is_consulted()
    assert (await patient.sends(healthy(fainting=False))).status_code == 201
    assert (await patient.decided()).outcome is Outcome.CLEARED
    assert all(each["declared_at"] for each in await patient.intakes())


async def test_two_consults_ask_once(signed: Running) -> None:
    patient = await declared(signed)
    await ask_about_fainting(signed)
    await patient.is_consulted()
    await patient.is_consulted(area="neck", at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert len(await patient.requests()) == 2
    await patient.sends({"fainting": False})
    assert [each.outcome for each in await patient.decisions()] == [Outcome.CLEARED] * 2


async def test_a_further_question_widens_the_intake_that_waits_and_says_so_again(signed: Running) -> None:
    patient = await declared(signed)
    await ask_about_fainting(signed)
    await patient.is_consulted()
    more = {
        "questions": {"consult": {"asthma": {"place": 610, "kind": "yes_no", "text": "Do you have asthma?"}}},
        "rules": {"R98": {**FAINTING["rules"]["R99"], "when": {"yes": "asthma"}}},
    }
    await drafts(signed, "rule-sets", "our-2026-12b", more, extends="our-2026-12")
    await signs(signed, "rule-sets/our-2026-12b")
    assert [item["code"] for item in (await patient.is_asked())["items"]] == ["fainting", "asthma"]
    requests = await patient.requests()
    assert [request.reason for request in requests] == ["registered", "questions_added", "questions_added"]
    assert requests[1].intake_id == requests[2].intake_id


async def test_a_corrected_birthday_after_a_question_was_added_dead_letters_nothing(signed: Running) -> None:
    patient = await declared(signed)
    await patient.is_consulted()
    await ask_about_fainting(signed)
    await corrected(patient, born=date(1990, 1, 1))
    assert [request.reason for request in await patient.requests()] == ["registered", "questions_added"]
    assert (await patient.decided()).outcome is Outcome.CLEARED
    async with signed.work() as work:
        assert await work.scalar(select(func.count()).select_from(dead_letters)) == 0


async def test_a_clearance_does_not_outlive_a_corrected_birthday_though_the_rules_ask_for_more(signed: Running) -> None:
    patient = await declared(signed)
    await patient.is_consulted()
    await ask_about_fainting(signed)
    await corrected(patient, born=date(2010, 1, 1))
    decided = await patient.decided()
    assert (decided.outcome, decided.rule_set) == (Outcome.DECLINED, CURRENT)


async def test_while_answers_are_missing_nobody_is_cleared_who_was_not(signed: Running) -> None:
    patient = Patient(signed)
    await patient.registers(born=date(2010, 1, 1))
    await patient.declares()
    await patient.is_consulted()
    await ask_about_fainting(signed)
    await corrected(patient, born=ADULT)
    assert [each.outcome for each in await patient.decisions()] == [Outcome.DECLINED]
    await patient.sends({"fainting": False})
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_what_was_declared_two_years_ago_clears_nobody_it_is_asked_again(signed: Running) -> None:
    patient = await declared(signed)
    signed.clock.set(datetime(2028, 10, 2, 9, 0, tzinfo=UTC))
    await patient.is_consulted(at=datetime(2028, 10, 2, 9, 0, tzinfo=UTC))
    assert await patient.decisions() == []
    assert [request.reason for request in await patient.requests()] == ["registered", "declaration_too_old"]
    asked = await patient.is_asked()
    assert asked["whole"]
    assert {item["code"] for item in (*asked["items"], *asked["texts"])} == set(healthy()) - ONLY_FOR_RF
    await patient.declares()
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_a_declaration_is_believed_to_the_last_day_that_the_policy_says(signed: Running) -> None:
    patient, late = await declared(signed), await declared(signed)
    signed.clock.advance(timedelta(days=183))
    await patient.is_consulted()
    assert (await patient.decided()).outcome is Outcome.CLEARED
    signed.clock.advance(timedelta(days=1))
    await late.is_consulted()
    assert await late.decisions() == []


async def test_an_added_answer_does_not_make_the_old_ones_younger(signed: Running) -> None:
    patient = await declared(signed)
    await ask_about_fainting(signed)
    signed.clock.advance(timedelta(days=180))
    await patient.is_consulted()
    await patient.sends({"fainting": False})
    signed.clock.advance(timedelta(days=10))
    await patient.is_consulted(area="neck")
    assert [request.reason for request in await patient.requests()][-1] == "declaration_too_old"
    assert len(await patient.decisions()) == 1


async def test_the_front_desk_sees_why_a_patient_is_asked(signed: Running) -> None:
    patient = await declared(signed)
    await ask_about_fainting(signed)
    await patient.is_consulted()
    listed = await patient.client(Role.FRONT_DESK).get("/intakes", params={"patient_id": str(patient.patient_id)})
    assert [(each["reason"], each["questions"]) for each in listed.json()["items"]] == [
        ("questions_added", ["fainting"]),
        ("registered", None),
    ]
