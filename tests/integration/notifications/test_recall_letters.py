"""A patient of a recalled lot is written to, or somebody is asked to call, until the patient knows."""

from typing import Any
from uuid import UUID

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.inventory.recalls import RecallLetterEnded, RecallLetterReleased, RecallLetterRetracted
from contracts.notifications.messages import MessageFailed, MessageSent
from services.notifications.app import notifications_through
from tests.integration.notifications.stories import DAY, START, MoodyChannel, Patient, arrived, opened
from tests.integration.notifications.test_opt_out import says
from tests.integration.notifications.test_signing import sign
from tests.support.fixtures import RunService
from tests.support.running import Running


def released(patient: Patient) -> RecallLetterReleased:
    return RecallLetterReleased(
        letter_id=new_id(),
        recall_id=new_id(),
        patient_id=patient.id,
        clinic_id=patient.clinic_id,
        gtin="09506000134352",
        product="pen cartridge",
        lot="BAD",
        used_at=START - 20 * DAY,
        released_at=START,
    )


def ended(letter: RecallLetterReleased, because: str) -> RecallLetterEnded:
    facts = letter.model_dump(include={"letter_id", "recall_id", "patient_id"})
    return RecallLetterEnded(**facts, because=because, ended_at=START)


async def of_letters(running: Running, kind: type[Any]) -> list[UUID | None]:
    return [event.letter_id for event in await running.events() if isinstance(event, kind)]


async def calls(running: Running) -> list[dict[str, Any]]:
    answer = await running.client(Role.FRONT_DESK).get("/worklist", params={"kind": "patient_to_call"})
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_they_read_when_it_was_used_and_whom_to_call_and_not_what_it_was(
    notifications: Running, ana: Patient
) -> None:
    letter = released(ana)
    await notifications.react(letter)
    await notifications.fire_timers()
    [sent] = await arrived(notifications)
    assert "recalled a single-use item" in sent.text
    assert "BAD" not in sent.text
    assert "cartridge" not in sent.text
    assert await of_letters(notifications, MessageSent) == [letter.letter_id]


async def test_it_does_not_go_out_when_it_is_over_before(notifications: Running, ana: Patient) -> None:
    letter = released(ana)
    await notifications.react(letter)
    await notifications.react(ended(letter, "withdrawn"))
    await notifications.fire_timers()
    assert await arrived(notifications) == []


async def test_who_wants_no_messages_is_called_until_somebody_spoke_with_them(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "STOPALL")
    letter = released(ana)
    await notifications.react(letter)
    await notifications.fire_timers()
    assert await of_letters(notifications, MessageFailed) == [letter.letter_id]
    assert [item["patient_id"] for item in await calls(notifications)] == [str(ana.id)]
    await notifications.react(ended(letter, "informed"))
    assert await calls(notifications) == []


async def test_where_no_signed_template_says_it_somebody_calls(run_service: RunService, channel: MoodyChannel) -> None:
    async with run_service(notifications_through(channel.open), start=START, rehearsal=False) as running:
        await sign(running, "2026-11.4")
        clinic = new_id()
        await running.react(opened(clinic))
        patient = Patient(clinic)
        await running.react(patient.registered())
        letter = released(patient)
        await running.react(letter)
        await running.fire_timers()
        assert await of_letters(running, MessageFailed) == [letter.letter_id]
        assert [item["patient_id"] for item in await calls(running)] == [str(patient.id)]
        await running.react(ended(letter, "answered"))
        assert await calls(running) == []


async def test_who_read_of_a_recall_that_was_a_mistake_is_called_until_they_know(
    notifications: Running, ana: Patient
) -> None:
    letter = released(ana)
    await notifications.react(letter)
    await notifications.fire_timers()
    facts = letter.model_dump(include={"letter_id", "recall_id", "patient_id", "clinic_id"})
    await notifications.react(RecallLetterRetracted(**facts, retracted_at=START))
    desk = notifications.client(Role.FRONT_DESK)
    [item] = (await desk.get("/worklist", params={"kind": "advice_to_correct"})).json()["items"]
    assert (item["patient_id"], item["subject_id"]) == (str(ana.id), str(letter.letter_id))
    await notifications.react(ended(letter, "corrected"))
    assert (await desk.get("/worklist", params={"kind": "advice_to_correct"})).json()["items"] == []
