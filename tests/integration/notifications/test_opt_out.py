"""Stop means stop: for whom it came from, in the scope that was asked for, confirmed once."""

from typing import Any

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.courses import CourseCompleted
from contracts.booking.patients import ContactPreferencesChanged
from contracts.event import Event
from contracts.notifications.messages import ContactOptedOut, MessageSent
from contracts.vocabulary import MessageScope
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    performed,
    run_until,
    standing,
)
from tests.support.running import Running


async def says(running: Running, text: str, sender: str = "+351 912 345 678", channel: str = "sms") -> dict[str, Any]:
    answer = await running.client(Role.INTEGRATION).post(
        "/inbound", json={"channel": channel, "sender": sender, "text": text}
    )
    assert answer.status_code == 200, answer.text
    made_of_it: dict[str, Any] = answer.json()
    return made_of_it


async def opt_outs(running: Running) -> list[Event]:
    return [event for event in await running.events() if isinstance(event, ContactOptedOut)]


async def completed(running: Running, patient: Patient) -> None:
    await running.react(
        CourseCompleted(
            course_id=new_id(), patient_id=patient.id, clinic_id=patient.clinic_id, completed_at=running.clock.now()
        )
    )


async def test_stop_is_confirmed_once_published_to_booking_and_silences_marketing_only(
    notifications: Running, ana: Patient
) -> None:
    agreed = Patient(ana.clinic_id, phone="+351910000001", marketing=True)
    await notifications.react(agreed.registered())
    made_of_it = await says(notifications, " Stop! ", sender="whatsapp:+351910000001", channel="whatsapp")
    assert (made_of_it["scope"], made_of_it["silenced"]) == ("marketing", 1)
    await notifications.fire_timers()
    [confirmation] = await arrived(notifications)
    assert (confirmation.channel, confirmation.address) == ("whatsapp", "+351910000001")
    assert "no more marketing messages" in confirmation.text
    [event] = await opt_outs(notifications)
    assert isinstance(event, ContactOptedOut)
    assert (event.patient_id, event.scope) == (agreed.id, MessageScope.MARKETING)

    await notifications.react(Appointment(agreed, START + 3 * DAY).booked())
    await notifications.react(performed(agreed, START))
    await completed(notifications, agreed)
    notifications.clock.set(START + 11 * HOUR)
    await notifications.fire_timers()
    notifications.clock.set(START + 181 * DAY)
    await notifications.fire_timers()
    standings = dict(await standing(notifications, patient_id=agreed.id))
    assert standings["appointment_confirmed"] == "sent"
    assert standings["aftercare_evening"] == "sent"
    assert standings["maintenance_invited"] == "skipped"


async def test_the_same_word_again_changes_nothing_and_is_not_confirmed_again(
    notifications: Running, ana: Patient
) -> None:
    for word in ("STOP", "stop", "Unsubscribe", "please stop texting me"):
        await says(notifications, word)
    await notifications.fire_timers()
    assert len(await arrived(notifications)) == 1
    assert len(await opt_outs(notifications)) == 1


async def test_stopall_reaches_further_and_silences_what_is_planned_already(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await says(notifications, "STOP")
    assert (await says(notifications, "STOPALL"))["scope"] == "all"
    await says(notifications, "STOP")
    await run_until(notifications, START + 4 * DAY)
    assert [journaled.text for journaled in await arrived(notifications) if "as you asked" not in journaled.text] == []
    assert [type(event) for event in await notifications.events()].count(MessageSent) == 2  # the two confirmations
    assert ("appointment_reminder", "skipped") in await standing(notifications)


async def test_an_e_mail_opts_out_as_well(notifications: Running, ana: Patient) -> None:
    assert (await says(notifications, "unsubscribe", sender="ANA@example.org", channel="email"))["silenced"] == 1


async def test_a_stop_of_an_unknown_sender_silences_nobody_and_says_so(notifications: Running, ana: Patient) -> None:
    made_of_it = await says(notifications, "STOP", sender="+351900000000")
    assert (made_of_it["known"], made_of_it["silenced"]) == (False, 0)
    assert "front desk" in made_of_it["explanation"]
    assert await opt_outs(notifications) == []


async def test_other_words_silence_nobody_and_are_for_the_front_desk(notifications: Running, ana: Patient) -> None:
    assert (await says(notifications, "Can I stop by at three?"))["scope"] is None
    assert await opt_outs(notifications) == []


async def test_a_new_agreement_in_booking_lifts_a_marketing_opt_out(notifications: Running, ana: Patient) -> None:
    earlier = new_id()
    await says(notifications, "STOP")
    agreed = ContactPreferencesChanged(patient_id=ana.id, channel="sms", marketing=True)
    desk = notifications.client(Role.FRONT_DESK)

    await notifications.react(agreed, event_id=earlier)  # published before she said stop, arrived after
    assert (await desk.get(f"/patients/{ana.id}/reachability")).json()["opted_out"][0]["scope"] == "marketing"

    await notifications.react(agreed)
    assert (await desk.get(f"/patients/{ana.id}/reachability")).json()["opted_out"] == []


async def test_stopall_is_not_lifted_by_agreeing_to_marketing(notifications: Running, ana: Patient) -> None:
    await says(notifications, "STOPALL")
    await notifications.react(ContactPreferencesChanged(patient_id=ana.id, channel="sms", marketing=True))
    preferences = (await notifications.client(Role.FRONT_DESK).get(f"/patients/{ana.id}/reachability")).json()
    assert [each["scope"] for each in preferences["opted_out"]] == ["all"]


async def test_only_the_gateway_may_hand_in_what_people_wrote(notifications: Running, ana: Patient) -> None:
    form = {"channel": "sms", "sender": "+351912345678", "text": "STOP"}
    assert (await notifications.client(Role.FRONT_DESK).post("/inbound", json=form)).status_code == 403
