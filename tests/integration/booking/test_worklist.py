"""Items of booking's worklist beside the table: when they are due, for whom, and what a merge and an erasure do."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio

from chassis.access.actors import Role
from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.app import service
from tests.integration.booking.chain import MONDAY, Chain, House, made, moment, refused
from tests.integration.booking.test_protocols import drafted, sign, withdraw
from tests.integration.booking.worklist_story import (
    Story,
    consult_missed,
    every_review_is_skipped,
    not_closed,
    session_cancelled,
    silent_and_booked,
    silent_and_moved,
)
from tests.support.fixtures import RunService


@pytest.fixture
async def story(chain: Chain, lisbon: House) -> Story:
    return Story(chain, lisbon, await chain.register(lisbon))


async def test_a_consult_that_is_written_up_late_closes_its_item(story: Story) -> None:
    await not_closed(story)
    await story.records_the_consult()
    assert ("appointment_not_closed", "performed") in await story.history()


async def test_what_nobody_closed_is_due_at_the_end_of_the_clinics_day_and_listed_once(story: Story) -> None:
    await not_closed(story)
    await story.chain.booking.fire_timers()
    (item,) = await story.items(kind="appointment_not_closed")
    local = moment(item["due_at"]).astimezone(story.house.zone)
    assert (local.hour, local.date()) == (0, moment(story.appointment["ends_at"]).date() + timedelta(days=1))
    assert (await story.history()).count(("appointment_not_closed", "opened")) == 1


async def test_a_patient_who_moves_it_alone_knows_about_it(story: Story) -> None:
    await silent_and_booked(story)
    own = story.chain.booking.client(Role.PATIENT, subject=UUID(story.patient))
    slots = await story.chain.slots(story.house, "consult", limit=200)
    answer = await own.post(
        f"/appointments/{story.appointment['id']}/move",
        json={"starts_at": slots[-1]["starts_at"]},
        headers={"If-Match": f'"{story.appointment["version"]}"'},
    )
    assert made(answer)["could_not_reach"] is None
    assert await story.kinds() == []


async def test_who_was_moved_and_wants_no_messages_is_shown_on_the_appointment_until_somebody_calls(
    story: Story,
) -> None:
    await silent_and_moved(story)
    now = await story.chain.appointment(story.appointment["id"])
    assert now["could_not_reach"] == "The patient has opted out of all messages: call them."
    await story.does("call")
    assert (await story.chain.appointment(now["id"]))["could_not_reach"] is None
    again = await story.chain.desk.post(f"/appointments/{now['id']}/call")
    refused(again, "nobody-to-call", "reach the patient")


async def test_what_waits_for_an_erased_patient_is_closed(story: Story) -> None:
    await consult_missed(story)
    why = {"reason": "Asked for it in writing."}
    made(await story.chain.director.post(f"/patients/{story.patient}/erase", json=why))
    assert ("nothing_booked", "patient_erased") in await story.history()


async def test_what_waits_for_a_merged_patient_follows_to_the_record_that_goes_on(story: Story) -> None:
    await session_cancelled(story)
    other = await story.chain.register_alike(story.house)
    into = {"into": other, "reason": "Registered twice."}
    made(await story.chain.director.post(f"/patients/{story.patient}/merge", json=into))
    asked = {"patient_id": other}
    assert [item["kind"] for item in made(await story.chain.desk.get("/worklist", params=asked))["items"]] == [
        "nothing_booked"
    ]


async def test_a_cleared_plan_waits_for_a_director_to_sign_a_protocol(clinic: Chain) -> None:
    house = await clinic.open()
    await sign(clinic)
    consult = await clinic.consulted(await clinic.register(house), house)
    await withdraw(clinic)
    await clinic.decide(consult, ScreeningStage.CONSULT)
    asked = {"patient_id": consult["patient_id"]}
    (item,) = made(await clinic.director.get("/worklist", params=asked))["items"]
    assert (item["kind"], item["subject_id"], item["may_claim"]) == ("plan_waiting", consult["id"], True)
    (seen,) = made(await clinic.desk.get("/worklist", params=asked))["items"]
    assert not seen["may_claim"]
    await drafted(clinic, "ours", {"talk": {"minutes": 20}})
    left = made(await clinic.desk.get("/worklist", params=asked))["items"]
    assert [each["kind"] for each in left] == ["nothing_booked"]


async def test_a_plan_that_is_declined_while_it_waits_is_on_no_list(clinic: Chain) -> None:
    house = await clinic.open()
    await sign(clinic)
    consult = await clinic.consulted(await clinic.register(house), house)
    await withdraw(clinic)
    await clinic.decide(consult, ScreeningStage.CONSULT)
    await clinic.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    assert made(await clinic.desk.get("/worklist", params={"patient_id": consult["patient_id"]}))["items"] == []


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(run_service: RunService) -> AsyncIterator[Chain]:
    """Where patients are: nothing unsigned decides."""
    async with run_service(service, start=MONDAY, rehearsal=False) as running:
        yield Chain(running)


async def test_a_course_whose_reviews_are_all_skipped_has_nothing_left_to_book(story: Story) -> None:
    await every_review_is_skipped(story)
    assert await story.kinds() == []
