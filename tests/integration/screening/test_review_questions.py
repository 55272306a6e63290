"""A director asks a practitioner back about a review, reads the answer, and then decides."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from contracts.screening.worklist import WorklistItemOverdue
from services.screening.commands.review_questions import MOST_ANSWERS
from tests.integration.screening.patients import Patient, screened
from tests.integration.screening.worklists import claims, director, items, kinds, opened_and_closed

PROBLEM = "urn:needlepoint:problem:"
QUESTION = "How long ago did the scar appear?"
DECLINED = {"outcome": "declined", "reason": "A keloid of this year."}


@pytest.fixture
async def review(patient: Patient) -> UUID:
    """The decision about a patient who tends to keloids."""
    await screened(patient, keloid=True)
    return (await patient.decided()).screening_id


async def asks(patient: Patient, decision: UUID, name: str = "dr.costa") -> httpx.Response:
    return await director(patient, name).post(f"/screenings/{decision}/questions", json={"question": QUESTION})


async def asked(patient: Patient, decision: UUID) -> dict[str, Any]:
    answer = await asks(patient, decision)
    assert answer.status_code == 201, answer.text
    question: dict[str, Any] = answer.json()
    return question


async def answers(patient: Patient, question: dict[str, Any], text: str = "In March.") -> httpx.Response:
    path = f"/review-questions/{question['id']}/answer"
    return await patient.client(Role.PRACTITIONER).post(path, json={"answer": text})


async def read(patient: Patient, decision: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await director(patient).get(f"/screenings/{decision}/review")).json()["questions"]
    return found


async def about(patient: Patient) -> set[str]:
    """What the review's item names."""
    [item] = await items(patient, kind="review_waiting")
    return set(item["about"])


async def test_the_practitioner_is_asked_and_the_director_sees_the_answer_on_the_review(
    patient: Patient, review: UUID
) -> None:
    question = await asked(patient, review)
    assert await kinds(patient) == ["review_question", "review_waiting"]
    assert await about(patient) == {"screening_id", "question_id"}
    mine = (await patient.client(Role.PRACTITIONER).get("/worklist", params={"kind": "review_question"})).json()
    assert [(each["subject_id"], each["may_claim"]) for each in mine["items"]] == [(question["id"], True)]

    answered = await answers(patient, question)

    assert (answered.status_code, answered.json()["status"]) == (200, "answered")
    assert [each["text"] for each in (await read(patient, review))[0]["answers"]] == ["In March."]
    assert await about(patient) == {"screening_id", "answered_id"}
    ruled = await director(patient).post(f"/screenings/{review}/review", json=DECLINED)
    assert ruled.status_code == 200, ruled.text
    assert ("review_question", "answered") in await opened_and_closed(patient)
    assert await kinds(patient) == []


async def test_an_answer_is_put_right_by_a_further_one_until_it_is_decided(patient: Patient, review: UUID) -> None:
    question = await asked(patient, review)
    await answers(patient, question)
    again = await answers(patient, question, "In May: I looked it up.")
    assert [each["text"] for each in again.json()["answers"]] == ["In March.", "In May: I looked it up."]

    await director(patient).post(f"/screenings/{review}/review", json=DECLINED)

    assert (await answers(patient, question)).json()["type"] == f"{PROBLEM}question-settled"


async def test_an_answer_is_put_right_so_often_and_not_without_end(patient: Patient, review: UUID) -> None:
    question = await asked(patient, review)
    said = [await answers(patient, question, f"In March, {number}.") for number in range(MOST_ANSWERS + 1)]
    assert {each.status_code for each in said[:-1]} == {200}
    assert said[-1].json()["type"] == f"{PROBLEM}question-settled"


async def test_a_question_is_withdrawn_and_another_one_asked(patient: Patient, review: UUID) -> None:
    question = await asked(patient, review)
    assert (await asks(patient, review)).json()["type"] == f"{PROBLEM}question-waits"

    withdrawn = await director(patient).post(f"/review-questions/{question['id']}/withdraw")

    assert withdrawn.json()["status"] == "withdrawn"
    assert await about(patient) == {"screening_id"}
    assert (await answers(patient, question)).json()["type"] == f"{PROBLEM}question-settled"
    other = await asked(patient, review)
    await answers(patient, other)
    late = await director(patient).post(f"/review-questions/{other['id']}/withdraw")
    assert late.json()["type"] == f"{PROBLEM}question-settled"


async def test_what_is_decided_without_the_answer_asks_nobody_any_more(patient: Patient, review: UUID) -> None:
    question = await asked(patient, review)

    await director(patient).post(f"/screenings/{review}/review", json=DECLINED)

    assert ("review_question", "decided") in await opened_and_closed(patient)
    assert (await read(patient, review))[0]["status"] == "ended"
    assert (await answers(patient, question)).status_code == 409


async def test_the_question_goes_on_when_the_review_is_decided_anew_as_a_review(patient: Patient, review: UUID) -> None:
    await asked(patient, review)

    await patient.declares(keloid=True, cold_sores=True)

    now = (await patient.decided()).screening_id
    assert now != review
    assert await about(patient) == {"screening_id", "question_id"}
    assert [each["status"] for each in await read(patient, now)] == ["asked"]


async def test_who_asked_does_not_answer_and_the_desk_neither(patient: Patient, review: UUID) -> None:
    question = await asked(patient, review)
    path = f"/review-questions/{question['id']}/answer"
    own = await director(patient).post(path, json={"answer": "I know it."})
    assert own.json()["type"] == f"{PROBLEM}same-person"
    assert (await patient.client(Role.FRONT_DESK).post(path, json={"answer": "In May."})).status_code == 403
    assert (await patient.client(Role.PRACTITIONER).post(f"/screenings/{review}/questions")).status_code == 403


async def test_nothing_is_asked_about_what_a_colleague_works_on_or_what_is_no_review(
    patient: Patient, review: UUID
) -> None:
    [item] = await items(patient)
    await claims(patient, item, "dr.reis")
    assert (await asks(patient, review)).json()["type"] == f"{PROBLEM}claimed-by-another"

    ruled = await director(patient, "dr.reis").post(f"/screenings/{review}/review", json=DECLINED)

    assert (await asks(patient, review)).json()["type"] == f"{PROBLEM}superseded"
    assert (await asks(patient, ruled.json()["screening_id"])).json()["type"] == f"{PROBLEM}not-in-review"


async def test_of_two_directors_who_ask_at_once_one_does(patient: Patient, review: UUID) -> None:
    said = await asyncio.gather(*(asks(patient, review, f"dr.{each}") for each in range(4)))
    assert sorted(each.status_code for each in said) == [201, 409, 409, 409]


async def test_a_question_that_nobody_answers_in_time_is_overdue(patient: Patient, review: UUID) -> None:
    await asked(patient, review)
    patient.screening.clock.advance(timedelta(days=4))

    await patient.screening.fire_timers()

    overdue = [each for each in await patient.screening.events() if isinstance(each, WorklistItemOverdue)]
    assert {each.kind for each in overdue if each.patient_id == patient.patient_id} == {
        "review_question",
        "review_waiting",
    }
