"""Overrides need a second pair of eyes; documents belong to a review; a clinic sets how long reviews may wait."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from contracts.vocabulary import Outcome
from tests.integration.screening.patients import Patient, screened
from tests.integration.screening.worklists import claims, director, items, kinds, opened_and_closed

PROBLEM = "urn:needlepoint:problem:"
STOPPED = date(2026, 10, 1)
CLEARED = {"outcome": "cleared", "reason": "Low dose, and the evidence for the wait is weak."}


@pytest.fixture
async def deferred(patient: Patient) -> UUID:
    """The decision about a patient who stopped isotretinoin lately, which a clinician may override."""
    await screened(patient, isotretinoin_last_dose_on=STOPPED)
    return (await patient.decided()).screening_id


async def proposes(patient: Patient, decision: UUID, name: str = "dr.costa") -> dict[str, Any]:
    answer = await director(patient, name).post(f"/screenings/{decision}/proposals", json=CLEARED)
    assert answer.status_code == 201, answer.text
    proposal: dict[str, Any] = answer.json()
    return proposal


async def confirms(patient: Patient, proposal: dict[str, Any], name: str) -> httpx.Response:
    return await director(patient, name).post(f"/proposals/{proposal['id']}/confirm")


async def test_an_override_is_decided_when_another_clinician_confirms_it(patient: Patient, deferred: UUID) -> None:
    proposal = await proposes(patient, deferred)
    assert (proposal["status"], len(proposal["overrides"])) == ("proposed", 1)
    assert (await patient.decided()).outcome is Outcome.DEFERRED
    [item] = await items(patient, kind="override_to_confirm")
    assert item["subject_id"] == proposal["id"]
    confirmed = await confirms(patient, proposal, "dr.reis")
    assert confirmed.status_code == 200, confirmed.text
    assert (await patient.decided()).outcome is Outcome.CLEARED
    assert confirmed.json()["ruling"]["by"] == "dr.costa"
    review = (await director(patient).get(f"/screenings/{deferred}/review")).json()
    assert [(each["status"], each["settled_by"]) for each in review["proposals"]] == [("confirmed", "dr.reis")]
    assert await kinds(patient) == []


async def test_nobody_confirms_their_own_proposal(patient: Patient, deferred: UUID) -> None:
    proposal = await proposes(patient, deferred)
    assert (await confirms(patient, proposal, "dr.costa")).json()["type"] == f"{PROBLEM}same-person"
    assert (await patient.decided()).outcome is Outcome.DEFERRED


async def test_a_practitioner_is_a_second_clinician_and_the_front_desk_is_not(patient: Patient, deferred: UUID) -> None:
    proposal = await proposes(patient, deferred)
    assert (await patient.client(Role.FRONT_DESK).post(f"/proposals/{proposal['id']}/confirm")).status_code == 403
    assert (await patient.client(Role.PRACTITIONER).post(f"/proposals/{proposal['id']}/confirm")).status_code == 200


async def test_two_clinicians_at_once_confirm_it_once(patient: Patient, deferred: UUID) -> None:
    proposal = await proposes(patient, deferred)
    answers = await asyncio.gather(*(confirms(patient, proposal, f"dr.{place}") for place in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len(await patient.decisions()) == 2


async def test_a_rejected_override_leaves_the_decision_as_it_was(patient: Patient, deferred: UUID) -> None:
    proposal = await proposes(patient, deferred)
    why = {"reason": "The dose was not low at all."}
    rejected = await director(patient, "dr.reis").post(f"/proposals/{proposal['id']}/reject", json=why)
    assert (rejected.status_code, rejected.json()["settled_reason"]) == (200, why["reason"])
    assert (await confirms(patient, proposal, "dr.reis")).json()["type"] == f"{PROBLEM}proposal-settled"
    assert (await opened_and_closed(patient))[-1] == ("override_to_confirm", "rejected")
    assert (await patient.decided()).screening_id == deferred


async def test_a_new_declaration_overtakes_a_proposal(patient: Patient, deferred: UUID) -> None:
    proposal = await proposes(patient, deferred)
    patient.screening.clock.advance(timedelta(minutes=5))
    await patient.declares(isotretinoin_last_dose_on=STOPPED, suspicious_mole=True)
    assert (await confirms(patient, proposal, "dr.reis")).json()["type"] == f"{PROBLEM}proposal-settled"
    assert ("override_to_confirm", "superseded") in await opened_and_closed(patient)
    assert (await patient.decided()).outcome is Outcome.REVIEW


async def test_one_override_is_proposed_at_a_time(patient: Patient, deferred: UUID) -> None:
    await proposes(patient, deferred)
    again = await director(patient, "dr.reis").post(f"/screenings/{deferred}/proposals", json=CLEARED)
    assert again.json()["type"] == f"{PROBLEM}already-proposed"


async def test_a_ruling_that_sets_nothing_aside_needs_nobody_else(patient: Patient) -> None:
    await screened(patient, keloid=True)
    decision = (await patient.decided()).screening_id
    answer = await director(patient).post(f"/screenings/{decision}/proposals", json=CLEARED)
    assert answer.json()["type"] == f"{PROBLEM}ruling-refused"


async def test_nobody_rules_on_what_a_colleague_has_claimed(patient: Patient) -> None:
    await screened(patient, keloid=True)
    [item] = await items(patient)
    await claims(patient, item, "dr.reis")
    decision = (await patient.decided()).screening_id
    refused = await director(patient, "dr.costa").post(f"/screenings/{decision}/review", json=CLEARED)
    assert refused.json()["type"] == f"{PROBLEM}claimed-by-another"
    ruled = await director(patient, "dr.reis").post(f"/screenings/{decision}/review", json=CLEARED)
    assert ruled.status_code == 200, ruled.text


async def test_two_directors_rule_at_once_and_one_of_them_decides(patient: Patient) -> None:
    await screened(patient, keloid=True)
    decision = (await patient.decided()).screening_id
    rulings = [{**CLEARED, "outcome": outcome} for outcome in ("cleared", "declined", "cleared", "declined")]
    answers = await asyncio.gather(
        *(
            director(patient, f"dr.{place}").post(f"/screenings/{decision}/review", json=form)
            for place, form in enumerate(rulings)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len(await patient.decisions()) == 2


async def test_documents_stay_with_the_consult_when_a_review_takes_the_place_of_another(patient: Patient) -> None:
    await screened(patient, keloid=True)
    first = (await patient.decided()).screening_id
    letter = {"title": "Letter of the dermatologist", "reference": "documents/2026/4711", "digest": "5d" * 32}
    added = await patient.client(Role.PRACTITIONER).post(f"/screenings/{first}/attachments", json=letter)
    assert added.status_code == 201, added.text
    patient.screening.clock.advance(timedelta(minutes=5))
    await patient.declares(keloid=True, suspicious_mole=True)
    second = (await patient.decided()).screening_id
    [shown] = (await director(patient).get(f"/screenings/{second}/review")).json()["attachments"]
    assert {name: shown[name] for name in letter} == letter
    desk = await patient.client(Role.FRONT_DESK).post(f"/screenings/{second}/attachments", json=letter)
    assert desk.status_code == 403


async def test_a_clinic_sets_how_long_reviews_may_wait(patient: Patient) -> None:
    path = f"/clinics/{patient.clinic_id}/review-times"
    assert (await director(patient).get(path)).json()["chain_review_working_hours"] == 8
    edit = {"review_working_hours": 2}
    answer = await director(patient).patch(path, json=edit, headers={"If-Match": '"0"'})
    assert (answer.status_code, answer.json()["review_working_hours"]) == (200, 2)
    assert (await director(patient).patch(path, json=edit, headers={"If-Match": '"0"'})).status_code == 412
    await screened(patient, keloid=True)
    [item] = await items(patient)
    opened, due = (datetime.fromisoformat(item[name]) for name in ("opened_at", "due_at"))
    assert due - opened == timedelta(hours=2), "it is a working day, early enough"
    assert (
        await patient.client(Role.PRACTITIONER).patch(path, json={}, headers={"If-Match": '"1"'})
    ).status_code == 403


async def test_proposals_are_found_by_rule_person_and_what_became_of_them(patient: Patient, deferred: UUID) -> None:
    proposal = await proposes(patient, deferred)
    await confirms(patient, proposal, "dr.reis")
    [rule] = proposal["overrides"]

    async def found(**query: str) -> list[str]:
        answer = await director(patient).get("/proposals", params=query)
        return [each["id"] for each in answer.json()["items"]]

    clinic = {"clinic_id": proposal["clinic_id"]}
    assert await found(**clinic, status="confirmed", rule=rule, by="dr.costa") == [proposal["id"]]
    for other in ({"status": "rejected"}, {"rule": "R999"}, {"by": "dr.reis"}, {"to": proposal["proposed_at"]}):
        assert await found(**clinic, **other) == []
    elsewhere = patient.screening.client(Role.MEDICAL_DIRECTOR, clinics=[deferred])
    assert (await elsewhere.get("/proposals")).json()["items"] == []
