"""Decisions explained rule by rule, and decided once more, through the API."""

from datetime import date
from typing import Any

from sqlalchemy import update

from chassis.access.actors import Role
from services.screening.tables import screenings
from tests.integration.screening.directors import drafts, signs
from tests.integration.screening.patients import Patient, screened
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT, RULES


async def reads(patient: Patient, what: str, role: Role = Role.PRACTITIONER, **headers: str) -> Any:
    decided = await patient.decided()
    answer = await patient.client(role).get(f"/screenings/{decided.screening_id}/{what}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_clinician_reads_every_rule_once_and_that_a_wait_is_over(screening: Running) -> None:
    patient = await screened(Patient(screening), toxin_or_filler_on=date(2026, 11, 3), keloid=True)
    explained = await reads(patient, "explanation")
    assert sorted(each["code"] for each in explained["rules"]) == sorted(RULES.rules)
    by_code = {each["code"]: each for each in explained["rules"]}
    assert (by_code["R51"]["standing"], by_code["R51"]["over_since"]) == ("wait_over", "2026-11-17")
    assert by_code["R08"]["standing"] == "holds"
    assert by_code["R08"]["sources"]
    assert "with “Do you tend to form keloids or thick raised scars?” answered with no: cleared" in [
        each["words"] for each in explained["alternatives"]
    ]
    assert explained["rule_set"] == CURRENT


async def test_patient_and_desk_read_no_rule_and_the_patient_in_their_language(screening: Running) -> None:
    patient = await screened(Patient(screening), toxin_or_filler_on=date(2026, 11, 3), keloid=True)
    seen = await reads(patient, "explanation", Role.PATIENT, **{"Accept-Language": "pt-PT"})
    assert set(seen) == {"screening_id", "outcome", "words"}
    assert seen["words"][0].startswith("Um clínico vê o que declarou")
    assert "17 de novembro de 2026" in seen["words"][-1]
    desk = await reads(patient, "explanation", Role.FRONT_DESK)
    assert desk["words"] == ["No session: a clinician reviews this first."]


async def test_a_decision_is_explained_and_decided_in_the_same_way_after_ten_later_versions(screening: Running) -> None:
    await signs(screening, f"rule-sets/{CURRENT}")
    patient = await screened(Patient(screening), vaccine_on=date(2026, 11, 20), keloid="not_sure")
    before = await reads(patient, "explanation")
    previous = CURRENT
    for number in range(1, 11):
        sentence = f"A vaccine within the last 2 weeks, as version {number} words it."
        await drafts(screening, "rule-sets", f"our-{number}", {"rules": {"R63": {"sentence": sentence}}}, previous)
        await signs(screening, f"rule-sets/our-{number}")
        previous = f"our-{number}"
    decided = await patient.decided()
    explained = await patient.client(Role.PRACTITIONER).get(f"/screenings/{decided.screening_id}/explanation")
    assert explained.json() == before
    again = await reads(patient, "rerun")
    assert (again["same"], again["differences"], again["rule_set"]) == (True, [], CURRENT)


async def test_a_decision_that_was_ruled_on_comes_out_the_same_and_has_no_way_out(screening: Running) -> None:
    patient = await screened(Patient(screening), keloid=True)
    await patient.reviews((await patient.decided()).screening_id, "declined")
    again = await reads(patient, "rerun")
    assert (again["same"], again["outcome"], again["rules_alone"]) == (True, "declined", "review")
    assert (await reads(patient, "explanation"))["alternatives"] == []


async def test_a_decision_that_somebody_altered_in_the_database_is_named(screening: Running) -> None:
    patient = await screened(Patient(screening), keloid=True)
    decided = await patient.decided()
    altered = update(screenings).where(screenings.c.id == decided.screening_id)
    async with screening.work() as work:
        await work.execute(altered.values(outcome="cleared", awaits_ruling=False, valid_until=date(2027, 1, 1)))
    again = await reads(patient, "rerun")
    assert again["same"] is False
    assert "The outcome was cleared and is now review." in again["differences"]


async def test_a_check_on_the_day_is_explained_and_comes_out_the_same(screening: Running) -> None:
    patient = await screened(Patient(screening), cold_sores=True)
    await patient.checks_in(conditions_met=True)
    explained = await reads(patient, "explanation")
    assert {each["code"]: each["standing"] for each in explained["rules"]}["R87"] == "holds"
    assert (await reads(patient, "rerun"))["same"] is True
