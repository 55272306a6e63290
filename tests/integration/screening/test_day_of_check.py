"""Screened again on the day of every session (docs/domain.md, The journey)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from contracts.vocabulary import Outcome, ScreeningStage
from services.screening.app import service
from tests.integration.screening.patients import Patient, performed, screened
from tests.support.fixtures import RunService


def refused(answer: Any, name: str, says: str) -> None:
    assert answer.status_code in (409, 422), answer.text
    assert answer.json()["type"] == f"urn:needlepoint:problem:{name}"
    assert says in answer.json()["detail"]


async def test_a_quiet_day_clears_that_day_with_the_limits_of_the_clearance(patient: Patient) -> None:
    await screened(patient, liver_disease=True)
    checked = await patient.checks_in(conditions_met=True)
    assert checked.status_code == 201
    of_consult, of_day = await patient.decisions()
    assert of_day.stage is ScreeningStage.DAY_OF
    assert of_day.outcome is Outcome.CLEARED_WITH_CONDITIONS
    assert of_day.limits == of_consult.limits
    assert of_day.eligible_from == of_day.valid_until == date(2026, 11, 23)
    assert checked.json()["clearance_id"] == str(of_consult.screening_id)


async def test_without_conditions_nobody_need_say_that_they_were_met(patient: Patient) -> None:
    await screened(patient)
    assert (await patient.checks_in()).json()["outcome"] == "cleared"


async def test_an_antiviral_that_was_not_taken_defers(patient: Patient) -> None:
    await screened(patient, cold_sores=True)
    checked = await patient.checks_in(conditions_met=False)
    assert (checked.json()["outcome"], checked.json()["reasons"][0]["code"]) == ("deferred", "R85")


async def test_sunburn_defers_and_a_second_check_takes_the_place_of_the_first(patient: Patient) -> None:
    await screened(patient)
    assert (await patient.checks_in(sunburn=True)).json()["outcome"] == "deferred"
    assert (await patient.checks_in()).json()["outcome"] == "review"
    _, first, second = await patient.decisions()
    superseded = await patient.explained(screening_id=first.screening_id)
    assert superseded["superseded_by"] == str(second.screening_id)


async def test_after_a_retinoid_last_night_tomorrow_is_the_day(patient: Patient) -> None:
    await screened(patient)
    assert (await patient.checks_in(retinoid_or_acid_24h=True)).json()["eligible_from"] == "2026-11-24"


async def test_without_any_clearance_the_answer_says_what_comes_first(patient: Patient) -> None:
    await patient.registers()
    refused(await patient.checks_in(), "no-clearance", "complete the consult and the health declaration")


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"vaccine_on": date(2026, 11, 20)}, "deferred until 2026-12-04"),
        ({"keloid": True}, "waits for the medical director"),
        ({"infection_now": True}, "outcome is declined"),
    ],
)
async def test_whoever_is_not_cleared_is_not_checked(patient: Patient, answers: Any, says: str) -> None:
    await screened(patient, **answers)
    refused(await patient.checks_in(), "no-clearance", says)


async def test_a_missing_word_about_the_conditions_clears_nobody(patient: Patient) -> None:
    await screened(patient, cold_sores=True)
    form: dict[str, Any] = {"patient_id": str(patient.patient_id), "clinic_id": str(patient.clinic_id), "answers": {}}
    form["asked"] = await patient.asked()
    answer = await patient.client(Role.FRONT_DESK).post("/day-of-checks", json=form)
    refused(answer, "answers-missing", "see errors")
    assert {"field": "answers.conditions_met", "problem": "Answer this as well.", "in": "body"} in answer.json()[
        "errors"
    ]


async def test_the_day_of_check_is_for_the_clinics_own_staff(screening: Any, patient: Patient) -> None:
    await screened(patient)
    stranger = Patient(screening)
    form = {"patient_id": str(patient.patient_id), "clinic_id": str(patient.clinic_id), "answers": {}}
    assert (await stranger.client(Role.PRACTITIONER).post("/day-of-checks", json=form)).status_code == 403
    assert (await patient.client(Role.PATIENT).post("/day-of-checks", json=form)).status_code == 403


async def test_a_session_spends_the_days_clearance(patient: Patient) -> None:
    await screened(patient)
    await patient.checks_in()
    session = performed(patient.patient_id, patient.clinic_id, datetime(2026, 11, 23, 12, tzinfo=UTC))
    await patient.screening.react(session)
    assert (await patient.explained())["spent_by"] == str(session.session_id)


async def test_when_the_clearance_has_ended_the_health_is_declared_again(run_service: RunService) -> None:
    async with run_service(service) as screening:
        patient = await screened(Patient(screening))
        screening.clock.advance(timedelta(days=183))
        assert (await patient.checks_in()).status_code == 201
        screening.clock.advance(timedelta(days=1))
        refused(await patient.checks_in(), "no-clearance", "ended on 2027-05-25")
        await patient.declares()
        assert (await patient.checks_in()).status_code == 201
