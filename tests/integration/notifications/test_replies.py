"""Words that can mean several things are asked about, and what is answered is done."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from contracts.booking.patients import PatientErased
from contracts.notifications.messages import AppointmentAnswered, ContactOptedIn, ContactOptedOut
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    run_until,
)
from tests.integration.notifications.test_opt_out import says
from tests.integration.notifications.test_texts import listed, published, settles, waiting
from tests.support.running import Running


async def reminded(running: Running, patient: Patient, at: timedelta = 3 * DAY) -> Appointment:
    appointment = Appointment(patient, START + at)
    await running.react(appointment.booked())
    await running.fire_timers()
    return appointment


async def last_text(running: Running) -> str:
    await running.fire_timers()
    return str((await arrived(running))[-1].text)


async def stopped(running: Running, patient: Patient) -> dict[str, bool]:
    answer = await running.client(Role.FRONT_DESK).get(f"/patients/{patient.id}/reachability")
    return {each["scope"]: each["awaits_answer"] for each in answer.json()["opted_out"]}


async def history(running: Running, patient: Patient) -> list[dict[str, Any]]:
    answer = await running.client(Role.FRONT_DESK).get(f"/patients/{patient.id}/opt-outs")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def answers(running: Running) -> list[tuple[UUID, str]]:
    return [(each.appointment_id, each.answer) for each in await published(running, AppointmentAnswered)]


@pytest.mark.parametrize("word", ["CANCEL", "cancelar", "End", "anular"])
async def test_cancel_to_a_reminder_asks_what_is_meant_and_ends_nothing_meanwhile_but_marketing(
    notifications: Running, ana: Patient, word: str
) -> None:
    appointment = await reminded(notifications, ana)
    made = await says(notifications, word)
    assert (made["taken_for"], made["scope"], made["waits"]) == ("asked", None, True)
    assert "To cancel an appointment, reply C1 = Thursday" in await last_text(notifications)
    assert await published(notifications, ContactOptedOut) == []
    assert await stopped(notifications, ana) == {"marketing": True}
    [item] = await waiting(notifications)
    assert item["about"] == {"appointment_id": str(appointment.id)}, "the desk sees it at once"


async def test_the_code_cancels_the_appointment_and_nothing_is_stopped(notifications: Running, ana: Patient) -> None:
    appointment = await reminded(notifications, ana)
    await says(notifications, "CANCEL")
    made = await says(notifications, "c1")
    assert (made["taken_for"], made["waits"]) == ("cancellation", False)
    assert await answers(notifications) == [(appointment.id, "cancelled")]
    assert await stopped(notifications, ana) == {}
    assert await waiting(notifications) == [], "what was meant is known"
    await run_until(notifications, START + 2 * DAY)
    assert await published(notifications, ContactOptedOut) == []
    assert (await says(notifications, "c1"))["taken_for"] is None, "a person reads what answers nothing"


async def test_stop_is_the_other_answer(notifications: Running, ana: Patient) -> None:
    await reminded(notifications, ana)
    await says(notifications, "CANCEL")
    made = await says(notifications, "STOP")
    assert (made["taken_for"], made["scope"], made["silenced"]) == ("stop", "marketing", 1)
    assert await stopped(notifications, ana) == {"marketing": False}
    assert await waiting(notifications) == []
    assert "no more marketing messages" in await last_text(notifications)


async def test_without_an_answer_it_counts_as_the_stop_that_the_law_sees_in_it(
    notifications: Running, ana: Patient
) -> None:
    await reminded(notifications, ana)
    await says(notifications, "CANCEL")
    await says(notifications, "CANCEL")
    await run_until(notifications, START + DAY + HOUR)
    [event] = await published(notifications, ContactOptedOut)
    assert event.scope == "marketing"
    assert await stopped(notifications, ana) == {"marketing": False}
    [item] = await waiting(notifications)
    assert item["kind"] == "unanswered_thread", "a person still finds out whether they come"


@pytest.mark.parametrize(("meant", "left"), [("appointment", {}), ("stop", {"marketing": False})])
async def test_a_person_who_called_says_what_was_meant(
    notifications: Running, ana: Patient, meant: str, left: dict[str, bool]
) -> None:
    await reminded(notifications, ana)
    text = (await says(notifications, "CANCEL"))["text_id"]
    desk = notifications.client(Role.FRONT_DESK)
    settled = await desk.post(f"/texts/{text}/settle", json={"note": "Called her.", "meant": meant})
    assert settled.status_code == 200, settled.text
    await run_until(notifications, START + 2 * DAY)
    assert await stopped(notifications, ana) == left
    other = (await says(notifications, "Thanks"))["text_id"]
    refused = await desk.post(f"/texts/{other}/settle", json={"note": "Called her.", "meant": meant})
    assert refused.json()["type"] == "urn:needlepoint:problem:nothing-asked"


async def test_on_a_shared_telephone_a_stop_is_of_the_one_they_say(
    notifications: Running, ana: Patient, clinic: UUID
) -> None:
    rui = Patient(clinic)
    await notifications.react(rui.registered())
    assert (await says(notifications, "STOPALL"))["taken_for"] == "asked"
    assert "Whose messages should end? Reply 1 = Ana; 2 = Ana; or 0" in await last_text(notifications)
    assert await stopped(notifications, ana) == await stopped(notifications, rui) == {"marketing": True}
    await says(notifications, "2")
    [event] = await published(notifications, ContactOptedOut)
    second = max((ana, rui), key=lambda each: each.id)
    assert (event.patient_id, event.scope) == (second.id, "all")
    assert await stopped(notifications, second) == {"all": False}
    await run_until(notifications, START + 2 * DAY)
    assert len(await published(notifications, ContactOptedOut)) == 1


@pytest.mark.parametrize("reply", ["0", None])
async def test_for_everybody_if_they_say_so_or_nothing(
    notifications: Running, ana: Patient, clinic: UUID, reply: str | None
) -> None:
    rui = Patient(clinic)
    await notifications.react(rui.registered())
    await says(notifications, "STOP")
    if reply:
        await says(notifications, reply)
    await run_until(notifications, START + DAY + HOUR)
    assert {event.patient_id for event in await published(notifications, ContactOptedOut)} == {ana.id, rui.id}


async def test_start_lifts_what_they_stopped_and_the_history_says_how(notifications: Running, ana: Patient) -> None:
    await says(notifications, "STOPALL")
    await says(notifications, "STOP", sender="ana@example.org", channel="email")
    await notifications.fire_timers()  # what is due at one moment leaves in any order
    assert (await says(notifications, "Start"))["taken_for"] == "start"
    assert "you get our messages again" in await last_text(notifications)
    assert await stopped(notifications, ana) == {}
    [event] = await published(notifications, ContactOptedIn)
    assert (event.patient_id, event.scope, event.marketing) == (ana.id, "all", False)
    newest, oldest = await history(notifications, ana)
    assert (newest["what"], newest["how"], oldest["what"]) == ("agreed", "text", "stopped")
    [text, *_] = await listed(notifications)
    assert newest["text_id"] == text["id"]
    assert (await says(notifications, "START"))["taken_for"] is None, "who stopped nothing may mean something else"


async def test_marketing_comes_again_to_who_had_agreed_to_it(notifications: Running, clinic: UUID) -> None:
    agreed = Patient(clinic, phone="+351910000001", marketing=True)
    await notifications.react(agreed.registered())
    await says(notifications, "STOP", sender="+351910000001")
    await says(notifications, "START", sender="+351910000001")
    [event] = await published(notifications, ContactOptedIn)
    assert (event.scope, event.marketing) == ("marketing", True)


async def test_who_shares_a_telephone_says_whose_messages_come_again(
    notifications: Running, ana: Patient, clinic: UUID
) -> None:
    await says(notifications, "STOPALL")
    rui = Patient(clinic)
    await notifications.react(rui.registered())
    assert (await says(notifications, "START"))["taken_for"] == "start", "only one of them had stopped"
    await says(notifications, "STOPALL")
    await says(notifications, "0")
    assert (await says(notifications, "START"))["taken_for"] == "asked"
    await says(notifications, "1")
    first, second = sorted((ana, rui), key=lambda each: each.id)
    assert (await stopped(notifications, first), await stopped(notifications, second)) == ({}, {"all": False})


async def test_the_desk_lifts_a_stop_with_the_proof_of_who_agreed_when(notifications: Running, ana: Patient) -> None:
    await says(notifications, "STOPALL")
    desk = notifications.client(Role.FRONT_DESK, subject="rita")
    path, form = f"/patients/{ana.id}/agree", {"scope": "all", "how": "in_person", "note": "Asked for reminders."}
    early = await desk.post(path, json={**form, "agreed_at": "2026-11-23T08:59:00Z"})
    assert early.json()["type"] == "urn:needlepoint:problem:agreed-too-early"
    notifications.clock.set(START + HOUR)
    lifted = await desk.post(path, json={**form, "agreed_at": "2026-11-23T09:30:00Z"})
    assert (lifted.status_code, lifted.json()["opted_out"]) == (200, []), lifted.text
    [newest, _] = await history(notifications, ana)
    assert (newest["noted_by"], newest["how"], newest["note"]) == ("rita", "in_person", "Asked for reminders.")
    assert newest["at"] == "2026-11-23T09:30:00Z"
    twice = await desk.post(path, json=form)
    assert twice.json()["type"] == "urn:needlepoint:problem:nothing-stopped"
    await reminded(notifications, ana)
    assert "is booked" in await last_text(notifications)


@pytest.mark.parametrize("word", ["YES", "c", "Sim. Ana", "Sim", "sí"])
async def test_yes_confirms_the_appointment_that_was_written_about(
    notifications: Running, ana: Patient, word: str
) -> None:
    appointment = await reminded(notifications, ana)
    made = await says(notifications, word)
    assert (made["taken_for"], made["waits"]) == ("confirmation", False)
    assert await answers(notifications) == [(appointment.id, "confirmed")]
    assert re.search("your appointment on Thursday.* is confirmed", await last_text(notifications))
    sent = len(await arrived(notifications))
    assert (await says(notifications, word))["taken_for"] == "confirmation"
    await notifications.fire_timers()
    assert (len(await arrived(notifications)), len(await answers(notifications))) == (sent, 1)


async def test_a_yes_to_two_appointments_is_asked_about(notifications: Running, ana: Patient) -> None:
    first, second = await reminded(notifications, ana), await reminded(notifications, ana, 4 * DAY)
    assert (await says(notifications, "yes"))["taken_for"] == "asked"
    assert "Which appointment do you confirm? Reply 1 = Thursday" in await last_text(notifications)
    assert await answers(notifications) == []
    await says(notifications, "2")
    assert await answers(notifications) == [(second.id, "confirmed")]
    await says(notifications, "yes")
    await says(notifications, "0")
    assert sorted(await answers(notifications)) == sorted([(first.id, "confirmed"), (second.id, "confirmed")])


@pytest.mark.parametrize("text", ["Yes?", "C?", "Sim? A que horas?"])
async def test_a_yes_that_asks_something_confirms_nothing_and_is_read(
    notifications: Running, ana: Patient, text: str
) -> None:
    await reminded(notifications, ana)
    made = await says(notifications, text)
    assert (made["taken_for"], made["waits"]) == (None, True)


@pytest.mark.parametrize(("text", "waits"), [("STOP. Ana", False), ("no, stop", False), ("Stop. It burns", True)])
async def test_a_stop_that_is_signed_is_obeyed_and_one_that_tells_of_a_reaction_is_read_as_well(
    notifications: Running, ana: Patient, text: str, waits: bool
) -> None:
    await reminded(notifications, ana)
    made = await says(notifications, text)
    assert (made["taken_for"], made["silenced"], made["waits"]) == ("stop", 1, waits)


async def test_a_late_yes_is_answered_truthfully_and_read_by_a_person(notifications: Running, ana: Patient) -> None:
    appointment = await reminded(notifications, ana)
    before = appointment.starts_at
    await notifications.react(appointment.moved(before + DAY))
    made = await says(notifications, "YES")
    assert (made["taken_for"], made["waits"]) == ("too_late", True)
    await notifications.fire_timers()
    assert any("does not take place at that time any more" in each.text for each in await arrived(notifications))
    assert await answers(notifications) == []
    [item] = await waiting(notifications)
    assert item["about"] == {"appointment_id": str(appointment.id)}


async def test_a_yes_that_answers_no_message_about_an_appointment_is_read(notifications: Running, ana: Patient) -> None:
    await reminded(notifications, ana, 40 * DAY)
    await run_until(notifications, START + 5 * DAY)
    assert (await says(notifications, "yes"))["taken_for"] is None
    assert len(await waiting(notifications)) == 1
    assert await answers(notifications) == []


async def test_a_no_to_a_reminder_is_for_the_desk_with_the_appointment(notifications: Running, ana: Patient) -> None:
    appointment = await reminded(notifications, ana)
    made = await says(notifications, "no")
    assert (made["taken_for"], made["waits"]) == (None, True)
    [item] = await waiting(notifications)
    assert item["about"] == {"appointment_id": str(appointment.id)}


async def test_of_two_cancellations_at_once_each_appointment_is_cancelled_once(
    notifications: Running, ana: Patient
) -> None:
    appointment = await reminded(notifications, ana)
    await says(notifications, "CANCEL")
    await asyncio.gather(*(says(notifications, "C1") for _ in range(4)))
    assert await answers(notifications) == [(appointment.id, "cancelled")]


async def test_a_question_about_an_erased_patient_ends_with_them(notifications: Running, ana: Patient) -> None:
    await reminded(notifications, ana)
    await says(notifications, "CANCEL")
    await notifications.react(PatientErased(patient_id=ana.id, erased_at=START))
    await run_until(notifications, START + 2 * DAY)
    assert await published(notifications, ContactOptedOut) == []


async def test_a_settled_text_may_still_be_answered(notifications: Running, ana: Patient) -> None:
    appointment = await reminded(notifications, ana)
    made = await says(notifications, "CANCEL")
    await settles(notifications, made["text_id"])
    await says(notifications, "C1")
    assert await answers(notifications) == [(appointment.id, "cancelled")]


async def test_a_code_that_comes_after_the_appointment_was_moved_is_read_by_a_person(
    notifications: Running, ana: Patient
) -> None:
    appointment = await reminded(notifications, ana)
    await says(notifications, "CANCEL")
    await notifications.react(appointment.moved(appointment.starts_at + DAY))
    made = await says(notifications, "C1")
    assert (made["taken_for"], made["waits"]) == ("too_late", True)
    assert await answers(notifications) == []


async def test_a_choice_for_somebody_who_has_another_number_by_now_is_read_by_a_person(
    notifications: Running, ana: Patient, clinic: UUID
) -> None:
    rui = Patient(clinic)
    await notifications.react(rui.registered())
    await says(notifications, "STOP")
    second = max((ana, rui), key=lambda each: each.id)
    await notifications.react(second.changed(phone="+351910000009"))
    made = await says(notifications, "2")
    assert (made["taken_for"], made["waits"]) == (None, True)
