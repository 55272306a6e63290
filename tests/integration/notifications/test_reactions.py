"""What a report of a reaction asks for: advice in the hours for messages, and a director who is asked at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.notifications.messages import MessageFailed
from contracts.notifications.worklist import WorklistItemClosed
from contracts.screening.screenings import (
    ClearanceEnded,
    ReactionAcknowledged,
    ReactionEscalated,
    ReactionReported,
    ReactionWithdrawn,
    SuspensionLifted,
)
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    MoodyChannel,
    Patient,
    arrived,
    messages,
    run_until,
)
from tests.integration.notifications.test_opt_out import says
from tests.support.running import Running

REPORT = new_id()
NIGHT = START + 14 * HOUR


def who(patient: Patient) -> dict[str, Any]:
    return {"report_id": REPORT, "patient_id": patient.id, "clinic_id": patient.clinic_id}


def reported(patient: Patient, grade: str, at: datetime = START) -> ReactionReported:
    return ReactionReported(**who(patient), grade=grade, reported_at=at)


def escalated(
    patient: Patient, email: str | None = "costa@example.org", step: int = 1, at: datetime = START
) -> ReactionEscalated:
    return ReactionEscalated(
        **who(patient),
        step=step,
        recipient="Dr Costa",
        email=email,
        next_at=at + timedelta(minutes=15),
        escalated_at=at,
    )


def acknowledged(patient: Patient) -> ReactionAcknowledged:
    return ReactionAcknowledged(**who(patient), acknowledged_at=START)


def lifted(patient: Patient) -> SuspensionLifted:
    return SuspensionLifted(**who(patient), suspension_id=new_id(), reason="withdrawn", lifted_at=START)


def ended(patient: Patient) -> ClearanceEnded:
    return ClearanceEnded(**who(patient), suspension_id=new_id(), ended_at=START)


def withdrawn(patient: Patient) -> ReactionWithdrawn:
    return ReactionWithdrawn(**who(patient), withdrawn_at=START)


async def calls(running: Running) -> list[dict[str, Any]]:
    """Directors whom the front desk has to call."""
    answer = await running.client(Role.FRONT_DESK).get("/worklist", params={"kind": "director_to_call"})
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_a_transient_reaction_is_answered_with_when_to_call_and_nothing_of_what_was_reported(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(reported(ana, "transient"))
    await notifications.fire_timers()
    [advice] = await arrived(notifications)
    assert (advice.channel, advice.address) == ("sms", ana.phone)
    assert "within 7 days" in advice.text
    assert "+351210000000" in advice.text


@pytest.mark.parametrize("grade", ["serious", "a_word_of_next_year"])
async def test_what_is_not_transient_gets_no_advice(notifications: Running, ana: Patient, grade: str) -> None:
    await notifications.react(reported(ana, grade))
    await notifications.fire_timers()
    assert await arrived(notifications) == []


async def test_advice_waits_for_the_morning_and_does_not_leave_when_the_grade_changed_meanwhile(
    notifications: Running, ana: Patient
) -> None:
    notifications.clock.set(NIGHT)
    await notifications.react(reported(ana, "transient", NIGHT))
    await notifications.fire_timers()
    assert await arrived(notifications) == []
    await notifications.react(reported(ana, "serious", NIGHT + HOUR))
    await run_until(notifications, START + DAY)
    assert await arrived(notifications) == []


async def test_advice_about_a_report_that_was_withdrawn_does_not_leave(notifications: Running, ana: Patient) -> None:
    notifications.clock.set(NIGHT)
    await notifications.react(reported(ana, "transient", NIGHT))
    await notifications.react(withdrawn(ana))
    await run_until(notifications, START + DAY)
    assert [each["status"] for each in await messages(notifications)] == ["cancelled"]


async def test_advice_is_not_sent_to_who_said_stop_to_everything(notifications: Running, ana: Patient) -> None:
    await says(notifications, "STOPALL")
    await notifications.fire_timers()
    await notifications.react(reported(ana, "transient"))
    await notifications.fire_timers()
    assert [each["template"] for each in await messages(notifications, status="sent")] == ["opt_out_confirmed"]


async def test_advice_that_does_not_reach_the_patient_is_a_call_that_somebody_settles(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    channel.busy = True
    await notifications.react(reported(ana, "transient"))
    await run_until(notifications, START + 2 * DAY)
    desk = notifications.client(Role.FRONT_DESK)
    [item] = (await desk.get("/worklist", params={"kind": "patient_to_call"})).json()["items"]
    assert item["patient_id"] == str(ana.id)
    path, note = f"/messages/{item['subject_id']}/settle", {"note": "Called: it is better already."}
    elsewhere = notifications.client(Role.FRONT_DESK, clinics=[new_id()])
    assert (await elsewhere.post(path, json=note)).status_code == 403
    settled = (await desk.post(path, json=note)).json()
    assert [call["note"] for call in settled["called"]] == ["Called: it is better already."]
    assert (await desk.get("/worklist", params={"kind": "patient_to_call"})).json()["items"] == []


async def test_a_message_that_was_sent_or_is_about_an_appointment_asks_nobody_here_to_call(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    await notifications.react(reported(ana, "transient"))
    await notifications.fire_timers()
    [sent] = await messages(notifications)
    refused = await notifications.client(Role.FRONT_DESK).post(
        f"/messages/{sent['id']}/settle", json={"note": "Called."}
    )
    assert refused.json()["type"] == "urn:needlepoint:problem:nothing-to-call"
    channel.busy = True
    await notifications.react(Appointment(ana, START + 12 * HOUR).booked())
    await run_until(notifications, START + DAY)
    assert "failed" in {each["status"] for each in await messages(notifications)}
    waiting = await notifications.client(Role.FRONT_DESK).get("/worklist")
    assert waiting.json()["items"] == [], "booking lists it"


async def test_a_director_is_asked_at_once_also_at_night_without_a_word_about_the_patient(
    notifications: Running, ana: Patient
) -> None:
    notifications.clock.set(NIGHT)
    await notifications.react(escalated(ana, at=NIGHT))
    await notifications.fire_timers()
    [mail] = await arrived(notifications)
    assert (mail.channel, mail.address) == ("email", "costa@example.org")
    assert "Dr Costa" in mail.text
    assert str(REPORT) in mail.text
    assert "Ana" not in mail.text + mail.subject
    assert str(ana.id) not in mail.text
    assert await calls(notifications) == []


async def test_each_next_in_line_gets_a_mail_of_their_own(notifications: Running, ana: Patient) -> None:
    await notifications.react(escalated(ana))
    await notifications.react(escalated(ana, "silva@example.org", step=2))
    await notifications.fire_timers()
    assert {mail.address for mail in await arrived(notifications)} == {"costa@example.org", "silva@example.org"}


async def test_without_a_work_address_the_front_desk_calls_and_the_operator_sees_a_failure(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(escalated(ana, None))
    await notifications.fire_timers()
    assert await arrived(notifications) == [], "and the stock manager is not asked instead"
    [call] = await calls(notifications)
    assert (call["about"], call["clinic_id"]) == ({"report_id": str(REPORT)}, str(ana.clinic_id))
    operator = notifications.client(Role.OPERATOR)
    [failed] = (await operator.get("/messages", params={"status": "failed"})).json()["items"]
    assert "no work address" in failed["reason"]
    assert failed["text"] is None
    claimed = await notifications.client(Role.FRONT_DESK).post(f"/worklist/{call['id']}/claim")
    assert claimed.status_code == 200, claimed.text
    elsewhere = notifications.client(Role.FRONT_DESK, clinics=[new_id()])
    assert (await elsewhere.post(f"/worklist/{call['id']}/claim")).status_code == 403


async def test_a_mail_that_does_not_leave_is_a_call_until_it_leaves_after_all(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    channel.busy = True
    await notifications.react(escalated(ana))
    await notifications.fire_timers()
    assert len(await calls(notifications)) == 1
    channel.busy = False
    await run_until(notifications, START + HOUR)
    assert await calls(notifications) == []
    [closed] = [event for event in await notifications.events() if isinstance(event, WorklistItemClosed)]
    assert closed.why == "sent"
    assert len(await arrived(notifications)) == 1


@pytest.mark.parametrize(
    ("fact", "why"),
    [(acknowledged, "acknowledged"), (lifted, "lifted"), (ended, "ended"), (withdrawn, "withdrawn")],
)
async def test_a_mail_whose_reason_is_gone_does_not_leave_and_nobody_calls(
    notifications: Running, ana: Patient, channel: MoodyChannel, fact: Any, why: str
) -> None:
    channel.busy = True
    await notifications.react(escalated(ana))
    await notifications.react(escalated(ana, None, step=2))
    await notifications.fire_timers()
    assert len(await calls(notifications)) == 2
    channel.busy = False
    await notifications.react(fact(ana))
    await run_until(notifications, START + DAY)
    assert await arrived(notifications) == []
    assert await calls(notifications) == []
    closed = [event.why for event in await notifications.events() if isinstance(event, WorklistItemClosed)]
    assert closed == [why, why]


async def test_an_address_that_never_takes_it_stays_a_call_and_no_patient_is_called_for_it(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    channel.busy = True
    await notifications.react(escalated(ana))
    await run_until(notifications, START + DAY)
    assert len(await calls(notifications)) == 1
    [mail] = await messages(notifications)
    assert mail["status"] == "failed"
    assert not [event for event in await notifications.events() if isinstance(event, MessageFailed)]


async def test_a_stock_manager_reads_nothing_of_what_directors_are_asked(notifications: Running, ana: Patient) -> None:
    await notifications.react(escalated(ana))
    await notifications.fire_timers()
    assert (await notifications.client(Role.STOCK_MANAGER).get("/messages")).json()["items"] == []
    own = notifications.client(Role.PATIENT, subject=ana.id)
    assert (await own.get("/messages")).json()["items"] == []
    assert "Dr Costa" in (await messages(notifications))[0]["text"]


async def test_a_clinic_that_is_not_known_yet_is_waited_for_and_somebody_calls_meanwhile(
    notifications: Running, ana: Patient
) -> None:
    elsewhere = Patient(new_id())
    await notifications.react(escalated(elsewhere))
    await notifications.fire_timers()
    assert len(await calls(notifications)) == 1
    assert await arrived(notifications) == []
