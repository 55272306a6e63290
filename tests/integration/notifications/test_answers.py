"""The desk answers a text where it came from, and says who wrote from a number that nobody or several people have."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.notifications.texts import TextReceived, TextSettled
from contracts.notifications.worklist import WorklistItemClosed
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    MoodyChannel,
    Patient,
    arrived,
    run_until,
)
from tests.integration.notifications.test_opt_out import says
from tests.integration.notifications.test_texts import published, waiting
from tests.support.running import Running

WORDS = "You can come at three tomorrow. See you then."
STRANGER = "+351900000000"


async def answers(running: Running, text_id: str, words: str = WORDS, **who: Any) -> Any:
    return await running.client(Role.FRONT_DESK, **who).post(f"/texts/{text_id}/answer", json={"text": words})


async def attributes(running: Running, text_id: str, patient: Patient, **who: Any) -> Any:
    form = {"patient_id": str(patient.id), "note": "Called the number: it was she."}
    return await running.client(Role.FRONT_DESK, **who).post(f"/texts/{text_id}/attribute", json=form)


async def conversation(running: Running, patient: Patient, **who: Any) -> list[tuple[str, str]]:
    answer = await running.client(Role.FRONT_DESK, **who).get(f"/patients/{patient.id}/conversation")
    assert answer.status_code == 200, answer.text
    return [(each["by"], each["text"]) for each in answer.json()["items"]][::-1]


async def test_an_answer_leaves_where_the_text_came_from_at_night_and_after_a_stop(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "STOPALL")
    notifications.clock.set(START + 14 * HOUR)
    text = await says(notifications, "Can I come at three instead?", sender="ana@example.org", channel="email")
    answered = await answers(notifications, text["text_id"])
    assert (answered.status_code, answered.json()["state"]) == (200, "settled"), answered.text
    assert answered.json()["steps"][0]["note"] == WORDS
    await notifications.fire_timers()
    sent = (await arrived(notifications))[-1]
    assert (sent.channel, sent.address, sent.text) == ("email", "ana@example.org", f"Chiado Skin: {WORDS}")
    assert await waiting(notifications) == []
    assert [each.why for each in await published(notifications, WorklistItemClosed)] == ["answered"]


async def test_both_sides_are_read_in_order_and_a_new_text_waits_again(notifications: Running, ana: Patient) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await run_until(notifications, START + timedelta(minutes=1))
    text = await says(notifications, "Can I come at three instead?")
    notifications.clock.set(START + timedelta(minutes=5))
    await answers(notifications, text["text_id"])
    await run_until(notifications, START + timedelta(minutes=6))
    notifications.clock.set(START + timedelta(minutes=9))
    await says(notifications, "Thanks!")
    (by, booked), *rest = await conversation(notifications, ana)
    assert (by, "is booked" in booked) == ("clinic", True)
    assert rest == [
        ("patient", "Can I come at three instead?"),
        ("clinic", f"Chiado Skin: {WORDS}"),
        ("patient", "Thanks!"),
    ]
    assert len(await waiting(notifications)) == 1


async def test_an_answer_that_does_not_arrive_is_a_call_to_make(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    text = await says(notifications, "Can I come at three instead?")
    channel.busy = True
    await answers(notifications, text["text_id"])
    await run_until(notifications, START + 2 * DAY)
    [item] = await waiting(notifications, kind="patient_to_call")
    assert item["patient_id"] == str(ana.id)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Put ice on the wound", "health-words"),
        ("Ponha gelo na ferida", "health-words"),
        ("好" * 900, "answer-too-long"),
    ],
)
async def test_what_must_not_or_cannot_be_sent_is_refused_and_the_text_waits(
    notifications: Running, ana: Patient, words: str, problem: str
) -> None:
    text = await says(notifications, "my face burns")
    refused = await answers(notifications, text["text_id"], words)
    assert refused.json()["type"] == f"urn:needlepoint:problem:{problem}"
    assert len(await waiting(notifications)) == 1


async def test_whatsapp_is_answered_within_a_day_only(notifications: Running, ana: Patient) -> None:
    text = await says(notifications, "Can I come at three?", sender="whatsapp:+351912345678", channel="whatsapp")
    notifications.clock.set(START + DAY + HOUR)
    late = await answers(notifications, text["text_id"])
    assert late.json()["type"] == "urn:needlepoint:problem:window-closed"
    await says(notifications, "Hello?", sender="whatsapp:+351912345678", channel="whatsapp")
    assert (await answers(notifications, text["text_id"])).status_code == 200


async def test_a_strangers_text_joins_the_patient_whom_the_desk_names(notifications: Running, ana: Patient) -> None:
    text = await says(notifications, "my face burns", sender=STRANGER)
    refused = await answers(notifications, text["text_id"])
    assert refused.json()["type"] == "urn:needlepoint:problem:nobody-to-answer"
    named = await attributes(notifications, text["text_id"], ana)
    assert (named.status_code, named.json()["known"]) == (200, True), named.text
    [item] = await waiting(notifications)
    assert item["patient_id"] == str(ana.id)
    [event] = await published(notifications, TextReceived)
    assert (event.patient_id, event.soon) == (ana.id, True)
    assert await conversation(notifications, ana) == [("patient", "my face burns")]
    assert (await answers(notifications, text["text_id"])).status_code == 200
    await notifications.fire_timers()
    assert (await arrived(notifications))[-1].address == STRANGER


async def test_of_a_shared_telephone_the_desk_says_who_wrote_and_may_put_that_right(
    notifications: Running, ana: Patient, clinic: UUID
) -> None:
    rui = Patient(clinic)
    await notifications.react(rui.registered())
    text = await says(notifications, "it burns")
    assert (await answers(notifications, text["text_id"])).json()["type"].endswith("nobody-to-answer")
    await attributes(notifications, text["text_id"], rui)
    assert await conversation(notifications, ana) == []
    [settled] = await published(notifications, TextSettled)
    assert (settled.patient_id, settled.no_reaction) == (ana.id, True)
    await attributes(notifications, text["text_id"], ana)
    assert await conversation(notifications, rui) == []
    [item] = await waiting(notifications)
    assert item["patient_id"] == str(ana.id)
    assert len(await published(notifications, TextReceived)) == 3


async def test_another_clinic_neither_answers_nor_attributes_nor_reads(notifications: Running, ana: Patient) -> None:
    elsewhere = [new_id()]
    text = await says(notifications, "Can I come at three instead?")
    strange = await says(notifications, "Hello", sender=STRANGER)
    assert (await answers(notifications, text["text_id"], clinics=elsewhere)).status_code == 403
    assert (await attributes(notifications, strange["text_id"], ana, clinics=elsewhere)).status_code == 403
    desk = notifications.client(Role.FRONT_DESK, clinics=elsewhere)
    assert (await desk.get(f"/patients/{ana.id}/conversation")).status_code == 403
