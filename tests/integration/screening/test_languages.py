"""Patients read questions and conditions in their language; what is not translated says in which language it is."""

from typing import Any

import pytest_asyncio

from chassis.access.actors import Role
from tests.integration.screening.directors import FAINTING, director, drafts, signs
from tests.integration.screening.patients import Patient
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT
from tests.unit.screening.test_translations import french


@pytest_asyncio.fixture(loop_scope="session")
async def signed(signed: Running) -> Running:
    """Screening with the shipped rules and translations signed."""
    await signs(signed, f"translations/{CURRENT}")
    return signed


async def asks(patient: Patient, **headers: str) -> dict[str, Any]:
    """The whole questionnaire, as the patient's browser gets it."""
    answer = await patient.client(Role.PATIENT).get("/questionnaire", headers=headers)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def text_of(shown: dict[str, Any], code: str) -> str:
    return str(next(item["text"] for item in shown["items"] if item["code"] == code))


async def test_a_patient_reads_the_questions_in_their_own_language(signed: Running) -> None:
    patient = Patient(signed)
    await patient.registers(language="pt-PT")
    shown = await asks(patient)
    assert (shown["language"], shown["fallback"]) == ("pt", None)
    assert "queloides" in text_of(shown, "keloid")


async def test_the_language_of_the_request_goes_before_the_patients(signed: Running) -> None:
    patient = Patient(signed)
    await patient.registers(language="pt")
    assert (await asks(patient, **{"Accept-Language": "en-GB,en;q=0.9"}))["language"] == "en"
    assert (await patient.is_asked(language="en"))["language"] == "en"


async def test_a_language_that_is_not_there_falls_back_and_the_answer_says_so(signed: Running) -> None:
    patient = Patient(signed)
    await patient.registers(language="de")
    shown = await asks(patient)
    assert (shown["language"], shown["languages"]) == ("en", ["en", "pt"])


async def test_a_question_that_is_not_translated_yet_comes_in_the_rules_language_and_says_so(signed: Running) -> None:
    await drafts(signed, "rule-sets", "our-2026-12", FAINTING)
    await signs(signed, "rule-sets/our-2026-12")
    patient = Patient(signed)
    await patient.registers(language="pt")
    shown = await patient.is_asked()
    assert (shown["language"], shown["fallback"]) == ("pt", "en")
    assert [item["code"] for item in shown["items"] if item["language"] == "en"] == ["fainting"]


async def test_a_third_language_is_one_version_that_a_director_signs(signed: Running) -> None:
    await drafts(signed, "translations", "our-french", french())
    await signs(signed, "translations/our-french")
    patient = Patient(signed)
    await patient.registers(language="fr")
    assert (await asks(patient))["language"] == "fr"


async def test_a_third_language_that_is_not_whole_is_not_checked_and_says_what_is_missing(signed: Running) -> None:
    gaps = french(questions={"consult": {"keloid": None}})
    form = {"version": "our-french", "title": "French", "extends": CURRENT, "changes": gaps}
    assert (await director(signed).post("/reference/translations", json=form)).status_code == 201
    (problem,) = (await director(signed).post("/reference/translations/our-french/check")).json()["problems"]
    assert problem["path"] == "languages.fr.questions.consult.keloid"


async def test_a_patient_reads_conditions_in_their_language_and_what_a_director_added_as_it_is(signed: Running) -> None:
    patient = Patient(signed)
    await patient.registers(language="pt")
    await patient.declares(cold_sores=True, keloid=True)
    await patient.is_consulted()
    decided = await patient.decided()
    await patient.reviews(decided.screening_id, "cleared_with_conditions", conditions=["A test patch first."])
    seen = await patient.explained(Role.PATIENT)
    assert seen["language"] == "pt"
    assert "profilaxia antiviral" in seen["conditions"][0]
    assert seen["conditions"][1] == "A test patch first."
    assert "antiviral prophylaxis" in (await patient.explained(Role.PRACTITIONER))["conditions"][0]


async def test_the_desk_may_ask_in_any_language_for_the_patient_at_the_desk(signed: Running) -> None:
    patient = Patient(signed)
    await patient.registers()
    desk = patient.client(Role.FRONT_DESK)
    shown = (await desk.get("/questionnaire", params={"stage": "day_of", "language": "pt"})).json()
    assert "sol" in text_of(shown, "sunburn")
    assert (await desk.get("/questionnaire", params={"language": "not a tag"})).status_code == 422
