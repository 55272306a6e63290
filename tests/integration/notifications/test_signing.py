"""Nothing unsigned is sent where patients are, a withdrawn version is never sent, and each message explains itself."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest_asyncio

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.notifications.messages import MessageFailed, MessageSent
from services.notifications.app import notifications_through
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    MoodyChannel,
    Patient,
    arrived,
    assert_nothing_was_set_aside,
    messages,
    one,
    opened,
    performed,
    run_until,
    standing,
)
from tests.support.fixtures import RunService
from tests.support.running import Running

TEMPLATES = "/reference/templates"
SHORTER = {"aftercare_day_1": {"subject": "The day after", "text": "Hello {given_name}, take care. Call {phone}."}}


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, channel: MoodyChannel) -> AsyncIterator[Running]:
    """Where patients are: no rehearsal."""
    async with run_service(notifications_through(channel.open), start=START, rehearsal=False) as running:
        yield running
        await assert_nothing_was_set_aside(running)


async def sign(running: Running, version: str, day: str | None = None) -> None:
    answer = await running.client(Role.MEDICAL_DIRECTOR).post(
        f"{TEMPLATES}/{version}/sign", json={"in_force_from": day} if day else {}
    )
    assert answer.status_code == 200, answer.text


async def withdraw(running: Running, version: str) -> None:
    answer = await running.client(Role.MEDICAL_DIRECTOR).post(
        f"{TEMPLATES}/{version}/withdraw", json={"reason": "A wrong telephone number."}
    )
    assert answer.status_code == 200, answer.text


async def draft(running: Running, version: str, changes: dict[str, Any]) -> None:
    """A checked version that changes the shipped one."""
    director = running.client(Role.MEDICAL_DIRECTOR)
    written = {"version": version, "title": "Shorter", "extends": "2026-11", "changes": changes}
    drafted = await director.post(TEMPLATES, json=written)
    assert drafted.status_code == 201, drafted.text
    answer = await director.post(f"{TEMPLATES}/{version}/check")
    assert answer.json()["problems"] == [], answer.text


def shorter() -> dict[str, Any]:
    portuguese = {"subject": "O dia seguinte", "text": "Olá {given_name}, cuide-se. Ligue {phone}."}
    return {
        "languages": {
            "en": {"messages": SHORTER},
            "pt-PT": {"messages": {"aftercare_day_1": portuguese}},
        }
    }


async def test_unsigned_messages_wait_and_go_on_by_themselves_when_the_director_signs(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await run_until(notifications, START + 2 * HOUR)
    assert await arrived(notifications) == []
    waiting = await one(notifications, "appointment_confirmed")
    assert (waiting["status"], waiting["reason"]) == ("planned", "waits for signed templates")
    assert waiting["template_signature"] == "unsigned"

    await sign(notifications, "2026-11")
    await notifications.fire_timers()
    await notifications.fire_timers()
    assert [each.subject for each in await arrived(notifications)] == ["Your review at Chiado Skin is booked"]
    sent, reminder = await messages(notifications)
    assert (sent["status"], sent["reason"]) == ("sent", None)
    assert sent["template_signature"] not in (None, "unsigned")
    assert reminder["planned_for"] == "2026-11-25T09:00:00Z"


async def test_what_nobody_signs_in_time_fails_so_that_the_desk_calls(notifications: Running, ana: Patient) -> None:
    await notifications.react(Appointment(ana, START + DAY).booked())
    await run_until(notifications, START + 2 * DAY)
    failed = await one(notifications, "appointment_confirmed")
    assert (failed["status"], failed["reason"]) == ("failed", "no templates were signed in time")
    assert [type(event) for event in await notifications.events()] == [MessageFailed, MessageFailed]


async def test_templates_that_are_signed_for_tomorrow_are_sent_tomorrow(notifications: Running, ana: Patient) -> None:
    await sign(notifications, "2026-11", "2026-11-24")
    await notifications.react(Appointment(ana, START + 5 * DAY).booked())
    await run_until(notifications, START + 12 * HOUR)
    assert await standing(notifications, status="sent") == []
    await run_until(notifications, START + 24 * HOUR)
    assert await standing(notifications, status="sent") == [("appointment_confirmed", "sent")]


async def test_every_message_says_for_ever_which_words_of_which_version_it_had(
    notifications: Running, ana: Patient
) -> None:
    await sign(notifications, "2026-11")
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    before = await one(notifications, "appointment_confirmed")
    [event] = await notifications.events()
    assert isinstance(event, MessageSent)
    assert (event.template_version, event.template_digest, event.language) == (
        before["template_version"],
        before["template_digest"],
        "en",
    )
    director = notifications.client(Role.MEDICAL_DIRECTOR)
    whole = (await director.get(f"{TEMPLATES}/2026-11")).json()
    assert before["template_digest"] == whole["digest"]
    await draft(notifications, "our-2026-12", shorter())
    await sign(notifications, "our-2026-12")
    await withdraw(notifications, "2026-11")
    after = await one(notifications, "appointment_confirmed")
    assert {key: after[key] for key in before} == before


async def test_a_message_goes_out_in_the_version_that_it_was_planned_with(notifications: Running, ana: Patient) -> None:
    await sign(notifications, "2026-11")
    await notifications.react(performed(ana, START))
    await draft(notifications, "our-2026-12", shorter())
    await sign(notifications, "our-2026-12")
    await run_until(notifications, START + 30 * HOUR)
    day_1 = await one(notifications, "aftercare_day_1")
    assert (day_1["status"], day_1["template_version"]) == ("sent", "2026-11")
    assert "72 hours" in day_1["text"]
    await notifications.react(performed(ana, START + 30 * HOUR))
    assert [each["template_version"] for each in await messages(notifications, status="planned")][-4:] == [
        "our-2026-12"
    ] * 4


async def test_a_withdrawn_version_is_not_sent_but_replaced_by_the_one_in_force_with_its_times(
    notifications: Running, ana: Patient
) -> None:
    await sign(notifications, "2026-11")
    await notifications.react(performed(ana, START))
    later = {"templates": {"aftercare_day_1": {"due": {"at": "11:30"}}}}
    await draft(notifications, "our-2026-12", {**shorter(), **later})
    await sign(notifications, "our-2026-12")
    await withdraw(notifications, "2026-11")
    await run_until(notifications, START + 26 * HOUR)
    day_1 = await one(notifications, "aftercare_day_1")
    assert (day_1["status"], day_1["planned_for"]) == ("planned", "2026-11-24T11:30:00Z")
    await run_until(notifications, START + 27 * HOUR)
    day_1 = await one(notifications, "aftercare_day_1")
    assert (day_1["status"], day_1["template_version"]) == ("sent", "our-2026-12")
    assert day_1["text"] == "Hello Ana, take care. Call +351210000000."


async def test_when_all_is_withdrawn_messages_wait_for_the_next_version(notifications: Running, ana: Patient) -> None:
    await sign(notifications, "2026-11")
    await notifications.react(performed(ana, START))
    await withdraw(notifications, "2026-11")
    await run_until(notifications, START + 25 * HOUR)
    day_1 = await one(notifications, "aftercare_day_1")
    assert (day_1["status"], day_1["reason"]) == ("planned", "waits for signed templates")
    await draft(notifications, "our-2026-12", shorter())
    await sign(notifications, "our-2026-12")
    await notifications.fire_timers()
    await notifications.fire_timers()
    assert (await one(notifications, "aftercare_day_1"))["template_version"] == "our-2026-12"
    assert "take care" in (await arrived(notifications))[-1].text


async def test_a_reminder_that_waited_for_a_new_version_goes_out_late_rather_than_never(
    notifications: Running, ana: Patient
) -> None:
    await sign(notifications, "2026-11")
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    await withdraw(notifications, "2026-11")
    await run_until(notifications, START + 2 * DAY + 3 * HOUR)
    await draft(notifications, "our-2026-12", shorter())
    await sign(notifications, "our-2026-12")
    await run_until(notifications, START + 2 * DAY + 4 * HOUR)
    assert await standing(notifications) == [("appointment_confirmed", "sent"), ("appointment_reminder", "sent")]


async def test_a_message_that_the_next_version_no_longer_has_is_skipped_and_says_so(
    notifications: Running, ana: Patient
) -> None:
    await sign(notifications, "2026-11")
    await notifications.react(performed(ana, START))
    without_day_1 = {
        "occasions": {"session_performed": {"other": ["aftercare_evening", "aftercare_day_3", "aftercare_week_1"]}},
        "templates": {"aftercare_day_1": None},
        "languages": {
            "en": {"messages": {"aftercare_day_1": None}},
            "pt-PT": {"messages": {"aftercare_day_1": None}},
        },
    }
    await draft(notifications, "our-2026-12", without_day_1)
    await sign(notifications, "our-2026-12")
    await withdraw(notifications, "2026-11")
    await run_until(notifications, START + 25 * HOUR)
    day_1 = await one(notifications, "aftercare_day_1")
    assert (day_1["status"], day_1["reason"]) == (
        "skipped",
        "templates 2026-11 may not be sent, and our-2026-12 has no such message",
    )


async def test_a_stop_is_obeyed_although_nothing_is_signed(notifications: Running, ana: Patient) -> None:
    gateway = notifications.client(Role.INTEGRATION)
    said = {"channel": "sms", "sender": ana.phone, "text": "Parar"}
    assert (await gateway.post("/inbound", json=said)).json()["scope"] == "marketing"
    await sign(notifications, "2026-11")
    await notifications.fire_timers()
    await notifications.fire_timers()
    assert [each.subject for each in await arrived(notifications)] == ["You will get no more of these"]


async def test_in_a_rehearsal_unsigned_messages_are_sent_and_say_so_until_a_version_is_signed(
    run_service: RunService, channel: MoodyChannel
) -> None:
    async with run_service(notifications_through(channel.open), start=START, rehearsal=True) as running:
        clinic: UUID = new_id()
        await running.react(opened(clinic))
        patient = Patient(clinic)
        await running.react(patient.registered())
        await running.react(Appointment(patient, START + 3 * DAY).booked())
        await running.fire_timers()
        sent = await one(running, "appointment_confirmed")
        assert (sent["status"], sent["template_signature"]) == ("sent", "unsigned")

        await draft(running, "our-2026-12", shorter())
        await sign(running, "our-2026-12")
        await run_until(running, START + 3 * DAY)
        reminder = await one(running, "appointment_reminder")
        assert (reminder["status"], reminder["template_version"]) == ("sent", "our-2026-12")
        assert reminder["template_signature"] != "unsigned"


async def test_a_draft_whose_deadline_drops_sessions_is_refused_by_name(notifications: Running) -> None:
    director = notifications.client(Role.MEDICAL_DIRECTOR)
    changes = {"templates": {"aftercare_day_1_rf": {"due": {"days": 2}}}}
    written = {"version": "our-2026-12", "title": "RF a day later", "extends": "2026-11", "changes": changes}
    assert (await director.post(TEMPLATES, json=written)).status_code == 201
    checked = (await director.post(f"{TEMPLATES}/our-2026-12/check")).json()
    assert checked["status"] == "draft"
    [problem] = checked["problems"]
    assert problem["path"] == "templates.aftercare_day_1_rf"
    assert "nobody would be written to about what happens at 10:00 or earlier" in problem["problem"]
    assert (await director.post(f"{TEMPLATES}/our-2026-12/sign", json={})).status_code == 409
