"""The worklist: items are claimed, released, overdue and closed, whoever comes at once and whatever comes twice."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.access.actors import Role
from services.screening.commands.reviews import list_review
from services.screening.store.decisions import find_decision
from tests.integration.screening.patients import Patient, screened
from tests.integration.screening.worklists import claims, director, items, opened_and_closed, published, releases
from tests.support.running import Running

PROBLEM = "urn:needlepoint:problem:"


@pytest.fixture
async def waiting(patient: Patient) -> dict[str, Any]:
    """The item of a patient whose screening waits for a review."""
    await screened(patient, keloid=True)
    [item] = await items(patient)
    return item


async def test_an_item_says_what_is_to_do_for_whom_and_by_when(patient: Patient, waiting: dict[str, Any]) -> None:
    decision = await patient.decided()
    assert waiting["kind"] == "review_waiting"
    assert waiting["subject_id"] == str(decision.consult_id)
    assert waiting["about"] == {"screening_id": str(decision.screening_id)}
    assert (waiting["patient_id"], waiting["clinic_id"]) == (str(patient.patient_id), str(patient.clinic_id))
    assert waiting["due_at"] > waiting["opened_at"]
    assert (waiting["claimed_by"], waiting["overdue"], waiting["may_claim"]) == (None, False, True)


async def test_of_two_directors_at_once_one_claims_it(patient: Patient, waiting: dict[str, Any]) -> None:
    names = ["dr.costa", "dr.reis"] * 3
    answers = await asyncio.gather(*(claims(patient, waiting, name) for name in names))
    [item] = await items(patient)
    holders = {name for name, answer in zip(names, answers, strict=True) if answer.status_code == 200}
    assert holders == {item["claimed_by"]}
    refused = [answer.json()["type"] for answer in answers if answer.status_code == 409]
    assert refused == [f"{PROBLEM}claimed-by-another"] * 3


async def test_who_claimed_it_gives_it_back_and_nobody_else_does(patient: Patient, waiting: dict[str, Any]) -> None:
    await claims(patient, waiting, "dr.costa")
    assert (await releases(patient, waiting, "dr.reis")).json()["type"] == f"{PROBLEM}claimed-by-another"
    released = await releases(patient, waiting, "dr.costa")
    assert (released.status_code, released.json()["claimed_by"]) == (200, None)
    assert (await claims(patient, waiting, "dr.reis")).status_code == 200
    assert (await published(patient))[-3:] == ["WorklistItemClaimed", "WorklistItemReleased", "WorklistItemClaimed"]


async def test_a_claim_of_somebody_who_left_lapses_by_itself(patient: Patient, waiting: dict[str, Any]) -> None:
    await claims(patient, waiting, "dr.costa")
    patient.screening.clock.advance(timedelta(hours=2, minutes=1))
    [seen] = await items(patient)
    assert seen["claimed_by"] is None, "lapsed, though no timer has fired: the worker may be down"
    await patient.screening.fire_timers()
    assert (await published(patient))[-1] == "WorklistItemReleased"
    assert (await claims(patient, waiting, "dr.reis")).status_code == 200


async def test_a_timer_of_an_earlier_claim_does_not_end_a_later_one(patient: Patient, waiting: dict[str, Any]) -> None:
    await claims(patient, waiting, "dr.costa")
    patient.screening.clock.advance(timedelta(hours=2, minutes=1))
    await claims(patient, waiting, "dr.reis")
    await patient.screening.fire_timers()
    [item] = await items(patient)
    assert item["claimed_by"] == "dr.reis"


async def test_an_item_that_is_not_done_in_time_is_overdue_once_claimed_or_not(
    patient: Patient, waiting: dict[str, Any]
) -> None:
    patient.screening.clock.advance(timedelta(days=3))  # the worker was down at the due time
    await claims(patient, waiting)
    await patient.screening.fire_timers()
    await patient.screening.fire_timers()
    assert (await published(patient)).count("WorklistItemOverdue") == 1
    [item] = await items(patient, state="overdue")
    assert (item["overdue"], item["claimed_by"]) == (True, "dr.costa")


async def test_nothing_is_overdue_that_was_done_in_time(patient: Patient, waiting: dict[str, Any]) -> None:
    await patient.reviews((await patient.decided()).screening_id, "cleared")
    patient.screening.clock.advance(timedelta(days=3))
    await patient.screening.fire_timers()
    assert "WorklistItemOverdue" not in await published(patient)
    [closed] = await items(patient, state="closed")
    assert (closed["id"], closed["closed_why"], closed["overdue"]) == (waiting["id"], "ruled", False)
    assert (await claims(patient, waiting)).json()["type"] == f"{PROBLEM}item-closed"


async def test_the_same_fact_twice_opens_one_item(patient: Patient, waiting: dict[str, Any]) -> None:
    for _ in range(2):
        async with patient.screening.work() as work:
            decision = await find_decision(work, (await patient.decided()).screening_id)
            assert decision is not None
            await list_review(work, decision)
    assert [item["id"] for item in await items(patient)] == [waiting["id"]]
    assert await opened_and_closed(patient) == [("review_waiting", "opened")]


async def test_a_review_that_another_review_supersedes_keeps_its_place_and_its_claim(
    patient: Patient, waiting: dict[str, Any]
) -> None:
    await claims(patient, waiting)
    patient.screening.clock.advance(timedelta(hours=1))
    await patient.declares(keloid=True, suspicious_mole=True)
    [item] = await items(patient)
    assert (item["id"], item["due_at"], item["claimed_by"]) == (waiting["id"], waiting["due_at"], "dr.costa")
    assert item["about"] == {"screening_id": str((await patient.decided()).screening_id)}
    assert (await published(patient))[-1] == "WorklistItemOpened"


async def test_colleagues_of_the_clinic_see_what_waits_and_directors_take_it(
    patient: Patient, waiting: dict[str, Any], screening: Running
) -> None:
    for role, may_claim in ((Role.FRONT_DESK, False), (Role.PRACTITIONER, False), (Role.MEDICAL_DIRECTOR, True)):
        [seen] = (await patient.client(role).get("/worklist")).json()["items"]
        assert (seen["id"], seen["may_claim"]) == (waiting["id"], may_claim)
    desk = await patient.client(Role.FRONT_DESK).post(f"/worklist/{waiting['id']}/claim")
    assert desk.json()["type"] == f"{PROBLEM}item-for-others"
    stranger = Patient(screening)
    assert waiting["id"] not in {each["id"] for each in await items(stranger)}
    assert (await claims(stranger, waiting)).status_code == 403
    assert (await patient.client(Role.PATIENT).get("/worklist")).status_code == 403


async def test_what_is_due_first_comes_first(patient: Patient, waiting: dict[str, Any], screening: Running) -> None:
    colleague = Patient(screening, clinic_id=patient.clinic_id)
    screening.clock.advance(timedelta(minutes=5))
    await screened(colleague, keloid=True)
    answer = await director(patient).get("/worklist", params={"kind": "review_waiting", "limit": "1"})
    assert [item["id"] for item in answer.json()["items"]] == [waiting["id"]]
    assert answer.json()["total"] == 2


async def test_reviews_that_waited_before_there_was_a_worklist_are_listed(patient: Patient) -> None:
    await screened(patient, keloid=True)
    async with patient.screening.work() as work:
        await work.execute(text("DELETE FROM worklist_items WHERE patient_id = :of"), {"of": patient.patient_id})
        await work.set_timer("list-reviews", "", work.now)
    assert await items(patient) == []
    await patient.screening.fire_timers()
    [item] = await items(patient)
    assert UUID(item["subject_id"]) == (await patient.decided()).consult_id
