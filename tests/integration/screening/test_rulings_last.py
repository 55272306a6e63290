"""A ruling lasts until a clinician ends it; then the rules decide by what is declared now."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from contracts.screening.screenings import RulingEnded
from contracts.vocabulary import Outcome
from tests.integration.screening.patients import Patient, screened
from tests.integration.screening.test_reviews import audited
from tests.integration.screening.worklists import director, items, kinds, opened_and_closed

WHY = {"reason": "Histology shows a benign naevus."}


async def ruled(patient: Patient, outcome: str, declared: dict[str, Any], **form: Any) -> UUID:
    """A patient on whose screening the director has ruled; answers the ruling."""
    await screened(patient, **declared)
    answer = await patient.reviews((await patient.decided()).screening_id, outcome, **form)
    assert answer.status_code == 200, answer.text
    later(patient)
    return (await patient.decided()).screening_id


def later(patient: Patient, minutes: int = 5) -> None:
    patient.screening.clock.advance(timedelta(minutes=minutes))


async def ends(patient: Patient, ruling: UUID) -> httpx.Response:
    return await director(patient).post(f"/screenings/{ruling}/ruling/end", json=WHY)


async def test_a_ruling_that_declines_ends_by_a_clinician_and_by_nothing_else(patient: Patient) -> None:
    ruling = await ruled(patient, "declined", {"suspicious_mole": True})
    await patient.declares()
    assert (await patient.decided()).screening_id == ruling
    ended = await ends(patient, ruling)
    assert ended.status_code == 200, ended.text
    assert ended.json()["outcome"] == "cleared"
    assert (await patient.decided()).outcome is Outcome.CLEARED
    seen = (await patient.explained(Role.MEDICAL_DIRECTOR, ruling))["ruling"]
    assert (seen["ended_by"], seen["end_reason"]) == ("dr.costa", WHY["reason"])
    [told] = [each for each in await patient.screening.events() if isinstance(each, RulingEnded)][-1:]
    assert (told.screening_id, told.patient_id) == (ruling, patient.patient_id)
    assert "ruling ended" in {entry.action for entry in await audited(patient.screening, ruling)}


async def test_after_the_end_the_rules_decide_by_the_present_declaration(patient: Patient) -> None:
    ruling = await ruled(patient, "declined", {"suspicious_mole": True})
    await patient.declares(keloid=True)
    assert (await ends(patient, ruling)).json()["outcome"] == "review"
    assert await kinds(patient) == ["review_waiting"]


async def test_a_ruled_clearance_stands_when_the_same_is_declared_again(patient: Patient) -> None:
    ruling = await ruled(patient, "cleared", {"keloid": True})
    await patient.declares(keloid=True)
    assert (await patient.decided()).screening_id == ruling
    assert await kinds(patient) == []


async def test_a_ruled_clearance_falls_by_an_answer_on_which_nobody_ruled(patient: Patient) -> None:
    await ruled(patient, "cleared", {"keloid": True})
    await patient.declares(keloid=True, suspicious_mole=True)
    assert (await patient.decided()).outcome is Outcome.REVIEW
    later(patient)
    await patient.declares(keloid=True)
    assert (await patient.decided()).outcome is Outcome.REVIEW, "the director looks again"


async def test_a_lifelong_yes_after_a_ruled_clearance_is_not_talked_away(patient: Patient) -> None:
    await ruled(patient, "cleared", {"suspicious_mole": True})
    await patient.declares(keloid=True)
    later(patient)
    await patient.declares()
    assert (await patient.decided()).outcome is Outcome.REVIEW


async def test_a_ruled_wait_returns_when_a_stricter_answer_is_taken_back(patient: Patient) -> None:
    await ruled(patient, "deferred", {"keloid": True}, eligible_from=date(2027, 1, 4))
    await patient.declares(keloid=True, suspicious_mole=True)
    stricter = await patient.decided()
    assert (stricter.outcome, stricter.eligible_from) == (Outcome.REVIEW, date(2027, 1, 4))
    later(patient)
    await patient.declares()
    again = await patient.decided()
    assert (again.outcome, again.eligible_from) == (Outcome.DEFERRED, date(2027, 1, 4))
    assert (await patient.explained(Role.MEDICAL_DIRECTOR))["ruling"]["by"] == "the medical_director"


@pytest.mark.parametrize("outcome", ["declined", "deferred"])
async def test_no_sequence_of_answers_turns_a_refusal_round(patient: Patient, outcome: str) -> None:
    day = {"eligible_from": date(2027, 1, 4)} if outcome == "deferred" else {}
    await ruled(patient, outcome, {"keloid": True, "suspicious_mole": True}, **day)
    for answers in ({}, {"cold_sores": True}, {"keloid": True}, {"pregnant_or_nursing": True}, {}, {"keloid": False}):
        await patient.declares(**answers)
        later(patient)
        assert (await patient.decided()).outcome not in (Outcome.CLEARED, Outcome.CLEARED_WITH_CONDITIONS)
    assert (await patient.decided()).outcome.value == outcome


async def test_a_director_is_asked_when_the_rules_alone_would_be_milder(patient: Patient) -> None:
    ruling = await ruled(patient, "declined", {"suspicious_mole": True})
    await patient.declares()
    [item] = await items(patient, kind="ruling_questioned")
    assert item["about"] == {"screening_id": str(ruling)}
    kept = await director(patient).post(f"/screenings/{ruling}/ruling/keep", json=WHY)
    assert kept.status_code == 200, kept.text
    assert kept.json()["ruling"]["kept_by"] == "dr.costa"
    assert await kinds(patient) == []
    later(patient)
    await patient.declares()
    assert await kinds(patient) == ["ruling_questioned"]
    later(patient)
    await patient.declares(skin_cancer_in_area=True)
    assert (await opened_and_closed(patient))[-1] == ("ruling_questioned", "answers_changed")


async def test_a_ruled_clearance_that_ends_clears_nobody_while_an_answer_is_missing(patient: Patient) -> None:
    ruling = await ruled(patient, "cleared", {"keloid": True})
    patient.screening.clock.advance(timedelta(days=184))
    assert (await ends(patient, ruling)).status_code == 200
    assert (await patient.decided()).outcome is Outcome.REVIEW
    assert (await patient.requests())[-1].reason == "declaration_too_old"


async def test_what_was_ended_is_not_ended_again_and_what_was_not_ruled_is_not_ended(patient: Patient) -> None:
    ruling = await ruled(patient, "declined", {"keloid": True})
    await ends(patient, ruling)
    again = await ends(patient, ruling)
    assert again.json()["type"] == "urn:needlepoint:problem:no-ruling"


async def test_a_day_checks_ruling_that_is_ended_is_a_review_again(patient: Patient) -> None:
    await screened(patient)
    checked = (await patient.checks_in(changed_since_declaration=True)).json()
    ruling = (await patient.reviews(checked["screening_id"], "cleared")).json()["screening_id"]
    assert (await ends(patient, ruling)).json()["outcome"] == "review"
    assert await kinds(patient) == ["day_check_review"]


async def test_a_plan_that_a_director_cleared_is_weighed_again_when_the_consult_is_amended(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(keloid=True)
    consult = await patient.is_consulted()
    await patient.reviews((await patient.decided()).screening_id, "cleared")
    assert (await patient.decided()).outcome is Outcome.CLEARED
    later(patient)
    await patient.is_amended(consult, skin_type=4)
    assert (await patient.decided()).outcome is Outcome.REVIEW, "nobody has ruled on this plan"
    assert await kinds(patient) == ["review_waiting"]


async def test_a_refusal_of_a_director_is_not_lifted_by_amending_the_consult(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(keloid=True)
    consult = await patient.is_consulted()
    await patient.reviews((await patient.decided()).screening_id, "declined")
    later(patient)
    await patient.is_amended(consult, skin_type=4)
    assert (await patient.decided()).outcome is Outcome.DECLINED
